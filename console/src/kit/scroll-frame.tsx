import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import classes from './scroll-frame.module.css';

interface ScrollFrameProps {
  /** What is inside, for who comes to it by the keyboard. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  /** Says below it, where it scrolls, that there is more: for a picture, which nobody expects to scroll. */
  readonly hint?: string;
}

/**
 * A box that scrolls sideways by itself where its content is wider than the page, so that the page never does. Only then does the keyboard come to it, and only then
 * does it clip: a table that fits keeps its heading in sight.
 */
export function ScrollFrame({ label, className = '', children, hint }: ScrollFrameProps) {
  const frame = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  const [more, setMore] = useState<'both' | 'left' | 'right'>();
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const measure = () => {
      const hidden = box.scrollWidth - box.clientWidth;
      const [left, right] = [box.scrollLeft > 1, box.scrollLeft < hidden - 1];
      setOver(hidden > 1);
      setMore(left && right ? 'both' : left ? 'left' : right ? 'right' : undefined);
    };
    const watching = new ResizeObserver(measure);
    watching.observe(box);
    for (const child of box.children) watching.observe(child);
    box.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      watching.disconnect();
      box.removeEventListener('scroll', measure);
    };
  }, []);
  return (
    <>
      {hint === undefined || !over ? null : (
        <p className={classes['hint']} aria-hidden="true">
          {more === 'left' ? '← ' : ''}
          {hint}
          {more === 'left' ? '' : ' →'}
        </p>
      )}
      <section
        ref={frame}
        className={`${classes['frame'] ?? ''} ${className}`}
        data-over={over ? true : undefined}
        data-more={more}
        tabIndex={over ? 0 : undefined}
        aria-label={over ? label : undefined}
      >
        {children}
      </section>
    </>
  );
}

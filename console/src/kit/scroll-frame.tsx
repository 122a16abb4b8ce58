import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import classes from './scroll-frame.module.css';

interface ScrollFrameProps {
  /** What is inside, for who comes to it by the keyboard. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/**
 * A box that scrolls sideways by itself where its content is wider than the page, so that the page never does. Only then does the keyboard come to it, and only then
 * does it clip: a table that fits keeps its heading in sight.
 */
export function ScrollFrame({ label, className = '', children }: ScrollFrameProps) {
  const frame = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const measure = () => setOver(box.scrollWidth > box.clientWidth + 1);
    const watching = new ResizeObserver(measure);
    watching.observe(box);
    for (const child of box.children) watching.observe(child);
    measure();
    return () => watching.disconnect();
  }, []);
  return (
    <section
      ref={frame}
      className={`${classes['frame'] ?? ''} ${className}`}
      data-over={over ? true : undefined}
      tabIndex={over ? 0 : undefined}
      aria-label={over ? label : undefined}
    >
      {children}
    </section>
  );
}

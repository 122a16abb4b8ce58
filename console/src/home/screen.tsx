import { type ReactNode, useEffect, useRef } from 'react';
import classes from './home.module.css';
import { spoken } from './words.ts';

interface ScreenProps {
  readonly title: string;
  readonly text?: string;
  /** What is decided, at the foot, within reach of a thumb. */
  readonly children?: ReactNode;
  readonly busy?: boolean;
}

/** One decision, for one hand in the sun. The title takes the focus as the screens change, so that it is read aloud. */
export function Screen({ title, text, children, busy = false }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new screen
  useEffect(() => {
    document.documentElement.lang = spoken;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <section className={classes['screen']} aria-busy={busy} lang={spoken}>
      <div className={classes['words']}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text === undefined ? null : <p>{text}</p>}
      </div>
      <div className={classes['choices']}>{children}</div>
    </section>
  );
}

interface ChoiceProps {
  readonly children: string;
  readonly onClick: () => void;
  readonly first?: boolean;
  readonly disabled?: boolean;
}

export function Choice({ children, onClick, first = false, disabled = false }: ChoiceProps) {
  return (
    <button type="button" className={classes['choice']} data-first={first ? true : undefined} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}

import { Skeleton, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './answer.module.css';

let first = true;

interface AnswerProps {
  /** The page's name: its only h1. */
  readonly title: string;
  /** One sentence that says where the operator stands. Absent while it is being worked out. */
  readonly children?: ReactNode;
  /** Buttons of the page, at the right. */
  readonly actions?: ReactNode;
  /** The sentence tells an attack, and takes four lines where others take two: so much room is held for it. */
  readonly long?: boolean;
}

/** What every page opens with. The heading takes the focus after a move, so that the keyboard and a screen reader are at the page's beginning. */
export function Answer({ title, children, actions, long }: AnswerProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // A sentence that was waited for keeps the room that was held for it, so that what stands below stays where it is.
  const [waited] = useState(children === undefined);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <div className={classes['opener']}>
      <div className={classes['words']}>
        <Title order={1} ref={heading} tabIndex={-1} data-page-heading className={classes['title'] ?? ''}>
          {title}
        </Title>
        {children === undefined ? (
          <div className={classes['waiting']} data-long={long} aria-hidden>
            <Skeleton height="1.35rem" mt={6} width="100%" />
            <Skeleton height="1.35rem" mt={10} width="60%" />
          </div>
        ) : (
          <p className={classes['sentence']} data-waited={waited ? true : undefined} data-long={long}>
            {children}
          </p>
        )}
      </div>
      {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
    </div>
  );
}

import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  /** What this page will show, in a sentence. */
  readonly shows: string;
  /** Why it is empty, where that is no plain beginning: "No control matches the filter." */
  readonly because?: string;
  /** The one button that fills it. */
  readonly children?: ReactNode;
  /** The same by the command line. */
  readonly command?: string;
  /** A small picture of what it will look like, drawn and never mistaken for real figures. */
  readonly sample?: ReactNode;
}

/** Nothing is here yet: it teaches what will be, and the one move that brings it. */
export function EmptyState({ shows, because, children, command, sample }: EmptyStateProps) {
  return (
    <Paper withBorder p="lg" className={classes['empty'] ?? ''}>
      {because === undefined ? null : <Text fw={600}>{because}</Text>}
      <Text>{shows}</Text>
      {children === undefined ? null : <div className={classes['move']}>{children}</div>}
      {command === undefined ? null : (
        <Text size="sm" c="dimmed">
          Or by the command line: <code>{command}</code>
        </Text>
      )}
      {sample === undefined ? null : (
        <figure className={classes['sample']}>
          <figcaption>A sample</figcaption>
          <div aria-hidden="true">{sample}</div>
        </figure>
      )}
    </Paper>
  );
}

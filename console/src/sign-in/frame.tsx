import { Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './frame.module.css';

interface FrameProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly says?: ReactNode;
  readonly children: ReactNode;
  /** Where one is in a walk of several screens: "2 of 3". */
  readonly step?: string;
}

/** One decision a screen, for whoever is not signed in yet. The title takes the focus as the screens change. */
export function Frame({ title, says, children, step }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new screen
  useEffect(() => {
    // A field that asks for the focus itself comes first.
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={classes['frame']}>
      <div className={classes['brand']}>
        <img src="/mark.svg" alt="" width="32" height="32" />
        <span>Assay</span>
      </div>
      <Paper withBorder className={classes['card'] ?? ''}>
        {step === undefined ? null : (
          <Text size="sm" c="dimmed">
            {step}
          </Text>
        )}
        <Title order={1} size="h2" ref={heading} tabIndex={-1} data-page-heading>
          {title}
        </Title>
        {says === undefined ? null : <Text mt={4}>{says}</Text>}
        <div className={classes['body']}>{children}</div>
      </Paper>
    </div>
  );
}

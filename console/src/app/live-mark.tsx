import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './header.module.css';
import { liveState, updated } from './live.ts';
import { unreachable } from './session.ts';
import { useSignal } from './signal.ts';

/** Whether the page follows the record, and that it just did: a quiet word, no movement. */
export function LiveMark() {
  const followed = useSignal(liveState);
  // A stream that was opened before the network went says nothing of its end: what was asked last knows better.
  const state = useSignal(unreachable) ? 'lost' : followed;
  const last = useSignal(updated);
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    if (last === undefined) return;
    setFresh(true);
    const timer = setTimeout(() => setFresh(false), 8000);
    return () => clearTimeout(timer);
  }, [last]);
  const word = state === 'lost' ? 'Not live' : fresh ? 'Updated' : state === 'live' ? 'Live' : '';
  const says =
    state === 'lost'
      ? 'The connection for live changes is away, and is tried again by itself. The page shows what was last read.'
      : last === undefined
        ? 'The page follows the record as it grows.'
        : `${last.what}.`;
  return (
    <Tooltip label={says}>
      <span className={classes['live']} role="status" data-state={state}>
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
          <circle
            cx="5"
            cy="5"
            r="4"
            fill={state === 'live' ? 'var(--accent)' : 'none'}
            stroke={state === 'lost' ? 'var(--verdict-stale)' : 'var(--accent)'}
            strokeWidth="1.5"
            strokeDasharray={state === 'live' ? undefined : '2 1.5'}
          />
        </svg>
        {word}
      </span>
    </Tooltip>
  );
}

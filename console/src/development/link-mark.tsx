import { Tooltip } from '@mantine/core';
import classes from './development.module.css';
import type { LinkState } from './words.ts';
import { STATE_WORDS } from './words.ts';

const SHAPES: Readonly<Record<LinkState, React.ReactNode>> = {
  proven: (
    <>
      <circle cx="8" cy="8" r="7" fill="var(--verdict-proven)" />
      <path d="M4.8 8.3l2.2 2.2 4.3-4.7" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
  broken: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="var(--verdict-failing)" />
      <path d="M5 5l6 6m0-6l-6 6" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
  unknown: <path d="M8 1.5L14.5 8L8 14.5L1.5 8Z" fill="url(#verdict-unproven)" stroke="var(--verdict-unproven)" strokeWidth="1.2" />,
  absent: <circle cx="8" cy="8" r="6.5" fill="none" stroke="var(--verdict-excluded)" strokeWidth="1.4" strokeDasharray="2.6 2" />,
};

/** The state of one link: shape, texture, colour and word. */
export function LinkMark({ state, bare = false, of }: { readonly state: LinkState; readonly bare?: boolean; readonly of?: string }) {
  const { word, means } = STATE_WORDS[state];
  return (
    <Tooltip label={`${of === undefined ? '' : `${of}: `}${word}. ${means}`}>
      <span className={classes['mark']} data-state={state}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          {SHAPES[state]}
        </svg>
        <span className={bare ? 'visually-hidden' : classes['word']}>
          {bare && of !== undefined ? `${of}: ` : ''}
          {word}
          {bare ? '. ' : ''}
        </span>
      </span>
    </Tooltip>
  );
}

import { Tooltip } from '@mantine/core';
import type { Verdict } from '../../../src/assurance/model.ts';
import { VERDICT_WORDS } from './verdict.ts';
import classes from './verdict-mark.module.css';

const SHAPES: Readonly<Record<Verdict, React.ReactNode>> = {
  proven: (
    <>
      <circle cx="8" cy="8" r="7" fill="var(--verdict-proven)" />
      <path d="M4.8 8.3l2.2 2.2 4.3-4.7" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
  failing: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="var(--verdict-failing)" />
      <path d="M5 5l6 6m0-6l-6 6" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
  stale: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="var(--verdict-stale)" strokeWidth="1.6" />
      <path d="M8 4.3V8l2.6 1.8" stroke="var(--verdict-stale)" strokeWidth="1.6" fill="none" />
    </>
  ),
  unproven: (
    <>
      <rect
        x="1.8"
        y="1.8"
        width="12.4"
        height="12.4"
        fill="url(#verdict-unproven)"
        stroke="var(--verdict-unproven)"
        strokeWidth="1.2"
        transform="rotate(45 8 8) translate(1.6 1.6) scale(.8)"
      />
    </>
  ),
  excluded: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="var(--verdict-excluded)" strokeWidth="1.4" strokeDasharray="2.6 2" />
      <path d="M5 8h6" stroke="var(--verdict-excluded)" strokeWidth="1.6" />
    </>
  ),
};

interface VerdictMarkProps {
  readonly verdict: Verdict;
  /** Without the word, where a column's title or a sentence says it already; a screen reader still hears it. */
  readonly bare?: boolean;
}

/** One verdict: shape, colour and word. */
export function VerdictMark({ verdict, bare = false }: VerdictMarkProps) {
  const { word, means } = VERDICT_WORDS[verdict];
  return (
    <Tooltip label={`${word}. ${means}`}>
      <span className={classes['mark']} data-verdict={verdict}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          {SHAPES[verdict]}
        </svg>
        <span className={bare ? 'visually-hidden' : classes['word']}>{word}</span>
      </span>
    </Tooltip>
  );
}

import { Tooltip } from '@mantine/core';
import classes from './attacks.module.css';
import { REACH_WORDS, type Reach } from './words.ts';

const SHAPES: Readonly<Record<Reach, React.ReactNode>> = {
  'proven-reachable': (
    <>
      <path d="M8 1l7 13H1z" fill="var(--decision-open)" />
      <path d="M8 5.5v4M8 11.2v1.3" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
  undecided: <circle cx="8" cy="8" r="6.3" fill="url(#verdict-unproven)" stroke="var(--decision-undecided)" strokeWidth="1.3" strokeDasharray="3 2" />,
  'no-way-known': (
    <>
      <circle cx="8" cy="8" r="6.3" fill="none" stroke="var(--decision-undecided)" strokeWidth="1.3" strokeDasharray="1.5 2" />
      <path d="M5 8h6" stroke="var(--decision-undecided)" strokeWidth="1.5" />
    </>
  ),
  'proven-closed': (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="var(--decision-closed)" />
      <path d="M4.8 8.3l2.2 2.2 4.3-4.7" stroke="var(--verdict-ground)" strokeWidth="1.8" fill="none" />
    </>
  ),
};

/** What stands of a target: shape, texture, colour and word. */
export function ReachMark({ reach }: { readonly reach: Reach }) {
  const { word, means } = REACH_WORDS[reach];
  return (
    <Tooltip label={`${word}. ${means}`}>
      <span className={classes['mark']}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          {SHAPES[reach]}
        </svg>
        <span>{word}</span>
      </span>
    </Tooltip>
  );
}

import classes from './operations.module.css';
import { LEVEL_WORDS, type Level } from './words.ts';

/** How much it matters, by shape and word. */
export function LevelMark({ level }: { readonly level: Level }) {
  return (
    <span className={classes['level']} data-level={level}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {level === 'critical' ? <path d="M8 1.5l7 13H1z" fill="currentColor" /> : null}
        {level === 'high' ? <path d="M8 2.5l6 11H2z" fill="none" stroke="currentColor" strokeWidth="1.8" /> : null}
        {level === 'medium' ? <rect x="3" y="3" width="10" height="10" fill="none" stroke="currentColor" strokeWidth="1.6" /> : null}
        {level === 'low' ? <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" /> : null}
        {level === 'informational' ? <circle cx="8" cy="8" r="2" fill="currentColor" /> : null}
      </svg>
      {LEVEL_WORDS[level]}
    </span>
  );
}

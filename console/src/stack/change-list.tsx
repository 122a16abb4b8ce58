import { useState } from 'react';
import type { ComparisonAnswer } from '../../../src/server/position/model.ts';
import { useService } from '../app/ask.ts';
import { Go } from '../kit/go.tsx';
import classes from './change-list.module.css';
import { Entries } from './entries.tsx';
import { requirementAt, titled } from './words.ts';

interface ChangeListProps {
  readonly comparison: ComparisonAnswer;
  /** Of each kind, before "show all". */
  readonly most: number;
}

interface Line {
  readonly key: string;
  readonly direction: 'improved' | 'regressed' | 'moved';
  readonly title: string;
  readonly to: string;
  readonly step: string;
  readonly because: ComparisonAnswer['controls'][number]['because'];
}

const WORDS = { regressed: 'Worse', improved: 'Better', moved: 'Moved' } as const;
const MARKS = { regressed: 'M8 3v9M4 8.5L8 13l4-4.5', improved: 'M8 13V4M4 7.5L8 3l4 4.5', moved: 'M3 8h10M9.5 4.5L13 8l-3.5 3.5' } as const;

/** Goals, controls and requirements that are another, each with what moved it and the entries that say so. */
export function ChangeList({ comparison, most }: ChangeListProps) {
  const { service } = useService();
  const base = `/services/${service}`;
  const goals = comparison.goals.map(
    (one): Line => ({ ...one, key: one.goal, title: titled(one.title), to: `${base}/attacks?to=${encodeURIComponent(one.goal)}` }),
  );
  const controls = comparison.controls.map(
    (one): Line => ({
      ...one,
      key: `${one.control}@${one.subject}`,
      title: `${one.title}, at ${one.subject}`,
      to: `${base}/stack?layer=${one.layer}&control=${one.control}&subject=${encodeURIComponent(one.subject)}`,
    }),
  );
  const requirements = comparison.requirements.map(
    (one): Line => ({
      ...one,
      key: `${one.standard} ${one.requirement}`,
      title: `${one.standard} ${one.requirement}: ${one.title}`,
      to: requirementAt(service, one),
    }),
  );
  return (
    <div className={classes['lists']}>
      <Kind title="Goals of an attack" lines={goals} most={most} left={comparison.left.goals} counts={comparison.counts.goals} />
      <Kind title="Controls" lines={controls} most={most} left={comparison.left.controls} counts={comparison.counts.controls} />
      <Kind title="Requirements" lines={requirements} most={most} left={comparison.left.requirements} counts={comparison.counts.requirements} />
    </div>
  );
}

interface KindProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly most: number;
  readonly left: number;
  readonly counts: ComparisonAnswer['counts']['goals'];
}

function Kind({ title, lines, most, left, counts }: KindProps) {
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, most);
  return (
    <section className={classes['kind']}>
      <h3 className={classes['title']}>
        {title}{' '}
        <span className={classes['counts']}>
          {counts.regressed} worse, {counts.improved} better, {counts.moved} moved, {counts.unchanged} as before
        </span>
      </h3>
      {lines.length === 0 ? null : (
        <ul className={classes['changes']}>
          {shown.map((line) => (
            <li key={line.key} className={classes['change']}>
              <span className={classes['mark']} data-direction={line.direction}>
                <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                  <path d={MARKS[line.direction]} fill="none" stroke="currentColor" strokeWidth="1.8" />
                </svg>
                {WORDS[line.direction]}
              </span>
              <div>
                <p className={classes['what']}>
                  <Go to={line.to}>{line.title}</Go>: {line.step}
                </p>
                {line.because.map((cause) => (
                  <p key={cause.sentence} className={classes['cause']}>
                    {cause.sentence} {cause.entries.length === 0 ? null : <Entries seqs={cause.entries} most={4} lead="" />}
                  </p>
                ))}
              </div>
            </li>
          ))}
        </ul>
      )}
      {shown.length < lines.length ? (
        <button type="button" className={classes['more']} onClick={() => setAll(true)}>
          Show {lines.length - shown.length} more
        </button>
      ) : left > 0 ? (
        <p className={classes['counts']}>{left} more in the full comparison.</p>
      ) : null}
    </section>
  );
}

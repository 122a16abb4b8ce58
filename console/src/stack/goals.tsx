import type { PositionAnswer } from '../../../src/server/position/model.ts';
import { useService } from '../app/ask.ts';
import { Go } from '../kit/go.tsx';
import { Term } from '../kit/term.tsx';
import { Entries } from './entries.tsx';
import classes from './stack.module.css';
import { days, titled } from './words.ts';

const REACHES = [
  ['proven-reachable', 'proven possible'],
  ['undecided', 'undecided'],
  ['no-way-known', 'no way known'],
  ['proven-closed', 'proven closed'],
] as const;

/** What must not happen, by whether an attacker gets there, and the heaviest of it. */
export function Goals({ position }: { readonly position: PositionAnswer }) {
  const { service } = useService();
  const { total, tally, worst } = position.goals;
  return (
    <section aria-labelledby="stack-goals">
      <h2 id="stack-goals" className={classes['heading']}>
        What must not happen
      </h2>
      {total === 0 ? (
        <p className={classes['sentence']}>The map names no asset that must be protected, so nothing can be said of attacks.</p>
      ) : (
        <>
          <dl className={classes['reaches']}>
            {REACHES.filter(([reach]) => (tally[reach] ?? 0) > 0).map(([reach, word]) => (
              <div key={reach} data-reach={reach}>
                <dt>{word}</dt>
                <dd>{tally[reach]}</dd>
              </div>
            ))}
          </dl>
          <ol className={classes['goals']}>
            {worst.slice(0, 5).map((goal) => (
              <li key={goal.state}>
                <Go to={`/services/${service}/attacks?to=${encodeURIComponent(goal.state)}`}>{titled(goal.title)}</Go>
                <span className={classes['goalFacts']}>
                  <span data-reach={goal.reach}>{REACHES.find(([reach]) => reach === goal.reach)?.[1]}</span>
                  {goal.days === undefined ? null : `, ${goal.bound === 'upper' ? 'at most ' : ''}${days(goal.days)}`}{' '}
                  {goal.entries.length === 0 ? 'from the map alone' : <Entries seqs={goal.entries} most={3} lead="" />}
                </span>
              </li>
            ))}
          </ol>
          <p className={classes['foot']}>
            {total} in all, heaviest first; <Term of="undecided">undecided</Term> never counts as closed.{' '}
            <Go to={`/services/${service}/attacks`}>All attacks</Go>
          </p>
        </>
      )}
    </section>
  );
}

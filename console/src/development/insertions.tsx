import { Button } from '@mantine/core';
import type { Insertions as Shown } from '../../../src/server/development/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './development.module.css';
import type { ReleasesPlace } from './view.ts';

type Step = Shown['steps'][number];
const STATUS = {
  open: 'Open: shown to be possible',
  undecided: 'Undecided: the evidence that would settle it is missing or too old',
  closed: 'Closed by evidence',
} as const;

/** Who may put something into code, and where, by the attack steps of the map; what closes each, and what would notice it. */
export function Insertions({ place }: { readonly place: ReleasesPlace }) {
  const { service } = useService();
  const { data, error, refetch } = useServiceAsk<Shown>('development/insertions');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={10} label="Working out who may insert code" />;
  const { counts, goals } = data;
  const all = place.search.all === true;
  const shown = all ? data.steps : data.steps.filter(({ status }) => status !== 'closed');
  return (
    <section aria-labelledby="insertions">
      <h2 id="insertions" className={`${attacks['heading']} ${classes['next']}`}>
        Who may insert code where
      </h2>
      {data.steps.length === 0 ? (
        <p className={classes['note']}>The map has no code on its way to a release: no repository, build or release store that holds any.</p>
      ) : (
        <>
          <p className={classes['note']}>
            {plural(data.steps.length, 'way')} to put something into code, by the map: {figure(counts.open)} open, {figure(counts.undecided)} undecided,{' '}
            {figure(counts.closed)} closed. The evidence that a release leaves behind opens and closes them.
          </p>
          {goals.length === 0 ? null : (
            <p className={classes['note']}>
              The attack paths:{' '}
              {goals.map(({ goal, title }, i) => (
                <span key={goal}>
                  {i === 0 ? '' : '; '}
                  <Go to={`/services/${encodeURIComponent(service)}/attacks?to=${encodeURIComponent(goal)}`}>{title}</Go>
                </span>
              ))}
              .
            </p>
          )}
          {[...Map.groupBy(shown, ({ place: where }) => where)].map(([where, steps], nth) => (
            <details key={where} className={classes['phase']} open={nth === 0}>
              <summary>
                <strong>{where}</strong>: {summed(steps)}
              </summary>
              <ul className={classes['reasons']}>
                {steps.map((one, i) => (
                  // Steps may read alike; their order never changes.
                  // biome-ignore lint/suspicious/noArrayIndexKey: see above
                  <li key={i}>
                    {one.sentence} <em>{STATUS[one.status]}.</em>
                    <Controls title="What stops it" none="Nothing stops it: it is how the thing works." list={one.closedBy} />
                    <Controls title="What would notice it" none="Nothing on the map would notice it." list={one.seenBy} />
                  </li>
                ))}
              </ul>
            </details>
          ))}
          {counts.closed === 0 ? null : (
            <Button size="xs" variant="default" aria-expanded={all} onClick={() => place.change({ all: all ? undefined : true }, 'toggle')}>
              {all ? 'Hide' : 'Show'} the {figure(counts.closed)} that evidence closes
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function summed(steps: readonly Step[]): string {
  const of = (status: Step['status']) => steps.filter((one) => one.status === status).length;
  return (['open', 'undecided', 'closed'] as const)
    .filter((status) => of(status) > 0)
    .map((status) => `${figure(of(status))} ${status}`)
    .join(', ');
}

function Controls({ title, none, list }: { readonly title: string; readonly none: string; readonly list: Step['closedBy'] }) {
  if (list.length === 0) return <span className={classes['remedy']}>{none}</span>;
  return (
    <span className={classes['remedy']}>
      {title}:{' '}
      {list.map(({ control, title: called, at, verdict }) => (
        <span key={`${control}@${at}`} className={classes['control']}>
          {called} at {at} <VerdictMark verdict={verdict} />
        </span>
      ))}
    </span>
  );
}

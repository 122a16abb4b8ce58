import { useMemo } from 'react';
import type { Chokepoints as Answer, Choices } from '../../../src/server/attacks/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './attacks.module.css';
import { useNameOf } from './names.tsx';
import type { Pinned } from './pinned.ts';
import { ControlName, Suppose } from './suppose.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { plural } from './words.ts';

interface ChokepointsProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly pinned: Pinned;
}

type Row = Answer['chokepoints'][number];
const NO_CONTROL = 'No control: it is how the thing works';
const STATUS = { open: 'Open', undecided: 'Undecided', closed: 'Closed' } as const;

/** The steps that no attack can do without, over all critical targets. */
export function Chokepoints({ place, choices, pinned }: ChokepointsProps) {
  const { search, change } = place;
  const { data, error, refetch } = useServiceAsk<Answer>('attacks/chokepoints', { ...pinned, from: search.from });
  const nameOf = useNameOf();
  const titles = useMemo(() => new Map(choices.goals.map(({ goal, title }) => [goal, title])), [choices]);
  const controls = useMemo(() => new Map(choices.controls.map((control) => [control.id, control.title])), [choices]);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={24} />;
  const columns: readonly Column<Row>[] = [
    { id: 'step', title: 'Step', value: ({ sentence }) => sentence, width: '34%' },
    { id: 'guards', title: 'Targets', value: ({ goals }) => goals.length, figure: true },
    {
      id: 'which',
      title: 'Which',
      value: ({ goals }) => goals.map((goal) => titles.get(goal) ?? goal).join('; '),
      show: ({ goals }) => <Targets goals={goals} titles={titles} place={place} />,
      width: '26%',
    },
    {
      id: 'status',
      title: 'Now',
      width: '7rem',
      value: ({ status }) => STATUS[status],
      show: ({ status }) => <span className={classes['days']}>{STATUS[status]}</span>,
    },
    {
      id: 'closed',
      title: 'Closed by',
      value: ({ closedBy }) => closedBy.map(({ control, subject }) => `${controls.get(control) ?? control} at ${nameOf(subject)}`).join('; ') || NO_CONTROL,
      show: (row) => <Closing row={row} controls={controls} place={place} />,
      width: '24%',
    },
  ];
  return (
    <section aria-labelledby="chokepoints">
      <h2 id="chokepoints" className={classes['heading']}>
        Choke points
      </h2>
      <p className={classes['summary']}>
        {data.reached} of {plural(data.targets, 'critical target')} can be reached, or may be.{' '}
        {data.chokepoints.length === 0
          ? 'No single step is on every way to any of them.'
          : `${plural(data.chokepoints.length, 'step')} cannot be avoided by an attack on at least one.`}
      </p>
      {data.unguarded.length === 0 ? null : (
        <details className={classes['remedy']}>
          <summary>No one step guards {plural(data.unguarded.length, 'target')}: to close them takes several</summary>
          <ul className={classes['plain']}>
            {data.unguarded.map((goal) => (
              <li key={goal}>
                <button type="button" className={classes['link']} onClick={() => place.change({ view: undefined, to: goal, way: undefined })}>
                  {titles.get(goal) ?? goal}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <DataTable
        label="Choke points"
        rows={data.chokepoints}
        columns={columns}
        rowKey={({ step }) => step}
        view={{ find: search.find, sort: search.sort, page: search.page }}
        onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
        none="No step matches."
      />
    </section>
  );
}

const FEW = 3;

function Targets({ goals, titles, place }: { readonly goals: readonly string[]; readonly titles: ReadonlyMap<string, string>; readonly place: AttacksPlace }) {
  const one = (goal: string) => (
    <li key={goal}>
      <button type="button" className={classes['link']} onClick={() => place.change({ view: undefined, to: goal, way: undefined })}>
        {titles.get(goal) ?? goal}
      </button>
    </li>
  );
  return (
    <>
      <ul className={classes['plain']}>{goals.slice(0, FEW).map(one)}</ul>
      {goals.length > FEW ? (
        <details className={classes['remedy']}>
          <summary>and {goals.length - FEW} more</summary>
          <ul className={classes['plain']}>{goals.slice(FEW).map(one)}</ul>
        </details>
      ) : null}
    </>
  );
}

function Closing({ row, controls, place }: { readonly row: Row; readonly controls: ReadonlyMap<string, string>; readonly place: AttacksPlace }) {
  const nameOf = useNameOf();
  if (row.closedBy.length === 0) return <span className={classes['at']}>{NO_CONTROL}</span>;
  return (
    <ul className={classes['plain']}>
      {row.closedBy.map((at) => {
        const name = `${at.control}@${at.subject}`;
        const title = controls.get(at.control);
        return (
          <li key={name} className={classes['closer']}>
            <VerdictMark verdict={at.verdict} />
            <ControlName at={at} title={title} />
            {at.verdict === 'proven' ? null : <Suppose kind="prove" name={name} of={`${title ?? at.control} at ${nameOf(at.subject)}`} place={place} />}
          </li>
        );
      })}
    </ul>
  );
}

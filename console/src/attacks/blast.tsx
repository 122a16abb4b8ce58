import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Blast as Answer, Choices, Found } from '../../../src/server/attacks/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import classes from './attacks.module.css';
import { useNameOf } from './names.tsx';
import type { Pinned } from './pinned.ts';
import { ReachMark } from './reach-mark.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { plural, type Reach } from './words.ts';

interface BlastProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly pinned: Pinned;
}

interface Row {
  readonly goal: string;
  readonly title: string;
  readonly weight: number;
  readonly reach: Reach;
  readonly anyway: boolean;
}

/** What falls when a part has fallen. */
export function Blast({ place, choices, pinned }: BlastProps) {
  const { search, change } = place;
  const { service } = useService();
  const nameOf = useNameOf();
  const [find, setFind] = useState('');
  const [asked] = useDebouncedValue(find.trim(), 150);
  const { data: found } = useServiceAsk<Found>('attacks/found', { ...pinned, find: asked.replace(/ \(.*$/, ''), most: 60 });
  const { data, error, refetch } = useServiceAsk<Answer>('attacks/blast', { ...pinned, of: search.of }, { enabled: search.of !== undefined });
  const parts = (found?.parts ?? []).filter(({ states }) => states.length > 0);
  const data_ = parts.map(({ id, name, kind }) => ({ value: id, label: `${name} (${kind.replaceAll('-', ' ')})` }));
  const known = search.of === undefined || data_.some(({ value }) => value === search.of);
  return (
    <section aria-labelledby="blast">
      <h2 id="blast" className={classes['heading']}>
        Blast radius
      </h2>
      <div className={classes['chooser']}>
        <Select
          label="What has fallen"
          placeholder="Choose a part"
          data={known ? data_ : [{ value: search.of ?? '', label: nameOf(search.of ?? '') }, ...data_]}
          value={search.of ?? null}
          onChange={(next) => change({ of: next ?? undefined })}
          onSearchChange={setFind}
          searchable
          filter={({ options }) => options}
          nothingFoundMessage="No part has these words."
          comboboxProps={{ shadow: 'md' }}
        />
      </div>
      {search.of === undefined ? (
        <EmptyState
          shows="What an attacker reaches who already holds a part: the targets that fall, the parts, and how many devices and households."
          command="assay attack blast --from build-server"
        />
      ) : error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="table" rows={8} />
      ) : (
        <Shown answer={data} choices={choices} place={place} service={service} />
      )}
    </section>
  );
}

function Shown({
  answer,
  choices,
  place,
  service,
}: {
  readonly answer: Answer;
  readonly choices: Choices;
  readonly place: AttacksPlace;
  readonly service: string;
}) {
  const { proven, may, anyway } = answer;
  const nameOf = useNameOf();
  const certain = new Set(proven.goals);
  const without = new Set(anyway);
  const goals = new Map(choices.goals.map((goal) => [goal.goal, goal]));
  const rows = may.goals.map(
    (goal): Row => ({
      goal,
      title: goals.get(goal)?.title ?? goal,
      weight: goals.get(goal)?.weight ?? 0,
      reach: certain.has(goal) ? 'proven-reachable' : 'undecided',
      anyway: without.has(goal),
    }),
  );
  const own = rows.filter((row) => !row.anyway).length;
  const columns: readonly Column<Row>[] = [
    {
      id: 'target',
      title: 'The attacker then',
      value: ({ title }) => title,
      show: ({ goal, title }) => (
        <button type="button" className={classes['link']} onClick={() => place.change({ view: undefined, to: goal, way: undefined })}>
          {title}
        </button>
      ),
    },
    { id: 'weight', title: 'Weight', value: ({ weight }) => weight, figure: true },
    { id: 'reach', title: 'Reach', value: ({ reach }) => (reach === 'undecided' ? 'undecided' : 'proven'), show: ({ reach }) => <ReachMark reach={reach} /> },
    { id: 'anyway', title: 'Outsiders reach it anyway', value: (row) => (row.anyway ? 'yes' : 'no') },
  ];
  const firm = new Set(proven.parts);
  const maybe = may.parts.filter((part) => !firm.has(part));
  return (
    <>
      <p className={classes['summary']}>
        {proven.summary} {may.summary}{' '}
        {own === 0
          ? 'None of that is its own doing: an outsider is proven to reach all of it anyway.'
          : `${plural(own, 'critical effect')} of these ${own === 1 ? 'is' : 'are'} its own doing.`}
      </p>
      <DataTable
        label={`What falls with ${answer.may.from.map(nameOf).join(', ')}`}
        rows={rows.toSorted((a, b) => Number(a.anyway) - Number(b.anyway) || b.weight - a.weight)}
        columns={columns}
        rowKey={({ goal }) => goal}
        view={{ find: place.search.find, sort: place.search.sort, page: place.search.page }}
        onView={({ find, sort, page }) => place.change({ find, sort, page }, 'toggle')}
        none="Nothing critical falls with it."
      />
      <Parts title="Parts of which something is proven to be held" ids={proven.parts} service={service} />
      <Parts title="Parts of which something may be held besides" ids={maybe} service={service} />
    </>
  );
}

function Parts({ title, ids, service }: { readonly title: string; readonly ids: readonly string[]; readonly service: string }) {
  const nameOf = useNameOf();
  return (
    <details className={classes['remedy']} open={ids.length <= 30}>
      <summary>
        {title}: {ids.length}
      </summary>
      <p>
        {ids.map((id, i) => (
          <span key={id}>
            {i === 0 ? '' : ', '}
            <Go to={`/services/${service}/map?part=${encodeURIComponent(id)}`} size="sm">
              <span title={id}>{nameOf(id)}</span>
            </Go>
          </span>
        ))}
      </p>
    </details>
  );
}

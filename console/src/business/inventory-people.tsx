import { Button } from '@mantine/core';
import { useState } from 'react';
import type { InventoryPeople as Answer } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { figure } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './business.module.css';
import { kindWords, STATES, WEIGHTS } from './words.ts';

type Person = Answer['people'][number];

/** Names are asked for by whoever needs them, and by nobody who only passes by. */
export function InventoryPeople() {
  const [open, setOpen] = useState(false);
  if (open) return <Named />;
  return (
    <>
      <p>Names of accounts, tokens and devices are personal data. They are shown when you ask for them.</p>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        Show the names
      </Button>
    </>
  );
}

function Named() {
  const { data, error, refetch } = useServiceAsk<Answer>('business/inventory/people');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={8} label="Reading whose accounts they are" />;
  const columns: readonly Column<Person>[] = [
    {
      id: 'name',
      title: 'Name',
      value: ({ name }) => name,
      show: ({ name }) => (
        <span className={classes['words']} dir="auto">
          {name}
        </span>
      ),
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => kindWords(kind) },
    { id: 'is', title: 'On the map', value: ({ is }) => is ?? 'no' },
    { id: 'weight', title: 'Weight', value: ({ weight }) => weight, rank: ({ weight }) => (weight === undefined ? WEIGHTS.length : WEIGHTS.indexOf(weight)) },
    { id: 'can', title: 'What it can do', value: ({ can = [] }) => can.join('; ') || 'nothing by itself', width: '34%' },
    { id: 'state', title: 'State', value: ({ state }) => STATES[state] },
    { id: 'seen', title: 'Last seen', value: ({ lastSeen }) => lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} show="day" from={data.at} /> },
  ];
  return (
    <>
      {data.people.length < data.of ? (
        <p>
          The first {figure(data.people.length)} of {figure(data.of)}, those with power first.
        </p>
      ) : null}
      <DataTable
        label="Whose accounts, tokens and devices they are"
        rows={data.people}
        columns={columns}
        rowKey={({ thing }) => thing}
        none="Nobody matches."
      />
    </>
  );
}

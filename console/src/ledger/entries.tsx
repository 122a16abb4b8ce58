import { Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { EntriesAnswer, EntryLine, HeadAnswer } from '../../../src/server/ledger/model.ts';
import { useAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './ledger.module.css';
import { usePeopleNames } from './names.ts';
import { usePlace } from './place.ts';

const api = getRouteApi('/services/$service/ledger');
const PAGE = 100;

/** The entries, newest first, by a search that stands in the URL. */
export function Entries({ head, onOpen }: { readonly head: HeadAnswer; readonly onOpen: (seq: number) => void }) {
  const { path } = usePlace();
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const nameOf = usePeopleNames();
  const { find, type, actor, from, to, before, entry } = search;
  const { data, error, refetch } = useAsk<EntriesAnswer>(`${path}/entries`, { text: find, type, actor, from, to, before, limit: PAGE });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={14} />;
  if (head.size === 0)
    return (
      <EmptyState
        because="Nothing has been recorded yet."
        shows="Everything that happens will stand here in order: what was seen, which map came into use, who acted and who agreed."
      />
    );
  const columns: readonly Column<EntryLine>[] = [
    { id: 'seq', title: 'Entry', value: ({ seq }) => seq, figure: true, width: '5.5rem' },
    { id: 'means', title: 'What happened', value: ({ means }) => means },
    { id: 'brief', title: 'In short', value: ({ brief }) => brief },
    { id: 'who', title: 'Who', value: ({ refers }) => refers.flatMap(({ kind, id }) => (kind === 'person' ? [nameOf(id)] : [])).join(', ') },
    { id: 'at', title: 'Recorded', value: ({ recordedAt }) => recordedAt, show: ({ recordedAt }) => <Moment at={recordedAt} /> },
    { id: 'type', title: 'Type', value: ({ type: of }) => of, width: '11rem' },
  ];
  return (
    <>
      <Search head={head} />
      {data.entries.length === 0 ? <Text mb="sm">{data.answer}</Text> : null}
      <DataTable
        label="Entries of the ledger"
        rows={data.entries}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        onOpen={({ seq }) => onOpen(seq)}
        chosen={entry === undefined ? undefined : String(entry)}
        none={data.entries.length === 0 ? data.answer : 'Nothing among the entries shown here. Search the whole ledger with the fields above.'}
      />
      <Group mt="sm">
        <Button size="xs" variant="default" disabled={before === undefined} onClick={() => void navigate({ search: (now) => ({ ...now, before: undefined }) })}>
          Newest
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={data.older === null}
          onClick={() => void navigate({ search: (now) => ({ ...now, before: data.older ?? undefined }) })}
        >
          {data.entries.length === 0 && data.older !== null ? 'Look further back' : 'Older'}
        </Button>
        <Text size="sm" c="dimmed">
          {data.entries.length === 0 ? '' : `Entries ${data.entries.at(-1)?.seq} to ${data.entries[0]?.seq} of ${data.size.toLocaleString('en-GB')}`}
        </Text>
      </Group>
    </>
  );
}

function Search({ head }: { readonly head: HeadAnswer }) {
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const [find, setFind] = useState(search.find ?? '');
  const [actor, setActor] = useState(search.actor ?? '');
  useEffect(() => setFind(search.find ?? ''), [search.find]);
  useEffect(() => setActor(search.actor ?? ''), [search.actor]);
  const set = (change: Record<string, string | undefined>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, before: undefined, ...change }).filter(([, value]) => value !== '' && value !== undefined)),
      replace: true,
    });
  const day = (moment: string | undefined) => moment?.slice(0, 10) ?? '';
  return (
    <search>
      <form
        className={classes['search']}
        onSubmit={(event) => {
          event.preventDefault();
          set({ find, actor });
        }}
      >
        <TextInput
          size="xs"
          label="Words in any entry"
          value={find}
          leftSection={<Icon name="search" size={14} />}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="What happened"
          value={search.type ?? ''}
          data={[{ value: '', label: 'Anything' }, ...head.types.map(({ type, means }) => ({ value: type, label: means }))]}
          onChange={(event) => set({ type: event.currentTarget.value })}
        />
        <TextInput size="xs" label="Who (id of a person)" value={actor} onChange={(event) => setActor(event.currentTarget.value.trim())} />
        <TextInput
          size="xs"
          type="date"
          label="From (UTC)"
          value={day(search.from)}
          onChange={(event) => set({ from: event.currentTarget.value === '' ? '' : `${event.currentTarget.value}T00:00:00Z` })}
        />
        <TextInput
          size="xs"
          type="date"
          label="To (UTC)"
          value={day(search.to)}
          onChange={(event) => set({ to: event.currentTarget.value === '' ? '' : `${event.currentTarget.value}T23:59:59Z` })}
        />
        <Button size="xs" type="submit" variant="default">
          Search
        </Button>
      </form>
    </search>
  );
}

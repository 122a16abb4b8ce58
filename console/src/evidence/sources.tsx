import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { SourcesAnswer } from '../../../src/server/evidence/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './evidence.module.css';

const api = getRouteApi('/services/$service/evidence');
type Source = SourcesAnswer['sources'][number];

const STATES: Readonly<Record<Source['state'], { readonly word: string; readonly means: string; readonly path: string; readonly colour: string }>> = {
  'on-time': { word: 'On time', means: 'It reports as often as it usually does.', path: 'M3 8.5l3.2 3.2L13 4.8', colour: 'var(--verdict-proven)' },
  late: {
    word: 'Late',
    means: 'It has been silent for more than twice as long as usual.',
    path: 'M8 3v5l3 2M14 8A6 6 0 112 8a6 6 0 0112 0',
    colour: 'var(--verdict-failing)',
  },
  silent: { word: 'Silent', means: 'Nothing that it said may be relied on any more.', path: 'M3 8h10', colour: 'var(--verdict-stale)' },
  unknown: {
    word: 'Too few reports',
    means: 'It has reported too seldom to say what is usual.',
    path: 'M4 8h.01M8 8h.01M12 8h.01',
    colour: 'var(--verdict-unproven)',
  },
};

/** Who and what reports, how often, and who is late. */
export function Sources() {
  const navigate = api.useNavigate();
  const { at } = useService();
  const { data, error, refetch } = useServiceAsk<SourcesAnswer>('evidence/sources');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={10} />;
  if (data.sources.length === 0)
    return (
      <EmptyState
        because="No source has reported yet."
        shows="Each tool and each person that evidence comes from will stand here, with when it was last heard and whether it is late."
      />
    );
  const columns: readonly Column<Source>[] = [
    { id: 'source', title: 'Source', value: ({ source }) => source },
    {
      id: 'state',
      title: 'Health',
      value: ({ state }) => STATES[state].word,
      show: ({ state }) => <StateMark state={state} />,
      rank: ({ state }) => ['silent', 'late', 'unknown', 'on-time'].indexOf(state),
    },
    {
      id: 'last',
      title: 'Last heard',
      value: ({ lastSeen }) => lastSeen,
      show: ({ lastSeen }) => <Moment at={lastSeen} show="relative" from={at ?? data.at} />,
    },
    {
      id: 'usual',
      title: 'Usually every',
      value: ({ usualInterval }) => (usualInterval === undefined ? undefined : Math.round(usualInterval / 3_600_000)),
      show: ({ usualInterval }) => interval(usualInterval),
      figure: true,
    },
    { id: 'reports', title: 'Reports', value: ({ reports }) => reports, figure: true },
    { id: 'statements', title: 'Statements', value: ({ statements }) => statements, figure: true },
    {
      id: 'fresh',
      title: 'May be relied on',
      value: ({ fresh, statements }) => fresh / statements,
      show: ({ fresh, statements }) => `${fresh} of ${statements}`,
      figure: true,
    },
    { id: 'how', title: 'How', value: ({ methods }) => methods.join(', ') },
    { id: 'claims', title: 'Claims', value: ({ claims }) => claims.length, figure: true },
  ];
  return (
    <>
      <Text mb="sm" fw={500}>
        {data.answer}
      </Text>
      <DataTable
        label="Sources of evidence"
        rows={data.sources}
        columns={columns}
        rowKey={({ source }) => source}
        onOpen={({ source }) => void navigate({ search: { source } })}
      />
    </>
  );
}

function StateMark({ state }: { readonly state: Source['state'] }) {
  const { word, means, path, colour } = STATES[state];
  return (
    <span className={classes['state']} title={means}>
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true" fill="none" stroke={colour} strokeWidth="2" strokeLinecap="round">
        <path d={path} />
      </svg>
      {word}
    </span>
  );
}

function interval(millis: number | undefined): string {
  if (millis === undefined) return '';
  const hours = millis / 3_600_000;
  if (hours < 1) return `${Math.max(1, Math.round(millis / 60_000))} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}

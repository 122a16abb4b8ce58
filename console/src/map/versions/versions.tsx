import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { CompareAnswer, MapVersion, VersionsAnswer } from '../../../../src/server/map/model.ts';
import { useService, useServiceAsk } from '../../app/ask.ts';
import { useGo } from '../../app/go.ts';
import type { Column } from '../../kit/columns.ts';
import { DataTable } from '../../kit/data-table.tsx';
import { EntryLink } from '../../kit/entry-link.tsx';
import { Failed } from '../../kit/failed.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Moment } from '../../kit/moment.tsx';
import type { MapSearch } from '../search.ts';
import { count } from '../words.ts';
import { Changes } from './changes.tsx';

interface VersionsProps {
  readonly search: MapSearch;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

/** Every version of the map, two of them compared, each to be opened as it stood. */
export function Versions({ search, onSearch }: VersionsProps) {
  const { service } = useService();
  const go = useGo();
  const { data, error, refetch } = useServiceAsk<VersionsAnswer>('map/versions', { limit: 500 });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={6} />;
  const { versions } = data;
  const open = ({ digest, recordedAt }: MapVersion) => go(`/services/${service}/map?version=${digest}&at=${recordedAt.replace(/\.\d+Z$/, 'Z')}`);
  const before = (one: MapVersion) => versions[versions.indexOf(one) + 1];
  const columns: Column<MapVersion>[] = [
    { id: 'when', title: 'Saved', value: ({ recordedAt }) => recordedAt, show: ({ recordedAt }) => <Moment at={recordedAt} />, width: '15rem' },
    { id: 'why', title: 'Reason', value: ({ reason, via }) => reason ?? (via === undefined ? 'Used by the command line' : 'Brought') },
    { id: 'who', title: 'By', value: ({ actor, via }) => actor ?? via ?? 'command line' },
    { id: 'parts', title: 'Parts', value: ({ counts }) => counts?.parts, figure: true },
    { id: 'flows', title: 'Flows', value: ({ counts }) => counts?.flows, figure: true },
    { id: 'links', title: 'Links', value: ({ counts }) => counts?.links, figure: true },
    {
      id: 'digest',
      title: 'Digest',
      value: ({ digest }) => digest,
      show: ({ digest, newest }) => <code title={digest}>{`${digest.slice(7, 15)}${newest ? ' (newest)' : ''}`}</code>,
    },
    { id: 'entry', title: 'Entry', value: ({ seq }) => seq, show: ({ seq }) => <EntryLink seq={seq} />, figure: true },
    {
      id: 'acts',
      title: 'Look',
      width: '17rem',
      value: () => undefined,
      show: (one) => (
        <Group gap={6} wrap="nowrap">
          {before(one) === undefined ? null : (
            <Button size="compact-xs" variant="default" style={{ flex: 'none' }} onClick={() => onSearch({ from: before(one)?.digest, to: one.digest })}>
              What changed
            </Button>
          )}
          <Button size="compact-xs" variant="default" style={{ flex: 'none' }} onClick={() => void open(one)}>
            Open
          </Button>
          {one.newest ? null : (
            <Button size="compact-xs" variant="default" style={{ flex: 'none' }} onClick={() => onSearch({ from: one.digest, to: undefined })}>
              To now
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="md">
      <Text>
        {versions.length === 1
          ? 'The map has one version. Each change that is saved makes another, with its reason.'
          : `${count(versions.length, 'version')}, newest first.`}
      </Text>
      {search.from === undefined ? null : (
        <Compared from={search.from} to={search.to} versions={versions} onClose={() => onSearch({ from: undefined, to: undefined })} />
      )}
      <DataTable label="Versions of the map" rows={versions} columns={columns} rowKey={({ seq }) => String(seq)} />
    </Stack>
  );
}

interface ComparedProps {
  readonly from: string;
  readonly to: string | undefined;
  readonly versions: readonly MapVersion[];
  readonly onClose: () => void;
}

function Compared({ from, to, versions, onClose }: ComparedProps) {
  const { data, error, refetch } = useServiceAsk<CompareAnswer>('map/compare', { from, to });
  const named = (digest: string) => {
    const found = versions.find((one) => one.digest === digest);
    return found === undefined ? <code>{digest.slice(7, 15)}</code> : <Moment at={found.recordedAt} show="absolute" />;
  };
  return (
    <Paper withBorder p="md" component="section" aria-label="What changed">
      <Group justify="space-between">
        <Title order={2}>
          From {named(from)} to {to === undefined ? 'the newest' : named(to)}
        </Title>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
      {error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="lines" rows={4} />
      ) : (
        <Changes difference={data} />
      )}
    </Paper>
  );
}

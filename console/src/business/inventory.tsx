import type { InventoryShown } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';

const WEIGHTS = ['critical', 'high', 'medium', 'low'] as const;
const JOINED = {
  rule: 'By a rule of joins.yaml',
  name: 'By a name that the map has',
  only: 'The only one of its kind',
  within: 'Within what is joined',
  left: 'Left out by a rule',
  unclear: 'Unclear: several parts are meant',
  nothing: 'Not on the map',
} as const;

/** What was discovered, that which is not on the map and has power first. People are figures. */
export function Inventory() {
  const { data, error, refetch } = useServiceAsk<InventoryShown>('business/inventory');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Reading what was discovered" />;
  if (data.sources.length === 0)
    return (
      <EmptyState
        because="Nothing has been discovered yet."
        shows="What sources of the office show of systems, accounts and powers: what of it is on the map, and what is not and has power all the same."
        command="assay business import FILE --service service.yaml"
      />
    );
  const { things } = data;
  const unmapped: readonly Column<InventoryShown['unmapped'][number] & { readonly key: string }>[] = [
    { id: 'name', title: 'Not on the map', value: ({ name, things: n, kind }) => name ?? `${figure(n)} of kind ${kind}, personal` },
    { id: 'kind', title: 'Kind', value: ({ kind }) => kind },
    { id: 'weight', title: 'Weight', value: ({ weight }) => weight, rank: ({ weight }) => WEIGHTS.indexOf(weight) },
    { id: 'can', title: 'What it can do', value: ({ can }) => can.join('; '), width: '36%' },
    { id: 'source', title: 'Source', value: ({ source }) => source },
    { id: 'state', title: 'State', value: ({ state }) => state },
  ];
  const sources: readonly Column<InventoryShown['sources'][number]>[] = [
    { id: 'source', title: 'Source', value: ({ source }) => source },
    { id: 'format', title: 'Format', value: ({ format }) => format },
    { id: 'state', title: 'Reports', value: ({ state }) => state },
    { id: 'last', title: 'Last look', value: ({ lastLook }) => lastLook, show: ({ lastLook }) => <Moment at={lastLook} from={data.at} /> },
    { id: 'present', title: 'Present', value: (one) => one.things.present, figure: true },
    { id: 'not-seen', title: 'Not seen', value: (one) => one.things['not-seen'], figure: true },
    { id: 'gone', title: 'Gone', value: (one) => one.things.gone, figure: true },
  ];
  return (
    <>
      <p>
        {plural(things.present, 'thing')} present, {figure(things['not-seen'])} not seen of late, {figure(things.gone)} gone.
      </p>
      <DataTable
        label="Not on the map, and with power over it"
        rows={data.unmapped.map((one, i) => ({ ...one, key: String(i) }))}
        columns={unmapped}
        rowKey={({ key }) => key}
        none="Everything with power over the map is on it."
      />
      <h2 className={attacks['heading']}>How things are joined to the map</h2>
      <ul>
        {data.joined.map(({ by, things: n, personal }) => (
          <li key={by}>
            {JOINED[by]}: {figure(n)}
            {personal === 0 ? '' : `, ${figure(personal)} of them personal`}
          </li>
        ))}
      </ul>
      <h2 className={attacks['heading']}>Sources</h2>
      <DataTable label="Sources of discoveries" rows={data.sources} columns={sources} rowKey={({ format, source }) => `${format} ${source}`} />
    </>
  );
}

import type { InventoryShown } from '../../../src/server/business/model.ts';
import { useMay } from '../app/account.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './business.module.css';
import { Fold } from './fold.tsx';
import { InventoryPeople } from './inventory-people.tsx';
import { useNarrow } from './narrow.ts';
import type { BusinessPlace } from './view.ts';
import { kindWords, STATES, WEIGHTS } from './words.ts';

const COVERED = { covered: 'Covered in time', late: 'Too long ago', never: 'Never covered' } as const;
const REPORTS = { 'on-time': 'On time', late: 'Late', silent: 'Silent', unknown: 'Nothing usual yet' } as const;
const words = (text: string) => (
  <span className={classes['words']} dir="auto">
    {text}
  </span>
);
const JOINED = {
  rule: 'By a rule of joins.yaml',
  name: 'By a name that the map has',
  only: 'The only one of its kind',
  within: 'Within what is joined',
  left: 'Left out by a rule',
  unclear: 'Unclear: several parts are meant',
  nothing: 'Not on the map',
} as const;

const keyed = <Row extends object>(rows: readonly Row[]) => rows.map((one, i) => ({ ...one, key: String(i) }));

/** What was discovered, that which is not on the map and has power first. People are figures. */
export function Inventory({ place }: { readonly place: BusinessPlace }) {
  const narrow = useNarrow();
  const may = useMay();
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
  const missing: readonly Column<InventoryShown['missingLinks'][number] & { readonly key: string }>[] = [
    { id: 'from', title: 'From', value: ({ from }) => from, show: ({ from }) => words(from) },
    { id: 'type', title: 'Power', value: ({ type }) => type },
    { id: 'to', title: 'Over', value: ({ to }) => to, show: ({ to }) => words(to) },
    { id: 'source', title: 'Source', value: ({ source }) => source, show: ({ source }) => words(source) },
    { id: 'seen', title: 'Last seen', value: ({ lastSeen }) => lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} show="day" from={data.at} /> },
  ];
  const ports: readonly Column<InventoryShown['undeclaredPorts'][number] & { readonly key: string }>[] = [
    { id: 'part', title: 'Part', value: ({ part }) => part, show: ({ part }) => words(part) },
    { id: 'port', title: 'Port', value: ({ port }) => port, show: ({ port, protocol }) => `${port}/${protocol}` },
    { id: 'source', title: 'Source', value: ({ source }) => source, show: ({ source }) => words(source) },
    { id: 'seen', title: 'Last seen', value: ({ lastSeen }) => lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} show="day" from={data.at} /> },
  ];
  const strangers: readonly Column<InventoryShown['strangers'][number] & { readonly key: string }>[] = [
    { id: 'network', title: 'Network', value: ({ network }) => network, show: ({ network }) => words(network) },
    { id: 'hosts', title: 'Machines', value: ({ hosts }) => hosts, figure: true },
    { id: 'reach', title: 'What they can reach', value: ({ reach }) => reach.join('; '), show: ({ reach }) => words(reach.join('; ')), width: '40%' },
    { id: 'source', title: 'Source', value: ({ source }) => source, show: ({ source }) => words(source) },
  ];
  const declared: readonly Column<InventoryShown['declared'][number] & { readonly key: string }>[] = [
    { id: 'scope', title: 'Scope', value: ({ scope }) => scope, show: ({ scope }) => words(scope), width: '50%' },
    { id: 'format', title: 'Format', value: ({ format }) => format },
    { id: 'state', title: 'State', value: ({ state }) => COVERED[state] },
    {
      id: 'covered',
      title: 'Last covered',
      value: ({ coveredAt }) => coveredAt ?? '',
      show: ({ coveredAt }) => (coveredAt === undefined ? 'never' : <Moment at={coveredAt} from={data.at} />),
    },
  ];
  const unmapped: readonly Column<InventoryShown['unmapped'][number] & { readonly key: string }>[] = [
    {
      id: 'name',
      title: 'Not on the map',
      width: '22%',
      value: (one) => nameOf(one),
      show: (one) => (one.name === undefined ? nameOf(one) : words(one.name)),
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => kindWords(kind) },
    { id: 'weight', title: 'Weight', value: ({ weight }) => weight, rank: ({ weight }) => WEIGHTS.indexOf(weight) },
    { id: 'can', title: 'What it can do', value: ({ can }) => can.join('; '), show: ({ can }) => words(can.join('; ')), width: '34%' },
    { id: 'source', title: 'Source', value: ({ source }) => source, show: ({ source }) => words(source), width: '16%' },
    { id: 'state', title: 'State', value: ({ state }) => STATES[state] },
  ];
  const sources: readonly Column<InventoryShown['sources'][number]>[] = [
    { id: 'source', title: 'Source', value: ({ source }) => source, show: ({ source }) => words(source) },
    { id: 'format', title: 'Format', value: ({ format }) => format },
    { id: 'state', title: 'Reports', value: ({ state }) => REPORTS[state] },
    { id: 'last', title: 'Last look', value: ({ lastLook }) => lastLook, show: ({ lastLook }) => <Moment at={lastLook} from={data.at} /> },
    { id: 'present', title: 'Present', value: (one) => one.things.present, figure: true },
    { id: 'not-seen', title: 'Not seen', value: (one) => one.things['not-seen'], figure: true },
    { id: 'gone', title: 'Gone', value: (one) => one.things.gone, figure: true },
    { id: 'shrunk', title: 'Far fewer than before', value: ({ shrunk }) => shrunk, figure: true },
  ];
  return (
    <>
      <p>
        {plural(things.present, 'thing')} present, {figure(things['not-seen'])} not seen of late, {figure(things.gone)} gone.{' '}
        {data.unmapped.length === 0
          ? 'Everything with power over the map is on it.'
          : `${plural(
              data.unmapped.reduce((sum, one) => sum + one.things, 0),
              'thing',
            )} with power over the map ${data.unmapped.reduce((sum, one) => sum + one.things, 0) === 1 ? 'is' : 'are'} not on it.`}
      </p>
      <DataTable
        label="Not on the map, and with power over it"
        rows={data.unmapped.map((one, i) => ({ ...one, key: String(i) }))}
        columns={unmapped}
        rowKey={({ key }) => key}
        none="Everything with power over the map is on it."
      />
      {data.missingLinks.length === 0 ? null : (
        <>
          <h2 className={`${attacks['heading']} ${classes['next']}`}>Powers between parts that the map does not have</h2>
          <DataTable
            label="Powers that are not on the map"
            rows={data.missingLinks.map((one, i) => ({ ...one, key: String(i) }))}
            columns={missing}
            rowKey={({ key }) => key}
          />
        </>
      )}
      {data.strangers.length === 0 ? null : (
        <>
          <h2 className={`${attacks['heading']} ${classes['next']}`}>Machines that nobody knows, by network</h2>
          <DataTable label="Machines that are not on the map" rows={keyed(data.strangers)} columns={strangers} rowKey={({ key }) => key} />
        </>
      )}
      {data.undeclaredPorts.length === 0 ? null : (
        <>
          <h2 className={`${attacks['heading']} ${classes['next']}`}>Open ports that the map does not have</h2>
          <DataTable label="Open ports that are not on the map" rows={keyed(data.undeclaredPorts)} columns={ports} rowKey={({ key }) => key} />
        </>
      )}
      <h2 className={`${attacks['heading']} ${classes['next']}`}>What the inventory consists of</h2>
      {data.declared.length === 0 ? (
        <p>
          The file joins.yaml does not say which sources and scopes make up the inventory, so it is never said to be complete.{' '}
          <code>assay business inventory --suggest</code> prints those that were seen.
        </p>
      ) : (
        <Fold rows={keyed(data.declared)} isQuiet={({ state }) => narrow && state === 'covered'} quiet="that are covered in time" place={place}>
          {(rows) => <DataTable label="Scopes that joins.yaml declares" rows={rows} columns={declared} rowKey={({ key }) => key} />}
        </Fold>
      )}
      <h2 className={`${attacks['heading']} ${classes['next']}`}>Whose accounts they are</h2>
      {may('inventory.read-people') ? (
        <InventoryPeople />
      ) : (
        <p>
          {figure(data.kinds.reduce((sum, one) => sum + one.personal, 0))} of the things are or belong to people. Your roles show you how many there are, and
          not whose.
        </p>
      )}
      <h2 className={`${attacks['heading']} ${classes['next']}`}>How things are joined to the map</h2>
      <ul>
        {data.joined.map(({ by, things: n, personal }) => (
          <li key={by}>
            {JOINED[by]}: {figure(n)}
            {personal === 0 ? '' : `, ${figure(personal)} of them personal`}
          </li>
        ))}
      </ul>
      <h2 className={`${attacks['heading']} ${classes['next']}`}>Sources</h2>
      <DataTable label="Sources of discoveries" rows={data.sources} columns={sources} rowKey={({ format, source }) => `${format} ${source}`} />
    </>
  );
}

function nameOf({ name, things, kind }: InventoryShown['unmapped'][number]): string {
  return name ?? `${plural(things, kindWords(kind))}, personal`;
}

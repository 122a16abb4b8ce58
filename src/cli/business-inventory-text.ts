import type { Join } from '../business/inventory/join.ts';
import type { Suggested } from '../business/inventory/suggest.ts';
import type { Inventory } from '../business/inventory/view.ts';
import { section } from './evidence-import.ts';
import { counted, table } from './table.ts';

const MOST_ROWS = 100;

interface DiscoveryRow {
  readonly digest: string;
  readonly source: string;
  readonly observedAt: string;
  readonly state: string;
  readonly seq: number;
}

/** Sources that stopped reporting: what they showed is not seen any more, and what rests on it grows stale. */
export function stopped({ sources }: Inventory): Inventory['sources'] {
  return sources.filter(({ state }) => state === 'late' || state === 'silent');
}

/** Scopes that the operator declares to be the inventory, and that no look covered in time. */
export function uncovered({ declared }: Inventory): Inventory['declared'] {
  return declared.filter(({ state }) => state !== 'covered');
}

function uncoveredText(inventory: Inventory): readonly string[] {
  return section(
    'Declared to be the inventory, and not covered in time',
    uncovered(inventory),
    ({ format, scope, state, coveredAt }) => `${format} ${scope}: ${state === 'never' ? 'never covered' : `covered last on ${coveredAt?.slice(0, 10) ?? ''}`}`,
  );
}

/** The inventory on a screen: sources, things, what is unexplained, and the files that it was read from. */
export function inventoryText(inventory: Inventory, discoveries: readonly DiscoveryRow[]): string {
  const { things, unmapped, missingLinks, undeclaredPorts, sources } = inventory;
  if (discoveries.length === 0)
    return ['Nothing was discovered yet. Bring a report in with: assay business import FORMAT FILE', '', ...uncoveredText(inventory)].join('\n').trimEnd();
  const names = new Map(things.map(({ id, kind, name }) => [id, `${kind} "${name}"`]));
  const first = new Set(unmapped.map(({ thing }) => thing));
  const sorted = [...things.filter(({ id }) => first.has(id)), ...things.filter(({ id }) => !first.has(id))];
  return [
    `${counted(things.length, 'thing')} of ${counted(sources.length, 'source')}; ${counted(unmapped.length, 'thing')} with power over the map ${unmapped.length === 1 ? 'is' : 'are'} not on it, ${counted(missingLinks.length, 'power')} between parts ${missingLinks.length === 1 ? 'is' : 'are'} not on it.`,
    '',
    table(
      ['source', 'looks', 'last look', 'reports', 'present', 'gone', 'not seen', 'unread'],
      sources.map(({ source, looks, lastLook, state, things: tally, unreadable }) => [
        source.slice(0, 30),
        looks,
        lastLook.slice(0, 10),
        state,
        tally.present,
        tally.gone,
        tally['not-seen'],
        Object.values(unreadable).reduce((sum, n) => sum + n, 0),
      ]),
    ),
    '',
    ...(things.length === 0
      ? []
      : [
          table(
            ['kind', 'name', 'state', 'last seen', 'on the map'],
            sorted.slice(0, MOST_ROWS).map(({ kind, name, state, lastSeen, join }) => [kind, name.slice(0, 40), state, lastSeen.slice(0, 10), placed(join)]),
          ),
          ...(things.length > MOST_ROWS ? [`and ${things.length - MOST_ROWS} more things; --json lists them`] : []),
          '',
        ]),
    ...section('Not on the map, with power over it', unmapped, ({ weight, thing, kind, name, can, powers, unclear }) => {
      const through = powers[0]?.through.map((id) => names.get(id) ?? id) ?? [];
      return `${weight}: ${names.get(thing) ?? `${kind} "${name}"`} ${can.join(', ')}${through.length === 0 ? '' : ` through ${through.join(', ')}`}${unclear === undefined ? '' : ` (${unclear})`}`;
    }),
    ...section('Powers that the map does not have', missingLinks, ({ from, type, to, source }) => `${from} ${type} ${to}, by ${source}`),
    ...portsText(undeclaredPorts),
    ...section(
      'Stopped reporting',
      stopped(inventory),
      ({ source, state, lastLook, usualInterval }) =>
        `${source} is ${state}: its last look was on ${lastLook.slice(0, 10)}${usualInterval === undefined ? '' : `, and one is usual ${every(usualInterval)}`}`,
    ),
    ...uncoveredText(inventory),
    ...section(
      'Shows far less than before',
      sources.flatMap(({ source, shrunk }) => shrunk.map((one) => ({ source, ...one }))),
      ({ source, scope, found, before }) => `${source}: ${found} of ${scope}, where ${before} were known; nothing of it counts as gone`,
    ),
    ...section(
      'Could not be looked at',
      sources.filter(({ uncovered }) => uncovered.length > 0),
      ({ source, uncovered }) => `${source}: ${uncovered.join(', ')}`,
    ),
    'Discoveries',
    table(
      ['digest', 'source', 'taken', 'file', 'entry'],
      discoveries.map(({ digest, source, observedAt, state, seq }) => [digest.slice(7, 23), source.slice(0, 40), observedAt.slice(0, 19), state, seq]),
    ),
  ].join('\n');
}

export function portsText(ports: Inventory['undeclaredPorts']): readonly string[] {
  return section('Open ports that the map does not have', ports, ({ part, port, protocol, source }) => `${port}/${protocol} of ${part}, by ${source}`);
}

function every(millis: number): string {
  const hours = Math.max(1, Math.round(millis / 3_600_000));
  return hours < 48 ? `every ${counted(hours, 'hour')}` : `every ${Math.round(hours / 24)} days`;
}

function placed(join: Join): string {
  switch (join.to) {
    case 'part':
      return `${join.part} (${join.by === 'rule' ? join.why : join.by})`;
    case 'left':
      return `left: ${join.why}`;
    case 'unclear':
      return `unclear: ${join.why}`;
    case 'nothing':
      return '-';
    default:
      return join satisfies never;
  }
}

/** Lines to read, correct and paste. */
export function suggestedText({ parts, links, joins, sources }: Suggested): string {
  if (parts.length + links.length + joins.length + sources.length === 0) return 'Nothing is unexplained: there is nothing to add.';
  const list = (head: string, lines: readonly string[]) => (lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`), '']);
  return [
    ...list('# service.yaml: only what is meant to be so. What is not, take away where it was found.\nparts:', parts),
    ...list(parts.length === 0 ? '# service.yaml: only what is meant to be so. What is not, take away where it was found.\nlinks:' : 'links:', links),
    ...(joins.length + sources.length === 0 ? [] : ['# joins.yaml', 'assay: joins/1', '']),
    ...list('# The looks that were taken. Those that stay are the inventory: without any it is never said to agree.\nsources:', sources),
    ...list('joins:', joins),
  ]
    .join('\n')
    .trimEnd();
}

import { worded } from '../../evidence/import/wording.ts';
import type { LinkType, PartKind, ServiceMap } from '../../map/model.ts';
import { saying } from './missing.ts';
import type { ThingKind } from './model.ts';
import type { Inventory } from './view.ts';

/** Lines that would explain what is unexplained: two for the map and one for joins.yaml, each to be read before it is pasted. */
export interface Suggested {
  /** List items for `links:` of the map. */
  readonly links: readonly string[];
  /** List items for `parts:` of the map, each with its links under `links`. */
  readonly parts: readonly string[];
  /** List items for `sources:` of joins.yaml: what was looked at and is not declared to be part of the inventory. */
  readonly sources: readonly string[];
  /** List items for `joins:` of joins.yaml. They may name people. */
  readonly joins: readonly string[];
}

const MOST = 200;
const DAY = 24 * 60 * 60 * 1000;

const PART_KIND: Readonly<Partial<Record<ThingKind, PartKind>>> = {
  organisation: 'business-system',
  'identity-provider': 'identity-provider',
  system: 'business-system',
  host: 'server',
  repository: 'repository',
  runner: 'build-system',
  application: 'business-system',
  'shared-drive': 'document-system',
  'backup-job': 'backup',
  group: 'role',
  role: 'role',
};

/**
 * For a power between two parts the link that is missing; for a thing that is not on the map a join to a part that already has its power, where the map has
 * one such part alone, and else the part that it would be with its links.
 */
export function suggest({ unmapped, missingLinks, things, sources, declared }: Inventory, map: ServiceMap): Suggested {
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const taken = new Set([map.service.id, ...[map.parts, map.links, map.flows, map.assets, map.zones, map.gates].flatMap((list) => list.map(({ id }) => id))]);
  const links: string[] = [];
  const parts: string[] = [];
  const joins: string[] = [];
  const roles = new Map<string, string>();
  const link = (type: string, from: string, to: string) =>
    links.push(`- { id: ${free(`${from}-${type}-${to}`, taken)}, type: ${type}, from: ${from}, to: ${to} }`);
  for (const { type, from, to } of missingLinks.slice(0, MOST)) link(type, from, to);
  for (const { thing: id, kind, name, personal, powers } of unmapped.slice(0, MOST)) {
    const format = byId.get(id)?.format ?? '';
    const rule = (is: string) => joins.push(`- { format: ${quoted(format)}, kind: ${kind}, name: ${quoted(name)}, is: ${is} }`);
    const wanted = powers.filter(({ power }) => power !== 'none').map(({ power, part }) => ({ types: saying(power, undefined), part }));
    const like = PART_KIND[kind] ?? 'role';
    const has = (from: string, type: LinkType, to: string) => map.links.some((one) => one.from === from && one.type === type && one.to === to);
    const holders = map.parts.filter((part) => wanted.length > 0 && part.kind === like && wanted.every(({ types, part: to }) => has(part.id, types[0], to)));
    const [only, ...others] = holders;
    if (only !== undefined && others.length === 0) {
      rule(only.id);
      continue;
    }
    // A person is no part of a map: what they are is a role, one for all who can do the same.
    const ability = wanted.map(({ types, part: to }) => `${types[0]} ${to}`).join();
    const role = personal && wanted.length > 0 ? roles.get(ability) : undefined;
    if (role !== undefined) {
      rule(role);
      continue;
    }
    const network = byId.get(id)?.attributes['network'];
    const person = personal && wanted.length > 0;
    const part = free(person ? `people-with-${powers[0]?.part ?? 'power'}` : slug(name, kind), taken);
    parts.push(
      `- { id: ${part}, kind: ${like}, name: ${quoted(person ? 'A role to be named' : worded(name, 200) || kind)}${wanted.length === 0 && typeof network === 'string' ? `, attached: [${network}]` : ''} }`,
    );
    if (person) roles.set(ability, part);
    const said = new Set<string>();
    for (const { types, part: to } of wanted) {
      if (said.has(`${types[0]} ${to}`)) continue;
      said.add(`${types[0]} ${to}`);
      link(types[0], part, to);
    }
    rule(part);
  }
  return { links, parts, joins, sources: declarations(sources, declared) };
}

/** The looks that were taken so far, as declarations: which of them are the inventory is the operator's to say. */
function declarations(sources: Inventory['sources'], declared: Inventory['declared']): readonly string[] {
  return sources.flatMap(({ format, covered, ifWhole, usualInterval }) => {
    const known = new Set(declared.filter((one) => one.format === format).map(({ scope }) => scope));
    const scopes = [...new Set([...covered, ...ifWhole])].filter((scope) => !known.has(scope)).slice(0, MOST);
    if (scopes.length === 0) return [];
    const days = Math.min(30, Math.max(1, Math.ceil((usualInterval ?? 30 * DAY) / DAY) * 2));
    const whole = ifWhole.some((scope) => scopes.includes(scope)) ? ', whole: true' : '';
    const ask = whole === '' ? '' : ' # whole: only where the question was not filtered';
    return [`- { format: ${quoted(format)}, scopes: [${scopes.map(quoted).join(', ')}], every: P${days}D${whole} }${ask}`];
  });
}

function slug(name: string, kind: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  return plain === '' ? kind : plain;
}

function free(id: string, taken: Set<string>): string {
  const short = id.slice(0, 70).replace(/[^a-z0-9]+$/, '');
  let free = short;
  for (let n = 2; taken.has(free); n += 1) free = `${short}-${n}`;
  taken.add(free);
  return free;
}

/** JSON's spelling of a text is YAML's too (YAML 1.2, section 1.3). */
function quoted(text: string): string {
  return JSON.stringify(text);
}

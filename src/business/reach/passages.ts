import { LIBRARY } from '../../attack/library/index.ts';
import type { AttackGraph, AttackStep } from '../../attack/model.ts';
import type { Link, LinkType, ServiceMap } from '../../map/model.ts';
import { type Atom, atomsOf } from './atoms.ts';

/**
 * What of the map a step goes through. Each group is enough by itself: a step is not there once every element of one group is taken away. Two links that would each do are one
 * group of two; a link and the flow behind it that are both needed are two groups.
 */
export type Groups = readonly (readonly string[])[];

export interface Passages {
  readonly atoms: ReadonlyMap<string, Atom>;
  groupsOf(step: AttackStep): Groups;
  /** Of the steps asked about so far, no group of that many elements or fewer is missed. */
  completeTo(): number;
}

/** Ways that can each go in more ways than one, of which all combinations are groups. */
const MOST_WAYS = 6;

const OVER: ReadonlyMap<string, string> = new Map(LIBRARY.map((template) => [template.id, template.over]));
const POWERS: ReadonlySet<LinkType> = new Set(['uses', 'writes', 'administers', 'reviews', 'signs', 'supports']);

/**
 * Reads from a step's id, and from the rules by which the ranges of the library match, which links, flows, doors and holdings of the map it stands on. A range that is not known
 * here is read by the links and flows that its id names. Of fleets that were merged, the one that stands for its class is named.
 */
export function passagesOf(map: ServiceMap, graph: AttackGraph): Passages {
  const of = (id: string): string => (graph.mergedInto !== undefined && Object.hasOwn(graph.mergedInto, id) ? (graph.mergedInto[id] ?? id) : id);
  const atoms = atomsOf(map, of);
  const parts = new Map(map.parts.map((part) => [part.id, part]));
  const links = new Map(map.links.map((link) => [link.id, link]));
  const between = <T extends { readonly id: string; readonly from: string; readonly to: string }>(joins: readonly T[]) => {
    const found = new Map<string, T[]>();
    for (const join of joins) {
      const key = `${of(join.from)} ${of(join.to)}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, [join]);
      else known.push(join);
    }
    return (from: string, to: string): readonly T[] => found.get(`${from} ${to}`) ?? [];
  };
  const linksFrom = new Map<string, Link[]>();
  const linksTo = new Map<string, Link[]>();
  const put = (at: Map<string, Link[]>, id: string, link: Link): void => void at.set(id, [...(at.get(id) ?? []), link]);
  for (const link of map.links) {
    put(linksFrom, of(link.from), link);
    put(linksTo, of(link.to), link);
  }
  const linksBetween = between(map.links);
  const flowsBetween = between(map.flows);
  const ids = (joins: readonly { readonly id: string }[]): readonly string[] => [...new Set(joins.map((join) => of(join.id)))];
  const powers = (role: string, system: string): readonly string[] => ids(linksBetween(role, system).filter((link) => POWERS.has(link.type)));
  const desk = (role: string, part: string): readonly string[] => ids(linksBetween(role, part).filter((link) => link.type === 'uses'));
  const administers = (role: string, system: string): readonly string[] => ids(linksBetween(role, system).filter((link) => link.type === 'administers'));
  const flowsBoth = (a: string, b: string): readonly string[] => ids([...flowsBetween(a, b), ...flowsBetween(b, a)]);
  const mailbox = (role: string, mail: string): readonly string[] => [...powers(role, mail), ...flowsBoth(role, mail)];
  /** A person is in a directory by what they may enter that it signs them in to: without every such entry, or without every such sign-in, they are not. */
  const directory = (role: string, idp: string): Groups => {
    const signs = (linksFrom.get(idp) ?? []).filter((link) => link.type === 'authenticates' && parts.get(link.from)?.kind === 'identity-provider');
    const entered = signs.map((link) => ({ link, by: powers(role, of(link.to)) })).filter(({ by }) => by.length > 0);
    const direct = powers(role, idp);
    return [[...new Set([...direct, ...entered.flatMap(({ by }) => by)])], [...direct, ...ids(entered.map(({ link }) => link))]];
  };
  const linked = (id: string, type: LinkType, end: 'from' | 'to'): readonly string[] =>
    ids(((end === 'from' ? linksFrom : linksTo).get(id) ?? []).filter((link) => link.type === type));
  const feeds = (source: string, build: string): readonly string[] => [
    ...flowsBoth(source, build),
    ...ids([...linksBetween(source, build), ...linksBetween(build, source)].filter(isBuild)),
  ];
  let complete = Number.POSITIVE_INFINITY;
  /** The groups that each end all of these ways. Where too many could go in more ways than one, only that of everybody's first choice: a group that is missed has an element for each. */
  const allOf = (ways: readonly Groups[]): Groups => {
    const many = ways.filter((choices) => choices.length > 1).length > MOST_WAYS;
    if (many) complete = MOST_WAYS;
    return ways.reduce<Groups>(
      (found, choices) => found.flatMap((group) => (many ? choices.slice(0, 1) : choices).map((choice) => [...new Set([...group, ...choice])])),
      [[]],
    );
  };
  const brings = bringing(map, of);
  const copies = backedUp(map, parts, of);
  /**
   * What brings an asset to a part: that it is placed there, every flow and link that carries it there, and every backup of what has it, which ends with the backup or with what the
   * source has.
   */
  const holding = (asset: string, part: string): Groups => {
    const direct = brings.get(`${asset} ${part}`) ?? [];
    return allOf([
      ...direct.map((id) => [[id]]),
      ...(copies.get(part) ?? [])
        .filter(({ source }) => source !== part && (brings.has(`${asset} ${source}`) || copies.has(source)))
        .map(({ source, link }) => [[link], ...(copies.has(source) ? [] : [brings.get(`${asset} ${source}`) ?? []])]),
    ]);
  };
  const spots = (part: string, network: string): readonly string[] =>
    (parts.get(part)?.interfaces ?? []).filter((door) => door.on.some((id) => of(id) === network)).map((door) => `${part}.${door.id} on ${network}`);
  const isOn = (part: string, network: string): readonly string[] =>
    (parts.get(part)?.attached ?? []).some((id) => of(id) === network) ? [`${part} on ${network}`] : [];
  /** A person works on a network by each system there that is theirs to use, until it is not theirs or not there. */
  const work = (role: string, network: string): Groups => {
    const used = [...new Set((linksFrom.get(role) ?? []).filter((link) => POWERS.has(link.type)).map((link) => of(link.to)))];
    return allOf(
      used.flatMap((system) => {
        const doors = (parts.get(system)?.interfaces ?? []).some((door) => door.on.length > 0) && parts.get(system)?.kind !== 'workstation';
        const there = doors ? spots(system, network) : isOn(system, network);
        return there.length === 0 ? [] : [[powers(role, system), there]];
      }),
    );
  };
  /** A network is met at a place by what is on it and stands there; a radio, by what can be reached by it there too. */
  const near = (network: string, place: string, radio: boolean): Groups =>
    allOf([
      ...(radio ? isOn(network, place).map((id) => [[id]]) : []),
      ...map.parts
        .filter((part) => part.kind !== 'network' && of(part.id) === part.id)
        .flatMap((part) => {
          const there = [...isOn(part.id, place), ...(radio ? spots(part.id, place) : [])];
          const on = isOn(part.id, network);
          return on.length === 0 || there.length === 0 ? [] : [[on, there]];
        }),
    ]);
  /** Something is somebody's own by every app and person that it talks to, or by its own way of being introduced. */
  const owned = (part: string): Groups => {
    const personal = (id: string): boolean => ['app', 'role'].includes(parts.get(id)?.kind ?? '');
    if (parts.get(part)?.interfaces?.some((door) => door.purpose === 'introduction') === true) return [];
    return [ids([...map.flows, ...map.links].filter(({ from, to }) => (of(to) === part && personal(from)) || (of(from) === part && personal(to))))];
  };

  const rules: Readonly<Record<string, (key: readonly string[]) => Groups>> = {
    entry: ([part, door, network]) => [[`${part}.${door} on ${network}`]],
    attachment: ([part, network]) => [[`${part} on ${network}`]],
    'attachment-holding': ([part = '', network, asset = '']) => [[`${part} on ${network}`], ...holding(asset, part)],
    lured: ([part, network]) => [[`${part} on ${network}`]],
    bridge: ([from, to]) => [[`${from} on ${to}`, `${to} on ${from}`]],
    crossing: ([flow = '', network]) => [[flow], [`${flow} over ${network}`]],
    tapped: ([flow = '', , , network]) => [[flow], [`${flow} over ${network}`]],
    command: ([from = '', to = '', asset = '']) => [flowsBoth(from, to), ...holding(asset, to)],
    placed: ([part, place]) => [[`${part} on ${place}`]],
    near: ([network = '', place = '']) => near(network, place, true),
    inside: ([network = '', place = '']) => near(network, place, false),
    claimable: ([part = '']) => owned(part),
    verified: ([asset, part]) => [[`${asset} at ${part}`]],
    'link-holding': ([link = '', asset = '']) => [[link], ...holding(asset, of(links.get(link)?.to ?? ''))],
    'power-holding': ([link = '', asset = '']) => [[link], ...holding(asset, of(links.get(link)?.to ?? ''))],
    holding: ([asset = '', part = '']) => holding(asset, part),
    'interface-holding': ([part = '', , asset = '']) => holding(asset, part),
    directory: ([role = '', idp = '']) => directory(role, idp),
    mailbox: ([role = '', mail = '']) => [mailbox(role, mail)],
    reset: ([role = '', mail = '', idp = '']) => [mailbox(role, mail), ...directory(role, idp)],
    'sign-in': ([role = '', link = '']) => [[link], powers(role, of(links.get(link)?.to ?? ''))],
    'own-sign-in': ([role = '', system = '']) => [powers(role, system)],
    'remote-work': ([role = '', network = '']) => work(role, network),
    desk: ([role = '', part = '']) => [desk(role, part)],
    'desk-directory': ([role = '', part = '', idp = '']) => [desk(role, part), ...directory(role, idp)],
    'desk-power': ([part = '', link = '']) => [[link], desk(of(links.get(link)?.from ?? ''), part)],
    documented: ([part = '', link = '']) => [[link], powers(of(links.get(link)?.from ?? ''), part).filter((id) => links.get(id)?.type !== 'administers')],
    'shared-power': ([role = '', part = '', system = '']) => [administers(role, part), administers(role, system)],
    'kept-password': ([role = '', asset = '', part = '']) => [desk(role, part), ...holding(asset, part)],
    'source-in': ([from = '', to = '']) => [feeds(from, to)],
    feeds: ([from = '', to = '']) => [feeds(from, to)],
    'feeds-holding': ([from = '', to = '', asset = '']) => [feeds(from, to), ...holding(asset, to)],
    signed: ([, , signer = '']) => [linked(signer, 'signs', 'from')],
    released: ([, , signer = '', to = '']) => [linked(signer, 'signs', 'from'), linked(to, 'updates', 'from')],
  };

  const groupsOf = (step: AttackStep): Groups => {
    const over = OVER.get(step.template);
    if (over === undefined) return [];
    const named = keyOf(step);
    const rule = rules[over];
    // A range that names its link, flow or gate stands on it; the others say how they match.
    const groups = rule === undefined ? named.filter((id) => atoms.has(id)).map((id) => [id]) : rule(named);
    return groups.filter((group) => group.length > 0 && group.every((id) => atoms.has(id)));
  };
  const known = new WeakMap<AttackStep, Groups>();
  return {
    atoms,
    completeTo: () => complete,
    groupsOf: (step) => {
      const found = known.get(step) ?? groupsOf(step);
      known.set(step, found);
      return found;
    },
  };
}

const CARRIES_TO: ReadonlySet<LinkType> = new Set(['builds', 'signs', 'updates', 'deploys']);

/** By asset and part, what brings the one to the other. */
function bringing(map: ServiceMap, of: (id: string) => string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const put = (key: string, id: string): void => void found.set(key, (found.get(key) ?? new Set()).add(id));
  for (const asset of map.assets) for (const { part } of asset.at) put(`${of(asset.id)} ${of(part)}`, `${of(asset.id)} at ${of(part)}`);
  for (const flow of map.flows) {
    for (const asset of [...flow.carries, ...(flow.returns ?? [])]) for (const end of [flow.from, flow.to]) put(`${of(asset)} ${of(end)}`, of(flow.id));
  }
  for (const link of map.links) {
    if (CARRIES_TO.has(link.type)) for (const asset of link.carries ?? []) put(`${of(asset)} ${of(link.to)}`, of(link.id));
  }
  return new Map([...found].map(([key, list]) => [key, [...list]]));
}

/** By part, what it is a backup of. */
function backedUp(
  map: ServiceMap,
  parts: ReadonlyMap<string, { readonly kind: string }>,
  of: (id: string) => string,
): ReadonlyMap<string, readonly { readonly source: string; readonly link: string }[]> {
  const found = new Map<string, { source: string; link: string }[]>();
  for (const link of map.links) {
    if (link.type !== 'backs-up') continue;
    const [backup, source] = parts.get(link.from)?.kind === 'backup' ? [link.from, link.to] : [link.to, link.from];
    found.set(of(backup), [...(found.get(of(backup)) ?? []), { source: of(source), link: of(link.id) }]);
  }
  return found;
}

function isBuild(link: Link): boolean {
  return link.type === 'builds';
}

/** The ids of the map that a step was matched by, which its id names between template and scope. */
function keyOf(step: AttackStep): readonly string[] {
  return (step.id.split(':')[1] ?? '').split(',');
}

import type { LinkType, Part, ServiceMap } from '../../map/model.ts';
import type { Power } from './model.ts';
import { order } from './order.ts';
import type { PowerFound } from './powers.ts';
import type { InventoryThing } from './view.ts';

// Powers of one part of the map over another that a source shows and the map does not have.

export interface MissingLink {
  readonly from: string;
  readonly to: string;
  /** The link that would say it. */
  readonly type: LinkType;
  readonly power: Power;
  /** Ids of the things that show it: who has the power, who it passes through, over what. */
  readonly shownBy: readonly string[];
  readonly source: string;
  readonly lastSeen: string;
}

/** The link that says a power; what else on the map says as much or more. */
const SAID_BY: Readonly<Partial<Record<Power, readonly [type: LinkType, ...others: LinkType[]]>>> = {
  administers: ['administers'],
  hosts: ['hosts', 'administers'],
  writes: ['writes', 'administers', 'builds', 'updates', 'deploys', 'supplies'],
  builds: ['builds', 'administers', 'writes', 'hosts'],
  runs: ['hosts', 'builds', 'administers', 'deploys', 'writes'],
  deploys: ['deploys', 'updates', 'administers', 'writes'],
  becomes: ['administers', 'authenticates'],
  authenticates: ['authenticates', 'administers'],
  supports: ['supports', 'administers'],
  'backs-up': ['backs-up', 'administers'],
};
const ANY_LINK: ReadonlySet<Power> = new Set<Power>(['reads', 'holds']);

/** Each missing link once, in the order of its ends. */
export function missingLinks(powers: readonly PowerFound[], things: readonly InventoryThing[], map: ServiceMap): readonly MissingLink[] {
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const parts = new Map(map.parts.map((part) => [part.id, part]));
  const linked = new Map<string, Set<LinkType | 'flow'>>();
  const join = (from: string, to: string, type: LinkType | 'flow') => {
    const key = `${from}\u0000${to}`;
    linked.set(key, (linked.get(key) ?? new Set()).add(type));
  };
  for (const { from, to, type } of map.links) join(from, to, type);
  for (const { from, to } of map.flows) {
    join(from, to, 'flow');
    join(to, from, 'flow');
  }
  const found = new Map<string, MissingLink>();
  for (const { thing: id, power, part, over, through } of powers) {
    const thing = byId.get(id);
    // A role is a way into its own system, not a power of the system over others.
    if (thing?.join.to !== 'part' || thing.join.part === part || thing.kind === 'role') continue;
    const from = thing.join.part;
    const known = linked.get(`${from}\u0000${part}`) ?? new Set();
    const says = saying(power, parts.get(from));
    if (ANY_LINK.has(power) ? known.size > 0 : says.some((type) => known.has(type))) continue;
    const [type] = says;
    const key = `${from}\u0000${part}\u0000${type}`;
    if (!found.has(key)) found.set(key, { from, to: part, type, power, shownBy: [id, ...through, over], source: thing.source, lastSeen: thing.lastSeen });
  }
  return [...found.values()].sort((a, b) => order(a.from, b.from) || order(a.to, b.to) || order(a.type, b.type));
}

/** The links that say a power, the plainest first. */
export function saying(power: Power, from: Part | undefined): readonly [LinkType, ...LinkType[]] {
  // A build system that runs something builds it.
  if (power === 'runs' && from?.kind === 'build-system') return ['builds', 'hosts', 'administers', 'deploys', 'writes'];
  return SAID_BY[power] ?? ['uses'];
}

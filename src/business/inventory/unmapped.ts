import type { PartKind, ServiceMap } from '../../map/model.ts';
import type { Power, ThingKind } from './model.ts';
import { order } from './order.ts';
import type { PowerFound } from './powers.ts';
import type { InventoryThing } from './view.ts';

// What is not on the map although it can do something to what is. Ranked by what it can do, and not by how many things it can do it to.

export const WEIGHTS = ['critical', 'high', 'medium', 'low'] as const;
export type Weight = (typeof WEIGHTS)[number];

export interface Unmapped {
  /** Id of the thing. */
  readonly thing: string;
  readonly kind: ThingKind;
  readonly name: string;
  readonly personal: boolean;
  readonly source: string;
  readonly state: InventoryThing['state'];
  readonly weight: Weight;
  /** What it can do, the worst first: `can write to firmware-source`. */
  readonly can: readonly string[];
  readonly powers: readonly PowerFound[];
  /** Why it is not joined, where rules or names mean several parts. */
  readonly unclear?: string;
}

/** Where software of the product comes from, and who says who anybody is: what is changed there is changed everywhere. */
const SOURCES_OF_POWER: ReadonlySet<PartKind> = new Set([
  'repository',
  'build-system',
  'artifact-registry',
  'signing-system',
  'update-server',
  'certificate-authority',
  'identity-provider',
]);

/** What a power lets one do, strongest first, and whether it changes the other end. */
const ABILITIES: Readonly<Partial<Record<Power, readonly [rank: number, words: string, changes: boolean]>>> = {
  administers: [0, 'administer', true],
  hosts: [1, 'control the machine of', true],
  writes: [2, 'write to', true],
  builds: [3, 'build for', true],
  runs: [4, 'run code in', true],
  deploys: [5, 'deploy to', true],
  becomes: [6, 'act as', true],
  authenticates: [7, 'let anybody sign in to', true],
  supports: [8, 'enter by remote support', true],
  'backs-up': [9, 'copy and restore', true],
  holds: [10, 'use secrets of', false],
  reads: [11, 'read', false],
};

export function abilityOf(power: Power): { readonly rank: number; readonly words: string; readonly changes: boolean } {
  const [rank, words, changes] = ABILITIES[power] ?? [12, 'reach', false];
  return { rank, words, changes };
}

function weightOf(power: Power, kind: PartKind | undefined): Weight {
  const { changes } = abilityOf(power);
  // A machine that nobody knows, on the network of what the product is made from.
  if (power === 'none') return kind !== undefined && SOURCES_OF_POWER.has(kind) ? 'high' : 'medium';
  const source = kind !== undefined && SOURCES_OF_POWER.has(kind);
  if (changes) return source ? 'critical' : 'high';
  return power === 'holds' ? (source ? 'high' : 'medium') : source ? 'medium' : 'low';
}

/** Things that neither the map nor a rule explains and that have power over a part: the worst first. */
export function unmappedOf(powers: readonly PowerFound[], things: readonly InventoryThing[], map: ServiceMap): readonly Unmapped[] {
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const kinds = new Map(map.parts.map(({ id, kind }) => [id, kind]));
  // A role is what people are given: those who have it are named, and the role only where nobody is known to have it.
  const given = new Set(powers.flatMap(({ through }) => through));
  const rank = (one: PowerFound) => WEIGHTS.indexOf(weightOf(one.power, kinds.get(one.part))) * 100 + abilityOf(one.power).rank;
  return [...Map.groupBy(powers, ({ thing }) => thing)]
    .flatMap(([id, all]): (Unmapped & { readonly rank: number })[] => {
      const thing = byId.get(id);
      if (thing === undefined || thing.join.to === 'part' || thing.join.to === 'left') return [];
      if (thing.kind === 'role' && given.has(id)) return [];
      const sorted = all.toSorted((a, b) => rank(a) - rank(b) || order(a.part, b.part));
      const [worst] = sorted as [PowerFound];
      const { kind, name, personal, source, state, join } = thing;
      return [
        {
          thing: id,
          kind,
          name,
          // A machine that is known by its network alone may be anybody's, and be called so.
          personal: personal || sorted.every(({ power }) => power === 'none'),
          source,
          state,
          weight: weightOf(worst.power, kinds.get(worst.part)),
          can: sorted.map(({ power, part }) => `can ${abilityOf(power).words} ${part}`),
          powers: sorted,
          ...(join.to === 'unclear' ? { unclear: join.why } : {}),
          rank: rank(worst),
        },
      ];
    })
    .sort((a, b) => a.rank - b.rank || b.powers.length - a.powers.length || order(a.kind, b.kind) || order(a.thing, b.thing))
    .map(({ rank: _, ...one }) => one);
}

import { z } from '@hono/zod-openapi';
import { VERDICTS } from '../../assurance/model.ts';
import { EFFECTS, REACHES } from '../../attack/model.ts';
import { ELEMENT_KINDS, FOUNDATION_KINDS } from '../../business/reach/model.ts';
import { LAYERS } from '../../core/index.ts';
import { LINK_TYPES, PART_KINDS } from '../../map/model.ts';
import { way } from '../attacks/model.ts';
import { judgedAt, moment } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int();
const layer = z.enum(LAYERS);
const verdict = z.enum(VERDICTS);
const ids = list(z.string());
const several = z.string().max(8000);
const status = z.enum(['open', 'closed', 'undecided', 'none']);
const linkType = z.enum(LINK_TYPES);

export const asOf = { at: moment.optional(), size: z.coerce.number().int().min(1).optional() };
/** The id of a part. The map says which it has; what it has not is refused with what comes near. */
export const partId = z.string().min(1).max(80);

/** Proven by steps shown to be open; `perhaps` besides, by steps that are not settled; out of `of`. */
const weighed = z.object({ proven: z.number(), perhaps: z.number(), of: z.number() });
const counted = z.object({ proven: z.number(), may: z.number() });
const power = z.object({ link: z.string(), type: linkType, part: z.string(), name: z.string() });

const posture = z.object({
  /** Controls at the system, on a link or flow that leads to it, or on a gate of it; each once for each of these. */
  controls: z.object({ proven: count, failing: count, stale: count, unproven: count, excluded: count }),
  /** RFC 3339: when the newest and the oldest of the evidence that these are judged by was seen. Absent where there is none. */
  newest: moment.optional(),
  oldest: moment.optional(),
  sources: ids,
});

const reachFigure = z.object({
  /** From 1, of the systems of the layer. */
  rank: count,
  weight: weighed,
  /** Critical goals that follow from it: proven, and all that may. */
  goals: counted,
  /** Person-days, what the cheapest ways cost from there, on average. */
  days: z.number().optional(),
  devices: counted,
  households: counted,
  /** Whether any step is known that needs or gives anything of it. Without one its reach is not known to be none. */
  analysed: z.boolean(),
});

const system = z.object({
  part: z.string(),
  name: z.string(),
  kind: z.enum(PART_KINDS),
  owner: z.string().optional(),
  population: count,
  holds: list(z.object({ asset: z.string(), name: z.string(), kind: z.string(), personal: z.boolean() })),
  posture,
  administrators: list(power),
  reach: reachFigure,
});
export type SystemShown = z.infer<typeof system>;

export const systems = judgedAt.extend({ systems: list(system) }).openapi('BusinessSystems');
export type Systems = z.infer<typeof systems>;

const fallenGoal = z.object({
  goal: z.string(),
  title: z.string(),
  asset: z.string(),
  effect: z.enum(EFFECTS),
  weight: z.number(),
  reach: z.enum(['proven-reachable', 'undecided']),
  /** An outsider is proven to reach it without this system too. */
  anyway: z.boolean(),
});
export const wayFrom = way.extend({ through: ids, direct: z.boolean() }).openapi('BusinessWay');
export type WayFromShown = z.infer<typeof wayFrom>;

/** What the map calls the parts, links and flows that the answer names by ids, and the titles of controls. */
const named = { names: z.record(z.string(), z.string()), titles: z.record(z.string(), z.string()) };
export interface Named {
  readonly names: Readonly<Record<string, string>>;
  readonly titles: Readonly<Record<string, string>>;
}

export const oneSystem = judgedAt
  .extend({
    ...named,
    system,
    controls: list(
      z.object({
        control: z.string(),
        title: z.string(),
        subject: z.string(),
        at: z.string(),
        verdict,
        evidence: list(count),
        remedy: z.string(),
        effort: z.number(),
        who: z.string(),
      }),
    ),
    falls: list(fallenGoal.extend({ way: wayFrom })),
    powers: z.object({ over: list(power), of: list(power) }),
  })
  .openapi('BusinessSystem');
export type OneSystem = z.infer<typeof oneSystem>;

/** From each system the cheapest way to a critical goal: of those proven possible, else of those that may be. */
export const nearest = judgedAt
  .extend({
    ...named,
    nearest: list(
      z.object({
        part: z.string(),
        goal: z.string(),
        title: z.string(),
        reach: z.enum(['proven-reachable', 'undecided']),
        through: ids,
        direct: z.boolean(),
        steps: count,
        days: z.number(),
      }),
    ),
  })
  .openapi('BusinessNearest');
export type Nearest = z.infer<typeof nearest>;

const element = z.object({ id: z.string(), kind: z.enum(ELEMENT_KINDS), type: linkType.optional(), says: z.string() });
const side = z.object({ part: z.string(), name: z.string(), kind: z.enum(PART_KINDS), layer });
const cell = z.object({ row: z.string(), column: z.string(), joins: list(element), steps: count, status, goals: counted });

export const matrix = judgedAt
  .extend({
    /** Critical goals in all. */
    goals: count,
    matrices: list(z.object({ rows: layer, columns: layer, sides: z.object({ rows: list(side), columns: list(side) }), cells: list(cell) })),
  })
  .openapi('BusinessMatrix');
export type MatrixShown = z.infer<typeof matrix>;

export const through = judgedAt
  .extend({
    ...named,
    row: z.string(),
    column: z.string(),
    by: z.enum(['actors', 'row']),
    paths: list(z.object({ goal: z.string(), title: z.string(), weight: z.number(), step: z.string(), way: wayFrom })),
  })
  .openapi('BusinessThroughCell');
export type Through = z.infer<typeof through>;

export const linksQuery = { ...asOf, from: z.string().max(80).optional() };
export const links = judgedAt
  .extend({
    links: list(
      element.extend({
        layers: list(layer),
        ends: ids,
        steps: count,
        status,
        closes: ids,
        unproves: ids,
        weight: z.number(),
        dearer: list(z.object({ goal: z.string(), before: z.number(), after: z.number() })),
        raised: z.number(),
      }),
    ),
  })
  .openapi('BusinessLinks');
export type Links = z.infer<typeof links>;

const foundationKind = z.enum(FOUNDATION_KINDS);
const reach = z.enum(REACHES);
export const foundations = judgedAt
  .extend({
    ...named,
    foundations: list(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: foundationKind,
        rests: list(
          z.object({ what: z.enum(['control', 'gate']), id: z.string(), title: z.string(), subject: z.string(), at: z.string(), verdict: verdict.optional() }),
        ),
        holds: list(z.object({ goal: z.string(), title: z.string(), controls: ids, reach })),
        would: list(z.object({ goal: z.string(), title: z.string(), controls: z.tuple([z.string(), z.string()]).readonly(), shared: ids })),
      }),
    ),
  })
  .openapi('BusinessFoundations');
export type Foundations = z.infer<typeof foundations>;

/** `from`: parts or states; `to`: targets or parts. Several with commas. */
export const reachQuery = { ...asOf, from: several.min(1), to: several.min(1), ways: z.coerce.number().int().min(1).max(10).default(3) };
const at = z.object({ control: z.string(), subject: z.string(), verdict });
export const reached = judgedAt
  .extend({
    ...named,
    from: ids,
    answers: list(
      z.object({
        goal: z.string(),
        title: z.string(),
        reach,
        ways: list(wayFrom),
        direct: wayFrom.optional(),
        unavoidable: list(z.object({ step: z.string(), sentence: z.string() })),
        shut: list(z.object({ step: z.string(), sentence: z.string(), closedBy: list(at), evidence: list(count) })).optional(),
      }),
    ),
    controls: z.object({
      controls: list(
        z.object({
          control: z.string(),
          title: z.string(),
          subject: z.string(),
          at: z.string(),
          verdict,
          days: z.number(),
          who: z.string(),
          remedy: z.string(),
        }),
      ),
      days: z.number(),
      lowerDays: z.number(),
      bound: z.enum(['exact', 'upper']),
      cuts: ids,
      foundations: list(z.object({ id: z.string(), name: z.string(), kind: foundationKind, controls: ids })),
      beyond: list(z.object({ goal: z.string(), title: z.string(), stays: wayFrom })),
    }),
    map: z.object({
      elements: list(element),
      lower: z.number(),
      bound: z.enum(['exact', 'upper']),
      cuts: ids,
      beyond: ids,
      /** Neither shown to be cut nor to be beyond that: the search was cut short. */
      undecided: ids,
      without: list(z.object({ goal: z.string(), reach })),
    }),
  })
  .openapi('BusinessReach');
export type ReachedShown = z.infer<typeof reached>;

const states = z.object({ present: count, gone: count, 'not-seen': count });
/** What was discovered. Things that are or belong to a person are counted and never named. */
export const inventory = judgedAt
  .extend({
    things: states,
    kinds: list(z.object({ kind: z.string(), states, personal: count })),
    joined: list(z.object({ by: z.enum(['rule', 'name', 'only', 'within', 'left', 'unclear', 'nothing']), things: count, personal: count })),
    unmapped: list(
      z.object({
        kind: z.string(),
        /** Absent of what is personal: those with the same powers are one line, and counted. */
        name: z.string().optional(),
        things: count,
        source: z.string(),
        state: z.enum(['present', 'gone', 'not-seen']),
        weight: z.enum(['critical', 'high', 'medium', 'low']),
        can: ids,
        unclear: z.string().optional(),
      }),
    ),
    missingLinks: list(z.object({ from: z.string(), to: z.string(), type: linkType, source: z.string(), lastSeen: z.string() })),
    /** Open at a part, and neither an interface nor a target of it on the map. */
    undeclaredPorts: list(z.object({ part: z.string(), port: count, protocol: z.string(), source: z.string(), lastSeen: z.string() })),
    /** Machines on a network of the map that are not on the map, and what listens there. A machine is called by whose it is, and so they are counted. */
    strangers: list(z.object({ network: z.string(), hosts: count, reach: ids, source: z.string() })),
    /** What joins.yaml declares to be the inventory, scope by scope; without any, it is never said to agree. */
    declared: list(z.object({ format: z.string(), scope: z.string(), state: z.enum(['covered', 'late', 'never']), coveredAt: z.string().optional() })),
    sources: list(
      z.object({
        format: z.string(),
        source: z.string(),
        looks: count,
        lastLook: z.string(),
        state: z.enum(['on-time', 'late', 'silent', 'unknown']),
        uncovered: count,
        /** Scopes of its newest look that show far less than before: nothing of them counts as gone. */
        shrunk: count,
        things: states,
      }),
    ),
  })
  .openapi('BusinessInventory');
export type InventoryShown = z.infer<typeof inventory>;

/** Whose accounts, tokens, devices and mail rules were discovered: those with power over the map that are not on it first. Personal data, for whoever may see it. */
export const inventoryPeople = judgedAt
  .extend({
    people: list(
      z.object({
        thing: z.string(),
        kind: z.string(),
        name: z.string(),
        source: z.string(),
        state: z.enum(['present', 'gone', 'not-seen']),
        lastSeen: z.string(),
        /** What the map calls it. */
        is: z.string().optional(),
        weight: z.enum(['critical', 'high', 'medium', 'low']).optional(),
        can: ids.optional(),
      }),
    ),
    /** Of so many; at most 5,000 are listed. */
    of: count,
  })
  .openapi('BusinessInventoryPeople');
export type InventoryPeople = z.infer<typeof inventoryPeople>;

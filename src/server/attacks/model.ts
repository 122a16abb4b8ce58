import { z } from '@hono/zod-openapi';
import { VERDICTS } from '../../assurance/model.ts';
import { EFFECTS, REACHES } from '../../attack/model.ts';
import { LAYERS } from '../../core/index.ts';
import { judgedAt, moment } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const layer = z.enum(LAYERS);
const reach = z.enum(REACHES);
const ids = list(z.string());
const status = z.enum(['open', 'closed', 'undecided']);
const state = z.object({ state: z.string(), title: z.string() });
const controlAt = z.object({ control: z.string(), subject: z.string(), verdict: z.enum(VERDICTS) });

/** What every answer about attacks is bound to: the moment, the head, the library of steps, and the parts that the library has nothing to say of. */
const bound = judgedAt.extend({ library: z.object({ version: z.string(), templates: z.number().int() }), notAnalysed: ids });

/** Several values in one query field, with commas between them. No id has one. */
const several = z.string().max(8000).optional();
export const asOf = { at: moment.optional(), size: z.coerce.number().int().min(1).optional() };
/** Actors, together; all of the map when absent. */
export const fromQuery = { from: several };
/** Targets: `video:read`, `camera:code:every`, `video`; every critical asset when absent. */
export const fromTo = { ...fromQuery, to: several };

export const choices = bound
  .extend({
    actors: list(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.enum(['outsider', 'insider', 'supplier', 'neighbour', 'user']),
        capability: z.enum(['script', 'skilled', 'expert', 'state']),
        starts: list(state),
      }),
    ),
    /** From whom the reach of the goals is told. */
    from: ids,
    goals: list(
      z.object({
        goal: z.string(),
        title: z.string(),
        asset: z.string(),
        name: z.string(),
        effect: z.enum(EFFECTS),
        scope: z.enum(['some', 'every']).optional(),
        weight: z.number().int(),
        reach,
        /** Person-days of the cheapest way that may be open, and of the cheapest that is shown to be. */
        days: z.number().optional(),
        provenDays: z.number().optional(),
      }),
    ),
    controls: list(z.object({ id: z.string(), title: z.string(), layer, remedy: z.string(), effort: z.number(), who: z.string() })),
  })
  .openapi('AttackChoices');
export type Choices = z.infer<typeof choices>;

export const foundQuery = { ...asOf, find: z.string().max(200).default(''), most: z.coerce.number().int().min(1).max(200).default(30) };
export const found = bound
  .extend({
    states: list(state),
    parts: list(z.object({ id: z.string(), name: z.string(), kind: z.string(), layer, population: z.number().int(), states: list(state) })),
    /** How many there are in all, where the lists stop short. */
    of: z.object({ states: z.number().int(), parts: z.number().int() }),
  })
  .openapi('AttackFound');
export type Found = z.infer<typeof found>;

const hop = z.object({
  sentence: z.string(),
  layer,
  status: z.enum(['open', 'undecided']),
  days: z.number(),
  techniques: ids,
  /** All of these proven close the step. None: it is how the thing works. */
  closedBy: list(controlAt),
  /** Leave fewer members to it, and close it for none. */
  narrowedBy: list(controlAt).optional(),
  /** Sequence numbers on the ledger. */
  evidence: list(z.number().int()),
  /** Would notice it, or undo its harm; they do not stop it. */
  seenBy: list(controlAt),
});

const course = z.object({
  starts: list(state.extend({ spot: z.string() })),
  spots: list(
    z.object({
      id: z.string(),
      kind: z.enum(['part', 'asset', 'flow', 'home']),
      name: z.string(),
      layer,
      population: z.number().int().optional(),
    }),
  ),
  moves: list(z.object({ from: z.string(), to: z.string(), hops: list(z.number().int()), over: ids })),
  /** One for each hop of the story, in its order. `after`: hops it builds on, 0 for where the attacker starts. */
  hops: list(
    z.object({
      step: z.string(),
      state: z.string(),
      title: z.string(),
      spot: z.string(),
      after: list(z.number().int()),
      techniques: list(z.object({ catalogue: z.string(), id: z.string() })),
      over: ids,
    }),
  ),
});

export const way = z
  .object({
    steps: ids,
    story: z.object({ summary: z.string(), days: z.number(), bound: z.enum(['exact', 'upper']), hops: list(hop) }),
    /** Person-days: no way to this target costs less than this. */
    lower: z.number(),
    undecided: z.number().int(),
    course,
  })
  .openapi('AttackWay');
export type Way = z.infer<typeof way>;

export const pathsQuery = { ...asOf, ...fromTo, ways: z.coerce.number().int().min(1).max(20).default(3) };
export const paths = bound
  .extend({
    actors: ids,
    answers: list(
      z.object({
        goal: z.string(),
        title: z.string(),
        reach,
        ways: list(way),
        unavoidable: list(z.object({ step: z.string(), sentence: z.string() })),
        /** Where it is proven closed: the closed steps at which an attack stops that would lead there. */
        shut: list(z.object({ step: z.string(), sentence: z.string(), closedBy: list(controlAt), evidence: list(z.number().int()) })).optional(),
      }),
    ),
  })
  .openapi('AttackPaths');
export type Paths = z.infer<typeof paths>;

export const chokepoints = bound
  .extend({
    targets: z.number().int(),
    reached: z.number().int(),
    chokepoints: list(z.object({ step: z.string(), sentence: z.string(), status, layer, goals: ids, closedBy: list(controlAt) })),
    unguarded: ids,
  })
  .openapi('AttackChokepoints');
export type Chokepoints = z.infer<typeof chokepoints>;

const radius = z.object({
  summary: z.string(),
  from: ids,
  states: ids,
  parts: ids,
  assets: list(z.object({ asset: z.string(), effects: ids, every: z.boolean() })),
  goals: ids,
  devices: z.number().int(),
  households: z.number().int(),
});

/** What has fallen: parts, states or actors. */
export const blastQuery = { ...asOf, of: z.string().min(1).max(8000) };
export const blast = bound.extend({ proven: radius, anyway: ids, may: radius }).openapi('AttackBlast');
export type Blast = z.infer<typeof blast>;

const repriced = list(z.object({ goal: z.string(), before: z.number(), after: z.number() }));

/**
 * `prove`, `fail`: CONTROL or CONTROL@SUBJECT. `fall`: parts, states or actors. `to`: the target whose cheapest way is told as it would then be. With
 * `only=verdicts` no price and no way is told, and the answer is there at once on a service of any size.
 */
export const whatIfQuery = { ...asOf, ...fromTo, prove: several, fail: several, fall: several, only: z.literal('verdicts').optional() };
export const whatIf = bound
  .extend({
    /** Steps whose status the supposition changes. */
    closed: ids,
    opened: ids,
    unsettled: ids,
    /** States taken as fallen. */
    fallen: ids,
    changed: list(z.object({ goal: z.string(), before: reach, after: reach })),
    /** Still reachable at another price, in person-days. */
    dearer: repriced.optional(),
    cheaper: repriced.optional(),
    /** For the target named: its verdict, and the cheapest way, if the supposition were so. */
    targets: list(z.object({ goal: z.string(), title: z.string(), reach, way: way.optional() })),
  })
  .openapi('AttackWhatIf');
export type WhatIf = z.infer<typeof whatIf>;

const days = z.object({
  p10: z.number(),
  p50: z.number(),
  p90: z.number(),
  /** Within this the middle figure lies with 95 % confidence, were infinitely many sampled. */
  p50Within: z.tuple([z.number(), z.number()]).readonly(),
  unit: z.literal('days'),
});

export const timesQuery = {
  ...asOf,
  ...fromTo,
  samples: z.coerce.number().int().min(10).max(10_000).optional(),
  seed: z.coerce.number().int().min(0).max(2_147_483_647).default(1),
};
export const times = bound
  .extend({
    samples: z.number().int(),
    seed: z.number().int(),
    assumptions: list(z.object({ effort: z.enum(['script', 'hours', 'days', 'weeks', 'months', 'years']), median: z.number(), spread: z.number() })),
    targets: list(z.object({ goal: z.string(), reach, proven: days.optional(), may: days.optional() })),
  })
  .openapi('AttackTimes');
export type Times = z.infer<typeof times>;

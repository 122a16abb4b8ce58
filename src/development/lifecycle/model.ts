import { z } from 'zod';
import type { Digest } from '../../core/index.ts';
import { idSchema } from '../../map/model.ts';
import { LINKS } from '../release/link.ts';
import { dayText } from '../release/policy.ts';

/** In this order; a lifecycle may leave some out, and none comes twice. */
export const PHASES = ['analysis', 'design', 'implementation', 'verification', 'release', 'operation', 'end-of-support', 'retirement'] as const;
export type Phase = (typeof PHASES)[number];

const text = z.string().min(1).max(500);

/**
 * What has to be so before a phase is entered or left. Exactly one of `control` (judged on the map, by evidence), `link` (a fact of the release) and `analysis` (the map is as it was
 * analysed) proves it. `activity` and `verification` are the two halves of an Application Security Control of ISO/IEC 27034: what is done, and what shows it.
 */
const criterionSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
    title: text,
    control: z.string().max(100).optional(),
    /** Elements of the map; every place that owes the control, where they are not named. */
    at: z.array(z.string().max(300)).max(50).optional(),
    link: z.enum(LINKS).exclude(['lifecycle']).optional(),
    analysis: z.literal('current').optional(),
    activity: text.optional(),
    verification: text.optional(),
  })
  .refine(({ control, link, analysis }) => [control, link, analysis].filter((one) => one !== undefined).length === 1, 'exactly one of control, link, analysis');

const phaseSchema = z.strictObject({
  id: z.enum(PHASES),
  /** A role of the map, or an opaque id. */
  owner: z.string().min(1).max(80),
  entry: z.array(criterionSchema).max(50).default([]),
  exit: z.array(criterionSchema).max(50).default([]),
});

const releaseSchema = z.strictObject({
  name: z.string().min(1).max(250),
  /** The variant of the product's part that runs it. */
  version: idSchema.optional(),
  /** The day on which it left each phase. */
  passed: z.partialRecord(z.enum(PHASES), dayText).default({}),
  supportedUntil: dayText.optional(),
});

export const lifecycleSchema = z.strictObject({
  format: z.literal('lifecycle/1'),
  /** The part of the map that is developed, and how people call it. */
  product: idSchema,
  name: text,
  phases: z.array(phaseSchema).min(1).max(PHASES.length),
  releases: z.array(releaseSchema).max(1000).default([]),
});

export type Lifecycle = z.output<typeof lifecycleSchema>;
export type LifecyclePhase = Lifecycle['phases'][number];
export type Criterion = z.output<typeof criterionSchema>;
export type LifecycleRelease = Lifecycle['releases'][number];

/** How a criterion stood at the moment that it is asked for. */
export type CriterionState = 'met' | 'lacking' | 'failing' | 'excepted';

export interface JudgedCriterion {
  readonly criterion: Criterion;
  /** `design/threats-reviewed`: by which exceptions are asked for. */
  readonly id: string;
  readonly phase: Phase;
  readonly of: 'entry' | 'exit';
  readonly state: CriterionState;
  /** The moment it was judged at: the day the phase was passed, or now. RFC 3339. */
  readonly at: string;
  /** In words: what showed it, or what is missing. */
  readonly because: string;
  /** Entries of the ledger that it rests on. */
  readonly evidence: readonly number[];
  /** Until when that counts. RFC 3339. */
  readonly until?: string;
  /** Of an excepted one: the register of people by which two are known to have signed that; absent where names were typed. */
  readonly agreedBy?: Digest;
  readonly remedy: string;
  /** Requirements that the control answers: `ssdf PW.7.1`. */
  readonly answers: readonly string[];
}

export interface JudgedRelease {
  readonly release: LifecycleRelease;
  /** The phase that it is in: the first that it has not passed. */
  readonly phase: Phase;
  readonly owner: string;
  readonly criteria: readonly JudgedCriterion[];
  /** Criteria of phases that it passed all the same, and of the release phase's entry where it is there. */
  readonly stopped: readonly JudgedCriterion[];
  readonly analysis: { readonly state: 'none' | 'current' | 'changed'; readonly at?: string; readonly differences: readonly string[] };
}

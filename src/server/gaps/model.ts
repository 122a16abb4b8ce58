import { z } from '@hono/zod-openapi';
import { OUTCOMES, RELATIONS, VERDICTS } from '../../assurance/model.ts';
import { LAYERS } from '../../core/index.ts';
import { judgedAt, moment, paging, reason } from '../model.ts';
import { element, layer, requirementNamed, statement, story, tally, verdict } from '../position/model.ts';

const count = z.number().int().min(0);
const entries = z.array(count);
/** A requirement's verdict: where its standard, or the map, says that nobody owes it, `not-applicable`. */
export const REQUIREMENT_VERDICTS = [...VERDICTS, 'not-applicable'] as const;
export const requirementVerdict = z.enum(REQUIREMENT_VERDICTS);
export type RequirementVerdict = (typeof REQUIREMENT_VERDICTS)[number];

/** Several of a list, as `a,b`. What is not of the list is refused. */
const several = <T extends readonly [string, ...string[]]>(of: T) =>
  z
    .string()
    .max(400)
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .pipe(z.array(z.enum(of)));
const names = z
  .string()
  .max(2000)
  .transform((text) => text.split(',').filter((one) => one !== ''));

/** `standard`: as `id` or `id@edition`; those that the map owes when absent. `verdict`: all that are owed and not proven when absent. */
export const gapsQuery = {
  standard: names.optional(),
  outcome: several(OUTCOMES).optional(),
  layer: several(LAYERS).optional(),
  verdict: several([...REQUIREMENT_VERDICTS]).optional(),
  text: z.string().max(200).optional(),
  ...paging,
};

export const gapLine = z
  .object({
    standard: z.string(),
    requirement: z.string(),
    title: z.string(),
    group: z.string(),
    level: z.enum(['M', 'R']).optional(),
    levels: z.array(z.string()).optional(),
    applies: z.enum(['yes', 'no', 'undecided']),
    verdict: requirementVerdict,
    /** All that can be checked is proven, and something is left. */
    partly: z.boolean(),
    layers: z.array(layer),
    outcomes: z.array(z.enum(OUTCOMES)),
    /** Controls that answer it. */
    answeredBy: z.array(z.string()),
    /** Its place among the gaps, by risk removed for the effort; absent where it is none. */
    rank: count.optional(),
    /** Goals of an attack that it lets through, and person-days of the cheapest such attack. */
    goals: count,
    days: z.number().optional(),
    riskRemoved: z.number(),
    effort: z.number(),
    /** Other requirements that close with it. */
    alsoCloses: count,
    entries: count,
  })
  .openapi('GapLine');
export type GapLine = z.infer<typeof gapLine>;

export const standardLine = z
  .object({
    id: z.string(),
    title: z.string(),
    edition: z.string(),
    source: z.string(),
    tally,
    owed: count,
    notApplicable: count,
    /** Of those owed, the ones of which the map does not say whether they apply. */
    undecided: count,
    later: z.array(z.object({ from: moment, requirements: count })),
    /** Requirements that no control answers. */
    unanswered: count,
    /** Owed by what the map says, and not only looked at. */
    owedByMap: z.boolean(),
    imported: z.object({ digest: z.string(), at: moment, supersedes: z.string().optional() }).optional(),
  })
  .openapi('StandardLine');
export type StandardLine = z.infer<typeof standardLine>;

export const gaps = judgedAt
  .extend({
    answer: z.string(),
    standards: z.array(standardLine),
    /** Of all that the filters let through. */
    total: count,
    rows: z.array(gapLine),
    /** Where to go on. */
    next: z.string().optional(),
  })
  .openapi('Gaps');
export type GapsAnswer = z.infer<typeof gaps>;

export const standards = judgedAt.extend({ answer: z.string(), standards: z.array(standardLine) }).openapi('Standards');
export type StandardsAnswer = z.infer<typeof standards>;

/** Of the catalogue and of no service: how each stands somewhere is asked of that service. */
export const controlNames = z.object({ controls: z.array(z.object({ id: z.string(), title: z.string(), layer })) }).openapi('ControlNames');
export type ControlNames = z.infer<typeof controlNames>;

const answering = z.object({
  control: z.string(),
  title: z.string(),
  layer,
  relation: z.enum(RELATIONS),
  /** Why the control answers it. */
  reason: z.string(),
  verdict: z.enum([...VERDICTS, 'not-owed']),
  elements: z.array(element.omit({ history: true })),
  remedy: z.string(),
  who: z.string(),
  effort: z.number(),
});

export const requirementAnswer = judgedAt
  .extend({
    standard: standardLine,
    line: gapLine,
    /** The facts of the map that decided whether it is owed. */
    because: z.array(
      z.object({ fact: z.string(), value: z.enum(['yes', 'no', 'unknown']), decidedBy: z.array(z.string()), caution: z.literal(true).optional() }),
    ),
    remainder: z.string().optional(),
    answers: z.array(answering),
    /** Of a standard that is judged by findings: the verdict at each element. */
    directly: z.array(z.object({ subject: z.string(), claim: z.string(), verdict, because: z.string(), entries })).optional(),
    attack: z.object({ goal: z.string(), title: z.string(), story }).optional(),
    /** Controls whose proof closes it. */
    closes: z.array(z.object({ control: z.string(), title: z.string(), remedy: z.string(), who: z.string(), effort: z.number() })),
    alsoCloses: z.array(requirementNamed),
    statements: z.array(statement),
  })
  .openapi('RequirementShown');
export type RequirementAnswer = z.infer<typeof requirementAnswer>;

export const exclusionLine = z
  .object({
    control: z.string(),
    title: z.string(),
    subject: z.string(),
    name: z.string(),
    reason: z.string(),
    /** The second person's id; a name or a role where the command line granted it. */
    approver: z.string(),
    proposer: z.string().optional(),
    /** No second person agreed: the glass was broken, or there was nobody else. */
    without: z.enum(['break-glass', 'nobody-else']).optional(),
    grantedAt: moment,
    until: moment,
    /** `stands` is what counts at the moment that is judged. */
    state: z.enum(['stands', 'ended', 'withdrawn', 'not-yet']),
    entry: count,
    withdrawn: z.object({ at: moment, by: z.string(), reason: z.string(), entry: count }).optional(),
    /** The control's verdict at the element now: an exclusion never hides a failure. */
    verdict: z.enum([...VERDICTS, 'not-owed']),
  })
  .openapi('ExclusionLine');
export type ExclusionLine = z.infer<typeof exclusionLine>;

export const exclusions = judgedAt.extend({ answer: z.string(), exclusions: z.array(exclusionLine) }).openapi('Exclusions');
export type ExclusionsAnswer = z.infer<typeof exclusions>;

export const exclusionGrant = z
  .object({ control: z.string().max(100), subject: z.string().max(300), until: moment, reason })
  .strict()
  .openapi('ExclusionGrant');
export const exclusionWithdrawal = z
  .object({ control: z.string().max(100), subject: z.string().max(300), reason })
  .strict()
  .openapi('ExclusionWithdrawal');
export const exclusionDone = z.object({ control: z.string(), subject: z.string(), entry: count, size: count }).openapi('ExclusionDone');

import { z } from '@hono/zod-openapi';
import { OUTCOMES, RELATIONS, VERDICTS } from '../../assurance/model.ts';
import { LAYERS } from '../../core/index.ts';
import { judgedAt, moment } from '../model.ts';

const count = z.number().int().min(0);
export const layer = z.enum(LAYERS);
export const verdict = z.enum(VERDICTS);
const verdictOrNot = z.enum([...VERDICTS, 'not-owed']);
const reach = z.enum(['proven-reachable', 'undecided', 'no-way-known', 'proven-closed']);

export const tally = z.object({ proven: count, failing: count, stale: count, unproven: count, excluded: count }).openapi('Tally');
/** Members of a population by verdict. */
const shares = z.partialRecord(verdict, z.number());
/** Sequence numbers of entries on the service's ledger. */
const entries = z.array(count);

/** Counted from when a thing was seen, or from when it came onto the ledger. */
export const KNOWN = ['seen', 'recorded'] as const;
export const known = z.enum(KNOWN);
export type Known = (typeof KNOWN)[number];

const step = z.object({
  sentence: z.string(),
  layer,
  status: z.enum(['open', 'undecided']),
  days: z.number(),
  techniques: z.array(z.string()),
  closedBy: z.array(z.object({ control: z.string(), subject: z.string(), verdict })),
  evidence: entries,
});

/** The cheapest attack, told step by step. `days`: person-days; `upper` where a plain sum is only a bound. */
export const story = z.object({ summary: z.string(), days: z.number(), bound: z.enum(['exact', 'upper']), steps: z.array(step) }).openapi('AttackStory');
export type Story = z.infer<typeof story>;

const goal = z.object({
  state: z.string(),
  title: z.string(),
  /** 1 to 4. */
  weight: z.number(),
  reach,
  days: z.number().optional(),
  bound: z.enum(['exact', 'upper']).optional(),
  summary: z.string().optional(),
  entries,
});

export const requirementNamed = z.object({ standard: z.string(), requirement: z.string(), title: z.string() });
const goalNamed = z.object({ goal: z.string(), title: z.string() });

export const move = z
  .object({
    rank: count,
    /** A factor of two in one effort would change places with the move before. */
    tooCloseToCall: z.boolean(),
    control: z.string(),
    title: z.string(),
    layer,
    verdict,
    remedy: z.string(),
    who: z.string(),
    /** Person-days, an assumption. */
    effort: z.number(),
    subjects: z.array(z.string()),
    /** Attacks that it stops, alone and in place everywhere. */
    stops: z.array(goalNamed),
    /** Attacks that become dearer, in person-days. */
    raises: z.array(goalNamed.extend({ before: z.number(), after: z.number() })),
    /** Goals with an attack through it. */
    through: count,
    riskRemoved: z.number(),
    /** Requirements that it closes by itself. */
    closes: z.array(requirementNamed),
    /** Requirements that it helps to close. */
    helps: count,
    /** What its verdict rests on. */
    entries,
  })
  .openapi('Move');
export type MoveShown = z.infer<typeof move>;

const trendPoint = z.object({ at: moment, layers: z.array(z.object({ layer, controls: tally, owed: count })) });

export const position = judgedAt
  .extend({
    service: z.object({ id: z.string(), name: z.string(), mapDigest: z.string() }),
    /** Where the operator stands, in one sentence; then a few more. */
    answer: z.string(),
    points: z.array(z.string()),
    /** Business first. `entries`: how many different entries the verdicts of the layer rest on. */
    layers: z.array(z.object({ layer, controls: tally, owed: count, subjects: tally, entries: count })),
    /** A point a day over thirty days, the last of them at the moment itself. */
    trend: z.object({ known, points: z.array(trendPoint) }),
    goals: z.object({ total: count, tally: z.record(reach, count), worst: z.array(goal) }),
    /** The first five. */
    moves: z.array(move),
    /** How many controls are left to put in place. */
    movesLeft: count,
    standards: z.array(z.object({ id: z.string(), title: z.string(), edition: z.string(), tally, owed: count, undecided: count })),
    exclusions: count,
    evidence: z.object({ statements: count, cited: count }),
  })
  .openapi('Position');
export type PositionAnswer = z.infer<typeof position>;

const direction = z.enum(['improved', 'regressed', 'moved']);
/** What moved a verdict, in a sentence, with the entries it names. */
const cause = z.object({ sentence: z.string(), entries });
const changed = { direction, before: z.string(), after: z.string(), stops: z.boolean(), because: z.array(cause) };
const counted = z.object({ improved: count, regressed: count, moved: count, unchanged: count });

/** What changed between two moments or two sizes. The lists are ordered: got worse, got better, moved. */
export const comparison = z
  .object({
    from: z.object({ at: moment, size: count, mapDigest: z.string() }),
    to: z.object({ at: moment, size: count, mapDigest: z.string() }),
    answer: z.string(),
    /** Nothing that would stop a pipeline was found. */
    held: z.boolean(),
    counts: z.object({ controls: counted, requirements: counted, goals: counted }),
    controls: z.array(z.object({ ...changed, control: z.string(), subject: z.string(), title: z.string(), layer, step: z.string() })),
    requirements: z.array(z.object({ ...changed, standard: z.string(), requirement: z.string(), title: z.string(), step: z.string() })),
    goals: z.array(z.object({ ...changed, goal: z.string(), title: z.string(), weight: z.number(), step: z.string() })),
    /** How many of each list were left out. */
    left: z.object({ controls: count, requirements: count, goals: count }),
    notes: z.array(z.string()),
  })
  .openapi('Comparison');
export type ComparisonAnswer = z.infer<typeof comparison>;

/**
 * Between the two moments: `recordedSince`, entries of evidence that came onto the ledger, whenever the thing was seen; `seenSince`, statements of which the
 * thing was seen. `since`: the sentence of the one that `known` goes by.
 */
export const changes = judgedAt.extend({ known, recordedSince: count, seenSince: count, since: z.string(), comparison }).openapi('Changes');
export type ChangesAnswer = z.infer<typeof changes>;

const falls = { before: z.string(), after: z.string() };
export const due = judgedAt
  .extend({
    until: moment,
    /** Each moment at which a verdict falls if nobody looks again, the next first. */
    moments: z.array(
      z.object({
        at: moment,
        lapses: z.array(z.object({ seq: count, subject: z.string(), claim: z.string(), source: z.string(), method: z.string() })),
        controls: z.array(z.object({ control: z.string(), subject: z.string(), title: z.string(), ...falls })),
        requirements: z.array(z.object({ standard: z.string(), requirement: z.string(), title: z.string(), ...falls })),
        goals: z.array(z.object({ goal: z.string(), title: z.string(), ...falls })),
      }),
    ),
    left: count,
    /** Sources that are silent by their own habit, or of which nothing is good any more. */
    silent: z.array(z.object({ source: z.string(), last: moment, silent: z.boolean(), expired: z.boolean(), watches: count })),
  })
  .openapi('Due');
export type DueAnswer = z.infer<typeof due>;

const lastChange = z.object({ at: moment, before: z.string(), after: z.string(), entries, expired: entries });

export const layerAnswer = judgedAt
  .extend({
    layer,
    answer: z.string(),
    tally,
    controls: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        intent: z.string(),
        verdict: verdictOrNot,
        who: z.string(),
        effort: z.number(),
        outcomes: z.array(z.enum(OUTCOMES)),
        /** Elements that owe it, by verdict. */
        elements: tally,
        entries,
        lastChange: lastChange.optional(),
        /** Its place among the next moves, where it is one. */
        rank: count.optional(),
      }),
    ),
  })
  .openapi('Layer');
export type LayerAnswer = z.infer<typeof layerAnswer>;

export const statement = z
  .object({
    seq: count,
    subject: z.string(),
    claim: z.string(),
    /** As JSON text. */
    value: z.string(),
    method: z.string(),
    source: z.string(),
    observedAt: moment,
    expiresAt: moment,
    digest: z.string(),
    finding: z.string().optional(),
  })
  .openapi('Statement');

export const element = z
  .object({
    subject: z.string(),
    /** As the map calls it. */
    name: z.string(),
    population: z.number(),
    verdict,
    shares,
    checks: z.array(z.object({ subject: z.string(), claim: z.string(), verdict, why: z.string(), entries })),
    /** When its verdict was last another, and every one of the last year. */
    history: z.array(lastChange),
  })
  .openapi('ControlAtElement');

export const controlAnswer = judgedAt
  .extend({
    id: z.string(),
    layer,
    title: z.string(),
    intent: z.string(),
    remedy: z.string(),
    who: z.string(),
    effort: z.number(),
    outcomes: z.array(z.enum(OUTCOMES)),
    verdict: verdictOrNot,
    /** What proves it: each claim, and the weakest method that counts. */
    checks: z.array(z.object({ claim: z.string(), says: z.string(), atLeast: z.string() })),
    elements: z.array(element),
    /** Everything that the checks cite, by entry. */
    statements: z.array(statement),
    answers: z.array(requirementNamed.extend({ relation: z.enum(RELATIONS), verdict: z.string() })),
    move: move.optional(),
    exclusions: z.array(z.object({ subject: z.string(), reason: z.string(), approver: z.string(), until: moment })),
  })
  .openapi('Control');
export type ControlAnswer = z.infer<typeof controlAnswer>;
export type ElementShown = z.infer<typeof element>;
export type StatementShown = z.infer<typeof statement>;

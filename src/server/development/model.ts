import { z } from '@hono/zod-openapi';
import { VERDICTS } from '../../assurance/model.ts';
import { INSIDER_KINDS, WAYS } from '../../development/insider/model.ts';
import { LINKS } from '../../development/release/link.ts';
import { digest, judgedAt, moment, reason } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int();
const link = z.enum(LINKS);
/** Tags are what people make them: most letters may stand in one. */
export const releaseName = z.string().min(1).max(250);
export const exceptionId = z.string().regex(/^x-[1-9][0-9]{0,8}$/);

export const asOf = { at: moment.optional(), size: z.coerce.number().int().min(1).optional() };
export const oneQuery = { ...asOf, release: releaseName };

const STATES = ['proven', 'broken', 'unknown', 'absent'] as const;
const LINK_VERDICTS = ['passed', 'let-pass', 'stopped', 'not-asked'] as const;
const linkInShort = z.object({ link, state: z.enum(STATES), verdict: z.enum(LINK_VERDICTS) });

/** A file of the service's folder that cannot be read as what it should be. */
const refused = z.object({
  state: z.literal('refused'),
  file: z.string(),
  faults: list(z.object({ code: z.string(), message: z.string(), line: count.optional(), field: z.string().optional(), remedy: z.string() })),
});
const none = z.object({ state: z.literal('none'), file: z.string() });

export const releases = judgedAt
  .extend({
    policy: z.discriminatedUnion('state', [none, refused, z.object({ state: z.literal('read'), name: z.string(), digest })]),
    lifecycle: z.discriminatedUnion('state', [none, refused, z.object({ state: z.literal('read'), name: z.string(), product: z.string() })]),
    /** The newest look first; those that the lifecycle names and of which nothing was recorded come last. */
    releases: list(
      z.object({
        release: z.string(),
        /** `unrecorded`: the lifecycle names it and the ledger has no fact of it. `no-policy`: nothing says what it has to show. `changed`: a kept file is not what the ledger names. */
        gate: z.enum(['passes', 'stopped', 'no-policy', 'unrecorded', 'changed']),
        /** How many reasons stop it. */
        reasons: count,
        links: list(linkInShort),
        /** When the newest of its links was looked at. */
        newest: moment.optional(),
        commit: z.string().optional(),
        published: moment.optional(),
        phase: z.string().optional(),
        /** That stand at the moment. */
        exceptions: count,
      }),
    ),
    /** How many there are in all, where the list stops short. */
    of: count,
    /** Facts that were recorded of a later moment than the one asked about. */
    later: count,
  })
  .openapi('Releases');
export type Releases = z.infer<typeof releases>;
export type ReleaseLine = Releases['releases'][number];

const gateReason = z.object({
  link: z.enum([...LINKS, 'chain']),
  /** `broken`: seen to be wrong. `unknown`: not seen to be right. */
  kind: z.enum(['broken', 'unknown']),
  code: z.string(),
  place: z.string(),
  what: z.string(),
  remedy: z.string(),
});
export type ReasonShown = z.infer<typeof gateReason>;

const chainLink = linkInShort.extend({
  asked: z.boolean(),
  /** When it was looked at, and until when the policy counts that; absent where nothing was recorded, or nothing is asked. */
  at: moment.optional(),
  within: z.string().optional(),
  freshUntil: moment.optional(),
  counts: z.record(z.string(), z.number()),
  inputs: list(z.object({ name: z.string(), digest })),
  since: z.string().optional(),
  /** On the ledger, with the digest of the file that has the reasons, and whether it is there still. */
  entry: count.optional(),
  fact: digest.optional(),
  kept: z.boolean().optional(),
  /** The element of the map that it was recorded as evidence of. */
  part: z.string().optional(),
  reasons: list(gateReason),
  /** How many reasons there are, where the list stops short. */
  of: count,
});
export type ChainLinkShown = z.infer<typeof chainLink>;

const letPass = z.object({
  link,
  by: z.enum(['policy', 'exception']),
  what: z.string(),
  because: z.string(),
  until: z.string(),
  reasons: count,
});

/** A role of the map or an opaque id on the ledger; a name is given to whoever may see people. */
const actor = z.object({ id: z.string(), name: z.string().optional(), self: z.boolean().optional() });
export type ActorShown = z.infer<typeof actor>;

const exception = z.object({
  id: z.string(),
  what: z.string(),
  state: z.enum(['waits', 'stands', 'over', 'withdrawn']),
  askedBy: actor,
  askedAt: moment,
  until: moment,
  reason: z.string(),
  grantedBy: actor.optional(),
  grantedAt: moment.optional(),
  /** At a past moment: that it was withdrawn since. */
  withdrawnSince: moment.optional(),
  /** Entries of the ledger: that it was asked for, granted, withdrawn. */
  entries: list(count),
});
export type ExceptionShown = z.infer<typeof exception>;

const criterion = z.object({
  id: z.string(),
  title: z.string(),
  of: z.enum(['entry', 'exit']),
  state: z.enum(['met', 'lacking', 'failing', 'excepted']),
  because: z.string(),
  remedy: z.string(),
  until: z.string().optional(),
  evidence: list(count),
});

const lifecycleJudged = z.object({
  state: z.literal('judged'),
  name: z.string(),
  phase: z.string(),
  owner: z.string(),
  phases: list(z.object({ id: z.string(), owner: z.string(), passed: z.string().optional(), criteria: list(criterion) })),
  /** How many criteria of what it passed lack their evidence. */
  stopped: count,
  analysis: z.object({ state: z.enum(['none', 'current', 'changed']), at: moment.optional(), differences: list(z.string()) }),
  support: z
    .object({
      product: z.string(),
      state: z.enum(['supported', 'ends-soon', 'over', 'unknown']),
      until: z.string().optional(),
      daysLeft: count.optional(),
      inField: z.number().optional(),
      owedUntil: z.string().optional(),
    })
    .optional(),
});
export type LifecycleJudged = z.infer<typeof lifecycleJudged>;

/** Who could have put into the release what nobody else saw. It says what could be, and accuses nobody. */
const insiders = z.object({
  list: list(
    z.object({
      /** Of a person, given to whoever may see people. */
      who: z.string().optional(),
      kind: z.enum(INSIDER_KINDS),
      means: list(z.object({ way: z.enum(WAYS), commits: count, perhaps: count, noticedBy: list(z.string()) })),
    }),
  ),
  of: count,
  approvedAlone: count,
});
export type InsidersShown = z.infer<typeof insiders>;

export const oneRelease = judgedAt
  .extend({
    release: z.string(),
    about: z.object({ commit: z.string().optional(), tree: z.string().optional(), artifact: digest.optional() }),
    chain: list(chainLink),
    gate: z.discriminatedUnion('state', [
      none,
      refused,
      z.object({
        state: z.literal('judged'),
        policy: z.object({ name: z.string(), digest }),
        pass: z.boolean(),
        /** In all: those of the links, and those between them. */
        reasons: count,
        between: list(gateReason),
        letPass: list(letPass),
      }),
    ]),
    lifecycle: z.discriminatedUnion('state', [none, refused, z.object({ state: z.literal('unlisted'), name: z.string() }), lifecycleJudged]),
    /** As they were kept with the review that has the state of its link; absent where no review was recorded, or its file was erased. */
    insiders: insiders.optional(),
    published: list(z.object({ at: moment, entry: count, policy: digest, envelope: digest, index: count.optional() })),
    exceptions: list(exception),
    /** Of what an exception can be asked for. */
    exceptable: list(z.object({ id: z.string(), title: z.string() })),
  })
  .openapi('Release');
export type OneRelease = z.infer<typeof oneRelease>;

const controlAt = z.object({ control: z.string(), title: z.string(), at: z.string(), verdict: z.enum(VERDICTS) });

/** From the map and its evidence: every step that puts something into code, where, what closes it, and what would notice it. */
export const insertions = judgedAt
  .extend({
    steps: list(
      z.object({
        step: z.string(),
        sentence: z.string(),
        place: z.string(),
        asset: z.string(),
        status: z.enum(['open', 'undecided', 'closed']),
        closedBy: list(controlAt),
        seenBy: list(controlAt),
      }),
    ),
    counts: z.object({ open: count, undecided: count, closed: count }),
    /** Goals of the attack graph that such steps lead to. */
    goals: list(z.object({ goal: z.string(), title: z.string() })),
  })
  .openapi('CodeInsertions');
export type Insertions = z.infer<typeof insertions>;

/** A day means its last moment. */
export const askBody = z.strictObject({ release: releaseName, what: z.string().min(1).max(200), until: z.iso.date(), reason });
export type AskBody = z.infer<typeof askBody>;
export const excepted = z.object({ exception: exceptionId, entry: count }).openapi('ReleaseException');
export type Excepted = z.infer<typeof excepted>;

import { z } from 'zod';
import { Digest, Duration, Instant, isInstantText } from '../../core/index.ts';
import { readWritten } from '../release/written.ts';
import { provenanceFaults } from './faults.ts';

const moment = z.string().refine(isInstantText, 'a moment such as 2026-11-01T00:00:00Z');

const seenSchema = z.strictObject({
  at: moment,
  /** Who or what looked, such as the forge's own answer to a job. */
  by: z.string().min(1).max(300),
  noForcePush: z.boolean(),
  noDeletion: z.boolean(),
  /** Tags can be neither moved nor deleted. */
  tagsFixed: z.boolean(),
  /** Approvals of others that a change needs. */
  approvals: z.int().min(0).max(100),
  /** Approvals fall when the change moves on. */
  approvalsOfLast: z.boolean(),
  /** Who may go past the rules. */
  mayBypass: z.array(z.string().min(1).max(300)).max(1000),
});

const rulesSchema = z.strictObject({
  format: z.literal('branch-rules/1'),
  repository: z.string().min(1).max(4096),
  ref: z.string().regex(/^refs\/heads\/\S{1,240}$/),
  /** How long a look stands for what was not looked at after it. */
  every: z
    .string()
    .refine((text) => Duration.isText(text), 'an ISO 8601 duration such as P7D')
    .default('P7D'),
  seen: z.array(seenSchema).min(1).max(100_000),
});

type Seen = Omit<z.output<typeof seenSchema>, 'at'> & { readonly at: Instant };

/** What a forge was seen to enforce on a branch, look by look: the evidence of continuous technical controls. */
export interface BranchRules {
  readonly repository: string;
  readonly ref: string;
  /** Milliseconds. */
  readonly every: number;
  /** Oldest first. */
  readonly seen: readonly Seen[];
  readonly digest: Digest;
}

/** Reads `branch-rules.yaml`. Throws `Refused` (ASSAY-PROVENANCE-009, -010, ASSAY-MAP-001 to -008). */
export function readBranchRules(text: string, file: string): BranchRules {
  const { value } = readWritten(text, file, {
    format: 'branch-rules/1',
    noun: 'a record of branch rules',
    shape: rulesSchema,
    faults: {
      area: provenanceFaults.area,
      declared: { '001': provenanceFaults.declared['009'], '002': provenanceFaults.declared['010'] },
      fault: (number, details) => provenanceFaults.fault(number === '001' ? '009' : '010', details),
    },
    expected: { seen: 'one look or more, each with its moment', every: 'an ISO 8601 duration such as P7D', at: 'a moment such as 2026-11-01T00:00:00Z' },
    page: 'docs/development-provenance.md',
  });
  return {
    repository: value.repository,
    ref: value.ref,
    every: Duration.parse(value.every),
    seen: value.seen.map((one) => ({ ...one, at: Instant.parse(one.at) })).toSorted((a, b) => a.at - b.at),
    digest: Digest.of(text),
  };
}

/** What is wrong over a span, first things first, and how sure that is; empty where the rules held throughout. */
export interface RulesGap {
  readonly state: 'broken' | 'unknown';
  readonly code: string;
  readonly what: string;
}

/**
 * Whether the rules held from the first moment to the last. A look stands until the next one and for `every` at most; a look that finds a rule off breaks the span, and time for
 * which nobody looked makes it unknown.
 */
export function rulesGap({ seen, every }: BranchRules, from: Instant, until: Instant): RulesGap | undefined {
  const before = seen.findLast(({ at }) => at <= from);
  const within = seen.filter(({ at }) => at > from && at <= until);
  const looks = [...(before === undefined ? [] : [before]), ...within];
  for (const look of looks) {
    const off = offIn(look);
    if (off.length > 0) return { state: 'broken', code: 'rules-off', what: `At ${Instant.format(look.at)} the rules were not held: ${off.join(', ')}.` };
  }
  const [first] = looks;
  if (first === undefined || first.at > from)
    return { state: 'unknown', code: 'rules-not-seen', what: `Nobody looked at the rules at ${Instant.format(from)} or before, where the span begins.` };
  for (const [at, look] of looks.entries()) {
    const next = looks[at + 1]?.at ?? until;
    if (next - look.at > every)
      return { state: 'unknown', code: 'rules-not-seen', what: `Nobody looked at the rules from ${Instant.format(look.at)} to ${Instant.format(next)}.` };
  }
  return undefined;
}

function offIn({ noForcePush, noDeletion, tagsFixed, approvals, mayBypass }: Seen): readonly string[] {
  return [
    ...(noForcePush ? [] : ['the branch could be pushed over']),
    ...(noDeletion ? [] : ['the branch could be deleted']),
    ...(tagsFixed ? [] : ['tags could be moved']),
    ...(approvals > 0 ? [] : ['no approval was needed']),
    ...(mayBypass.length === 0 ? [] : [`${mayBypass.length} could go past them`]),
  ];
}

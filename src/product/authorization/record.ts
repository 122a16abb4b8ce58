import { z } from 'zod';
import { Instant, Refused } from '../../core/index.ts';
import type { Declared } from './declared.ts';
import { explainToOperator } from './explain.ts';
import type { Facts } from './facts.ts';
import { authorizationFaults } from './faults.ts';
import type { Asked, Verdict } from './model.ts';
import type { PolicySet } from './policy-set.ts';
import { FLEET_ACTIONS, POINTS } from './schema.ts';
import { channelNamed, subjectOf, subjectText } from './words.ts';

/** One distinct question that was decided, and how often. No payload, no topic, no address: who, what, on which channel, what for, and the last moment. */
const decided = z.strictObject({
  who: z.string().max(200),
  do: z.enum(FLEET_ACTIONS),
  on: z.string().max(120),
  purpose: z.string().max(32),
  point: z.enum(POINTS),
  allowed: z.boolean(),
  count: z.int().min(1),
  at: z.number(),
});
const recordFile = z.strictObject({
  assay: z.literal('decisions/1'),
  from: z.number(),
  all: z.int().min(0),
  share: z.number().gt(0).max(1),
  distinct: z.array(decided).max(100_000),
});
export type Decided = z.infer<typeof decided>;
export type DecisionRecord = z.infer<typeof recordFile>;

export const MOST_RECORDED = 10_000;

/**
 * Counts decisions by distinct question, in bounded room. When there are too many, half of the questions are let go, by a number drawn from their own text: so those that
 * stay are a fair sample of all distinct ones, each with its full count since it was kept. `share` says how large a sample.
 */
export function decisionRecord(from: Instant, most = MOST_RECORDED) {
  const kept = new Map<string, { readonly asked: Asked; allowed: boolean; count: number; at: Instant }>();
  let all = 0;
  let bound = 2 ** 32;
  return {
    seen(asked: Asked, { allowed }: Pick<Verdict, 'allowed'>): void {
      all += 1;
      const { subject, action, on, purpose, at, moment } = asked;
      const key = `${subjectText(subject)}|${action}|${on.device}|${on.name}|${purpose}|${at}`;
      const known = kept.get(key);
      if (known !== undefined) {
        known.count += 1;
        known.at = moment;
        known.allowed = allowed;
        return;
      }
      if (drawn(key) >= bound) return;
      kept.set(key, { asked, allowed, count: 1, at: moment });
      while (kept.size > most) {
        bound /= 2;
        for (const other of kept.keys()) if (drawn(other) >= bound) kept.delete(other);
      }
    },
    record(): DecisionRecord {
      const distinct = [...kept.values()].map(({ asked, allowed, count, at }): Decided => {
        const { subject, action, on, purpose } = asked;
        return { who: subjectText(subject), do: action, on: `device:${on.device}/${on.name}`, purpose, point: asked.at, allowed, count, at };
      });
      return { assay: 'decisions/1', from, all, share: bound / 2 ** 32, distinct };
    },
  };
}

/** FNV-1a, and a last mixing so that texts that differ at their end alone are drawn apart. Chance for a sample, and no protection of anything. */
function drawn(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Throws `Refused` (ASSAY-AUTHORIZATION-011). */
export function readRecord(text: string, file: string): DecisionRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const read = recordFile.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Refused(
    authorizationFaults.fault('011', {
      message: `this is no record of decisions: ${issue?.message ?? ''}`,
      file,
      field: issue?.path.map(String).join('.') ?? '',
      expected: 'decisions/1',
      remedy: 'Give the file that the fleet wrote.',
    }),
  );
}

const MOST_MERGED = 100_000;

/** Several records as one: of the same question the counts together, the last answer and the last moment. What was last asked before `since` is left out. The share is the smallest: of that much it speaks surely. */
export function mergedRecords(records: readonly DecisionRecord[], since: Instant): DecisionRecord {
  const merged = new Map<string, Decided>();
  for (const one of records.flatMap(({ distinct }) => distinct)) {
    if (one.at < since) continue;
    const key = `${one.who}|${one.do}|${one.on}|${one.purpose}|${one.point}`;
    const known = merged.get(key);
    const last = known === undefined || one.at >= known.at ? one : known;
    merged.set(key, { ...last, count: one.count + (known?.count ?? 0) });
  }
  const distinct = [...merged.values()].sort((a, b) => b.count - a.count).slice(0, MOST_MERGED);
  return {
    assay: 'decisions/1',
    from: records.length === 0 ? since : Math.min(...records.map(({ from }) => from)),
    all: records.reduce((sum, { all }) => sum + all, 0),
    share: Math.min(1, ...records.map(({ share }) => share)),
    distinct,
  };
}

export interface Change {
  readonly decided: Decided;
  readonly before: 'allow' | 'deny';
  readonly after: 'allow' | 'deny';
  readonly sentence: string;
}

export interface Shadow {
  /** Decisions that the sampled questions stand for, and how many of them would be others. */
  readonly decisions: number;
  readonly changed: number;
  readonly changes: readonly Change[];
  /** Of the whole traffic, the share of distinct questions that was kept. */
  readonly share: number;
}

interface Under {
  readonly policies: PolicySet;
  readonly declared: Declared;
}

/**
 * What would have been decided otherwise under other policies, at the moments at which it was asked and on the facts as they are. What was asked most comes first.
 * Without `before`, it is held against what was decided then; with it, against what those policies decide on the same facts, so that a fact that changed since changes nothing here.
 */
export function shadowOf(record: DecisionRecord, facts: Facts, { before: old, after: other }: { readonly before?: Under; readonly after: Under }): Shadow {
  const word = (allowed: boolean) => (allowed ? 'allow' : 'deny');
  const changes = record.distinct.flatMap((one): readonly Change[] => {
    const asked: Asked = {
      subject: subjectOf(one.who, () => undefined),
      action: one.do,
      on: channelNamed(one.on),
      at: one.point,
      purpose: one.purpose,
      moment: Instant.of(one.at),
    };
    const before = old === undefined ? one.allowed : explainToOperator(asked, { facts, ...old }).allowed;
    const after = explainToOperator(asked, { facts, ...other });
    return before === after.allowed ? [] : [{ decided: one, before: word(before), after: word(after.allowed), sentence: after.sentence }];
  });
  const sum = (some: readonly Decided[]) => some.reduce((total, { count }) => total + count, 0);
  return {
    decisions: sum(record.distinct),
    changed: sum(changes.map((change) => change.decided)),
    changes: changes.sort((a, b) => b.decided.count - a.decided.count),
    share: record.share,
  };
}

import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import { readEvidence } from '../evidence/index.ts';
import { experienceEvidence } from './evidence.ts';
import { MEASURES } from './measure.ts';
import type { Measured } from './model.ts';

const AT = Instant.parse('2026-11-29T00:00:00Z');
const window = { from: Instant.parse('2026-11-01T00:00:00Z'), until: AT };
const raw = Digest.of('checkpoints');

/** As measured: `all` and whether it is enough. */
const seen = (id: string, all: Measured['all'], meets: Measured['meets'] = 'yes'): Measured => {
  const { title = '', unit = 'share', figure = 'share', owner = '', groups = 'people' } = MEASURES.find((one) => one.id === id) ?? {};
  return { id, title, unit, figure, owner, groups, meets, ...(all === undefined ? {} : { all }), hidden: false, rows: [] };
};
const stated = (all: readonly Measured[], parts: Parameters<typeof experienceEvidence>[1] = { owners: 'app', people: 'app' }) =>
  experienceEvidence(all, parts, window, AT, raw);

describe('what was measured, as evidence', () => {
  it('is of declared claims, about the part that was named, with the checkpoints as its raw input', () => {
    const found = stated([
      seen('introduction.completed', { of: 40, value: 0.93333333 }),
      seen('introduction.time-p50', { of: 35, value: 41_400 }),
      seen('warning.heeded', { of: 20, value: 0.7 }, 'no'),
      seen('deletion.completed', { of: 5, value: 1 }),
      seen('sign-in.first-try', { of: 10, value: 0.95 }),
      seen('protection.kept', { of: 10, value: 1 }),
    ]);
    expect(found.map(({ claim, value }) => [claim.replace('experience.', ''), value])).toEqual([
      ['introduction-completed', 0.9333],
      ['introduction-time', 'PT41S'],
      ['deletion-completed', 1],
      ['warnings-heeded', 0.7],
      ['sign-in-completed', 0.95],
      ['protections-kept', 1],
    ]);
    for (const one of found) expect([one.subject, one.method, one.raw.digest]).toEqual(['app', 'runtime', raw]);
    expect(found[0]?.population).toEqual({ total: 40, seen: 40, query: 'Introductions that are completed: 40 devices or more, 2026-11-01 to 2026-11-29' });
    const read = readEvidence(found.map((one) => JSON.stringify(one)).join('\n'), 'evidence.jsonl', { now: AT });
    expect(read).toHaveLength(found.length);
  });

  it('states a bound where it is enough, and nothing where it leaves the answer open', () => {
    const bound = { of: 200, value: 0.98, bound: 'at least' } as const;
    expect(stated([seen('introduction.completed', bound)])).toHaveLength(1);
    expect(stated([seen('introduction.completed', { ...bound, of: 10, value: 0.6 }, 'hidden')])).toEqual([]);
    expect(stated([seen('introduction.completed', { of: 10, value: 0.1, bound: 'at most' }, 'no')])).toEqual([]);
    expect(stated([seen('introduction.completed', { of: 'hidden', value: 'hidden' }, 'hidden'), seen('warning.heeded', undefined, 'nothing')])).toEqual([]);
  });

  it('is as old as what it was counted from, however late it is stated', () => {
    const late = Instant.parse('2027-06-01T12:00:00Z');
    const [one] = experienceEvidence([seen('introduction.completed', { of: 40, value: 0.95 })], { owners: 'app' }, window, late, raw);
    expect(one?.observedAt).toBe('2026-11-29T00:00:00Z');
    // Nor from a time that is still to come.
    const early = Instant.parse('2026-11-20T12:00:00Z');
    const [ahead] = experienceEvidence([seen('introduction.completed', { of: 40, value: 0.95 })], { owners: 'app' }, window, early, raw);
    expect(ahead?.observedAt).toBe('2026-11-20T12:00:00Z');
  });

  it('states nothing of people whom nobody named', () => {
    const all = [seen('sign-in.first-try', { of: 10, value: 0.95 }), seen('warning.heeded', { of: 20, value: 0.9 })];
    expect(stated(all, { owners: 'app' }).map(({ claim }) => claim)).toEqual(['experience.warnings-heeded']);
    expect(stated(all, {})).toEqual([]);
  });
});

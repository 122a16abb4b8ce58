import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RELATIONS, type Relation } from '../model.ts';
import { STANDARDS, standardOf } from '../standards/index.ts';
import { type Composed, composed, crossing, together } from './compose.ts';

/** What two sets are to each other, where both have something in them. */
function between(a: ReadonlySet<number>, b: ReadonlySet<number>): readonly Composed[] {
  const inB = [...a].filter((x) => b.has(x)).length;
  if (inB === a.size && inB === b.size) return ['equal-to', 'equivalent-to', 'subset-of', 'superset-of', 'intersects-with', 'undetermined'];
  if (inB === a.size) return ['subset-of', 'intersects-with', 'undetermined'];
  if (inB === b.size) return ['superset-of', 'intersects-with', 'undetermined'];
  return inB > 0 ? ['intersects-with', 'undetermined'] : ['undetermined'];
}

const asked = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 }).map((list) => new Set(list));

describe('two relations through one control', () => {
  it('claim nothing that the sets of what is asked do not show', () => {
    fc.assert(
      fc.property(asked, asked, asked, (control, a, b) => {
        const held = (requirement: ReadonlySet<number>) =>
          between(control, requirement).filter((relation): relation is Relation => relation !== 'undetermined');
        for (const toA of held(a)) {
          for (const toB of held(b)) expect(between(a, b), `${toA} and ${toB}`).toContain(composed(toA, toB));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each<[Relation, Relation, Composed]>([
    ['equal-to', 'equal-to', 'equal-to'],
    ['equal-to', 'equivalent-to', 'equivalent-to'],
    ['equal-to', 'subset-of', 'subset-of'],
    ['superset-of', 'subset-of', 'subset-of'],
    ['subset-of', 'superset-of', 'superset-of'],
    ['subset-of', 'subset-of', 'intersects-with'],
    ['superset-of', 'superset-of', 'undetermined'],
    ['intersects-with', 'subset-of', 'intersects-with'],
    ['intersects-with', 'intersects-with', 'undetermined'],
    ['superset-of', 'intersects-with', 'undetermined'],
  ])('a control that is %s the first and %s the second makes them %s', (toFirst, toSecond, expected) => expect(composed(toFirst, toSecond)).toBe(expected));

  it('is never stronger than the weaker of the two', () => {
    const strength = (relation: Composed) => ['undetermined', 'intersects-with', 'superset-of', 'subset-of', 'equivalent-to', 'equal-to'].indexOf(relation);
    const rank = (relation: Composed) => (strength(relation) === 3 ? 2 : strength(relation));
    for (const a of RELATIONS) for (const b of RELATIONS) expect(rank(composed(a, b))).toBeLessThanOrEqual(Math.min(rank(a), rank(b)));
  });

  it('of several controls the strongest counts, and contradictions meet in the middle', () => {
    expect(together([])).toBe('undetermined');
    expect(together(['undetermined', 'subset-of', 'intersects-with'])).toBe('subset-of');
    expect(together(['subset-of', 'superset-of'])).toBe('intersects-with');
    expect(together(['subset-of', 'superset-of', 'equivalent-to'])).toBe('equivalent-to');
  });
});

describe.each(STANDARDS.slice(1).map((standard) => [standard.id, standard] as const))('the hub from en-303-645 to %s', (_, to) => {
  const from = standardOf('en-303-645');
  const made = from === undefined ? undefined : crossing(from, to);

  it('names each pair once, with a control, both relations and both reasons', () => {
    const names = made?.pairs.map((pair) => `${pair.from} ${pair.to}`) ?? [];
    expect(new Set(names).size).toBe(names.length);
    for (const pair of made?.pairs ?? []) {
      expect(pair.via.length).toBeGreaterThan(0);
      for (const via of pair.via) expect([via.from.reason, via.to.reason].every((reason) => reason.length > 20)).toBe(true);
    }
  });

  it('leaves every requirement either mapped or listed, on both sides', () => {
    const mapped = (side: 'from' | 'to') => new Set(made?.pairs.map((pair) => pair[side]));
    expect(mapped('from').size + (made?.unmapped.from.length ?? 0)).toBe(from?.requirements.length);
    expect(mapped('to').size + (made?.unmapped.to.length ?? 0)).toBe(to.requirements.filter((requirement) => requirement.withdrawn === undefined).length);
  });

  it('reads the same backwards', () => {
    const turned: Readonly<Record<Composed, Composed>> = {
      'equal-to': 'equal-to',
      'equivalent-to': 'equivalent-to',
      'subset-of': 'superset-of',
      'superset-of': 'subset-of',
      'intersects-with': 'intersects-with',
      undetermined: 'undetermined',
    };
    if (from === undefined) return;
    const back = new Map(crossing(to, from).pairs.map((pair) => [`${pair.to} ${pair.from}`, turned[pair.relation]]));
    expect(new Map(made?.pairs.map((pair) => [`${pair.from} ${pair.to}`, pair.relation]))).toEqual(back);
  });
});

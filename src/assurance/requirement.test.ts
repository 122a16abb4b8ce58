import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlId } from '../evidence/model.ts';
import { answersTo, CROSSWALKS } from './crosswalk/index.ts';
import { type Edge, RELATIONS, type Relation, VERDICTS } from './model.ts';
import { type ControlVerdict, judgeRequirement, OWED_NOWHERE, UNANSWERED } from './requirement.ts';
import { STANDARDS } from './standards/index.ts';
import { WORST_FIRST } from './verdict.ts';

type Given = readonly (readonly [relation: Relation, verdict: ControlVerdict])[];

/** `together`: the crosswalk says that the parts add up; `denied`: those of which the map denies the object, by their place. */
function judged(given: Given, remainder?: string, { together = false, denied = [] }: { together?: boolean; denied?: readonly number[] } = {}) {
  const edges = given.map(
    ([relation], index): Edge => ({ control: `c${index}` as ControlId, standard: 's', requirement: 'r', relation, reason: 'Because.', edition: '1' }),
  );
  const verdicts = new Map(given.map(([, verdict], index) => [`c${index}`, verdict]));
  return judgeRequirement(
    { id: 'r' },
    { edges, together, ...(remainder === undefined ? {} : { remainder }) },
    (control) => verdicts.get(control) ?? 'not-owed',
    new Set(denied.map((index) => `c${index}`)),
  );
}

describe('a requirement', () => {
  it.each<[string, Given, string | undefined, { verdict: string; partly?: boolean; remainder?: string; decidedBy: string[] }]>([
    ['is proven by one control that covers it', [['superset-of', 'proven']], undefined, { verdict: 'proven', decidedBy: ['c0'] }],
    [
      'is proven by parts that together are the whole',
      [
        ['subset-of', 'proven'],
        ['subset-of', 'proven'],
      ],
      undefined,
      { verdict: 'proven', decidedBy: ['c0', 'c1'] },
    ],
    [
      'is no better than the worst of its parts',
      [
        ['subset-of', 'proven'],
        ['subset-of', 'stale'],
        ['equivalent-to', 'unproven'],
      ],
      undefined,
      { verdict: 'unproven', decidedBy: ['c2'] },
    ],
    [
      'fails where a part fails',
      [
        ['equal-to', 'failing'],
        ['subset-of', 'unproven'],
      ],
      undefined,
      { verdict: 'failing', decidedBy: ['c0'] },
    ],
    [
      'is excluded where a part is and the others are proven',
      [
        ['superset-of', 'proven'],
        ['subset-of', 'excluded'],
      ],
      undefined,
      { verdict: 'excluded', decidedBy: ['c1'] },
    ],
    [
      'is not spoilt by what only touches it, where it is covered whole',
      [
        ['superset-of', 'proven'],
        ['intersects-with', 'failing'],
      ],
      undefined,
      { verdict: 'proven', decidedBy: ['c0'] },
    ],
    [
      'is not raised by what only touches it',
      [
        ['superset-of', 'unproven'],
        ['intersects-with', 'proven'],
      ],
      undefined,
      { verdict: 'unproven', decidedBy: ['c0'] },
    ],
    [
      'is never proven by what only touches it',
      [['intersects-with', 'proven']],
      undefined,
      { verdict: 'unproven', partly: true, remainder: OWED_NOWHERE, decidedBy: ['c0'] },
    ],
    [
      'is partly met while something is left',
      [['subset-of', 'proven']],
      'Something.',
      { verdict: 'unproven', partly: true, remainder: 'Something.', decidedBy: ['c0'] },
    ],
    [
      'counts what touches it while something is left',
      [
        ['subset-of', 'proven'],
        ['intersects-with', 'failing'],
      ],
      'Something.',
      { verdict: 'failing', remainder: 'Something.', decidedBy: ['c1'] },
    ],
    [
      'takes what is left for unproven, which is worse than stale',
      [['subset-of', 'stale']],
      'Something.',
      { verdict: 'unproven', remainder: 'Something.', decidedBy: ['c0'] },
    ],
    [
      'leaves out what the map owes nowhere',
      [
        ['subset-of', 'proven'],
        ['subset-of', 'not-owed'],
      ],
      undefined,
      { verdict: 'proven', decidedBy: ['c0'] },
    ],
    [
      'is unproven where the map owes nothing that covers it',
      [['superset-of', 'not-owed']],
      undefined,
      { verdict: 'unproven', remainder: OWED_NOWHERE, decidedBy: [] },
    ],
    ['is unproven where nothing answers', [], undefined, { verdict: 'unproven', remainder: UNANSWERED, decidedBy: [] }],
    ['keeps the remainder that was written for it', [], 'Nobody looks.', { verdict: 'unproven', remainder: 'Nobody looks.', decidedBy: [] }],
  ])('%s', (_, given, remainder, expected) => {
    const found = judged(given, remainder);
    expect({ verdict: found.verdict, partly: found.partly, remainder: found.remainder, decidedBy: found.decidedBy }).toEqual({
      partly: false,
      remainder: undefined,
      ...expected,
    });
    expect(found.answers).toHaveLength(given.length);
  });

  const parts: Given = [
    ['subset-of', 'proven'],
    ['subset-of', 'not-owed'],
  ];

  it('has something left where the map draws nothing that one of its parts is about', () => {
    const found = judged(parts, undefined, { together: true });
    expect([found.verdict, found.partly]).toEqual(['unproven', true]);
    expect(found.remainder).toContain('c1');
  });

  it('loses nothing by a part whose object the map denies in so many words', () => {
    expect(judged(parts, undefined, { together: true, denied: [1] })).toMatchObject({ verdict: 'proven', decidedBy: ['c0'] });
  });

  it('loses nothing by a part where one control covers the whole', () => {
    expect(judged([['superset-of', 'proven'], ...parts], undefined, { together: true }).verdict).toBe('proven');
  });

  const anyGiven = fc.array(fc.tuple(fc.constantFrom(...RELATIONS), fc.constantFrom<ControlVerdict>(...VERDICTS, 'not-owed')), { maxLength: 8 });
  const rank = (verdict: (typeof VERDICTS)[number]) => WORST_FIRST.indexOf(verdict);

  it('is never proven with a remainder, nor without a proven control that covers', () => {
    fc.assert(
      fc.property(anyGiven, fc.option(fc.constant('Something.'), { nil: undefined }), (given, remainder) => {
        const found = judged(given, remainder);
        if (found.verdict !== 'proven') return;
        expect(found.remainder).toBeUndefined();
        expect(found.answers.some((answer) => answer.relation !== 'intersects-with' && answer.verdict === 'proven')).toBe(true);
      }),
    );
  });

  it('is not proven by parts while the map is silent on one of them', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const ofParts = given.filter(([relation]) => relation === 'subset-of' || relation === 'intersects-with');
        if (!ofParts.some(([relation, verdict]) => relation === 'subset-of' && verdict === 'not-owed')) return;
        expect(judged(ofParts, undefined, { together: true }).verdict).not.toBe('proven');
      }),
    );
  });

  it('never gets better when one of its controls gets worse', () => {
    fc.assert(
      fc.property(anyGiven, fc.option(fc.constant('Something.'), { nil: undefined }), fc.nat(), (given, remainder, pick) => {
        const owed = given.flatMap(([, verdict], index) => (verdict === 'not-owed' ? [] : [index]));
        const chosen = owed[pick % Math.max(1, owed.length)];
        if (chosen === undefined) return;
        const before = judged(given, remainder);
        for (const verdict of VERDICTS) {
          const now = given[chosen]?.[1];
          if (now === undefined || now === 'not-owed' || rank(verdict) > rank(now)) continue;
          const after = judged(
            given.map((each, index) => (index === chosen ? [each[0], verdict] : each)),
            remainder,
          );
          expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
        }
      }),
    );
  });
});

describe('over all standards', () => {
  const all = STANDARDS.flatMap((standard) => standard.requirements.map((requirement) => ({ standard: standard.id, requirement })));
  const judgeAll = (verdict: ControlVerdict) =>
    all.map(({ standard, requirement }) => ({
      standard,
      judged: judgeRequirement(requirement, answersTo(standard, requirement.id), () => verdict, new Set()),
    }));

  it('nothing is proven without evidence', () => {
    expect(judgeAll('unproven').filter((each) => each.judged.verdict !== 'unproven')).toEqual([]);
    expect(judgeAll('not-owed').filter((each) => each.judged.verdict !== 'unproven')).toEqual([]);
  });

  it('all controls proven leaves exactly the remainders', () => {
    const left = judgeAll('proven').filter((each) => each.judged.verdict !== 'proven');
    expect(left.map((each) => `${each.standard} ${each.judged.requirement}`)).toEqual(
      CROSSWALKS.flatMap((crosswalk) => {
        const order = STANDARDS.find((standard) => standard.id === crosswalk.standard)?.requirements.map((requirement) => requirement.id) ?? [];
        return (
          order
            // What is judged by findings has edges that only touch, and by them alone it would never be proven.
            .filter((id) => crosswalk.directly !== undefined || crosswalk.remainders.has(id) || answersTo(crosswalk.standard, id).edges.length === 0)
            .map((id) => `${crosswalk.standard} ${id}`)
        );
      }),
    );
    for (const each of left) expect(each.judged.remainder).toBeDefined();
  });
});

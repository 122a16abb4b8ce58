import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/digest.ts';
import { Instant } from '../../core/index.ts';
import { METHODS, type RecordedEvidence } from '../../evidence/model.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import type { Requirement } from '../model.ts';
import { CERT_C, ratingOf } from '../standards/cert-c.ts';
import { CERT_C_CLAIM, judgeCertC, leftToPerson, toolName } from './judge.ts';
import { ofRepositories } from './repositories.ts';

const AT = Instant.parse('2026-07-10T00:00:00Z');
const digest = Digest.of('report');

interface Said {
  readonly on?: string;
  readonly day: number;
  readonly tool?: string;
  readonly checked?: readonly string[];
  readonly violated?: readonly string[];
  readonly method?: RecordedEvidence['method'];
  readonly population?: RecordedEvidence['population'];
}

/** A statement of a tool; `day` counts from 1 June, so that day 40 is the moment asked about. */
function said(
  { on = 'firmware', day, tool = 'cppcheck 2.13', checked = [], violated = [], method = 'import', population }: Said,
  seq: number,
): RecordedEvidence {
  const observedAt = Instant.format((Instant.parse('2026-06-01T00:00:00Z') + (day - 1) * 86_400_000) as Instant);
  return {
    subject: on,
    claim: CERT_C_CLAIM,
    value: { tool, checked: [...checked], violated: [...violated] },
    observedAt,
    validFor: 'P30D',
    source: tool,
    method,
    ...(population === undefined ? {} : { population }),
    raw: { digest, mediaType: 'application/sarif+json' },
    seq,
  };
}

const repository = (id: string, facts: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  id,
  kind: 'repository',
  name: id,
  facts,
  ...more,
});
const mapOf = (...parts: readonly unknown[]): ServiceMap =>
  serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts: parts.length === 0 ? [repository('firmware')] : parts });

function requirement(id: string): Requirement {
  const found = CERT_C.requirements.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const judge = (statements: readonly Said[], map = mapOf(), id = 'STR38-C') =>
  judgeCertC({ map, evidence: statements.map((one, index) => said(one, index)), at: AT })(requirement(id));

const RULE = 'STR38-C';
const clean = (day: number, more: Partial<Said> = {}): Said => ({ day, checked: [RULE], ...more });
const broken = (day: number, more: Partial<Said> = {}): Said => ({ day, checked: [RULE], violated: [RULE], ...more });

describe('a guideline at one repository', () => {
  it.each<[string, readonly Said[], string, readonly number[]]>([
    ['nobody has looked', [], 'unproven', []],
    ['a tool checked others', [{ day: 30, checked: ['ARR37-C'] }], 'unproven', []],
    ['a fresh run checked it and found none', [clean(30)], 'proven', [0]],
    ['the run has grown old', [clean(5)], 'stale', [0]],
    ['only somebody’s word', [clean(30, { method: 'attestation' })], 'unproven', [0]],
    ['a fresh run found it broken', [broken(30)], 'failing', [0]],
    ['an old run found it broken, and nobody looked again', [broken(1)], 'failing', [0]],
    ['found broken without being among those checked', [{ day: 30, violated: [RULE] }], 'failing', [0]],
    ['the same tool found it gone', [broken(20), clean(30)], 'proven', [1]],
    ['a newer version of the tool found it gone', [broken(20), clean(30, { tool: 'Cppcheck 2.14.1' })], 'proven', [1]],
    ['another tool found none', [broken(20), clean(30, { tool: 'coverity' })], 'failing', [0]],
    ['another tool found none before', [clean(10, { tool: 'coverity' }), broken(20)], 'failing', [1]],
    ['the next run no longer looked for it', [broken(20), { day: 30, checked: ['ARR37-C'] }], 'failing', [0]],
    ['somebody says it is gone', [broken(20), clean(30, { method: 'attestation' })], 'failing', [0]],
    ['it came back', [broken(10), clean(20), broken(30)], 'failing', [2]],
    ['it is gone, and the proof of that has grown old', [broken(1), clean(5)], 'stale', [1]],
    [
      'what was clean before it broke does not count after',
      [clean(38, { tool: 'coverity' }), broken(39), clean(40, { tool: 'cppcheck', method: 'attestation' })],
      'failing',
      [1],
    ],
    ['broken and clean in the same moment', [broken(30), clean(30)], 'failing', [0]],
    ['a run after the moment asked about', [clean(41)], 'unproven', []],
    ['a part of the repository only', [clean(30, { population: { total: 10, seen: 4, query: 'src/net' } })], 'unproven', []],
    ['a branch of it is broken', [clean(30), broken(35, { on: 'firmware#legacy' })], 'failing', [1]],
    ['a branch was broken, and the whole has been clean since', [clean(30), broken(20, { on: 'firmware#legacy' })], 'proven', [0]],
    ['a clean branch says nothing of the rest', [clean(30, { on: 'firmware#legacy' })], 'unproven', []],
  ])('%s', (_, statements, verdict, evidence) => {
    const judged = judge(statements);
    expect(judged.verdict).toBe(verdict);
    expect(judged.subjects.map((subject) => [subject.subject, subject.verdict, subject.evidence])).toEqual([['firmware', verdict, evidence]]);
    expect(judged.subjects[0]?.because).not.toBe('');
  });

  it('says what was seen', () => {
    expect(judge([clean(30)]).subjects[0]?.because).toBe(
      'checked by import on 2026-06-30T00:00:00Z (cppcheck 2.13) and not broken, good until 2026-07-30T00:00:00Z',
    );
    expect(judge([broken(30)]).subjects[0]?.because).toBe('found broken by import on 2026-06-30T00:00:00Z (cppcheck 2.13)');
    expect(judge([]).subjects[0]?.because).toBe('no tool has said that it checked the rule at firmware');
  });

  it('cites a finding only where it is of this guideline', () => {
    const cited = (violated: readonly string[], id: string) => {
      const one = { ...said({ day: 30, violated }, 0), finding: { id, title: 'a finding' } };
      return judgeCertC({ map: mapOf(), evidence: [one], at: AT })(requirement(RULE)).subjects[0]?.because ?? '';
    };
    expect(cited([RULE], 'any')).toContain(': a finding');
    expect(cited([RULE, 'ARR37-C'], 'cert-str38-c')).toContain(': a finding');
    expect(cited([RULE, 'ARR37-C'], 'cert-arr37-c')).not.toContain('a finding');
  });

  it('is as urgent as its priority, rules before recommendations', () => {
    expect(judge([], mapOf(), 'ERR33-C').urgency).toBe(27 + 27);
    expect(judge([], mapOf(), 'INT35-C').urgency).toBe(27 + 1);
    expect(judge([], mapOf(), 'EXP15-C').urgency).toBe(27);
    expect(judge([], mapOf(), 'ENV04-C').urgency).toBe(0);
  });

  it('needs each variant to be looked at where there are some', () => {
    const map = mapOf(
      repository(
        'firmware',
        {},
        {
          population: 2,
          variants: [
            { id: 'main', population: 1 },
            { id: 'lts', population: 1 },
          ],
        },
      ),
    );
    expect(judge([clean(30, { on: 'firmware/main' })], map).verdict).toBe('unproven');
    expect(judge([clean(30, { on: 'firmware/main' }), clean(30, { on: 'firmware/lts' })], map).verdict).toBe('proven');
    expect(judge([clean(30), broken(20, { on: 'firmware/lts' })], map).verdict).toBe('proven');
    expect(judge([clean(30), broken(35, { on: 'firmware/lts' })], map).verdict).toBe('failing');
  });
});

describe('a guideline that no tool finds without a person', () => {
  const inForce = CERT_C.requirements.filter((one) => one.withdrawn === undefined).map(({ id }) => id);

  it.each<[string, readonly Said[], string]>([
    ['a fresh run checked it and found none', [{ day: 30, checked: ['STR31-C'] }], 'unproven'],
    ['a drill did', [{ day: 30, checked: ['STR31-C'], method: 'drill' }], 'unproven'],
    ['the run has grown old', [{ day: 5, checked: ['STR31-C'] }], 'unproven'],
    ['a tool found it broken all the same', [{ day: 30, violated: ['STR31-C'] }], 'failing'],
    [
      'and no longer',
      [
        { day: 20, violated: ['STR31-C'] },
        { day: 30, checked: ['STR31-C'] },
      ],
      'unproven',
    ],
  ])('%s', (_, statements, verdict) => {
    expect(judge(statements, mapOf(), 'STR31-C').verdict).toBe(verdict);
  });

  it('is each that the standard does not rate detectable, unrated ones included, and no other', () => {
    const by = (tool: string) => inForce.filter((id) => (ratingOf(id)?.[2] ?? 'unrated') === tool).length;
    expect(['neither', 'repairable', 'detectable', 'both', 'unrated'].map(by)).toEqual([138, 33, 73, 58, 0]);
    for (const { id } of CERT_C.requirements) {
      const found = ['detectable', 'both'].includes(ratingOf(id)?.[2] ?? 'unrated');
      expect(judge([{ day: 30, checked: [id] }], mapOf(), id).verdict, id).toBe(found ? 'proven' : 'unproven');
      expect(leftToPerson(id) === undefined, id).toBe(found);
    }
    expect(leftToPerson('ENV04-C')).toBe('The standard rates this as one that no tool finds without a person.');
  });
});

describe('a guideline over several repositories', () => {
  it('is proven only where all that owe it are', () => {
    const map = mapOf(repository('firmware'), repository('app'));
    expect(judge([clean(30)], map).verdict).toBe('unproven');
    expect(judge([clean(30), clean(30, { on: 'app' })], map).verdict).toBe('proven');
    expect(judge([clean(30), broken(30, { on: 'app' })], map).verdict).toBe('failing');
  });

  it('excuses a repository that is stated to hold no C, and by silence none', () => {
    const map = mapOf(repository('firmware'), repository('site', { 'c-source': false }));
    expect(judge([clean(30)], map).verdict).toBe('proven');
    expect(judge([clean(30)], map).subjects.map((subject) => subject.subject)).toEqual(['firmware']);
  });

  it('believes a tool that found C rather than the map', () => {
    const map = mapOf(repository('firmware'), repository('site', { 'c-source': false }));
    const judged = judge([clean(30), broken(30, { on: 'site' })], map);
    expect(judged.verdict).toBe('failing');
    expect(judged.owedBy).toEqual({ fact: 'A tool has checked it in the source', value: 'yes', decidedBy: ['firmware', 'site'] });
  });

  it('leaves out of scope what is out of scope, unless evidence speaks of it', () => {
    const map = mapOf(repository('firmware'), repository('fork', {}, { inScope: false }));
    expect(judge([clean(30)], map).verdict).toBe('proven');
    expect(judge([clean(30), broken(30, { on: 'fork' })], map).verdict).toBe('failing');
  });

  it('is unproven on a map without a repository', () => {
    expect(judge([], mapOf({ id: 'cloud', kind: 'server', name: 'Cloud' }))).toEqual({ verdict: 'unproven', subjects: [], urgency: 27 + 18 });
  });

  it('is owed by platform', () => {
    const map = mapOf(repository('firmware', { 'c-for-windows': false }));
    expect(judge([], map, 'WIN30-C').subjects).toEqual([]);
    expect(judge([], map, 'POS30-C').subjects).toHaveLength(1);
    expect(judge([{ day: 30, checked: ['WIN30-C'], violated: ['WIN30-C'] }], map, 'WIN30-C').verdict).toBe('failing');
  });
});

describe('whether a guideline is owed', () => {
  const of = (id: string, map: ServiceMap) => ofRepositories(CERT_C, map).find((each) => each.requirement === id);

  it.each([
    ['stated', 'yes', mapOf(repository('firmware', { 'c-source': true }))],
    ['denied', 'no', mapOf(repository('firmware', { 'c-source': false }))],
    ['not said', 'undecided', mapOf(repository('firmware'))],
    ['denied by one of two', 'undecided', mapOf(repository('firmware'), repository('site', { 'c-source': false }))],
    ['stated by one of two', 'yes', mapOf(repository('firmware', { 'c-source': true }), repository('site', { 'c-source': false }))],
    ['without a repository', 'undecided', mapOf({ id: 'cloud', kind: 'server', name: 'Cloud' })],
  ])('C is %s', (_, applies, map) => {
    expect(of('STR38-C', map)?.applies).toBe(applies);
  });

  it('names what decided', () => {
    expect(of('POS30-C', mapOf(repository('firmware', { 'c-source': true, 'c-for-posix': false })))).toEqual({
      requirement: 'POS30-C',
      applies: 'no',
      because: [
        { fact: 'A repository holds source in C', value: 'yes', decidedBy: ['firmware'] },
        { fact: 'A repository holds C for POSIX systems', value: 'no', decidedBy: ['firmware'] },
      ],
    });
  });

  it('is no for what the standard took back', () => {
    expect(of('MSC07-C', mapOf())?.applies).toBe('no');
  });
});

describe('the name of a tool', () => {
  it.each([
    ['Cppcheck 2.13.0', 'cppcheck'],
    ['clang-tidy@18.1.3', 'clang-tidy'],
    ['CodeQL: 2.17', 'codeql'],
    ['Parasoft C/C++test v2024.1', 'parasoft c/c++test'],
    ['helix', 'helix'],
  ])('%s', (text, name) => {
    expect(toolName(text)).toBe(name);
  });
});

describe('over any statements', () => {
  const statement: fc.Arbitrary<Said> = fc.record({
    on: fc.constantFrom('firmware', 'app', 'firmware#legacy'),
    day: fc.integer({ min: 1, max: 45 }),
    tool: fc.constantFrom('cppcheck 2', 'coverity'),
    checked: fc.subarray([RULE, 'ARR37-C']),
    violated: fc.subarray([RULE]),
    method: fc.constantFrom(...METHODS),
  });
  const map = mapOf(repository('firmware'), repository('app'));
  const rank = { failing: 0, unproven: 1, stale: 2, proven: 3 } as const;

  it('a guideline that the newest word calls broken is never proven', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), fc.constantFrom('firmware', 'app'), (before, on) => {
        expect(judge([...before, { day: 40, on, violated: [RULE] }], map).verdict).toBe('failing');
      }),
    );
  });

  it('proven takes a fresh look of its own at every repository', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        if (judge(statements, map).verdict !== 'proven') return;
        for (const on of ['firmware', 'app'])
          expect(statements.some((one) => one.on === on && one.day > 10 && one.day <= 40 && one.checked?.includes(RULE) && one.method !== 'attestation')).toBe(
            true,
          );
      }),
    );
  });

  it('silence never raises: without its good statements no verdict is better', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), fc.nat(), (statements, pick) => {
        const good = statements.filter((one) => !one.violated?.includes(RULE));
        const dropped = good[pick % Math.max(1, good.length)];
        const fewer = statements.filter((one) => one !== dropped);
        expect(rank[judge(fewer, map).verdict]).toBeLessThanOrEqual(rank[judge(statements, map).verdict]);
      }),
    );
  });

  it('the order in which statements are given changes nothing', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
        const evidence = statements.map((one, index) => said(one, index));
        const [one, other] = [evidence, evidence.toReversed()].map((all) => judgeCertC({ map, evidence: all, at: AT })(requirement(RULE)));
        expect(other?.subjects.map(({ verdict }) => verdict)).toEqual(one?.subjects.map(({ verdict }) => verdict));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, anyEvidence, anyExclusions, day, HOMES, HOMES_LATER, seen } from '../../../test/fixtures/homes.ts';
import { Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { ExclusionGranted } from '../events.ts';
import type { Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';
import { compare } from './compare.ts';
import { comparisonMarkdown } from './markdown.ts';
import type { Comparison } from './model.ts';
import type { SideInput } from './side.ts';
import { answerOf, causeWords } from './words.ts';

const OWED = STANDARDS.filter((standard) => HOMES.service.owes?.includes(standard.id));
const side = (evidence: readonly RecordedEvidence[], more: Partial<SideInput> = {}): SideInput => ({
  map: HOMES,
  mapDigest: 'sha256:homes',
  evidence,
  exclusions: new Map(),
  standards: OWED,
  at: AT,
  size: evidence.length,
  ...more,
});
const control = (found: Comparison, id: string, subject: string) => found.controls.find((one) => one.control === id && one.subject === subject);

const CONTACT = seen(0, 'homes', 'disclosure.contact-published', true, { method: 'probe' });
const ANSWERED = seen(1, 'homes', 'disclosure.reports-answered', true, { method: 'runtime', validFor: 'P92D' });
const BOTH = [CONTACT, ANSWERED];
const EXCLUSION: ExclusionGranted = {
  type: 'exclusion.granted',
  control: 'stored-data-encrypted',
  subject: 'store',
  reason: 'replaced in spring',
  approver: 'head of product',
  grantedAt: Instant.format(day(-2)),
  until: Instant.format(day(5)),
};
const EXCLUDED = new Map([['stored-data-encrypted@store', EXCLUSION]]);

describe('what moved a verdict', () => {
  it('is the entry that was added, and no other', () => {
    const noise = [seen(5, 'homes', 'governance.risk-analysis-current', true, { method: 'attestation' }), seen(6, 'store', 'data.encrypted-at-rest', true)];
    const found = compare(side([CONTACT]), side([CONTACT, ANSWERED, ...noise]));
    expect(control(found, 'disclosure-contact', 'homes')).toMatchObject({
      before: 'unproven',
      after: 'proven',
      direction: 'improved',
      because: [{ by: 'entries', known: 'after', entries: [{ seq: 1 }] }],
    });
    const requirement = found.requirements.find((one) => one.standard === 'cra' && one.requirement === 'I.2.5');
    expect(requirement).toMatchObject({ before: 'unproven', after: 'proven', through: ['disclosure-contact@homes'] });
    expect(requirement?.because).toMatchObject([{ by: 'entries', entries: [{ seq: 1 }] }]);
    expect(found.held).toBe(true);
  });

  it('is the failure, though passes came with it', () => {
    const passes = [seen(2, 'camera/old', 'device.no-remote-shell', true), seen(4, 'camera/new', 'device.no-remote-shell', true)];
    const failure = seen(3, 'camera/old', 'device.no-remote-shell', false, { observedAt: '2026-10-31T12:00:00Z' });
    const found = compare(side([]), side([...passes, failure]));
    const cause = control(found, 'no-remote-shell', 'camera')?.because[0];
    expect(cause).toMatchObject({ by: 'entries', known: 'after' });
    expect(cause?.by === 'entries' ? cause.entries.map((one) => one.seq) : []).toContain(3);
    expect(found.held).toBe(false);
    expect(answerOf(found)).toContain('got worse');
  });

  it('is the statement that is good no longer, with the moment', () => {
    const found = compare(side(BOTH), side(BOTH, { at: day(40) }));
    expect(control(found, 'disclosure-contact', 'homes')).toMatchObject({
      before: 'proven',
      after: 'stale',
      direction: 'regressed',
      stops: true,
      because: [{ by: 'expiry', entries: [{ seq: 0, expiresAt: '2026-11-30T00:00:00Z' }] }],
    });
  });

  it('is what was seen in between, where both sides know it', () => {
    const found = compare(side(BOTH, { at: day(-5) }), side(BOTH));
    expect(control(found, 'disclosure-contact', 'homes')?.because).toMatchObject([{ by: 'observed' }]);
  });

  it.each([
    ['granted', side([]), side([], { exclusions: EXCLUDED }), 'excluded'],
    ['withdrawn', side([], { exclusions: EXCLUDED }), side([]), 'unproven'],
    ['ended', side([], { exclusions: EXCLUDED }), side([], { exclusions: EXCLUDED, at: day(9) }), 'unproven'],
    ['began', side([], { exclusions: EXCLUDED, at: day(-9) }), side([], { exclusions: EXCLUDED }), 'excluded'],
  ] as const)('is an exclusion that %s', (what, from, to, after) => {
    const found = control(compare(from, to), 'stored-data-encrypted', 'store');
    expect(found).toMatchObject({ after, direction: 'moved', stops: false, because: [{ by: 'exclusion', what, approver: 'head of product' }] });
  });

  it('is the map, told by what changed in the element', () => {
    const failing = [seen(0, 'camera/old', 'device.no-remote-shell', false), seen(1, 'camera/new', 'device.no-remote-shell', true)];
    const later = { map: HOMES_LATER, mapDigest: 'sha256:later' };
    const found = compare(side(failing), side(failing, later));
    const [cause] = control(found, 'no-remote-shell', 'camera')?.because ?? [];
    expect(cause).toMatchObject({ by: 'map', from: 'sha256:homes', to: 'sha256:later' });
    expect(cause?.by === 'map' ? cause.changes.join(' ') : '').toContain('Camera');
    expect(control(found, 'stored-data-encrypted', 'log')).toMatchObject({ before: 'not-owed', after: 'unproven', direction: 'moved', stops: false });
  });

  it('is the standard that came', () => {
    const found = compare(side([], { standards: [] }), side([], { standards: OWED.slice(0, 1) }));
    expect(found.requirements.length).toBe(OWED[0]?.requirements.length);
    expect(found.requirements[0]).toMatchObject({ before: 'absent', direction: 'moved', because: [{ by: 'standard', to: OWED[0]?.edition }] });
  });

  it('of a standard that is judged by findings is the run of the tool', () => {
    const run = (seq: number, violated: readonly string[], observedAt: string) =>
      seen(
        seq,
        'source',
        'source.cert-c-checked',
        { tool: 'checker', checked: ['STR38-C', 'ARR37-C'], violated: [...violated] },
        { method: 'import', observedAt },
      );
    const standards = STANDARDS.filter((standard) => standard.id === 'cert-c');
    const [first, second] = [run(0, [], '2026-10-20T00:00:00Z'), run(1, ['STR38-C'], '2026-10-30T00:00:00Z')];
    const found = compare(side([first], { standards }), side([first, second], { standards }));
    expect(found.requirements).toMatchObject([
      { requirement: 'STR38-C', before: 'proven', after: 'failing', direction: 'regressed', because: [{ by: 'entries', entries: [{ seq: 1 }] }] },
    ]);
    const lapsed = compare(side([first], { standards }), side([first], { standards, at: day(40) }));
    expect(lapsed.requirements.map((one) => [one.requirement, one.after, one.because.map((cause) => cause.by)])).toEqual([
      ['ARR37-C', 'stale', ['expiry']],
      ['STR38-C', 'stale', ['expiry']],
    ]);
  });

  it('of a goal is a control on the way to it', () => {
    const found = compare(side([]), side([seen(0, 'camera', 'device.no-remote-shell', false)]));
    const reached = found.goals.filter((goal) => goal.after === 'proven-reachable');
    expect(reached.length).toBeGreaterThan(0);
    for (const goal of reached)
      expect(goal).toMatchObject({ through: ['no-remote-shell@camera'], because: [{ by: 'entries', entries: [{ seq: 0 }] }], stops: true });
  });
});

const anySide = fc.record({ size: fc.nat(25), exclusions: anyExclusions, days: fc.integer({ min: -20, max: 20 }), later: fc.boolean() });
/** Two heads of one ledger, at any moments, either of them the larger. */
const anyTwo = fc
  .tuple(anyEvidence, anySide, anySide)
  .map(([ledger, ...two]) =>
    two.map(({ size, exclusions, days, later }) =>
      side(ledger.slice(0, size), { exclusions, at: day(days), ...(later ? { map: HOMES_LATER, mapDigest: 'sha256:later' } : {}) }),
    ),
  ) as fc.Arbitrary<[SideInput, SideInput]>;

describe('any two positions', () => {
  it('with itself nothing changed', () => {
    fc.assert(
      fc.property(anyTwo, ([one]) => {
        const found = compare(one, one);
        expect([found.controls, found.requirements, found.goals, found.held]).toEqual([[], [], [], true]);
      }),
      { numRuns: 15 },
    );
  });

  it('every change names what moved it; turned round, every change is the other way, and none is better both ways', () => {
    const mirror = { improved: 'regressed', regressed: 'improved', moved: 'moved' } as const;
    fc.assert(
      fc.property(anyTwo, ([a, b]) => {
        const there = compare(a, b);
        const back = compare(b, a);
        for (const change of [...there.controls, ...there.requirements, ...there.goals]) {
          expect(change.because.length, JSON.stringify(change)).toBeGreaterThan(0);
          for (const cause of change.because) {
            expect(causeWords(cause)).not.toMatch(/undefined|NaN/);
            if ('entries' in cause) expect(cause.entries.length).toBeGreaterThan(0);
          }
        }
        const key = (c: Comparison) => [
          ...c.controls.map((x) => [`${x.control}@${x.subject}`, x.before, x.after, x.direction]),
          ...c.requirements.map((x) => [`${x.standard} ${x.requirement}`, x.before, x.after, x.direction]),
          ...c.goals.map((x) => [x.goal, x.before, x.after, x.direction]),
        ];
        const turned = new Map(key(back).map(([id, before, after, direction]) => [`${id} ${after} ${before}`, direction as keyof typeof mirror]));
        expect(turned.size).toBe(key(there).length);
        for (const [id, before, after, direction] of key(there)) {
          const other = turned.get(`${id} ${before} ${after}`);
          // Members may get worse both ways round, some failing and others proven: neither is ever called better then.
          const both = direction === 'regressed' && other === 'regressed' && there.controls.some((x) => `${x.control}@${x.subject}` === id);
          if (!both) expect(other, id).toBe(mirror[direction as keyof typeof mirror]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is the same to the byte when asked again', () => {
    fc.assert(
      fc.property(anyTwo, ([one, other]) => {
        expect(JSON.stringify(compare(one, other))).toBe(JSON.stringify(compare(one, other)));
      }),
      { numRuns: 5 },
    );
  });
});

describe('a requirement that an edition leaves out', () => {
  const csf = STANDARDS.find((standard) => standard.id === 'nist-csf') as Standard;
  const imported = { digest: 'sha256:00', at: '2026-10-01T00:00:00Z', supersedes: csf.edition };
  const [first] = csf.requirements;
  const less: Standard = { ...csf, edition: 'theirs', imported, requirements: csf.requirements.slice(1) };
  const withdrawn: Standard = { ...csf, edition: 'theirs', imported, requirements: csf.requirements.map((one) => ({ ...one, withdrawn: { reason: 'gone' } })) };
  const between = (was: readonly Standard[], is: readonly Standard[], more: Partial<SideInput> = {}) =>
    compare(side([], { standards: was }), side([], { standards: is, ...more }));

  it('is listed with the editions, and stops a pipeline', () => {
    const found = between([csf], [less]);
    expect(found.requirements).toMatchObject([
      { requirement: first?.id, after: 'absent', direction: 'moved', stops: true, because: [{ by: 'standard', from: csf.edition, to: 'theirs' }] },
    ]);
    expect(found.held).toBe(false);
    expect(between([less], [csf]).held).toBe(true);
  });

  it('stops it where the import has withdrawn it, and where the whole standard is no longer held', () => {
    const all = between([csf], [withdrawn]);
    expect([all.held, all.requirements.every((one) => one.stops && one.after === 'not-applicable')]).toEqual([false, true]);
    expect(all.requirements.length).toBe(csf.requirements.filter((one) => one.withdrawn === undefined).length);
    expect(between([csf], []).held).toBe(false);
  });

  it('does not stop it where the map owes another standard, or nothing was owed before', () => {
    const map = { ...HOMES, service: { ...HOMES.service, owes: ['cra'] } };
    expect(between([csf], [], { map, mapDigest: 'sha256:other' }).held).toBe(true);
    expect(between([withdrawn], [less]).requirements.some((one) => one.stops)).toBe(false);
  });
});

describe('as Markdown', () => {
  it('says the answer, the counts, each change and what moved it, and lets no name become markup', () => {
    const named = [seen(0, 'homes', 'disclosure.contact-published', true, { source: '<b>@everyone</b> | [x](y)', method: 'probe' })];
    const text = comparisonMarkdown(compare(side([]), side([...named, ANSWERED])), ['Each side knows what it knew.']);
    expect(text).toMatch(/^# From 2026-11-01T00:00:00Z to 2026-11-01T00:00:00Z\n/);
    expect(text).toContain('## Improved');
    expect(text).toContain('disclosure-contact at homes');
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('[x](y)');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Duration, Instant, Refused } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import type { StandingException } from './exception.ts';
import { judgeRelease } from './gate.ts';
import { LINKS, type Link, type LinkFact } from './link.ts';
import { readPolicy } from './policy.ts';
import { gateMarkdown, gateSarif } from './summary.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const ago = (days: number) => Instant.plus(AT, -Duration.days(days) as Duration);
const COMMIT = 'a'.repeat(40) as ObjectId;
const TREE = 'b'.repeat(40) as ObjectId;
const OTHER = 'c'.repeat(40) as ObjectId;
const ARTIFACT = Digest.of('camera.tar.gz');

const reason = (code: string, place = 'src/main.c') => ({ code, place, what: 'Something is so.', remedy: 'Mend it.' });

function fact(link: Link, more: Partial<LinkFact> = {}, about: Partial<LinkFact['about']> = { commit: COMMIT, tree: TREE }): LinkFact {
  return { link, about: { release: 'v3.1.0', ...about }, state: 'proven', reasons: [], counts: {}, at: ago(1), inputs: [], ...more };
}

const policyOf = (require: string, more = '') => readPolicy(`format: release-policy/1\n${more}require:\n${require}`, 'release-policy.yaml');
const TWO = policyOf('  review: { within: P7D }\n  artifact: { within: P7D }\n');
const GOOD = [fact('review'), fact('artifact', {}, { tree: TREE, artifact: ARTIFACT })];

const ask = (facts: readonly LinkFact[], policy = TWO, more: Partial<Parameters<typeof judgeRelease>[2]> = {}) =>
  judgeRelease(facts, policy, { release: 'v3.1.0', at: AT, ...more });
const codes = (...given: Parameters<typeof ask>) => ask(...given).reasons.map(({ link, code, kind }) => `${link} ${code} ${kind}`);

describe('the gate', () => {
  it('lets through what shows each link, of one release, looked at of late', () => {
    const result = ask(GOOD);
    expect([result.pass, result.reasons, result.letPass]).toEqual([true, [], []]);
    expect(result.about).toEqual({ commit: COMMIT, tree: TREE, artifact: ARTIFACT });
    expect(result.chain.map(({ link, verdict }) => `${link} ${verdict}`)).toEqual([
      'lifecycle not-asked',
      'review passed',
      'signatures not-asked',
      'artifact passed',
      'provenance not-asked',
      'components not-asked',
      'findings not-asked',
      'log not-asked',
    ]);
  });

  it.each<[string, readonly LinkFact[], readonly string[]]>([
    ['nothing at all', [], ['review missing unknown', 'artifact missing unknown']],
    ['a link that nobody told of', [fact('review')], ['artifact missing unknown']],
    [
      'facts of another release',
      GOOD.map((one) => ({ ...one, about: { ...one.about, release: 'v3.0.0' } })),
      ['review missing unknown', 'artifact missing unknown'],
    ],
    ['a look of a moment to come', [fact('review', { at: ago(-1) }), GOOD[1] as LinkFact], ['review missing unknown']],
    ['a look that is too old', [fact('review', { at: ago(7) }), GOOD[1] as LinkFact], ['review too-old unknown']],
    ['a link that is broken', [fact('review', { state: 'broken', reasons: [reason('not-reviewed')] }), GOOD[1] as LinkFact], ['review not-reviewed broken']],
    [
      'a link that cannot be known',
      [fact('review', { state: 'unknown', reasons: [reason('forge-squash')] }), GOOD[1] as LinkFact],
      ['review forge-squash unknown'],
    ],
    ['one that does not say why', [fact('review', { state: 'unknown' }), GOOD[1] as LinkFact], ['review no-reason unknown']],
    ['a broken link that nobody asked for', [...GOOD, fact('log', { state: 'broken', reasons: [reason('tag-moved')] })], ['log tag-moved broken']],
    [
      'an artifact of another tree',
      [fact('review'), fact('artifact', {}, { tree: OTHER, artifact: ARTIFACT })],
      ['chain other-tree broken', 'chain not-tied unknown'],
    ],
    ['findings of another commit', [...GOOD, fact('findings', {}, { commit: OTHER, tree: TREE })], ['chain other-commit broken']],
    ['an artifact that nothing ties to the review', [fact('review'), fact('artifact', {}, { artifact: ARTIFACT })], ['chain not-tied unknown']],
    [
      'a link that says itself why nothing ties it to the others, the cause first',
      [fact('review', { state: 'broken', reasons: [reason('not-reviewed')] }, {}), fact('artifact', {}, { artifact: ARTIFACT })],
      ['review not-reviewed broken', 'chain not-tied unknown'],
    ],
    ['a fact that names nothing', [fact('review'), fact('artifact', {}, {})], ['chain not-tied unknown']],
  ])('stops %s', (_, facts, expected) => {
    expect(codes(facts)).toEqual(expected);
    expect(ask(facts).pass).toBe(false);
    for (const each of ask(facts).reasons) expect([each.place, each.what, each.remedy].every((text) => text.length > 1)).toBe(true);
  });

  it('is not stopped by an unknown link that nobody asked for', () =>
    expect(ask([...GOOD, fact('log', { state: 'unknown', reasons: [reason('no-log')] })]).pass).toBe(true));

  it('ties by one link what others leave apart', () => {
    expect(ask([...GOOD, fact('components', {}, { artifact: ARTIFACT }), fact('findings', {}, { commit: COMMIT })]).pass).toBe(true);
  });

  it('takes the newest fact, though an older one was better, and of one moment the later entry', () => {
    const bad = fact('review', { state: 'broken', reasons: [reason('not-reviewed')], at: ago(0.5) });
    expect(codes([bad, ...GOOD])).toEqual(['review not-reviewed broken']);
    expect(codes([...GOOD, { ...bad, at: ago(1) }])).toEqual(['review not-reviewed broken']);
    expect(ask([{ ...bad, at: ago(2) }, ...GOOD]).pass).toBe(true);
  });

  it('speaks of the artifact that is asked about, where there are several', () => {
    const other = fact('artifact', { state: 'broken', reasons: [reason('file-unexplained')] }, { tree: TREE, artifact: Digest.of('hub.tar.gz') });
    expect(ask([...GOOD, other]).pass).toBe(false);
    expect(ask([...GOOD, other], TWO, { artifact: ARTIFACT }).pass).toBe(true);
  });

  it.each([
    ['v3.1.0', 'v3.1.0'],
    ['v1;reboot', 'TAG'],
    ['-x', 'TAG'],
    ['$(id)', 'TAG'],
  ])('names the release %s in what mends it where a shell reads it as a word', (release, named) => {
    const [{ remedy } = { remedy: '' }] = judgeRelease([], policyOf('  review: { within: P7D }\n'), { release, at: AT }).reasons;
    expect(remedy).toBe(`Run: assay development review REPO --release ${named} --record --part REPOSITORY`);
  });

  it('says nothing good of an artifact that no link is about', () => {
    expect(codes(GOOD, TWO, { artifact: Digest.of('hub.tar.gz') })).toEqual(['artifact missing unknown', 'chain artifact-not-shown unknown']);
    expect(codes([fact('review')], policyOf('  review: { within: P7D }\n'), { artifact: ARTIFACT })).toEqual(['chain artifact-not-shown unknown']);
  });

  it('takes nobody’s word that an artifact is of a commit', () => {
    const typed = fact('components', {}, { commit: COMMIT, artifact: ARTIFACT });
    const policy = policyOf('  review: { within: P7D }\n  components: { within: P7D }\n');
    expect([ask([fact('review'), typed], policy).pass, ask([fact('review'), typed], policy).about]).toEqual([true, { commit: COMMIT, tree: TREE }]);
    const built = fact('provenance', {}, { artifact: ARTIFACT });
    expect(codes([fact('review'), typed, built], policy)).toEqual(['chain not-tied unknown']);
    const unasked = fact('artifact', { state: 'unknown', reasons: [reason('tree-not-read')] }, { tree: TREE, artifact: ARTIFACT });
    expect(ask([fact('review'), unasked], policyOf('  review: { within: P7D }\n')).about).toEqual({ commit: COMMIT, tree: TREE });
  });

  it('does not let a look at another part, or by fewer tools, replace a bad one', () => {
    const bad = fact('findings', { part: 'firmware', state: 'broken', reasons: [reason('new-error')], counts: { 'tool-codeql': 1 }, at: ago(2) });
    const look = (part: string | undefined, counts: LinkFact['counts']) => fact('findings', { ...(part === undefined ? {} : { part }), counts });
    const policy = policyOf('  findings: { within: P7D }\n');
    expect(codes([bad, look('app', { 'tool-codeql': 1 })], policy)).toEqual(['findings new-error broken']);
    expect(codes([bad, look(undefined, { 'tool-codeql': 1 })], policy)).toEqual(['findings new-error broken']);
    expect(codes([bad, look('firmware', { 'tool-lint': 1 })], policy)).toEqual(['findings new-error broken']);
    expect(codes([bad, look('app', {})])).toContain('findings new-error broken');
    expect(codes([bad, look('firmware', { 'tool-lint': 1, 'tool-codeql': 2 })], policy)).toEqual([]);
    const { part: _, ...nowhere } = bad;
    expect(codes([nowhere, look('firmware', { 'tool-codeql': 1 })], policy)).toEqual([]);
  });

  it('holds what a look was drawn from to the policy', () => {
    const [people, other] = [Digest.of('people'), Digest.of('others')];
    const policy = policyOf(`  review: { within: P7D, from: { people: "${people}" } }\n`);
    const drawn = (...digests: readonly Digest[]) => codes([fact('review', { inputs: digests.map((digest) => ({ name: 'people', digest })) })], policy);
    expect(drawn(people)).toEqual([]);
    for (const given of [[], [other], [people, other]]) expect(drawn(...given)).toEqual(['review other-input unknown']);
  });

  it('holds figures to the policy, and a figure that is not there to nothing', () => {
    const policy = policyOf('  signatures: { within: P7D, least: { signers: 2 } }\n  components: { within: P7D, most: { perhaps: 3 } }\n');
    const facts = (signers: number, counts: LinkFact['counts']) => [fact('signatures', { counts: { signers } }), fact('components', { counts })];
    expect(codes(facts(2, { perhaps: 3 }), policy)).toEqual([]);
    expect(codes(facts(1, { perhaps: 4 }), policy)).toEqual(['signatures figure-off broken', 'components figure-off broken']);
    expect(codes(facts(2, {}), policy)).toEqual(['components figure-missing unknown']);
    expect(codes(facts(2, { perhaps: 0 }), policyOf('  signatures: { within: P7D, least: { keys: 1 } }\n'))).toEqual(['signatures figure-missing unknown']);
  });
});

describe('a map that changed since its analysis', () => {
  const policy = policyOf('  lifecycle: { within: P7D }\n');

  it('stops the release, though its lifecycle was proven the day before', () => {
    expect(codes([fact('lifecycle')], policy)).toEqual([]);
    expect(codes([fact('lifecycle')], policy, { mapChanged: ['The part "x" is new.', 'The part "y" is new.'] })).toEqual([
      'lifecycle analysis-outdated broken',
    ]);
    expect(codes(GOOD, TWO, { mapChanged: ['The part "x" is new.'] })).toEqual([]);
  });

  it('is said once', () => {
    const known = fact('lifecycle', { state: 'broken', reasons: [reason('analysis-outdated')] });
    expect(codes([known], policy, { mapChanged: ['The part "x" is new.'] })).toEqual(['lifecycle analysis-outdated broken']);
  });
});

describe('a review since an earlier release', () => {
  const since = (inputs: LinkFact['inputs'] = []) => [fact('review', { inputs }, { since: 'v3.0.0', commit: COMMIT, tree: TREE }), GOOD[1] as LinkFact];
  const input = [{ name: 'since', digest: Digest.of(OTHER) }];
  const START = `start: { tag: v3.0.0, commit: ${OTHER} }\n`;

  it('needs that release to have passed, or to be the policy’s start', () => {
    expect(codes(since())).toEqual(['review since-unproven unknown']);
    expect(codes(since(input), TWO, { published: new Map([['v3.0.0', undefined]]) })).toEqual(['review since-unproven unknown']);
    expect(codes(since(), TWO, { published: new Map([['v3.0.0', OTHER]]) })).toEqual(['review since-unproven unknown']);
    expect(ask(since(input), TWO, { published: new Map([['v3.0.0', OTHER]]) }).pass).toBe(true);
    expect(ask(since(input), policyOf('  review: { within: P7D }\n', START)).pass).toBe(true);
    expect(codes(since(), policyOf('  review: { within: P7D }\n', START))).toEqual(['review since-unproven unknown']);
  });

  it('sees that the release was another commit when it passed', () => {
    expect(codes(since(input), TWO, { published: new Map([['v3.0.0', TREE]]) })).toEqual(['review since-moved broken']);
    const start = policyOf('  review: { within: P7D }\n', START);
    expect(codes(since(input), start, { published: new Map([['v3.0.0', TREE]]) })).toEqual(['review since-moved broken']);
  });

  it('sees that the tag of the policy’s start points elsewhere now, or that it was published elsewhere', () => {
    const policy = policyOf('  review: { within: P7D }\n', `start: { tag: v3.0.0, commit: ${COMMIT} }\n`);
    expect(codes(since(input), policy)).toEqual(['review since-moved broken']);
    expect(codes(since(input), policy, { published: new Map([['v3.0.0', OTHER]]) })).toEqual(['review since-moved broken']);
    expect(codes(since(input), policyOf('  review: { within: P7D }\n', `start: { tag: v2.0.0, commit: ${OTHER} }\n`))).toEqual([
      'review since-unproven unknown',
    ]);
  });

  it.each(['start: v3.0.0\n', 'start: { tag: v3.0.0 }\n', 'start: { tag: v3.0.0, commit: main }\n'])('begins at no tag without its commit: %s', (start) => {
    expect(() => policyOf('  review: { within: P7D }\n', start)).toThrow(Refused);
  });
});

describe('what may pass all the same', () => {
  const squashed = (n: number, more: Partial<LinkFact> = {}) => [
    fact('review', { state: 'unknown', reasons: Array.from({ length: n }, (_, i) => reason('forge-squash', `commit ${i}`)), ...more }),
    GOOD[1] as LinkFact,
  ];
  const allowing = (until: string, atMost = 2) =>
    policyOf(
      `  review: { within: P7D, allow: { forge-squash: { atMost: ${atMost}, until: ${until}, because: Statements begin in spring. } } }\n  artifact: { within: P7D }\n`,
    );

  it('is what the policy allows by code, up to a number and a day', () => {
    const result = ask(squashed(2), allowing('2026-11-23'));
    expect(result.pass).toBe(true);
    expect(result.letPass.map(({ link, by, what, until, reasons }) => [link, by, what, until, reasons.length])).toEqual([
      ['review', 'policy', 'forge-squash, at most 2', '2026-11-23', 2],
    ]);
    expect(result.chain.find(({ link }) => link === 'review')?.verdict).toBe('let-pass');
    expect(codes(squashed(3), allowing('2026-12-31'))).toHaveLength(3);
    expect(codes(squashed(2), allowing('2026-11-22'))).toHaveLength(2);
  });

  it('counts reasons that the fact only numbers', () => {
    expect(ask(squashed(1, { counts: { 'forge-squash': 40 } }), allowing('2026-12-31')).pass).toBe(false);
    expect(ask(squashed(1, { counts: { 'forge-squash': 40 } }), allowing('2026-12-31', 40)).pass).toBe(true);
  });

  it('is not what a long list may have left out', () => {
    expect(ask(squashed(199), allowing('2026-12-31', 9999)).pass).toBe(true);
    expect(ask(squashed(200), allowing('2026-12-31', 9999)).pass).toBe(false);
    expect(ask(squashed(200, { counts: { 'forge-squash': 200 } }), allowing('2026-12-31', 9999)).pass).toBe(true);
  });

  it('is a link of which nothing can be known, until a day, and never a broken one', () => {
    const policy = policyOf(
      '  review: { within: P7D }\n  provenance: { within: P7D, unknown: { until: 2027-01-31, because: The builder signs from January on. } }\n',
    );
    expect(ask([fact('review')], policy).pass).toBe(true);
    expect(ask([fact('review')], policy, { at: Instant.parse('2027-02-01T00:00:00Z') }).reasons.map(({ link }) => link)).toContain('provenance');
    expect(codes([fact('review'), fact('provenance', { state: 'broken', reasons: [reason('other-builder')] })], policy)).toEqual([
      'provenance other-builder broken',
    ]);
  });

  const exception: StandingException = {
    id: 'x-1',
    release: 'v3.1.0',
    what: 'artifact',
    askedBy: 'build-engineer',
    askedAt: Instant.format(ago(2)),
    grantedBy: 'release-manager',
    grantedAt: Instant.format(ago(1)),
    until: Instant.format(ago(-10)),
    reason: 'The rebuild machine is away.',
  };

  it('is what two people agreed on, for one link of one release, while it stands', () => {
    const broken = [fact('review'), fact('artifact', { state: 'broken', reasons: [reason('file-unexplained')] }, { tree: TREE, artifact: ARTIFACT })];
    expect(ask(broken, TWO, { exceptions: [exception] }).pass).toBe(true);
    expect(ask(broken, TWO, { exceptions: [exception] }).letPass.map(({ by, what }) => [by, what])).toEqual([['exception', 'x-1']]);
    for (const other of [{ release: 'v3.0.0' }, { what: 'review' }, { until: Instant.format(AT) }, { grantedAt: Instant.format(ago(-1)) }])
      expect(ask(broken, TWO, { exceptions: [{ ...exception, ...other }] }).pass).toBe(false);
  });

  it('says where names were typed, and counts for nothing where the policy asks for signed ones', () => {
    const open = [fact('review'), fact('artifact', { state: 'broken', reasons: [reason('file-unexplained')], at: ago(3) }, { tree: TREE, artifact: ARTIFACT })];
    const asking = policyOf('  review: { within: P7D }\n  artifact: { within: P7D }\n', 'exceptions: { signed: true }\n');
    const key = (name: string) => ({ key: `SHA256:${name}`, envelope: Digest.of(name) });
    const signed = { ...exception, askedSigned: key('a'), grantedSigned: key('b'), apart: true };
    expect(ask(open, TWO, { exceptions: [exception] }).letPass[0]?.typed).toBe(true);
    expect(gateMarkdown(ask(open, TWO, { exceptions: [exception] }))).toContain('by exception (typed, not signed)');
    expect(ask(open, asking, { exceptions: [exception] }).pass).toBe(false);
    expect(ask(open, asking, { exceptions: [{ ...signed, apart: false }] }).pass).toBe(false);
    const result = ask(open, asking, { exceptions: [signed] });
    expect([result.pass, result.letPass[0]?.typed]).toEqual([true, undefined]);
  });

  it('counts at a past moment as it stood then, and what was withdrawn since is said', () => {
    const broken = [
      fact('review'),
      fact('artifact', { state: 'broken', reasons: [reason('file-unexplained')], at: ago(3) }, { tree: TREE, artifact: ARTIFACT }),
    ];
    const withdrawnAt = Instant.format(Instant.of(AT + 1));
    const result = ask(broken, TWO, { exceptions: [{ ...exception, withdrawnAt }] });
    expect([result.pass, result.letPass[0]?.withdrawnAt]).toEqual([true, withdrawnAt]);
    expect(gateMarkdown(result)).toContain('withdrawn since, on 2026-11-23');
    expect(ask(broken, TWO, { exceptions: [{ ...exception, withdrawnAt: Instant.format(AT) }] }).pass).toBe(false);
  });

  it('does not cover what was brought after they agreed, however old it says that it is', () => {
    const late = fact(
      'artifact',
      { state: 'broken', reasons: [reason('file-unexplained')], at: ago(3), recordedAt: ago(1) },
      { tree: TREE, artifact: ARTIFACT },
    );
    const exceptions = [{ ...exception, grantedAt: Instant.format(ago(2)) }];
    expect(codes([fact('review'), late], TWO, { exceptions })).toEqual(['artifact file-unexplained broken']);
    expect(ask([fact('review'), { ...late, recordedAt: ago(3) }], TWO, { exceptions }).pass).toBe(true);
  });

  it('is of what the two could see, and covers nothing that went wrong after they agreed', () => {
    const looked = (days: number, code: string, state: 'broken' | 'unknown' = 'broken') =>
      fact('artifact', { state, reasons: [reason(code)], at: ago(days) }, { tree: TREE, artifact: ARTIFACT });
    const exceptions = [{ ...exception, grantedAt: Instant.format(ago(2)) }];
    const stopped = (...facts: readonly LinkFact[]) => codes([fact('review'), ...facts], TWO, { exceptions });
    expect(stopped(looked(3, 'not-shown', 'unknown'))).toEqual([]);
    expect(stopped(looked(3, 'not-shown', 'unknown'), looked(1, 'not-shown', 'unknown'))).toEqual([]);
    expect(stopped(looked(3, 'not-shown', 'unknown'), looked(1, 'not-shown'))).toEqual(['artifact not-shown broken']);
    expect(stopped(looked(3, 'not-shown', 'unknown'), looked(1, 'file-unexplained'))).toEqual(['artifact file-unexplained broken']);
    expect(stopped(looked(1, 'file-unexplained'))).toEqual(['artifact file-unexplained broken']);
    expect(stopped(looked(8, 'not-shown', 'unknown'))).toEqual(['artifact too-old unknown']);
    expect(ask([fact('review')], TWO, { exceptions }).letPass).toMatchObject([{ link: 'artifact', reasons: [{ code: 'missing' }] }]);
  });

  it('is never a chain whose links are of different things', () => {
    const mixed = [fact('review'), fact('artifact', {}, { tree: OTHER, artifact: ARTIFACT })];
    expect(ask(mixed, TWO, { exceptions: [exception, { ...exception, id: 'x-2', what: 'review' }] }).pass).toBe(false);
  });
});

describe('over any facts', () => {
  const anyFact = fc.record({
    link: fc.constantFrom(...LINKS),
    state: fc.constantFrom('proven' as const, 'broken' as const, 'unknown' as const),
    tree: fc.constantFrom(TREE, OTHER, undefined),
    artifact: fc.constantFrom(ARTIFACT, undefined),
    days: fc.integer({ min: -2, max: 20 }),
  });
  const made = ({ link, state, tree, artifact, days }: typeof anyFact extends fc.Arbitrary<infer T> ? T : never): LinkFact =>
    fact(
      link,
      { state, at: ago(days), reasons: state === 'proven' ? [] : [reason('found')] },
      { ...(tree === undefined ? {} : { tree }), ...(artifact === undefined ? {} : { artifact }) },
    );

  it('passes only where each link that is asked for is proven, fresh, and of one tree', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 12 }), (given) => {
        const facts = given.map(made);
        const result = ask(facts);
        if (!result.pass) return result.reasons.length > 0;
        const newest = result.chain.flatMap((one) => one.fact ?? []);
        const asked = newest.filter(({ link }) => link === 'review' || link === 'artifact');
        return (
          asked.length === 2 &&
          asked.every(({ state, at }) => state === 'proven' && at > ago(7)) &&
          newest.every(({ state }) => state !== 'broken') &&
          new Set(newest.flatMap(({ about }) => about.tree ?? [])).size <= 1
        );
      }),
    );
  });

  it('is never helped by one more fact that is broken', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 8 }), fc.constantFrom(...LINKS), (given, link) => {
        const facts = given.map(made);
        const broken = fact(link, { state: 'broken', reasons: [reason('found')], at: AT });
        return !ask([...facts, broken]).pass;
      }),
    );
  });
});

describe('a policy', () => {
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refused) return error.faults.map(({ code, line, field }) => [code, line, field]);
      throw error;
    }
    return [];
  };

  it.each<[string, string, readonly unknown[]]>([
    ['that is something else', 'format: people/1\npeople: []\n', [['ASSAY-RELEASE-001', 1, undefined]]],
    ['without a format', 'require: {}\n', [['ASSAY-RELEASE-001', 1, undefined]]],
    ['that asks for nothing', 'format: release-policy/1\nrequire: {}\n', [['ASSAY-RELEASE-002', 2, 'require']]],
    [
      'with an unknown link',
      'format: release-policy/1\nrequire:\n  reveiw: { within: P7D }\n',
      [
        ['ASSAY-RELEASE-002', 3, 'require.reveiw'],
        ['ASSAY-RELEASE-002', 2, 'require'],
      ],
    ],
    ['with a misspelt field', 'format: release-policy/1\nrequire:\n  review: { within: P7D, alow: {} }\n', [['ASSAY-RELEASE-002', 3, 'require.review.alow']]],
    ['without freshness', 'format: release-policy/1\nrequire:\n  review: {}\n', [['ASSAY-RELEASE-002', 3, 'require.review.within']]],
    [
      'with an allowance that never ends',
      'format: release-policy/1\nrequire:\n  review: { within: P7D, allow: { weak-binding: { atMost: 3, because: It is early days. } } }\n',
      [['ASSAY-RELEASE-002', 3, 'require.review.allow.weak-binding.until']],
    ],
    [
      'with a day that is none',
      'format: release-policy/1\nrequire:\n  review: { within: P7D, unknown: { until: 2026-02-30, because: It is early days. } }\n',
      [['ASSAY-RELEASE-002', 3, 'require.review.unknown.until']],
    ],
  ])('%s is refused', (_, text, expected) => expect(codeOf(() => readPolicy(text, 'release-policy.yaml'))).toEqual(expected));

  it('is read or refused, whatever its bytes are', () => {
    const readOrRefused = (text: string) => {
      try {
        return readPolicy(text, 'x.yaml').format === 'release-policy/1';
      } catch (error) {
        return error instanceof Refused;
      }
    };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), readOrRefused));
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => readOrRefused(JSON.stringify({ format: 'release-policy/1', require: value }))));
  });

  it('is known by its digest', () => expect(TWO.digest).not.toBe(policyOf('  review: { within: P8D }\n').digest));
});

describe('a summary', () => {
  const result = ask([fact('review', { state: 'broken', reasons: [reason('not-reviewed', '@ada <img src=x> | a')] }), GOOD[1] as LinkFact]);

  it('in Markdown takes foreign text literally', () => {
    const text = gateMarkdown(result);
    expect(text).toContain('## v3.1.0: does not pass the gate');
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/@ada/);
    expect(text).toContain('Mend it.');
  });

  it('in SARIF is a log of Assay’s own, with each reason', () => {
    const log = JSON.parse(gateSarif(result));
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].tool.driver.name).toBe('Assay');
    expect(log.runs[0].results.map((one: { ruleId: string; level: string }) => [one.ruleId, one.level])).toEqual([['release/review/not-reviewed', 'error']]);
  });

  it('says that it passes where it does', () => expect(gateMarkdown(ask(GOOD))).toContain('passes the gate'));
});

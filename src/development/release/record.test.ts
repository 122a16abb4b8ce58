import { describe, expect, it } from 'vitest';
import { Digest, Instant, Refused } from '../../core/index.ts';
import { readMap } from '../../map/index.ts';
import type { ObjectId } from '../git/object.ts';
import { readStatement } from '../statement/statement.ts';
import { attemptsOn, drillOf } from './drill.ts';
import { recordedSchema } from './events.ts';
import { judgeRelease } from './gate.ts';
import type { LinkFact } from './link.ts';
import { readPolicy } from './policy.ts';
import { type Begun, keptFact } from './record.ts';
import { GATE_TYPE, gateStatement } from './statement.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const COMMIT = 'a'.repeat(40) as ObjectId;
const TREE = 'b'.repeat(40) as ObjectId;
const map = readMap(
  `assay: service/1
service: { id: kettles, name: Kettles }
parts:
  - { id: source, kind: repository, name: Source }
  - { id: builder, kind: build-system, name: Builder }
links:
  - { id: builds, type: builds, from: source, to: builder }
`,
  'service.yaml',
);
const policy = readPolicy('format: release-policy/1\nrequire:\n  review: { within: P7D }\n  findings: { within: P7D }\n', 'release-policy.yaml');
const fact = (more: Partial<LinkFact> = {}): LinkFact => ({
  link: 'review',
  about: { release: 'v1', commit: COMMIT, tree: TREE },
  state: 'proven',
  reasons: [],
  counts: { commits: 3 },
  at: AT,
  inputs: [],
  ...more,
});
const reason = (code: string) => ({ code, place: 'src/a.c', what: 'Ada wrote it alone.', remedy: 'Mend it.' });
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code;
    throw error;
  }
  return undefined;
};

describe('a fact that is recorded', () => {
  it('goes on the ledger without its words, which stand in the file that it names', () => {
    const kept = keptFact(fact({ state: 'broken', reasons: [reason('not-reviewed'), reason('not-reviewed')] }), map, 'source');
    expect(JSON.stringify(kept.entry)).not.toMatch(/Ada|src\/a\.c/);
    expect(kept.text).toContain('Ada wrote it alone.');
    expect(kept.entry.body).toMatchObject({ part: 'source', link: 'review', state: 'broken', codes: { 'not-reviewed': 2 }, fact: Digest.of(kept.text) });
  });

  it('fits into its entry, however many inputs it was drawn from', () => {
    const inputs = Array.from({ length: 5000 }, (_, i) => ({ name: `advisories/${'x'.repeat(300)}${i}`, digest: Digest.of(`${i}`) }));
    const { entry, text } = keptFact(fact({ inputs }), map, 'source');
    expect(recordedSchema.safeParse(entry.body).success).toBe(true);
    expect(JSON.stringify(entry).length).toBeLessThan(64 * 1024);
    expect(text).toContain('4999');
  });

  it.each<[string, LinkFact, string | undefined, readonly unknown[]]>([
    ['proven', fact(), 'source', [['source', 'review.two-person-verified', true, undefined]]],
    [
      'broken',
      fact({ state: 'broken', reasons: [reason('not-reviewed')] }),
      'source',
      [['source', 'review.two-person-verified', false, 'release:review:not-reviewed']],
    ],
    ['unknown', fact({ state: 'unknown', reasons: [reason('forge-squash')] }), 'source', []],
    ['proven, of no commit', fact({ counts: { commits: 0 } }), 'source', []],
    ['proven, of no element', fact(), undefined, []],
    ['proven, of an artifact', fact({ link: 'artifact' }), 'builds', [['builds', 'artifact.matches-source', true, undefined]]],
    ['proven, of signatures', fact({ link: 'signatures' }), 'source', [['source', 'repository.commits-signed', true, undefined]]],
    [
      'proven, of components',
      fact({ link: 'components', counts: { components: 3, 'not-matchable': 0 } }),
      'builder',
      [['builder', 'sbom.complete', true, undefined]],
    ],
    [
      'broken, by a hole in a component',
      fact({ link: 'components', state: 'broken', reasons: [reason('component-affected')], counts: { components: 3, 'not-matchable': 0 } }),
      'builder',
      [['builder', 'sbom.complete', true, undefined]],
    ],
    ['unknown, by a component that nobody knows', fact({ link: 'components', state: 'unknown', counts: { components: 3, 'not-matchable': 1 } }), 'builder', []],
    ['of components, and names nothing', fact({ link: 'components', about: { release: 'v1' }, counts: { components: 3, 'not-matchable': 0 } }), 'builder', []],
    [
      'unknown, of an empty list',
      fact({ link: 'components', state: 'unknown', reasons: [reason('no-components')], counts: { components: 0, 'not-matchable': 0 } }),
      'builder',
      [['builder', 'sbom.complete', false, 'release:components:no-components']],
    ],
    ['proven, of the log', fact({ link: 'log' }), 'source', [['source', 'code.log-verified', true, undefined]]],
    ['proven, of the lifecycle', fact({ link: 'lifecycle' }), 'kettles', [['kettles', 'process.lifecycle-followed', true, undefined]]],
    ['proven, of findings, which their import records', fact({ link: 'findings' }), 'source', []],
  ])('and is %s becomes evidence, or none', (_, given, part, expected) => {
    const kept = keptFact(given, map, part);
    expect(kept.evidence.map(({ subject, claim, value, finding }) => [subject, claim, value, finding?.id])).toEqual(expected);
    if (expected.length === 0 && given.link === 'review') expect(kept.heldBack).toContain('review.two-person-verified');
  });

  const since = (commit: string, more: Partial<LinkFact> = {}) =>
    fact({ about: { release: 'v2', since: 'v1', commit: COMMIT, tree: TREE }, inputs: [{ name: 'since', digest: Digest.of(commit) }], ...more });
  it.each<[string, LinkFact, Begun, boolean | undefined, string | undefined]>([
    ['since a release that nothing is known of', since(COMMIT), {}, undefined, 'since-unproven'],
    ['since a release that passed the gate', since(COMMIT), { published: new Map([['v1', COMMIT]]) }, true, undefined],
    ['since one that passed at a commit that nobody knows', since(COMMIT), { published: new Map([['v1', undefined]]) }, undefined, 'since-unproven'],
    [
      'since one that is another commit now',
      since(TREE),
      { published: new Map([['v1', COMMIT]]), start: { tag: 'v1', commit: TREE } },
      undefined,
      'since-moved',
    ],
    ['since the start of the policy', since(COMMIT), { start: { tag: 'v1', commit: COMMIT } }, true, undefined],
    ['since the start of the policy, whose tag points elsewhere now', since(TREE), { start: { tag: 'v1', commit: COMMIT } }, undefined, 'since-moved'],
    ['since another than the start of the policy', since(COMMIT), { start: { tag: 'v0', commit: COMMIT } }, undefined, 'since-unproven'],
    ['of signatures, since a release that nothing is known of', since(COMMIT, { link: 'signatures' }), {}, undefined, 'since-unproven'],
    ['of the whole history', fact(), {}, true, undefined],
    // What is broken in a part is broken in the whole.
    ['broken, since a release that nothing is known of', since(COMMIT, { state: 'broken', reasons: [reason('not-reviewed')] }), {}, false, undefined],
  ])('%s says of the map what it can know', (_, given, begun, value, held) => {
    const kept = keptFact(given, map, 'source', begun);
    expect(kept.evidence.map((one) => one.value)).toEqual(value === undefined ? [] : [value]);
    if (held === undefined) expect(kept.heldBack).toBeUndefined();
    else expect(kept.heldBack).toContain(held);
  });

  it('is refused at an element of which it says nothing', () => {
    expect(codeOf(() => keptFact(fact(), map, 'builder'))).toBe('ASSAY-RELEASE-009');
    expect(codeOf(() => keptFact(fact({ link: 'artifact' }), map, 'source'))).toBe('ASSAY-RELEASE-009');
    expect(codeOf(() => keptFact(fact(), map, 'nowhere'))).toBe('ASSAY-RELEASE-009');
  });
});

describe('what the gate signs', () => {
  const said = (facts: readonly LinkFact[]) =>
    gateStatement({
      result: judgeRelease(facts, policy, { release: 'v1', at: AT }),
      policy,
      facts: new Map([['review', Digest.of('x')]]),
      head: { size: 7, root: 'r', origin: 'o' },
    });

  it('is an in-toto statement about commit and tree, with policy, ledger and links', () => {
    const statement = readStatement(said([fact(), fact({ link: 'findings' })]), 'gate.json');
    expect(statement.predicateType).toBe(GATE_TYPE);
    expect(statement.subjects).toEqual([
      {
        name: 'v1',
        digest: new Map([
          ['gitCommit', COMMIT],
          ['gitTree', TREE],
        ]),
      },
    ]);
    expect(statement.predicate).toMatchObject({
      release: 'v1',
      verdict: 'passed',
      policy: { digest: policy.digest },
      ledger: { origin: 'o', size: 7, root: 'r' },
      links: [
        { link: 'review', verdict: 'passed', fact: Digest.of('x') },
        { link: 'findings', verdict: 'passed' },
      ],
      letPass: [],
    });
  });

  it('is nothing where nothing says which bytes it is', () => {
    expect(codeOf(() => said([fact({ about: { release: 'v1' } })]))).toBe('ASSAY-RELEASE-012');
  });
});

describe('a drill of the gate', () => {
  const attempts = (facts: readonly LinkFact[], of = policy) =>
    attemptsOn(facts, of, { release: 'v1', at: AT }).map(({ what, by }) => [what, by.map(({ code }) => code)]);

  it('is refused for what was done, and not for what is missing anyhow', () => {
    expect(attempts([fact(), fact({ link: 'findings' })])).toEqual([
      ['without review', ['missing']],
      ['with review left to grow old', ['too-old']],
      ['with review broken', ['drill']],
      ['with review of another tree', ['other-tree']],
      ['without findings', ['missing']],
      ['with findings left to grow old', ['too-old']],
      ['with findings broken', ['drill']],
      ['with findings of another tree', ['other-tree']],
    ]);
  });

  it('is refused for its age and its tree where something else is wrong with it anyhow', () => {
    const weak = fact({ state: 'unknown', reasons: [reason('weak-binding')] });
    expect(attempts([weak, fact({ link: 'findings' })]).filter(([what]) => /^with review (?:left|of)/.test(`${what}`))).toEqual([
      ['with review left to grow old', ['too-old']],
      ['with review of another tree', ['other-tree']],
    ]);
  });

  const LINKS = ['review', 'signatures', 'artifact', 'components'] as const;
  const ARTIFACT = Digest.of('kettle.tar');
  const asking = (links: readonly string[], more = '') =>
    readPolicy(`format: release-policy/1\nrequire:\n${links.map((link) => `  ${link}: { within: P7D${more} }\n`).join('')}`, 'release-policy.yaml');
  const good: readonly LinkFact[] = [
    fact(),
    fact({ link: 'signatures' }),
    fact({ link: 'artifact', about: { release: 'v1', tree: TREE, artifact: ARTIFACT } }),
    fact({ link: 'components', about: { release: 'v1', artifact: ARTIFACT } }),
  ];
  const drilled = (facts: readonly LinkFact[], of = asking(LINKS)) => drillOf(facts, of, { release: 'v1', at: AT });

  it('shows the gate where a good release passes, and none that lacks one of its links', () => {
    const { state, why, attempts: tried } = drilled(good);
    expect([state, why, tried.length, tried.every(({ by }) => by.length > 0)]).toEqual(['enforced', [], 16, true]);
  });

  it.each<[string, readonly LinkFact[], ReturnType<typeof asking> | undefined, string]>([
    ['a policy that asks for one link', good, asking(['review']), 'does not ask for signatures'],
    ['a policy without one of them', good, asking(LINKS.slice(0, 3)), 'does not ask for components'],
    ['a release that is refused anyhow', good.with(0, fact({ state: 'broken', reasons: [reason('not-reviewed')] })), undefined, 'does not pass as it is'],
    ['a release of which nothing was recorded', [], undefined, 'does not pass as it is'],
    ['a policy that lets be unknown', good, asking(LINKS, ', unknown: { until: 2027-01-01, because: Nobody knows it yet. }'), 'nothing is known of review'],
  ])('shows nothing of the gate by %s', (_, facts, of, expected) => {
    const { state, why } = drilled(facts, of);
    expect(state).toBe('not-shown');
    expect(why.join(' ')).toContain(expected);
  });

  it('goes through a gate that lets something pass, whatever else it asks for', () => {
    expect(drilled(good, asking(LINKS, ', allow: { drill: { atMost: 9, until: 2027-01-01, because: Nobody knows why any more. } }')).state).toBe('let-through');
  });

  it('shows a policy that lets anything pass', () => {
    const lax = readPolicy(
      'format: release-policy/1\nrequire:\n  review: { within: P7D, allow: { drill: { atMost: 9, until: 2027-01-01, because: Nobody knows why any more. } } }\n',
      'release-policy.yaml',
    );
    expect(attempts([fact()], lax)).toEqual([
      ['without review', ['missing']],
      ['with review left to grow old', ['too-old']],
      ['with review broken', []],
    ]);
  });
});

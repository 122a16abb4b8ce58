import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { readStatement, statementBytes } from '../statement/statement.ts';
import { readBuilders, unexpected } from './builders.ts';
import { judgeProvenance, type ProvenanceQuestion } from './judge.ts';
import { provenanceLink } from './link.ts';
import { repositoryOf, sameRepository } from './repository.ts';
import { provenanceIn } from './signed.ts';
import { PROVENANCE_V1, PROVENANCE_V02, type Provenance, readProvenance } from './slsa.ts';

const COMMIT = '6e598271cab7a754e74bd041666b74a7f0e960e4';
const REPOSITORY = 'https://git.example.org/camera';
const ARTIFACT = Digest.of('artifact');
const BUILDER = 'https://build.example.org/slsa/l3';
const TYPE = 'https://build.example.org/tarball/v1';
const PEM = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPn+AREHoBaZ7wgS1zBqpxmLSGnyhxXj4lFxSdWVB8o8=\n-----END PUBLIC KEY-----\n';
const SPKI = new Uint8Array(Buffer.from('MCowBQYDK2VwAyEAPn+AREHoBaZ7wgS1zBqpxmLSGnyhxXj4lFxSdWVB8o8=', 'base64'));
const OTHER_SPKI = new Uint8Array(Buffer.from('MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=', 'base64'));

type Edit = (predicate: Record<string, Json>) => void;
const V1 = (edit: Edit = () => undefined) => {
  const predicate: Record<string, Json> = {
    buildDefinition: {
      buildType: TYPE,
      externalParameters: { repository: REPOSITORY, workflow: { ref: 'refs/tags/v1.2.3' } },
      internalParameters: { runner: 'x' },
      resolvedDependencies: [{ uri: `git+${REPOSITORY}.git@refs/tags/v1.2.3`, digest: { gitCommit: COMMIT } }],
    },
    runDetails: { builder: { id: BUILDER }, metadata: { invocationId: 'run 7', startedOn: '2026-11-01T10:00:00Z' } },
  };
  edit(predicate);
  return statementOf(PROVENANCE_V1, predicate);
};
const V02 = (source: Json = { uri: `git+${REPOSITORY}@refs/tags/v1.2.3`, digest: { sha1: COMMIT }, entryPoint: 'release.yml' }) =>
  statementOf(PROVENANCE_V02, {
    builder: { id: BUILDER },
    buildType: TYPE,
    invocation: { configSource: source, parameters: {}, environment: { runner: 'x' } },
    metadata: { buildInvocationId: 'run 7', buildStartedOn: '2026-11-01T10:00:00Z', buildFinishedOn: '2026-11-01T10:05:00Z' },
    materials: [{ uri: `git+${REPOSITORY}@refs/tags/v1.2.3`, digest: { sha1: COMMIT } }],
  });

function statementOf(predicateType: string, predicate: { readonly [key: string]: Json }) {
  const subjects = [{ name: 'camera.tar', digest: new Map([['sha256', ARTIFACT.slice(7)]]) }];
  return readStatement(statementBytes({ subjects, predicateType, predicate }), 'statement');
}

const LIST = (more = '') => `format: builders/1
builders:
  - { id: ${BUILDER}, level: 3, key: ${JSON.stringify(PEM)} }
  - { id: https://build.example.org/cloud, level: 2, identity: 'https://git.example.org/ci@refs/tags/{release}', issuer: https://issuer.example.org }
expect:
  buildTypes: [${TYPE}]
  parameters:
    /repository: { is: '{repository}' }
    /workflow/ref: { oneOf: ['refs/tags/{release}'] }
${more}`;
const STAND = { release: 'v1.2.3', repository: REPOSITORY, commit: COMMIT };
const list = (more = '') => readBuilders(LIST(more), 'builders.yaml', STAND);

const ask = (provenance: Provenance | undefined, more: Partial<ProvenanceQuestion> = {}) =>
  judgeProvenance({
    signer: { kind: 'key', spki: SPKI },
    about: true,
    artifact: ARTIFACT,
    inputs: [],
    list: list(),
    repository: REPOSITORY,
    commit: COMMIT,
    ...(provenance === undefined ? {} : { provenance }),
    ...more,
  });
const codes = (result: ReturnType<typeof ask>) =>
  result.checks.filter(({ state }) => state !== 'proven').map(({ name, code, state }) => `${name} ${code} ${state}`);
const refused = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code, field = '' }) => `${code} ${field}`);
    throw error;
  }
  return [];
};

describe('SLSA provenance', () => {
  it('is read of v1 and of v0.2 in one form', () => {
    expect(readProvenance(V1(), 'p')).toMatchObject({
      edition: 'v1',
      builder: BUILDER,
      buildType: TYPE,
      parameters: { repository: REPOSITORY },
      invocation: 'run 7',
      startedOn: '2026-11-01T10:00:00Z',
    });
    const older = readProvenance(V02(), 'p');
    expect(older).toMatchObject({ edition: 'v0.2', builder: BUILDER, buildType: TYPE, finishedOn: '2026-11-01T10:05:00Z' });
    expect(Object.keys(older.parameters)).toEqual(['configSource', 'parameters']);
    expect(older.dependencies[0]?.digest.get('sha1')).toBe(COMMIT);
  });

  it.each<[string, Edit, string]>([
    ['no definition', (p) => void delete p['buildDefinition'], 'predicate.buildDefinition'],
    ['no builder', (p) => void Object.assign(p, { runDetails: {} }), 'predicate.runDetails.builder'],
    [
      'parameters that are a list',
      (p) => void Object.assign(p['buildDefinition'] as object, { externalParameters: [] }),
      'predicate.buildDefinition.externalParameters',
    ],
    [
      'a digest that is a number',
      (p) => void Object.assign(p['buildDefinition'] as object, { resolvedDependencies: [{ digest: { sha1: 7 } }] }),
      'predicate.buildDefinition.resolvedDependencies[0].digest.sha1',
    ],
    [
      'a moment that is none',
      (p) => void Object.assign(p['runDetails'] as object, { metadata: { startedOn: 'soon' } }),
      'predicate.runDetails.metadata.startedOn',
    ],
  ])('is refused with %s', (_, edit, field) => {
    expect(refused(() => readProvenance(V1(edit), 'p'))).toEqual([`ASSAY-PROVENANCE-004 ${field}`]);
  });

  it('is no other predicate', () => {
    const other = statementOf('https://example.org/other/v1', {});
    expect(provenanceIn(other, 'p')).toBeUndefined();
    expect(refused(() => readProvenance(other, 'p'))).toEqual(['ASSAY-PROVENANCE-004 predicateType']);
  });

  it('refuses whatever else stands where it should', () => {
    fc.assert(
      fc.property(fc.constantFrom(PROVENANCE_V1, PROVENANCE_V02), fc.dictionary(fc.string(), fc.jsonValue()), (type, predicate) => {
        const statement = { edition: 'v1' as const, subjects: [], predicateType: type, predicate: predicate as { [key: string]: Json } };
        expect(refused(() => readProvenance(statement, 'p')).every((said) => said.startsWith('ASSAY-PROVENANCE-00'))).toBe(true);
      }),
    );
  });
});

describe('the judgement of provenance', () => {
  it('proves what is signed by the builder’s key, of the commit that was reviewed, with expected parameters', () => {
    const result = ask(readProvenance(V1(), 'p'));
    expect([result.state, result.proven, result.claimed, codes(result)]).toEqual(['proven', 3, 3, []]);
  });

  it.each<[string, Edit, Partial<ProvenanceQuestion>, string, number]>([
    [
      'of another commit',
      (p) =>
        void Object.assign(p['buildDefinition'] as object, {
          resolvedDependencies: [{ uri: `git+${REPOSITORY}`, digest: { gitCommit: COMMIT.replace('6', '7') } }],
        }),
      {},
      'source other-commit broken',
      3,
    ],
    [
      'of two commits',
      (p) =>
        void Object.assign(p['buildDefinition'] as object, {
          resolvedDependencies: [
            { uri: `git+${REPOSITORY}`, digest: { gitCommit: COMMIT } },
            { uri: `${REPOSITORY}.git`, digest: { gitCommit: COMMIT.replace('6', '7') } },
          ],
        }),
      {},
      'source other-commit broken',
      3,
    ],
    [
      'of another repository',
      (p) =>
        void Object.assign(p['buildDefinition'] as object, {
          resolvedDependencies: [{ uri: 'git+https://git.example.org/camera-fork', digest: { gitCommit: COMMIT } }],
        }),
      {},
      'source other-source broken',
      3,
    ],
    [
      'without a commit',
      (p) => void Object.assign(p['buildDefinition'] as object, { resolvedDependencies: [{ uri: `git+${REPOSITORY}` }] }),
      {},
      'source commit-not-named unknown',
      3,
    ],
    ['of a source that nobody asked about', () => undefined, { commit: undefined as never }, 'source source-not-asked unknown', 3],
    [
      'of another type',
      (p) => void Object.assign(p['buildDefinition'] as object, { buildType: 'https://elsewhere.example/v1' }),
      {},
      'build-type other-build-type broken',
      3,
    ],
    [
      'with a parameter more',
      (p) => void Object.assign((p['buildDefinition'] as { externalParameters: object }).externalParameters, { flags: '-D' }),
      {},
      'parameters parameters-not-expected broken',
      3,
    ],
    [
      'with a parameter less',
      (p) => void Object.assign(p['buildDefinition'] as object, { externalParameters: { repository: REPOSITORY } }),
      {},
      'parameters parameters-not-expected broken',
      3,
    ],
    [
      'by another builder',
      (p) => void Object.assign(p['runDetails'] as object, { builder: { id: 'https://elsewhere.example' } }),
      {},
      'builder other-builder broken',
      1,
    ],
    ['signed by somebody else', () => undefined, { signer: { kind: 'key', spki: OTHER_SPKI } }, 'builder other-signer broken', 1],
    [
      'in the name of another builder of the list',
      (p) => void Object.assign(p['runDetails'] as object, { builder: { id: 'https://build.example.org/cloud' } }),
      {},
      'builder other-signer broken',
      1,
    ],
    ['of another artifact', () => undefined, { about: false }, 'subject other-subject broken', 0],
  ])('does not prove what is %s', (_, edit, more, wanted, level) => {
    const result = ask(readProvenance(V1(edit), 'p'), more);
    expect([codes(result), result.proven, result.state]).toEqual([[wanted], level, wanted.endsWith('unknown') ? 'unknown' : 'broken']);
  });

  it('shows level 1 at most of what is not signed, and none without provenance', () => {
    const unsigned = ask(readProvenance(V1(), 'p'), { signer: { kind: 'none', why: 'the key is another' } });
    expect([codes(unsigned), unsigned.proven]).toEqual([['signature signature-not-verified broken', 'builder other-builder broken'], 1]);
    const bare = ask(undefined);
    expect([codes(bare), bare.proven]).toEqual([['builder no-provenance unknown'], 0]);
  });

  it('knows nothing of builder and parameters without a list', () => {
    const { list: _, ...rest } = { list: 0 };
    const result = judgeProvenance({
      ...rest,
      signer: { kind: 'key', spki: SPKI },
      about: true,
      artifact: ARTIFACT,
      inputs: [],
      provenance: readProvenance(V1(), 'p'),
    });
    expect([result.state, result.proven, codes(result)]).toEqual([
      'unknown',
      1,
      [
        'builder builders-not-listed unknown',
        'build-type expectations-not-given unknown',
        'parameters expectations-not-given unknown',
        'source source-not-asked unknown',
      ],
    ]);
  });

  it('takes an identity with its issuer for a pair, and neither alone', () => {
    const cloud = V1((p) => void Object.assign(p['runDetails'] as object, { builder: { id: 'https://build.example.org/cloud' } }));
    const by = (identity: string, issuer: string) => ask(readProvenance(cloud, 'p'), { signer: { kind: 'identity', signer: { identity, issuer } } });
    expect(by('https://git.example.org/ci@refs/tags/v1.2.3', 'https://issuer.example.org').proven).toBe(2);
    expect(by('https://git.example.org/ci@refs/tags/v1.2.3', 'https://other.example.org').proven).toBe(1);
    expect(by('https://git.example.org/ci@refs/heads/main', 'https://issuer.example.org').proven).toBe(1);
  });

  it('takes the source of v0.2 from its configuration as well', () => {
    const rules = `    /configSource: { any: 'the source is judged by itself' }\n`;
    const own = readBuilders(LIST().replace(/ {2}parameters:[\s\S]*/, `  parameters:\n${rules}`), 'b', STAND);
    expect(ask(readProvenance(V02(), 'p'), { list: own }).state).toBe('proven');
    const elsewhere = V02({ uri: `git+${REPOSITORY}`, digest: { sha1: COMMIT.replace('6', '7') } });
    expect(codes(ask(readProvenance(elsewhere, 'p'), { list: own }))).toEqual(['source other-commit broken']);
  });
});

describe('the link of provenance', () => {
  const at = Instant.parse('2026-11-23T20:00:00Z');

  it('names the commit only where the provenance is of it, and the artifact always', () => {
    const good = provenanceLink(ask(readProvenance(V1(), 'p')), { release: 'v1.2.3' }, at);
    expect(good).toMatchObject({
      link: 'provenance',
      state: 'proven',
      about: { release: 'v1.2.3', commit: COMMIT, artifact: ARTIFACT },
      counts: { level: 3, 'level-claimed': 3 },
    });
    const bad = provenanceLink(ask(readProvenance(V1(), 'p'), { commit: COMMIT.replace('6', '7') }), { release: 'v1.2.3' }, at);
    expect(bad.about).toEqual({ release: 'v1.2.3', artifact: ARTIFACT });
    expect([bad.state, bad.reasons.map(({ code }) => code), bad.counts['other-commit']]).toEqual(['broken', ['other-commit'], 1]);
  });

  it('gives the worst reason first', () => {
    const fact = provenanceLink(ask(undefined, { about: false }), { release: 'v1.2.3' }, at);
    expect(fact.reasons.map(({ code }) => code)).toEqual(['other-subject', 'no-provenance']);
  });
});

describe('a list of builders', () => {
  it.each([
    ['no format', 'builders: []', 'ASSAY-PROVENANCE-006'],
    ['a level that there is not', LIST().replace('level: 3', 'level: 4'), 'ASSAY-PROVENANCE-007'],
    ['a builder with neither key nor identity', LIST().replace(/, key: "[^"]*"/, ''), 'ASSAY-PROVENANCE-007'],
    ['an identity without its issuer', LIST().replace(', issuer: https://issuer.example.org', ''), 'ASSAY-PROVENANCE-007'],
    ['a rule of two kinds', LIST().replace("{ is: '{repository}' }", '{ is: 1, oneOf: [1] }'), 'ASSAY-PROVENANCE-007'],
    ['a field that there is not', LIST('  other: 1\n'), 'ASSAY-PROVENANCE-007'],
  ])('is refused with %s', (_, text, code) => {
    expect(refused(() => readBuilders(text, 'builders.yaml', STAND)).map((said) => said.slice(0, 20))).toContain(code);
  });

  it('asks for what stands in braces', () => {
    expect(refused(() => readBuilders(LIST(), 'builders.yaml', { repository: REPOSITORY }))).toEqual(['ASSAY-PROVENANCE-007 ']);
  });

  it('holds every parameter to a rule, whole', () => {
    const { parameters } = list();
    expect(unexpected({ repository: REPOSITORY, workflow: { ref: 'refs/tags/v1.2.3' }, inputs: {} }, parameters)).toEqual([]);
    expect(unexpected({ repository: REPOSITORY, workflow: { ref: { sub: 1 } }, 'a/b': [1] }, parameters)).toEqual([
      { pointer: '/workflow/ref', what: 'other' },
      { pointer: '/a~1b', what: 'unknown' },
    ]);
  });
});

describe('the address of a repository', () => {
  it.each([
    ['git+https://Git.example.org/team/camera.git@refs/tags/v1', 'git.example.org/team/camera', 'refs/tags/v1'],
    ['https://git.example.org/team/camera/', 'git.example.org/team/camera', undefined],
    ['git@git.example.org:team/camera.git', 'git.example.org/team/camera', undefined],
    ['ssh://git@git.example.org/team/camera', 'git.example.org/team/camera', undefined],
  ])('%s', (uri, place, revision) => expect(repositoryOf(uri)).toEqual(revision === undefined ? { place } : { place, revision }));

  it('is none of these', () => {
    for (const uri of ['', 'camera', 'pkg:deb/debian/curl', 'https://git.example.org']) expect(repositoryOf(uri)).toBeUndefined();
    expect(sameRepository('camera', 'camera')).toBe(false);
    expect(sameRepository('https://git.example.org/camera', 'https://git.example.org/camera2')).toBe(false);
  });

  it('reads any text in time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000 }), (text) => {
        expect(['object', 'undefined']).toContain(typeof repositoryOf(text));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Refused } from '../../core/index.ts';
import { certificateCheck, type ExpectedSource } from './certificate-check.ts';
import { judgeProvenance } from './judge.ts';
import type { ProvenanceSigner } from './signer.ts';
import type { Dependency, Provenance } from './slsa.ts';
import { type SourceClaims, sourceClaims } from './source-claims.ts';

const COMMIT = 'a'.repeat(40);
const CAMERA = 'https://git.example.org/camera';
const CLAIMS: SourceClaims = { repository: CAMERA, commit: COMMIT, ref: 'refs/tags/v1.2.3' };
const by = (claims: SourceClaims | undefined): ProvenanceSigner => ({
  kind: 'identity',
  signer: { identity: `${CAMERA}/ci`, issuer: 'https://issuer.example.org', ...(claims === undefined ? {} : { claims }) },
});
const from = (uri: string, digest: Record<string, string> = { gitCommit: COMMIT }): Dependency => ({ uri, digest: new Map(Object.entries(digest)) });
const says = (dependencies: readonly Dependency[], parameters: Provenance['parameters'] = {}): Provenance => ({
  edition: 'v1',
  builder: 'https://build.example.org',
  buildType: 'https://build.example.org/type',
  parameters,
  dependencies,
});
const TRUE = says([from(`git+${CAMERA}@refs/tags/v1.2.3`), { name: 'gcc', digest: new Map() }], { workflow: { repository: CAMERA, ref: 'refs/tags/v1.2.3' } });
const said = (signer: ProvenanceSigner, provenance: Provenance | undefined, expected: ExpectedSource = {}) => {
  const check = certificateCheck(signer, provenance, expected);
  return check === undefined ? 'nothing' : `${check.state} ${check.code}`.trim();
};

describe('what a certificate says of its source', () => {
  it.each<[string, ProvenanceSigner, Provenance | undefined, ExpectedSource, string]>([
    ['as the provenance says', by(CLAIMS), TRUE, {}, 'proven'],
    ['as expected', by(CLAIMS), TRUE, { repository: 'git+https://git.example.org/camera.git', ref: 'refs/tags/v1.2.3' }, 'proven'],
    ['with no provenance beside it', by(CLAIMS), undefined, { repository: CAMERA }, 'proven'],
    ['of another repository', by(CLAIMS), TRUE, { repository: 'https://git.example.org/hub' }, 'broken other-source-repository'],
    ['of another ref', by(CLAIMS), TRUE, { ref: 'refs/heads/main' }, 'broken other-source-ref'],
    ['without a ref, where one is asked', by({ repository: CAMERA }), TRUE, { ref: 'refs/heads/main' }, 'broken other-source-ref'],
    ['without a repository, where one is asked', by({ ref: 'refs/tags/v1.2.3' }), TRUE, { repository: CAMERA }, 'broken other-source-repository'],
    ['nothing, and nothing is asked', by(undefined), TRUE, {}, 'nothing'],
    ['nothing but who ran it', by({ runner: 'self-hosted' }), TRUE, {}, 'nothing'],
    ['nothing, and something is asked', by(undefined), TRUE, { repository: CAMERA }, 'unknown source-not-in-certificate'],
    ['by no signature that holds', { kind: 'none', why: 'x' }, TRUE, { ref: 'refs/heads/main' }, 'unknown source-not-in-certificate'],
    ['under a key', { kind: 'key', spki: new Uint8Array() }, TRUE, {}, 'nothing'],
    ['under a key, and something is asked', { kind: 'key', spki: new Uint8Array() }, TRUE, { repository: CAMERA }, 'broken no-certificate'],
  ])('is held against what is expected: %s', (_, signer, provenance, expected, outcome) => {
    expect(said(signer, provenance, expected)).toBe(outcome);
  });

  const contradicted = 'broken provenance-contradicts-certificate';
  it.each<[string, Provenance, string]>([
    ['another repository', says([from('git+https://git.example.org/hub@refs/tags/v1.2.3')]), contradicted],
    ['another commit', says([from(`git+${CAMERA}@refs/tags/v1.2.3`, { sha1: 'b'.repeat(40) })]), contradicted],
    ['another ref', says([from(`git+${CAMERA}@refs/heads/main`)]), contradicted],
    ['a workflow of another repository', says([from(`git+${CAMERA}`)], { workflow: { repository: 'https://git.example.org/hub' } }), contradicted],
    ['a workflow of another repository alone', says([], { workflow: { repository: 'https://git.example.org/hub' } }), contradicted],
    ['a workflow of another ref', says([from(`git+${CAMERA}`)], { workflow: { ref: 'refs/heads/main' } }), contradicted],
    [
      'a configuration of another repository, of v0.2',
      says([], { configSource: { uri: 'git+https://git.example.org/hub', digest: { sha1: COMMIT } } }),
      contradicted,
    ],
    ['the same beside another repository', says([from(`git+${CAMERA}`), from('git+https://git.example.org/lib', { gitCommit: 'b'.repeat(40) })]), 'proven'],
    ['nothing of a source', says([{ name: 'gcc', digest: new Map() }]), 'proven'],
    ['no commit', says([from(`git+${CAMERA}`, {})]), 'proven'],
  ])('is held against the provenance, which names %s', (_, provenance, outcome) => {
    expect(said(by(CLAIMS), provenance)).toBe(outcome);
  });

  it('breaks the whole answer where it contradicts the provenance, and is no part of it where it says nothing', () => {
    const ask = (claims: SourceClaims | undefined) =>
      judgeProvenance({ signer: by(claims), provenance: TRUE, about: true, artifact: Digest.of('a'), inputs: [], repository: CAMERA, commit: COMMIT });
    expect(ask({ ...CLAIMS, commit: 'b'.repeat(40) })).toMatchObject({ state: 'broken', checks: [{}, { name: 'certificate' }, {}, {}, {}, {}, {}] });
    expect(ask(undefined).checks.map(({ name }) => name)).not.toContain('certificate');
  });
});

describe('the extensions of a certificate of Fulcio', () => {
  const ARC = '1.3.6.1.4.1.57264.1.';
  const bytes = (text: string) => new TextEncoder().encode(text);
  const utf8 = (text: string) => Uint8Array.of(0x0c, bytes(text).length, ...bytes(text));
  const ACTIONS = 'https://token.actions.githubusercontent.com';
  const read = (extensions: Record<number, Uint8Array>, provider = ACTIONS) =>
    sourceClaims(new Map(Object.entries(extensions).map(([arc, value]) => [ARC + arc, value])), provider);

  it('are read by their ids', () => {
    expect(read({ 9: utf8('signer'), 12: utf8(CAMERA), 13: utf8(COMMIT), 14: utf8('refs/heads/main'), 21: utf8('run'), 99: utf8('x') })).toEqual({
      buildSigner: 'signer',
      repository: CAMERA,
      commit: COMMIT,
      ref: 'refs/heads/main',
      invocation: 'run',
    });
    expect(read({})).toBeUndefined();
  });

  it('are read in their older form of the one provider that had it, where the newer are not there', () => {
    const older = { 3: bytes(COMMIT), 5: bytes('camera/firmware'), 6: bytes('refs/heads/main') };
    expect(read(older)).toEqual({ repository: 'https://github.com/camera/firmware', commit: COMMIT, ref: 'refs/heads/main' });
    expect(read({ ...older, 12: utf8(CAMERA), 14: utf8('refs/tags/v1') })).toEqual({ repository: CAMERA, commit: COMMIT, ref: 'refs/tags/v1' });
    expect(read(older, 'https://issuer.example.org')).toBeUndefined();
  });

  it('are refused where they are no text, and never fail otherwise', () => {
    const code = (extensions: Record<number, Uint8Array>) => {
      try {
        read(extensions);
        return 'read';
      } catch (error) {
        if (error instanceof Refused) return error.faults[0]?.code.replace(/\d+$/, '');
        throw error;
      }
    };
    expect(code({ 12: Uint8Array.of(0x04, 1, 0x41) })).toBe('ASSAY-DER-');
    expect(code({ 12: bytes(CAMERA) })).toBe('ASSAY-DER-');
    expect(code({ 5: Uint8Array.of(0xff) })).toBe('ASSAY-DER-');
    fc.assert(
      fc.property(fc.constantFrom(3, 5, 6, 9, 12, 14), fc.uint8Array({ maxLength: 40 }), (arc, value) => {
        expect(['read', 'ASSAY-DER-']).toContain(code({ [arc]: value }));
      }),
    );
  });
});

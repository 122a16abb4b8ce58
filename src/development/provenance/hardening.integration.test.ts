import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { at, body, checkpoint, entry, FOLDER, IDENTITY, ISSUER, type Loose, outcome, SOMEBODY, set } from '../../../test/sigstore-cases.ts';
import type { ExpectedSource } from './certificate-check.ts';
import { checkProvenance } from './edge/check.ts';
import { openTrustedRoot, readPublicKey } from './edge/files.ts';
import type { ExpectedSigner } from './verify.ts';

afterEach(() => vi.restoreAllMocks());

describe.skipIf(FOLDER === undefined)('a bundle whose signer wrote of another source than the certificate was made for', () => {
  const BEACON = 'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon';
  const checked = (name: string, certified: ExpectedSource = {}) => {
    const { result } = checkProvenance({
      artifact: `${FOLDER}/a.txt`,
      bundle: at(name, 'bundle.sigstore.json'),
      root: openTrustedRoot(),
      expected: SOMEBODY,
      certified,
    });
    return result.checks.filter(({ name: one }) => one === 'signature' || one === 'certificate').map(({ state, code }) => `${state} ${code}`.trim());
  };

  it('verifies, and is not believed', () => {
    // A true signature of the suite's own beacon, over provenance of somebody else's repository.
    expect(checked('happy-path-intoto-in-dsse-v3')).toEqual(['proven', 'broken provenance-contradicts-certificate']);
  });

  it('shows for which source its certificate was made', () => {
    expect(checked('happy-path-v0.3', { repository: BEACON, ref: 'refs/heads/main' })).toEqual(['proven', 'proven']);
    expect(checked('happy-path-v0.3', { repository: BEACON, ref: 'refs/tags/v1' })).toEqual(['proven', 'broken other-source-ref']);
    expect(checked('happy-path-v0.3', { repository: `${BEACON}-2` })).toEqual(['proven', 'broken other-source-repository']);
  });
});

describe.skipIf(FOLDER === undefined)('what the library does not ask of a bundle', () => {
  it.each<[string, string, Parameters<typeof outcome>[1], string]>([
    [
      'a version that is not known',
      'happy-path-v0.3',
      { bundle: (b) => set(b, 'mediaType', 'application/vnd.dev.sigstore.bundle.v0.9+json') },
      'ASSAY-PROVENANCE-001 mediaType',
    ],
    ['two kinds of content', 'happy-path-v0.3', { bundle: (b) => set(b, 'dsseEnvelope', {}) }, 'ASSAY-PROVENANCE-001 '],
    [
      'two kinds of signer',
      'happy-path-v0.3',
      { bundle: (b) => set(b['verificationMaterial'], 'publicKey', { hint: '' }) },
      'ASSAY-PROVENANCE-001 verificationMaterial',
    ],
    [
      'a chain in v0.3',
      'happy-path-v0.1',
      { bundle: (b) => set(b, 'mediaType', 'application/vnd.dev.sigstore.bundle.v0.3+json') },
      'ASSAY-PROVENANCE-001 verificationMaterial.x509CertificateChain',
    ],
    [
      'a negative index without a promise',
      'rekor2-happy-path',
      { bundle: (b) => set(entry(b), 'logIndex', '-1') },
      'ASSAY-PROVENANCE-001 verificationMaterial.tlogEntries[0].logIndex',
    ],
    [
      'an index beyond the tree',
      'rekor2-happy-path',
      { bundle: (b) => set(entry(b)['inclusionProof'], 'logIndex', '736') },
      'ASSAY-PROVENANCE-001 verificationMaterial.tlogEntries[0].inclusionProof.logIndex',
    ],
    ['no entry of a log', 'rekor2-happy-path', { bundle: (b) => set(b['verificationMaterial'], 'tlogEntries', []) }, 'the bundle has no entry of a log'],
    [
      'another size than the checkpoint',
      'rekor2-happy-path',
      { bundle: (b) => set(entry(b)['inclusionProof'], 'treeSize', '737') },
      'the checkpoint is of a tree of 736 entries, and the proof of one of 737',
    ],
    [
      'another root than the checkpoint',
      'rekor2-happy-path',
      { bundle: (b) => set(entry(b)['inclusionProof'], 'rootHash', `${'A'.repeat(43)}=`) },
      'the checkpoint has another root hash than the proof',
    ],
    [
      'a size in hex',
      'rekor2-happy-path',
      { bundle: (b) => checkpoint(b, (note) => note.replace('\n736\n', '\n0x2e0\n')) },
      'the second line of the checkpoint is no size of a tree',
    ],
    [
      'a piece of the log’s name',
      'rekor2-happy-path',
      { bundle: (b) => checkpoint(b, (note) => note.replace('\u2014 log2025-alpha1.rekor.sigstage.dev', '\u2014 rekor')) },
      'no signature of the checkpoint is in the name of the log, log2025-alpha1.rekor.sigstage.dev',
    ],
    [
      'another origin',
      'rekor2-happy-path',
      { bundle: (b) => checkpoint(b, (note) => `elsewhere.example${note.slice(note.indexOf('\n'))}`) },
      'the origin of the checkpoint is not the log, log2025-alpha1.rekor.sigstage.dev',
    ],
    [
      'a line that is no signature',
      'rekor2-happy-path',
      { bundle: (b) => checkpoint(b, (note) => `${note}more\n`) },
      'a line of the checkpoint is no signature of a signed note',
    ],
    [
      'a key of the log that ended before',
      'rekor2-happy-path',
      { root: (r) => set((r['tlogs'] as unknown as Loose[])[1]?.['publicKey']?.['validFor'], 'end', '2025-05-01T00:00:00Z') },
      'no moment of the signature is within the time of the log’s key',
    ],
    ['a log that nobody trusts', 'rekor2-happy-path', { root: (r) => set(r, 'tlogs', []) }, 'the entry is of a log that the trusted root does not name'],
    [
      'an entry of another certificate',
      'rekor2-happy-path',
      { bundle: (b) => body(b, (text) => text.replace('"rawBytes":"MIII', '"rawBytes":"MIIJ')) },
      'the log’s entry is of another certificate',
    ],
    [
      'an entry of a key',
      'rekor2-happy-path',
      { bundle: (b) => body(b, (text) => text.replace('x509Certificate', 'publicKey')) },
      'the log’s entry is of another key',
    ],
    [
      'an entry of nobody',
      'rekor2-happy-path',
      { bundle: (b) => body(b, (text) => text.replace('x509Certificate', 'other')) },
      'the log’s entry names no certificate and no key that could be read',
    ],
    [
      'a kind that is not known',
      'rekor2-happy-path',
      { bundle: (b) => set(entry(b)['kindVersion'], 'kind', 'rpm') },
      "the log's entry is of the kind rpm/0.0.2, whose meaning is not known here",
    ],
    [
      'another kind in the body',
      'rekor2-happy-path',
      { bundle: (b) => body(b, (text) => text.replace('hashedrekord"', 'dsse"')) },
      'the body of the log’s entry is of another kind than the entry says',
    ],
    ['a body that is no JSON', 'rekor2-happy-path', { bundle: (b) => body(b, () => '{') }, 'the body of the log’s entry is no JSON object'],
    [
      'a payload by a weak hash',
      'happy-path-intoto-in-dsse-v3',
      { bundle: (b) => body(b, (text) => text.replace('"payloadHash":{"algorithm":"sha256"', '"payloadHash":{"algorithm":"sha1"')) },
      'the log’s entry has no SHA-256 of the payload',
    ],
    [
      'an identity that only begins so',
      'happy-path-v0.3',
      { expected: { kind: 'identity', identity: IDENTITY.slice(0, 40), issuer: ISSUER } },
      `it is signed by ${IDENTITY}, whom ${ISSUER} vouched for`,
    ],
    [
      'another issuer',
      'happy-path-v0.3',
      { expected: { kind: 'identity', identity: IDENTITY, issuer: 'https://accounts.example' } },
      `it is signed by ${IDENTITY}, whom ${ISSUER} vouched for`,
    ],
    [
      'a digest of another artifact',
      'happy-path-v0.3',
      { artifact: FOLDER === undefined ? '' : at('wrong-material_fail', 'artifact') },
      'the bundle is of another artifact, by its digest',
    ],
    [
      'a statement about another artifact',
      'happy-path-intoto-in-dsse-v3',
      { artifact: FOLDER === undefined ? '' : at('wrong-material_fail', 'artifact') },
      'the statement is about other artifacts',
    ],
    [
      'a payload that is no statement',
      'happy-path-intoto-in-dsse-v3',
      { bundle: (b) => set(b['dsseEnvelope'], 'payloadType', 'text/plain') },
      'what is signed is of the type "text/plain", and no statement of in-toto',
    ],
    [
      'two signatures in the envelope',
      'happy-path-intoto-in-dsse-v3',
      { bundle: (b) => set(b['dsseEnvelope'], 'signatures', [b['dsseEnvelope']?.['signatures']?.[0], b['dsseEnvelope']?.['signatures']?.[0]]) },
      'ASSAY-PROVENANCE-001 dsseEnvelope.signatures',
    ],
    [
      'a span of an authority without its start',
      'rekor2-happy-path',
      { root: (r) => set((r['certificateAuthorities'] as unknown as Loose[])[0], 'validFor', {}) },
      'ASSAY-PROVENANCE-003 certificateAuthorities[0].validFor.start',
    ],
    [
      'a log of certificates without a span',
      'rekor2-happy-path',
      { root: (r) => set((r['ctlogs'] as unknown as Loose[])[0]?.['publicKey'], 'validFor', null) },
      'ASSAY-PROVENANCE-003 ctlogs[0].publicKey.validFor',
    ],
    [
      'a span that ends before it begins',
      'rekor2-happy-path',
      { root: (r) => set((r['timestampAuthorities'] as unknown as Loose[])[0]?.['validFor'], 'end', '2001-01-01T00:00:00Z') },
      'ASSAY-PROVENANCE-003 timestampAuthorities[0].validFor.end',
    ],
    [
      'an authority for time whose certificate is for something else',
      'rekor2-happy-path',
      { root: (r) => set(r, 'timestampAuthorities', r['certificateAuthorities']) },
      'ASSAY-PROVENANCE-003 timestampAuthorities[0].certChain.certificates[0]',
    ],
  ])('%s (%s)', (_, name, changes, wanted) => {
    expect(outcome(name)).toBe('accepted');
    expect(outcome(name, changes)).toBe(wanted);
  });

  it('takes no certificate where a key was asked for, and no key where a name was', () => {
    const key: ExpectedSigner = { kind: 'key', spki: readPublicKey(at('managed-key-happy-path', 'key.pub')) };
    expect(outcome('managed-key-happy-path', { expected: key })).toBe('accepted');
    expect(outcome('happy-path-v0.3', { expected: key })).toBe('the bundle is signed under a certificate, and not by the key that was given');
    expect(outcome('managed-key-happy-path')).toBe('the bundle is signed by a key, and no key was given');
  });

  it('goes by the promise of v0.1 where the proof has no checkpoint, and by nothing else after', () => {
    const without = (json: Loose) => set(entry(json)['inclusionProof'], 'checkpoint', null);
    expect(outcome('happy-path-v0.1', { bundle: without })).toBe('accepted');
    expect(outcome('happy-path-v0.3', { bundle: without })).toBe('ASSAY-PROVENANCE-001 verificationMaterial.tlogEntries[0].inclusionProof');
  });

  it('takes ends of lines within base64 for nothing', () => {
    const broken = (json: Loose) => set(json['messageSignature'], 'signature', String(json['messageSignature']?.['signature']).replace(/.{20}/, '$&\n'));
    expect(outcome('happy-path-v0.3', { bundle: broken })).toBe('accepted');
  });

  it('asks no network for any of it', () => {
    const asked = vi.fn((): never => {
      throw new Error('the network was asked');
    });
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(asked);
    vi.spyOn(dns, 'lookup').mockImplementation(asked as never); // Its overloads are more than one type holds.
    vi.spyOn(dns.promises, 'lookup').mockImplementation(asked as never);
    vi.spyOn(http, 'request').mockImplementation(asked);
    vi.spyOn(https, 'request').mockImplementation(asked);
    vi.spyOn(globalThis, 'fetch').mockImplementation(asked);
    // With an entry that has no proof a client might ask the log for one.
    expect(outcome('rekor2-no-inclusion-proof_fail')).toBe('ASSAY-PROVENANCE-001 verificationMaterial.tlogEntries[0].inclusionProof');
    expect(
      ['happy-path-v0.1', 'rekor2-happy-path', 'rekor2-dsse-happy-path', 'intoto-with-custom-trust-root'].map((name) => outcome(name, intoto(name))),
    ).toEqual(Array.from({ length: 4 }, () => 'accepted'));
    expect(asked).not.toHaveBeenCalled();
  });
});

function intoto(name: string): Parameters<typeof outcome>[1] {
  if (!name.startsWith('intoto')) return {};
  return { artifact: at(name, 'artifact') };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, type Json, Refused } from '../../core/index.ts';
import { leafOfFile } from './envelope.ts';
import { Fingerprints } from './fingerprints.ts';
import { draftOf, identityOf, type Leaf, leafOf, readLeaf } from './leaf.ts';

const digest = Digest.of('a');
const id = 'a'.repeat(40);
const ref = { kind: 'ref', repository: 'firmware', ref: 'refs/tags/v1', object: id, commit: id } as const;

function faultsOf(value: Json): readonly string[] {
  try {
    readLeaf(value, 'it');
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map(({ code, field }) => `${code} ${field}`);
  }
}

describe('a leaf', () => {
  it.each<[string, Json]>([
    ['a ref', ref],
    ['a ref that follows', { ...ref, follows: 3 }],
    ['a statement', { kind: 'review', digest }],
    [
      'a whole statement',
      { kind: 'release', digest, payload: digest, predicateType: 'https://a.example/v1', subjects: [`sha1:${id}`], by: ['ada'], repository: 'a/b' },
    ],
  ])('is read: %s', (_, value) => {
    const leaf = readLeaf(value, 'it');
    const { type, body } = draftOf(leaf);
    expect(leafOf(type, body)).toEqual(value);
  });

  it.each<[string, Json, string]>([
    ['no object', 'x', 'ASSAY-CODELOG-001 it.kind'],
    ['an unknown kind', { kind: 'secret', digest }, 'ASSAY-CODELOG-001 it.kind'],
    ['no digest', { kind: 'review' }, 'ASSAY-CODELOG-001 it.digest'],
    ['a member too many', { kind: 'review', digest, note: 'x' }, 'ASSAY-CODELOG-001 it.note'],
    ['an address of a person', { kind: 'review', digest, by: ['ada@example.org'] }, 'ASSAY-CODELOG-001 it.by'],
    ['subjects out of order', { kind: 'review', digest, subjects: [`sha256:${'b'.repeat(64)}`, `sha1:${id}`] }, 'ASSAY-CODELOG-001 it.subjects'],
    ['an abbreviated commit', { ...ref, commit: 'abc1234' }, 'ASSAY-CODELOG-001 it.commit'],
    ['a name that is no ref', { ...ref, ref: 'HEAD' }, 'ASSAY-CODELOG-001 it.ref'],
    ['a place before the first', { ...ref, follows: -1 }, 'ASSAY-CODELOG-001 it.follows'],
  ])('is refused: %s', (_, value, said) => {
    expect(faultsOf(value)).toEqual([said]);
  });

  it('is told of everything that is wrong with it', () => {
    expect(faultsOf({ kind: 'ref', repository: '', ref: 'x', object: '', commit: '' })).toHaveLength(4);
  });

  it('throws nothing but Refused, whatever is handed in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        faultsOf(value as Json);
        faultsOf({ kind: 'review', digest, ...(typeof value === 'object' && value !== null ? (value as object) : {}) } as Json);
      }),
    );
  });

  it('has one identity, which place and order of members do not change', () => {
    const { kind, ...rest } = ref;
    const turned = Object.fromEntries([...Object.entries(rest), ['kind', kind]].toReversed());
    expect(identityOf(readLeaf(turned as Json, 'it'))).toBe(identityOf(ref as unknown as Leaf));
    expect(identityOf(readLeaf({ ...ref, follows: 1 }, 'it'))).not.toBe(identityOf(ref as unknown as Leaf));
  });
});

describe('a file that is submitted', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const statement = { _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://a.example/review/v1', predicate: {} };
  const envelope = (carried: object) => ({
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(carried)).toString('base64'),
    signatures: [{ sig: 'AA==', keyid: 'ada@example.org' }],
  });

  it('is entered by digest, predicate type and subjects, without their names', () => {
    const file = bytes(envelope({ ...statement, subject: [{ name: 'secret name', digest: { sha256: 'b'.repeat(64), gitCommit: id } }] }));
    const leaf = leafOfFile(file, 'review', { by: ['ada'] });
    expect(leaf).toMatchObject({
      digest: Digest.of(file),
      payload: expect.stringMatching(/^sha256:/),
      predicateType: 'https://a.example/review/v1',
      subjects: [`gitCommit:${id}`, `sha256:${'b'.repeat(64)}`],
      by: ['ada'],
      signers: [Digest.of('ada@example.org')],
    });
    expect(JSON.stringify(leaf)).not.toContain('@');
    expect(JSON.stringify(leaf)).not.toContain('secret');
    expect(faultsOf(leaf as unknown as Json)).toEqual([]);
  });

  it.each([
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe)],
    ['text that is no JSON', new TextEncoder().encode('{')],
    ['another envelope', bytes({ payloadType: 'text/plain', payload: 'AA==', signatures: [] })],
    ['a payload that is no base64', bytes({ payloadType: 'application/vnd.in-toto+json', payload: '!', signatures: [{ sig: 'AA==' }] })],
  ])('is entered by its digest alone: %s', (_, file) => {
    expect(leafOfFile(file, 'build')).toEqual({ kind: 'build', digest: Digest.of(file) });
  });

  it('gives a leaf that the log takes, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uint8Array(), (value, random) => {
        for (const file of [bytes(envelope({ subject: value })), bytes(envelope({ predicateType: value })), bytes(value), random])
          expect(faultsOf(leafOfFile(file, 'gate') as unknown as Json)).toEqual([]);
      }),
    );
  });
});

describe('fingerprints', () => {
  it('find what was added and nothing else, also where bits are shared and the table grows', () => {
    const table = new Fingerprints();
    const shared = (n: number) => `sha256:${'0'.repeat(16)}${n.toString(16).padStart(48, '0')}` as Digest;
    const identities = Array.from({ length: 3000 }, (_, i) => (i % 10 === 0 ? shared(i) : Digest.of(`${i}`)));
    identities.forEach((identity, i) => {
      table.add(identity, i);
    });
    identities.forEach((identity, i) => {
      expect(table.find(identity, (index) => identities[index] === identity)).toBe(i);
    });
    expect(table.find(Digest.of('absent'), () => true)).toBeUndefined();
  });
});

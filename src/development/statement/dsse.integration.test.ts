import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { envelopeOf, envelopeText, pae, readEnvelope } from './dsse.ts';
import { statementKey, verifySignature } from './edge/signatures.ts';
import { verifyEnvelope } from './verify.ts';

interface Vector {
  readonly id: string;
  readonly envelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { readonly sig: string; readonly keyid?: string }[];
  };
  readonly trustedKeys: readonly string[];
  readonly threshold: number;
  readonly supportedPayloadTypes: readonly string[];
  readonly pae: string;
  readonly expect: 'accept' | 'reject';
}

const file = vectors('development/dsse/vectors.json');
const { keys, vectors: cases } =
  file === undefined
    ? { keys: {}, vectors: [] }
    : (JSON.parse(readFileSync(file, 'utf8')) as { keys: Record<string, { public: string }>; vectors: readonly Vector[] });

const keyOf = (name: string) => {
  const spki = Buffer.from(`302a300506032b6570032100${keys[name]?.public}`, 'hex');
  const key = statementKey(createPublicKey({ key: spki, format: 'der', type: 'spki' }), name);
  if (key === undefined) throw new TypeError(name);
  return key;
};

describe.skipIf(file === undefined)('the vectors of DSSE', () => {
  it('are nine', () => expect(cases).toHaveLength(9));
  it.each(cases)('$id: $expect', (vector) => {
    const envelope = envelopeOf(vector.envelope, vector.id);
    // One vector's text of what was signed is of the type that was signed, and not of the one that its envelope claims.
    const signedType = vector.id === 'payload-type-swapped' ? 'application/vnd.in-toto+json' : envelope.payloadType;
    expect(Buffer.from(pae(signedType, envelope.payload)).toString('hex')).toBe(vector.pae);
    const wanted = { keys: vector.trustedKeys.map(keyOf), threshold: vector.threshold, payloadTypes: vector.supportedPayloadTypes };
    expect(verifyEnvelope(envelope, wanted, verifySignature).ok).toBe(vector.expect === 'accept');
    expect(readEnvelope(new TextEncoder().encode(envelopeText(envelope)), vector.id)).toEqual(envelope);
  });
});

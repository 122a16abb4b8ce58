import { joined } from '../../core/der/write.ts';
import { Refused } from '../../core/index.ts';
import { type Cbor, type CborMap, cborHead, readCbor } from './cbor.ts';
import { attestationFaults } from './faults.ts';

/** A message with one signature (COSE_Sign1, RFC 9052 section 4.2), read and not verified. */
export interface Sign1 {
  readonly algorithm: 'ES256' | 'ES384' | 'EdDSA';
  /** Certificates of the signer in DER, its own first (RFC 9360); none where the verifier has to know the key. */
  readonly chain: readonly Uint8Array[];
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** What is signed. */
  readonly signed: Uint8Array;
}

const TAG = 18n;
const [ALG, CRIT, X5CHAIN] = [1n, 2n, 33n];
const ALGORITHMS: ReadonlyMap<bigint, Sign1['algorithm']> = new Map([
  [-7n, 'ES256'],
  [-35n, 'ES384'],
  [-8n, 'EdDSA'],
]);
const MOST_CERTIFICATES = 5;
const WHAT = 'signed token';

/** Reads a tagged COSE_Sign1. Throws `Refused` (ASSAY-ATTESTATION-002 to -005). */
export function readSign1(bytes: Uint8Array): Sign1 {
  const outer = readCbor(bytes, WHAT);
  // A MAC (tag 17) takes a key that the verifier has as well: whoever verifies could make it.
  if (outer.is !== 'tag' || outer.tag !== TAG) throw notTaken('COSE_Sign1, tag 18', outer.is === 'tag' ? `tag ${outer.tag}` : 'no tag');
  const parts = outer.value.is === 'list' ? outer.value.value : [];
  const [protectedPart, open, payload, signature] = parts;
  if (parts.length !== 4 || protectedPart?.is !== 'bytes' || open?.is !== 'map' || payload?.is !== 'bytes' || signature?.is !== 'bytes')
    throw notTaken('protected and open headers, a payload and a signature', 'something else');
  const headers = protectedHeaders(protectedPart.value);
  const both = [...headers.keys()].filter((key) => open.value.has(key));
  if (both.length > 0) throw notTaken('each header once', `header ${String(both[0]).slice(0, 40)} twice`);
  // What is marked critical and not understood refuses, and nothing is understood that has to be marked (RFC 9052 section 3.1).
  if (headers.has(CRIT) || open.value.has(CRIT)) throw notTaken('no critical headers', 'some');
  const algorithm = headers.get(ALG);
  const known = algorithm?.is === 'number' ? ALGORITHMS.get(algorithm.value) : undefined;
  if (known === undefined) throw notTaken('ES256, ES384 or EdDSA, under the signature', algorithm?.is === 'number' ? `algorithm ${algorithm.value}` : 'none');
  return {
    algorithm: known,
    chain: chainOf(headers.get(X5CHAIN) ?? open.value.get(X5CHAIN)),
    payload: payload.value,
    signature: signature.value,
    signed: toBeSigned(protectedPart.value, payload.value),
  };
}

/** RFC 9052 section 4.4, without anything of the application's. */
export function toBeSigned(protectedPart: Uint8Array, payload: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode('Signature1');
  return joined(
    cborHead(4, 4),
    cborHead(3, context.length),
    context,
    cborHead(2, protectedPart.length),
    protectedPart,
    cborHead(2, 0),
    cborHead(2, payload.length),
    payload,
  );
}

function protectedHeaders(bytes: Uint8Array): CborMap {
  if (bytes.length === 0) return new Map();
  const read = readCbor(bytes, 'protected headers');
  if (read.is !== 'map') throw notTaken('a map of headers', 'something else');
  return read.value;
}

function chainOf(header: Cbor | undefined): readonly Uint8Array[] {
  if (header === undefined) return [];
  const all = header.is === 'list' ? header.value : [header];
  const chain = all.flatMap((each) => (each.is === 'bytes' ? [each.value] : []));
  if (chain.length !== all.length || chain.length > MOST_CERTIFICATES || chain.length === 0)
    throw notTaken(`one to ${MOST_CERTIFICATES} certificates`, `${all.length} of them, or something else`);
  return chain;
}

function notTaken(expected: string, found: string): Refused {
  return new Refused(
    attestationFaults.fault('005', {
      message: 'the token is signed in a way that is not taken',
      field: WHAT,
      expected,
      found,
      remedy: 'Sign it as COSE_Sign1 with the attestation key of the device, as RFC 9783 has it.',
    }),
  );
}

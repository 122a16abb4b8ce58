import { Digest, Refused } from '../../core/index.ts';
import { type Envelope, pae } from './dsse.ts';
import { statementFaults } from './faults.ts';
import { STATEMENT_LIMITS } from './limits.ts';

/** How a key signs. It belongs to the key, so that no envelope chooses a weaker one. */
export type KeyScheme = 'ed25519' | 'ecdsa-p256-sha256' | 'ecdsa-p384-sha384' | 'rsa-pss-sha256' | 'rsa-pkcs1-sha256';

export interface StatementKey {
  readonly scheme: KeyScheme;
  /** DER of the SubjectPublicKeyInfo (RFC 5280). */
  readonly spki: Uint8Array;
  /** What envelopes may call it. It narrows what is tried, and proves nothing. */
  readonly keyid?: string;
}

/** The primitive: whether `signature` is over `message` by `key`. False for whatever cannot be read; throws nothing. */
export type VerifySignature = (key: StatementKey, message: Uint8Array, signature: Uint8Array) => boolean;

/** The primitive of whoever holds a private key. */
export type SignBytes = (message: Uint8Array) => Uint8Array;

export interface EnvelopeVerdict {
  readonly ok: boolean;
  /** The keys that signed, each once however often it did, in the order of the signatures. */
  readonly by: readonly StatementKey[];
  /** In words, why not; empty where it is. */
  readonly why: string;
}

/**
 * Whether an envelope of one of these payload types is signed by at least `threshold` different keys of these (DSSE protocol 1.0). Two keys are one where their bytes are. `keyid`
 * is under no signature: where it names some of the keys only those are tried, else all. Throws `Refused` (ASSAY-STATEMENT-002, -005).
 */
export function verifyEnvelope(
  envelope: Envelope,
  { keys, threshold = 1, payloadTypes }: { readonly keys: readonly StatementKey[]; readonly threshold?: number; readonly payloadTypes: readonly string[] },
  verify: VerifySignature,
): EnvelopeVerdict {
  if (!Number.isSafeInteger(threshold) || threshold < 1) {
    throw new Refused(
      statementFaults.fault('005', {
        message: 'the threshold of signatures cannot be used',
        expected: 'a whole number, 1 or more',
        found: String(threshold),
        remedy: 'Say how many different keys have to have signed.',
      }),
    );
  }
  // An empty type is no type that anybody supports, whatever a caller lists.
  if (envelope.payloadType === '' || !payloadTypes.includes(envelope.payloadType))
    return { ok: false, by: [], why: `the payload is of the type "${envelope.payloadType.slice(0, 200)}", which is not asked for` };
  const message = pae(envelope.payloadType, envelope.payload);
  const found = new Map<Digest, StatementKey>();
  let tries = 0;
  for (const { sig, keyid } of envelope.signatures) {
    const named = keyid === undefined ? [] : keys.filter((key) => key.keyid === keyid);
    const candidates = named.length > 0 ? named : keys;
    tries += candidates.length;
    if (tries > STATEMENT_LIMITS.tries) {
      throw new Refused(
        statementFaults.fault('002', {
          message: 'the envelope has more signatures, for so many keys, than Assay tries',
          expected: `at most ${STATEMENT_LIMITS.tries} tries`,
          found: `${envelope.signatures.length} signatures, ${keys.length} keys`,
          remedy: 'Give fewer keys, or name them in the signatures.',
        }),
      );
    }
    const key = candidates.find((one) => verify(one, message, sig));
    if (key !== undefined) found.set(Digest.of(key.spki), key);
  }
  const by = [...found.values()];
  const ok = by.length >= threshold;
  return { ok, by, why: ok ? '' : by.length === 0 ? 'no signature is of a key that is asked for' : `${by.length} of ${threshold} keys signed` };
}

/** Signs a payload. `keyid` is written beside the signature as a hint. */
export function signEnvelope(payloadType: string, payload: Uint8Array, signers: readonly { readonly sign: SignBytes; readonly keyid?: string }[]): Envelope {
  const message = pae(payloadType, payload);
  return { payloadType, payload, signatures: signers.map(({ sign, keyid }) => ({ sig: sign(message), ...(keyid === undefined ? {} : { keyid }) })) };
}

import { canonicalJson, Instant, type Json } from '../../core/index.ts';

/** How a signature of a playbook stands. `holds` says that the bytes are those that the key signed; whose key it is, only `trusted` says. */
export interface SignatureVerdict {
  readonly id: string;
  readonly signee: string;
  readonly state: 'holds' | 'broken' | 'not-verifiable' | 'not-in-force';
  /** The key is one of those that were given as trusted. */
  readonly trusted: boolean;
  readonly why: string;
}

/** What verifies, handed in: a pure room has no keys. `key` is DER of SubjectPublicKeyInfo, or of a certificate. `undefined` where the key or the algorithm is not one that it knows. */
export interface Verifying {
  hash(algorithm: string, text: string): Uint8Array | undefined;
  verify(
    algorithm: string,
    key: { readonly der: Uint8Array; readonly certificate: boolean },
    message: Uint8Array,
    value: Uint8Array,
  ): { readonly holds: boolean; readonly trusted: boolean } | undefined;
}

type Signature = Readonly<Record<string, Json>>;
const LONGEST = 64 * 1024;

/**
 * Judges the signatures of a playbook that was read (CACAO 2.0, 10.15, after ITU-T X.590): the playbook without `signatures`, with the signature without its `value` in their place, in canonical
 * form (RFC 8785), hashed, and the hash signed. Where the specification leaves open how the hash is handed over and under which name the signature stands, each reading that binds all of it is tried.
 */
export function signaturesOf(document: Json, at: Instant, crypto: Verifying): readonly SignatureVerdict[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return [];
  const { signatures, ...unsigned } = document as { readonly [key: string]: Json };
  if (!Array.isArray(signatures)) return [];
  return (signatures as readonly Signature[]).slice(0, 20).map((signature) => judged(unsigned, signature, at, crypto));
}

function judged(unsigned: { readonly [key: string]: Json }, signature: Signature, at: Instant, crypto: Verifying): SignatureVerdict {
  const { value, ...without } = signature;
  const text = (name: string) => (typeof signature[name] === 'string' ? signature[name] : undefined);
  const is = (state: SignatureVerdict['state'], why: string, trusted = false): SignatureVerdict => ({
    id: text('id') ?? '',
    signee: text('signee') ?? '',
    state,
    trusted,
    why,
  });
  if (signature['revoked'] === true) return is('not-in-force', 'the signature was revoked');
  const [from, until] = [text('valid_from'), text('valid_until')];
  if (from !== undefined && Instant.format(at) < from) return is('not-in-force', `the signature counts from ${from} on`);
  if (until !== undefined && Instant.format(at) >= until) return is('not-in-force', `the signature counted until ${until}`);
  if (text('related_to') !== unsigned['id']) return is('broken', 'the signature is for another playbook');
  if (text('related_version') !== unsigned['modified']) return is('broken', 'the signature is for another version of the playbook');
  const chain = signature['public_cert_chain'];
  const first: Json | undefined = Array.isArray(chain) ? chain[0] : undefined;
  const certificate = typeof first === 'string' ? first : undefined;
  const key = bytesOf(text('public_key') ?? certificate ?? '');
  const signed = bytesOf(typeof value === 'string' ? value : '');
  if (key === undefined || key.length === 0) return is('not-verifiable', 'the key is not in the playbook, and Assay fetches none');
  if (signed === undefined) return is('broken', 'the value is not base64url');
  const algorithm = text('algorithm') ?? '';
  for (const form of [
    { ...unsigned, signatures: [without] },
    { ...unsigned, signature: without },
  ]) {
    const canonical = canonicalJson(form as Json);
    const hash = crypto.hash(text('hash_algorithm') ?? '', canonical);
    if (hash === undefined) return is('not-verifiable', `the hash ${(text('hash_algorithm') ?? '').slice(0, 40)} is not one that Assay knows`);
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    for (const message of [hash, new TextEncoder().encode(hex), new TextEncoder().encode(canonical)]) {
      const found = crypto.verify(algorithm, { der: key, certificate: certificate !== undefined }, message, signed);
      if (found === undefined) return is('not-verifiable', `the algorithm ${algorithm.slice(0, 40)}, or the key for it, is not one that Assay knows`);
      if (found.holds)
        return is('holds', found.trusted ? 'signed by a key that is trusted' : 'signed by the key that it names; nothing says whose that is', found.trusted);
    }
  }
  return is('broken', 'the key did not sign this playbook');
}

/** Base64 and base64url, with white space as PEM has it. */
function bytesOf(text: string): Uint8Array | undefined {
  const plain = text.slice(0, LONGEST).replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
}

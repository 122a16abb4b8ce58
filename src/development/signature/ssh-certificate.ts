import { fingerprintOf } from './fingerprint.ts';
import type { SshAuthority } from './model.ts';
import type { SignatureCrypto } from './port.ts';
import { readMaterial, readSshKey, type SshKey } from './ssh-key.ts';
import { verifySshBlob } from './ssh-signature.ts';
import { misread, sshCursor } from './ssh-wire.ts';

const SUFFIX = '-cert-v01@openssh.com';

export function isCertificateType(type: string): boolean {
  return type.endsWith(SUFFIX);
}

export interface SshCertificate {
  readonly key: SshKey;
  readonly of: SshAuthority;
}

const USER = 1;
const OPTIONS = 32;

/**
 * Reads a certificate of OpenSSH (PROTOCOL.certkeys) and verifies its authority's signature. `undefined`: of a kind that is not accepted, for a host, with a demand that is not
 * understood, or not signed by who it says. Its times and names are judged by whoever uses it. Throws `Refused` (ASSAY-SIGNATURE-001).
 */
export function readSshCertificate(blob: Uint8Array, crypto: SignatureCrypto): SshCertificate | undefined {
  const what = 'certificate';
  const cursor = sshCursor(blob);
  const full = cursor.text('type of the key', 64);
  if (!isCertificateType(full)) return undefined;
  const type = full.startsWith('sk-') ? `${full.slice(0, -SUFFIX.length)}@openssh.com` : full.slice(0, -SUFFIX.length);
  cursor.string('nonce', 256);
  const from = cursor.at;
  const material = readMaterial(type, cursor);
  if (material === undefined || material === 'weak') return undefined;
  // The same key outside a certificate: its type, then the same fields.
  const name = new TextEncoder().encode(type);
  const plain = new Uint8Array(4 + name.length + cursor.at - from);
  plain[3] = name.length;
  plain.set(name, 4);
  plain.set(blob.subarray(from, cursor.at), 4 + name.length);
  cursor.long('serial number');
  const kind = cursor.number('kind of certificate');
  cursor.text('id of the key', 1024);
  const principals = strings(cursor.string('principals'), 'principals');
  const [begins, ends] = [cursor.long('start of validity'), cursor.long('end of validity')];
  const critical = options(cursor.string('critical options'), 'critical options');
  options(cursor.string('extensions'), 'extensions');
  cursor.string('reserved field', 1024);
  const authorityBlob = cursor.string('authority', 8192);
  const signed = blob.subarray(0, cursor.at);
  const signature = cursor.string('signature of the authority', 8192);
  cursor.end(what);
  // A demand that is not understood may be the one that forbids this use. A certificate for nobody in particular is for everybody: nobody is named by it.
  if (kind !== USER || critical.length > 0 || principals.length === 0) return undefined;
  const authority = readSshKey(authorityBlob);
  if (authority === undefined || verifySshBlob(authority, signature, signed, crypto).answer !== 'holds') return undefined;
  return { key: { id: fingerprintOf(plain), type, ...material }, of: { authority: authority.id, principals, begins, ends } };
}

function strings(bytes: Uint8Array, what: string): readonly string[] {
  const cursor = sshCursor(bytes);
  const found: string[] = [];
  while (cursor.left > 0) {
    if (found.length >= 256) throw misread(what, 'at most 256', 'more');
    found.push(cursor.text(what));
  }
  return found;
}

/** Names and values; a name only once, and in order, as PROTOCOL.certkeys has it. */
function options(bytes: Uint8Array, what: string): readonly string[] {
  const cursor = sshCursor(bytes);
  const found: string[] = [];
  while (cursor.left > 0) {
    const name = cursor.text(what);
    if (found.length >= OPTIONS || name <= (found.at(-1) ?? '')) throw misread(what, 'each once, in order', name);
    found.push(name);
    cursor.string(what, 8192);
  }
  return found;
}

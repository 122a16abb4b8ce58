import type { Check, HashName, SignatureCrypto } from './port.ts';
import type { SshKey } from './ssh-key.ts';
import { sshCursor } from './ssh-wire.ts';

const UNITS = { nistp256: 'sha256', nistp384: 'sha384', nistp521: 'sha512' } as const satisfies Record<string, HashName>;

/** Which format of signature goes with a type of key, and what it digests with. RSA with SHA-1 (`ssh-rsa`) is not among them: two messages with one signature can be made. */
function algorithmOf(key: SshKey, format: string): { readonly hash?: HashName } | undefined {
  if (key.type === 'ssh-rsa') return format === 'rsa-sha2-256' ? { hash: 'sha256' } : format === 'rsa-sha2-512' ? { hash: 'sha512' } : undefined;
  if (format !== key.type) return undefined;
  if (key.scheme === 'ed25519') return {};
  const curve = Object.entries(UNITS).find(([name]) => key.type.includes(name));
  return curve === undefined ? undefined : { hash: curve[1] };
}

export type SshAnswer =
  | { readonly answer: 'holds'; readonly touched?: boolean }
  | { readonly answer: 'broken' }
  | { readonly answer: 'not-accepted'; readonly format: string };

/**
 * Verifies one signature blob (RFC 4253 section 6.6, RFC 8332, RFC 5656, RFC 8709; PROTOCOL.u2f for keys on a token) of `message` by `key`.
 * `touched`: whether a token says that somebody was there. Throws `Refused` (ASSAY-SIGNATURE-001).
 */
export function verifySshBlob(key: SshKey, blob: Uint8Array, message: Uint8Array, crypto: SignatureCrypto): SshAnswer {
  const outer = sshCursor(blob);
  const format = outer.text('format of the signature', 64);
  const algorithm = algorithmOf(key, format);
  if (algorithm === undefined) return { answer: 'not-accepted', format };
  const raw = outer.string('signature', 4096);
  const token = key.application === undefined ? undefined : { flags: outer.byte('flags of the token'), counter: outer.bytes(4, 'counter of the token') };
  outer.end('signature');
  const signature = key.scheme === 'ecdsa' ? plain(raw, key.width) : key.scheme === 'rsa' ? padded(raw, key.width) : raw;
  if (signature === undefined) return { answer: 'broken' };
  const check: Check = {
    key: key.spki,
    scheme: key.scheme,
    ...(algorithm.hash === undefined ? {} : { hash: algorithm.hash }),
    signed: token === undefined ? message : tokenMessage(key.application ?? new Uint8Array(), token, message, crypto),
    signature,
    encoding: 'plain',
  };
  if (!crypto.verify(check)) return { answer: 'broken' };
  return { answer: 'holds', ...(token === undefined ? {} : { touched: (token.flags & 1) === 1 }) };
}

function tokenMessage(
  application: Uint8Array,
  { flags, counter }: { readonly flags: number; readonly counter: Uint8Array },
  message: Uint8Array,
  crypto: SignatureCrypto,
): Uint8Array {
  const out = new Uint8Array(69);
  out.set(crypto.digest('sha256', application));
  out[32] = flags;
  out.set(counter, 33);
  out.set(crypto.digest('sha256', message), 37);
  return out;
}

function plain(raw: Uint8Array, width: number): Uint8Array | undefined {
  const cursor = sshCursor(raw);
  const [r, s] = [cursor.magnitude('signature', 66), cursor.magnitude('signature', 66)];
  cursor.end('signature');
  if (r.length > width || s.length > width) return undefined;
  const out = new Uint8Array(2 * width);
  out.set(r, width - r.length);
  out.set(s, 2 * width - s.length);
  return out;
}

/** RFC 8332 section 3: as long as the modulus; OpenSSH drops noughts before it. */
function padded(raw: Uint8Array, width: number): Uint8Array | undefined {
  if (raw.length > width) return undefined;
  const out = new Uint8Array(width);
  out.set(raw, width - raw.length);
  return out;
}

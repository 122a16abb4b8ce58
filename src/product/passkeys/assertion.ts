import { parseJson, Refused } from '../../core/index.ts';
import { fromBase64 } from '../../ledger/base64.ts';
import type { RelyingParty } from './relying-party.ts';

/** Why a ceremony is refused. Tests and the log know it; a stranger is told one thing only. */
export type PasskeyRefusal =
  | 'malformed'
  | 'wrong-ceremony'
  | 'wrong-origin'
  | 'framed'
  | 'challenge'
  | 'unknown-passkey'
  | 'another-person'
  | 'user-verification'
  | 'signature'
  | 'counter';

export interface ClientData {
  readonly type: string;
  /** base64url, as we gave it out. */
  readonly challenge: string;
  readonly origin: string;
  readonly crossOrigin: boolean;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const MOST = 8192;

/** What a browser wrote of the ceremony (Web Authentication Level 3, section 5.8.1). The bytes are the browser's, or whoever plays one. `undefined`: not that. */
export function readClientData(clientDataJSON: string): ClientData | undefined {
  const bytes = fromBase64Url(clientDataJSON);
  if (bytes === undefined) return undefined;
  try {
    const data = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'clientDataJSON', { bytes: MOST, depth: 5 });
    if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined;
    const { type, challenge, origin, crossOrigin, topOrigin } = data as Readonly<Record<string, unknown>>;
    if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string' || !BASE64URL.test(challenge)) return undefined;
    // A page of ours in a frame of another site: a click there may be somebody else's idea.
    return { type, challenge, origin, crossOrigin: crossOrigin !== undefined && crossOrigin !== false ? true : topOrigin !== undefined };
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Section 7.1 steps 7 to 10 and 7.2 steps 10 to 14: the right ceremony, on our own page, in no frame of another's. */
export function clientDataRefusal(data: ClientData | undefined, type: 'webauthn.create' | 'webauthn.get', site: RelyingParty): PasskeyRefusal | undefined {
  if (data === undefined) return 'malformed';
  if (data.type !== type) return 'wrong-ceremony';
  if (data.origin !== site.origin) return 'wrong-origin';
  return data.crossOrigin ? 'framed' : undefined;
}

/** Flags and counter of authenticator data (section 6.1), of an assertion, base64url. `undefined` where it is too short. */
export function readFlags(authenticatorData: string): { readonly userVerified: boolean; readonly counter: number } | undefined {
  const bytes = fromBase64Url(authenticatorData);
  if (bytes === undefined || bytes.length < 37) return undefined;
  const [flags = 0, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(32, 37);
  // UP (bit 0) and UV (bit 2).
  return { userVerified: (flags & 0x05) === 0x05, counter: a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d };
}

/**
 * Whether the signature counter moved as that of one authenticator does (section 6.1.1). Passkeys that are kept in step between devices always say nought;
 * every other counter that does not grow means that there are two of this key.
 */
export function counterMoved(kept: number, seen: number): boolean {
  return (kept === 0 && seen === 0) || seen > kept;
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length > (MOST / 3) * 4 || !BASE64URL.test(text)) return undefined;
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}

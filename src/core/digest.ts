import { hash } from 'node:crypto';
import type { Brand } from './brand.ts';

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = Brand<string, 'Digest'>;

const PATTERN = /^sha256:[0-9a-f]{64}$/;

export const Digest = {
  /** SHA-256 (FIPS 180-4) of the bytes, or of the text's UTF-8. */
  of(data: string | Uint8Array): Digest {
    return `sha256:${hash('sha256', data, 'hex')}` as Digest;
  },
  isText(text: string): text is Digest {
    return PATTERN.test(text);
  },
} as const;

/** The bare hash in hex, of formats that are not ours and name their things so: git's objects, fingerprints of keys, names of clients of TLS. Never MD5 or SHA-1 for anything of our own. */
export function hexHash(algorithm: 'md5' | 'sha1' | 'sha256', data: string | Uint8Array): string {
  return hash(algorithm, data, 'hex');
}

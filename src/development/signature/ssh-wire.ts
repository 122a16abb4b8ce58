import { Refused } from '../../core/index.ts';
import { ascii } from '../git/text.ts';
import { signatureFaults } from './faults.ts';

/** Takes what stands in a message of SSH one after the other (RFC 4251 section 5). Each throws `Refused` (ASSAY-SIGNATURE-001). */
export interface SshCursor {
  number(what: string): number;
  /** A moment or counter of 64 bits; what is past 2^53 is given as infinity. */
  long(what: string): number;
  byte(what: string): number;
  string(what: string, most?: number): Uint8Array;
  /** ASCII that can be shown. */
  text(what: string, most?: number): string;
  /** A number that is not negative, big-endian without leading noughts. */
  magnitude(what: string, most: number): Uint8Array;
  bytes(count: number, what: string): Uint8Array;
  readonly at: number;
  readonly left: number;
  end(what: string): void;
}

const MOST = 128 * 1024;

export function sshCursor(input: Uint8Array): SshCursor {
  let at = 0;
  const bytes = (count: number, what: string) => {
    if (count > input.length - at) throw misread(what, `${count} bytes`, `${input.length - at}`);
    at += count;
    return input.subarray(at - count, at);
  };
  const number = (what: string) => bytes(4, what).reduce((sum, one) => sum * 256 + one, 0);
  const string = (what: string, most = MOST) => {
    const length = number(what);
    if (length > most) throw misread(what, `at most ${most} bytes`, `${length}`);
    return bytes(length, what);
  };
  return {
    number,
    string,
    bytes,
    byte: (what) => bytes(1, what)[0] ?? 0,
    long: (what) => {
      const [high, low] = [number(what), number(what)];
      return high >= 0x200000 ? Number.POSITIVE_INFINITY : high * 0x1_0000_0000 + low;
    },
    text: (what, most = 1024) => {
      const found = string(what, most);
      if (found.some((one) => one < 0x20 || one > 0x7e)) throw misread(what, 'letters that can be shown', 'other bytes');
      return ascii(found, 0, found.length);
    },
    magnitude: (what, most) => {
      const found = string(what, most + 1);
      const [first, second] = found;
      // RFC 4251 section 5: a leading nought only before a bit that would make it negative.
      if (first !== undefined && (first >= 0x80 || (first === 0 && (second === undefined || second < 0x80))))
        throw misread(what, 'a number that is not negative, in as few bytes as it takes', 'another');
      const digits = first === 0 ? found.subarray(1) : found;
      if (digits.length > most) throw misread(what, `at most ${most} bytes`, `${digits.length}`);
      return digits;
    },
    get at() {
      return at;
    },
    get left() {
      return input.length - at;
    },
    end: (what) => {
      if (at !== input.length) throw misread(what, 'nothing more', `${input.length - at} bytes`);
    },
  };
}

/** `string` of RFC 4251: its length, then itself. */
export function sshString(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + bytes.length);
  out[0] = bytes.length >>> 24;
  out[1] = (bytes.length >>> 16) & 255;
  out[2] = (bytes.length >>> 8) & 255;
  out[3] = bytes.length & 255;
  out.set(bytes, 4);
  return out;
}

export function misread(what: string, expected: string, found: string): Refused {
  return new Refused(
    signatureFaults.fault('001', {
      message: `the ${what} cannot be read`,
      field: what,
      expected,
      found,
      remedy: 'Sign again with a tool that is known to keep to PROTOCOL.sshsig, such as ssh-keygen -Y sign.',
    }),
  );
}

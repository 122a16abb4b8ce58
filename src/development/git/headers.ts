import { Refused } from '../../core/index.ts';
import { gitFaults } from './faults.ts';
import { GIT_LIMITS } from './limits.ts';
import { ascii } from './text.ts';

/** One header of a commit or tag: where its name, its value and its whole lines stand in the object. */
export interface Header {
  readonly name: string;
  /** From the first line of the header to behind its last line feed. */
  readonly from: number;
  readonly to: number;
  /** Where the value of the first line begins. */
  readonly value: number;
  readonly lines: number;
}

const [LF, SPACE] = [0x0a, 0x20];

/**
 * Splits the head of a commit or tag into its headers. A line that begins with a space continues the header before it (gitformat-signature).
 * `body` is where the message begins: behind the first empty line, or at the end where there is none. Throws `Refused` (ASSAY-GIT-001, -002).
 */
export function headersOf(bytes: Uint8Array): { readonly headers: readonly Header[]; readonly body: number } {
  const headers: { name: string; from: number; to: number; value: number; lines: number }[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === LF) return { headers, body: at + 1 };
    const end = bytes.indexOf(LF, at);
    const next = end === -1 ? bytes.length : end + 1;
    if (bytes[at] === SPACE) {
      const last = headers.at(-1);
      if (last === undefined) throw new Refused(unreadable('begins with a line that continues another'));
      last.to = next;
      last.lines += 1;
    } else {
      if (headers.length >= GIT_LIMITS.headers) throw new Refused(tooLong('headers', GIT_LIMITS.headers));
      const limit = end === -1 ? bytes.length : end;
      const space = bytes.indexOf(SPACE, at);
      const stop = space === -1 || space > limit ? limit : space;
      headers.push({ name: stop - at > 64 ? '' : ascii(bytes, at, stop), from: at, to: next, value: Math.min(stop + 1, next), lines: 1 });
    }
    at = next;
  }
  return { headers, body: bytes.length };
}

/** The value of a header without the line feed at its end. Lines that continue it lose the space they begin with. */
export function headerValue(bytes: Uint8Array, header: Header): Uint8Array {
  const to = bytes[header.to - 1] === LF ? header.to - 1 : header.to;
  if (header.lines === 1) return bytes.subarray(Math.min(header.value, to), to);
  const out = new Uint8Array(to - header.value);
  let size = 0;
  for (let at = header.value; at < to; at += 1) {
    const byte = bytes[at] as number;
    out[size] = byte;
    size += 1;
    if (byte === LF && at + 1 < to && bytes[at + 1] === SPACE) at += 1;
  }
  return out.subarray(0, size);
}

export function unreadable(why: string) {
  return gitFaults.fault('001', {
    message: `an object of the repository ${why}`,
    expected: 'an object that git itself reads',
    found: why,
    remedy: 'Look at the repository with: git fsck. If another copy of it is well, give that.',
  });
}

export function tooLong(what: string, most: number) {
  return gitFaults.fault('002', {
    message: `an object of the repository has more ${what} than Assay reads`,
    expected: `at most ${most} ${what}`,
    found: 'more',
    remedy: 'If this object is meant to be so, tell us: the bound is there against objects that are made to exhaust whoever reads them.',
  });
}

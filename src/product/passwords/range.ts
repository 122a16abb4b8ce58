import { Refused } from '../../core/index.ts';
import { passwordFaults } from './faults.ts';

/** SHA-1 in upper-case hex, split where the range API of Pwned Passwords splits it: five digits name the file, 35 the line in it. */
export interface RangeKey {
  readonly prefix: string;
  readonly suffix: string;
}

export function rangeKey(sha1: string): RangeKey {
  const hex = sha1.toUpperCase();
  return { prefix: hex.slice(0, 5), suffix: hex.slice(5) };
}

const LINE = /^([0-9A-Fa-f]{35}):(\d{1,12})$/;

/**
 * How often a suffix is counted in a range file: lines `SUFFIX:COUNT`, ended by LF or CRLF. A count of 0 is padding, and counts for nothing. The file is the
 * operator's. Throws `Refused` (ASSAY-PASSWORD-004) for a line that is neither: a list that cannot be read is not one that a password passed.
 */
export function countInRange(text: string, suffix: string, file: string): number {
  const wanted = suffix.toUpperCase();
  let count = 0;
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  lines.forEach((raw, i) => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '' && i === lines.length - 1) return;
    const [, found, times] = LINE.exec(line) ?? [];
    if (found === undefined) throw unreadable(file, i + 1, line);
    if (found.toUpperCase() === wanted) count += Number(times);
  });
  return count;
}

function unreadable(file: string, line: number, found: string): Refused {
  return new Refused(
    passwordFaults.fault('004', {
      message: 'the list of breached passwords cannot be read',
      file,
      line,
      expected: '35 hex digits, a colon, a number',
      found: found.slice(0, 60),
      remedy: 'Fetch this range anew, or start without the list.',
    }),
  );
}

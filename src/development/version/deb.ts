import { compareDigits, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

interface Debian {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

const PRINTABLE = /^[!-~]+$/;

/** Debian Policy 5.6.12, and where it is silent what `dpkg --compare-versions` does: what dpkg only warns of is ordered, what it refuses is undefined. */
export function compareDeb(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  const epoch = compareDigits(x.epoch, y.epoch);
  if (epoch !== 0) return epoch;
  const upstream = comparePart(x.upstream, y.upstream);
  return upstream !== 0 ? upstream : comparePart(x.revision, y.revision);
}

function read(version: string): Debian | undefined {
  if (version.length > LONGEST_VERSION || !PRINTABLE.test(version)) return;
  const colon = version.indexOf(':');
  // dpkg reads the epoch as C reads a number, with a sign, and refuses what is less than nothing.
  const [, sign, epoch] = /^([+-]?)(\d+)$/.exec(colon === -1 ? '0' : version.slice(0, colon)) ?? [];
  if (epoch === undefined || compareDigits(epoch, sign === '-' ? '0' : '2147483647') > 0) return;
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  const upstream = dash === -1 ? rest : rest.slice(0, dash);
  const revision = dash === -1 ? '' : rest.slice(dash + 1);
  return upstream === '' || (dash !== -1 && revision === '') ? undefined : { epoch, upstream, revision };
}

/** Runs of what is no digit by the weight of each character, runs of digits by their value, in turn. The end of a run weighs as a digit does: more than `~`, less than a letter. */
export function comparePart(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const x = weight(a, i);
      const y = weight(b, j);
      if (x !== y) return x < y ? -1 : 1;
      i += 1;
      j += 1;
    }
    const [m, n] = [endOfDigits(a, i), endOfDigits(b, j)];
    const order = compareDigits(a.slice(i, m) || '0', b.slice(j, n) || '0');
    if (order !== 0) return order;
    [i, j] = [m, n];
  }
  return 0;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text, at)) at += 1;
  return at;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function weight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const code = text.charCodeAt(at);
  if (code === 0x7e) return -1;
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) ? code : code + 256;
}

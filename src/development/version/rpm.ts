import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

const PRINTABLE = /^[!-~]+$/;
const FORM = /^(?:(\d+):)?([^-:]+)(?:-([^-:]+))?$/;

/**
 * `[epoch:]version[-release]` as RPM 4.15 and later order it. A version without a release is before the same with one: RPM itself takes them for the same, which is no
 * order (two releases would be the same too).
 */
export function compareRpm(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  const epoch = compareDigits(x[1] ?? '0', y[1] ?? '0');
  if (epoch !== 0) return epoch;
  const version = rpmvercmp(x[2] ?? '', y[2] ?? '');
  if (version !== 0) return version;
  const [m, n] = [x[3], y[3]];
  if (m === undefined || n === undefined) return m === n ? 0 : m === undefined ? -1 : 1;
  return rpmvercmp(m, n);
}

function read(version: string): RegExpExecArray | undefined {
  if (version.length > LONGEST_VERSION || !PRINTABLE.test(version)) return;
  return FORM.exec(version) ?? undefined;
}

const SEPARATORS = /^[^0-9A-Za-z~^]+/;
const SEGMENT = /^(?:\d+|[A-Za-z]+)/;

/** Segments of digits or of letters; digits are after letters, `~` before everything and even the end, `^` after the end and before all else. */
export function rpmvercmp(a: string, b: string): -1 | 0 | 1 {
  let x = a;
  let y = b;
  while (x !== '' || y !== '') {
    x = x.replace(SEPARATORS, '');
    y = y.replace(SEPARATORS, '');
    if (x.startsWith('~') || y.startsWith('~')) {
      if (!x.startsWith('~')) return 1;
      if (!y.startsWith('~')) return -1;
      [x, y] = [x.slice(1), y.slice(1)];
      continue;
    }
    if (x.startsWith('^') || y.startsWith('^')) {
      if (x === '') return -1;
      if (y === '') return 1;
      if (!x.startsWith('^')) return 1;
      if (!y.startsWith('^')) return -1;
      [x, y] = [x.slice(1), y.slice(1)];
      continue;
    }
    if (x === '' || y === '') break;
    const m = SEGMENT.exec(x)?.[0] ?? '';
    const n = SEGMENT.exec(y)?.[0] ?? '';
    const digits = isDigit(m);
    if (digits !== isDigit(n)) return digits ? 1 : -1;
    const order = digits ? compareDigits(m, n) : compareText(m, n);
    if (order !== 0) return order;
    [x, y] = [x.slice(m.length), y.slice(n.length)];
  }
  return x === y ? 0 : x === '' ? -1 : 1;
}

function isDigit(segment: string): boolean {
  return segment.charCodeAt(0) >= 0x30 && segment.charCodeAt(0) <= 0x39;
}

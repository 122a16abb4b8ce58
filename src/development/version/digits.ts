/** Compares two runs of decimal digits by their value, however long: a version may hold more digits than a double is exact for. */
export function compareDigits(a: string, b: string): -1 | 0 | 1 {
  const x = stripped(a);
  const y = stripped(b);
  return x.length === y.length ? compareText(x, y) : x.length < y.length ? -1 : 1;
}

/** By UTF-16 code unit, which for the ASCII that versions are written in is the order of bytes. */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lists of runs of digits; a missing one counts as 0. */
export function compareLists(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareDigits(a[at] ?? '0', b[at] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** No version that a person or a tool made comes near it; a stranger's may. */
export const LONGEST_VERSION = 512;

function stripped(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits.charCodeAt(start) === 0x30) start += 1;
  return start === 0 ? digits : digits.slice(start);
}

import type { ObjectFormat, ObjectId } from '../git/object.ts';
import { objectName } from '../git/object.ts';

const CR = 0x0d;
const LF = 0x0a;

/**
 * Whether two contents differ by their line ends alone, CR LF or LF. In what is no text these bytes mean something. `ships` may be known by its blob's name only; then
 * it is looked whether it is the tag's with either kind of line end throughout.
 */
export function lineEndsAlone(tagged: Uint8Array, ships: Uint8Array | undefined, id: ObjectId, format: ObjectFormat): boolean {
  if (!isText(tagged)) return false;
  const bare = withLf(tagged);
  // All of one kind: a carriage return in one line among others is no tool's work, and changes what a script does.
  if (ships !== undefined) return isText(ships) && (equal(bare, ships) || equal(withCrLf(bare), ships));
  return objectName(format, 'blob', bare) === id || objectName(format, 'blob', withCrLf(bare)) === id;
}

/** As git tells text from other bytes where it changes line ends: no NUL, and one letter in 128 at most that nobody writes. */
function isText(bytes: Uint8Array): boolean {
  let odd = 0;
  for (const byte of bytes) {
    if (byte === 0) return false;
    if (byte === 0x7f || (byte < 0x20 && !WRITTEN.has(byte))) odd += 1;
  }
  return odd <= (bytes.length - odd) >> 7;
}

/** Backspace, tab, line feed, form feed, carriage return, escape. */
const WRITTEN: ReadonlySet<number> = new Set([0x08, 0x09, LF, 0x0c, CR, 0x1b]);

function withLf(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== CR || bytes[at + 1] !== LF) out[to++] = bytes[at] ?? 0;
  return out.subarray(0, to);
}

function withCrLf(bytes: Uint8Array): Uint8Array {
  let lines = 0;
  for (const byte of bytes) if (byte === LF) lines += 1;
  const out = new Uint8Array(bytes.length + lines);
  let to = 0;
  for (const byte of bytes) {
    if (byte === LF) out[to++] = CR;
    out[to++] = byte;
  }
  return out;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

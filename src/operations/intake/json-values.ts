import { Gathering } from '../event/gathering.ts';
import type { Batch, Reader } from '../event/model.ts';
import { ByteQueue } from '../event/queue.ts';
import { INTAKE_LIMITS } from './limits.ts';

/** What a format makes of one JSON object. */
export type ObjectJudge = (value: Readonly<Record<string, unknown>>, offset: number, length: number, into: Gathering) => void;

const NEWLINE = 0x0a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const SAID = { 'not-readable': 'not JSON', 'too-long': 'an object longer than is taken' } as const;
const BLOCK = 128 * 1024;
// Objects framed byte by byte before lines are tried again, where an object was no line.
const PATIENCE = 64;

/** White space, the record mark of RFC 7464, and what an array puts around its objects. */
function between(byte: number | undefined): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09 || byte === 0x2c || byte === 0x5b || byte === 0x5d || byte === 0x1e;
}

/** True where a text of JSON may nest deeper than `most`: exact only beyond as many brackets, which hardly a record has. */
export function tooDeep(text: string, most: number): boolean {
  let brackets = 0;
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at + 1)) {
    brackets += 1;
    if (brackets > most) return depthOf(text) > most;
  }
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1)) {
    brackets += 1;
    if (brackets > most) return depthOf(text) > most;
  }
  return false;
}

function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (quoted) i += code === 0x5c ? 1 : 0;
    else if (code === OPEN || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === CLOSE || code === 0x5d) depth -= 1;
  }
  return deepest;
}

/**
 * Reads JSON objects however they stand: one a line, several a line, printed over many lines, or as the members of an array. A broken one is rejected, and the next line that begins with an object is read again.
 * The fast way takes whole lines; what is not one object a line goes byte by byte.
 */
export function jsonReader(judge: ObjectJudge, most: number = INTAKE_LIMITS.line): Reader {
  const queue = new ByteQueue();
  const into = new Gathering();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  // The scan of an object that has not ended: how far, how deep, within a string.
  let scan: { at: number; depth: number; quoted: boolean } | undefined;
  let patience = 0;
  // Bytes of what is too long or broken, passed up to the next line, and which of the two.
  let passed = 0;
  let why: 'not-readable' | 'too-long' = 'not-readable';
  let started = false;

  /** True where the text is an object, which is handed on. */
  const whole = (text: string, offset: number, length: number): boolean => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return false;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    judge(value as Readonly<Record<string, unknown>>, offset, length, into);
    return true;
  };

  /** Lines that are one object each, as far as they go. */
  const fast = (): void => {
    const last = queue.bytes.subarray(0, Math.min(queue.end, queue.start + BLOCK)).lastIndexOf(NEWLINE);
    if (last < queue.start) return;
    const text = decoder.decode(queue.bytes.subarray(queue.start, last + 1));
    const ascii = text.length === last + 1 - queue.start;
    let from = queue.start;
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at);
      const next = ascii ? from + end - at + 1 : queue.bytes.indexOf(NEWLINE, from) + 1;
      const inner = end > at && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
      const cr = end - inner;
      const fits = next - from <= most && text.charCodeAt(at) === OPEN && text.charCodeAt(inner - 1) === CLOSE;
      const line = fits ? text.slice(at, inner) : '';
      if (!fits || tooDeep(line, INTAKE_LIMITS.depth) || !whole(line, queue.place(from), next - 1 - cr - from)) {
        // Else a blank line, or one that the slow way takes.
        if (inner !== at) {
          patience = PATIENCE;
          break;
        }
      }
      at = end + 1;
      from = next;
    }
    queue.pass(from);
  };

  /** Rejects what waits up to the end of its line; what has not come yet is passed when it comes. */
  const spoilt = (from: number, because: 'not-readable' | 'too-long' = 'not-readable'): boolean => {
    const end = from < queue.end ? queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, from) : -1;
    scan = undefined;
    why = because;
    if (end === -1) {
      passed = queue.end - queue.start;
      queue.pass(queue.end);
      return false;
    }
    into.reject(why, queue.place(queue.start), end - queue.start, SAID[why]);
    queue.pass(end + 1);
    return true;
  };

  /** The line from `from` is an object by itself: what went before was cut. `undefined` while the line has not ended. */
  const anew = (from: number, final: boolean): boolean | undefined => {
    const found = queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, from);
    if (found === -1 && !final) return undefined;
    const end = found === -1 ? queue.end : found;
    let last = end - 1;
    while (last > from && (queue.bytes[last] === 0x0d || queue.bytes[last] === 0x20)) last -= 1;
    if (queue.bytes[last] !== CLOSE || end - from > most) return false;
    try {
      JSON.parse(decoder.decode(queue.bytes.subarray(from, last + 1)));
      return true;
    } catch {
      return false;
    }
  };

  /** One object byte by byte, or what stands in its place. False where more bytes are needed. */
  const slow = (final: boolean): boolean => {
    const { bytes } = queue;
    if (scan === undefined) {
      let at = queue.start;
      while (at < queue.end && between(bytes[at])) at += 1;
      queue.pass(at);
      if (queue.waiting === 0) return false;
      if (queue.bytes[queue.start] !== OPEN) return spoilt(queue.start);
      scan = { at: 0, depth: 0, quoted: false };
    }
    const base = queue.start;
    let { at, depth, quoted } = scan;
    for (; base + at < queue.end; at += 1) {
      if (at > most) return spoilt(base + at, 'too-long');
      const byte = bytes[base + at];
      if (byte === 0x22) quoted = !quoted;
      else if (byte === 0x5c && quoted) at += 1;
      else if (byte === NEWLINE) {
        // No string of JSON holds a line's end (RFC 8259 section 7): the line was cut.
        if (quoted) return spoilt(base + at);
        if (base + at + 1 >= queue.end && !final) break;
        const fresh = bytes[base + at + 1] === OPEN ? anew(base + at + 1, final) : false;
        if (fresh === undefined) break;
        if (fresh) return spoilt(base + at);
      } else if (quoted) continue;
      else if (byte === OPEN || byte === 0x5b) depth += 1;
      else if (byte === CLOSE || byte === 0x5d) {
        depth -= 1;
        if (depth > 0) continue;
        const end = base + at + 1;
        const length = end - base;
        scan = undefined;
        const text = decoder.decode(bytes.subarray(base, end));
        if (tooDeep(text, INTAKE_LIMITS.depth)) into.reject('too-deep', queue.place(base), length, `more than ${INTAKE_LIMITS.depth} levels`);
        else if (!whole(text, queue.place(base), length)) into.reject('not-readable', queue.place(base), length, SAID['not-readable']);
        queue.pass(end);
        patience -= 1;
        return true;
      }
    }
    scan = { at, depth, quoted };
    return false;
  };

  const drain = (final: boolean): void => {
    if (!started && (queue.waiting >= 3 || final)) {
      started = true;
      const { bytes, start } = queue;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf && queue.waiting >= 3) queue.pass(start + 3);
    }
    if (!started) return;
    if (passed > 0) {
      const end = queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, queue.start);
      passed += (end === -1 ? queue.end : end) - queue.start;
      queue.pass(end === -1 ? queue.end : end);
      if (end === -1) return;
      into.reject(why, queue.place(queue.start) - passed, passed, SAID[why]);
      passed = 0;
    }
    for (let before = -1; before !== queue.waiting; ) {
      before = queue.waiting;
      if (scan === undefined && patience <= 0) fast();
      if (queue.waiting > 0) slow(final);
    }
  };

  return {
    feed(bytes: Uint8Array): Batch {
      queue.append(bytes);
      drain(false);
      return into.take();
    },
    end(): Batch {
      drain(true);
      const left = passed + queue.waiting;
      if (left > 0) {
        const cut = passed === 0 || why === 'not-readable';
        into.reject(cut ? 'truncated' : 'too-long', queue.place(queue.end) - left, left, cut ? 'the input ends within an object' : SAID[why]);
      }
      queue.pass(queue.end);
      scan = undefined;
      passed = 0;
      return into.take();
    },
  };
}

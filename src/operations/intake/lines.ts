import { Gathering } from '../event/gathering.ts';
import type { Batch, Reader } from '../event/model.ts';
import { ByteQueue } from '../event/queue.ts';
import { INTAKE_LIMITS } from './limits.ts';

/** What a format makes of one line: `text` from `from` up to `to`, which is cut out only where it is wanted. `cut`: the input ended behind it without a line's end, so that it may be half a line. */
export type LineJudge = (text: string, from: number, to: number, offset: number, length: number, into: Gathering, cut: boolean) => void;

const NEWLINE = 0x0a;
// As much as is decoded at once: enough to make the call cheap, little enough that a piece of text that is kept does not keep much.
const BLOCK = 32 * 1024;

/**
 * Reads a format of lines. The line's bytes are a stranger's: longer ones than `most` are rejected whole and what follows is read. Lines end with LF or CR LF; bytes that are not UTF-8 become U+FFFD.
 * An event's place includes neither the line's end nor the CR.
 */
export function lineReader(judge: LineJudge, most: number = INTAKE_LIMITS.line): Reader {
  const queue = new ByteQueue();
  const into = new Gathering();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  // Bytes of a line that is too long, already passed: its end is still to come.
  let passed = 0;
  // Behind which no line's end waits.
  let looked = 0;

  const one = (from: number, to: number, cut: boolean): void => {
    const length = to > from && queue.bytes[to - 1] === 0x0d ? to - from - 1 : to - from;
    const text = decoder.decode(queue.bytes.subarray(from, from + length));
    judge(text, 0, text.length, queue.place(from), length, into, cut);
  };

  const line = (from: number, to: number): void => {
    if (to - from > most) into.reject('too-long', queue.place(from), to - from, `a line of more than ${most} bytes`);
    else one(from, to, false);
  };

  /** Lines of a block that ends with one. Where all is ASCII, places in the text are places in the bytes. */
  const block = (from: number, to: number): void => {
    const text = decoder.decode(queue.bytes.subarray(from, to));
    if (text.length !== to - from) {
      for (let at = from; at < to; ) {
        const end = queue.bytes.indexOf(NEWLINE, at);
        line(at, end);
        at = end + 1;
      }
      return;
    }
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf('\n', at);
      if (end - at > most) into.reject('too-long', queue.place(from + at), end - at, `a line of more than ${most} bytes`);
      else {
        const last = end > at && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
        judge(text, at, last, queue.place(from + at), last - at, into, false);
      }
      at = end + 1;
    }
  };

  /** The rest of a line that is too long: false while its end has not come. */
  const skipped = (): boolean => {
    const end = queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, queue.start);
    const upTo = end === -1 ? queue.end : end;
    passed += upTo - queue.start;
    if (end === -1) {
      queue.pass(queue.end);
      return false;
    }
    into.reject('too-long', queue.place(end) - passed, passed, `a line of more than ${most} bytes`);
    passed = 0;
    queue.pass(end + 1);
    return true;
  };

  const drain = (): void => {
    if (passed > 0 && !skipped()) return;
    for (;;) {
      const filled = queue.bytes.subarray(0, queue.end);
      let last = filled.lastIndexOf(NEWLINE, Math.min(queue.end, queue.start + BLOCK) - 1);
      if (last < queue.start) last = filled.indexOf(NEWLINE, Math.max(queue.start, looked));
      if (last === -1) break;
      looked = 0;
      block(queue.start, last + 1);
      queue.pass(last + 1);
    }
    looked = queue.end;
    if (queue.waiting <= most) return;
    passed = queue.waiting;
    queue.pass(queue.end);
    looked = 0;
  };

  return {
    feed(bytes: Uint8Array): Batch {
      // The queue may move what it holds.
      const before = queue.waiting;
      queue.append(bytes);
      looked = queue.start + before;
      drain();
      return into.take();
    },
    end(): Batch {
      if (passed > 0) {
        into.reject('too-long', queue.place(queue.end) - passed, passed, `a line of more than ${most} bytes`);
        passed = 0;
      } else if (queue.waiting > 0) one(queue.start, queue.end, true);
      queue.pass(queue.end);
      looked = 0;
      return into.take();
    },
  };
}

import type { Instant } from '../../core/index.ts';
import { Gathering } from '../event/gathering.ts';
import type { Batch, Reader, SecurityEvent } from '../event/model.ts';
import { ByteQueue } from '../event/queue.ts';
import { INTAKE_LIMITS } from './limits.ts';
import { loginTold, syslogMessage, syslogSource } from './syslog-message.ts';

export interface SyslogOptions {
  /** About when the messages came: RFC 3164 writes no year. Without it such messages are rejected as without a time. */
  readonly near?: Instant;
  /** Bytes of one message; at most as many as a line may have. */
  readonly longest?: number;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** One message as an event. */
export function syslogEvent(line: string, offset: number, length: number, into: Gathering, near: Instant | undefined) {
  const message = syslogMessage(line, near);
  if (message === undefined) return into.reject('not-readable', offset, length, 'neither RFC 5424 nor RFC 3164');
  if (message.time === undefined) return into.reject('no-time', offset, length, 'no time');
  const told = loginTold(message.app, message.text);
  const { time, record, host } = message;
  const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = {
    class: told === undefined ? 'base' : 'authentication',
    time,
    logSource: syslogSource(message.app, message.facility),
    record,
    offset,
    length,
  };
  if (told !== undefined) event.detail = told.detail;
  // The host's own address is not said; where it is its name, it stands for it.
  if (told?.from !== undefined) event.record = { ...record, src_ip: told.from, src_port: told.port, user: told.detail.user };
  if (host !== undefined) event.device = host;
  into.event(event);
}

/** Syslog over a stream (RFC 6587): each message framed by its count of octets or by a line's end, whichever it begins with. */
export function syslogReader(options: SyslogOptions = {}): Reader {
  const queue = new ByteQueue();
  const into = new Gathering();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const longest = Math.min(options.longest ?? INTAKE_LIMITS.line, INTAKE_LIMITS.line);
  // Bytes of a message that is too long: already passed, and still to pass (-1: up to the line's end).
  let [passed, toPass] = [0, 0];

  const one = (from: number, to: number) => {
    let end = to;
    while (end > from && (queue.bytes[end - 1] === 0x0d || queue.bytes[end - 1] === 0)) end -= 1;
    if (end === from) into.reject('no-event', queue.place(from), to - from, 'empty line');
    else syslogEvent(decoder.decode(queue.bytes.subarray(from, end)), queue.place(from), end - from, into, options.near);
  };

  const tooLong = (end: number) => into.reject('too-long', queue.place(end) - passed, passed, `a message of more than ${longest} bytes`);

  /** The count that a frame begins with and where the message begins; 0 for a line, -1 where more bytes are needed. */
  const counted = (): readonly [count: number, at: number] => {
    let count = 0;
    for (let at = queue.start; at < queue.start + 10; at += 1) {
      if (at >= queue.end) return [-1, at];
      const byte = queue.bytes[at] ?? 0;
      if (byte === SPACE && at > queue.start) return queue.bytes[queue.start] === 0x30 ? [0, at] : [count, at + 1];
      if (byte < 0x30 || byte > 0x39) return [0, at];
      count = count * 10 + byte - 0x30;
    }
    return [0, queue.start];
  };

  const passing = (): boolean => {
    const found = toPass === -1 ? queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, queue.start) : queue.start + toPass;
    const end = found === -1 || found > queue.end ? queue.end : found;
    const step = end - queue.start;
    passed += step;
    if (toPass !== -1) toPass -= step;
    const over = toPass === -1 ? found !== -1 : toPass === 0;
    if (over) {
      tooLong(end);
      queue.pass(toPass === -1 ? end + 1 : end);
      [passed, toPass] = [0, 0];
    } else queue.pass(queue.end);
    return over;
  };

  const next = (): boolean => {
    if (toPass !== 0) return passing();
    if (queue.waiting === 0) return false;
    const [count, at] = counted();
    if (count === -1) return false;
    if (count > 0) {
      if (count > longest) {
        toPass = count + at - queue.start;
        return true;
      }
      if (queue.end < at + count) return false;
      one(at, at + count);
      queue.pass(at + count);
      return true;
    }
    const end = queue.bytes.subarray(0, queue.end).indexOf(NEWLINE, queue.start);
    if ((end === -1 ? queue.end : end) - queue.start > longest) {
      toPass = -1;
      return true;
    }
    if (end === -1) return false;
    one(queue.start, end);
    queue.pass(end + 1);
    return true;
  };

  const drain = () => {
    while (next());
  };

  return {
    feed(bytes: Uint8Array): Batch {
      queue.append(bytes);
      drain();
      return into.take();
    },
    end(): Batch {
      drain();
      if (passed > 0) tooLong(queue.end);
      else if (queue.waiting > 0) {
        if (counted()[0] !== 0) into.reject('truncated', queue.place(queue.start), queue.waiting, 'the input ends within a message');
        else one(queue.start, queue.end);
      }
      [passed, toPass] = [0, 0];
      queue.pass(queue.end);
      return into.take();
    },
  };
}

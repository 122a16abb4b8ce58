import type { Question, RecordType } from '../model.ts';

// Messages of the DNS (RFC 1035 section 4). Bytes that come in were written by a resolver, or by whoever could answer in its place.

export const TYPE_NUMBERS: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DS: 43,
  DNSKEY: 48,
  TLSA: 52,
  CAA: 257,
};

const OPT = 41;
const INTERNET = 1;
/** What fits into a packet on any path (RFC 9715). */
const PAYLOAD = 1232;
const MOST_RECORDS = 1000;

/** Where in a message the data of a record stands. */
export interface Raw {
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly start: number;
  readonly end: number;
}

export interface Message {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  /** The AD bit (RFC 4035 section 3.2.3): the resolver says that it checked the signatures. */
  readonly authentic: boolean;
  readonly rcode: number;
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[];
  readonly answers: readonly Raw[];
  readonly authorities: readonly Raw[];
  readonly bytes: Uint8Array;
}

/** Whether the name can be asked for: labels of letters, digits, hyphens and underscores. The root is the empty text. */
export function canAsk(name: string): boolean {
  return name === '' || (name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/i.test(label)));
}

/** A question that wants recursion, says that it understands the AD bit (RFC 6840 section 5.7), and takes answers of 1232 bytes (RFC 6891). `canAsk` must hold. */
export function encodeQuestion(id: number, { name, type }: Question): Uint8Array {
  const out: number[] = [id >> 8, id & 255, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 1];
  out.push(...encodeName(name), TYPE_NUMBERS[type] >> 8, TYPE_NUMBERS[type] & 255, 0, INTERNET);
  out.push(0, OPT >> 8, OPT & 255, PAYLOAD >> 8, PAYLOAD & 255, 0, 0, 0, 0, 0, 0);
  return Uint8Array.from(out);
}

/** The bytes of a name that `canAsk`. */
export function encodeName(name: string): readonly number[] {
  const labels = name === '' ? [] : name.split('.');
  return [...labels.flatMap((label) => [label.length, ...Array.from(label, (c) => c.charCodeAt(0))]), 0];
}

/** The message, or in words why the bytes are none. */
export function readMessage(bytes: Uint8Array): Message | string {
  if (bytes.length < 12) return 'shorter than a header';
  if (bytes.length > 65_535) return 'longer than a message may be';
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const flags = word(2);
  const counts = [word(4), word(6), word(8), word(10)] as const;
  if (counts.reduce((sum, each) => sum + each, 0) > MOST_RECORDS) return 'more records than are read';
  let at = 12;
  const questions: { name: string; type: number; class: number }[] = [];
  for (let i = 0; i < counts[0]; i += 1) {
    const name = readName(bytes, at);
    if (typeof name === 'string') return name;
    if (name.next + 4 > bytes.length) return 'a question that is cut off';
    questions.push({ name: name.text, type: word(name.next), class: word(name.next + 2) });
    at = name.next + 4;
  }
  const sections: Raw[][] = [[], []];
  const truncated = (flags & 0x0200) !== 0;
  for (let section = 0; section < 2; section += 1) {
    for (let i = 0; i < (counts[section + 1] ?? 0); i += 1) {
      const name = readName(bytes, at);
      const end = typeof name === 'string' ? 0 : name.next + 10 + word(name.next + 8);
      if (typeof name === 'string' || name.next + 10 > bytes.length || end > bytes.length) {
        // What was cut off on purpose is asked for again; nothing of it is used.
        if (truncated) return { ...header(), questions, answers: [], authorities: [], bytes };
        return typeof name === 'string' ? name : 'a record that is cut off';
      }
      sections[section]?.push({ owner: name.text, type: word(name.next), class: word(name.next + 2), start: name.next + 10, end });
      at = end;
    }
  }
  return { ...header(), questions, answers: sections[0] ?? [], authorities: sections[1] ?? [], bytes };

  function header() {
    return {
      id: word(0),
      isResponse: (flags & 0x8000) !== 0,
      opcode: (flags >> 11) & 15,
      authoritative: (flags & 0x0400) !== 0,
      truncated,
      recursionAvailable: (flags & 0x0080) !== 0,
      authentic: (flags & 0x0020) !== 0,
      rcode: flags & 15,
    };
  }
}

/**
 * A name at a place, in small letters, and where what follows it begins; or in words why there is none. A pointer must lead back before the piece that it
 * ends (RFC 1035 section 4.1.4 speaks of prior occurrences), so that no chain of them can be a loop.
 */
export function readName(bytes: Uint8Array, start: number): { readonly text: string; readonly next: number } | string {
  const labels: string[] = [];
  let at = start;
  let piece = start;
  let length = 1;
  let next: number | undefined;
  for (;;) {
    const size = bytes[at];
    if (size === undefined) return 'a name that is cut off';
    if (size === 0) return { text: labels.join('.').toLowerCase(), next: next ?? at + 1 };
    if ((size & 0xc0) === 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return 'a name that is cut off';
      const to = ((size & 0x3f) << 8) | low;
      if (to >= piece) return 'a name whose compression leads forward or round';
      next ??= at + 2;
      at = to;
      piece = to;
      continue;
    }
    if ((size & 0xc0) !== 0) return 'a label of an unknown kind';
    length += size + 1;
    if (length > 255) return 'a name longer than 255 bytes';
    if (at + 1 + size > bytes.length) return 'a name that is cut off';
    labels.push(Array.from(bytes.subarray(at + 1, at + 1 + size), label).join(''));
    at += size + 1;
  }
}

/** RFC 1035 section 5.1: what is no plain character is written as its number. */
function label(byte: number): string {
  const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
  return plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
}

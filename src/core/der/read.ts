import { type Fault, Refused } from '../index.ts';
import { derFaults } from './faults.ts';

// A reader of DER (ITU-T X.690 section 10) for bytes that strangers send before they are anybody. It goes where it is told and no deeper, so nesting costs nothing; it copies
// nothing; and what BER allows besides (indefinite lengths, longer forms, constructed strings) is refused, because two readers that differ there see two certificates in one.

/** One element: `whole` and `content` are views of the input. */
export interface Element {
  /** The identifier octet. Tag numbers above 30 do not occur in what is read here, and are refused. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Header and content: what is signed, compared, and copied on. */
  readonly whole: Uint8Array;
}

/** Takes the elements within another one after the other. Each method throws `Refused` (ASSAY-DER-001 to -004, -006); `what` names the thing for whoever has to mend it. */
export interface Cursor {
  /** The tag of the next element; `undefined` at the end. */
  peek(): number | undefined;
  any(what: string): Element;
  take(tag: number, what: string): Element;
  takeIf(tag: number): Element | undefined;
  /** All that follow, at most `most`. */
  rest(what: string, most: number): readonly Element[];
  /** Nothing follows. */
  end(what: string): void;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific tags, as identifier octets. */
export const context = (number: number): number => 0x80 | number;
export const contextOf = (number: number): number => 0xa0 | number;

const NAMES = new Map<number, string>([
  [TAG.boolean, 'BOOLEAN'],
  [TAG.integer, 'INTEGER'],
  [TAG.bits, 'BIT STRING'],
  [TAG.octets, 'OCTET STRING'],
  [TAG.nothing, 'NULL'],
  [TAG.oid, 'OBJECT IDENTIFIER'],
  [TAG.enumerated, 'ENUMERATED'],
  [TAG.utf8, 'UTF8String'],
  [TAG.printable, 'PrintableString'],
  [TAG.teletex, 'TeletexString'],
  [TAG.ia5, 'IA5String'],
  [TAG.utcTime, 'UTCTime'],
  [TAG.generalizedTime, 'GeneralizedTime'],
  [TAG.bmp, 'BMPString'],
  [TAG.sequence, 'SEQUENCE'],
  [TAG.set, 'SET'],
]);

function named(tag: number | undefined): string {
  if (tag === undefined) return 'nothing';
  return NAMES.get(tag) ?? (tag >= 0x80 && tag < 0xc0 ? `[${tag & 0x1f}]` : `tag 0x${tag.toString(16)}`);
}

const MEND = 'Write it anew in DER with a tool that is known to; what was sent is not read in parts.';

/** A fault of this room, with what was read. */
export function malformed(number: '001' | '002' | '003' | '004' | '005' | '006', what: string, expected: string, found: string): Refused {
  const message = `${what}: ${PROBLEM[number]}`;
  const details: Omit<Fault, 'code' | 'whose'> = { message, field: what, expected, found, remedy: MEND };
  return new Refused(derFaults.fault(number, details));
}

const PROBLEM = {
  '001': 'the bytes end within an element',
  '002': 'a length or tag is not written as DER has it',
  '003': 'another element stands here',
  '004': 'bytes are left over',
  '005': 'a value is not written as DER has it',
  '006': 'there is more of it than is read',
} as const;

/** The element at `at` of `bytes`. Throws `Refused` (ASSAY-DER-001, -002). */
function elementAt(bytes: Uint8Array, at: number, what: string): Element {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw malformed('001', what, 'a tag and a length', `${bytes.length - at} bytes`);
  if ((tag & 0x1f) === 0x1f) throw malformed('002', what, 'a tag number below 31', `tag 0x${tag.toString(16)}`);
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    // Four octets hold more than anything that is read; none at all is BER's indefinite form.
    if (octets === 0 || octets > 4) throw malformed('002', what, 'a length in one to four octets', octets === 0 ? 'an indefinite length' : `${octets} octets`);
    length = 0;
    for (let i = 0; i < octets; i += 1) {
      const octet = bytes[start + i];
      if (octet === undefined) throw malformed('001', what, `${octets} octets of length`, `${i}`);
      length = length * 256 + octet;
    }
    if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed('002', what, 'a length in as few octets as it takes', `${length} in ${octets} octets`);
    start += octets;
  }
  const end = start + length;
  if (end > bytes.length) throw malformed('001', what, `${length} bytes of content`, `${bytes.length - start}`);
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** Reads `bytes` as exactly one element of this tag. `most`: bytes that are looked at at all. Throws `Refused` (ASSAY-DER-001 to -004, -006). */
export function readDer(bytes: Uint8Array, what: string, { tag = TAG.sequence as number, most = 64 * 1024 } = {}): Element {
  if (bytes.length > most) throw malformed('006', what, `at most ${most} bytes`, `${bytes.length}`);
  const element = elementAt(bytes, 0, what);
  if (element.tag !== tag) throw malformed('003', what, named(tag), named(element.tag));
  if (element.whole.length !== bytes.length) throw malformed('004', what, 'one element and no more', `${bytes.length - element.whole.length} bytes after it`);
  return element;
}

/** A cursor over what stands within `element`. */
export function inside(element: Element): Cursor {
  const bytes = element.content;
  let at = 0;
  const any = (what: string): Element => {
    const next = elementAt(bytes, at, what);
    at += next.whole.length;
    return next;
  };
  const peek = () => bytes[at];
  const take = (tag: number, what: string): Element => {
    if (peek() !== tag) throw malformed('003', what, named(tag), named(peek()));
    return any(what);
  };
  return {
    peek,
    any,
    take,
    takeIf: (tag) => (peek() === tag ? any(named(tag)) : undefined),
    rest(what, most) {
      const found: Element[] = [];
      while (at < bytes.length) {
        if (found.length === most) throw malformed('006', what, `at most ${most}`, 'more');
        found.push(any(what));
      }
      return found;
    },
    end(what) {
      if (at < bytes.length) throw malformed('004', what, 'nothing more', `${named(peek())} and ${bytes.length - at} bytes`);
    },
  };
}

/** What is explicitly tagged: the one element within. */
export function within(element: Element, tag: number, what: string): Element {
  const cursor = inside(element);
  const inner = cursor.take(tag, what);
  cursor.end(what);
  return inner;
}

import { Instant } from '../index.ts';
import { type Element, malformed, TAG } from './read.ts';

// The values of primitive elements. Each function throws `Refused` (ASSAY-DER-003, -005, -006) and holds the bytes to the one form that DER has for a value.

/** A whole number that is not negative, as big-endian bytes without leading noughts (none at all for 0). `most`: bytes. */
export function magnitudeOf({ tag, content }: Element, what: string, most: number): Uint8Array {
  if (tag !== TAG.integer && tag !== TAG.enumerated) throw malformed('003', what, 'INTEGER', `tag 0x${tag.toString(16)}`);
  const [first, second] = content;
  if (first === undefined) throw malformed('005', what, 'a number', 'no bytes');
  if (first >= 0x80) throw malformed('005', what, 'a number that is not negative', 'a negative one');
  if (first === 0 && second !== undefined && second < 0x80) throw malformed('005', what, 'a number in as few bytes as it takes', 'a leading nought');
  const magnitude = first === 0 ? content.subarray(1) : content;
  if (magnitude.length > most) throw malformed('006', what, `at most ${most} bytes`, `${magnitude.length}`);
  return magnitude;
}

/** A whole number from 0 to 2^31. */
export function numberOf(element: Element, what: string): number {
  return magnitudeOf(element, what, 4).reduce((sum, byte) => sum * 256 + byte, 0);
}

export function booleanOf({ content }: Element, what: string): boolean {
  // X.690 section 11.1: true is all ones.
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw malformed('005', what, 'FF or 00', `${content.length} bytes`);
  return content[0] === 0xff;
}

/** The bytes of a bit string of whole bytes, as keys and signatures are. */
export function wholeBits({ content }: Element, what: string): Uint8Array {
  if (content[0] !== 0) throw malformed('005', what, 'a bit string of whole bytes', content.length === 0 ? 'no bytes' : `${content[0]} unused bits`);
  return content.subarray(1);
}

/** Named bits, such as key usages: bit 0 is the first. At most 16. */
export function namedBits({ content }: Element, what: string): readonly number[] {
  const unused = content[0];
  const last = content.at(-1) ?? 0;
  if (unused === undefined || unused > 7 || content.length > 3 || (content.length === 1 && unused > 0))
    throw malformed('005', what, 'at most 16 bits', 'another bit string');
  // X.690 section 11.2: unused bits are noughts, and so are no trailing ones.
  if (content.length > 1 && ((last & ((1 << unused) - 1)) !== 0 || (last & (1 << unused)) === 0)) throw malformed('005', what, 'no trailing noughts', 'some');
  const found: number[] = [];
  for (let bit = 0; bit < (content.length - 1) * 8; bit += 1) if (((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) found.push(bit);
  return found;
}

/** An object identifier as numbers with dots. At most 40 bytes. */
export function oidOf({ content }: Element, what: string): string {
  if (content.length === 0 || content.length > 40 || (content.at(-1) ?? 0) >= 0x80)
    throw malformed('005', what, 'an object identifier', `${content.length} bytes`);
  const arcs: number[] = [];
  let arc = 0;
  let begins = true;
  for (const byte of content) {
    if (begins && byte === 0x80) throw malformed('005', what, 'an arc in as few bytes as it takes', 'a leading nought');
    arc = arc * 128 + (byte & 0x7f);
    // What is past this loses digits: two identifiers would be written the same.
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw malformed('005', what, 'arcs below 2^46', 'a larger one');
    begins = byte < 0x80;
    if (!begins) continue;
    if (arcs.length > 0) arcs.push(arc);
    else {
      const top = Math.min(2, Math.floor(arc / 40));
      arcs.push(top, arc - 40 * top);
    }
    arc = 0;
  }
  return arcs.join('.');
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Text of the kinds that names have (RFC 5280 section 4.1.2.4). `most`: UTF-16 units. Control characters are refused: names are shown to people. */
export function textOf({ tag, content }: Element, what: string, most: number): string {
  if (content.length > 4 * most) throw malformed('006', what, `at most ${most} letters`, `${content.length} bytes`);
  const text = decoded(tag, content, what);
  if (text.length > most) throw malformed('006', what, `at most ${most} letters`, `${text.length}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text))
    throw malformed('005', what, 'letters that can be shown', 'control characters');
  return text;
}

function decoded(tag: number, content: Uint8Array, what: string): string {
  switch (tag) {
    case TAG.utf8:
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
      } catch {
        throw malformed('005', what, 'UTF-8', 'other bytes');
      }
    case TAG.printable: {
      const text = latin(content);
      if (!PRINTABLE.test(text)) throw malformed('005', what, 'the letters of a PrintableString', 'others');
      return text;
    }
    case TAG.ia5:
    case TAG.teletex: {
      // What is left of Teletex in use is ASCII; anything else of it means different things to different readers.
      if (content.some((byte) => byte >= 0x80)) throw malformed('005', what, 'ASCII', 'other bytes');
      return latin(content);
    }
    case TAG.bmp: {
      if (content.length % 2 !== 0) throw malformed('005', what, 'two bytes a letter', `${content.length} bytes`);
      let text = '';
      for (let i = 0; i < content.length; i += 2) text += String.fromCharCode(((content[i] ?? 0) << 8) | (content[i + 1] ?? 0));
      if (!text.isWellFormed()) throw malformed('005', what, 'letters', 'half of one');
      return text;
    }
    default:
      throw malformed('003', what, 'text', `tag 0x${tag.toString(16)}`);
  }
}

function latin(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** ASCII under an implicit tag, such as a DNS name or a URI. */
export function asciiOf(element: Element, what: string, most: number): string {
  return textOf({ ...element, tag: TAG.ia5 }, what, most);
}

/** A moment as RFC 5280 section 4.1.2.5 writes it: to the second, in UTC; UTCTime to the end of 2049, GeneralizedTime after. */
export function instantOf({ tag, content }: Element, what: string): Instant {
  const text = latin(content.subarray(0, 20));
  const short = tag === TAG.utcTime;
  if (!short && tag !== TAG.generalizedTime) throw malformed('003', what, 'UTCTime or GeneralizedTime', `tag 0x${tag.toString(16)}`);
  const parts = (short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text);
  if (parts === null || content.length > 15) throw malformed('005', what, short ? 'YYMMDDhhmmssZ' : 'YYYYMMDDhhmmssZ', 'another form');
  const [, written = '', month, day, hour, minute, second] = parts;
  const year = short ? `${Number(written) >= 50 ? '19' : '20'}${written}` : written;
  try {
    return Instant.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  } catch {
    throw malformed('005', what, 'a day and a time that there are', text);
  }
}

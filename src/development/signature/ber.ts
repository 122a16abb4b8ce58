import { malformed } from '../../core/der/read.ts';
import { element } from '../../core/der/write.ts';

const DEEPEST = 16;
const PIECES = 4096;

/**
 * BER with indefinite lengths as the same with definite ones, which is all that gpgsm writes otherwise than DER. Only what has an indefinite length is written anew: what has a
 * definite one, such as certificates and what is signed, stays byte for byte. Throws `Refused` (ASSAY-DER-001, -002, -004, -006).
 */
export function definite(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes[1] !== 0x80) return bytes;
  let pieces = 0;
  const read = (from: number, depth: number): { readonly whole: Uint8Array; readonly to: number } => {
    pieces += 1;
    if (depth > DEEPEST || pieces > PIECES) throw malformed('006', what, `at most ${DEEPEST} deep and ${PIECES} elements`, 'more');
    const [tag, length] = [bytes[from], bytes[from + 1]];
    if (tag === undefined || length === undefined) throw malformed('001', what, 'a tag and a length', 'the end');
    if (length !== 0x80) {
      const to = endOf(bytes, from, length, what);
      return { whole: bytes.subarray(from, to), to };
    }
    if ((tag & 0x20) === 0) throw malformed('002', what, 'an indefinite length of what has parts', 'one of a value');
    const inner: Uint8Array[] = [];
    let at = from + 2;
    while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
      const next = read(at, depth + 1);
      inner.push(next.whole);
      at = next.to;
    }
    return { whole: element(tag, ...inner), to: at + 2 };
  };
  const { whole, to } = read(0, 0);
  if (to !== bytes.length) throw malformed('004', what, 'one element and no more', `${bytes.length - to} bytes after it`);
  return whole;
}

function endOf(bytes: Uint8Array, from: number, first: number, what: string): number {
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 4) throw malformed('002', what, 'a length in one to four octets', `${octets} octets`);
  let length = octets === 0 ? first : 0;
  for (let i = 0; i < octets; i += 1) length = length * 256 + (bytes[from + 2 + i] ?? 0);
  const to = from + 2 + octets + length;
  if (to > bytes.length) throw malformed('001', what, `${length} bytes`, 'fewer');
  return to;
}

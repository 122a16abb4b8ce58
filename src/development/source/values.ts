import { type Json, parseJson, Refused } from '../../core/index.ts';
import { sourceFaults } from './faults.ts';
import { SOURCE_LIMITS } from './limits.ts';

/**
 * The values of a text that holds one or several: a document, one a line (NDJSON), or lists one behind the other, as pages of an answer are written. Every list is opened, so that what comes
 * out are objects. Throws `Refused` (ASSAY-SOURCE-002, ASSAY-JSON-001 to -006).
 */
export function valuesOf(text: string, file: string): readonly Json[] {
  if (text.length > SOURCE_LIMITS.file) throw new Refused(tooLong(file, `at most ${SOURCE_LIMITS.file} letters`, `${text.length}`));
  const found: Json[] = [];
  for (const piece of pieces(text)) {
    const value = parseJson(piece, file, { bytes: SOURCE_LIMITS.file, depth: SOURCE_LIMITS.depth });
    // Pages that were gathered into one list are lists in a list.
    for (const one of Array.isArray(value) ? value.flat(1) : [value]) found.push(one);
    if (found.length > SOURCE_LIMITS.entries) throw new Refused(tooLong(file, `at most ${SOURCE_LIMITS.entries} entries`, 'more'));
  }
  return found;
}

/** Cuts where an object or list ends and nothing is open; what makes no sense is left to the parser. */
function* pieces(text: string): Generator<string> {
  let [start, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfText(text, at);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        if (depth <= 0) {
          yield text.slice(start, at + 1);
          start = at + 1;
          depth = 0;
        }
        break;
      default:
    }
  }
  if (text.slice(start).trim() !== '') yield text.slice(start);
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return text.length;
}

export function tooLong(file: string, expected: string, found: string) {
  return sourceFaults.fault('002', {
    message: `${file} has more than Assay reads`,
    file,
    expected,
    found,
    remedy: 'Export less at once, such as the requests of one release.',
  });
}

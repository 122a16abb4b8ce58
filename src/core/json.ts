import { defineFaults, Refused } from './fault.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const jsonFaults = defineFaults('JSON', {
  '001': { whose: 'caller', title: 'not JSON' },
  '002': { whose: 'caller', title: 'nested too deeply' },
  '003': { whose: 'caller', title: 'larger than the limit' },
  '004': { whose: 'caller', title: 'a key that would reach an object prototype' },
  '005': { whose: 'caller', title: 'has no canonical form' },
  '006': { whose: 'caller', title: 'the same key twice in one object' },
});

export interface JsonLimits {
  readonly bytes: number;
  readonly depth: number;
}

/** Enough for a map of some tens of thousands of parts; a larger one is refused before it is parsed. */
export const JSON_LIMITS: JsonLimits = { bytes: 64 * 1024 * 1024, depth: 100 };

/** Keys that would reach an object's prototype: refused wherever foreign keys become an object's. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses foreign JSON text defensively: bounded length and depth, no repeated key, no key that reaches a prototype.
 * `file` names the source in the fault. Throws `Refused` (ASSAY-JSON-001 to -006). The bytes are whoever wrote the file's.
 */
export function parseJson(text: string, file: string, limits: JsonLimits = JSON_LIMITS): Json {
  if (text.length > limits.bytes) {
    throw new Refused(
      jsonFaults.fault('003', {
        message: `${file} is larger than Assay reads`,
        file,
        expected: `at most ${limits.bytes} bytes`,
        found: `${text.length} bytes`,
        remedy: 'Split the file, or remove what is not needed.',
      }),
    );
  }
  scan(text, file, limits.depth);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Refused(notJson(text, file, (error as Error).message));
  }
}

function notJson(text: string, file: string, said: string): Fault {
  // V8 names the offset in two spellings, and the end of input in none.
  const offset = Number(/position (\d+)/.exec(said)?.[1] ?? text.length);
  return jsonFaults.fault('001', {
    message: `${file} is not JSON: ${said}`,
    file,
    ...place(text, offset),
    expected: 'JSON (RFC 8259)',
    remedy: 'Check the file at this place.',
  });
}

type Fault = ReturnType<typeof jsonFaults.fault>;

/** Line and column, both from 1, of a character offset. */
export function place(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) {
    line += 1;
    start = i + 1;
  }
  return { line, column: Math.max(1, offset - start + 1) };
}

// One pass over the text before JSON.parse, because JSON.parse recurses without a bound of ours, keeps the last of two equal
// keys, and so lets two readers of one signed document see different values.
function scan(text: string, file: string, maxDepth: number): void {
  const keys: (Set<string> | undefined)[] = [];
  let expectKey = false;
  for (let i = 0; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case 0x7b: // {
      case 0x5b: {
        // [
        const object = text.charCodeAt(i) === 0x7b;
        keys.push(object ? new Set() : undefined);
        if (keys.length > maxDepth) {
          throw new Refused(
            jsonFaults.fault('002', {
              message: `${file} is nested deeper than ${maxDepth} levels`,
              file,
              ...place(text, i),
              expected: `at most ${maxDepth} levels`,
              remedy: 'Flatten the document.',
            }),
          );
        }
        expectKey = object;
        break;
      }
      case 0x7d: // }
      case 0x5d: // ]
        keys.pop();
        expectKey = false;
        break;
      case 0x2c: // ,
        expectKey = keys.at(-1) !== undefined;
        break;
      case 0x22: {
        const end = endOfString(text, i);
        if (expectKey) {
          checkKey(text, i, end, keys.at(-1), file);
          expectKey = false;
        }
        i = end;
        break;
      }
      default:
    }
  }
}

function endOfString(text: string, start: number): number {
  // The platform finds a character faster than a loop does. A quote ends the string unless an odd number of backslashes stands before it; each is counted once.
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before > start && text.charCodeAt(before) === 0x5c) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function checkKey(text: string, start: number, end: number, seen: Set<string> | undefined, file: string): void {
  if (end === text.length) return; // It does not end. JSON.parse on the whole text reports it, with its place.
  let key = text.slice(start + 1, end);
  if (key.includes('\\')) {
    try {
      key = JSON.parse(text.slice(start, end + 1)) as string;
    } catch {
      return; // The same: an escape that is none.
    }
  }
  if (FORBIDDEN_KEYS.has(key)) {
    throw new Refused(jsonFaults.fault('004', { message: `${file} has the key "${key}"`, file, ...place(text, start), found: key, remedy: 'Rename the key.' }));
  }
  if (seen?.has(key) === true) {
    throw new Refused(
      jsonFaults.fault('006', {
        message: `${file} has the key "${key}" twice in one object`,
        file,
        ...place(text, start),
        found: key,
        remedy: 'Keep one of the two.',
      }),
    );
  }
  seen?.add(key);
}

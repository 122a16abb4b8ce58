import { type Json, parseJson, place, Refused } from '../core/index.ts';
import { mapFaults } from './faults.ts';
import { jsonSpots, offsetOf, type Path, type Spots } from './spots.ts';
import { readBlockYaml } from './yaml-block.ts';
import { readFullYaml } from './yaml-full.ts';

const DOCUMENT_LIMITS = { bytes: 16 * 1024 * 1024, depth: 100 } as const;

/** A parsed YAML or JSON document that can say where in the text a value stands. */
export interface Document {
  readonly file: string;
  readonly value: Json;
  /** Line and column, from 1, of the key or the value at `path`, or of the nearest thing around it. */
  place(path: Path, which: 'key' | 'value'): { readonly line: number; readonly column: number };
}

/**
 * Parses the text of a map or of a foreign model: JSON where it begins as JSON does, else YAML 1.2 as a plain tree. The bytes are whoever
 * wrote the file's. `aliases`: follow YAML's anchors and merge keys, as foreign models use them; a map has none. Throws `Refused` (ASSAY-MAP-001 to -008, ASSAY-JSON-001 to -006); time and memory grow linearly with the text.
 */
export function readDocument(text: string, file: string, aliases = false): Document {
  bound(text, file);
  characters(text, file);
  const first = /[^\s\ufeff]/.exec(text.slice(0, 10_000))?.[0];
  if (text.trim() === '') {
    throw new Refused(
      mapFaults.fault('008', {
        message: `${file} is empty`,
        file,
        line: 1,
        column: 1,
        expected: 'a YAML or JSON document',
        remedy: 'Give the file that was meant.',
      }),
    );
  }
  const parsed = first === '{' || first === '[' ? json(text, file, aliases) : yaml(text, file, aliases);
  if (text.includes('\\')) escaped(parsed.value, file);
  let spots: Spots | undefined;
  let starts: number[] | undefined;
  return {
    file,
    value: parsed.value,
    place: (path, which) => {
      spots ??= parsed.spots();
      starts ??= lineStarts(text);
      const offset = offsetOf(spots, parsed.value, path, which) ?? 0;
      const line = lineOf(starts, offset);
      return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
    },
  };
}

interface Parsed {
  readonly value: Json;
  readonly spots: () => Spots;
}

function json(text: string, file: string, aliases: boolean): Parsed {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    const value = parseJson(body, file, DOCUMENT_LIMITS);
    return { value, spots: () => jsonSpots(text, value) };
  } catch (error) {
    // YAML's flow style begins as JSON does. A file that says it is YAML gets the second reading, and its faults.
    if (/\.(?:ya?ml|otm)$/i.test(file) && error instanceof Refused && error.faults[0]?.code === 'ASSAY-JSON-001') return yaml(text, file, aliases);
    throw error;
  }
}

function yaml(text: string, file: string, aliases: boolean): Parsed {
  const plain = readBlockYaml(text, file, false, aliases);
  if (plain === undefined) {
    const full = readFullYaml(text, file, aliases);
    return { value: full.value, spots: () => full.spots };
  }
  // Places are wanted only where there are faults, so the fast reader runs a second time for them and hands out values it owns.
  return {
    value: plain.value,
    spots: () => {
      const again = readBlockYaml(text, file, true, aliases);
      return again?.spots === undefined ? new WeakMap() : transplant(again.value, plain.value, again.spots);
    },
  };
}

/** The spots of `from`'s objects, keyed by the equal objects of `to`. */
function transplant(from: Json, to: Json, spots: Spots): Spots {
  const moved: Spots = new WeakMap();
  const walk = (a: Json, b: Json): void => {
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return;
    const known = spots.get(a);
    if (known !== undefined) moved.set(b, known);
    for (const key of Object.keys(a)) {
      walk((a as { readonly [key: string]: Json })[key] ?? null, (b as { readonly [key: string]: Json })[key] ?? null);
    }
  };
  walk(from, to);
  return moved;
}

function bound(text: string, file: string): void {
  if (text.length <= DOCUMENT_LIMITS.bytes) return;
  throw new Refused(
    mapFaults.fault('001', {
      message: `${file} is larger than Assay reads`,
      file,
      expected: `at most ${DOCUMENT_LIMITS.bytes} bytes`,
      found: `${text.length} characters`,
      remedy: 'Split the service into several maps, or remove what is not needed.',
    }),
  );
}

function characters(text: string, file: string): void {
  const nul = text.indexOf('\0');
  if (nul === -1 && text.isWellFormed()) return;
  const at = nul === -1 ? text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/) : nul;
  throw new Refused(forbidden(file, nul === -1 ? 'half a surrogate pair' : 'a NUL', place(text, at)));
}

/** The same check on values, because an escape can say what the text itself may not hold. */
function escaped(root: Json, file: string): void {
  const queue: Json[] = [root];
  const bad = (text: string): boolean => text.includes('\0') || !text.isWellFormed();
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value === 'string' && bad(value)) throw new Refused(forbidden(file, 'an escape for a character that no text may hold'));
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      if (bad(key)) throw new Refused(forbidden(file, 'an escape for a character that no text may hold'));
      queue.push(member as Json);
    }
  }
}

function forbidden(file: string, what: string, at?: { line: number; column: number }): ReturnType<typeof mapFaults.fault> {
  return mapFaults.fault('007', {
    message: `${file} holds ${what}`,
    file,
    ...at,
    expected: 'text',
    found: what,
    remedy: 'Remove the character; save the file as UTF-8.',
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

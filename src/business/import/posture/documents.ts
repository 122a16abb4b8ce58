import { type Json, parseJson, Refused } from '../../../core/index.ts';
import { businessImportFaults } from '../faults.ts';

/** Bounds of a report of many documents. Rows are counted before any is parsed, since an empty object is two bytes there and a hundred here. */
export const DOCUMENT_LIMITS = { bytes: 64 * 1024 * 1024, depth: 64, rows: 1_000_000 } as const;

export interface Documents {
  readonly values: readonly Json[];
  /** Where each stands: `[3]` of a list, `line 4`, or nothing of the only one. */
  at(i: number): string;
}

/**
 * The documents of a report: one JSON value, a list of them, or one a line (NDJSON). Throws `Refused` (ASSAY-JSON-001 to -006 with the line of the file,
 * ASSAY-BIMPORT-011).
 */
export function readDocuments(text: string, file: string): Documents {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (oneALine(bare)) return lines(bare, file);
  const rows = rowsOf(bare);
  if (rows > DOCUMENT_LIMITS.rows) throw tooMany(file, rows);
  const value = parseJson(bare, file, DOCUMENT_LIMITS);
  if (Array.isArray(value)) return { values: value as readonly Json[], at: (i) => `[${i}]` };
  return { values: [value], at: () => '' };
}

/** Whether the first line that is not empty is a whole object, and another follows. */
function oneALine(text: string): boolean {
  const start = text.search(/\S/);
  if (start === -1 || text[start] !== '{') return false;
  const end = text.indexOf('\n', start);
  if (end === -1) return false;
  const first = text.slice(start, end).trim();
  return first.endsWith('}') && first.length > 1 && /\S/.test(text.slice(end, end + 4096)) && balanced(first);
}

function balanced(line: string): boolean {
  let depth = 0;
  for (let i = 0; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code === 0x22) i = endOfString(line, i);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return depth === 0;
}

function lines(text: string, file: string): Documents {
  let rows = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) rows += 1;
  if (rows > DOCUMENT_LIMITS.rows) throw tooMany(file, rows);
  if (text.length > DOCUMENT_LIMITS.bytes) parseJson(text, file, DOCUMENT_LIMITS);
  const values: Json[] = [];
  const places: number[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    try {
      values.push(parseJson(line, file, DOCUMENT_LIMITS));
      places.push(i + 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(...error.faults.map((fault) => ({ ...fault, line: i + 1 })));
    }
  });
  return { values, at: (i) => `line ${places[i] ?? 0}` };
}

/** Elements of a list, by its commas outside of all else. */
function rowsOf(text: string): number {
  let depth = 0;
  let rows = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2c && depth === 1) rows += 1;
  }
  return rows;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return text.length;
}

function tooMany(file: string, rows: number): Refused {
  return new Refused(
    businessImportFaults.fault('011', {
      message: `${file} holds ${rows} rows`,
      file,
      expected: `at most ${DOCUMENT_LIMITS.rows}`,
      found: String(rows),
      remedy: 'Import the report in parts.',
    }),
  );
}

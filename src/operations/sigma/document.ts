import { type Fault, type Json, parseJson, place, Refused } from '../../core/index.ts';
import { fieldName, jsonSpots, offsetOf, type Path, type Spots } from '../../map/spots.ts';
import { readBlockYaml } from '../../map/yaml-block.ts';
import { readFullYaml } from '../../map/yaml-full.ts';
import { sigmaFaults } from './faults.ts';

/** One file of rules. The bytes are whoever wrote the rules'. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** Where something of a document stands, as faults say it. */
export type Where = { readonly file: string; readonly line?: number; readonly column?: number; readonly field?: string };

export interface RuleDocument {
  readonly value: Json;
  /** The line on which the document begins, from 1. */
  readonly line: number;
  readonly where: (path: Path, which?: 'key' | 'value') => Where;
}

/** SigmaHQ's 3,141 rules together are 5.7 MB; one file is a few thousand characters. */
const LARGEST = 4 * 1024 * 1024;
const MOST_DOCUMENTS = 20_000;

/** The documents of a file: YAML with any number of documents, or JSON, where a list is one document an element. Whatever cannot be read is a fault, and the rest is given. */
export function documentsOf({ file, text }: RuleText): { readonly documents: readonly RuleDocument[]; readonly faults: readonly Fault[] } {
  if (text.length > LARGEST) {
    const fault = sigmaFaults.fault('002', {
      message: `${file} is larger than a file of rules may be`,
      file,
      expected: `at most ${LARGEST} characters`,
      found: `${text.length} characters`,
      remedy: 'Split the file.',
    });
    return { documents: [], faults: [fault] };
  }
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const faults: Fault[] = [];
  const documents: RuleDocument[] = [];
  if (/^\s*[[{]/.test(body)) {
    try {
      const root = parseJson(body, file, { bytes: LARGEST, depth: 100 });
      documents.push(...ofJson(root, body, file));
    } catch (error) {
      faults.push(...unreadable(error, file, 0));
    }
    return { documents, faults };
  }
  const pieces = split(body);
  if (pieces.length > MOST_DOCUMENTS) {
    faults.push(
      sigmaFaults.fault('002', {
        message: `${file} has ${pieces.length} documents`,
        file,
        expected: `at most ${MOST_DOCUMENTS}`,
        found: `${pieces.length} documents`,
        remedy: 'Split the file.',
      }),
    );
  }
  for (const { content, line } of pieces.slice(0, MOST_DOCUMENTS)) {
    try {
      const read = readBlockYaml(content, file, true, true) ?? readFullYaml(content, file, true);
      if (read.value === null) continue;
      documents.push({ value: read.value, line: line + firstLine(content), where: whereIn(content, file, line, read.value, read.spots) });
    } catch (error) {
      faults.push(...unreadable(error, file, line));
    }
  }
  return { documents, faults };
}

function* ofJson(root: Json, text: string, file: string): Generator<RuleDocument> {
  const spots = jsonSpots(text, root);
  const whole = whereIn(text, file, 0, root, spots);
  if (!Array.isArray(root)) {
    yield { value: root, line: 1 + firstLine(text) - 1, where: whole };
    return;
  }
  for (const [i, value] of (root as readonly Json[]).entries()) yield { value, line: whole([i]).line ?? 1, where: (path, which) => whole([i, ...path], which) };
}

function whereIn(text: string, file: string, line: number, root: Json, spots: Spots | undefined): RuleDocument['where'] {
  return (path, which = 'key') => {
    const field = path.length === 0 ? {} : { field: fieldName(path) };
    const offset = spots === undefined ? undefined : offsetOf(spots, root, path, which);
    if (offset === undefined) return { file, line: line + firstLine(text), ...field };
    const at = place(text, offset);
    return { file, line: line + at.line, column: at.column, ...field };
  };
}

/** Lines before the first that says something, and one. */
function firstLine(text: string): number {
  let line = 1;
  for (const one of text.split('\n', 1000)) {
    if (/^\s*(?:#|$)/.test(one)) line += 1;
    else break;
  }
  return line;
}

/** Documents, with the number of lines before each. A marker is one at the start of a line, even inside a quoted text (YAML 1.2.2, section 9.1.2). */
function split(text: string): readonly { readonly content: string; readonly line: number }[] {
  if (!/^(?:---|\.\.\.|%)/m.test(text)) return [{ content: text, line: 0 }];
  const pieces: { content: string; line: number }[] = [];
  let lines: string[] = [];
  let first = 0;
  const flush = (next: number): void => {
    if (lines.some((one) => /\S/.test(one))) pieces.push({ content: lines.join('\n'), line: first });
    lines = [];
    first = next;
  };
  for (const [i, one] of text.split('\n').entries()) {
    const marker = /^(?:---|\.\.\.)(?=\s|$)/.test(one);
    if (marker) flush(i);
    // What stands beside a marker belongs to the document that it begins; its columns are kept.
    if (marker) lines.push(one.startsWith('---') ? `   ${one.slice(3).replace(/^\s#.*$/, '')}` : '');
    else if (one.startsWith('%') && lines.every((before) => !/\S/.test(before))) lines.push('');
    else lines.push(one);
  }
  flush(0);
  return pieces;
}

function unreadable(error: unknown, file: string, line: number): readonly Fault[] {
  if (!(error instanceof Refused)) throw error;
  return error.faults.map(({ message, line: at, column, expected, found, remedy }) =>
    sigmaFaults.fault('001', {
      message,
      file,
      ...(at === undefined ? {} : { line: at + line }),
      ...(column === undefined ? {} : { column }),
      expected: expected ?? 'YAML 1.2 or JSON',
      ...(found === undefined ? {} : { found }),
      remedy,
    }),
  );
}

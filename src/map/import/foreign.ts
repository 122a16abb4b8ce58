import type { z } from 'zod';
import { type Json, Refused } from '../../core/index.ts';
import { turning } from '../direction.ts';
import { type Document, readDocument } from '../document.ts';
import { mapFaults, refuse } from '../faults.ts';
import { translate } from '../translate.ts';

// Reading fields of models that other tools wrote. Their bytes are anybody's: after the shape check below, every field is still
// looked at as "perhaps there, perhaps of another type", because the tools themselves are lenient.

export interface Fields {
  readonly [key: string]: Json;
}

/** The members of a mapping; of anything else, none. */
export function fieldsOf(value: Json | undefined): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text of a scalar, '' for what is absent or no scalar. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The texts of a list of scalars, without empty ones. */
export function textsOf(value: Json | undefined): string[] {
  return listOf(value).flatMap((item) => (textOf(item) === '' ? [] : [textOf(item)]));
}

/** At most `length` characters; never half a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).toWellFormed();
}

/** One line, at most 200 characters, never empty. */
export function nameOf(text: string, otherwise: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return cut(line === '' ? otherwise : line, 200);
}

export function without(fields: Fields, ...keys: readonly string[]): Fields {
  const rest: { [key: string]: Json } = {};
  for (const key of Object.keys(fields)) if (!keys.includes(key)) rest[key] = fields[key] ?? null;
  return rest;
}

const DEPTH = 80;

/** Parses the text and checks that it has the shape of its format. Throws `Refused` (the codes of `readDocument`; ASSAY-MAP-060, -081, -010, -012 to -015). */
export function openForeign(
  text: string,
  file: string,
  format: string,
  schema: z.ZodType,
  marks: (fields: Fields) => boolean,
): { document: Document; fields: Fields } {
  const document = readDocument(text, file, true);
  const fields = fieldsOf(document.value);
  if (!marks(fields)) {
    throw new Refused(
      mapFaults.fault('060', {
        message: `${file} is not a model of ${format}`,
        file,
        ...document.place([], 'value'),
        expected: format,
        found: isFields(document.value) ? `fields ${Object.keys(fields).slice(0, 8).join(', ')}` : 'something else',
        remedy: 'Name the right format with --from, or give the file that was meant.',
      }),
    );
  }
  const turned = turning(text, document);
  if (turned.length > 0) refuse(turned, file);
  const parsed = schema.safeParse(document.value, { reportInput: true });
  if (!parsed.success) refuse(translate(parsed.error.issues, document), file);
  bounded(document.value, file);
  return { document, fields };
}

// An element is kept whole inside the map, a few levels down, and the map has to be readable in its turn.
function bounded(root: Json, file: string): void {
  const queue: [Json, number][] = [[root, 1]];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEPTH)
      throw new Refused(
        mapFaults.fault('003', {
          message: `${file} is nested deeper than ${DEPTH} levels`,
          file,
          expected: `at most ${DEPTH} levels`,
          remedy: 'Flatten the document.',
        }),
      );
    for (const member of Object.values(value) as Json[]) queue.push([member, depth + 1]);
  }
}

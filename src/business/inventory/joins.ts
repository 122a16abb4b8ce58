import { z } from 'zod';
import { type Fault, type Json, nearest, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import type { ServiceMap } from '../../map/model.ts';
import { type DeclaredNetwork, type DeclaredSource, declaredLists, declaredOf } from './declared.ts';
import { inventoryFaults } from './faults.ts';
import { THING_KINDS, type ThingKind } from './model.ts';

// joins.yaml: what a thing of a source is on the map, and which looks make up the inventory, in the operator's own words.

const MOST_RULES = 2_000;
const word = z.string().min(1).max(500);
const condition = {
  /** The importer's format. */
  format: z.string().min(1).max(60).optional(),
  kind: z.enum(THING_KINDS).optional(),
  /** Its name, key or one of its other words; `*` stands for any characters. Large and small letters alike. */
  name: word,
};
const ruleSchema = z.union([z.strictObject({ ...condition, is: word }), z.strictObject({ ...condition, leave: word })]);
const joinsSchema = z.strictObject({ assay: z.literal('joins/1'), joins: z.array(z.unknown()).max(MOST_RULES).default([]), ...declaredLists });

/** A rule, and where it stands: what it joins is explained by pointing at it. */
export interface JoinRule {
  readonly format?: string;
  readonly kind?: ThingKind;
  readonly name: string;
  /** From 1, as people count. */
  readonly number: number;
  readonly line: number;
  readonly says: { readonly is: string } | { readonly leave: string };
}

export interface Joins {
  readonly file: string;
  readonly rules: readonly JoinRule[];
  /** Which looks make up the inventory; none where the operator does not say. */
  readonly sources: readonly DeclaredSource[];
  readonly networks: readonly DeclaredNetwork[];
}

export const NO_JOINS: Joins = { file: 'joins.yaml', rules: [], sources: [], networks: [] };

const FIELDS = ['format', 'kind', 'name', 'is', 'leave'];
const SHAPE = '{ name: TEXT with * for anything, format?: FORMAT, kind?: KIND, and is: PART or leave: REASON }';

/**
 * Reads joins.yaml, YAML or JSON. A misspelt condition would join too much, so unknown fields are refused, and so is a part that the map does not have.
 * The bytes are the operator's. Throws `Refused` with every fault and its place (ASSAY-INVENTORY-001, -002; ASSAY-MAP-001 to -008 for what is no YAML).
 */
export function readJoins(text: string, file: string, map: ServiceMap): Joins {
  const document = readDocument(text, file);
  const whole = joinsSchema.safeParse(document.value);
  if (!whole.success) {
    const [issue] = whole.error.issues;
    const path = (issue?.path ?? []) as (string | number)[];
    throw new Refused(
      inventoryFaults.fault('001', {
        message: `${file} is no file of joins`,
        file,
        ...document.place(path, 'value'),
        field: path.join('.'),
        expected: `assay: joins/1, joins: a list of at most ${MOST_RULES} rules, and where there are some sources: and networks:`,
        found: found(document.value, path),
        remedy: 'See docs/business-inventory.md for the shape.',
      }),
    );
  }
  const parts = new Set(map.parts.map(({ id }) => id));
  const faults: Fault[] = [];
  const rules = whole.data.joins.flatMap((given, i): JoinRule[] => {
    const parsed = ruleSchema.safeParse(given);
    const { line } = document.place(['joins', i], 'value');
    if (!parsed.success) {
      faults.push(shapeFault(given as Json, i, file, document.place(['joins', i], 'value')));
      return [];
    }
    const { data } = parsed;
    if ('is' in data && !parts.has(data.is)) {
      const near = nearest(data.is, parts);
      faults.push(
        inventoryFaults.fault('002', {
          message: `"${data.is}" is no part of the map`,
          file,
          ...document.place(['joins', i, 'is'], 'value'),
          field: `joins[${i}].is`,
          expected: near.length > 0 ? near.join(' or ') : 'the id of a part',
          found: data.is,
          remedy: 'Correct the id, or put the part on the map first: assay business inventory --suggest',
        }),
      );
      return [];
    }
    const { format, kind, name } = data;
    return [
      {
        name,
        number: i + 1,
        line,
        ...(format === undefined ? {} : { format }),
        ...(kind === undefined ? {} : { kind }),
        says: 'is' in data ? { is: data.is } : { leave: data.leave },
      },
    ];
  });
  const declared = declaredOf({ ...whole.data, file, place: (at) => document.place([...at], 'value') }, map);
  faults.push(...declared.faults);
  if (faults.length > 0) throw new Refused(...faults.slice(0, 50));
  const { sources, networks } = declared;
  return { file, rules, sources, networks };
}

function shapeFault(given: Json, i: number, file: string, at: { readonly line: number; readonly column: number }): Fault {
  const keys = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.keys(given) : [];
  const unknown = keys.find((key) => !FIELDS.includes(key));
  const near = unknown === undefined ? [] : nearest(unknown, FIELDS);
  return inventoryFaults.fault('001', {
    message: unknown === undefined ? `rule ${i + 1} is not as a join has it` : `a join has no field "${unknown}"`,
    file,
    ...at,
    field: `joins[${i}]`,
    expected: near.length > 0 ? near.join(' or ') : SHAPE,
    found: JSON.stringify(given).slice(0, 80),
    remedy: 'See docs/business-inventory.md for the shape.',
  });
}

function found(value: Json, path: readonly (string | number)[]): string {
  let at: Json | undefined = value;
  for (const step of path) at = typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as { readonly [key: string]: Json })[step] : undefined;
  return at === undefined ? 'nothing' : JSON.stringify(at).slice(0, 80);
}

/** Whether a word matches a pattern in which `*` stands for any characters, in time linear in both for each star. Both in small letters. */
export function globMatches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return text === pattern;
  if (!text.startsWith(pattern.slice(0, star))) return false;
  const [first = '', ...pieces] = pattern.split('*');
  let at = first.length;
  for (const piece of pieces.slice(0, -1)) {
    const next = text.indexOf(piece, at);
    if (next === -1) return false;
    at = next + piece.length;
  }
  const last = pieces.at(-1) ?? '';
  return text.length - last.length >= at && text.endsWith(last);
}

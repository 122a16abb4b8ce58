import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { Duration, type Fault, FORBIDDEN_KEYS, isInstantText, type Json, nearest, Refused } from '../../core/index.ts';
import { CLAIMS, claimOf } from '../claims/index.ts';
import { METHODS } from '../model.ts';
import { importFaults } from './faults.ts';
import type { Mapping } from './model.ts';
import { fieldPath, foundAt } from './place.ts';
import { refuseNul } from './wording.ts';

const LONGEST = 1024 * 1024;
const DEEPEST = 20;
const name = z.string().min(1).max(200);

const ruleSchema = z
  .strictObject({
    when: z.record(name, z.string().max(500)).refine((when) => Object.keys(when).length > 0, 'at least one condition'),
    claim: z.string().max(100),
    value: z.union([z.strictObject({ is: z.json() }), z.strictObject({ from: name, as: z.record(z.string(), z.json()).optional() })]),
    subject: z.union([z.strictObject({ is: name }), z.strictObject({ from: name })]).optional(),
    method: z.enum(METHODS).optional(),
    member: z.strictObject({ from: name }).optional(),
    covers: z.literal('whole').optional(),
    validFor: z
      .string()
      .refine((value) => Duration.isText(value), 'an ISO 8601 duration such as P30D')
      .optional(),
    observedAt: z.union([z.strictObject({ is: z.string().refine(isInstantText, 'RFC 3339 in UTC') }), z.strictObject({ from: name })]).optional(),
  })
  .refine(({ member, covers }) => member === undefined || covers === undefined, { path: ['covers'] });

const mappingSchema = z.strictObject({ mapping: z.literal('evidence/1'), rules: z.array(ruleSchema).min(1).max(1000) });

const FIELDS: Readonly<Record<string, string>> = {
  mapping: 'mapping: evidence/1',
  rules: 'a list of 1 to 1,000 rules',
  when: 'a mapping from a field to the text that it must have, with at least one condition',
  claim: 'the id of a claim',
  value: '{ is: VALUE } or { from: FIELD }, the latter with "as" where words stand for values',
  subject: '{ is: SUBJECT } or { from: FIELD }',
  method: METHODS.join(', '),
  member: '{ from: FIELD }, the field that names the one of several that an item is about',
  covers: 'whole, and then no "member"; or nothing',
  validFor: 'an ISO 8601 duration such as P30D',
  observedAt: '{ is: MOMENT } in RFC 3339 and UTC, or { from: FIELD }',
};
const RULE_FIELDS = Object.keys(ruleSchema.shape);

/**
 * Reads a mapping file, YAML or JSON. Fields that it does not have are refused, since a misspelt condition would let too much through.
 * Throws `Refused` (ASSAY-IMPORT-005, -006, -009) with every fault and its place. The bytes are the operator's, whose word it is.
 */
export function readMapping(text: string, file: string): Mapping {
  refuseNul(text, file);
  const { value, place } = parse(text, file);
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) {
    throw new Refused(
      ...parsed.error.issues.slice(0, 50).map((issue): Fault => {
        const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
        const path = unknown === undefined ? issue.path : [...issue.path, unknown];
        const field = fieldPath(path);
        const nearestField = issue.path.findLast((step) => typeof step === 'string' && Object.hasOwn(FIELDS, step));
        const near = unknown === undefined ? [] : nearest(unknown, RULE_FIELDS);
        return importFaults.fault('005', {
          message: unknown === undefined ? `"${field === '' ? file : field}" is not as a mapping has it` : `there is no field "${unknown}" here`,
          file,
          ...place(path),
          field,
          expected:
            unknown === undefined
              ? (FIELDS[String(nearestField)] ?? 'mapping: evidence/1, and rules')
              : near.length > 0
                ? near.join(' or ')
                : 'a field of a mapping',
          found: foundAt(value, path),
          remedy: 'See docs/evidence-import.md for the shape.',
        });
      }),
    );
  }
  const faults = parsed.data.rules.flatMap((rule, i): Fault[] => {
    const claim = claimOf(rule.claim);
    if (claim === undefined) {
      const near = nearest(
        rule.claim,
        CLAIMS.map((known) => known.id),
      );
      return [
        importFaults.fault('006', {
          message: `nobody has declared the claim "${rule.claim}"`,
          file,
          ...place(['rules', i, 'claim']),
          field: `rules[${i}].claim`,
          expected: near.length > 0 ? near.join(' or ') : 'a declared claim',
          found: rule.claim,
          remedy: 'List the claims with: assay evidence claims',
        }),
      ];
    }
    const values = 'is' in rule.value ? [rule.value.is] : Object.values(rule.value.as ?? {});
    return values
      .filter((each) => !claim.value.safeParse(each).success)
      .map((each) =>
        importFaults.fault('006', {
          message: `the claim "${claim.id}" does not take ${JSON.stringify(each).slice(0, 80)}`,
          file,
          ...place(['rules', i, 'value']),
          field: `rules[${i}].value`,
          expected: `what the claim takes: ${JSON.stringify({ ...claim.value.toJSONSchema(), $schema: undefined }).slice(0, 200)}`,
          found: JSON.stringify(each).slice(0, 80),
          remedy: `See: assay evidence claims ${claim.id}`,
        }),
      );
  });
  if (faults.length > 0) throw new Refused(...faults);
  // The schema's optional fields are absent where they are not given; the contract's are too.
  return parsed.data as Mapping;
}

type Path = readonly PropertyKey[];
type Place = { readonly line?: number; readonly column?: number };

function parse(text: string, file: string): { readonly value: Json; readonly place: (path: Path) => Place } {
  const fail = (message: string, at?: Place) =>
    new Refused(
      importFaults.fault('005', { message: `${file} ${message}`, file, ...at, expected: 'YAML or JSON', remedy: 'See docs/evidence-import.md for the shape.' }),
    );
  if (text.length > LONGEST) throw fail(`is longer than ${LONGEST} characters`);
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? {} : { line, column: col };
  };
  let doc: ReturnType<typeof parseDocument<ParsedNode>>;
  try {
    doc = parseDocument<ParsedNode>(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      strict: true,
      logLevel: 'silent',
      lineCounter: lines,
    });
  } catch (error) {
    throw fail(`cannot be read: ${error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message.split('\n')[0]}`);
  }
  const [wrong] = doc.errors;
  if (wrong !== undefined) throw fail(`is not YAML: ${(wrong.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`, at(wrong.pos[0]));
  const value = convert(doc.contents, 0, (message, offset) => fail(message, at(offset)));
  const place = (path: Path): Place => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? doc.contents : doc.getIn(path.slice(0, length), true);
      const range = (node as { range?: readonly number[] } | null | undefined)?.range;
      if (range?.[0] !== undefined) return at(range[0]);
    }
    return {};
  };
  return { value, place };
}

function convert(node: ParsedNode | null, depth: number, fail: (message: string, at: number) => Refused): Json {
  const at = node?.range?.[0] ?? 0;
  if (depth > DEEPEST) throw fail(`is nested deeper than ${DEEPEST} levels`, at);
  if (node === null) return null;
  if (isAlias(node)) throw fail('uses an alias', at);
  if (isSeq(node)) return node.items.map((item) => convert(item as ParsedNode | null, depth + 1, fail));
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
        if (key === undefined) throw fail('has a key that is no text', at);
        if (FORBIDDEN_KEYS.has(key)) throw fail(`has the key "${key}"`, at);
        return [key, convert(pair.value as ParsedNode | null, depth + 1, fail)] as const;
      }),
    );
  }
  const value = isScalar(node) ? node.value : undefined;
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw fail('has a value that JSON has no word for', at);
}

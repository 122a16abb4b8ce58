import type { ZodError } from 'zod';
import { Duration, type Fault, Instant, type Json, nearest, parseJson, place, Refused } from '../core/index.ts';
import { CLAIMS, claimOf } from './claims/index.ts';
import { evidenceFaults } from './faults.ts';
import { longestFor } from './freshness.ts';
import { type Evidence, evidenceSchema, METHODS } from './model.ts';
import { parseSubject } from './subject.ts';

/** What reading needs to know of the world: the moment, and which subjects the map has (`undefined` where no map is at hand). */
export interface ReadContext {
  readonly now: Instant;
  readonly subjects?: { readonly elements: ReadonlySet<string>; readonly variants: ReadonlySet<string> };
}

// Clocks of honest sources are a little off; more than this is a mistake or a lie.
const CLOCK_SKEW_MS = 5 * 60 * 1000;
const MOST_STATEMENTS = 1_000_000;
const MOST_FAULTS = 100;

/**
 * Reads a file of evidence: one statement, an array of them, `{ "evidence": [ … ] }`, or one statement a line (NDJSON).
 * Each is checked against its claim's declaration and, where a map is at hand, against the map. The file is refused whole:
 * throws `Refused` with every fault (at most 100 are listed). The bytes are whoever ran the tool's.
 */
export function readEvidence(text: string, file: string, context: ReadContext): readonly Evidence[] {
  const { values, placeOf } = split(text, file);
  if (values.length === 0) {
    throw new Refused(
      evidenceFaults.fault('006', {
        message: `${file} holds no statement`,
        file,
        expected: 'at least one statement of evidence',
        remedy: 'See docs/evidence.md for the shape.',
      }),
    );
  }
  if (values.length > MOST_STATEMENTS) {
    throw new Refused(
      evidenceFaults.fault('008', {
        message: `${file} holds ${values.length} statements`,
        file,
        expected: `at most ${MOST_STATEMENTS}`,
        found: String(values.length),
        remedy: 'Add it in several files.',
      }),
    );
  }
  const faults: Fault[] = [];
  const read: Evidence[] = [];
  values.forEach((value, i) => {
    // Places are found for the faults that are listed; finding them for a million would take for ever.
    const result = check(value, () => (faults.length < MOST_FAULTS ? placeOf(i) : { file, field: '' }), context);
    if (Array.isArray(result)) faults.push(...result);
    else read.push(result as Evidence);
  });
  if (faults.length > MOST_FAULTS) {
    const rest = faults.length - MOST_FAULTS;
    faults.length = MOST_FAULTS;
    faults.push(evidenceFaults.fault('001', { message: `and ${rest} more faults`, file, remedy: 'Mend these first, then read the file again.' }));
  }
  if (faults.length > 0) throw new Refused(...faults);
  return read;
}

interface Place {
  readonly file: string;
  readonly line?: number;
  readonly field: string;
}

interface Split {
  readonly values: readonly Json[];
  /** Where the n-th statement stands. Asked only of faulty ones. */
  readonly placeOf: (n: number) => Place;
}

function split(text: string, file: string): Split {
  const start = text.search(/\S/);
  if (text[start] === '{' && isNdjson(text)) {
    const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, n: i + 1 }]));
    return { values: lines.map(({ line }) => parseJson(line, file)), placeOf: (n) => ({ file, line: lines[n]?.n ?? 1, field: '' }) };
  }
  const whole = parseJson(text, file);
  if (Array.isArray(whole)) return { values: whole, placeOf: (n) => ({ file, ...lineOf(text, n), field: `[${n}]` }) };
  const list = isObject(whole) ? whole['evidence'] : undefined;
  if (Array.isArray(list)) return { values: list, placeOf: (n) => ({ file, ...lineOf(text, n), field: `evidence[${n}]` }) };
  return { values: [whole], placeOf: () => ({ file, line: 1, field: '' }) };
}

// NDJSON when there are several lines and the first is a whole value by itself.
function isNdjson(text: string): boolean {
  const [first = '', second] = text.trim().split(/\n\s*/, 2);
  if (second === undefined) return false;
  try {
    parseJson(first, '');
    return true;
  } catch {
    return false;
  }
}

// Statements hold no nested statement, so the n-th "subject" key is the n-th statement's. A place for people, not for machines.
function lineOf(text: string, n: number): { line?: number } {
  let at = -1;
  for (let i = 0; i <= n; i += 1) {
    at = text.indexOf('"subject"', at + 1);
    if (at === -1) return {};
  }
  return { line: place(text, at).line };
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function check(value: Json, where: () => Place, context: ReadContext): Evidence | Fault[] {
  const parsed = evidenceSchema.safeParse(value);
  if (!parsed.success) return shapeFaults(parsed.error, value, where());
  const evidence = parsed.data;
  const faults: Fault[] = [];
  const at = (field: string) => {
    const place = where();
    return { ...place, field: place.field === '' ? field : `${place.field}.${field}` };
  };

  const claim = claimOf(evidence.claim);
  if (claim === undefined) {
    const near = nearest(
      evidence.claim,
      CLAIMS.map((known) => known.id),
    );
    faults.push(
      evidenceFaults.fault('002', {
        message: `nobody has declared the claim "${evidence.claim}"`,
        ...at('claim'),
        expected: near.length > 0 ? `a declared claim, such as ${near.join(' or ')}` : 'a declared claim',
        found: evidence.claim,
        remedy: 'List the claims with: assay evidence claims',
      }),
    );
  } else if (!claim.value.safeParse(evidence.value).success) {
    const schema = claim.value.toJSONSchema() as { type?: string; minimum?: number; maximum?: number };
    const range =
      schema.type === 'number'
        ? ' from 0 to 1'
        : schema.type === 'integer'
          ? ', 0 or more'
          : schema.type === 'string'
            ? ': an ISO 8601 duration such as P3D or PT26H'
            : '';
    faults.push(
      evidenceFaults.fault('003', {
        message: `the claim "${claim.id}" takes a ${schema.type ?? 'value'}${range}`,
        ...at('value'),
        expected: `${schema.type ?? 'value'}${range}`,
        found: JSON.stringify(evidence.value)?.slice(0, 80) ?? 'nothing',
        remedy: `The claim says of a subject that it ${claim.whenTrue}.`,
      }),
    );
  }
  const longest = longestFor(evidence.claim);
  if (claim !== undefined && longest !== undefined && Duration.parse(evidence.validFor) > longest) {
    faults.push(
      evidenceFaults.fault('009', {
        message: `the claim "${claim.id}" may be relied on for ${claim.validFor}, and no longer`,
        ...at('validFor'),
        expected: `at most ${claim.validFor}`,
        found: evidence.validFor,
        remedy: 'State the shorter time, and look again when it is over.',
      }),
    );
  }
  faults.push(...subjectFaults(evidence.subject, () => at('subject'), context));
  if (Instant.parse(evidence.observedAt) > context.now + CLOCK_SKEW_MS) {
    faults.push(
      evidenceFaults.fault('005', {
        message: `observed at ${evidence.observedAt}, which has not come yet`,
        ...at('observedAt'),
        expected: `no later than ${Instant.format(context.now)}`,
        found: evidence.observedAt,
        remedy: 'Check the clock of the source.',
      }),
    );
  }
  if (evidence.population !== undefined && evidence.population.seen > evidence.population.total) {
    faults.push(
      evidenceFaults.fault('007', {
        message: `${evidence.population.seen} members seen of ${evidence.population.total}`,
        ...at('population.seen'),
        expected: `at most ${evidence.population.total}`,
        found: String(evidence.population.seen),
        remedy: 'Count the members seen once each, or correct the total.',
      }),
    );
  }
  return faults.length > 0 ? faults : evidence;
}

function subjectFaults(subject: string, where: () => Place, context: ReadContext): Fault[] {
  if (context.subjects === undefined) return [];
  const { elements, variants } = context.subjects;
  const { element, variant } = parseSubject(subject);
  const known = variant === undefined ? elements.has(element) : variants.has(`${element}/${variant}`);
  if (known) return [];
  const near = nearest(variant === undefined ? element : `${element}/${variant}`, variant === undefined ? elements : variants);
  return [
    evidenceFaults.fault('004', {
      message: `"${subject}" is not on the map`,
      ...where(),
      expected: near.length > 0 ? `a subject of the map, such as ${near.join(' or ')}` : 'a subject of the map',
      found: subject,
      remedy: 'Correct the subject, or put the element on the map first.',
    }),
  ];
}

const SHAPE: Readonly<Record<string, string>> = {
  subject: 'an element of the map, with /variant or #member where it is narrower',
  claim: 'the id of a claim',
  value: 'what the claim takes',
  observedAt: 'a moment in RFC 3339 and UTC, such as 2026-11-01T00:00:00Z',
  validFor: 'an ISO 8601 duration, such as P90D',
  source: 'text of 1 to 300 characters',
  method: `one of ${METHODS.join(', ')}`,
  finding: 'a mapping with id, title, and where they are known severity and refs',
  'finding.id': 'text of at most 200 characters',
  'finding.title': 'text of at most 500 characters',
  'finding.severity': 'one of none, low, medium, high, critical',
  'finding.refs': 'a list of at most 100 texts of at most 500 characters',
  population: 'a mapping with total, seen and query',
  'population.total': 'a whole number, 0 or more',
  'population.seen': 'a whole number, 0 or more',
  'population.query': 'text of at most 2,000 characters',
  raw: 'a mapping with digest and mediaType',
  'raw.digest': 'sha256: and 64 hex digits in small letters',
  'raw.mediaType': 'text of at most 200 characters',
};

function shapeFaults(error: ZodError, value: Json, where: Place): Fault[] {
  return error.issues.slice(0, 20).flatMap((issue): Fault[] => {
    const path = issue.path.map(String).join('.');
    const within = (name: string) => [where.field, path, name].filter((part) => part !== '').join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(SHAPE).flatMap((name) => (path === '' ? [name] : name.startsWith(`${path}.`) ? [name.slice(path.length + 1)] : []));
      return issue.keys.slice(0, 20).map((key) => {
        const near = nearest(key, known);
        return evidenceFaults.fault('001', {
          message: `a statement has no field "${path === '' ? key : `${path}.${key}`}"`,
          ...where,
          field: within(key),
          expected: near.length > 0 ? near.join(' or ') : `one of ${known.filter((name) => !name.includes('.')).join(', ')}`,
          found: key,
          remedy: 'Correct the name, or leave the field out. See docs/evidence.md for the shape.',
        });
      });
    }
    const found = issue.path.reduce<Json | undefined>((at, key) => memberOf(at, String(key)), value);
    const expected = SHAPE[path] ?? SHAPE[path.replace(/\.\d+$/, '')] ?? 'a mapping with subject, claim, value, observedAt, validFor, source, method and raw';
    return [
      evidenceFaults.fault('001', {
        message:
          path === '' ? 'a statement is not a mapping of fields' : found === undefined ? `"${path}" is missing` : `"${path}" is not what a statement has there`,
        ...where,
        field: within(''),
        expected,
        found: found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80),
        remedy: 'See docs/evidence.md for the shape.',
      }),
    ];
  });
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as { readonly [key: string]: Json })[key];
}

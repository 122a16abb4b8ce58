import type { Fault, Json } from '../../core/index.ts';
import type { Format } from '../intake/formats.ts';
import { isObject, type JsonObject } from './about.ts';
import { documentsOf, type RuleDocument, type RuleText } from './document.ts';
import { sigmaFaults } from './faults.ts';

/** Formats of which an event can be written by hand: records of JSON, stamped where they have no time, and lines of syslog. */
const FORMATS = ['zeek-json', 'eve', 'assay', 'ocsf', 'syslog'] as const satisfies readonly Format[];

export interface ProofEntry {
  /** A record, or a line where the format has lines. `{n}` and `{time}` in its texts are filled in. */
  readonly event: Json;
  readonly times: number;
  /** Milliseconds between two, and before the first. */
  readonly every: number;
  readonly after: number;
  readonly format: Format | undefined;
  readonly path: string | undefined;
}

/** Events that raise a rule, or that do not. */
export interface Proof {
  readonly says: string;
  readonly raises: boolean;
  readonly format: Format;
  /** Which of Zeek's logs it is. */
  readonly path: string | undefined;
  readonly entries: readonly ProofEntry[];
}

const MOST_TIMES = 10_000;
const KEYS = { proof: ['says', 'raises', 'format', 'path', 'events'], entry: ['event', 'times', 'every', 'after', 'format', 'path'] } as const;

/** The tests of one rule: `tests:`, a list of cases, with `format` and `path` above them for those that name none. Never throws: what cannot be read is a fault with its place. */
export function readProofs(text: RuleText): { readonly proofs: readonly Proof[]; readonly faults: readonly Fault[] } {
  const { documents, faults } = documentsOf(text);
  const found: Fault[] = [...faults];
  const proofs = documents.flatMap((document) => proofsOf(document, found));
  return { proofs, faults: found };
}

function proofsOf(document: RuleDocument, faults: Fault[]): readonly Proof[] {
  const root = document.value;
  const wrong = (path: readonly (string | number)[], expected: string): undefined => {
    faults.push(
      sigmaFaults.fault('020', {
        message: 'the test of a rule is not as it has to be',
        ...document.where(path),
        expected,
        remedy: 'See docs/operations-rules.md for an example.',
      }),
    );
    return undefined;
  };
  if (!isObject(root) || !Array.isArray(root['tests'])) {
    wrong([], 'tests, a list of cases');
    return [];
  }
  return (root['tests'] as readonly Json[]).flatMap((one, i) => {
    const at = ['tests', i];
    if (!isObject(one) || unknownKey(one, KEYS.proof) !== undefined) return wrong(at, `a map of ${KEYS.proof.join(', ')}`) ?? [];
    const format = formatOf(one['format'] ?? root['format'] ?? 'zeek-json');
    if (format === undefined) return wrong(at, `format: one of ${FORMATS.join(', ')}`) ?? [];
    const path = textOf(one['path'] ?? root['path']);
    if (typeof one['says'] !== 'string' || typeof one['raises'] !== 'boolean' || !Array.isArray(one['events']) || one['events'].length === 0)
      return wrong(at, 'says, a text; raises, true or false; events, a list') ?? [];
    const entries = (one['events'] as readonly Json[]).map((entry, j) => entryOf(entry) ?? wrong([...at, 'events', j], ENTRY));
    return entries.every((entry) => entry !== undefined) ? [{ says: one['says'], raises: one['raises'], format, path, entries }] : [];
  });
}

const ENTRY = `a record, a line, or "event" with times (1 to ${MOST_TIMES}), every and after (such as 10s), format and path`;

function entryOf(value: Json): ProofEntry | undefined {
  const plain = { times: 1, every: 1000, after: 0, format: undefined, path: undefined };
  if (typeof value === 'string') return { ...plain, event: value };
  if (!isObject(value)) return undefined;
  if (value['event'] === undefined) return { ...plain, event: value };
  if (unknownKey(value, KEYS.entry) !== undefined) return undefined;
  const times = value['times'] ?? 1;
  const [every, after] = [lengthOf(value['every'] ?? '1s'), lengthOf(value['after'] ?? '0s')];
  const format = value['format'] === undefined ? undefined : formatOf(value['format']);
  if (value['format'] !== undefined && format === undefined) return undefined;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MOST_TIMES || every === undefined || after === undefined) return undefined;
  return { event: value['event'], times, every, after, format, path: textOf(value['path']) };
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `500ms`, `10s`, `5m`, `2h`, `1d`, as timespans of Sigma are written. */
function lengthOf(value: Json): number | undefined {
  const [, number, unit] = typeof value === 'string' ? (/^(\d{1,9})(ms|s|m|h|d)$/.exec(value) ?? []) : [];
  return number === undefined ? undefined : Number(number) * UNITS[unit as keyof typeof UNITS];
}

function formatOf(value: Json): Format | undefined {
  return FORMATS.find((one) => one === value);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unknownKey(value: JsonObject, known: readonly string[]): string | undefined {
  return Object.keys(value).find((key) => !known.includes(key));
}

import { canonicalJson, type Fault, FORBIDDEN_KEYS, Instant, isInstantText, type Json, parseJson, Refused } from '../core/index.ts';
import { ledgerFault, ledgerFaults } from './faults.ts';
import type { Draft, Entry, Seq } from './model.ts';
import { MAX_ENTRY_BYTES } from './tiles.ts';

// A body this deep still parses when the entry's own level is added (core's limit is 100).
const MAX_DEPTH = 64;
const TYPE = /^[a-z][a-z0-9.-]{0,99}$/;

/** A draft that has been found fit to enter: all that is missing is its place and its moment. */
export interface Fit {
  readonly type: string;
  /** Canonical JSON of the body. */
  readonly body: string;
}

// Everything in an entry but type and body: member names, a moment of 24 characters, a seq of 16 digits.
const FRAME_BYTES = 82;

/**
 * Checks a draft and fixes its bytes, so that what the caller does to the object afterwards changes nothing. What is accepted here can be
 * read back by `parseEntry`, for ever. Throws `Refused` (ASSAY-LEDGER-001, -002; ASSAY-JSON-005).
 */
export function fitDraft(draft: Draft): Fit {
  if (!TYPE.test(draft.type)) throw new Refused(badType(draft.type));
  const unfit = unfitPart(draft.body, 1);
  if (unfit !== undefined) throw new Refused(unfit);
  const body = canonicalJson(draft.body);
  const bytes = FRAME_BYTES + draft.type.length + (body.length > MAX_ENTRY_BYTES / 4 ? new TextEncoder().encode(body).length : body.length);
  if (bytes > MAX_ENTRY_BYTES) {
    throw new Refused(
      ledgerFaults.fault('002', {
        message: `the "${draft.type}" entry would be ${bytes} bytes long`,
        expected: `at most ${MAX_ENTRY_BYTES} bytes, what an entry bundle of C2SP tlog-tiles carries`,
        found: `${bytes} bytes`,
        remedy: 'Keep the large value elsewhere and record its digest.',
      }),
    );
  }
  return { type: draft.type, body };
}

/** The canonical text of an entry. `recordedAt` is RFC 3339 in UTC. */
export function writeEntry(fit: Fit, seq: number, recordedAt: string): string {
  // The members in the order that RFC 8785 sorts them; a property test holds this equal to canonicalJson of the whole.
  return `{"body":${fit.body},"recordedAt":"${recordedAt}","seq":${seq},"type":"${fit.type}"}`;
}

function badType(type: string): Fault {
  return ledgerFaults.fault('001', {
    message: `"${type.slice(0, 100)}" cannot be the type of an entry`,
    field: 'type',
    expected: 'a small letter, then at most 99 small letters, digits, dots and hyphens',
    found: type.slice(0, 100),
    remedy: 'Name the type like "evidence.recorded".',
  });
}

// What canonicalJson would write but parseJson would not read back.
function unfitPart(value: Json, depth: number): Fault | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) {
    return ledgerFaults.fault('001', {
      message: `the body is nested deeper than ${MAX_DEPTH} levels`,
      field: 'body',
      expected: `at most ${MAX_DEPTH} levels`,
      found: 'more',
      remedy: 'Flatten the body.',
    });
  }
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      const unfit = unfitPart(item, depth + 1);
      if (unfit !== undefined) return unfit;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) {
      return ledgerFaults.fault('001', {
        message: `the body has the key "${key}"`,
        field: `body.${key}`,
        expected: 'no key that reaches an object prototype',
        found: key,
        remedy: 'Rename the key.',
      });
    }
    const unfit = unfitPart(item, depth + 1);
    if (unfit !== undefined) return unfit;
  }
  return undefined;
}

/**
 * Reads an entry back. The text is the store's or an export's, so whoever can write there controls it: it must be the canonical form of an
 * object with `seq`, `recordedAt`, `type` and `body`; members of a newer version are kept in `canonical`, byte for byte.
 * Throws `Refused` (ASSAY-LEDGER-014; -017 where it says another seq than `seq`).
 */
export function parseEntry(canonical: string, seq: number): Entry {
  const where = `entry ${seq}`;
  const quick = canonicalOf(canonical);
  const value = quick ?? slowly(canonical, where);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(where, 'no JSON object');
  const { seq: own, recordedAt, type, body } = value as { readonly [key: string]: Json };
  if (typeof own !== 'number' || !Number.isSafeInteger(own) || own < 0) throw malformed(where, 'no seq');
  if (typeof recordedAt !== 'string' || !isInstantText(recordedAt)) throw malformed(where, 'no recordedAt');
  if (typeof type !== 'string' || !TYPE.test(type)) throw malformed(where, 'no type');
  if (body === undefined) throw malformed(where, 'no body');
  if (own !== seq) {
    throw new Refused(ledgerFault('017', { message: `${where} says that it is entry ${own}`, field: where, expected: `seq ${seq}`, found: `seq ${own}` }));
  }
  if (quick === undefined && canonicalForm(value) !== canonical) throw malformed(where, 'another spelling than the canonical one');
  return { seq: own as Seq, recordedAt: Instant.parse(recordedAt), type, body, canonical };
}

function slowly(canonical: string, where: string): Json {
  try {
    return parseJson(canonical, where, { bytes: MAX_ENTRY_BYTES, depth: MAX_DEPTH + 8 });
  } catch (error) {
    throw malformed(where, error instanceof Refused ? (error.faults[0]?.message ?? 'no JSON') : 'no JSON');
  }
}

/**
 * The value of a text that is canonical JSON and within our limits, by the platform's own parser and writer; `undefined` where that is not plain, and
 * then `parseJson` and `canonicalJson` say what is wrong, or that nothing is. RFC 8785 is what `JSON.stringify` writes (section 3.2.2) with the
 * keys of each object sorted: so a text that comes out as it went in, with all keys in order, is canonical. A repeated key, another spelling of a
 * number or a string, or white space would not come out as it went in. Only a lone surrogate would: it is an escape, and left to the others.
 */
function canonicalOf(text: string): Json | undefined {
  if (text.length > MAX_ENTRY_BYTES || text.includes('\\ud')) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isPlain(value, MAX_DEPTH + 8) && JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Nested no deeper than `depth`, keys sorted by UTF-16 code units, and none that reaches a prototype. */
function isPlain(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) if (!isPlain(item, depth - 1)) return false;
    return true;
  }
  const object = value as { readonly [key: string]: Json };
  let before: string | undefined;
  for (const key of Object.keys(object)) {
    if ((before !== undefined && key < before) || FORBIDDEN_KEYS.has(key) || !isPlain(object[key] as Json, depth - 1)) return false;
    before = key;
  }
  return true;
}

function canonicalForm(value: Json): string | undefined {
  try {
    return canonicalJson(value);
  } catch {
    return undefined; // A lone surrogate written as an escape: JSON, but without a canonical form.
  }
}

function malformed(where: string, found: string): Refused {
  return new Refused(
    ledgerFault('014', { message: `${where} is not an entry: ${found}`, field: where, expected: 'RFC 8785 JSON with seq, recordedAt, type and body', found }),
  );
}

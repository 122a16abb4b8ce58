import { type Json, parseJson, Refused } from '../../core/index.ts';
import { parseVerifierKey, type VerifierKey } from '../../ledger/signed-note.ts';
import { parseWitnessKey, type WitnessPolicy } from './cosignature.ts';
import { codelogFaults } from './faults.ts';
import type { KnownLogs } from './witness.ts';

const LIMITS = { bytes: 256 * 1024, depth: 6 } as const;
const MAX_WITNESSES = 50;
const MAX_LOGS = 1000;
type Members = { readonly [key: string]: Json };

/**
 * The witnesses of a log: `{ "format": "assay-witnesses/1", "need": 2, "witnesses": [{ "key": "name+id+base64", "url": "https://…" }] }`. Throws `Refused` (ASSAY-CODELOG-005,
 * ASSAY-LEDGER-012, ASSAY-JSON-…).
 */
export function readWitnessPolicy(text: string, file: string): WitnessPolicy {
  const { format, need, witnesses, ...more } = membersOf(parseJson(text, file, LIMITS));
  if (format !== 'assay-witnesses/1' || Object.keys(more).length > 0)
    throw wrong(file, 'format', '"assay-witnesses/1", and beside it "need" and "witnesses" alone', format);
  if (!Array.isArray(witnesses) || witnesses.length === 0 || witnesses.length > MAX_WITNESSES)
    throw wrong(file, 'witnesses', `1 to ${MAX_WITNESSES} witnesses`, witnesses);
  const read = witnesses.map((one: Json, at) => {
    const { key, url } = membersOf(one);
    if (typeof key !== 'string') throw wrong(file, `witnesses[${at}].key`, 'the key of a witness', key);
    if (url !== undefined && (typeof url !== 'string' || !isHttp(url))) throw wrong(file, `witnesses[${at}].url`, 'an address of http or https', url);
    return { key: parseWitnessKey(key), ...(url === undefined ? {} : { url }) };
  });
  // One witness under two names is one pair of eyes; the message that it signs does not even name it.
  const keys = new Set(read.map(({ key }) => key.publicKey.join()));
  const names = new Set(read.map(({ key }) => key.name));
  if (keys.size < read.length || names.size < read.length) throw wrong(file, 'witnesses', 'each witness once, each with a key of its own', 'one twice');
  if (typeof need !== 'number' || !Number.isInteger(need) || need < 1 || need > read.length)
    throw wrong(file, 'need', `a whole number from 1 to ${read.length}`, need);
  return { need, witnesses: read };
}

/** The logs that a witness cosigns: `{ "format": "assay-witnessed-logs/1", "logs": ["name+id+base64", …] }`. Throws as above. */
export function readKnownLogs(text: string, file: string): KnownLogs {
  const { format, logs, ...more } = membersOf(parseJson(text, file, LIMITS));
  if (format !== 'assay-witnessed-logs/1' || Object.keys(more).length > 0)
    throw wrong(file, 'format', '"assay-witnessed-logs/1", and beside it "logs" alone', format);
  if (!Array.isArray(logs) || logs.length === 0 || logs.length > MAX_LOGS || !logs.every((key: Json) => typeof key === 'string'))
    throw wrong(file, 'logs', `1 to ${MAX_LOGS} verifier keys`, logs);
  const known = new Map<string, VerifierKey[]>();
  for (const key of logs.map((one: string) => parseVerifierKey(one))) known.set(key.name, [...(known.get(key.name) ?? []), key]);
  return known;
}

function membersOf(value: Json): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

function wrong(file: string, field: string, expected: string, found: Json | undefined): Refused {
  return new Refused(
    codelogFaults.fault('005', {
      message: `${file} does not have ${expected} as ${field}`,
      file,
      field,
      expected,
      found: (JSON.stringify(found) ?? 'nothing').slice(0, 120),
      remedy: 'See docs/development-log.md for the form of this file.',
    }),
  );
}

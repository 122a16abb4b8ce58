import type { z } from 'zod';
import { type Fault, type Json, parseJson, Refused } from '../../core/index.ts';
import { playbookFaults } from './faults.ts';
import { IDENTIFIER, PARTY, typeOf } from './identifier.ts';
import type { Checked, Playbook } from './model.ts';
import { EXTENSION, MARKINGS, PARTIES, PARTY_OF_ANY, PLAYBOOK, SIGN_IN_OF_ANY, SIGN_INS, STEPS } from './schema.ts';

/** A playbook is written by people; the longest that were seen have some hundred steps. */
const LIMITS = { bytes: 4 * 1024 * 1024, depth: 40 };
const MOST_STEPS = 2000;
const MOST_FAULTS = 100;

type Kinds = ReadonlyMap<string, z.ZodType>;
interface Dictionary {
  readonly field: string;
  readonly keys: RegExp;
  readonly kinds: Kinds;
  readonly other?: z.ZodType;
}

const DICTIONARIES: readonly Dictionary[] = [
  { field: 'workflow', keys: IDENTIFIER, kinds: STEPS },
  { field: 'agent_definitions', keys: PARTY, kinds: PARTIES, other: PARTY_OF_ANY },
  { field: 'target_definitions', keys: PARTY, kinds: PARTIES, other: PARTY_OF_ANY },
  { field: 'authentication_info_definitions', keys: PARTY, kinds: SIGN_INS, other: SIGN_IN_OF_ANY },
  { field: 'extension_definitions', keys: IDENTIFIER, kinds: new Map([['extension-definition', EXTENSION]]) },
  { field: 'data_marking_definitions', keys: IDENTIFIER, kinds: MARKINGS },
];

/** Reads the text of a file as a playbook, as far as the shape goes. Throws nothing: what is wrong is among the faults. The bytes are whoever wrote the playbook's. */
export function readPlaybook(text: string, file: string): Checked {
  let document: Json;
  try {
    document = parseJson(text, file, LIMITS);
  } catch (error) {
    if (error instanceof Refused) return { faults: error.faults, remarks: [] };
    throw error;
  }
  const faults: Fault[] = issuesOf(PLAYBOOK, document, file, []);
  const top = document as Readonly<Record<string, unknown>>;
  if (faults.length > 0 && (typeof document !== 'object' || document === null || Array.isArray(document))) return { faults, remarks: [] };
  for (const dictionary of DICTIONARIES) {
    const entries = Object.hasOwn(top, dictionary.field) ? top[dictionary.field] : undefined;
    if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) continue;
    if (Object.keys(entries).length > MOST_STEPS) {
      faults.push(tooMany(file, dictionary.field, Object.keys(entries).length));
      continue;
    }
    for (const [key, entry] of Object.entries(entries)) {
      if (faults.length > MOST_FAULTS) break;
      faults.push(...entryFaults(dictionary, key, entry, file));
    }
  }
  if (faults.length > 0) return { faults: faults.slice(0, MOST_FAULTS), remarks: [], document };
  // The schemas above have just held for each part that the type names.
  return { playbook: document as unknown as Playbook, faults: [], remarks: [], document };
}

function entryFaults({ field, keys, kinds, other }: Dictionary, key: string, entry: unknown, file: string): readonly Fault[] {
  const kind = keys.test(key) ? (kinds.get(typeOf(key)) ?? other) : undefined;
  if (kind !== undefined) return issuesOf(kind, entry, file, [field, key]);
  return [
    playbookFaults.fault('002', {
      message: `${shown(key)} is no identifier of ${field}`,
      file,
      field: pathOf([field, key]),
      expected: other === undefined ? `${[...kinds.keys()].join(', ')}, then -- and a UUID` : 'a type in small letters, then -- and a UUID (CACAO 2.0, 10.10)',
      found: shown(key),
      remedy: 'Give it an identifier, here and wherever it is named.',
    }),
  ];
}

function issuesOf(schema: z.ZodType, value: unknown, file: string, at: readonly string[]): Fault[] {
  const read = schema.safeParse(value, { reportInput: true, jitless: true });
  if (read.success) return [];
  return read.error.issues.slice(0, MOST_FAULTS).map((issue) => {
    const path = [...at, ...issue.path];
    return playbookFaults.fault('001', {
      message: `${pathOf(path) || 'the document'}: ${issue.message}`,
      file,
      field: pathOf(path),
      expected: issue.code === 'invalid_type' ? issue.expected : issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : issue.message,
      found: shown(issue.input === undefined ? 'nothing' : issue.input),
      remedy: 'Write it as CACAO 2.0 has it.',
    });
  });
}

const tooMany = (file: string, field: string, found: number): Fault =>
  playbookFaults.fault('015', {
    message: `${field} holds more than a playbook may`,
    file,
    field,
    expected: `at most ${MOST_STEPS} entries`,
    found: String(found),
    remedy: 'Divide the playbook, and call the parts with playbook-action.',
  });

/** `workflow.action--….commands[0].type` */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part).slice(0, 120)}`)).join('');
}

/** Foreign text in a message: bounded, without control characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.slice(0, 120).replaceAll(/\p{C}/gu, '·');
}

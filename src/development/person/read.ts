import type { z } from 'zod';
import { type Fault, Refused } from '../../core/index.ts';
import { type Document, readDocument } from '../../map/document.ts';
import { personFaults } from './faults.ts';
import { type Person, type PersonKey, registerSchema } from './model.ts';
import { addressKey, holderKey, type Register, registerOf } from './register.ts';

type Path = readonly (string | number)[];

const BYTES = 8 * 1024 * 1024;

/**
 * Reads `people.yaml` (or the same as JSON); every fault at once, each with its place. `file` is the name that faults show. With `now` (seconds since
 * 1970) keys are held to it, as `Register.keyed` says.
 * Throws `Refused` (ASSAY-PERSON-001 to -008, and what makes no YAML at all, ASSAY-MAP-001 to -008).
 */
export function readRegister(text: string, file: string, now?: number): Register {
  if (text.length > BYTES) {
    throw new Refused(
      personFaults.fault('007', {
        message: `${file} is larger than Assay reads`,
        file,
        expected: `at most ${BYTES} bytes`,
        found: `${text.length}`,
        remedy: 'Split it.',
      }),
    );
  }
  const document = readDocument(text, file);
  const { value } = document;
  const format = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly format?: unknown }).format : undefined;
  if (format !== 'people/1') {
    throw new Refused(
      personFaults.fault('001', {
        message: `${file} is not a register of people`,
        file,
        ...document.place(format === undefined ? [] : ['format'], 'value'),
        expected: 'format: people/1, then people:',
        found: format === undefined ? 'no format' : String(format),
        remedy: 'Begin the file with: format: people/1',
      }),
    );
  }
  const parsed = registerSchema.safeParse(value);
  if (!parsed.success) throw new Refused(...parsed.error.issues.slice(0, 200).map((issue) => misshapen(issue, document)));
  const faults = contradictions(parsed.data.people, document);
  if (faults.length > 0) throw new Refused(...faults.slice(0, 200));
  return registerOf(parsed.data.people, now);
}

function misshapen(issue: z.core.$ZodIssue, document: Document): Fault {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const at: Path = unknown === undefined ? path : [...path, unknown];
  return personFaults.fault('002', {
    message: unknown === undefined ? `"${fieldOf(at)}" cannot be used: ${issue.message}` : `there is no field "${unknown}" here`,
    file: document.file,
    ...document.place(at, unknown === undefined ? 'value' : 'key'),
    field: fieldOf(at),
    expected: EXPECTED[String(at.at(-1))] ?? 'what docs/development-review.md shows',
    remedy: 'Mend the field; docs/development-review.md shows each with an example.',
  });
}

const EXPECTED: Readonly<Record<string, string>> = {
  id: 'an id such as ada; of a key its id, its fingerprint, SHA256:…, or email:… of certificates',
  kind: 'person, forge, bot or model',
  role: 'person, forge, bot or model',
  from: 'a day, such as 2026-01-31',
  until: 'a day, such as 2026-01-31',
  compromisedFrom: 'a day, such as 2026-01-31',
};

/** What no field shows by itself: two entries that claim the same thing would make one person of two, or two of one. */
function contradictions(people: readonly Person[], document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const kinds = new Map(people.map(({ id, kind }) => [id, kind]));
  const claimed = new Map<string, string>();
  const seen = new Set<string>();
  const say = (number: keyof typeof personFaults.declared, path: Path, message: string, found: string, remedy: string) =>
    faults.push(personFaults.fault(number, { message, file: document.file, ...document.place(path, 'value'), field: fieldOf(path), found, remedy }));
  people.forEach((person, at) => {
    const here: Path = ['people', at];
    if (seen.has(person.id)) say('003', [...here, 'id'], `there are two entries "${person.id}"`, person.id, 'Join them, or name one otherwise.');
    seen.add(person.id);
    const claim = (kind: string, value: string, path: Path) => {
      const owner = claimed.get(`${kind} ${value}`);
      if (owner !== undefined && owner !== person.id)
        say('004', path, `${owner} and ${person.id} have the same ${kind}`, value, 'Give it to the one whose it is; if both are one person, join the entries.');
      claimed.set(`${kind} ${value}`, person.id);
    };
    person.addresses.forEach((address, i) => {
      claim('address', addressKey(address), [...here, 'addresses', i]);
    });
    person.accounts.forEach((account, i) => {
      claim('account', account.toLowerCase(), [...here, 'accounts', i]);
    });
    person.keys.forEach((key, i) => {
      claim('key', holderKey(key.id, key.issuer), [...here, 'keys', i, 'id']);
      if (key.from !== undefined && key.until !== undefined && key.until < key.from)
        say('006', [...here, 'keys', i, 'until'], 'the key ends before it begins', `${key.from} to ${key.until}`, 'Give the later day as until.');
      const kind = kindOf(key.id);
      if ((key.kind !== undefined && !kind.includes(key.kind)) || (key.id.startsWith('SHA256:') ? false : (key.issuer === undefined) === kind.includes('x509')))
        say(
          '008',
          [...here, 'keys', i],
          'the id of the key does not go with its kind and issuer',
          [key.kind, key.id, key.issuer].filter((one) => one !== undefined).join(', '),
          'A holder of certificates (email:, uri:, name:) needs its issuer; no other key has one. Hex digits are OpenPGP’s; SHA256: is of SSH or of a certificate.',
        );
    });
    const by = person.confirmedBy;
    if (by !== undefined && (by === person.id || kinds.get(by) !== 'person'))
      say(
        '005',
        [...here, 'confirmedBy'],
        by === person.id
          ? 'nobody confirms their own entry'
          : kinds.has(by)
            ? `"${by}" is a ${kinds.get(by)}, and no person who could make sure`
            : `the register has no "${by}"`,
        by,
        'Name the id of another person in the register who made sure.',
      );
  });
  return faults;
}

function kindOf(id: string): readonly PersonKey['kind'][] {
  if (id.startsWith('SHA256:')) return ['ssh', 'x509'];
  return id.includes(':') ? ['x509'] : ['openpgp'];
}

function fieldOf(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

import { base64 } from '../../core/der/armour.ts';
import { type Fault, Refused } from '../../core/index.ts';
import { signatureFaults } from './faults.ts';
import { fingerprintOf } from './fingerprint.ts';
import { sshCursor } from './ssh-wire.ts';

/** A line of an allowed signers file (ssh-keygen(1), ALLOWED SIGNERS): the operator's word that a key is somebody's. Moments are seconds since 1970. */
export interface AllowedSigner {
  /** Patterns of addresses; those with a `!` before them forbid. */
  readonly principals: readonly string[];
  readonly key: string;
  /** Whether the key signs certificates, and is nobody's own. */
  readonly authority: boolean;
  readonly namespaces?: readonly string[];
  readonly after?: number;
  readonly before?: number;
}

const LINES = 20_000;

/** Reads the file; every line that cannot be read at once. Throws `Refused` (ASSAY-SIGNATURE-002, -004). */
export function readAllowedSigners(text: string, file: string): readonly AllowedSigner[] {
  const lines = text.split('\n');
  if (lines.length > LINES) {
    throw new Refused(
      signatureFaults.fault('004', {
        message: `${file} has more lines than Assay reads`,
        file,
        expected: `at most ${LINES}`,
        found: `${lines.length}`,
        remedy: 'Split it.',
      }),
    );
  }
  const faults: Fault[] = [];
  const found = lines.flatMap((raw, at): AllowedSigner[] => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const read = lineOf(line);
    if (typeof read !== 'string') return [read];
    faults.push(
      signatureFaults.fault('002', {
        message: `line ${at + 1} of ${file} cannot be read: ${read}`,
        file,
        line: at + 1,
        expected: 'addresses, options or none, the type of a key, the key',
        found: line.slice(0, 80),
        remedy: 'Write it as ssh-keygen(1) shows under ALLOWED SIGNERS, such as: ada@example.org namespaces="git" ssh-ed25519 AAAA…',
      }),
    );
    return [];
  });
  if (faults.length > 0) throw new Refused(...faults.slice(0, 200));
  return found;
}

/** One line of a `.pub` file: the fingerprint of its key. `undefined` where it is none. */
export function publicKeyLine(line: string): string | undefined {
  const [type = '', data = ''] = line.trim().split(/\s+/, 2);
  return keyOf(type, data);
}

const OPTION = /^(?:(cert-authority)|(namespaces|valid-after|valid-before)="([^"]*)")(?:,|\s+|$)/i;

function lineOf(line: string): AllowedSigner | string {
  const [, quoted, bare, rest = ''] = /^(?:"([^"]+)"|(\S+))\s+(.*)$/.exec(line) ?? [];
  const principals = (quoted ?? bare ?? '').split(',').filter((one) => one !== '');
  if (principals.length === 0) return 'it names nobody';
  let left = rest;
  let authority = false;
  const said: { namespaces?: readonly string[]; after?: number; before?: number } = {};
  for (let option = OPTION.exec(left); option !== null; option = OPTION.exec(left)) {
    const [whole, flag, name = '', value = ''] = option;
    left = left.slice(whole.length);
    if (flag !== undefined) authority = true;
    else if (name.toLowerCase() === 'namespaces') said.namespaces = value.split(',');
    else {
      const moment = momentOf(value);
      if (moment === undefined) return `"${value}" is no day`;
      // A day without a zone is in the reader's own; here it is UTC, so that it is the same everywhere.
      said[name.toLowerCase() === 'valid-after' ? 'after' : 'before'] = moment;
    }
  }
  const [type = '', data = ''] = left.split(/\s+/, 2);
  const key = keyOf(type, data);
  return key === undefined ? 'there is no key where one is expected, or an option that is not known' : { principals, key, authority, ...said };
}

function keyOf(type: string, data: string): string | undefined {
  try {
    const blob = base64(data, 'public key');
    return sshCursor(blob).text('type of the key', 64) === type ? fingerprintOf(blob) : undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}

function momentOf(text: string): number | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const millis = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(millis) ? undefined : millis / 1000;
}

/** Whether the line's patterns have this name (ssh_config(5), PATTERNS): `*` and `?`, and one that forbids wins. */
export function namesPrincipal({ principals }: AllowedSigner, name: string): boolean {
  if (name.length > 500 || principals.some((one) => one.startsWith('!') && matches(one.slice(1), name))) return false;
  return principals.some((one) => !one.startsWith('!') && matches(one, name));
}

/** In one pass with one place to come back to: a pattern of many stars costs no more than letters times letters. */
function matches(pattern: string, name: string): boolean {
  const [p, n] = [pattern.toLowerCase(), name.toLowerCase()];
  let [i, j, star, from] = [0, 0, -1, 0];
  while (j < n.length) {
    if (p[i] === '*') {
      star = i;
      from = j;
      i += 1;
    } else if (i < p.length && (p[i] === '?' || p[i] === n[j])) {
      i += 1;
      j += 1;
    } else if (star >= 0) {
      i = star + 1;
      from += 1;
      j = from;
    } else return false;
  }
  while (p[i] === '*') i += 1;
  return i === p.length;
}

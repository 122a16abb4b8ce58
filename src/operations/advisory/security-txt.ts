import { Refused } from '../../core/index.ts';
import type { AdvisoryFacts } from './facts.ts';
import { advisoryFaults } from './faults.ts';
import type { Finding } from './finding.ts';
import { isUri } from './format.ts';
import { faultOfLanguage } from './language.ts';
import { readMoment } from './moment.ts';

// RFC 9116, and the field CSAF that the standard of that name adds (section 7.1.8).

const URIS = ['contact', 'encryption', 'acknowledgments', 'policy', 'hiring', 'canonical', 'csaf'];
const ONCE = ['expires', 'preferred-languages'];
/** As much as is read of a file that anybody may have put there. */
const LONGEST = 64 * 1024;

/** Writes the file. It is not signed: that is for the one who holds the key. Throws `Refused` (ASSAY-PAPER-005) where the facts say nothing of disclosure. */
export function composeSecurityTxt({ disclosure }: AdvisoryFacts, file: string): string {
  if (disclosure === undefined) {
    throw new Refused(
      advisoryFaults.fault('005', {
        message: 'nothing says whom to tell',
        file,
        field: 'disclosure',
        remedy: 'Add "disclosure" with "contacts" and "expires".',
      }),
    );
  }
  const { contacts, expires, canonical = [], encryption = [], policy = [], acknowledgments = [], hiring = [], csaf = [], languages = [] } = disclosure;
  const each = (name: string, values: readonly string[]) => values.map((value) => `${name}: ${value}\n`);
  return [
    ...each('Contact', contacts),
    `Expires: ${expires}\n`,
    ...each('Encryption', encryption),
    ...each('Acknowledgments', acknowledgments),
    ...(languages.length === 0 ? [] : [`Preferred-Languages: ${languages.join(', ')}\n`]),
    ...each('Canonical', canonical),
    ...each('Policy', policy),
    ...each('Hiring', hiring),
    ...each('CSAF', csaf),
  ].join('');
}

/** Judges a file as it stands at that moment (in milliseconds), and at that address where one is given. A signature is not checked. Throws nothing. */
export function checkSecurityTxt(whole: string, now: number, address?: string): readonly Finding[] {
  const found: Finding[] = [];
  const say = (test: string, path: string, message: string) => found.push({ test, path, message });
  if (whole.length > LONGEST) {
    say('3', '', `is longer than ${LONGEST} characters`);
    return found;
  }
  const fields = new Map<string, string[]>();
  // What is within a signature of OpenPGP is read; the lines around it are not.
  const signed = whole.startsWith('-----BEGIN PGP SIGNED MESSAGE-----');
  let body = whole;
  if (signed) {
    const start = /\r?\n\r?\n/.exec(whole);
    const end = whole.indexOf('-----BEGIN PGP SIGNATURE-----');
    if (start === null || end < 0) say('2.3', '', 'begins a signature that does not end');
    else body = whole.slice(start.index, end);
  }
  for (const [i, raw] of body.split(/\r?\n/).entries()) {
    const line = signed && raw.startsWith('- ') ? raw.slice(2) : raw;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    if (colon < 1) {
      say('4', `/${i + 1}`, 'is no line of a name and a value');
      continue;
    }
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    fields.set(name, [...(fields.get(name) ?? []), value]);
    if (!URIS.includes(name)) continue;
    if (!isUri(value)) say('2.4', `/${i + 1}`, `${line.slice(0, colon)} has to be a URI`);
    else if (value.toLowerCase().startsWith('http:')) say('2.4', `/${i + 1}`, 'has to begin with https://');
  }
  if (!fields.has('contact')) say('2.5.3', '', 'has no Contact');
  for (const name of ONCE) if ((fields.get(name)?.length ?? 0) > 1) say('2.5', '', `has ${name} more than once`);
  const [expires] = fields.get('expires') ?? [];
  const until = readMoment(expires);
  if (expires === undefined) say('2.5.5', '', 'has no Expires');
  else if (until === undefined) say('2.5.5', '', 'has an Expires that is no moment (RFC 3339)');
  else if (until.at <= now) say('2.5.5', '', `expired at ${expires}`);
  for (const tag of fields.get('preferred-languages')?.[0]?.split(',') ?? [])
    if (faultOfLanguage(tag.trim()) !== undefined) say('2.5.8', '', `${JSON.stringify(tag.trim().slice(0, 60))} is no tag of a language`);
  const canonical = fields.get('canonical') ?? [];
  if (address !== undefined && canonical.length > 0 && !canonical.includes(address)) say('2.5.2', '', `is not said to be at ${address.slice(0, 200)}`);
  return found;
}

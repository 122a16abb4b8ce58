import { Instant } from '../../../core/index.ts';
import type { Observation } from '../model.ts';
import { type Looked, looked, type Problem, problem } from '../problem.ts';

// A file that says where to report a vulnerability: RFC 9116. Its text is whoever's answers for the site; whom it names is not repeated.

export const SECURITY_TXT = '/.well-known/security.txt';
const YEAR_MS = 366 * 86_400_000;

interface Fields {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly signed: boolean;
}

/** The fields by name in small letters (section 2.2 onwards). A signature is taken off, and is not checked. */
export function readSecurityTxt(text: string): Fields {
  let lines = text.split(/\r?\n/);
  const signed = lines[0]?.trim() === '-----BEGIN PGP SIGNED MESSAGE-----';
  if (signed) {
    const blank = lines.findIndex((line) => line.trim() === '');
    const end = lines.indexOf('-----BEGIN PGP SIGNATURE-----');
    lines = lines.slice(blank + 1, end === -1 ? undefined : end).map((line) => line.replace(/^- /, ''));
  }
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const match = line.startsWith('#') ? null : /^([A-Za-z0-9-]+):[ \t]*(\S.*?)[ \t]*$/.exec(line);
    if (match === null) continue;
    const name = (match[1] ?? '').toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), match[2] ?? '']);
  }
  return { fields, signed };
}

export function lookAtSecurityTxt(host: string, port: number, observations: readonly Observation[], now: Instant): Looked {
  const visit = observations.findLast((each) => each.kind === 'http' && each.host === host && each.port === port && each.purpose === 'security-txt');
  const at = `https://${host}${SECURITY_TXT}`;
  if (visit?.kind !== 'http') return looked({ undecided: [`${at} was not asked for`] });
  const { seen } = visit;
  if (seen.outcome !== 'response') return looked({ undecided: [`${at}: ${seen.outcome === 'refused' ? 'nothing listens there' : seen.why}`] });
  if (seen.identity !== 'shown') return looked({ undecided: [`${at}: ${seen.identity ?? 'not known to be the host'}`] });
  const bad = (id: string, title: string): Looked => looked({ problems: [problem('low', id, title)] });
  if (seen.status === 404 || seen.status === 410) return bad('contact-absent', 'it does not say where to report a vulnerability (no security.txt)');
  if (seen.status >= 300 && seen.status < 400) return looked({ undecided: [`${at} leads elsewhere, which is not followed`] });
  if (seen.status !== 200) return looked({ undecided: [`${at} answered ${seen.status}`] });
  const type = seen.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  // A site that answers every path with its start page has no such file.
  if (!/^text\/plain\b/i.test(type))
    return bad('contact-absent', 'it does not say where to report a vulnerability (what stands at security.txt is not plain text)');
  if (seen.unreadable !== undefined) return looked({ undecided: [`${at}: ${seen.unreadable}`] });
  if (seen.cut || seen.text === undefined) return bad('contact-broken', 'its security.txt is longer than such a file may be');
  return judge(readSecurityTxt(seen.text), host, now);
}

function judge({ fields, signed }: Fields, host: string, now: Instant): Looked {
  const problems: Problem[] = [];
  const remarks: string[] = signed ? ['The signature of security.txt is not checked.'] : [];
  const contacts = fields.get('contact') ?? [];
  if (!contacts.some((contact) => /^(?:https:\/\/|mailto:|tel:)\S+$/i.test(contact)))
    problems.push(problem('low', 'contact-broken', 'its security.txt names no contact that can be reached'));
  const [expires, ...more] = fields.get('expires') ?? [];
  const until = expires === undefined || more.length > 0 ? undefined : momentOf(expires);
  if (until === undefined) problems.push(problem('low', 'contact-undated', 'its security.txt does not say until when it holds'));
  else if (until <= now) problems.push(problem('low', 'contact-expired', 'its security.txt has expired'));
  else if (until - now > YEAR_MS) remarks.push('security.txt holds for more than a year; less is asked for (RFC 9116 section 2.5.5).');
  const canonical = fields.get('canonical') ?? [];
  const own = `https://${host}${SECURITY_TXT}`;
  if (canonical.length > 0 && !canonical.some((uri) => uri.toLowerCase() === own))
    problems.push(problem('low', 'contact-elsewhere', 'its security.txt says that it belongs to another address'));
  return { ...looked({ problems, remarks }), ...(until === undefined || problems.length > 0 ? {} : { until: Instant.format(until) }) };
}

/** RFC 3339 with any offset, in milliseconds. */
function momentOf(text: string): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, day = '', time = '', zone = 'Z'] = match;
  try {
    const at = Instant.parse(`${day}T${time}Z`);
    const [hours = 0, minutes = 0] = zone.toUpperCase() === 'Z' ? [] : zone.slice(1).split(':').map(Number);
    return Instant.of(at - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000);
  } catch {
    return undefined;
  }
}

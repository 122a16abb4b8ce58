import { type Duration, figure, Instant } from '../../core/index.ts';

/** What is known of one authority when its health is judged. */
export interface AuthorityFacts {
  readonly id: string;
  readonly role: 'root' | 'issuing';
  readonly notAfter: Instant;
  readonly replacedBy?: string;
  /** The private key lies in the authority's folder, where a thief of the machine finds it. */
  readonly keyHere: boolean;
  /** Its own certificate was revoked. */
  readonly revoked?: boolean;
  /** Certificates of it that are good. */
  readonly good: number;
  /** Its newest list. */
  /** Its newest full list; `behind`: an authority below it was revoked since. OCSP speaks for devices, and only lists for authorities. */
  readonly list?: { readonly nextUpdate: Instant; readonly behind?: boolean };
}

export interface Health {
  /** What somebody has to see to, since verifiers refuse what is good, or soon will; and the command that mends it. */
  readonly problems: readonly { readonly what: string; readonly remedy: string }[];
  /** What could be better. */
  readonly notes: readonly string[];
}

const DAY = 86_400_000;
/** Time to bring a root from its drawer. */
const AHEAD = 30 * DAY;
const LIST_AHEAD = DAY;

/** How the authorities of a fleet stand at a moment. `longest`: the longest life of a certificate that any profile gives, since it has to end before its authority does. */
export function healthOf(authorities: readonly AuthorityFacts[], now: Instant, longest: Duration): Health {
  const problems: Health['problems'][number][] = [];
  const notes: string[] = [];
  for (const each of authorities) {
    const left = each.notAfter - now;
    if (each.revoked === true && each.replacedBy === undefined)
      problems.push({ what: `${each.id} was revoked, and signs nothing more.`, remedy: `assay product ca rotate ${each.role}` });
    if (each.replacedBy === undefined && left < (each.role === 'issuing' ? longest : 0) + AHEAD)
      problems.push({ what: `${each.id} ends ${Instant.format(each.notAfter)}, in ${days(left)}.`, remedy: `assay product ca rotate ${each.role}` });
    if (each.list?.behind === true)
      problems.push({ what: `Something of ${each.id} was revoked that its list does not say.`, remedy: `assay product ca crl ${each.id}` });
    // A list that is over makes those who look refuse everything. Of an authority that nothing good is left of, nobody looks.
    const wanted = each.replacedBy === undefined || each.good > 0;
    if (wanted && each.list === undefined)
      problems.push({ what: `${each.id} has made no list of revoked certificates.`, remedy: `assay product ca crl ${each.id}` });
    else if (wanted && each.list !== undefined && each.list.nextUpdate - now < LIST_AHEAD)
      problems.push({ what: `The list of ${each.id} is over ${Instant.format(each.list.nextUpdate)}.`, remedy: `assay product ca crl ${each.id}` });
    if (each.role === 'root' && each.keyHere)
      notes.push(`The key of ${each.id} lies on this machine. Move ${each.id}.key to where it is safe: day by day nothing needs it.`);
  }
  return { problems, notes };
}

function days(millis: number): string {
  if (millis < 0) return 'the past';
  const n = Math.floor(millis / DAY);
  return n === 1 ? '1 day' : `${figure(n)} days`;
}

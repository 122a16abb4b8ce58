import { Digest, Instant, Refused } from '../../core/index.ts';
import { expiresAt } from '../freshness.ts';
import type { Evidence } from '../model.ts';
import { importFaults } from './faults.ts';
import type { LeaningOf } from './leaning.ts';
import type { Account, Withheld } from './model.ts';

// What a statement speaks of, so that a report of one repository or tenant does not take back what was found in another. Ids are digests: the ledger keeps
// them for ever, and what they name may be told from its digest only by whoever knows the name already.

export const MOST_MEMBERS = 4000;
const MOST_ACCOUNTS = 200;

/** One thing that was looked at. A member of no name, such as a person, is of its account alone. */
export interface Looked {
  readonly by: string;
  readonly account: string;
  readonly member?: string;
}

const small = (text: string) => text.normalize('NFKC').trim().toLowerCase();

export function accountDigest(id: string): string {
  return Digest.of(`account\u0000${small(id)}`).slice(7, 19);
}

/** Within its account: two owners may have a repository of one name. */
export function memberDigest(account: string, member: string): string {
  return Digest.of(`member\u0000${account}\u0000${small(member)}`).slice(7, 15);
}

/** What several things come to in a statement; `undefined` where nothing is known of them. `more`: there are more members than a statement can have. */
export function coversOf(looked: readonly Looked[]): { readonly covers: NonNullable<Evidence['covers']>; readonly more: boolean } | undefined {
  const [first] = looked;
  if (first === undefined) return undefined;
  const accounts = new Set<string>();
  const members = new Set<string>();
  for (const { account, member } of looked) {
    const of = accountDigest(account);
    accounts.add(of);
    if (member !== undefined) members.add(memberDigest(of, member));
  }
  const kept = [...members].sort().slice(0, MOST_MEMBERS);
  return {
    covers: { by: first.by, accounts: [...accounts].sort().slice(0, MOST_ACCOUNTS), ...(kept.length === 0 ? {} : { members: kept }) },
    more: members.size > kept.length || accounts.size > MOST_ACCOUNTS,
  };
}

/** Only the accounts: what a single result says of whose it is. */
export function accountsOf(looked: readonly Looked[]): Evidence['covers'] {
  const whole = coversOf(looked.map(({ by, account }) => ({ by, account })));
  return whole?.covers;
}

export interface Uncovered {
  readonly kept: readonly Evidence[];
  readonly held: readonly (Withheld & { readonly source: string })[];
}

/**
 * What of `fresh` may be recorded, given what stands on the ledger. A good statement is held back where earlier ones of the same subject, claim and source of ids
 * found something wanting, or are still relied on for something, that it did not look at. `left`: names that the operator says are gone or no matter.
 */
export function heldByCover(fresh: readonly Evidence[], recorded: readonly Evidence[], leaningOf: LeaningOf, left: readonly string[] = []): Uncovered {
  const key = ({ subject, claim, covers }: Evidence) => JSON.stringify([subject, claim, covers?.by ?? '']);
  const isGood = (one: Evidence) => leaningOf(one).good.length > 0 && leaningOf(one).bad.length === 0;
  const wanted = new Set(fresh.filter((one) => one.covers?.members !== undefined && isGood(one)).map(key));
  if (wanted.size === 0) return { kept: fresh, held: [] };
  const priors = Map.groupBy(
    recorded.filter((one) => one.covers?.members !== undefined && wanted.has(key(one))),
    key,
  );
  const now = Map.groupBy(
    fresh.filter((one) => wanted.has(key(one)) && isGood(one)),
    key,
  );
  const held: (Withheld & { source: string })[] = [];
  const gone = new Set(left.map(accountDigest));
  const kept = fresh.filter((one) => {
    const of = one.covers?.members === undefined || !isGood(one) ? undefined : priors.get(key(one));
    if (of === undefined) return true;
    const owed = owedBy(of, Instant.parse(one.observedAt), isGood, gone);
    for (const each of now.get(key(one)) ?? []) for (const member of each.covers?.members ?? []) owed.delete(member);
    for (const { covers } of of) for (const account of covers?.accounts ?? []) for (const name of left) owed.delete(memberDigest(account, name));
    if (owed.size === 0) return true;
    const failed = [...owed.values()].filter((each) => each === 'failed').length;
    held.push({
      subject: one.subject,
      claim: one.claim,
      source: one.source,
      why: `${owed.size} that earlier reports looked at ${owed.size === 1 ? 'is' : 'are'} not in this one${failed === 0 ? '' : `, and ${failed} of them failed`}: import a report of all of them, or say in joins.yaml with "leave" which are gone`,
    });
    return false;
  });
  return { kept, held };
}

/** Members that must be among those that are looked at now: those that failed and were not seen mended since, and those that a good statement still holds for. */
function owedBy(priors: readonly Evidence[], at: Instant, isGood: (one: Evidence) => boolean, gone: ReadonlySet<string>): Map<string, 'failed' | 'seen'> {
  const owed = new Map<string, 'failed' | 'seen'>();
  for (const one of priors.toSorted((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt))) {
    const { accounts = [], members = [] } = one.covers ?? {};
    if (accounts.length > 0 && accounts.every((account) => gone.has(account))) continue;
    const good = isGood(one);
    for (const member of members) {
      if (!good) owed.set(member, 'failed');
      else if (expiresAt(one) > at) owed.set(member, 'seen');
      else owed.delete(member);
    }
  }
  return owed;
}

/**
 * Holds whose systems a report is about to what earlier reports of the same subject were about. Throws `Refused` (ASSAY-IMPORT-012): another tenant's settings say
 * nothing of this one's, well or ill.
 */
export function refuseOtherAccounts(sources: readonly { readonly file: string; readonly accounts: readonly Account[] }[], recorded: readonly Evidence[]): void {
  const known = new Map<string, Set<string>>();
  const key = (subject: string, by: string) => JSON.stringify([subject, by]);
  for (const { subject, covers } of recorded) {
    if (covers === undefined) continue;
    const of = known.get(key(subject, covers.by)) ?? new Set();
    known.set(key(subject, covers.by), of);
    for (const account of covers.accounts) of.add(account);
  }
  const faults = sources.flatMap(({ file, accounts }) =>
    accounts.flatMap(({ subject, by, id }) => {
      const before = known.get(key(subject, by));
      if (before === undefined || before.has(accountDigest(id))) return [];
      // An account may be called by somebody's address.
      const told = id.replace(/\S+@\S+/g, '…').slice(0, 80);
      const named = id === '' ? 'names no tenant' : `is about "${told}"`;
      return importFaults.fault('012', {
        message: `${file} ${named}, and earlier reports of "${subject}" were about another`,
        file,
        expected: `the tenant or account that earlier reports of "${subject}" were about`,
        found: id === '' ? 'none' : told,
        remedy:
          id === ''
            ? 'Give the report as its tool wrote it, with the id of the tenant.'
            : `If it is yours, say so beside the map in joins.yaml, { name: "${told}", is: ${subject} }, and import it with assay business import. If it is not, leave it out.`,
      });
    }),
  );
  if (faults.length > 0) throw new Refused(...faults.slice(0, 50));
}

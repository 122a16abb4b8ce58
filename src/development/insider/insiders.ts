import { byForge } from '../change/classes.ts';
import type { Named } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Register } from '../person/register.ts';
import type { ReviewedChange } from '../review/release.ts';
import type { SignalsFound } from '../signal/model.ts';
import type { SignatureVerdict } from '../signature/model.ts';
import { type Insider, type Means, WAYS, type Way } from './model.ts';
import { noticedBy } from './notice.ts';

/** A release as far as it is known who could do what to it. */
export interface ReleaseHands {
  readonly changes: readonly ReviewedChange[];
  /** Of commits, where signatures were judged. */
  readonly signatures: ReadonlyMap<ObjectId, SignatureVerdict>;
  /** The release's own tags, outermost first: who made each, and its signatures. None where the release is a bare name of a commit. */
  readonly tags: readonly { readonly tagger?: Named; readonly signatures: readonly SignatureVerdict[] }[];
  readonly signals?: SignalsFound;
}

/** Who has a hand in it where nobody is named. */
export const ANYBODY = 'whoever may push';

interface Hand {
  kind: Insider['kind'];
  readonly keys: Set<string>;
  readonly means: Map<Way, { readonly commits: Set<ObjectId>; perhaps: number }>;
}

/**
 * For each person and each system, what they could have put into the release so that nobody else saw it before it was released: from who wrote, who applied, whose approval was the only one, whose
 * word alone says that there was one, and who made the release's tag. It says what could be, and accuses nobody. Pure; names are their writers' words unless a signature binds them.
 */
export function insidersOf({ changes, signatures, tags, signals }: ReleaseHands, register: Register): readonly Insider[] {
  const hands = new Map<string, Hand>();
  const hand = (who: string, kind: Insider['kind']): Hand => {
    const found = hands.get(who) ?? { kind, keys: new Set<string>(), means: new Map() };
    hands.set(who, found);
    return found;
  };
  const of = (named: Named): Hand => {
    const person = register.whose(named);
    if (person !== undefined) return hand(person.id, person.kind);
    return hand(named.email || named.name || 'nobody', byForge(named) ? 'forge' : /\[bot\]/i.test(named.name) ? 'bot' : 'not-known');
  };
  const entry = (id: string): Hand => hand(id, register.people.find((one) => one.id === id)?.kind ?? 'not-known');
  const add = (whose: Hand, way: Way, id?: ObjectId, perhaps = false) => {
    const known = whose.means.get(way) ?? { commits: new Set<ObjectId>(), perhaps: 0 };
    whose.means.set(way, known);
    if (id === undefined || known.commits.has(id)) return;
    known.commits.add(id);
    if (perhaps) known.perhaps += 1;
  };

  for (const one of changes) {
    const { change, verdict } = one;
    const signature = signatures.get(change.id);
    if (signature?.state === 'valid' && signature.key !== undefined) keyed(signature);
    // A merge that adds nothing is nobody's change.
    if (verdict.reason === 'merge-adds-nothing') continue;
    const [author, committer] = [of(change.author), of(change.committer)];
    const perhaps = verdict.state === 'cannot-be-known';
    // The author's own signature binds the content: whoever applied it could not have changed it.
    const bound = signature?.state === 'valid' && signature.role === 'person' && signature.by === register.whose(change.author)?.id;
    if (verdict.state !== 'reviewed') {
      add(author, 'own-change', change.id, perhaps);
      if (committer !== author && !bound) add(committer, 'applied-alone', change.id, perhaps);
      continue;
    }
    wordOf(one, committer);
    if (verdict.by.length === 1 && verdict.by[0] !== undefined && verdict.binding !== 'weak') add(approver(verdict.by[0]), 'approval-alone', change.id);
  }
  released();
  return [...hands]
    .map(([who, { kind, keys, means }]): Insider => {
      const told = signals?.signals.filter((one) => one.who === who) ?? [];
      return {
        who,
        kind,
        keys: [...keys],
        means: WAYS.flatMap((way): Means[] => {
          const found = means.get(way);
          if (found === undefined) return [];
          return [{ way, commits: [...found.commits], perhaps: found.perhaps, noticedBy: noticedBy(way, told) }];
        }),
      };
    })
    .filter(({ means }) => means.length > 0)
    .toSorted((a, b) => weight(b) - weight(a) || (a.who < b.who ? -1 : 1));

  function approver(by: string): Hand {
    const account = register.account(by);
    return account !== undefined ? hand(account.id, account.kind) : by.includes(':') ? hand(by, 'not-known') : entry(by);
  }

  /** Whoever could have made up the review itself. */
  function wordOf({ change, facts, verdict }: ReviewedChange, committer: Hand): void {
    switch (verdict.binding) {
      case 'weak':
        // The committer's name is a word in the commit: whoever makes commits writes it, and the line beside it.
        add(committer, 'own-word', change.id);
        return;
      case 'export':
        for (const fact of facts) if (fact.source === 'forge-export') add(hand(`export ${fact.file}`, 'record'), 'system-word', change.id);
        return;
      case 'note':
        if (facts.some((fact) => fact.source === 'gerrit-note')) add(hand('notes of Gerrit', 'record'), 'system-word', change.id);
        return;
      case 'forge':
        for (const fact of facts)
          if (fact.source === 'gittuf')
            for (const { key } of fact.signatures) {
              const holder = register.keyed(key);
              if (holder?.role === 'forge') add(hand(holder.person.id, 'forge'), 'system-word', change.id);
            }
        return;
      case 'signed':
      case undefined:
        return;
    }
  }

  /** A key that is no person's signs for whoever can start what holds it. */
  function keyed({ key = '', by, role }: SignatureVerdict): void {
    if (by !== undefined) entry(by).keys.add(key);
    if (by !== undefined && role !== undefined && role !== 'person' && entry(by).kind === 'person') hand(`key ${key}`, 'key').keys.add(key);
  }

  /** Whoever makes the tag says what is released. Two valid signatures of two people are needed for it to be nobody alone. */
  function released(): void {
    const valid = tags.flatMap((tag) => tag.signatures.filter(({ state }) => state === 'valid'));
    for (const one of valid) if (one.key !== undefined) keyed(one);
    const signers = [...new Set(valid.flatMap(({ by }) => (by === undefined ? [] : [by])))];
    if (signers.length > 1) return;
    const [only] = signers;
    if (only !== undefined) {
      const key = valid.find(({ by, role }) => by === only && role !== undefined && role !== 'person');
      add(key?.key !== undefined && entry(only).kind === 'person' ? hand(`key ${key.key}`, 'key') : entry(only), 'release-alone');
      return;
    }
    const tagger = tags[0]?.tagger;
    // Without a signature that holds, whoever may push can make or move the tag.
    if (tagger === undefined) add(hand(ANYBODY, 'not-known'), 'release-alone');
    else add(of(tagger), 'release-alone');
  }
}

function weight({ means }: Insider): number {
  const unseen = means.filter(({ way }) => way !== 'approval-alone').reduce((sum, { commits }) => sum + commits.length, 0);
  return unseen * 2 + (means.some(({ way }) => way === 'release-alone') ? 1 : 0);
}

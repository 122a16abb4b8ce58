import type { Instant } from '../../../core/index.ts';
import { reportText } from '../../import/encoding.ts';
import { followed, type Named, type Seen, type ToFollow } from '../followed.ts';
import { kindOf } from '../kinds.ts';
import type { Answer, Check, Review } from '../model.ts';
import { decisionsOf, leaversRemoved } from '../tables.ts';
import { readBrought, readKept } from './items.ts';

// What was to be taken away stands in files that can be erased: the items, and the table of decisions. Here they are read again for every look.

/**
 * What the inventory shows at a moment of what the review was to take away, by task. Tasks without an answer, and those whose files were erased, altered or
 * are no table, are left out.
 */
export function checksOf(dataDir: string, review: Review, seen: Seen, at: Instant): readonly Omit<Check, 'at'>[] {
  return toFollow(dataDir, review)
    .filter(({ follow }) => follow.removed.length > 0 || follow.wanted === 'trusts')
    .map(({ task, follow }) => ({ task, ...followed(follow, seen, at) }));
}

/** Whether a later look could tell anything of it. */
export function hasFollowed(review: Review): boolean {
  return (kindOf(review.kind)?.tasks ?? []).some(({ id, followed: wanted }) => wanted !== undefined && review.answers.has(id));
}

function toFollow(dataDir: string, review: Review): readonly { readonly task: string; readonly follow: ToFollow }[] {
  return (kindOf(review.kind)?.tasks ?? []).flatMap(({ id, followed: wanted }) => {
    const answer = review.answers.get(id);
    const text = answer === undefined || wanted === undefined ? undefined : textOf(dataDir, answer);
    if (answer === undefined || wanted === undefined || text === undefined) return [];
    const about = { wanted, subjects: review.subjects, decidedAt: answer.observedAt };
    if (wanted === 'leavers') {
      const removed = leaversRemoved(text, id).map((name): Named => ({ name }));
      return [{ task: id, follow: { ...about, removed, listed: [], doneAt: answer.observedAt } }];
    }
    const kept = review.items === undefined ? undefined : readKept(dataDir, review.id, review.items);
    if (kept === undefined) return [];
    const listed = kept.items.map((name, i): Named => ({ name, ...(kept.things?.[i] === undefined ? {} : { thing: kept.things[i] }) }));
    const decided = decisionsOf(text, id, kept.items);
    const done = review.answers.get('carried-out')?.observedAt ?? answer.observedAt;
    const removed = listed.filter(({ name }) => decided.get(name) === 'removed');
    return [{ task: id, follow: { ...about, removed, listed, doneAt: done > answer.observedAt ? done : answer.observedAt } }];
  });
}

function textOf(dataDir: string, { raw }: Answer): string | undefined {
  const bytes = raw?.mediaType === 'text/csv' ? readBrought(dataDir, raw.digest) : undefined;
  return bytes === undefined ? undefined : reportText(bytes, 'decisions');
}

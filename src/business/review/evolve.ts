import { Digest, Instant } from '../../core/index.ts';
import { REVIEW_ABANDONED, REVIEW_ANSWERED, REVIEW_CHECKED, REVIEW_CLOSED, REVIEW_ERASED, REVIEW_STARTED, type ReviewEvent } from './events.ts';
import type { Answer, Check, Erased, Items, Review } from './model.ts';

/** What an event makes of the review that it is of; undefined of one that was never started. Folding many events copies no other review. */
export function evolveOne(found: Review | undefined, event: ReviewEvent): Review | undefined {
  if (event.type === REVIEW_STARTED) {
    const { review: id, kind, subjects, links, owner, at, dueAt, items } = event.body;
    return {
      id,
      kind,
      subjects,
      links,
      owner,
      startedAt: Instant.parse(at),
      dueAt: Instant.parse(dueAt),
      ...(items === undefined ? {} : { items: itemsIn(items) }),
      answers: new Map(),
      checks: new Map(),
      files: [],
      state: 'open',
    };
  }
  if (found === undefined) return undefined;
  if (event.type === REVIEW_ERASED) return { ...found, erased: erasedOf(found.erased, event.body) };
  if (event.type === REVIEW_CHECKED) {
    const { review: _, at, observedAt, raw, ...counts } = event.body;
    const checked: Check = {
      ...counts,
      at: Instant.parse(at),
      ...(observedAt === undefined ? {} : { observedAt: Instant.parse(observedAt) }),
      ...(raw === undefined ? {} : { raw }),
    };
    return { ...found, checks: new Map([...found.checks, [checked.task, checked]]) };
  }
  if (found.state !== 'open') return found;
  // biome-ignore lint/nursery/useExhaustiveSwitchCases: narrowed above
  switch (event.type) {
    case REVIEW_ANSWERED: {
      const { review: _, at, observedAt, raw, ...rest } = event.body;
      const given: Answer = {
        ...rest,
        at: Instant.parse(at),
        observedAt: Instant.parse(observedAt),
        ...(raw === undefined ? {} : { raw }),
      };
      const { checks } = found;
      return {
        ...found,
        answers: new Map([...found.answers, [given.task, given]]),
        // What was seen of the answer before says nothing of this one.
        checks: checks.has(given.task) ? new Map([...checks].filter(([task]) => task !== given.task)) : checks,
        files: [...new Set([...found.files, ...filesOf(given)])],
      };
    }
    case REVIEW_CLOSED:
      return { ...found, state: 'closed', endedAt: Instant.parse(event.body.at) };
    case REVIEW_ABANDONED:
      return { ...found, state: 'abandoned', endedAt: Instant.parse(event.body.at), reason: event.body.reason };
  }
}

/** Of the file that an answer cites, and of the one that its comparison stands beside. */
function filesOf({ raw, figures: { log } }: Answer): readonly string[] {
  return [...(raw === undefined ? [] : [raw.digest]), ...(typeof log === 'string' && Digest.isText(log) ? [log] : [])];
}

function itemsIn({ count, digest, source }: { readonly count: number; readonly digest: string; readonly source?: Items['source'] | undefined }): Items {
  return { count, digest, ...(source === undefined ? {} : { source }) };
}

function erasedOf(before: Erased | undefined, { at, by, items, files }: Extract<ReviewEvent, { type: typeof REVIEW_ERASED }>['body']): Erased {
  const gone = items ?? before?.items;
  return { at: Instant.parse(at), by, ...(gone === undefined ? {} : { items: gone }), files: [...new Set([...(before?.files ?? []), ...files])] };
}

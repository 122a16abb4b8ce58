import { elementName } from '../../assurance/element-name.ts';
import { missingOf } from '../../business/review/decide.ts';
import { reviewsAt } from '../../business/review/due.ts';
import { checksOf, hasFollowed } from '../../business/review/edge/follow-files.ts';
import { readItems } from '../../business/review/edge/items.ts';
import { REVIEW_ANSWERED, REVIEW_STARTED } from '../../business/review/events.ts';
import { reviewFaults } from '../../business/review/faults.ts';
import { type Kind, kindOf, REVIEW_KINDS } from '../../business/review/kinds.ts';
import { type Measures, measuresOf } from '../../business/review/measures.ts';
import type { Check, Review } from '../../business/review/model.ts';
import { neverDone } from '../../business/review/owed.ts';
import { remainingOf, settled } from '../../business/review/remaining.ts';
import { statementsOf } from '../../business/review/statements.ts';
import { itemsGone } from '../../business/review/tables.ts';
import { Instant, Refused } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { discoveredIn } from './inventory.ts';
import type { ActorShown, ItemsShown, KindShown, MeasuresShown, OneReview, ReviewLine, ReviewsShown, TaskShown } from './review-model.ts';
import { reviewEntries, viewOf } from './review-past.ts';

// Reviews as they stood at a moment. People are ids here; the handler names them to whoever may see who they are.

interface AsOf {
  readonly at?: string | undefined;
  readonly size?: number | undefined;
}

/** Everything that is known of reviews at the moment that was asked for. */
interface Past {
  readonly seen: Seen;
  readonly entries: readonly Entry[];
  readonly reviews: readonly Review[];
  readonly due: ReturnType<typeof reviewsAt>['due'];
}

function pastOf(desk: Desk, { at, size }: AsOf): Past {
  const seen = desk.at(at === undefined ? undefined : Instant.parse(at), size);
  const entries = reviewEntries(desk.ledger, seen.head.size);
  return { seen, entries, ...reviewsAt(viewOf(entries), seen.at) };
}

const boundTo = ({ at, head }: Seen) => ({ at: Instant.format(at), head: { size: head.size, root: head.root, origin: head.origin } });
const named = (map: ServiceMap) => (id: string) => ({ id, name: elementName(map, id) });

function actorIn(map: ServiceMap, id: string): ActorShown {
  const name = elementName(map, id);
  return { id, ...(name === id ? {} : { name }), self: false };
}

function taskShown({ id, title, file, figures, further, table, drawnOnly }: Kind['tasks'][number]): TaskShown {
  return {
    id,
    title,
    file,
    figures: { ...figures },
    ...(further === undefined ? {} : { further: { ...further } }),
    ...(table === undefined ? {} : { table }),
    drawnOnly: drawnOnly === true,
  };
}

const titleOf = (kind: string): string => kindOf(kind)?.title ?? kind;

function lineOf(review: Review, { seen: { map, at } }: Past): ReviewLine {
  const tasks = kindOf(review.kind)?.tasks ?? [];
  const lacking = new Set(missingOf(review).map(({ task }) => task));
  return {
    id: review.id,
    kind: review.kind,
    title: titleOf(review.kind),
    subjects: review.subjects.map(named(map)),
    owner: actorIn(map, review.owner),
    startedAt: Instant.format(review.startedAt),
    dueAt: Instant.format(review.dueAt),
    state: review.state,
    late: (review.endedAt ?? at) > review.dueAt,
    ...(review.endedAt === undefined ? {} : { endedAt: Instant.format(review.endedAt) }),
    answered: tasks.filter(({ id }) => review.answers.has(id) && !lacking.has(id)).length,
    tasks: tasks.length,
  };
}

function kindShown({ id, title, for: of, cadence, takes, decides, tasks, states }: Kind, map: ServiceMap): KindShown {
  const kinds: readonly string[] = of;
  return {
    id,
    title,
    for: of,
    cadence,
    takes,
    decides: decides === true,
    tasks: tasks.map(taskShown),
    claims: [...new Set(states.map(({ claim }) => claim))],
    subjects: map.parts.filter(({ kind }) => kinds.includes(kind)).map(({ id: part, name }) => ({ id: part, name })),
  };
}

function measuresShown({ kind, closed, abandoned, onTimeShare, medianDaysToClose, over, rollOut }: Measures, map: ServiceMap): MeasuresShown {
  return {
    kind,
    title: titleOf(kind),
    closed,
    abandoned,
    ...(onTimeShare === undefined ? {} : { onTimeShare }),
    ...(medianDaysToClose === undefined ? {} : { medianDaysToClose }),
    // What else a round measures is the model's to say: whatever of it is a number is shown by its name.
    over: over.map(({ review, closedAt, onTime, daysToClose, ...rest }) => ({
      review,
      closedAt,
      onTime,
      daysToClose,
      figures: Object.fromEntries(Object.entries(rest).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : []))),
    })),
    ...(rollOut === undefined ? {} : { rollOut: rollOut.map(({ subject, ...one }) => ({ subject: named(map)(subject), ...one })) }),
  };
}

export const reviewsQuestion = question('business.reviews', (desk, asOf: AsOf): ReviewsShown => {
  const past = pastOf(desk, asOf);
  const { seen, reviews, due } = past;
  const { map } = seen;
  return {
    ...boundTo(seen),
    due: due.map(({ kind, subject, review, owner, dueAt, late, inMs }) => ({
      kind,
      title: titleOf(kind),
      subject: named(map)(subject),
      ...(review === undefined ? {} : { review }),
      owner: actorIn(map, owner),
      dueAt,
      late,
      inMs,
    })),
    never: neverDone(map, reviews, seen.exclusions, seen.at).map(({ kind, title, subjects }) => ({ kind, title, subjects: subjects.map(named(map)) })),
    reviews: reviews.map((review) => lineOf(review, past)).reverse(),
    remaining: remainingOf(reviews.map((review) => (review.state === 'closed' && !settled(review) ? looked(review, desk, seen) : review))).map(
      ({ review, kind, subjects, decided, gone, present, unconfirmed, unlisted, observedAt }) => ({
        review,
        title: titleOf(kind),
        subjects: subjects.map(named(map)),
        decided,
        gone,
        present,
        unconfirmed,
        unlisted,
        ...(observedAt === undefined ? {} : { observedAt }),
      }),
    ),
    measures: REVIEW_KINDS.map(({ id }) => measuresShown(measuresOf(reviews, id, seen.at), map)).filter(
      ({ closed, abandoned, onTimeShare }) => closed + abandoned > 0 || onTimeShare !== undefined,
    ),
    kinds: REVIEW_KINDS.map((kind) => kindShown(kind, map)),
    roles: map.parts.filter(({ kind }) => kind === 'role').map(({ id, name }) => ({ id, name })),
  };
});

export const oneReviewQuestion = question('business.review', (desk, { review: id, ...asOf }: AsOf & { readonly review: string }): OneReview => {
  const past = pastOf(desk, asOf);
  const { seen, entries, reviews } = past;
  const review = looked(found(reviews, id), desk, seen);
  const lacking = review.state === 'open' ? missingOf(review) : [];
  const entryOf = (type: string, task?: string): number => {
    const of = entries.filter(({ type: its, body }) => {
      const { review: its_, task: of_ } = body as { readonly review?: unknown; readonly task?: unknown };
      return its === type && its_ === id && (task === undefined || of_ === task);
    });
    return of.filter(({ body }) => Instant.parse((body as { readonly at: string }).at) <= seen.at).at(-1)?.seq ?? 0;
  };
  const { map } = seen;
  return {
    ...boundTo(seen),
    review: {
      ...lineOf(review, past),
      ...(review.reason === undefined ? {} : { reason: review.reason }),
      ...(review.items === undefined ? {} : { items: { ...review.items, kept: readItems(desk.dataDir, id, review.items) !== undefined } }),
      entry: entryOf(REVIEW_STARTED),
    },
    tasks: (kindOf(review.kind)?.tasks ?? []).map((task) => {
      const given = review.answers.get(task.id);
      const check = review.checks.get(task.id);
      return {
        ...taskShown(task),
        ...(check === undefined ? {} : { check: checkShown(check) }),
        lacking: lacking.filter((one) => one.task === task.id).map(({ what }) => what),
        ...(given === undefined
          ? {}
          : {
              answer: {
                by: actorIn(map, given.by),
                at: Instant.format(given.at),
                observedAt: Instant.format(given.observedAt),
                figures: { ...given.figures },
                method: given.method,
                ...(given.raw === undefined ? {} : { raw: given.raw }),
                entry: entryOf(REVIEW_ANSWERED, task.id),
              },
            }),
      };
    }),
    statements: review.state === 'abandoned' ? [] : stated(review, seen),
    before: measuresShown(
      measuresOf(
        reviews.filter((one) => one.id !== id && one.subjects.some((subject) => review.subjects.includes(subject))),
        review.kind,
        seen.at,
      ),
      map,
    ),
  };
});

/** With what the inventory shows at the moment of what it was to take away; nothing is entered. */
function looked(review: Review, desk: Desk, { map, at, head }: Seen): Review {
  if (!hasFollowed(review) || review.erased !== undefined) return review;
  const checks = checksOf(desk.dataDir, review, discoveredIn(desk, map, head.size), at);
  return checks.length === 0 ? review : { ...review, checks: new Map([...review.checks, ...checks.map((one): [string, Check] => [one.task, { ...one, at }])]) };
}

function checkShown({ at, observedAt, decided, gone, present, unconfirmed, unlisted }: Check): NonNullable<OneReview['tasks'][number]['check']> {
  const counts = { decided, gone, present, unconfirmed, unlisted };
  return { at: Instant.format(at), ...counts, ...(observedAt === undefined ? {} : { observedAt: Instant.format(observedAt) }) };
}

function stated(review: Review, { evidence, map }: Seen): OneReview['statements'] {
  const left = evidence.filter(({ source }) => source === `review ${review.id}`);
  return statementsOf(review).map(({ subject, claim, value, observedAt, finding }) => {
    const at = left.findIndex((one) => one.subject === subject && one.claim === claim && JSON.stringify(one.value) === JSON.stringify(value));
    const [entered] = at === -1 ? [] : left.splice(at, 1);
    return {
      subject: named(map)(subject),
      claim,
      value,
      observedAt,
      ...(finding === undefined ? {} : { finding: finding.title }),
      ...(entered === undefined ? {} : { entry: entered.seq }),
    };
  });
}

/** Throws `Refused` (ASSAY-REVIEW-002, -012). */
export const itemsQuestion = question('business.review-items', (desk, { review: id }: { readonly review: string }): ItemsShown => {
  const review = found(pastOf(desk, {}).reviews, id);
  const kept = review.items === undefined ? [] : readItems(desk.dataDir, id, review.items);
  if (kept === undefined) throw itemsGone(id);
  return { review: id, items: kept };
});

function found(reviews: readonly Review[], id: string): Review {
  const review = reviews.find((one) => one.id === id);
  if (review !== undefined) return review;
  throw new Refused(
    reviewFaults.fault('002', {
      message: 'there is no such review',
      expected:
        reviews
          .slice(-5)
          .map((one) => one.id)
          .join(', ') || 'the id of a review',
      found: id,
      remedy: 'Look at the list of reviews.',
    }),
  );
}

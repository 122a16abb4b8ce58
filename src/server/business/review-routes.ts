import { keepItems } from '../../business/review/edge/items.ts';
import { REVIEW_STARTED } from '../../business/review/events.ts';
import { type Json, Refused } from '../../core/index.ts';
import { keepRaw } from '../../evidence/edge/raw.ts';
import type { Draft } from '../../ledger/model.ts';
import { personId } from '../../product/access/model.ts';
import type { PersonId, Principal } from '../../product/index.ts';
import { bytesOf } from '../base64.ts';
import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { nameOf } from '../people/name.ts';
import { type Recorded, type Recording, type Route, route } from '../route.ts';
import { asOf } from './model.ts';
import { type Doing, doReviewQuestion } from './review-acts.ts';
import {
  type ActorShown,
  abandonBody,
  answerBody,
  type Done,
  done,
  items,
  type OneReview,
  oneReview,
  type ReviewsShown,
  reviewId,
  reviews,
  startBody,
  taskId,
} from './review-model.ts';
import { itemsQuestion, oneReviewQuestion, reviewsQuestion } from './reviews.ts';

const params = { service: serviceId };
const one = { ...params, review: reviewId };
const BASE = '/api/services/{service}/business/reviews' as const;
const MEBIBYTE = 1024 * 1024;
// Something else may be entered between deciding and entering; then it is decided again, so many times.
const ATTEMPTS = 3;

/** Acts on the reviews of one service are done one after the other: two that start the same review at once would keep their items under one name. */
const TURNS = new Map<string, Promise<unknown>>();

function inTurn<T>(service: string, work: () => Promise<T>): Promise<T> {
  const mine = (TURNS.get(service) ?? Promise.resolve()).then(work, work);
  // A refusal is the answer to one person, and nothing to the next in line.
  TURNS.set(
    service,
    mine.catch(() => undefined),
  );
  return mine;
}

interface Acting {
  readonly house: House;
  readonly service: string;
  readonly doing: Doing;
  readonly record: (drafts: readonly Draft[], options?: Recording) => Promise<Recorded>;
  readonly signal: AbortSignal;
}

/** Decides, keeps what the entries will name, and enters: a crash between leaves a file that nothing names, never an entry without its file. */
function act({ house, service, doing, record, signal }: Acting): Promise<Done> {
  const place = house.services.get(service);
  return inTurn(place.dataDir, async () => {
    for (let left = ATTEMPTS; ; left -= 1) {
      const { review, drafts, statements, items: given, file, size } = await place.ask(doReviewQuestion, doing, signal);
      if (doing.do === 'answer' && doing.file !== undefined && file !== undefined) keepRaw(place.dataDir, doing.file.bytes, file);
      const kept = given === undefined ? undefined : keepItems(place.dataDir, review, given.items, given.things);
      const entering = kept === undefined ? drafts : drafts.map((draft) => (draft.type === REVIEW_STARTED ? withItems(draft, { ...kept }) : draft));
      try {
        const recorded = await record(entering, { expectedSize: size, about: { review } });
        return { review, entry: recorded.first, size: recorded.size, statements, ...(file === undefined ? {} : { file }) };
      } catch (error) {
        const changed = error instanceof Refused && error.faults[0]?.code === 'ASSAY-SERVER-008';
        if (!changed || left <= 1) throw error;
      }
    }
  });
}

const withItems = ({ type, body }: Draft, kept: Json): Draft => ({ type, body: { ...(body as { readonly [key: string]: Json }), items: kept } });

/** Names people to whoever may see people, and everybody to themselves; to others they are ids. */
function naming(house: House, asker: Principal): (actor: ActorShown) => ActorShown {
  const sees = house.access.permits(asker, 'people.read', { kind: 'office', id: 'office' });
  return (actor) => {
    if (!personId.safeParse(actor.id).success) return actor;
    const self = actor.id === asker.person;
    const { name } = sees || self ? nameOf(house, actor.id as PersonId) : { name: undefined };
    return { id: actor.id, self, ...(name === undefined ? {} : { name }) };
  };
}

function namedList(answer: ReviewsShown, name: (actor: ActorShown) => ActorShown): ReviewsShown {
  return {
    ...answer,
    due: answer.due.map((each) => ({ ...each, owner: name(each.owner) })),
    reviews: answer.reviews.map((each) => ({ ...each, owner: name(each.owner) })),
  };
}

function namedOne(answer: OneReview, name: (actor: ActorShown) => ActorShown): OneReview {
  return {
    ...answer,
    review: { ...answer.review, owner: name(answer.review.owner) },
    tasks: answer.tasks.map(({ answer: given, ...task }) => ({ ...task, ...(given === undefined ? {} : { answer: { ...given, by: name(given.by) } }) })),
  };
}

/** Recurring work of the office: what is due, what was done, and doing it. Answers have no ETag: whom they name depends on who asks. */
export const REVIEW_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'Reviews: what is due next and what is late, those that were started, and how they went over time',
    action: 'service.read',
    params,
    query: asOf,
    answer: reviews,
    async handle({ house, params: { service }, query, who, signal }) {
      return { body: namedList(await house.services.get(service).ask(reviewsQuestion, query, signal), naming(house, who())) };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/{review}`,
    summary: 'One review: its tasks, the evidence of each answer, what it lacks, what it states, and the rounds before',
    action: 'service.read',
    params: one,
    query: asOf,
    answer: oneReview,
    async handle({ house, params: { service, review }, query, who, signal }) {
      return { body: namedOne(await house.services.get(service).ask(oneReviewQuestion, { ...query, review }, signal), naming(house, who())) };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/{review}/items`,
    summary: 'What an access review is about, to decide on each: accounts by their names',
    action: 'inventory.read-people',
    params: one,
    answer: items,
    async handle({ house, params: { service, review }, signal }) {
      return { body: await house.services.get(service).ask(itemsQuestion, { review }, signal) };
    },
  }),
  route({
    method: 'post',
    path: BASE,
    summary: 'Start a review; whoever starts it owns it, where no role of the map is named',
    action: 'review.work',
    params,
    body: startBody,
    most: 17 * MEBIBYTE,
    answer: done,
    statuses: [201],
    async handle({ house, params: { service }, body, who, record, signal }) {
      const { kind, subjects, dueAt, items: given } = body;
      const by = who().person;
      const doing: Doing = {
        do: 'start',
        by,
        kind,
        subjects,
        owner: body.owner ?? by,
        ...(dueAt === undefined ? {} : { dueAt }),
        ...(given === undefined ? {} : { items: { name: given.name, bytes: bytesOf(given.base64) } }),
      };
      return { status: 201, body: await act({ house, service, doing, record, signal }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/{review}/tasks/{task}`,
    summary: 'Answer a task with what shows it; a table is read, and its figures drawn from it',
    action: 'review.work',
    params: { ...one, task: taskId },
    body: answerBody,
    most: 17 * MEBIBYTE,
    answer: done,
    async handle({ house, params: { service, review, task }, body, who, record, signal }) {
      const { figures, observedAt, file } = body;
      const doing: Doing = {
        do: 'answer',
        by: who().person,
        review,
        task,
        figures,
        ...(observedAt === undefined ? {} : { observedAt }),
        ...(file === undefined ? {} : { file: { name: file.name, bytes: bytesOf(file.base64) } }),
      };
      return { body: await act({ house, service, doing, record, signal }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/{review}/close`,
    summary: 'Close a review: what came of it becomes evidence. Refused while a task lacks its own',
    action: 'review.work',
    params: one,
    answer: done,
    async handle({ house, params: { service, review }, who, record, signal }) {
      return { body: await act({ house, service, doing: { do: 'close', by: who().person, review }, record, signal }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/{review}/abandon`,
    summary: 'Give a review up; what it was for stays due',
    action: 'review.abandon',
    params: one,
    body: abandonBody,
    answer: done,
    async handle({ house, params: { service, review }, body, who, record, signal }) {
      return { body: await act({ house, service, doing: { do: 'abandon', by: who().person, review, reason: body.reason }, record, signal }) };
    },
  }),
];

import { extname } from 'node:path';
import { reportText } from '../../business/import/encoding.ts';
import { inventoryAt } from '../../business/inventory/view.ts';
import { type ReviewCommand, reviewDecider } from '../../business/review/decide.ts';
import { checksOf, hasFollowed } from '../../business/review/edge/follow-files.ts';
import { readItems } from '../../business/review/edge/items.ts';
import type { Seen as Discovered } from '../../business/review/followed.ts';
import { type Item, itemsIn } from '../../business/review/holders.ts';
import { kindOf } from '../../business/review/kinds.ts';
import { mediaTypeOf } from '../../business/review/media.ts';
import type { Figures, Review, Reviews } from '../../business/review/model.ts';
import { statementsOf } from '../../business/review/statements.ts';
import { decisionFigures, decisionsOf, figuresFrom, itemsGone, itemsOf } from '../../business/review/tables.ts';
import { reviewsOf } from '../../business/review/views.ts';
import { Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { EVIDENCE_RECORDED } from '../../evidence/index.ts';
import type { Draft } from '../../ledger/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { noMap } from '../judge/no-map.ts';
import { question } from '../judge/question.ts';
import { discoveredIn } from './inventory.ts';
import { reviewEntries, viewOf } from './review-past.ts';

// What an act on a review would enter, decided in the judge's thread at one size of the ledger. The main thread keeps the files and appends.

interface GivenBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `by`: the opaque id of whoever does it. */
export type Doing = { readonly by: string } & (
  | {
      readonly do: 'start';
      readonly kind: string;
      readonly subjects: readonly string[];
      readonly owner: string;
      readonly dueAt?: string;
      readonly items?: GivenBytes;
    }
  | {
      readonly do: 'answer';
      readonly review: string;
      readonly task: string;
      readonly figures: Figures;
      readonly observedAt?: string;
      readonly file?: GivenBytes;
    }
  | { readonly do: 'close'; readonly review: string }
  | { readonly do: 'abandon'; readonly review: string; readonly reason: string }
);

export interface Decided {
  readonly review: string;
  readonly drafts: readonly Draft[];
  readonly statements: number;
  /** To be kept before it is entered: names, beside the ledger, with the things of the inventory where they were drawn from it. */
  readonly items?: { readonly items: readonly string[]; readonly things?: readonly string[] };
  readonly file?: Digest;
  readonly size: number;
}

export const doReviewQuestion = question('business.review-do', (desk, doing: Doing): Decided => {
  const at = desk.now();
  const { map } = desk;
  if (map === undefined) throw noMap();
  const { size } = desk.folded.head;
  const seen = () => discoveredIn(desk, map, size);
  const state = reviewsOf(viewOf(reviewEntries(desk.ledger, size)));
  switch (doing.do) {
    case 'start':
      return { ...start(doing, { at, map, state, seen }), size };
    case 'answer':
      return { ...answer(doing, { at, state, dataDir: desk.dataDir }), size };
    case 'close': {
      const command: ReviewCommand = { type: 'close', at, review: doing.review, by: doing.by };
      decided(command, state);
      // Looked at before it is closed, so that what it states is what is known by then.
      const looking = checked(doing.review, state, { dataDir: desk.dataDir, seen, at });
      const { drafts, next } = decided(command, looking.next);
      const ended = next.get(doing.review);
      const statements = ended === undefined ? [] : statementsOf(ended);
      // One append: it is closed and states what it found, or neither.
      const stating = statements.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json }));
      return { review: doing.review, drafts: [...looking.drafts, ...drafts, ...stating], statements: statements.length, size };
    }
    case 'abandon': {
      const { items } = state.get(doing.review) ?? {};
      const names = items === undefined ? undefined : readItems(desk.dataDir, doing.review, items);
      const command: ReviewCommand = { type: 'abandon', at, review: doing.review, by: doing.by, reason: doing.reason };
      const { drafts } = decided(names === undefined ? command : { ...command, names }, state);
      return { review: doing.review, drafts, statements: 0, size };
    }
  }
});

/** Throws `Refused` with what the decider refuses (ASSAY-REVIEW-…). */
function decided(command: ReviewCommand, state: Reviews): { readonly drafts: readonly Draft[]; readonly next: Reviews } {
  const decision = reviewDecider.decide(command, state);
  if (!decision.ok) throw new Refused(...decision.faults);
  return { drafts: decision.events.map(({ type, body }) => ({ type, body: body as Json })), next: decision.events.reduce(reviewDecider.evolve, state) };
}

type Started = Omit<Decided, 'size'>;

interface Looking {
  readonly dataDir: string;
  readonly seen: () => Discovered;
  readonly at: Instant;
}

/** What the inventory shows by now of what was to be taken away. */
function checked(id: string, state: Reviews, { dataDir, seen, at }: Looking): { readonly drafts: readonly Draft[]; readonly next: Reviews } {
  const review = state.get(id);
  if (review === undefined || !hasFollowed(review) || review.erased !== undefined) return { drafts: [], next: state };
  let next = state;
  const drafts: Draft[] = [];
  for (const one of checksOf(dataDir, review, seen(), at)) {
    const made = decided({ type: 'check', at, review: id, ...one }, next);
    next = made.next;
    drafts.push(...made.drafts);
  }
  return { drafts, next };
}

interface Starting {
  readonly at: Instant;
  readonly map: ServiceMap;
  readonly state: Reviews;
  readonly seen: () => Discovered;
}

function start(doing: Doing & { readonly do: 'start' }, { at, map, state, seen }: Starting): Started {
  const { kind, owner, dueAt } = doing;
  const subjects = doing.subjects.map((id) => ({ id, kind: map.parts.find((part) => part.id === id)?.kind ?? 'none of the map' }));
  const statesLinks = kindOf(kind)?.states.some(({ of }) => of === 'links') === true;
  const links = statesLinks
    ? map.links
        .filter((link) => ['administers', 'supports', 'uses', 'writes'].includes(link.type) && subjects.some(({ id }) => id === link.from))
        .map(({ id }) => id)
    : [];
  const listed = doing.items === undefined ? undefined : itemsOf(reportText(doing.items.bytes, doing.items.name), doing.items.name);
  const drawn = listed === undefined && kindOf(kind)?.decides === true ? discovered(kind, doing.subjects, seen(), at) : [];
  const items = listed !== undefined ? { items: listed } : { items: drawn.map(({ item }) => item), things: drawn.map(({ thing }) => thing) };
  const review = `${kind}-${[...state.values()].filter((one) => one.kind === kind).length + 1}`;
  const command: ReviewCommand = {
    type: 'start',
    at,
    review,
    kind,
    subjects,
    links,
    owner,
    roles: map.parts.filter((part) => part.kind === 'role').map((part) => part.id),
    ...(dueAt === undefined ? {} : { dueAt: Instant.parse(dueAt) }),
    // The digest is that of what will be kept: nothing is kept of what is refused.
    ...(items.items.length === 0 ? {} : { items: { count: items.items.length, digest: '' } }),
  };
  const { drafts } = decided(command, state);
  return { review, drafts, statements: 0, ...(items.items.length === 0 ? {} : { items }) };
}

/** What the newest inventory shows that is to be decided on. */
function discovered(kind: string, subjects: readonly string[], { discoveries, joins, map }: Discovered, at: Instant): readonly Item[] {
  const wanted = kindOf(kind)?.tasks.find(({ followed }) => followed !== undefined)?.followed;
  return wanted === undefined ? [] : itemsIn(wanted, subjects, inventoryAt(discoveries, joins, map, at));
}

function answer(
  doing: Doing & { readonly do: 'answer' },
  { at, state, dataDir }: { readonly at: Instant; readonly state: Reviews; readonly dataDir: string },
): Started {
  const { review: id, task, by, file } = doing;
  const review = state.get(id);
  const table = kindOf(review?.kind ?? '')?.tasks.find((one) => one.id === task)?.table;
  const drawn = table !== undefined && file !== undefined && extension(file.name) === '.csv' && review !== undefined;
  const figures = drawn ? figuresOf(review, task, file, doing.figures, { at, dataDir }) : doing.figures;
  const digest = file === undefined ? undefined : Digest.of(file.bytes);
  const { drafts } = decided(
    {
      type: 'answer',
      at,
      review: id,
      task,
      by,
      observedAt: doing.observedAt === undefined ? at : Instant.parse(doing.observedAt),
      figures,
      // What somebody typed in, and what they decided, is their word; what Assay counted in an export itself is an import.
      method: drawn && task !== 'decisions' ? 'import' : 'attestation',
      ...(file === undefined || digest === undefined ? {} : { raw: { digest, mediaType: mediaTypeOf(extension(file.name)) } }),
    },
    state,
  );
  return { review: id, drafts, statements: 0, ...(digest === undefined ? {} : { file: digest }) };
}

const extension = (name: string): string => extname(name).toLowerCase();

function figuresOf(
  review: Review,
  task: string,
  file: GivenBytes,
  given: Figures,
  { at, dataDir }: { readonly at: Instant; readonly dataDir: string },
): Figures {
  const text = reportText(file.bytes, file.name);
  if (task !== 'decisions') return figuresFrom(task, text, file.name, given, at);
  const items = review.items === undefined ? undefined : readItems(dataDir, review.id, review.items);
  if (items === undefined) throw itemsGone(review.id);
  return decisionFigures(decisionsOf(text, file.name, items), items.length);
}

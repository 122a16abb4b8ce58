import { extname } from 'node:path';
import { reportText } from '../../business/import/encoding.ts';
import { type ReviewCommand, reviewDecider } from '../../business/review/decide.ts';
import { readItems } from '../../business/review/edge/items.ts';
import { kindOf } from '../../business/review/kinds.ts';
import type { Figures, Items, Review, Reviews } from '../../business/review/model.ts';
import { statementsOf } from '../../business/review/statements.ts';
import { decisionFigures, decisionsOf, figuresFrom, itemsOf } from '../../business/review/tables.ts';
import { reviewsOf } from '../../business/review/views.ts';
import { canonicalJson, Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { EVIDENCE_RECORDED } from '../../evidence/index.ts';
import type { Draft } from '../../ledger/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { noMap } from '../judge/no-map.ts';
import { question } from '../judge/question.ts';
import { reviewEntries, viewOf } from './review-past.ts';
import { itemsGone } from './reviews.ts';

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
  /** To be kept before it is entered: names, beside the ledger. */
  readonly items?: readonly string[];
  readonly file?: Digest;
  readonly size: number;
}

const MEDIA: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.log': 'text/plain',
};

export const doReviewQuestion = question('business.review-do', (desk, doing: Doing): Decided => {
  const at = desk.now();
  const { map } = desk;
  if (map === undefined) throw noMap();
  const { size } = desk.folded.head;
  const state = reviewsOf(viewOf(reviewEntries(desk.ledger, size)));
  switch (doing.do) {
    case 'start':
      return { ...start(doing, { at, map, state }), size };
    case 'answer':
      return { ...answer(doing, { at, state, dataDir: desk.dataDir }), size };
    case 'close': {
      const { drafts, next } = decided({ type: 'close', at, review: doing.review, by: doing.by }, state);
      const ended = next.get(doing.review);
      const statements = ended === undefined ? [] : statementsOf(ended);
      // One append: it is closed and states what it found, or neither.
      const stating = statements.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json }));
      return { review: doing.review, drafts: [...drafts, ...stating], statements: statements.length, size };
    }
    case 'abandon': {
      const { drafts } = decided({ type: 'abandon', at, review: doing.review, by: doing.by, reason: doing.reason }, state);
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

function start(
  doing: Doing & { readonly do: 'start' },
  { at, map, state }: { readonly at: Instant; readonly map: ServiceMap; readonly state: Reviews },
): Started {
  const { kind, owner, dueAt } = doing;
  const subjects = doing.subjects.map((id) => ({ id, kind: map.parts.find((part) => part.id === id)?.kind ?? 'none of the map' }));
  const statesLinks = kindOf(kind)?.states.some(({ of }) => of === 'links') === true;
  const links = statesLinks
    ? map.links
        .filter((link) => ['administers', 'supports', 'uses', 'writes'].includes(link.type) && subjects.some(({ id }) => id === link.from))
        .map(({ id }) => id)
    : [];
  const items = doing.items === undefined ? undefined : itemsOf(reportText(doing.items.bytes, doing.items.name), doing.items.name);
  const review = `${kind}-${[...state.values()].filter((one) => one.kind === kind).length + 1}`;
  const command: ReviewCommand = {
    type: 'start',
    at,
    review,
    kind,
    subjects,
    links,
    owner,
    ...(dueAt === undefined ? {} : { dueAt: Instant.parse(dueAt) }),
    ...(items === undefined ? {} : { items: foreseen(items) }),
  };
  const { drafts } = decided(command, state);
  return { review, drafts, statements: 0, ...(items === undefined ? {} : { items }) };
}

/** As `keepItems` will keep them. */
const foreseen = (items: readonly string[]): Items => ({ count: items.length, digest: Digest.of(canonicalJson({ items: [...items] })) });

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
      ...(file === undefined || digest === undefined ? {} : { raw: { digest, mediaType: MEDIA[extension(file.name)] ?? 'application/octet-stream' } }),
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
  const items = review.items === undefined ? itemsOf(text, file.name) : readItems(dataDir, review.id, review.items);
  if (items === undefined) throw new Refused(itemsGone(review.id));
  return decisionFigures(decisionsOf(text, file.name, items), items.length);
}

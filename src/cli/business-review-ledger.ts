import type { Exclusions } from '../assurance/exclusion.ts';
import { foldedOf, VIEWS } from '../assurance/folded.ts';
import { inventoryTakenView } from '../business/inventory/views.ts';
import { missingOf, type ReviewCommand, reviewDecider } from '../business/review/decide.ts';
import { checksOf, hasFollowed } from '../business/review/edge/follow-files.ts';
import { reviewFaults } from '../business/review/faults.ts';
import type { Seen } from '../business/review/followed.ts';
import { measuresOf } from '../business/review/measures.ts';
import type { Check, Review, Reviews } from '../business/review/model.ts';
import { statementsOf } from '../business/review/statements.ts';
import { type ReviewView, reviewView } from '../business/review/views.ts';
import { Instant, type Json, Refused } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import type { Draft } from '../ledger/model.ts';
import { foldViews, register } from '../ledger/projections.ts';
import type { ServiceMap } from '../map/model.ts';
import { joinsOf, readDiscoveries } from './business-discoveries.ts';
import { showText } from './business-review-text.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { dataFolder, type LedgerUse, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

export interface Work {
  readonly view: ReviewView;
  readonly ledger: Ledger;
  readonly dataDir: string;
  readonly map: ServiceMap;
  readonly exclusions: Exclusions;
  /** The discoveries that the ledger names, read when they are first asked for. */
  readonly seen: () => Seen;
}

/** Work on the reviews of this service's ledger. */
export function withReviews<T>(args: Arguments, io: Io, mode: LedgerUse, work: (given: Work) => Promise<T>): Promise<T> {
  const named = readServiceMap(args, io);
  const dataDir = dataFolder(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const views = foldViews(ledger, [...VIEWS, register(reviewView), register(inventoryTakenView)]);
      const folded = foldedOf(views);
      refuseOtherService(folded, named.map, dataDir);
      let read: Seen | undefined;
      const seen = (): Seen => {
        read ??= { discoveries: readDiscoveries(dataDir, views.view(inventoryTakenView).taken), joins: joinsOf(args, io, named).joins, map: named.map };
        return read;
      };
      return work({ view: views.view(reviewView), ledger, dataDir, map: named.map, exclusions: folded.exclusions, seen });
    },
    mode,
  );
}

/** What the decider makes of a command, as drafts; `next` is the state after them. Throws `Refused` with what it refuses. */
export function decided(command: ReviewCommand, state: Reviews, map: ServiceMap): { readonly drafts: readonly Draft[]; readonly next: Reviews } {
  const decision = reviewDecider.decide({ ...command, roles: rolesOf(map) }, state);
  if (!decision.ok) throw new Refused(...decision.faults);
  return { drafts: decision.events.map(({ type, body }) => ({ type, body: body as Json })), next: decision.events.reduce(reviewDecider.evolve, state) };
}

function rolesOf({ parts }: ServiceMap): readonly string[] {
  return parts.filter(({ kind }) => kind === 'role').map(({ id }) => id);
}

/** The review with what the inventory shows now of what it was to take away; nothing is entered. */
export function looked(review: Review, { dataDir, seen }: Pick<Work, 'dataDir' | 'seen'>, at: Instant): Review {
  if (!hasFollowed(review) || review.erased !== undefined) return review;
  const checks = checksOf(dataDir, review, seen(), at);
  return checks.length === 0 ? review : { ...review, checks: new Map([...review.checks, ...checks.map((one): [string, Check] => [one.task, { ...one, at }])]) };
}

export function shown(id: string, reviews: Reviews, at: Instant, notes: readonly string[] = []): Outcome {
  const review = found(id, reviews);
  const missing = review.state === 'open' ? missingOf(review) : [];
  const statements = review.state === 'closed' ? statementsOf(review) : [];
  const moment = (of: Instant | undefined) => (of === undefined ? undefined : Instant.format(of));
  const before = measuresOf(
    [...reviews.values()].filter((one) => one.id !== id && one.subjects.some((subject) => review.subjects.includes(subject))),
    review.kind,
    at,
  ).over;
  const json = {
    ...review,
    startedAt: moment(review.startedAt),
    dueAt: moment(review.dueAt),
    endedAt: moment(review.endedAt),
    answers: [...review.answers.values()].map((one) => ({ ...one, at: moment(one.at), observedAt: moment(one.observedAt) })),
    checks: [...review.checks.values()].map((one) => ({ ...one, at: moment(one.at), observedAt: moment(one.observedAt) })),
    ...(review.erased === undefined ? {} : { erased: { ...review.erased, at: moment(review.erased.at) } }),
    missing,
    statements,
    before,
  };
  return { json, text: showText(review, missing, statements, before), code: 0, ...(notes.length === 0 ? {} : { notes }) };
}

export function found(id: string, reviews: Reviews): Review {
  const review = reviews.get(id);
  if (review !== undefined) return review;
  throw new Refused(
    reviewFaults.fault('002', {
      message: `there is no review "${id}"`,
      expected: [...reviews.keys()].slice(-5).join(', ') || 'the id of a review',
      found: id,
      remedy: 'List them with: assay business review list',
    }),
  );
}

export function option(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', { message: `this needs --${name}`, expected: `--${name}`, found: 'nothing', remedy: 'See: assay business review --help' }),
  );
}

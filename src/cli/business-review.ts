import { extname } from 'node:path';
import { foldedOf, VIEWS } from '../assurance/folded.ts';
import { reportText } from '../business/import/encoding.ts';
import { missingOf, type ReviewCommand, reviewDecider } from '../business/review/decide.ts';
import { reviewsAt } from '../business/review/due.ts';
import { eraseItems, keepItems, readItems } from '../business/review/edge/items.ts';
import { reviewFaults } from '../business/review/faults.ts';
import { kindOf, REVIEW_KINDS } from '../business/review/kinds.ts';
import { measuresOf } from '../business/review/measures.ts';
import type { Figure, Figures, Items, Review, Reviews } from '../business/review/model.ts';
import { statementsOf } from '../business/review/statements.ts';
import { decisionFigures, decisionsOf, figuresFrom, itemsOf } from '../business/review/tables.ts';
import { type ReviewView, reviewsOf, reviewView } from '../business/review/views.ts';
import { Digest, Duration, Instant, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED } from '../evidence/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import type { Draft } from '../ledger/model.ts';
import { foldViews, register } from '../ledger/projections.ts';
import { readFileBytes } from '../map/edge/files.ts';
import { listText, measuresText, showText } from './business-review-text.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, WORKSPACE } from './parse.ts';
import { instantNamed } from './past.ts';
import { dataFolder, momentOf, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const ACTS = ['start', 'answer', 'close', 'abandon', 'list', 'show', 'erase'] as const;
const USAGE = 'start KIND PART… | answer REVIEW TASK | close REVIEW | abandon REVIEW | list | show REVIEW or KIND | erase REVIEW';
const NAMED = { noun: 'business', verb: 'review', usage: USAGE };
const MAX_FILE = 64 * 1024 * 1024;
const MEDIA: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.log': 'text/plain',
};

export const businessReview: Command = {
  ...NAMED,
  most: 102,
  about:
    'Recurring work with an owner, tasks and a due date: access reviews, joiners and leavers, privileged access, patches, restores, suppliers, sign-in. Doing it gives evidence; without evidence it is not done. "list" exits 1 where something is late.',
  options: [
    ...WORKSPACE,
    { name: 'owner', kind: 'text', value: 'ROLE', about: 'start: who answers for it, a role of the map or an opaque id' },
    { name: 'by', kind: 'text', value: 'ROLE', about: 'answer, close, abandon: who does it, a role of the map or an opaque id' },
    { name: 'due', kind: 'text', value: 'WHEN', about: 'start: due at this moment; list: what is due within this duration, such as P14D' },
    { name: 'items', kind: 'text', value: 'FILE', about: 'start: what is to be decided on, a CSV with a column "item"' },
    { name: 'file', kind: 'text', value: 'FILE', about: 'answer: what shows it; a table is read, and its figures drawn from it' },
    { name: 'figure', kind: 'texts', value: 'NAME=VALUE', about: 'answer: a figure that the task asks for' },
    { name: 'observed-at', kind: 'text', value: 'MOMENT', about: 'answer: when it was so (default: now)' },
    { name: 'reason', kind: 'text', value: 'TEXT', about: 'abandon: why' },
    { name: 'late', kind: 'flag', about: 'list: only what is late' },
    { name: 'measures', kind: 'flag', about: 'show: the measures of a kind over time' },
  ],
  examples: ['assay business review start restore-test office-backup --owner it-administrator', 'assay business review list --due P14D'],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'start':
        return start(args, io);
      case 'answer':
        return answer(args, io);
      case 'close':
      case 'abandon':
        return end(args, io, act);
      case 'list':
        return list(args, io);
      case 'show':
        return show(args, io);
      case 'erase':
        return erase(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"business review" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay business review --help',
          }),
        );
    }
  },
};

/** Work on the reviews of this service's ledger. */
function withReviews<T>(args: Arguments, io: Io, mode: 'read' | 'write', work: (view: ReviewView, ledger: Ledger, dataDir: string) => Promise<T>): Promise<T> {
  const { map } = readServiceMap(args, io);
  const dataDir = dataFolder(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const views = foldViews(ledger, [...VIEWS, register(reviewView)]);
      refuseOtherService(foldedOf(views), map, dataDir);
      return work(views.view(reviewView), ledger, dataDir);
    },
    mode,
  );
}

/** What the decider makes of a command, as drafts; `next` is the state after them. Throws `Refused` with what it refuses. */
function decided(command: ReviewCommand, state: Reviews): { readonly drafts: readonly Draft[]; readonly next: Reviews } {
  const decision = reviewDecider.decide(command, state);
  if (!decision.ok) throw new Refused(...decision.faults);
  return { drafts: decision.events.map(({ type, body }) => ({ type, body: body as Json })), next: decision.events.reduce(reviewDecider.evolve, state) };
}

async function start(args: Arguments, io: Io): Promise<Outcome> {
  const kind = needed(args, 1, 'a kind of review', NAMED);
  needed(args, 2, 'a part of the map', NAMED);
  const owner = option(args, 'owner');
  const { map } = readServiceMap(args, io);
  const subjects = args.positionals.slice(2).map((id) => ({ id, kind: map.parts.find((part) => part.id === id)?.kind ?? 'none of the map' }));
  const statesLinks = kindOf(kind)?.states.some(({ of }) => of === 'links') === true;
  const links = statesLinks
    ? map.links
        .filter((link) => ['administers', 'supports', 'uses', 'writes'].includes(link.type) && subjects.some(({ id }) => id === link.from))
        .map(({ id }) => id)
    : [];
  const file = args.text('items');
  const items = file === undefined ? undefined : itemsOf(fileText(file).text, file);
  const due = args.text('due');
  const now = io.now();
  return withReviews(args, io, 'write', async (view, ledger, dataDir) => {
    const state = reviewsOf(view);
    const review = `${kind}-${[...state.values()].filter((one) => one.kind === kind).length + 1}`;
    const dueAt = due === undefined ? undefined : Duration.isText(due) ? Instant.plus(now, Duration.parse(due)) : instantNamed(due);
    const given = { type: 'start' as const, at: now, review, kind, subjects, links, owner, ...(dueAt === undefined ? {} : { dueAt }) };
    // Asked before anything is kept: what is refused leaves no file of names.
    decided(given, state);
    const kept: Items | undefined = items === undefined ? undefined : keepItems(dataDir, review, items);
    const { drafts, next } = decided({ ...given, ...(kept === undefined ? {} : { items: kept }) }, state);
    await ledger.append(drafts);
    return shown(review, next);
  });
}

async function answer(args: Arguments, io: Io): Promise<Outcome> {
  const id = needed(args, 1, 'a review', NAMED);
  const task = needed(args, 2, 'a task of it', NAMED);
  const by = option(args, 'by');
  const file = args.text('file');
  const brought = file === undefined ? undefined : fileText(file);
  const observed = args.text('observed-at');
  const at = io.now();
  return withReviews(args, io, 'write', async (view, ledger, dataDir) => {
    const state = reviewsOf(view);
    const review = state.get(id);
    const declared = kindOf(review?.kind ?? '')?.tasks.find((one) => one.id === task);
    let figures: Figures = givenFigures(args, declared?.figures ?? {});
    const drawn = declared?.table !== undefined && brought !== undefined && extname(brought.file) === '.csv';
    if (drawn && review !== undefined && brought !== undefined) {
      if (task === 'decisions') {
        const items = review.items === undefined ? itemsOf(brought.text, brought.file) : readItems(dataDir, id, review.items);
        if (items === undefined) throw erased(id);
        figures = decisionFigures(decisionsOf(brought.text, brought.file, items), items.length);
      } else figures = figuresFrom(task, brought.text, brought.file, figures, at);
    }
    // Digests of a restore are typed in by whoever restored: a person's word, until Assay reads both sides itself.
    const method = drawn && task !== 'decisions' ? 'import' : 'attestation';
    const raw =
      brought === undefined ? undefined : { digest: brought.digest, mediaType: MEDIA[extname(brought.file).toLowerCase()] ?? 'application/octet-stream' };
    const observedAt = observed === undefined ? at : instantNamed(observed);
    const { drafts, next } = decided({ type: 'answer', at, review: id, task, by, observedAt, figures, method, ...(raw === undefined ? {} : { raw }) }, state);
    if (brought !== undefined) keepRaw(dataDir, brought.bytes, brought.digest);
    await ledger.append(drafts);
    return shown(id, next);
  });
}

async function end(args: Arguments, io: Io, act: 'close' | 'abandon'): Promise<Outcome> {
  const review = needed(args, 1, 'a review', NAMED);
  const by = option(args, 'by');
  const at = io.now();
  const command: ReviewCommand = act === 'close' ? { type: 'close', at, review, by } : { type: 'abandon', at, review, by, reason: option(args, 'reason') };
  return withReviews(args, io, 'write', async (view, ledger) => {
    const { drafts, next } = decided(command, reviewsOf(view));
    const ended = next.get(review);
    const statements = act === 'close' && ended !== undefined ? statementsOf(ended) : [];
    // One append: it is closed and states what it found, or neither.
    await ledger.append([...drafts, ...statements.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json }))]);
    return shown(review, next);
  });
}

async function list(args: Arguments, io: Io): Promise<Outcome> {
  const at = momentOf(args, io);
  const within = args.text('due');
  const most = within === undefined ? undefined : Duration.parse(within);
  return withReviews(args, io, 'read', async (view, ledger) => {
    const { reviews, due } = reviewsAt(view, at);
    const asked = due.filter((one) => (most === undefined || one.inMs <= most) && (!args.flag('late') || one.late));
    const measures = REVIEW_KINDS.map(({ id }) => measuresOf(reviews, id, at)).filter((one) => one.closed > 0 || one.onTimeShare !== undefined);
    return {
      json: { at: Instant.format(at), head: ledger.head(), due: asked, measures },
      text: listText(asked, at),
      code: due.some((one) => one.late) ? 1 : 0,
    };
  });
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const asked = needed(args, 1, 'a review or a kind', NAMED);
  const at = momentOf(args, io);
  return withReviews(args, io, 'read', async (view) => {
    const { reviews } = reviewsAt(view, at);
    const kind = kindOf(asked);
    if (kind !== undefined) {
      const measures = measuresOf(reviews, kind.id, at);
      const { tasks, states, ...about } = kind;
      const json = { ...about, tasks: tasks.map(({ wrong: _, ...task }) => task), claims: states.map(({ claim }) => claim), measures };
      return { json, text: measuresText(kind, measures, args.flag('measures')), code: 0 };
    }
    return shown(asked, new Map(reviews.map((review) => [review.id, review])));
  });
}

async function erase(args: Arguments, io: Io): Promise<Outcome> {
  const id = needed(args, 1, 'a review', NAMED);
  return withReviews(args, io, 'write', async (view, _ledger, dataDir) => {
    const review = found(id, reviewsOf(view));
    const there = eraseItems(dataDir, review.id);
    return {
      json: { review: review.id, erased: there },
      text: there ? `Erased the items of ${review.id}; the ledger has their number and digest.` : `${review.id} has no items here.`,
      code: 0,
    };
  });
}

function shown(id: string, reviews: Reviews): Outcome {
  const review = found(id, reviews);
  const missing = review.state === 'open' ? missingOf(review) : [];
  const statements = review.state === 'closed' ? statementsOf(review) : [];
  const moment = (at: Instant | undefined) => (at === undefined ? undefined : Instant.format(at));
  const json = {
    ...review,
    startedAt: moment(review.startedAt),
    dueAt: moment(review.dueAt),
    endedAt: moment(review.endedAt),
    answers: [...review.answers.values()].map((one) => ({ ...one, at: moment(one.at), observedAt: moment(one.observedAt) })),
    missing,
    statements,
  };
  return { json, text: showText(review, missing, statements), code: 0 };
}

function found(id: string, reviews: Reviews): Review {
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

function erased(id: string): Refused {
  return new Refused(
    reviewFaults.fault('012', {
      message: `the items of ${id} are not here as they were kept`,
      expected: 'the items with which it was started',
      found: 'erased or altered',
      remedy: 'Abandon the review and start another.',
    }),
  );
}

function option(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', { message: `this needs --${name}`, expected: `--${name}`, found: 'nothing', remedy: 'See: assay business review --help' }),
  );
}

function givenFigures(args: Arguments, declared: Readonly<Record<string, string>>): Figures {
  const entries = args.texts('figure').map((text): [string, Figure] => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=');
    const kind = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (kind === 'count' && /^\d{1,10}$/.test(value)) return [name, Number(value)];
    if (kind === 'yes-or-no' && /^(?:yes|no)$/.test(value)) return [name, value === 'yes'];
    // Further ones of the same name would overwrite one another; a list is drawn from a table, or is of one.
    if (kind === 'durations') return [name, value === '' ? [] : value.split('+')];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function fileText(file: string) {
  const bytes = readFileBytes(file, { bytes: MAX_FILE });
  return { file, bytes, digest: Digest.of(bytes), text: extname(file).toLowerCase() === '.csv' ? reportText(bytes, file) : '' };
}

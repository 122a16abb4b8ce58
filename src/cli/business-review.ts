import { chmodSync } from 'node:fs';
import { resolve } from 'node:path';
import { inventoryAt } from '../business/inventory/view.ts';
import { calendarOf } from '../business/review/calendar.ts';
import type { ReviewCommand } from '../business/review/decide.ts';
import { reviewsAt } from '../business/review/due.ts';
import { checksOf, hasFollowed } from '../business/review/edge/follow-files.ts';
import { eraseBrought, eraseItems, keepItems, readItems } from '../business/review/edge/items.ts';
import { reviewFaults } from '../business/review/faults.ts';
import { type Item, itemsIn } from '../business/review/holders.ts';
import { kindOf, REVIEW_KINDS } from '../business/review/kinds.ts';
import { measuresOf } from '../business/review/measures.ts';
import type { Items, Review, Reviews } from '../business/review/model.ts';
import { neverDone } from '../business/review/owed.ts';
import { remainingOf, waitingOf } from '../business/review/remaining.ts';
import { checkedStatementsOf, statementsOf } from '../business/review/statements.ts';
import { subjectsNamed } from '../business/review/subjects.ts';
import { itemsGone, itemsOf } from '../business/review/tables.ts';
import { reviewsOf } from '../business/review/views.ts';
import { Duration, Instant, type Json, Refused } from '../core/index.ts';
import { EVIDENCE_RECORDED } from '../evidence/index.ts';
import type { Draft } from '../ledger/model.ts';
import { writeFileWhole } from '../map/edge/files.ts';
import { JOINS } from './business-discoveries.ts';
import { answerReview, fileText } from './business-review-answer.ts';
import { decided, found, looked, option, shown, type Work, withReviews } from './business-review-ledger.ts';
import { listText, measuresText, remainingText } from './business-review-text.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { instantNamed } from './past.ts';
import { counted } from './table.ts';
import { momentOf, readServiceMap } from './workspace.ts';

const ACTS = ['start', 'answer', 'close', 'abandon', 'check', 'list', 'show', 'erase'] as const;
const USAGE = 'start KIND PART… | answer REVIEW TASK | close REVIEW | abandon REVIEW | check [REVIEW] | list | show REVIEW or KIND | erase REVIEW';
const NAMED = { noun: 'business', verb: 'review', usage: USAGE };

export const businessReview: Command = {
  ...NAMED,
  most: 102,
  about:
    'Recurring work with an owner, tasks and a due date: access reviews, joiners and leavers, privileged access, patches, restores, suppliers, sign-in. Doing it gives evidence; without evidence it is not done. "list" exits 1 where something is late, and with --due where something that controls ask for was never begun.',
  options: [
    ...WORKSPACE,
    JOINS,
    { name: 'owner', kind: 'text', value: 'ROLE', about: 'start: who answers for it, a role of the map or an opaque id' },
    { name: 'by', kind: 'text', value: 'ROLE', about: 'answer, close, abandon, erase: who does it, a role of the map or an opaque id' },
    { name: 'due', kind: 'text', value: 'WHEN', about: 'start: due at this moment; list: what is due within this duration, such as P14D' },
    { name: 'items', kind: 'text', value: 'FILE', about: 'start: what is to be decided on, a CSV with a column "item"' },
    { name: 'items-from-inventory', kind: 'flag', about: 'start: what is to be decided on, from the newest inventory (the default where there is one)' },
    { name: 'items-to', kind: 'text', value: 'FILE', about: 'show: write the items to a CSV in which to decide' },
    { name: 'file', kind: 'text', value: 'FILE', about: 'answer: what shows it; a table is read, and its figures drawn from it' },
    { name: 'original', kind: 'text', value: 'PATH', about: 'answer of a restore: the file or folder that was backed up' },
    { name: 'restored', kind: 'text', value: 'PATH', about: 'answer of a restore: what came back of it, to be compared' },
    { name: 'figure', kind: 'texts', value: 'NAME=VALUE', about: 'answer: a figure that the task asks for' },
    { name: 'observed-at', kind: 'text', value: 'MOMENT', about: 'answer: when it was so (default: now)' },
    { name: 'reason', kind: 'text', value: 'TEXT', about: 'abandon: why' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'list: text, or ics for a calendar' },
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
        return answerReview(args, io, NAMED);
      case 'close':
      case 'abandon':
        return end(args, io, act);
      case 'check':
        return check(args, io);
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

async function start(args: Arguments, io: Io): Promise<Outcome> {
  const kind = needed(args, 1, 'a kind of review', NAMED);
  needed(args, 2, 'a part of the map', NAMED);
  const owner = option(args, 'owner');
  const { map } = readServiceMap(args, io);
  const subjects = subjectsNamed(map, args.positionals.slice(2), kindOf(kind));
  const statesLinks = kindOf(kind)?.states.some(({ of }) => of === 'links') === true;
  const links = statesLinks
    ? map.links
        .filter((link) => ['administers', 'supports', 'uses', 'writes'].includes(link.type) && subjects.some(({ id }) => id === link.from))
        .map(({ id }) => id)
    : [];
  const file = args.text('items');
  const listed = file === undefined ? undefined : itemsOf(fileText(file).text, file);
  const due = args.text('due');
  const now = io.now();
  return withReviews(args, io, 'write', async (work) => {
    const state = reviewsOf(work.view);
    const review = `${kind}-${[...state.values()].filter((one) => one.kind === kind).length + 1}`;
    const dueAt = due === undefined ? undefined : Duration.isText(due) ? Instant.plus(now, Duration.parse(due)) : instantNamed(due);
    const given = { type: 'start' as const, at: now, review, kind, subjects, links, owner, ...(dueAt === undefined ? {} : { dueAt }) };
    const drawn = listed === undefined && (kindOf(kind)?.decides === true || args.flag('items-from-inventory')) ? discovered(kind, args, work, now) : [];
    const items = listed ?? (drawn.length === 0 ? undefined : drawn.map(({ item }) => item));
    // Asked before anything is kept: what is refused leaves no file of names.
    decided({ ...given, ...(items === undefined ? {} : { items: { count: items.length, digest: '' } }) }, state, work.map);
    const things = listed === undefined ? drawn.map(({ thing }) => thing) : undefined;
    const kept: Items | undefined = items === undefined ? undefined : keepItems(work.dataDir, review, items, things);
    const { drafts, next } = decided({ ...given, ...(kept === undefined ? {} : { items: kept }) }, state, work.map);
    await work.ledger.append(drafts);
    return shown(review, next, now);
  });
}

/** What the newest inventory shows that is to be decided on. */
function discovered(kind: string, args: Arguments, { seen, map }: Work, at: Instant): readonly Item[] {
  const wanted = kindOf(kind)?.tasks.find(({ followed }) => followed !== undefined)?.followed;
  if (wanted === undefined) return [];
  const { discoveries, joins } = seen();
  return itemsIn(wanted, args.positionals.slice(2), inventoryAt(discoveries, joins, map, at));
}

async function end(args: Arguments, io: Io, act: 'close' | 'abandon'): Promise<Outcome> {
  const review = needed(args, 1, 'a review', NAMED);
  const by = option(args, 'by');
  const at = io.now();
  const reason = act === 'abandon' ? option(args, 'reason') : '';
  return withReviews(args, io, 'continue', async (work) => {
    const before = reviewsOf(work.view);
    const { items } = before.get(review) ?? {};
    const names = act === 'abandon' && items !== undefined ? readItems(work.dataDir, review, items) : undefined;
    const command: ReviewCommand =
      act === 'close' ? { type: 'close', at, review, by } : { type: 'abandon', at, review, by, reason, ...(names === undefined ? {} : { names }) };
    const first = decided(command, before, work.map);
    // Looked at before it is closed, so that what it states is what is known by then.
    const looking = act === 'close' ? checked(review, before, work, at) : { drafts: [], next: before };
    const { drafts, next } = act === 'close' ? decided(command, looking.next, work.map) : first;
    const ended = next.get(review);
    const statements = act === 'close' && ended !== undefined ? statementsOf(ended) : [];
    // One append: it is closed and states what it found, or neither.
    await work.ledger.append([...looking.drafts, ...drafts, ...statements.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json }))]);
    return shown(review, next, at);
  });
}

/** The moment to answer for. Now is the end of its second: what was done in it is shown, and the moment that is printed can be asked for again. */
function upTo(args: Arguments, io: Io): Instant {
  return args.text('at') === undefined ? Instant.of(Math.ceil(io.now() / 1000) * 1000) : momentOf(args, io);
}

/** The duties at a moment, the latest first, and those that nobody ever began; what was to be taken away and is there still, or was not seen to be gone. */
async function list(args: Arguments, io: Io): Promise<Outcome> {
  const at = upTo(args, io);
  const format = choice(args, 'format', ['text', 'ics'], 'text');
  const within = args.text('due');
  const most = within === undefined ? undefined : Duration.parse(within);
  return withReviews(args, io, 'read', async (work) => {
    const { reviews, due } = reviewsAt(work.view, at);
    const late = args.flag('late');
    const asked = due.filter((one) => (most === undefined || one.inMs <= most) && (!late || one.late));
    // Of what is not late nothing is said where only that is asked: neither its measures, nor what a review that is over left behind, nor what never had a date.
    const [kinds, open] = [new Set(asked.map((one) => one.kind)), new Set(asked.map(({ review }) => review))];
    const measures = REVIEW_KINDS.filter(({ id }) => !late || kinds.has(id))
      .map(({ id }) => measuresOf(reviews, id, at))
      .filter((one) => one.closed > 0 || one.onTimeShare !== undefined);
    const waiting = new Set(waitingOf(reviews));
    const told = reviews.filter(({ id }) => !late || open.has(id));
    const remaining = remainingOf(told.map((review) => (waiting.has(review) ? looked(review, work, at) : review)));
    const never = late ? [] : neverDone(work.map, reviews, work.exclusions, at);
    const remains = remaining.some(({ present, unlisted }) => present + unlisted > 0);
    return {
      json: { at: Instant.format(at), head: work.ledger.head(), due: asked, never, remaining, measures },
      text: format === 'ics' ? calendarOf(asked, work.map.service.id, at) : listText({ due: asked, never, remaining, late }, at),
      // Who asks what is due is told, too, of what was due all along.
      code: due.some((one) => one.late) || remains || (within !== undefined && never.length > 0) ? 1 : 0,
    };
  });
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const asked = needed(args, 1, 'a review or a kind', NAMED);
  const at = upTo(args, io);
  const itemsTo = args.text('items-to');
  return withReviews(args, io, 'read', async (work) => {
    const { reviews } = reviewsAt(work.view, at);
    const kind = kindOf(asked);
    if (kind !== undefined) {
      const measures = measuresOf(reviews, kind.id, at);
      const { tasks, states, ...about } = kind;
      const json = { ...about, tasks: tasks.map(({ wrong: _, drill: __, ...task }) => task), claims: states.map(({ claim }) => claim), measures };
      return { json, text: measuresText(kind, measures, args.flag('measures')), code: 0 };
    }
    const byId = new Map(reviews.map((review) => [review.id, review]));
    const review = found(asked, byId);
    const notes = itemsTo === undefined ? [] : [writeItems(resolve(io.cwd, itemsTo), itemsTo, review, work.dataDir)];
    return shown(asked, byId.set(asked, looked(review, work, at)), at, notes);
  });
}

/** The items as a table in which to decide. It names people: readable by whoever wrote it alone. */
function writeItems(path: string, named: string, review: Review, dataDir: string): string {
  const items = review.items === undefined ? undefined : readItems(dataDir, review.id, review.items);
  if (items === undefined) throw itemsGone(review.id);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  writeFileWhole(path, `item,decision\n${items.map((item) => `${cell(item)},\n`).join('')}`);
  chmodSync(path, 0o600);
  return `Wrote ${counted(items.length, 'item')} to ${named}: write keep, change or remove beside each.`;
}

/** What the inventory shows by now of what was to be taken away, entered where it is news; of a closed review with what it states. */
async function check(args: Arguments, io: Io): Promise<Outcome> {
  const named = args.positionals[1];
  const at = io.now();
  return withReviews(args, io, 'continue', async (work) => {
    const before = reviewsOf(work.view);
    const asked = named === undefined ? waitingOf([...before.values()]) : [found(named, before)];
    if (named !== undefined && asked.some((one) => !hasFollowed(one) || one.state === 'abandoned')) throw nothingTaken(named);
    let state: Reviews = before;
    const drafts: Draft[] = [];
    for (const review of asked) {
      const done = checked(review.id, state, work, at);
      state = done.next;
      drafts.push(...done.drafts);
      const ended = state.get(review.id);
      if (done.drafts.length > 0 && ended?.state === 'closed')
        drafts.push(...checkedStatementsOf(ended).map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json })));
    }
    if (drafts.length > 0) await work.ledger.append(drafts);
    const remaining = remainingOf(asked.map(({ id }) => found(id, state)));
    const text = [
      `Looked for what ${counted(asked.length, 'review')} took away; ${counted(drafts.length, 'entry', 'entries')} made.`,
      ...remainingText(remaining),
    ];
    return {
      json: { checked: asked.map(({ id }) => id), entries: drafts.length, remaining },
      text: text.join('\n'),
      code: remaining.some(({ present, unlisted }) => present + unlisted > 0) ? 1 : 0,
    };
  });
}

/** The entries of what the inventory shows of one review now. */
function checked(id: string, state: Reviews, { dataDir, seen, map }: Work, at: Instant): { readonly drafts: readonly Draft[]; readonly next: Reviews } {
  const review = found(id, state);
  if (!hasFollowed(review) || review.erased !== undefined) return { drafts: [], next: state };
  let next = state;
  const drafts: Draft[] = [];
  for (const one of checksOf(dataDir, review, seen(), at)) {
    const made = decided({ type: 'check', at, review: id, ...one }, next, map);
    next = made.next;
    drafts.push(...made.drafts);
  }
  return { drafts, next };
}

function nothingTaken(id: string): Refused {
  return new Refused(
    reviewFaults.fault('015', {
      message: `nothing is known to have been taken away in ${id}`,
      expected: 'an access review, a review of trusts, or one of leavers, with its table',
      found: id,
      remedy: 'Answer its task with a table first, or leave the name out and check every review that waits for a look.',
    }),
  );
}

async function erase(args: Arguments, io: Io): Promise<Outcome> {
  const id = needed(args, 1, 'a review', NAMED);
  const by = option(args, 'by');
  const at = io.now();
  return withReviews(args, io, 'continue', async ({ view, ledger, dataDir, map }) => {
    const state = reviewsOf(view);
    const { drafts, next } = decided({ type: 'erase', review: id, by, at }, state, map);
    // The entry first: a crash between the two leaves files that the ledger says are erased, and erasing again removes them.
    const receipts = drafts.length === 0 ? [] : await ledger.append(drafts);
    const items = eraseItems(dataDir, id);
    const files = eraseBrought(dataDir, found(id, next).files);
    const seq = receipts[0]?.seq;
    return {
      json: { review: id, erased: items || files > 0, items, files, ...(seq === undefined ? {} : { seq }) },
      text: `Erased of ${id}: ${items ? 'the items' : 'no items'} and ${counted(files, 'file')} that answers brought along.${seq === undefined ? '' : ` Entry ${seq} says so; the ledger has their digests.`}`,
      code: 0,
    };
  });
}

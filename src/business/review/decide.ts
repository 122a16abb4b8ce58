import { type Decider, type Decision, Duration, type Fault, Instant, isInstantText, nearest } from '../../core/index.ts';
import { actorFaults } from './actor.ts';
import {
  type answeredSchema,
  REVIEW_ABANDONED,
  REVIEW_ANSWERED,
  REVIEW_CHECKED,
  REVIEW_CLOSED,
  REVIEW_ERASED,
  REVIEW_STARTED,
  type ReviewEvent,
} from './events.ts';
import { evolveOne } from './evolve.ts';
import { reviewFaults } from './faults.ts';
import { type Kind, kindOf, REVIEW_KINDS, type Task } from './kinds.ts';
import { type Answer, type AnswerMethod, type Check, FIGURE_SCHEMAS, type Figures, type Items, type Raw, type Review, type Reviews } from './model.ts';
import { wordsFaults } from './words.ts';

export interface StartReview {
  readonly type: 'start';
  readonly review: string;
  readonly kind: string;
  /** With the kind of each on the map. */
  readonly subjects: readonly { readonly id: string; readonly kind: string }[];
  readonly links: readonly string[];
  readonly owner: string;
  readonly dueAt?: Instant;
  readonly items?: Items;
}

export interface AnswerTask {
  readonly type: 'answer';
  readonly review: string;
  readonly task: string;
  readonly by: string;
  readonly observedAt: Instant;
  readonly figures: Figures;
  readonly raw?: Raw;
  readonly method: AnswerMethod;
}

/** What the inventory shows of what was to be taken away. */
export interface CheckReview extends Omit<Check, 'at'> {
  readonly type: 'check';
  readonly review: string;
}

interface Asked {
  readonly at: Instant;
  /** Ids of the roles of the map; without them nobody but an opaque id is taken. */
  readonly roles?: readonly string[];
}

export type ReviewCommand = Asked &
  (
    | StartReview
    | AnswerTask
    | CheckReview
    | { readonly type: 'erase'; readonly review: string; readonly by: string }
    | { readonly type: 'close'; readonly review: string; readonly by: string }
    | {
        readonly type: 'abandon';
        readonly review: string;
        readonly by: string;
        readonly reason: string;
        /** What the reason may not name: items of the review, where they are there still. Not entered. */
        readonly names?: readonly string[];
      }
  );

/**
 * A review as two pure functions. Done without evidence is not done: nothing is closed while a task lacks what it has to bring, and nothing is
 * added to what is over. What came of it does not matter to closing: a failed restore is closed as one that failed.
 */
export const reviewDecider: Decider<ReviewCommand, Reviews, ReviewEvent> = { initial: new Map(), decide, evolve };

function decide(command: ReviewCommand, state: Reviews): Decision<ReviewEvent> {
  if (command.type === 'start') return start(command, state);
  const review = state.get(command.review);
  if (review === undefined) {
    const near = nearest(command.review, [...state.keys()]);
    return refuse(
      fault(
        '002',
        `there is no review "${command.review}"`,
        near.join(' or ') || 'the id of a review',
        command.review,
        'List them with: assay business review list',
      ),
    );
  }
  if (command.type === 'erase') return erase(command, review);
  if (command.type === 'check') return check(command, review);
  if (review.state !== 'open')
    return refuse(fault('003', `the review ${review.id} is ${review.state}`, 'an open review', review.state, 'Start another: assay business review start'));
  const early =
    command.at < review.startedAt
      ? [
          fault(
            '008',
            'this is before the review was started',
            `not before ${Instant.format(review.startedAt)}`,
            Instant.format(command.at),
            'Check the clock.',
          ),
        ]
      : [];
  const faults = [...actorFaults('--by', command.by, command.roles ?? []), ...early];
  const at = Instant.format(command.at);
  // biome-ignore lint/nursery/useExhaustiveSwitchCases: narrowed above
  switch (command.type) {
    case 'answer':
      return answer(command, review, faults);
    case 'close': {
      const missing = missingOf(review);
      faults.push(
        ...missing.map(({ task, what }) =>
          fault(
            '007',
            `${review.id}: ${task}: ${what}`,
            'every task answered with its evidence',
            what,
            `Answer it: assay business review answer ${review.id} ${task}`,
            task,
          ),
        ),
      );
      return faults.length > 0 ? refuse(...faults) : accept({ type: REVIEW_CLOSED, body: { review: review.id, by: command.by, at } });
    }
    case 'abandon': {
      const { reason } = command;
      faults.push(...wordsFaults('--reason', reason, command.names));
      return faults.length > 0 ? refuse(...faults) : accept({ type: REVIEW_ABANDONED, body: { review: review.id, by: command.by, at, reason } });
    }
  }
}

function start(command: StartReview & Asked, state: Reviews): Decision<ReviewEvent> {
  const kind = kindOf(command.kind);
  if (kind === undefined) {
    const ids = REVIEW_KINDS.map(({ id }) => id);
    return refuse(fault('001', `there is no kind of review "${command.kind}"`, ids.join(', '), command.kind, 'Name one of these.'));
  }
  const faults = actorFaults('--owner', command.owner, command.roles ?? []);
  const kinds: readonly string[] = kind.for;
  for (const subject of command.subjects) {
    if (!kinds.includes(subject.kind))
      faults.push(
        fault(
          '004',
          `${kind.title} is not for ${subject.id}, a part of kind ${subject.kind}`,
          kind.for.join(', '),
          subject.kind,
          'Name a part of one of these kinds.',
        ),
      );
    const open = [...state.values()].find((one) => one.state === 'open' && one.kind === kind.id && one.subjects.includes(subject.id));
    if (open !== undefined)
      faults.push(
        fault(
          '011',
          `${open.id} of ${subject.id} is open already`,
          'one at a time',
          open.id,
          `Close or abandon it first: assay business review close ${open.id}`,
        ),
      );
  }
  if (command.subjects.length === 0 || command.subjects.length > 100)
    faults.push(fault('004', `a review is of 1 to 100 subjects`, '1 to 100', String(command.subjects.length), 'Name the parts that it is of.'));
  if (kind.decides && (command.items === undefined || command.items.count === 0))
    faults.push(
      fault(
        '014',
        `${kind.title} needs what is to be decided on`,
        'at least one item',
        'none',
        'Bring a list with --items FILE, or import what shows them, and draw them with --items-from-inventory.',
        '--items',
      ),
    );
  if (state.has(command.review)) faults.push(fault('011', `there is a review ${command.review} already`, 'a new id', command.review, 'Try again.'));
  const dueAt = command.dueAt ?? Instant.plus(command.at, Duration.parse(kind.takes));
  if (dueAt <= command.at)
    faults.push(
      fault('008', 'it would be due before it starts', `after ${Instant.format(command.at)}`, Instant.format(dueAt), 'Give a later moment.', '--due'),
    );
  if (faults.length > 0) return refuse(...faults);
  return accept({
    type: REVIEW_STARTED,
    body: {
      review: command.review,
      kind: kind.id,
      subjects: command.subjects.map(({ id }) => id),
      links: [...command.links],
      owner: command.owner,
      at: Instant.format(command.at),
      dueAt: Instant.format(dueAt),
      ...(command.items === undefined ? {} : { items: command.items }),
    },
  });
}

function answer(command: AnswerTask & Asked, review: Review, faults: Fault[]): Decision<ReviewEvent> {
  const tasks = kindOf(review.kind)?.tasks ?? [];
  const task = tasks.find(({ id }) => id === command.task);
  if (task === undefined)
    return refuse(
      fault(
        '005',
        `${review.id} has no task "${command.task}"`,
        tasks.map(({ id }) => id).join(', '),
        command.task,
        `See: assay business review show ${review.id}`,
      ),
    );
  if (command.observedAt > command.at)
    faults.push(
      fault(
        '008',
        'what an answer says cannot lie in the future',
        `not after ${Instant.format(command.at)}`,
        Instant.format(command.observedAt),
        'Give the moment when it was so.',
        '--observed-at',
      ),
    );
  for (const [name, kind] of Object.entries(task.figures)) {
    const value = command.figures[name];
    if (kind === 'moment' && typeof value === 'string' && isInstantText(value) && Instant.parse(value) > command.at)
      faults.push(fault('008', `${name} lies in the future`, `not after ${Instant.format(command.at)}`, value, 'Give the moment when it was so.', name));
  }
  const what = lackingOf(task, command, review);
  faults.push(
    ...what.map((one) =>
      fault('006', `${task.id}: ${one}`, expectedOf(task), one, 'Bring it along; a figure as --figure NAME=VALUE, a file as --file FILE.', task.id),
    ),
  );
  if (faults.length > 0) return refuse(...faults);
  const { type: _, at, observedAt, raw, roles: __, ...rest } = command;
  const body = {
    ...rest,
    figures: { ...rest.figures } as AnsweredBody['figures'],
    at: Instant.format(at),
    observedAt: Instant.format(observedAt),
    ...(raw === undefined ? {} : { raw }),
  };
  return accept({ type: REVIEW_ANSWERED, body });
}

type AnsweredBody = ReturnType<typeof answeredSchema.parse>;

/** What an answer lacks to be one, in plain words. */
function lackingOf(task: Task, { figures, raw, method }: Pick<Answer, 'figures' | 'raw' | 'method'>, review: Review): readonly string[] {
  const lacking = task.file && raw === undefined ? ['the file that shows it is missing'] : [];
  const further = task.further ?? {};
  for (const [name, kind] of [...Object.entries(task.figures), ...Object.entries(further)]) {
    const value = Object.hasOwn(figures, name) ? figures[name] : undefined;
    if (value !== undefined && !FIGURE_SCHEMAS[kind].safeParse(value).success) lacking.push(`${name} is no ${kind}`);
    if (value === undefined && !Object.hasOwn(further, name)) lacking.push(`the figure ${name} (${kind}) is missing`);
  }
  for (const name of Object.keys(figures))
    if (!Object.hasOwn(task.figures, name) && !Object.hasOwn(further, name)) lacking.push(`it asks for no figure ${name}`);
  // A table is always read by whoever takes it in, and its figures are those of its rows.
  if (task.drawnOnly === true && raw !== undefined && raw.mediaType !== 'text/csv')
    lacking.push(`the figures are counted from a table with ${(task.table ?? []).join(', ')}, and not typed in`);
  if (method === 'drill' && task.drill?.(figures) !== true) lacking.push('nothing shows that Assay itself compared both sides');
  if (lacking.length > 0) return lacking;
  const items = review.items;
  if (kindOf(review.kind)?.decides === true && items === undefined) return ['the review was started without items; abandon it, and start another'];
  const short =
    items !== undefined && figures['items'] !== undefined && figures['items'] !== items.count
      ? [`it is about ${String(figures['items'])} items, the review about ${items.count}`]
      : [];
  return [...short, ...(task.wrong?.(figures, review.answers) ?? [])];
}

/** Files that are erased already are erased again without a further entry: a crash may have left them. */
function erase(command: Asked & { readonly by: string }, review: Review): Decision<ReviewEvent> {
  const faults = actorFaults('--by', command.by, command.roles ?? []);
  if (faults.length > 0) return refuse(...faults);
  const gone = new Set(review.erased?.files ?? []);
  const files = review.files.filter((digest) => !gone.has(digest));
  const items = review.erased?.items === undefined ? review.items?.digest : undefined;
  if (files.length === 0 && items === undefined) return accept();
  const body = { review: review.id, by: command.by, at: Instant.format(command.at), files };
  return accept({ type: REVIEW_ERASED, body: items === undefined ? body : { ...body, items } });
}

/** What is known already is not said twice. */
function check(command: CheckReview & Asked, review: Review): Decision<ReviewEvent> {
  const { type: _, at, observedAt, raw, review: id, roles: __, ...counts } = command;
  const last = review.checks.get(command.task);
  const same = (of: Check | undefined) =>
    of !== undefined &&
    of.observedAt === observedAt &&
    of.gone === counts.gone &&
    of.present === counts.present &&
    of.unconfirmed === counts.unconfirmed &&
    of.unlisted === counts.unlisted &&
    of.decided === counts.decided;
  if (same(last)) return accept();
  const body = { review: id, ...counts, at: Instant.format(at), ...(raw === undefined ? {} : { raw }) };
  return accept({ type: REVIEW_CHECKED, body: observedAt === undefined ? body : { ...body, observedAt: Instant.format(observedAt) } });
}

/** Every task that is not answered, or whose answer does not hold any more beside the others. Empty where the review can be closed. */
export function missingOf(review: Review): readonly { readonly task: string; readonly what: string }[] {
  const kind: Kind | undefined = kindOf(review.kind);
  if (kind === undefined) return [{ task: review.kind, what: 'this version of Assay does not know the kind' }];
  return kind.tasks.flatMap((task) => {
    const given = review.answers.get(task.id);
    if (given === undefined) return [{ task: task.id, what: `not answered: ${expectedOf(task)}` }];
    return lackingOf(task, given, review).map((what) => ({ task: task.id, what }));
  });
}

/** What a task asks for, as a person reads it. */
export function expectedOf(task: Task): string {
  return [
    ...(task.file ? ['a file'] : []),
    ...Object.entries(task.figures).map(([name, kind]) => `${name} (${kind})`),
    ...Object.entries(task.further ?? {}).map(([name, kind]) => `${name} (${kind}) where there is one`),
  ].join(', ');
}

function evolve(state: Reviews, event: ReviewEvent): Reviews {
  const id = event.body.review;
  const before = state.get(id);
  const after = evolveOne(before, event);
  return after === undefined || after === before ? state : new Map(state).set(id, after);
}

function fault(number: keyof typeof reviewFaults.declared, message: string, expected: string, found: string, remedy: string, field?: string): Fault {
  return reviewFaults.fault(number, { message, expected, found, remedy, ...(field === undefined ? {} : { field }) });
}
const accept = (...events: readonly ReviewEvent[]): Decision<ReviewEvent> => ({ ok: true, events });
const refuse = (...faults: readonly Fault[]): Decision<ReviewEvent> => ({ ok: false, faults });

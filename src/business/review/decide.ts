import { type Decider, type Decision, Duration, type Fault, Instant, isInstantText, nearest } from '../../core/index.ts';
import { type answeredSchema, REVIEW_ABANDONED, REVIEW_ANSWERED, REVIEW_CLOSED, REVIEW_STARTED, type ReviewEvent } from './events.ts';
import { reviewFaults } from './faults.ts';
import { type Kind, kindOf, REVIEW_KINDS, type Task } from './kinds.ts';
import { type Answer, type AnswerMethod, actorSchema, FIGURE_SCHEMAS, type Figures, type Items, type Raw, type Review, type Reviews } from './model.ts';

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

export type ReviewCommand = { readonly at: Instant } & (
  | StartReview
  | AnswerTask
  | { readonly type: 'close'; readonly review: string; readonly by: string }
  | { readonly type: 'abandon'; readonly review: string; readonly by: string; readonly reason: string }
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
  const faults = [...actorFaults('--by', command.by), ...early];
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
      if (reason.trim() === '' || reason.length > 200 || reason.includes('@'))
        faults.push(
          fault(
            '009',
            'the reason goes on the ledger for ever',
            '1 to 200 characters, without addresses or names of people',
            `${reason.length} characters`,
            'Say why in a few words.',
            '--reason',
          ),
        );
      return faults.length > 0 ? refuse(...faults) : accept({ type: REVIEW_ABANDONED, body: { review: review.id, by: command.by, at, reason } });
    }
  }
}

function start(command: StartReview & { readonly at: Instant }, state: Reviews): Decision<ReviewEvent> {
  const kind = kindOf(command.kind);
  if (kind === undefined) {
    const ids = REVIEW_KINDS.map(({ id }) => id);
    return refuse(fault('001', `there is no kind of review "${command.kind}"`, ids.join(', '), command.kind, 'Name one of these.'));
  }
  const faults = actorFaults('--owner', command.owner);
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

function answer(command: AnswerTask & { readonly at: Instant }, review: Review, faults: Fault[]): Decision<ReviewEvent> {
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
  const { type: _, at, observedAt, raw, ...rest } = command;
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
function lackingOf(task: Task, { figures, raw }: Pick<Answer, 'figures' | 'raw'>, review: Review): readonly string[] {
  const lacking = task.file && raw === undefined ? ['the file that shows it is missing'] : [];
  for (const [name, kind] of Object.entries(task.figures)) {
    const value = Object.hasOwn(figures, name) ? figures[name] : undefined;
    if (value === undefined) lacking.push(`the figure ${name} (${kind}) is missing`);
    else if (!FIGURE_SCHEMAS[kind].safeParse(value).success) lacking.push(`${name} is no ${kind}`);
  }
  for (const name of Object.keys(figures)) if (!Object.hasOwn(task.figures, name)) lacking.push(`it asks for no figure ${name}`);
  if (lacking.length > 0) return lacking;
  const items = review.items;
  const short =
    items !== undefined && figures['items'] !== undefined && figures['items'] !== items.count
      ? [`it is about ${String(figures['items'])} items, the review about ${items.count}`]
      : [];
  return [...short, ...(task.wrong?.(figures, review.answers) ?? [])];
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
  return [...(task.file ? ['a file'] : []), ...Object.entries(task.figures).map(([name, kind]) => `${name} (${kind})`)].join(', ');
}

function evolve(state: Reviews, event: ReviewEvent): Reviews {
  const next = new Map(state);
  if (event.type === REVIEW_STARTED) {
    const { review: id, kind, subjects, links, owner, at, dueAt, items } = event.body;
    next.set(id, {
      id,
      kind,
      subjects,
      links,
      owner,
      startedAt: Instant.parse(at),
      dueAt: Instant.parse(dueAt),
      ...(items === undefined ? {} : { items }),
      answers: new Map(),
      state: 'open',
    });
    return next;
  }
  const found = state.get(event.body.review);
  if (found === undefined || found.state !== 'open') return state;
  // biome-ignore lint/nursery/useExhaustiveSwitchCases: narrowed above
  switch (event.type) {
    case REVIEW_ANSWERED: {
      const { review: _, at, observedAt, raw, ...rest } = event.body;
      const given: Answer = { ...rest, at: Instant.parse(at), observedAt: Instant.parse(observedAt), ...(raw === undefined ? {} : { raw }) };
      next.set(found.id, { ...found, answers: new Map([...found.answers, [given.task, given]]) });
      return next;
    }
    case REVIEW_CLOSED:
      next.set(found.id, { ...found, state: 'closed', endedAt: Instant.parse(event.body.at) });
      return next;
    case REVIEW_ABANDONED:
      next.set(found.id, { ...found, state: 'abandoned', endedAt: Instant.parse(event.body.at), reason: event.body.reason });
      return next;
  }
}

function actorFaults(field: string, actor: string): Fault[] {
  if (actorSchema.safeParse(actor).success) return [];
  return [
    fault(
      '009',
      'this is no role of the map and no opaque id',
      'lower-case letters, digits, dots, colons, hyphens; no name, no address',
      'something else',
      'Give the id of a role of the map.',
      field,
    ),
  ];
}

function fault(number: keyof typeof reviewFaults.declared, message: string, expected: string, found: string, remedy: string, field?: string): Fault {
  return reviewFaults.fault(number, { message, expected, found, remedy, ...(field === undefined ? {} : { field }) });
}
const accept = (...events: readonly ReviewEvent[]): Decision<ReviewEvent> => ({ ok: true, events });
const refuse = (...faults: readonly Fault[]): Decision<ReviewEvent> => ({ ok: false, faults });

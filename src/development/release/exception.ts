import { type Decider, type Decision, type Digest, type Fault, Instant, nearest } from '../../core/index.ts';
import type { SameAnswer } from '../person/same.ts';
import { EXCEPTION_ASKED, EXCEPTION_GRANTED, EXCEPTION_WITHDRAWN, type ExceptionEvent } from './events.ts';
import { releaseFaults } from './faults.ts';
import type { ReleasePolicy } from './policy.ts';

/** A link of the gate, or a criterion of a phase, that a release need not meet until a moment: asked for by one, granted by another. */
export interface Exception {
  readonly id: string;
  readonly release: string;
  /** A link, such as `provenance`, or a criterion, such as `design/threats-reviewed`. */
  readonly what: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly until: string;
  readonly reason: string;
  readonly grantedBy?: string;
  readonly grantedAt?: string;
  readonly withdrawnAt?: string;
  /** Absent where the name was typed and nobody signed. */
  readonly askedSigned?: Signed;
  readonly grantedSigned?: Signed;
  /** Two people of the register signed, each confirmed by somebody else. */
  readonly apart?: boolean;
  /** Of the register that had them so, which whoever granted it named. */
  readonly people?: Digest;
}

interface Signed {
  readonly key: string;
  readonly envelope: Digest;
}

/** One that was granted; whether it stands depends on the moment asked about. */
export type StandingException = Exception & { readonly grantedBy: string; readonly grantedAt: string };

export type Exceptions = ReadonlyMap<string, Exception>;

export type ExceptionCommand = { readonly at: Instant; readonly by: string; readonly roles: readonly string[] } & (
  | {
      readonly type: 'ask';
      readonly release: string;
      readonly what: string;
      readonly known: readonly string[];
      readonly until: string;
      readonly reason: string;
    }
  | { readonly type: 'grant'; readonly id: string; readonly others?: SameAnswer; readonly people?: Digest }
  | { readonly type: 'withdraw'; readonly id: string }
);

const LONGEST_DAYS = 92;
const DAY_MS = 24 * 60 * 60 * 1000;
/** As the register of people makes them: opaque without it. */
const OPAQUE = /^p_[a-z0-9]{20}$/;

/** Exceptions as two pure functions. Nobody grants what he asked for himself. */
export const exceptionDecider: Decider<ExceptionCommand, Exceptions, ExceptionEvent> = { initial: new Map(), decide, evolve };

/** What speaks against somebody on the ledger, where they stand for ever: a role of the map or an opaque id says who answers, and names nobody. */
export function actorFaults(field: string, actor: string, roles: readonly string[]): readonly Fault[] {
  if (OPAQUE.test(actor) || (actor.length <= 80 && roles.includes(actor))) return [];
  return [
    releaseFaults.fault('006', {
      message: 'this is no role of the map and no opaque id',
      field,
      expected: [...roles.slice(0, 12), 'or p_ and 20 lower-case letters or digits'].join(', '),
      found: 'something else',
      remedy: 'Give the id of a role of the map. A name or an address would stand on the ledger for ever.',
    }),
  ];
}

function decide(command: ExceptionCommand, state: Exceptions): Decision<ExceptionEvent> {
  const faults = [...actorFaults('--by', command.by, command.roles)];
  if (command.type === 'ask') return ask(command, state, faults);
  const exception = state.get(command.id);
  if (exception === undefined) {
    const near = nearest(command.id, [...state.keys()]);
    return refuse([
      fault('004', `there is no exception "${command.id}"`, near.join(' or ') || 'the id of an exception', command.id, 'See: assay development lifecycle show'),
    ]);
  }
  const at = Instant.format(command.at);
  const over = exception.withdrawnAt !== undefined || Instant.parse(exception.until) <= command.at;
  if (over) faults.push(fault('004', `the exception ${exception.id} is over`, 'an exception that may still stand', exception.until, 'Ask for another.'));
  if (command.type === 'withdraw')
    return faults.length > 0 ? refuse(faults) : { ok: true, events: [{ type: EXCEPTION_WITHDRAWN, body: { id: exception.id, by: command.by, at } }] };
  if (exception.grantedBy !== undefined)
    faults.push(
      fault('004', `the exception ${exception.id} was granted already`, 'one that waits', `granted by ${exception.grantedBy}`, 'Nothing is left to do.'),
    );
  if (exception.askedBy === command.by)
    faults.push(
      fault(
        '005',
        'nobody grants what they asked for',
        `anybody but ${exception.askedBy}`,
        command.by,
        'Have a second person look at it and grant it.',
        '--by',
      ),
    );
  else if (command.others?.answer === 'same')
    faults.push(
      fault(
        '005',
        `nobody grants what they asked for under another name: ${command.others.why}`,
        `somebody else than who asked as ${exception.askedBy}`,
        command.by,
        'Have a second person look at it and grant it.',
        '--by',
      ),
    );
  if (faults.length > 0) return refuse(faults);
  const { people } = command;
  const different = command.others?.answer === 'different' ? { apart: true, ...(people === undefined ? {} : { people }) } : {};
  return { ok: true, events: [{ type: EXCEPTION_GRANTED, body: { id: exception.id, by: command.by, at, ...different } }] };
}

function ask(command: Extract<ExceptionCommand, { type: 'ask' }>, state: Exceptions, faults: Fault[]): Decision<ExceptionEvent> {
  const { release, what, known, until, reason, at, by } = command;
  if (!known.includes(what)) {
    const near = nearest(what, known);
    faults.push(
      fault(
        '003',
        `there is nothing "${what}" to make an exception of`,
        (near.length > 0 ? near : known).slice(0, 12).join(', '),
        what,
        'Name a link or a criterion.',
      ),
    );
  }
  const end = Instant.parse(until);
  if (end <= at || end - at > LONGEST_DAYS * DAY_MS)
    faults.push(
      fault(
        '003',
        `an exception until ${until} cannot be granted`,
        `a moment within ${LONGEST_DAYS} days from ${Instant.format(at)}`,
        until,
        'Give a nearer end.',
        '--until',
      ),
    );
  if (reason.trim().length < 10 || reason.length > 500 || /[@\uff20]|\p{Cc}/u.test(reason))
    faults.push(
      fault(
        '003',
        'this needs a reason that somebody can follow later',
        '10 to 500 letters on one line, without an address of mail',
        `${reason.length} letters`,
        'Say why.',
        '--reason',
      ),
    );
  if (faults.length > 0) return refuse(faults);
  const id = `x-${state.size + 1}`;
  return { ok: true, events: [{ type: EXCEPTION_ASKED, body: { id, release, what, by, at: Instant.format(at), until, reason: reason.trim() } }] };
}

function evolve(state: Exceptions, event: ExceptionEvent): Exceptions {
  const next = new Map(state);
  if (event.type === EXCEPTION_ASKED) {
    const { by, at, signed, ...asked } = event.body;
    if (!next.has(asked.id)) next.set(asked.id, { ...asked, askedBy: by, askedAt: at, ...(signed === undefined ? {} : { askedSigned: signed }) });
    return next;
  }
  const { id, by, at, signed, apart, people } = event.body;
  const known = next.get(id);
  if (known === undefined) return state;
  // The ledger is folded by whoever holds it: what a decider of ours would not have let in counts for nothing.
  if (event.type === EXCEPTION_WITHDRAWN) next.set(id, { ...known, withdrawnAt: at });
  else if (known.askedBy !== by && known.grantedBy === undefined && (signed === undefined || signed.key !== known.askedSigned?.key)) {
    next.set(id, {
      ...known,
      grantedBy: by,
      grantedAt: at,
      ...(signed === undefined ? {} : { grantedSigned: signed }),
      ...(apart === undefined ? {} : { apart }),
      ...(people === undefined ? {} : { people }),
    });
  }
  return next;
}

export function grantedOf(exceptions: Exceptions): readonly StandingException[] {
  return [...exceptions.values()].filter((one): one is StandingException => one.grantedAt !== undefined);
}

/** Whether two people signed it, who are known to be two. Otherwise names were typed, and whoever typed them may be one person. */
export function isSigned({ askedSigned, grantedSigned, apart }: Exception): boolean {
  return askedSigned !== undefined && grantedSigned !== undefined && apart === true;
}

/** Whether it counts under a policy that says how two people have to have agreed. Whoever grants could name a register of their own making, so the policy may name it. */
export function isAgreed(exception: Exception, asked: ReleasePolicy['exceptions']): boolean {
  if (asked?.signed !== true) return true;
  return isSigned(exception) && (asked.people === undefined || exception.people === asked.people);
}

/** Whether it stood at a moment. One that was withdrawn later stood all the same: what passed by it then, passed. */
export function stoodAt({ grantedAt, until, withdrawnAt }: StandingException, at: Instant): boolean {
  return Instant.parse(grantedAt) <= at && at < Instant.parse(until) && (withdrawnAt === undefined || at < Instant.parse(withdrawnAt));
}

function refuse(faults: readonly Fault[]): Decision<ExceptionEvent> {
  return { ok: false, faults };
}

function fault(number: '003' | '004' | '005', message: string, expected: string, found: string, remedy: string, field?: string): Fault {
  return releaseFaults.fault(number, { message, expected, found, remedy, ...(field === undefined ? {} : { field }) });
}

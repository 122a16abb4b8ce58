import { Instant, Refused } from '../core/index.ts';
import { type Exception, type ExceptionCommand, exceptionDecider } from '../development/release/exception.ts';
import { endOf } from '../development/release/gate.ts';
import { exceptionsOf } from '../development/release/views.ts';
import type { Arguments, Io, Option, Outcome } from './command.ts';
import { neededOption, noAct, rolesOf, withReleases } from './development-release-ledger.ts';
import { needed } from './parse.ts';
import { instantNamed } from './past.ts';
import { table } from './table.ts';

/** Options of commands that ask for exceptions and grant them. */
export const EXCEPTION: readonly Option[] = [
  { name: 'by', kind: 'text', value: 'ROLE', about: 'except: who asks, grants or withdraws, a role of the map or an opaque id' },
  { name: 'until', kind: 'text', value: 'DAY', about: 'except ask: the last day on which it counts, within 92 days' },
  { name: 'reason', kind: 'text', value: 'TEXT', about: 'except ask: why, in words that somebody can follow later' },
];

const ACTS = ['ask', 'grant', 'withdraw', 'list'] as const;

/**
 * `except ask RELEASE WHAT`, `except grant ID`, `except withdraw ID`, `except list`: asked by one person, granted by another. `known`: of what exceptions can be made.
 * Throws `Refused` (ASSAY-RELEASE-003 to -006).
 */
export async function exceptionAct(args: Arguments, io: Io, verb: 'release' | 'lifecycle', known: readonly string[]): Promise<Outcome> {
  const naming = { noun: 'development', verb, usage: 'except ask RELEASE WHAT | except grant ID | except withdraw ID | except list' };
  const act = needed(args, 1, `one of ${ACTS.join(', ')}`, naming);
  const chosen = ACTS.find((one) => one === act);
  if (chosen === undefined) throw noAct(`${verb} except`, ACTS, act);
  return withReleases(args, io, chosen === 'list' ? 'read' : 'write', async ({ view, ledger, map, at }) => {
    const state = exceptionsOf(view);
    if (chosen === 'list') return listed([...state.values()], at);
    const common = { at: io.now(), by: neededOption(args, 'by', verb), roles: rolesOf(map) };
    const command: ExceptionCommand =
      chosen === 'ask'
        ? {
            type: 'ask',
            ...common,
            release: needed(args, 2, 'the name of a release', naming),
            what: needed(args, 3, 'what to make an exception of', naming),
            known,
            until: untilOf(neededOption(args, 'until', verb)),
            reason: neededOption(args, 'reason', verb),
          }
        : { type: chosen, ...common, id: needed(args, 2, 'the id of an exception', naming) };
    const decision = exceptionDecider.decide(command, state);
    if (!decision.ok) throw new Refused(...decision.faults);
    await ledger.append(decision.events.map(({ type, body }) => ({ type, body })));
    const next = decision.events.reduce(exceptionDecider.evolve, state);
    const id = decision.events[0]?.body.id ?? '';
    const one = next.get(id);
    return { json: one, text: one === undefined ? '' : said(one, io.now()), code: 0 };
  });
}

/** A day means its last moment. */
function untilOf(text: string): string {
  return Instant.format(/^\d{4}-\d{2}-\d{2}$/.test(text) ? endOf(text) : instantNamed(text));
}

function stateOf(one: Exception, at: Instant): string {
  if (one.withdrawnAt !== undefined) return 'withdrawn';
  if (Instant.parse(one.until) <= at) return 'over';
  return one.grantedBy === undefined ? 'waits for a second person' : 'stands';
}

function said(one: Exception, at: Instant): string {
  const granted = one.grantedBy === undefined ? '' : `, granted by ${one.grantedBy}`;
  return `${one.id}  ${one.what} of ${one.release} until ${one.until}: ${stateOf(one, at)}\n  asked for by ${one.askedBy}${granted}: ${one.reason}`;
}

function listed(all: readonly Exception[], at: Instant): Outcome {
  const rows = all.map((one) => [one.id, one.release, one.what, one.until.slice(0, 10), stateOf(one, at), one.reason]);
  return {
    json: all.map((one) => ({ ...one, state: stateOf(one, at) })),
    text: rows.length === 0 ? 'There are no exceptions.' : table(['id', 'release', 'of', 'until', 'state', 'why'], rows),
    code: 0,
  };
}

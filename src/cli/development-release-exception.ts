import { canonicalJson, Digest, Instant, type Json, Refused } from '../core/index.ts';
import type { Register } from '../development/person/register.ts';
import type { SameAnswer } from '../development/person/same.ts';
import { sameActors } from '../development/release/actor.ts';
import type { ExceptionEvent } from '../development/release/events.ts';
import { type Exception, type ExceptionCommand, type Exceptions, exceptionDecider } from '../development/release/exception.ts';
import { endOf } from '../development/release/gate.ts';
import { exceptionsOf } from '../development/release/views.ts';
import type { SigningKey } from '../development/statement/edge/key.ts';
import type { Arguments, Io, Option, Outcome } from './command.ts';
import { registerNow } from './development-people.ts';
import { ACTOR, actedBy, actingKey, signedAct } from './development-release-actor.ts';
import { neededOption, noAct, rolesOf, withReleases } from './development-release-ledger.ts';
import { needed } from './parse.ts';
import { instantNamed } from './past.ts';
import { wholeTable } from './table.ts';

/** Options of commands that ask for exceptions and grant them. */
export const EXCEPTION: readonly Option[] = [
  { name: 'by', kind: 'text', value: 'ROLE', about: 'except: who asks, grants or withdraws, a role of the map or an opaque id' },
  ...ACTOR,
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
  return withReleases(args, io, chosen === 'list' ? 'read' : 'write', async ({ view, ledger, dataDir, map, at }) => {
    const state = exceptionsOf(view);
    if (chosen === 'list') return listed([...state.values()], at);
    const by = neededOption(args, 'by', verb);
    const { register } = await registerNow(args, io);
    const key = actingKey(args, io, register, by);
    const common = { at: io.now(), by, roles: rolesOf(map) };
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
        : {
            type: chosen,
            ...common,
            id: needed(args, 2, 'the id of an exception', naming),
            ...(chosen === 'grant' ? othersThan(state, args.positionals[2], { by, key }, register) : {}),
          };
    const decision = exceptionDecider.decide(command, state);
    if (!decision.ok) throw new Refused(...decision.faults);
    const events = decision.events.map((event) =>
      key === undefined ? event : ({ ...event, body: { ...event.body, signed: signedAct(dataDir, key, event.type, event.body as Json) } } as ExceptionEvent),
    );
    await ledger.append(events.map(({ type, body }) => ({ type, body: body as Json })));
    const next = events.reduce(exceptionDecider.evolve, state);
    const id = decision.events[0]?.body.id ?? '';
    const one = next.get(id);
    return { json: one, text: one === undefined ? '' : said(one, io.now()), code: 0 };
  });
}

/** Whether whoever grants may be whoever asked, by the register of people. */
function othersThan(
  state: Exceptions,
  id: string | undefined,
  { by, key }: { readonly by: string; readonly key: SigningKey | undefined },
  register: Register,
): { readonly others?: SameAnswer; readonly people?: Digest } {
  const asked = id === undefined ? undefined : state.get(id);
  if (asked === undefined) return {};
  const { askedBy, askedSigned } = asked;
  const asker = { by: askedBy, ...(askedSigned === undefined ? {} : { key: askedSigned.key }) };
  const people = Digest.of(canonicalJson(register.people as unknown as Json)); // Plain data, as the file had it.
  return { others: sameActors(register, asker, { by, ...(key === undefined ? {} : { key: key.id }) }), people };
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
  const granted = one.grantedBy === undefined ? '' : `, granted by ${actedBy(one.grantedBy, one.grantedSigned)}`;
  return `${one.id}  ${one.what} of ${one.release} until ${one.until}: ${stateOf(one, at)}\n  asked for by ${actedBy(one.askedBy, one.askedSigned)}${granted}: ${one.reason}`;
}

function listed(all: readonly Exception[], at: Instant): Outcome {
  const rows = all.map((one) => [one.id, one.release, one.what, one.until.slice(0, 10), stateOf(one, at), one.reason]);
  return {
    json: all.map((one) => ({ ...one, state: stateOf(one, at) })),
    text: rows.length === 0 ? 'There are no exceptions.' : wholeTable(['id', 'release', 'of', 'until', 'state', 'why'], rows),
    code: 0,
  };
}

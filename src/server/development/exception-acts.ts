import { Instant, type Json, Refused } from '../../core/index.ts';
import { type ExceptionCommand, exceptionDecider } from '../../development/release/exception.ts';
import { releaseFaults } from '../../development/release/faults.ts';
import { endOf } from '../../development/release/gate.ts';
import { exceptionsOf, recordedOf } from '../../development/release/views.ts';
import type { Draft } from '../../ledger/model.ts';
import { personId } from '../../product/access/model.ts';
import { noMap } from '../judge/no-map.ts';
import { question } from '../judge/question.ts';
import { exceptableIn, noRelease } from './exceptions.ts';
import { viewAt } from './past.ts';
import { lifecycleIn } from './written-files.ts';

// What an act on an exception would enter, decided in the judge's thread at one size of the ledger.

/** `by`: the opaque id of whoever does it. */
export type Doing = { readonly by: string } & (
  | { readonly do: 'ask'; readonly release: string; readonly what: string; readonly until: string; readonly reason: string }
  | { readonly do: 'grant' | 'withdraw'; readonly exception: string }
);

interface Decided {
  readonly exception: string;
  readonly drafts: readonly Draft[];
  readonly size: number;
}

/** Throws `Refused` (ASSAY-RELEASE-003 to -007). */
export const doExceptionQuestion = question('development.exception-do', (desk, doing: Doing): Decided => {
  const { map } = desk;
  if (map === undefined) throw noMap();
  const { size } = desk.folded.head;
  const view = viewAt(desk.ledger, size);
  const state = exceptionsOf(view);
  const common = { at: desk.now(), by: doing.by, roles: [] };
  let command: ExceptionCommand;
  if (doing.do === 'ask') {
    const { release, what, until, reason } = doing;
    const lifecycle = lifecycleIn(desk.dataDir, map);
    const known = [
      ...new Set([
        ...recordedOf(view).map(({ about }) => about.release),
        ...(lifecycle.state === 'read' ? lifecycle.value.releases.map(({ name }) => name) : []),
      ]),
    ];
    if (!known.includes(release)) throw noRelease(release, known);
    command = { type: 'ask', ...common, release, what, known: exceptableIn(lifecycle).map(({ id }) => id), until: Instant.format(endOf(until)), reason };
  } else {
    if (doing.do === 'grant') refuseUnknownAsker(state.get(doing.exception)?.askedBy);
    command = { type: doing.do, ...common, id: doing.exception };
  }
  const decision = exceptionDecider.decide(command, state);
  if (!decision.ok) throw new Refused(...decision.faults);
  const [first] = decision.events;
  return { exception: first?.body.id ?? '', drafts: decision.events.map(({ type, body }) => ({ type, body: body as Json })), size };
});

/** Asked for on the command line in the name of a role: the ledger does not say which person that was, so it may be whoever would grant it here. */
function refuseUnknownAsker(askedBy: string | undefined): void {
  if (askedBy === undefined || personId.safeParse(askedBy).success) return;
  throw new Refused(
    releaseFaults.fault('005', {
      message: 'whether somebody else asked for it cannot be known',
      expected: 'an exception that a person who was signed in asked for',
      found: `one in the name of the role ${askedBy}`,
      remedy: 'Ask for it here, and have a second person grant it; or grant it where it was asked for, by the command line.',
    }),
  );
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Digest, Instant, type Json, Refused } from '../core/index.ts';
import { readPublicKey } from '../development/provenance/edge/files.ts';
import { HOLD_BEGUN, type HoldEvent } from '../development/release/events.ts';
import { actorFaults } from '../development/release/exception.ts';
import { releaseFaults } from '../development/release/faults.ts';
import { decideHold, type Hold, standingHolds } from '../development/release/hold.ts';
import { holdsOf, restingOn } from '../development/release/views.ts';
import { spkiId } from '../development/statement/edge/key.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { registerNow } from './development-people.ts';
import { actedBy, actingKey, signedAct } from './development-release-actor.ts';
import { neededOption, type ReleaseWork, rolesOf, withReleases } from './development-release-ledger.ts';
import { needed } from './parse.ts';
import { wholeTable } from './table.ts';

const NAMING = { noun: 'development', verb: 'release', usage: 'freeze NAME… | takedown KEY | thaw HOLD | holds' };

/** What a hold is put on and why, as an interface asks for it. */
export interface Asked {
  readonly what: Hold['what'];
  readonly names: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly order: string;
}

/** Freezes releases or takes a key down, by whoever `--by` says. Throws `Refused` (ASSAY-CLI-003, ASSAY-RELEASE-006, -014, ASSAY-PROVENANCE-008). */
export async function hold(args: Arguments, io: Io, what: Hold['what']): Promise<Outcome> {
  const first = needed(args, 1, what === 'key' ? 'a key, or the file of its public half' : 'the name of a release, or *', NAMING);
  const [by, reason] = [neededOption(args, 'by', 'release'), neededOption(args, 'reason', 'release')];
  const names = what === 'key' ? keyNames(first, io) : args.positionals.slice(1);
  const { register } = await registerNow(args, io);
  return withReleases(args, io, 'write', async (work) => {
    const faults = actorFaults('--by', by, rolesOf(work.map));
    if (faults.length > 0) throw new Refused(...faults);
    const key = actingKey(args, io, register, by);
    const order = `hold-${Digest.of(`${what} ${names.join(' ')} ${io.now()}`).slice(7, 19)}`;
    const body = { order, what, names: [...names], by, at: Instant.format(io.now()), reason };
    const signed = key === undefined ? undefined : signedAct(work.dataDir, key, HOLD_BEGUN, body);
    await enter(work, [{ type: HOLD_BEGUN, body: { ...body, ...(signed === undefined ? {} : { signed }) } }]);
    const resting = what === 'key' ? restingOn(work.view, new Set(names)) : [];
    const rests = resting.length === 0 ? '' : ` Released and resting on it: ${resting.map(({ release }) => release).join(', ')}.`;
    return {
      json: { order, names, resting },
      text: `${order} stands, by ${actedBy(by, signed)}.${rests} It ends with: assay development release thaw ${order}`,
      code: 0,
    };
  });
}

/** The same for a run of a playbook, whose people stand in its journal. What was asked for already is not asked for twice. Throws `Refused` (ASSAY-PROVENANCE-008). */
export function holdFor(args: Arguments, io: Io, asked: Asked): Promise<{ readonly begun: boolean; readonly resting: readonly string[] }> {
  const names = asked.what === 'key' ? asked.names.flatMap((name) => keyNames(name, io)) : asked.names;
  return withReleases(args, io, 'write', async (work) => {
    const events = decideHold({ type: 'begin', hold: { ...asked, names: [...names], at: Instant.format(io.now()) } }, holdsOf(work.view));
    await enter(work, events);
    return { begun: events.length > 0, resting: asked.what === 'key' ? restingOn(work.view, new Set(names)).map(({ release }) => release) : [] };
  });
}

/** Ends what `by` began and still stands; of one order that alone. Gives how many ended. */
export function endFor(args: Arguments, io: Io, { by, what, order }: Pick<Asked, 'by' | 'what'> & { readonly order?: string }): Promise<number> {
  return withReleases(args, io, 'write', async (work) => {
    const all = holdsOf(work.view);
    const own = standingHolds(all, io.now()).filter((one) => one.by === by && one.what === what && (order === undefined || one.order === order));
    await enter(
      work,
      own.flatMap((one) => decideHold({ type: 'end', end: { order: one.order, by, at: Instant.format(io.now()) } }, all)),
    );
    return own.length;
  });
}

export async function thaw(args: Arguments, io: Io): Promise<Outcome> {
  const order = needed(args, 1, 'the name of a hold', NAMING);
  const by = neededOption(args, 'by', 'release');
  const { register } = await registerNow(args, io);
  return withReleases(args, io, 'continue', async (work) => {
    const faults = actorFaults('--by', by, rolesOf(work.map));
    const standing = standingHolds(holdsOf(work.view), io.now());
    if (!standing.some((one) => one.order === order)) {
      throw new Refused(
        ...faults,
        releaseFaults.fault('016', {
          message: `no hold "${order.slice(0, 80)}" stands`,
          expected: standing.map((one) => one.order).join(', ') || 'a hold that stands, and there is none',
          found: order.slice(0, 80),
          remedy: 'See: assay development release holds',
        }),
      );
    }
    if (faults.length > 0) throw new Refused(...faults);
    const key = actingKey(args, io, register, by);
    const body = { order, by, at: Instant.format(io.now()) };
    const signed = key === undefined ? undefined : signedAct(work.dataDir, key, 'development.hold.ended', body);
    await enter(work, decideHold({ type: 'end', end: { ...body, ...(signed === undefined ? {} : { signed }) } }, holdsOf(work.view)));
    return { json: { order, ended: true }, text: `${order} has ended, by ${actedBy(by, signed)}.`, code: 0 };
  });
}

export function holds(args: Arguments, io: Io): Promise<Outcome> {
  return withReleases(args, io, 'read', async ({ view, at }) => {
    const standing = standingHolds(holdsOf(view), at);
    const rows = standing.map(({ order, what, names, at: since, by, signed, reason }) => [
      order,
      what === 'key' ? 'key taken down' : 'frozen',
      names.join(', '),
      since.slice(0, 16),
      `${actedBy(by, signed)}: ${reason}`,
    ]);
    const json = standing.map((one) => ({ ...one, resting: one.what === 'key' ? restingOn(view, new Set(one.names)) : [] }));
    return { json: { holds: json }, text: rows.length === 0 ? 'Nothing is held.' : wholeTable(['hold', 'what', 'of', 'since', 'by'], rows), code: 0 };
  });
}

const enter = (work: ReleaseWork, events: readonly HoldEvent[]) =>
  work.ledger.append(events.map(({ type, body }) => ({ type, body: body as unknown as Json }))); // Of its schema, which has plain data alone.

/** Every name of a key: of a file of a public key both that it has. */
function keyNames(text: string, io: Io): readonly string[] {
  const path = resolve(io.cwd, text);
  if (/^(?:SHA256:[A-Za-z0-9+/]{43}|sha256:[0-9a-f]{64})$/.test(text) || !existsSync(path)) return [text];
  const spki = readPublicKey(path);
  const id = spkiId(spki);
  return [Digest.of(spki), ...(id === undefined ? [] : [id])];
}

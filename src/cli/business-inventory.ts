import { eraseDiscovery } from '../business/inventory/edge/kept.ts';
import { INVENTORY_ERASED } from '../business/inventory/events.ts';
import { inventoryFaults } from '../business/inventory/faults.ts';
import { THING_KINDS } from '../business/inventory/model.ts';
import { THING_STATES } from '../business/inventory/states.ts';
import { suggest } from '../business/inventory/suggest.ts';
import { type Inventory, inventoryAt } from '../business/inventory/view.ts';
import { Instant, nearest, Refused } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { foldTaken, JOINS, joinsOf, readDiscoveries } from './business-discoveries.ts';
import { inventoryText, stopped, suggestedText, uncovered } from './business-inventory-text.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { dataFolder, momentOf, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const USAGE = '[erase DIGEST]';

export const businessInventory: Command = {
  noun: 'business',
  verb: 'inventory',
  usage: USAGE,
  most: 2,
  about:
    'Shows what was discovered of the office, whether it is still there, and what it is on the map; what is not on the map and has power over it first. With "erase DIGEST" a discovery is erased, and the ledger says so.',
  options: [
    ...WORKSPACE,
    JOINS,
    { name: 'state', kind: 'text', value: 'STATE', about: `only what is ${THING_STATES.join(', ')}` },
    { name: 'kind', kind: 'text', value: 'KIND', about: 'only this kind of thing, such as account, runner, repository' },
    { name: 'suggest', kind: 'flag', about: 'print the lines of the map and of joins.yaml that would explain what is unexplained' },
    { name: 'raw', kind: 'flag', about: 'with erase: erase the report that the discovery was drawn from, too' },
  ],
  examples: ['assay business inventory --state gone', 'assay business inventory --suggest'],
  run: (args, io) => (args.positionals.length === 0 ? show(args, io) : erase(args, io)),
};

async function show(args: Arguments, io: Io) {
  const state = args.text('state') === undefined ? undefined : choice(args, 'state', THING_STATES);
  const kind = args.text('kind') === undefined ? undefined : choice(args, 'kind', THING_KINDS);
  const named = readServiceMap(args, io);
  const { joins, note } = joinsOf(args, io, named);
  const dataDir = dataFolder(args, io);
  const at = momentOf(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const { folded, taken } = foldTaken(ledger);
      refuseOtherService(folded, named.map, dataDir);
      const read = readDiscoveries(dataDir, taken);
      const whole = inventoryAt(read, joins, named.map, at);
      const asked = (one: { readonly state: string; readonly kind: string }) =>
        (state === undefined || one.state === state) && (kind === undefined || one.kind === kind);
      const inventory: Inventory = { ...whole, things: whole.things.filter(asked), unmapped: whole.unmapped.filter(asked) };
      const suggested = args.flag('suggest') ? suggest(whole, named.map) : undefined;
      const discoveries = taken.map((one, i) => ({
        ...one,
        state: read[i]?.unreadable ?? 'kept',
        ...(Instant.parse(one.observedAt) > at ? { later: true } : {}),
      }));
      return {
        json: { ...inventory, discoveries, head: folded.head, ...(suggested === undefined ? {} : { suggested }) },
        text: suggested === undefined ? inventoryText(inventory, discoveries) : suggestedText(suggested),
        // What is unexplained falls short, and so does what nobody looks at any more.
        code: [whole.unmapped, whole.missingLinks, whole.undeclaredPorts, stopped(whole), uncovered(whole)].some((list) => list.length > 0)
          ? (1 as const)
          : (0 as const),
        ...(note === undefined ? {} : { notes: [note] }),
      };
    },
    'read',
  );
}

async function erase(args: Arguments, io: Io) {
  const verb = needed(args, 0, 'nothing, or "erase DIGEST"', { noun: 'business', verb: 'inventory', usage: USAGE });
  if (verb !== 'erase') {
    throw new Refused(
      cliFaults.fault('004', {
        message: `"business inventory" takes no "${verb}"`,
        expected: `assay business inventory ${USAGE}`,
        found: args.positionals.join(' '),
        remedy: 'See: assay business inventory --help',
      }),
    );
  }
  const wanted = needed(args, 1, 'the digest of a discovery', { noun: 'business', verb: 'inventory', usage: USAGE });
  const dataDir = dataFolder(args, io);
  const work = async (ledger: Ledger): Promise<Outcome> => {
    const { taken } = foldTaken(ledger);
    const matching = taken.filter(
      ({ digest }) => digest === wanted || (wanted.length >= 8 && digest.slice('sha256:'.length).startsWith(wanted.replace(/^sha256:/, ''))),
    );
    const [one, ...others] = matching;
    if (one === undefined || others.length > 0)
      throw unknown(
        wanted,
        taken.map(({ digest }) => digest),
        others.length > 0,
      );
    const raw = args.flag('raw');
    // The entry first: a crash between the two leaves a file that the ledger says is erased, and erasing it again removes it.
    const receipts = one.erased === undefined || raw ? await ledger.append([{ type: INVENTORY_ERASED, body: { digest: one.digest, raw } }]) : [];
    const there = eraseDiscovery(dataDir, one.digest, raw ? one.raw : undefined);
    const seq = receipts[0]?.seq ?? one.erased;
    return {
      json: { digest: one.digest, erased: there, raw: raw ? one.raw : null, seq },
      text: `${there ? 'Erased' : 'There was no file of'} the discovery ${one.digest}, by ${one.source} at ${one.observedAt}. Entry ${seq} says so.`,
      code: 0 as const,
      ...(raw
        ? {}
        : { notes: [`The report that it was drawn from is kept as raw/${one.raw.slice('sha256:'.length)} where evidence may cite it; --raw erases it, too.`] }),
    };
  };
  return withLedger(args, io, work, 'continue');
}

function unknown(wanted: string, digests: readonly string[], several: boolean): Refused {
  const near = nearest(wanted, digests);
  return new Refused(
    inventoryFaults.fault('003', {
      message: several ? `"${wanted}" begins several digests` : `the ledger names no discovery "${wanted}"`,
      expected: near.length > 0 ? near.join(' or ') : 'the digest of a discovery, or eight digits of it',
      found: wanted,
      remedy: 'List them with: assay business inventory',
    }),
  );
}

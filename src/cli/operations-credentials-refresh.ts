import { randomUUID } from 'node:crypto';
import { Duration, Instant, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { duesOf } from '../operations/credential/due.ts';
import { orderDocumentNeeded, writtenOrder } from '../operations/credential/edge/order-document.ts';
import { credentialFaults } from '../operations/credential/faults.ts';
import type { Credential } from '../operations/credential/model.ts';
import { type Closed, type Ordered, REFRESH_CLOSED, REFRESH_ORDERED } from '../operations/credential/refresh/events.ts';
import { goOn, type Hands, type Progress } from '../operations/credential/refresh/going.ts';
import type { Close, Step } from '../operations/credential/refresh/model.ts';
import { isOpen, type Order } from '../operations/credential/refresh/orders.ts';
import { planOf } from '../operations/credential/refresh/plan.ts';
import type { Arguments, Io, Option, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { ordersIn } from './operations-credentials-orders.ts';
import { planJson, planText, progressJson, progressText } from './operations-credentials-refresh-text.ts';
import { type Inventory, inventoryOf } from './operations-credentials-sources.ts';
import { rotateAuthority } from './product-ca.ts';
import { withFleet } from './product-device-fleet.ts';
import { dataFolder, withLedger } from './workspace.ts';

export const REFRESH: readonly Option[] = [
  { name: 'due', kind: 'flag', about: 'refresh: what "due" calls overdue or due' },
  { name: 'all', kind: 'flag', about: 'refresh: every credential, in waves' },
  { name: 'reason', kind: 'text', value: 'TEXT', about: 'refresh: why; kept beside the ledger' },
  { name: 'by', kind: 'text', value: 'NAME', about: 'refresh: who orders it' },
  { name: 'approve', kind: 'text', value: 'NAME', about: 'refresh: the second person, who agrees' },
  { name: 'deadline', kind: 'text', value: 'DURATION', about: 'refresh: until when all of it has to be done (default: P14D)' },
  { name: 'preview', kind: 'flag', about: 'refresh: say what would be ordered, and order nothing' },
  { name: 'passphrase', kind: 'text', value: 'SOURCE', about: "refresh: of the issuing authority's key: env:NAME, file:PATH or fd:NUMBER" },
  { name: 'root-passphrase', kind: 'text', value: 'SOURCE', about: "refresh: of the root's key" },
  { name: 'root-key', kind: 'text', value: 'FILE', about: "refresh: the root's key file, where it lies elsewhere" },
];

/** One person alone may order so many to be renewed, and no more. */
const ALONE = 10;
const BATCH = 1000;

export async function refreshCredentials(args: Arguments, io: Io): Promise<Outcome> {
  const inventory = await inventoryOf(args, io);
  if (args.flag('preview')) {
    const orders = (await ordersIn(dataFolder(args, io), io)).filter(isOpen);
    const steps = stepsAsked(args, io, inventory, orders);
    const two = needsTwo(args, steps);
    return { json: planJson(steps, orders, two), text: planText(steps, orders, two), code: 0 };
  }
  return withLedger(args, io, async (ledger) => {
    // Read when nobody else can write: another process may have ordered the same meanwhile.
    const before = (await ordersIn(dataFolder(args, io), io)).filter(isOpen);
    const steps = stepsAsked(args, io, inventory, before);
    const fresh = steps.length === 0 ? [] : [await order(args, io, ledger, { steps, seen: inventory.seen })];
    const progress: Progress[] = [];
    for (const each of [...before, ...fresh])
      progress.push(await goOn(each, orderDocumentNeeded(dataFolder(args, io), each.order, each.document), handsOf(args, io, ledger)));
    const late = progress.some(({ order: { deadline }, wave }) => wave !== undefined && deadline <= io.now());
    return { json: progressJson(progress, io.now()), text: progressText(progress), code: late ? 1 : 0 };
  });
}

/** What is asked for and not ordered already; nothing where it is only to be gone on with. Throws `Refused` (ASSAY-CREDENTIAL-007, ASSAY-CLI-003). */
function stepsAsked(args: Arguments, io: Io, { credentials, policy }: Inventory, open: readonly Order[]): readonly Step[] {
  const ids = args.positionals.slice(1);
  const scope = scopeOf(args);
  if (ids.length > 0 && scope !== 'named')
    throw new Refused(
      cliFaults.fault('003', {
        message: '"refresh" takes ids, --due or --all, and one of these alone',
        expected: 'ids, --due or --all',
        found: `ids and --${scope}`,
        remedy: 'Leave out what is not meant.',
      }),
    );
  // What was renewed meanwhile by an order that goes on is not asked for again.
  if (scope === 'all' && open.some((each) => each.scope === 'all')) return [];
  const standing = open.flatMap((each) =>
    orderDocumentNeeded(dataFolder(args, io), each.order, each.document).steps.filter((_, index) => !each.closed.has(index)),
  );
  const absent = ids.filter((id) => credentials.every((each) => each.id !== id) && !standing.some((step) => step.ids.includes(id)));
  if (absent.length > 0)
    throw new Refused(
      ...absent.slice(0, 20).map((id) =>
        credentialFaults.fault('007', {
          message: `there is no credential ${id.slice(0, 200)}`,
          expected: 'an id of the inventory',
          found: id.slice(0, 200),
          remedy: 'See: assay operations credentials list --json',
        }),
      ),
    );
  const chosen = new Set<Credential>(
    scope === 'all' ? credentials : scope === 'due' ? dueNow(args, io, credentials, policy) : credentials.filter(({ id }) => ids.includes(id)),
  );
  const ordered = new Set(standing.map(({ lineage }) => lineage));
  const lineages = new Set(planOf([...chosen]).map(({ lineage }) => lineage));
  // With all that goes by the same lineage: two certificates of one device give way together.
  return planOf(credentials).filter(({ lineage }) => lineages.has(lineage) && !ordered.has(lineage));
}

function dueNow(args: Arguments, io: Io, credentials: readonly Credential[], policy: Inventory['policy']): readonly Credential[] {
  return duesOf(credentials, policy, io.now(), Duration.parse(args.text('within') ?? 'P30D')).flatMap(({ credential, standing }) =>
    standing === 'overdue' || standing === 'due' ? [credential] : [],
  );
}

const scopeOf = (args: Arguments): Ordered['scope'] => (args.flag('all') ? 'all' : args.flag('due') ? 'due' : 'named');
const needsTwo = (args: Arguments, steps: readonly Step[]): boolean => steps.length > 0 && (args.flag('all') || steps.length > ALONE);

/** Enters an order. Throws `Refused` (ASSAY-CREDENTIAL-006, ASSAY-CLI-003). */
async function order(
  args: Arguments,
  io: Io,
  ledger: Ledger,
  { steps, seen }: { readonly steps: readonly Step[]; readonly seen: Inventory['seen'] },
): Promise<Order> {
  const [reason, by, approvedBy] = [args.text('reason'), args.text('by'), args.text('approve')];
  if (reason === undefined || reason.trim() === '')
    throw new Refused(
      cliFaults.fault('003', {
        message: '"operations credentials refresh" needs --reason',
        expected: '--reason TEXT',
        found: 'nothing',
        remedy: 'Say why: whoever has to renew something will ask.',
      }),
    );
  if (needsTwo(args, steps) && (by === undefined || approvedBy === undefined || by === approvedBy))
    throw new Refused(
      credentialFaults.fault('006', {
        message: `one person alone does not order ${steps.length} renewals`,
        expected: `--by NAME and --approve NAME, of two people, for --all and above ${ALONE}`,
        found: by === undefined || approvedBy === undefined ? 'fewer than two' : 'the same person twice',
        remedy: 'See it first with --preview, and have a second person agree.',
      }),
    );
  const at = io.now();
  const written = writtenOrder({
    salt: randomUUID(),
    reason: reason.slice(0, 1000),
    steps: [...steps],
    ...(by === undefined ? {} : { by }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
  });
  const deadline = Instant.of(at + Duration.parse(args.text('deadline') ?? 'P14D'));
  const fact: Ordered = {
    order: `refresh-${written.digest.slice('sha256:'.length, 'sha256:'.length + 12)}`,
    at: Instant.format(at),
    scope: scopeOf(args),
    steps: steps.length,
    deadline: Instant.format(deadline),
    people: by !== undefined && approvedBy !== undefined && by !== approvedBy ? 2 : 1,
    seen: { ...(seen.fleet === undefined ? {} : { fleet: seen.fleet }), ...(seen.office === undefined ? {} : { office: seen.office }) },
    document: written.digest,
  };
  keepRaw(dataFolder(args, io), written.bytes, written.digest);
  const [receipt] = await ledger.append([{ type: REFRESH_ORDERED, body: fact as unknown as Json }]);
  return { ...fact, seq: Number(receipt?.seq), at, deadline, closed: new Map() };
}

function handsOf(args: Arguments, io: Io, ledger: Ledger): Hands {
  return {
    async look() {
      const { credentials, seen } = await inventoryOf(args, io);
      return { credentials, seen, at: io.now() };
    },
    devices: (names, by) =>
      withFleet(args, io, false, async (ask) => {
        for (let from = 0; from < names.length; from += BATCH) await ask('device.rotate', { devices: names.slice(from, from + BATCH), order: by });
      }),
    async authority(role) {
      if (args.text('passphrase') === undefined || args.text('root-passphrase') === undefined) return false;
      await rotateAuthority(args, io, role);
      return true;
    },
    async close(by, closed) {
      const indices = (how: Close) => [...closed].flatMap(([index, each]) => (each === how ? [index] : []));
      const [renewed, withdrawn] = [indices('renewed'), indices('withdrawn')];
      const facts: { readonly type: string; readonly body: Closed }[] = [];
      for (let from = 0; from < Math.max(renewed.length, withdrawn.length); from += BATCH)
        facts.push({
          type: REFRESH_CLOSED,
          body: { order: by, at: Instant.format(io.now()), renewed: renewed.slice(from, from + BATCH), withdrawn: withdrawn.slice(from, from + BATCH) },
        });
      await ledger.append(facts);
    },
  };
}

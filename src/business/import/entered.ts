import type { TakenIn } from '../../assurance/intake/index.ts';
import { canonicalJson, type Digest, Instant, type Json, Refused } from '../../core/index.ts';
import type { Withheld } from '../../evidence/import/index.ts';
import { expiresAt } from '../../evidence/index.ts';
import type { Evidence, RecordedEvidence } from '../../evidence/model.ts';
import { fitDraft } from '../../ledger/entry.ts';
import type { ServiceMap } from '../../map/model.ts';
import { discoveryText, INVENTORY_TAKEN, type InventoryTaken, takenOf } from '../inventory/events.ts';
import { inventoryFaults } from '../inventory/faults.ts';
import type { Joins } from '../inventory/joins.ts';
import { type Discovery, discoverySchema } from '../inventory/model.ts';
import { reconcile } from '../inventory/reconcile.ts';
import { type DiscoveryRead, type Inventory, inventoryAt } from '../inventory/view.ts';
import { businessImportFaults } from './faults.ts';
import type { BusinessImported } from './model.ts';

// What an import enters besides its own statements: what it discovered, and what that says of the inventory as a whole.

const SKEW_MS = 5 * 60 * 1000;
/** Larger ones take longer to read back at each question than anybody waits. */
const MOST_TEXT = 256 * 1024 * 1024;

export interface Discovered {
  readonly file: string;
  readonly discovery: Discovery;
}

/**
 * What a source discovered, held to the contract: nothing that an importer gives is kept unseen. Throws `Refused` (ASSAY-BIMPORT-002 where it is no discovery or
 * cites another report, -003 where its moment has not come yet).
 */
export function discoveryOf({ file, digest, imported }: TakenIn, now: Instant): Discovered | undefined {
  const given = (imported as BusinessImported).discovered;
  if (given === undefined) return undefined;
  const parsed = discoverySchema.safeParse(given);
  const wrong = parsed.success ? (parsed.data.raw.digest === digest ? undefined : 'raw.digest') : (parsed.error.issues[0]?.path.join('.') ?? '');
  if (!parsed.success || wrong !== undefined) {
    throw new Refused(
      businessImportFaults.fault('002', {
        message: `what was discovered in ${file} is not as an inventory has it`,
        file,
        ...(wrong === undefined ? {} : { field: wrong }),
        expected: parsed.success ? 'the digest of the report' : (parsed.error.issues[0]?.message ?? 'a discovery'),
        remedy: 'Give the report as its tool wrote it; where it is, the importer is wrong.',
      }),
    );
  }
  const { data: discovery } = parsed;
  if (Instant.parse(discovery.observedAt) > now + SKEW_MS) {
    throw new Refused(
      businessImportFaults.fault('003', {
        message: `${file} was made at ${discovery.observedAt}, which has not come yet`,
        file,
        expected: `no later than ${Instant.format(now)}`,
        found: discovery.observedAt,
        remedy: 'Check the clock of the machine that ran the tool.',
      }),
    );
  }
  return { file, discovery };
}

export interface Entered {
  /** The discoveries that the ledger does not have yet. */
  readonly taken: readonly { readonly text: string; readonly digest: Digest; readonly body: InventoryTaken }[];
  /** Every discovery of the import, new or not. */
  readonly discovered: readonly (Discovered & { readonly digest: Digest })[];
  /** The inventory with this import in it; absent where nothing was discovered. */
  readonly inventory?: Inventory;
  /** What the inventory says of itself, where that is not what the ledger has as its newest. */
  readonly evidence: readonly Evidence[];
  readonly withheld: readonly Withheld[];
}

interface World {
  readonly map: ServiceMap;
  readonly joins: Joins;
  readonly now: Instant;
  readonly recorded: readonly RecordedEvidence[];
}

/** `before`: what the ledger names, as far as it can be read; `known`: digests of those that were not erased. Throws `Refused` (ASSAY-INVENTORY-004, ASSAY-LEDGER-002). */
export function enteredOf(discovered: readonly Discovered[], before: readonly DiscoveryRead[], known: ReadonlySet<string>, world: World): Entered {
  const { map, joins, now, recorded } = world;
  const [newest] = discovered.toSorted((a, b) => Instant.parse(b.discovery.observedAt) - Instant.parse(a.discovery.observedAt));
  if (newest === undefined) return { taken: [], discovered: [], evidence: [], withheld: [] };
  const written = new Map(discovered.map((one) => [one, discoveryText(one.discovery)] as const));
  const named = discovered.map((one) => ({ ...one, ...textOf(written.get(one), one.file) }));
  const digests = new Set(named.map(({ digest }) => digest as string));
  const all: readonly DiscoveryRead[] = [
    ...before.filter(({ digest }) => !digests.has(digest)),
    ...[...new Map(named.map((one) => [one.digest, one])).values()].map(({ digest, discovery }) => {
      const { format, source, observedAt } = discovery;
      return { digest, format, source, observedAt, discovery };
    }),
  ];
  // A clock that is a little ahead is believed; what it shows is part of the picture.
  const inventory = inventoryAt(all, joins, map, Instant.of(Math.max(now, Instant.parse(newest.discovery.observedAt))));
  const fresh = named.filter(({ digest }, i) => !known.has(digest) && named.findIndex((one) => one.digest === digest) === i);
  const taken = fresh.map(({ text, digest, discovery }) => {
    const own = inventory.things.filter(
      ({ format, source, lastSeen }) =>
        format === discovery.format && source === discovery.source && Instant.parse(lastSeen) >= Instant.parse(discovery.observedAt),
    );
    const ids = new Set(own.map(({ id }) => id));
    const body = takenOf(
      discovery,
      digest,
      own.filter(({ join }) => join.to === 'part').length,
      inventory.unmapped.filter(({ thing }) => ids.has(thing)).length,
    );
    fitDraft({ type: INVENTORY_TAKEN, body: body as Json });
    return { text, digest, body };
  });
  const { evidence, withheld } = reconcile(inventory, map, newest.discovery.raw as Evidence['raw'], now);
  return {
    taken,
    discovered: named.map(({ file, discovery, digest }) => ({ file, discovery, digest })),
    inventory,
    evidence: evidence.filter((one) => !saidAlready(one, recorded)),
    withheld,
  };
}

function textOf(written: { readonly text: string; readonly digest: Digest } | undefined, file: string): { readonly text: string; readonly digest: Digest } {
  if (written !== undefined && written.text.length <= MOST_TEXT) return written;
  throw new Refused(
    inventoryFaults.fault('004', {
      message: `what was discovered in ${file} is larger than Assay keeps`,
      file,
      expected: `at most ${MOST_TEXT} characters`,
      found: `${written?.text.length ?? 0} characters`,
      remedy: 'Have the tool report on a part of its scope at a time.',
    }),
  );
}

/**
 * Whether the newest statement of the ledger on the same claim says the same until no earlier. Each comparison has a moment of its own, so repeats are told by
 * what they say; what was said otherwise since is said again.
 */
function saidAlready(one: Evidence, recorded: readonly RecordedEvidence[]): boolean {
  const last = recorded.findLast(({ subject, claim }) => subject === one.subject && claim === one.claim);
  if (last === undefined) return false;
  const says = ({ value, finding, raw }: Evidence) => canonicalJson([value, finding ?? null, raw.digest] as Json);
  // To the minute: validity is written so.
  return (
    says(last) === says(one) && Math.abs(expiresAt(last) - expiresAt(one)) < (one.value === true || one.value === 0 ? 2 * 60_000 : Number.POSITIVE_INFINITY)
  );
}

import { markedUtf16, reportText } from '../../business/import/encoding.ts';
import type { Entered } from '../../business/import/entered.ts';
import { EVERY_IMPORTER } from '../../business/import/index.ts';
import { decideOffice, takeOffice } from '../../business/import/taking.ts';
import { joinsIn } from '../../business/inventory/edge/joins-file.ts';
import { readDiscovery } from '../../business/inventory/edge/kept.ts';
import { type InventoryTaken, takenOf } from '../../business/inventory/events.ts';
import type { Discovery } from '../../business/inventory/model.ts';
import type { Inventory } from '../../business/inventory/view.ts';
import { inventoryTakenView } from '../../business/inventory/views.ts';
import { Digest, type Json, Refused } from '../../core/index.ts';
import { EVIDENCE_RECORDED, type Evidence, evidenceDigest, readEvidence } from '../../evidence/index.ts';
import { fitDraft } from '../../ledger/entry.ts';
import { foldViews, register } from '../../ledger/projections.ts';
import { textOfBytes } from '../../map/edge/files.ts';
import type { ServiceMap } from '../../map/model.ts';
import { subjectsOf } from '../../map/subjects.ts';
import { serverFaults } from '../faults.ts';
import type { Desk } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import type { ImportAnswer } from './model.ts';

// What would be recorded, worked out in the judge's thread: reading a large report delays no sign-in. The main thread appends it, at the size that it was
// worked out at, so that what came in between is never overlooked.

/** Statements to enter, and the size of the ledger that they were decided at. */
interface Decided {
  readonly fresh: readonly Evidence[];
  readonly alreadyKnown: number;
  readonly size: number;
}

export const readQuestion = question('evidence.read', (desk, { statements }: { readonly statements: readonly Json[] }): Decided => {
  const map = mapped(desk);
  const read = readEvidence(JSON.stringify(statements), 'statements', { now: desk.now(), subjects: subjectsOf(map) });
  for (const body of read) fitDraft({ type: EVIDENCE_RECORDED, body: body as Json });
  const known = new Set(desk.folded.evidence.map(({ seq: _, ...evidence }) => evidenceDigest(evidence)));
  const fresh = read.filter((evidence) => {
    const digest = evidenceDigest(evidence);
    if (known.has(digest)) return false;
    known.add(digest);
    return true;
  });
  return { fresh, alreadyKnown: read.length - fresh.length, size: desk.folded.head.size };
});

interface GivenBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface ImportAsked {
  readonly files: readonly GivenBytes[];
  readonly mapping?: GivenBytes;
  readonly kind?: string;
  readonly subject?: string;
  readonly whole?: boolean;
}

interface Imports extends Decided, Pick<ImportAnswer, 'files' | 'contradicted' | 'outdated' | 'othersStand' | 'discovered' | 'inventory'> {
  /** Discoveries that the ledger does not have yet, each as it is kept. */
  readonly taken: readonly { readonly text: string; readonly digest: Digest; readonly body: InventoryTaken }[];
}

export const importQuestion = question('evidence.import', (desk, { files, mapping, kind, subject, whole }: ImportAsked): Imports => {
  const given = ({ name, bytes }: GivenBytes) => ({
    file: name,
    text: markedUtf16(bytes) ? reportText(bytes, name) : textOfBytes(bytes, name),
    digest: Digest.of(bytes),
  });
  const map = mapped(desk);
  const office = takeOffice({
    files: files.map(given),
    map,
    now: desk.now(),
    importers: EVERY_IMPORTER,
    joins: joinsIn(desk.dataDir, map),
    subjectField: 'subject',
    ...(mapping === undefined ? {} : { mapping: given(mapping) }),
    ...(kind === undefined ? {} : { format: kind }),
    ...(subject === undefined ? {} : { subject }),
    ...(whole === undefined ? {} : { whole }),
  });
  const { sources, batch } = office.intake;
  // What other imports discovered is asked for only where this one discovered something.
  const discovering = office.discovered.length > 0;
  const taken = discovering ? foldViews(desk.ledger, [register(inventoryTakenView)]).view(inventoryTakenView).taken : [];
  const { entered, entering, statements } = decideOffice(office, {
    taken,
    before: taken.map((one) => readDiscovery(desk.dataDir, one)),
    recorded: desk.folded.evidence,
  });
  const { known, outdated, othersStand } = entering;
  return {
    fresh: statements,
    taken: entered.taken,
    ...(entered.inventory === undefined ? {} : discoveredOf(entered, entered.inventory)),
    alreadyKnown: known,
    size: desk.folded.head.size,
    contradicted: [...batch.contradicted],
    outdated: [...outdated],
    othersStand: [...othersStand],
    files: sources.map(({ file, digest, imported }) => ({
      name: file,
      digest,
      format: imported.format,
      items: imported.items,
      carried: imported.carried,
      mapped: [...imported.mapped],
      uncounted: [...Map.groupBy(imported.unclaimed, ({ why }) => why)].map(([why, items]) => ({ why, items: items.length })),
      unknownSubjects: imported.unknownSubjects.slice(0, MOST_LISTED).map((one) => ({ ...one, nearest: [...one.nearest] })),
      withheld: (imported.withheld ?? []).slice(0, MOST_LISTED),
      assumed: [...imported.assumed],
      lost: imported.lost.slice(0, MOST_LISTED).map(({ field, count }) => ({ field, count })),
    })),
  };
});

/** Figures, and words that are about nobody. */
function discoveredOf({ discovered, taken, withheld }: Entered, { unmapped, missingLinks }: Inventory): Pick<Imports, 'discovered' | 'inventory'> {
  return {
    discovered: discovered.map(({ file, digest, discovery }) => ({
      name: file,
      digest,
      new: taken.some((one) => one.digest === digest),
      source: plainSource(discovery),
      observedAt: discovery.observedAt,
      things: discovery.things.length,
      relations: discovery.relations.length,
    })),
    inventory: { unmapped: unmapped.length, missingLinks: missingLinks.length, withheld: [...withheld] },
  };
}

/** As the ledger has it: no mail address, and no name of a person. */
function plainSource(discovery: Discovery): string {
  return takenOf(discovery, Digest.of(''), 0, 0).source;
}

const MOST_LISTED = 200;

function mapped({ map }: Desk): ServiceMap {
  if (map !== undefined) return map;
  throw new Refused(
    serverFaults.fault('018', {
      message: 'this service has no map yet, so nobody can say what evidence is about',
      expected: 'a map',
      found: 'none',
      remedy: 'Bring a map first: import a model, paste YAML, or draw it.',
    }),
  );
}

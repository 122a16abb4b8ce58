import { entering, takeIn } from '../../assurance/intake/index.ts';
import { markedUtf16, reportText } from '../../business/import/encoding.ts';
import { EVERY_IMPORTER } from '../../business/import/index.ts';
import { Digest, type Json, Refused } from '../../core/index.ts';
import { EVIDENCE_RECORDED, type Evidence, evidenceDigest, readEvidence } from '../../evidence/index.ts';
import { fitDraft } from '../../ledger/entry.ts';
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
}

interface Imports extends Decided, Pick<ImportAnswer, 'files' | 'contradicted' | 'outdated' | 'othersStand'> {}

export const importQuestion = question('evidence.import', (desk, { files, mapping, kind, subject }: ImportAsked): Imports => {
  const given = ({ name, bytes }: GivenBytes) => ({
    file: name,
    text: markedUtf16(bytes) ? reportText(bytes, name) : textOfBytes(bytes, name),
    digest: Digest.of(bytes),
  });
  const { sources, batch } = takeIn({
    files: files.map(given),
    map: mapped(desk),
    now: desk.now(),
    importers: EVERY_IMPORTER,
    subjectField: 'subject',
    ...(mapping === undefined ? {} : { mapping: given(mapping) }),
    ...(kind === undefined ? {} : { format: kind }),
    ...(subject === undefined ? {} : { subject }),
  });
  const { fresh, known, outdated, othersStand } = entering(batch.evidence, desk.folded.evidence);
  return {
    fresh,
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

import type { Json } from '../core/index.ts';
import { keepFact } from '../development/release/edge/facts.ts';
import type { LinkFact } from '../development/release/link.ts';
import { keptFact } from '../development/release/record.ts';
import { recordedOf } from '../development/release/views.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Io, Option } from './command.ts';
import { withReleases } from './development-release-ledger.ts';
import { WORKSPACE } from './parse.ts';

/** Options of every command that can record what it found of a release. */
export const RECORD: readonly Option[] = [
  { name: 'record', kind: 'flag', about: 'enter what was found on the ledger of the service, for the gate of the release' },
  { name: 'part', kind: 'text', value: 'ELEMENT', about: 'with --record: the element of the map that it is evidence about, such as the repository' },
  ...WORKSPACE.filter(({ name }) => name !== 'at').map((option) => ({ ...option, about: `with --record: ${option.about}` })),
];

/** What was recorded, in words for whoever asked and as JSON. */
export interface RecordedFact {
  readonly notes: readonly string[];
  readonly json: Json;
}

/**
 * Enters a fact of a release on the ledger: its file in the data folder, the entry that names it, and the evidence that follows from it about `--part`. The same fact is entered once.
 * Throws `Refused` (ASSAY-RELEASE-009, ASSAY-EVIDENCE-004, ASSAY-CLI-006, -007, ASSAY-LEDGER-…).
 */
export async function recordFact(args: Arguments, io: Io, fact: LinkFact): Promise<RecordedFact> {
  const part = args.text('part');
  return withReleases(args, io, 'write', async ({ view, ledger, dataDir, map }) => {
    const kept = keptFact(fact, map, part);
    const { release } = fact.about;
    if (kept.evidence.length > 0) readEvidence(JSON.stringify(kept.evidence), 'the statement', { now: io.now(), subjects: subjectsOf(map) });
    const known = recordedOf(view).some((one) => one.fact === kept.digest && one.part === part);
    if (known) return { notes: [`The ledger has this fact of ${release} already.`], json: { known: true, fact: kept.digest } };
    keepFact(dataDir, kept);
    const receipts = await ledger.append([
      { type: kept.entry.type, body: kept.entry.body as unknown as Json }, // Of its schema, which has plain data alone.
      ...kept.evidence.map((body) => ({ type: EVIDENCE_RECORDED, body: body as Json })),
    ]);
    const entry = receipts[0]?.seq ?? 0;
    const said = kept.evidence.map(({ claim, subject, value }) => `Evidence: ${claim} of ${subject} is ${String(value)}.`);
    return {
      notes: [
        `Recorded ${fact.link} of ${release} as entry ${entry}: ${fact.state}.`,
        ...said,
        ...(kept.heldBack === undefined ? [] : [`Held back: ${kept.heldBack}.`]),
      ],
      json: {
        entry,
        fact: kept.digest,
        state: fact.state,
        evidence: kept.evidence.map(({ claim, subject, value }) => ({ claim, subject, value: value as Json })),
        ...(kept.heldBack === undefined ? {} : { heldBack: kept.heldBack }),
      },
    };
  });
}

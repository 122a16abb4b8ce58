import { type Digest, type Fault, Instant, type Json, Refused } from '../../core/index.ts';
import { type Batch, batchOf } from '../../evidence/import/batch.ts';
import { heldByCover, refuseOtherAccounts } from '../../evidence/import/cover.ts';
import {
  IMPORTERS,
  type ImportContext,
  type Imported,
  type Importer,
  importerFor,
  importFaults,
  type Mapping,
  readMapping,
} from '../../evidence/import/index.ts';
import { readMoment } from '../../evidence/import/moment.ts';
import { type HeldBack, heldByOtherTools } from '../../evidence/import/other-tool.ts';
import { type Unrepeated, unrepeated } from '../../evidence/import/repeat.ts';
import { nearSubjects, resolveSubject } from '../../evidence/import/resolve.ts';
import { EVIDENCE_RECORDED, type Evidence, evidenceFaults, type ReadContext, type RecordedEvidence, readEvidence } from '../../evidence/index.ts';
import { fitDraft } from '../../ledger/entry.ts';
import type { ServiceMap } from '../../map/model.ts';
import { subjectsOf } from '../../map/subjects.ts';
import { leaningOf } from '../leaning.ts';
import { oscalResults } from '../oscal/results-evidence.ts';
import { subjectWords } from './words.ts';

/** The importers of the evidence room, and those that need the rooms up to this one. The layers have further ones. */
export const ALL_IMPORTERS: readonly Importer[] = [oscalResults, ...IMPORTERS];

/** A file that was given: its name without folders where that is of no use, its text, and the digest of its bytes. */
export interface GivenFile {
  readonly file: string;
  readonly text: string;
  readonly digest: Digest;
}

export interface IntakeAsked {
  readonly files: readonly GivenFile[];
  /** A mapping file, cited in each statement that it decides. */
  readonly mapping?: GivenFile;
  readonly map: ServiceMap;
  readonly now: Instant;
  /** What the files are about, where they name nothing that is on the map. */
  readonly subject?: string;
  /** When the files were made, where they do not say: text of the operator's. */
  readonly observedAt?: string;
  /** How the door that was used calls that moment: `--observed-at`. */
  readonly momentField?: string;
  /** Which importer; by what each file looks like when absent. */
  readonly format?: string;
  /** How the door that was used is asked to read a file as another format, in words. */
  readonly asOther?: (format: string, file: string) => string;
  /** The importers to choose from, where a door has more than those of the rooms below it: the layers bring their own. */
  readonly importers?: readonly Importer[];
  /** The operator's rules for names that the map does not know, where a door has some. */
  readonly joined?: ImportContext['joined'];
  /** What else the operator knows of it: addresses of networks, and that nothing was filtered out of the reports. */
  readonly ranges?: ImportContext['ranges'];
  readonly whole?: boolean;
  /** How the door that was used calls the subject: `--subject`. */
  readonly subjectField: string;
}

export interface TakenIn {
  readonly file: string;
  readonly digest: Digest;
  readonly imported: Imported;
}

export interface Intake {
  readonly sources: readonly TakenIn[];
  readonly batch: Batch;
}

/**
 * Reads what other tools wrote as evidence, by one rule for every door: a file that cannot be read refuses all of them. The bytes are the tools', or
 * whoever stood between. Throws `Refused` with every fault (ASSAY-EVIDENCE-…, ASSAY-IMPORT-…, and the codes of the formats).
 */
export function takeIn(asked: IntakeAsked): Intake {
  const { files, map, now } = asked;
  const words = subjectWords(map);
  const subject = asked.subject === undefined ? undefined : resolveSubject(asked.subject, words);
  if (asked.subject !== undefined && subject === undefined) {
    const near = nearSubjects(asked.subject, words);
    throw new Refused(
      evidenceFaults.fault('004', {
        message: `"${asked.subject}" is not on the map`,
        field: asked.subjectField,
        expected: near.length > 0 ? `a subject of the map, such as ${near.join(' or ')}` : 'a subject of the map',
        found: asked.subject,
        remedy: 'Correct the subject, or put the element on the map first.',
      }),
    );
  }
  const observedAt = asked.observedAt === undefined ? undefined : observedOf(asked.observedAt, asked.momentField ?? 'observedAt', now);
  const given = asked.mapping;
  const mapping: Mapping | undefined =
    given === undefined ? undefined : { ...readMapping(given.text, given.file), file: given.file.split(/[/\\]/).at(-1) ?? given.file, digest: given.digest };
  const faults: Fault[] = [];
  const sources: TakenIn[] = [];
  for (const { file, text, digest } of files) {
    try {
      const importer = importerFor(text, file, asked.importers ?? ALL_IMPORTERS, asked.format, asked.asOther);
      const context = {
        file,
        now,
        digest,
        ...words,
        ...(subject === undefined ? {} : { subject }),
        ...(observedAt === undefined ? {} : { observedAt }),
        ...(asked.joined === undefined ? {} : { joined: asked.joined }),
        ...(asked.ranges === undefined ? {} : { ranges: asked.ranges }),
        ...(asked.whole === undefined ? {} : { whole: asked.whole }),
      };
      sources.push({ file, digest, imported: importer.read(text, context, mapping) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new Refused(...faults);
  const batch = batchOf(
    sources.map(({ imported }) => imported),
    leaningOf,
  );
  checkAll(batch.evidence, sources, { now, subjects: subjectsOf(map) });
  return { sources, batch };
}

/** Throws `Refused` (ASSAY-IMPORT-003, -010). */
function observedOf(text: string, field: string, now: Instant): string {
  const read = readMoment(text);
  if (read?.zoned === true && read.at <= now) return Instant.format(read.at);
  const ahead = read?.zoned === true;
  throw new Refused(
    importFaults.fault(ahead ? '010' : '003', {
      message: ahead ? `${field} has not come yet` : `${field} is no moment`,
      field,
      expected: ahead ? `no later than ${Instant.format(now)}` : 'RFC 3339 with its zone, such as 2026-11-01T12:00:00Z',
      found: text.slice(0, 80),
      remedy: 'Give the moment at which the tool looked.',
    }),
  );
}

/** An importer's statements are held to the same rules as anybody's, and to what an entry can hold, before the first is recorded. */
function checkAll(evidence: readonly Evidence[], sources: readonly TakenIn[], context: ReadContext): void {
  if (evidence.length > 0) readEvidence(JSON.stringify(evidence), 'the imported statements', context);
  const faults = evidence.flatMap((body) => {
    try {
      fitDraft({ type: EVIDENCE_RECORDED, body: body as Json });
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [fault] = error.faults;
      const file = sources.find(({ digest }) => digest === body.raw.digest)?.file;
      return [
        importFaults.fault('008', {
          message: `the statement "${body.claim}" about "${body.subject}" does not fit into an entry of the ledger`,
          ...(file === undefined ? {} : { file }),
          expected: fault?.expected ?? 'a smaller statement',
          found: fault?.found ?? 'a larger one',
          remedy: 'Import fewer runs at a time, or name a narrower claim in a mapping.',
        }),
      ];
    }
  });
  if (faults.length > 0) throw new Refused(...faults);
}

/** What of a batch is entered, and why the rest is not. */
export interface Entering extends Unrepeated {
  /** Clean reports that would take back what another tool found. */
  readonly othersStand: HeldBack['held'];
}

/** What the door knows beside the statements. */
export interface EnteringBeside {
  /** What was read: whose systems each report is about is held to what earlier ones were about. */
  readonly sources?: readonly TakenIn[];
  /** Names that the operator says are gone or no matter. */
  readonly left?: readonly string[];
}

/**
 * What of a batch is entered on a ledger that has these statements: nothing twice, and nothing that would take back what only another tool can see, or what was
 * seen of something else. Throws `Refused` (ASSAY-IMPORT-012) for a report about another tenant than earlier ones.
 */
export function entering(batch: readonly Evidence[], recorded: readonly RecordedEvidence[], { sources = [], left = [] }: EnteringBeside = {}): Entering {
  refuseOtherAccounts(
    sources.map(({ file, imported }) => ({ file, accounts: imported.accounts ?? [] })),
    recorded,
  );
  const { fresh, ...rest } = unrepeated(batch, recorded, leaningOf);
  const { kept, held } = heldByOtherTools(fresh, recorded, leaningOf);
  const covered = heldByCover(kept, recorded, leaningOf, left);
  return { ...rest, fresh: covered.kept, othersStand: [...held, ...covered.held] };
}

import { Digest, type Json, Refused } from '../core/index.ts';
import { isObjectId } from '../development/git/object.ts';
import { keepFact } from '../development/release/edge/facts.ts';
import type { About, LinkFact } from '../development/release/link.ts';
import type { ReleasePolicy } from '../development/release/policy.ts';
import { keptFact } from '../development/release/record.ts';
import { publishedOf, recordedOf } from '../development/release/views.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Io, Option } from './command.ts';
import { withReleases } from './development-release-ledger.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE } from './parse.ts';

/** Options of every command that can record what it found of a release. */
export const RECORD: readonly Option[] = [
  { name: 'record', kind: 'flag', about: 'enter what was found on the ledger of the service, for the gate of the release' },
  { name: 'part', kind: 'text', value: 'ELEMENT', about: 'with --record: the element of the map that it is evidence about, such as the repository' },
  ...WORKSPACE.filter(({ name }) => name !== 'at').map((option) => ({ ...option, about: `with --record: ${option.about}` })),
];

/** What ties a look to the release, where it cannot tell by itself: without one of them the gate does not know that it is of the release. */
export const ABOUT: readonly Option[] = [
  { name: 'commit', kind: 'text', value: 'ID', about: 'with --record: the commit of the release' },
  { name: 'tree', kind: 'text', value: 'ID', about: 'with --record: the tree of that commit' },
  { name: 'artifact', kind: 'text', value: 'DIGEST', about: 'with --record: the file that ships, as sha256:…' },
];

/** What these options say. Throws `Refused` (ASSAY-CLI-005). */
export function aboutNamed(args: Arguments, release: string): About {
  const object = (name: 'commit' | 'tree') => {
    const text = args.text(name);
    if (text === undefined || isObjectId(text)) return text;
    throw wrong(name, '40 or 64 hex digits in small letters', text, `Give what git prints: git rev-parse ${name === 'tree' ? 'TAG^{tree}' : 'TAG^{commit}'}`);
  };
  const [commit, tree, artifact] = [object('commit'), object('tree'), args.text('artifact')];
  if (artifact !== undefined && !Digest.isText(artifact))
    throw wrong('artifact', 'sha256: and 64 hex digits', artifact, 'Give what sha256sum prints, after sha256:');
  return { release, ...(commit === undefined ? {} : { commit }), ...(tree === undefined ? {} : { tree }), ...(artifact === undefined ? {} : { artifact }) };
}

function wrong(name: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(cliFaults.fault('005', { message: `--${name} takes another value`, expected, found: found.slice(0, 80), remedy }));
}

/** What was recorded, in words for whoever asked and as JSON. */
export interface RecordedFact {
  readonly notes: readonly string[];
  readonly json: Json;
}

/**
 * Enters a fact of a release on the ledger, held to where the policy says that looks may begin: its file in the data folder, the entry that names it, and the evidence that follows from it about an element of the map (`null`: about none). The same fact is entered once.
 * Throws `Refused` (ASSAY-RELEASE-009, ASSAY-EVIDENCE-004, ASSAY-CLI-006, -007, ASSAY-LEDGER-…).
 */
export async function recordFact(
  args: Arguments,
  io: Io,
  fact: LinkFact,
  about: string | null = args.text('part') ?? null,
  policy?: ReleasePolicy,
): Promise<RecordedFact> {
  const part = about ?? undefined;
  return withReleases(args, io, 'write', async ({ view, ledger, dataDir, map, at }) => {
    const begun = { ...(policy?.start === undefined ? {} : { start: policy.start }), published: publishedOf(view, at, policy?.digest) };
    const kept = keptFact(fact, map, part, begun);
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
        ...(kept.heldBack === undefined ? [] : [`Held back: ${kept.heldBack}${kept.heldBack.endsWith('.') ? '' : '.'}`]),
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

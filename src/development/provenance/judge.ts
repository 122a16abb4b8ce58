import { sameBytes } from '../../core/der/hex.ts';
import type { Digest } from '../../core/index.ts';
import type { BuilderList, TrustedBuilder } from './builders.ts';
import { unexpected } from './builders.ts';
import { certificateCheck, type ExpectedSource } from './certificate-check.ts';
import { bad, type Check, fine, open } from './check.ts';
import { sameRepository } from './repository.ts';
import type { ProvenanceSigner } from './signer.ts';
import { commitOf, type Provenance, sourcesOf } from './slsa.ts';

export interface ProvenanceQuestion {
  readonly signer: ProvenanceSigner;
  /** Absent where what is signed is no provenance. */
  readonly provenance?: Provenance;
  /** Whether the statement, or the signature itself, is about the artifact. */
  readonly about: boolean;
  readonly list?: BuilderList;
  /** The repository and the commit that were reviewed. */
  readonly repository?: string;
  readonly commit?: string;
  /** What the certificate of the signer has to say of the source. */
  readonly certified?: ExpectedSource;
  readonly artifact: Digest;
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
}

/** What is shown of where an artifact was built, from what, and by whom. */
export interface ProvenanceResult extends Omit<ProvenanceQuestion, 'list' | 'certified'> {
  readonly state: 'proven' | 'broken' | 'unknown';
  readonly checks: readonly Check[];
  /** The Build level that the builder's id claims, where it does. */
  readonly claimed?: number;
  /** The Build level of SLSA 1.2 that is shown: 0 without provenance of this artifact. */
  readonly proven: 0 | 1 | 2 | 3;
}

/** The verification of SLSA 1.2 ("Verifying artifacts", steps 1 and 2) as checks of three states. The result is its worst. Pure. */
export function judgeProvenance({ list, certified = {}, ...question }: ProvenanceQuestion): ProvenanceResult {
  const { signer, provenance, about } = question;
  const trusted = provenance === undefined || list === undefined ? undefined : builderIn(list, provenance.builder, signer);
  const certificate = certificateCheck(signer, provenance, certified);
  const checks = [
    signatureCheck(signer),
    ...(certificate === undefined ? [] : [certificate]),
    about
      ? fine('subject', 'It is about this artifact.')
      : bad('subject', 'other-subject', 'It is about other artifacts.', 'Find the provenance of this artifact, by its digest.'),
    ...(provenance === undefined
      ? [open('builder', 'no-provenance', 'What is signed is no SLSA provenance: nothing says how it was built.', 'Have the builder make provenance.')]
      : [
          builderCheck(provenance, signer, list, trusted),
          typeCheck(provenance, list),
          parametersCheck(provenance, list),
          sourceCheck(provenance, question.repository, question.commit),
        ]),
  ];
  const states = checks.map(({ state }) => state);
  const claimed = provenance === undefined ? undefined : claimIn(provenance.builder);
  return {
    ...question,
    state: states.includes('broken') ? 'broken' : states.includes('unknown') ? 'unknown' : 'proven',
    checks,
    ...(claimed === undefined ? {} : { claimed }),
    proven: levelOf(provenance, about, signer, trusted),
  };
}

// Step 1 of "Verifying artifacts": the level is the root of trust's for the pair of signer and builder, and Build L1 where it names none.
function levelOf(provenance: Provenance | undefined, about: boolean, signer: ProvenanceSigner, trusted: TrustedBuilder | undefined): 0 | 1 | 2 | 3 {
  if (provenance === undefined || !about) return 0;
  return signer.kind === 'none' || trusted === undefined ? 1 : trusted.level;
}

function claimIn(builder: string): number | undefined {
  const found = /(?:^|[/_-])(?:slsa[/_-]?)?(?:build[/_-])?l(?:evel)?[/_-]?([1-3])(?:@|$)/i.exec(builder)?.[1];
  return found === undefined ? undefined : Number(found);
}

function builderIn({ builders }: BuilderList, id: string, signer: ProvenanceSigner): TrustedBuilder | undefined {
  // The same pair can be named twice; the lower trust counts.
  return builders.filter((one) => one.id === id && isSigner(one, signer)).toSorted((a, b) => a.level - b.level)[0];
}

function isSigner({ signer: wanted }: TrustedBuilder, signer: ProvenanceSigner): boolean {
  switch (signer.kind) {
    case 'identity':
      return wanted.kind === 'identity' && wanted.identity === signer.signer.identity && wanted.issuer === signer.signer.issuer;
    case 'key':
      return wanted.kind === 'key' && sameBytes(wanted.spki, signer.spki);
    case 'none':
      return false;
  }
}

function signatureCheck(signer: ProvenanceSigner): Check {
  switch (signer.kind) {
    case 'identity':
      return fine('signature', `Signed by ${signer.signer.identity}, whom ${signer.signer.issuer} vouched for.`);
    case 'key':
      return fine('signature', 'Signed by the key that was given.');
    case 'none':
      return bad(
        'signature',
        'signature-not-verified',
        sentence(signer.why),
        'Take the bundle from the builder again; where it stays so, the artifact is not to be trusted.',
      );
  }
}

function builderCheck({ builder }: Provenance, signer: ProvenanceSigner, list: BuilderList | undefined, trusted: TrustedBuilder | undefined): Check {
  if (list === undefined)
    return open('builder', 'builders-not-listed', `Nothing says whether ${builder} is trusted to build this.`, 'Name whom you trust: --builders FILE.');
  if (trusted !== undefined) return fine('builder', `Built by ${builder}, which is trusted up to Build level ${trusted.level}.`);
  const known = list.builders.some(({ id }) => id === builder);
  // "Consumers MUST accept only specific signer-builder pairs."
  return known && signer.kind !== 'none'
    ? bad('builder', 'other-signer', `The provenance names ${builder}, and was signed by somebody else.`, 'Find out who signed in the name of the builder.')
    : bad(
        'builder',
        'other-builder',
        `${builder} is not among the builders that are trusted.`,
        'Build it where you trust the builder, or add that one to the list.',
      );
}

function typeCheck({ buildType }: Provenance, list: BuilderList | undefined): Check {
  if (list === undefined) return open('build-type', 'expectations-not-given', 'Nothing says how it has to be built.', 'Say it in a list: --builders FILE.');
  return list.buildTypes.includes(buildType)
    ? fine('build-type', `The build type is ${buildType}.`)
    : bad('build-type', 'other-build-type', `The build type is ${buildType}, which is not expected.`, 'Build it as expected, or add the type to the list.');
}

const SAID = { unknown: 'is not expected', other: 'has another value than expected', missing: 'is not there' } as const;

function parametersCheck({ parameters }: Provenance, list: BuilderList | undefined): Check {
  if (list === undefined)
    return open('parameters', 'expectations-not-given', 'Nothing says which parameters the build may have had.', 'Say it in a list: --builders FILE.');
  const wrong = unexpected(parameters, list.parameters);
  if (wrong.length === 0) return fine('parameters', 'Every external parameter is expected.');
  const named = wrong
    .slice(0, 5)
    .map(({ pointer, what }) => `${pointer.slice(0, 200)} ${SAID[what]}`)
    .join(', ');
  return bad(
    'parameters',
    'parameters-not-expected',
    `Of the external parameters, ${named}${wrong.length > 5 ? `, and ${wrong.length - 5} more` : ''}.`,
    'Find out who set them; where they are safe, add them to the list.',
  );
}

function sourceCheck({ dependencies, parameters }: Provenance, repository: string | undefined, commit: string | undefined): Check {
  const sources = sourcesOf({ dependencies, parameters });
  if (repository === undefined || commit === undefined)
    return open('source', 'source-not-asked', 'Nothing says which repository and which commit were reviewed.', 'Name them: --repo URI --commit ID.');
  const own = sources.filter(({ uri = '' }) => sameRepository(uri, repository));
  if (own.length === 0)
    return bad(
      'source',
      'other-source',
      `It was not built from ${repository}${sources.length === 0 ? '' : ` but from ${sources[0]?.uri?.slice(0, 200)}`}.`,
      'Build it from the repository that was reviewed.',
    );
  const commits = [...new Set(own.map(commitOf))];
  if (commits.every((one) => one === commit)) return fine('source', `Built from ${repository} at ${commit.slice(0, 12)}, which is what was reviewed.`);
  const [other] = commits.filter((one) => one !== commit);
  return other === undefined
    ? open(
        'source',
        'commit-not-named',
        `It does not say from which commit of ${repository} it was built.`,
        'Have the builder name the commit in resolvedDependencies.',
      )
    : bad(
        'source',
        'other-commit',
        `It was built from the commit ${other.slice(0, 12)}, and ${commit.slice(0, 12)} was reviewed.`,
        'Build it from the commit that was reviewed, or review that one.',
      );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

import { Digest } from '../../../core/index.ts';
import { readFileBytes } from '../../../map/edge/files.ts';
import { SIGNER } from '../../release/hold.ts';
import type { Statement } from '../../statement/statement.ts';
import { type ArtifactDigests, subjectFor } from '../artifact.ts';
import type { BuilderList } from '../builders.ts';
import type { ExpectedSource } from '../certificate-check.ts';
import { judgeProvenance, type ProvenanceResult } from '../judge.ts';
import { PROVENANCE_LIMITS } from '../limits.ts';
import { provenanceIn, readSigned, type Signed, statementIn } from '../signed.ts';
import type { ProvenanceSigner } from '../signer.ts';
import type { TrustedRoot } from '../trusted-root.ts';
import { type ExpectedSigner, verifyBundle } from '../verify.ts';
import { readArtifact } from './files.ts';
import { verifyBySigstore } from './sigstore.ts';
import { envelopeKey } from './unsigned.ts';

export interface ProvenanceRequest {
  /** Paths. */
  readonly artifact: string;
  readonly bundle: string;
  readonly root: TrustedRoot;
  /** Absent where whoever the list of builders names may have signed. */
  readonly expected?: ExpectedSigner;
  readonly list?: BuilderList;
  readonly repository?: string;
  readonly commit?: string;
  /** What the certificate has to say of the source. */
  readonly certified?: ExpectedSource;
}

export interface CheckedProvenance {
  readonly result: ProvenanceResult;
  /** What was signed, whoever signed it. */
  readonly content: { readonly kind: 'artifact' } | { readonly kind: 'statement'; readonly predicateType: string };
  /** Moments that a log or an authority states for the signature. */
  readonly moments: readonly number[];
}

/**
 * Reads an artifact and what was signed about it, verifies the signature, and judges the provenance in it. Reads three files and asks no network. Throws `Refused` (ASSAY-PROVENANCE-001, -002, -004,
 * ASSAY-STATEMENT-001 to -004, ASSAY-JSON-001 to -006, ASSAY-DER-001 to -006, and as reading files does).
 */
export function checkProvenance({ artifact: path, bundle: file, root, expected, list, repository, commit, certified }: ProvenanceRequest): CheckedProvenance {
  const artifact = readArtifact(path);
  const bytes = readFileBytes(file, { bytes: PROVENANCE_LIMITS.bundle });
  const signed = readSigned(bytes, file);
  const statement = statementIn(signed, file);
  const { signer, moments } = signerOf(signed, statement, artifact, {
    root,
    file,
    ...(expected === undefined ? {} : { expected }),
    ...(list === undefined ? {} : { list }),
  });
  const provenance = provenanceIn(statement, file);
  const result = judgeProvenance({
    signer,
    about: statement === undefined ? signer.kind !== 'none' : subjectFor(statement, artifact) !== undefined,
    artifact: `sha256:${artifact.digests.get('sha256')}` as Digest,
    inputs: [
      { name: 'bundle', digest: Digest.of(bytes) },
      { name: 'trusted-root', digest: root.digest },
      ...(list === undefined ? [] : [{ name: 'builders', digest: list.digest }]),
      ...(signer.kind === 'none'
        ? []
        : [{ name: SIGNER, digest: Digest.of(signer.kind === 'key' ? signer.spki : `${signer.signer.identity}\n${signer.signer.issuer}`) }]),
    ],
    ...(provenance === undefined ? {} : { provenance }),
    ...(list === undefined ? {} : { list }),
    ...(repository === undefined ? {} : { repository }),
    ...(commit === undefined ? {} : { commit }),
    ...(certified === undefined ? {} : { certified }),
  });
  return { result, content: statement === undefined ? { kind: 'artifact' } : { kind: 'statement', predicateType: statement.predicateType }, moments };
}

interface Signing {
  readonly root: TrustedRoot;
  readonly expected?: ExpectedSigner;
  readonly list?: BuilderList;
  readonly file: string;
}

function signerOf(
  signed: Signed,
  statement: Statement | undefined,
  artifact: ArtifactDigests & { readonly bytes: Uint8Array },
  { root, expected, list, file }: Signing,
): { readonly signer: ProvenanceSigner; readonly moments: readonly number[] } {
  const keys = expected?.kind === 'key' ? [expected.spki] : (list?.builders ?? []).flatMap(({ signer }) => (signer.kind === 'key' ? [signer.spki] : []));
  if (signed.form === 'envelope') {
    if (expected !== undefined && expected.kind !== 'key')
      return { signer: { kind: 'none', why: 'it is a bare envelope, which no certificate and no log stand behind' }, moments: [] };
    const { key, why } = envelopeKey(signed.envelope, keys);
    return { signer: key === undefined ? { kind: 'none', why } : { kind: 'key', spki: key }, moments: [] };
  }
  const { bundle } = signed;
  const ways: readonly ExpectedSigner[] =
    expected !== undefined ? [expected] : bundle.signer.kind === 'key' ? keys.map((spki) => ({ kind: 'key', spki })) : [{ kind: 'any-identity' }];
  let why = 'the bundle is signed by a key, and no key of a builder was given';
  for (const way of ways) {
    const verdict = verifyBundle(bundle, { root, expected: way, artifact, file }, verifyBySigstore);
    if (!verdict.ok) why = verdict.why;
    else if (verdict.signer.kind === 'identity') return { signer: verdict.signer, moments: verdict.moments };
    else if (way.kind === 'key') return { signer: { kind: 'key', spki: way.spki }, moments: verdict.moments };
  }
  return {
    signer: { kind: 'none', why: statement !== undefined && subjectFor(statement, artifact) === undefined ? 'the statement is about other artifacts' : why },
    moments: [],
  };
}

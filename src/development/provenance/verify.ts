import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { IN_TOTO } from '../statement/dsse.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import type { ArtifactDigests } from './artifact.ts';
import { subjectFor } from './artifact.ts';
import type { Bundle, LogEntry } from './bundle.ts';
import { checkpointWrong } from './checkpoint.ts';
import { entryWrong } from './entry.ts';
import type { VerifyBundle } from './port.ts';
import { type SignerIdentity, signingCertificate } from './signing-certificate.ts';
import { stampedMoment } from './timestamp.ts';
import type { TrustedLog, TrustedRoot } from './trusted-root.ts';

/** Whose signature is looked for: somebody whom a provider vouched for, both exactly; whoever that is; or the holder of a key. */
export type ExpectedSigner =
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string }
  | { readonly kind: 'any-identity' }
  | { readonly kind: 'key'; readonly spki: Uint8Array };

export interface BundleChecks {
  readonly root: TrustedRoot;
  readonly expected: ExpectedSigner;
  readonly artifact: ArtifactDigests & { readonly bytes: Uint8Array };
  /** The name of the bundle's file. */
  readonly file: string;
}

export type BundleVerdict =
  | {
      readonly ok: true;
      readonly signer: { readonly kind: 'identity'; readonly signer: SignerIdentity } | { readonly kind: 'key' };
      /** Moments that a log or an authority states for the signature, in milliseconds since 1970. */
      readonly moments: readonly number[];
      /** What was signed, where it was a statement and not the bare artifact. */
      readonly statement?: Statement;
    }
  | { readonly ok: false; readonly why: string };

/**
 * Whether a bundle shows that the expected signer signed this artifact, or a statement about it, from these bytes alone. Each check below stands before or after the library
 * because the library does not make it. Throws `Refused` where a certificate, a time stamp or a statement in the bundle is none (ASSAY-DER-001 to -006, ASSAY-STATEMENT-002, -004,
 * ASSAY-JSON-001 to -006); that, too, is a bundle that is not accepted.
 */
export function verifyBundle(bundle: Bundle, { root, expected, artifact, file }: BundleChecks, verify: VerifyBundle): BundleVerdict {
  const signer = signerOf(bundle, expected);
  if (!signer.ok) return signer;
  if (bundle.entries.length === 0) return no('the bundle has no entry of a log');
  const stamped = bundle.timestamps.map(stampedMoment);
  const promised = bundle.entries.filter(({ promise }) => promise !== undefined).map(({ integratedTime }) => Number(integratedTime) * 1000);
  const entries = bundle.entries.map((entry) => entryWith(bundle, entry));
  for (const entry of entries) {
    const wrong = logWrong(entry, root, [...stamped, ...promised], signer, file);
    if (wrong !== undefined) return no(wrong);
  }
  const content = contentOf(bundle, artifact, file);
  if (!content.ok) return content;
  const answer = verify({ bundle: { ...bundle, entries }, root, artifact: artifact.bytes, ...(expected.kind === 'key' ? { spki: expected.spki } : {}) });
  if (!answer.ok) return answer;
  return {
    ok: true,
    signer: signer.identity === undefined ? { kind: 'key' } : { kind: 'identity', signer: signer.identity },
    moments: [...stamped, ...promised],
    ...(content.statement === undefined ? {} : { statement: content.statement }),
  };
}

const no = (why: string) => ({ ok: false, why }) as const;

interface Signing {
  readonly ok: true;
  readonly certificate?: Uint8Array;
  readonly spki: Uint8Array;
  readonly identity?: SignerIdentity;
}

function signerOf({ signer }: Bundle, expected: ExpectedSigner): Signing | { readonly ok: false; readonly why: string } {
  if (signer.kind === 'key') return expected.kind === 'key' ? { ok: true, spki: expected.spki } : no('the bundle is signed by a key, and no key was given');
  // The library would verify a certificate where a key was asked for, and ask nobody's name.
  if (expected.kind === 'key') return no('the bundle is signed under a certificate, and not by the key that was given');
  const found = signingCertificate(signer.chain);
  if (!found.ok) return found;
  const { identity, issuer } = found.signer;
  // Exactly: the library takes the expected identity for a pattern, which any longer name meets.
  if (expected.kind === 'identity' && (identity !== expected.identity || issuer !== expected.issuer))
    return no(`it is signed by ${identity}, whom ${issuer} vouched for`);
  return { ok: true, certificate: found.der, spki: found.spki, identity: found.signer };
}

/** Of a bundle v0.1, a proof that has no checkpoint is left out: nobody signed its root, and the promise stands for it (sigstore_rekor.proto, `inclusion_proof`). */
function entryWith({ version }: Bundle, entry: LogEntry): LogEntry {
  if (version !== '0.1' || entry.proof === undefined || entry.proof.checkpoint !== undefined) return entry;
  const { proof: _, ...rest } = entry;
  return rest;
}

function logWrong(entry: LogEntry, root: TrustedRoot, moments: readonly number[], signer: Signing, file: string): string | undefined {
  const logs = root.logs.filter(({ ids }) => ids.some((id) => sameBytes(id, entry.logId)));
  const [log] = logs;
  if (log === undefined) return 'the entry is of a log that the trusted root does not name';
  // A key of a log counts for its span. Where the log promises, the library asks; a checkpoint it takes from a key of any time.
  if (entry.promise === undefined && !logs.some((one) => moments.some((moment) => within(one, moment))))
    return 'no moment of the signature is within the time of the log’s key';
  const proof = entry.proof;
  if (proof?.checkpoint !== undefined) {
    const wrong = checkpointWrong(proof.checkpoint, proof, log);
    if (wrong !== undefined) return wrong;
  }
  return entryWrong(entry, { spki: signer.spki, ...(signer.certificate === undefined ? {} : { certificate: signer.certificate }) }, file);
}

function within({ span }: TrustedLog, moment: number): boolean {
  return span.from <= moment && (span.until === undefined || moment <= span.until);
}

/** What was signed has to be this artifact: its digest, or a statement about it. Of an envelope the library does not ask what it is about. */
function contentOf(
  { content }: Bundle,
  artifact: ArtifactDigests,
  file: string,
): { readonly ok: true; readonly statement?: Statement } | { readonly ok: false; readonly why: string } {
  if (content.kind === 'message') {
    // sigstore_common.proto, `message_digest`: a hint under no signature; one that is wrong shows that the bundle is of something else.
    return hexOf(content.digest) === artifact.digests.get(NAMES[content.algorithm]) ? { ok: true } : no('the bundle is of another artifact, by its digest');
  }
  const { payloadType, payload } = content.envelope;
  if (payloadType !== IN_TOTO) return no(`what is signed is of the type "${payloadType.slice(0, 200)}", and no statement of in-toto`);
  const statement = readStatement(payload, file, { older: true });
  if (subjectFor(statement, artifact) === undefined) return no('the statement is about other artifacts');
  return { ok: true, statement };
}

const NAMES = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' } as const;

import { Digest, type Fault, Instant, Refused } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import type { SignatureCrypto } from '../signature/port.ts';
import { readSshKey, type SshKey } from '../signature/ssh-key.ts';
import { verifySshSig } from '../signature/sshsig.ts';
import { bytesOfBase64 } from './base64.ts';
import { type Envelope, IN_TOTO, pae, readEnvelope } from './dsse.ts';
import { statementFaults } from './faults.ts';
import { REVIEW_TYPE, type Review, reviewSchema, SSH_NAMESPACE } from './review.ts';
import { readStatement } from './statement.ts';
import { type KeyScheme, type VerifySignature, verifyEnvelope } from './verify.ts';

/** A review that was read, and whose signature holds by the key that it names. Whose that key is, only the register says. */
export interface SignedReview {
  readonly file: string;
  /** Of the envelope's bytes: what the file is named by. */
  readonly digest: Digest;
  readonly review: Review;
  readonly commits: ReadonlySet<ObjectId>;
  /** `SHA256:…` of the key that signed. */
  readonly key: string;
  /** Seconds since 1970, by the signer's word. */
  readonly seconds: number;
}

/**
 * Reads a signed review. Refused is what is no such statement, and what is not signed by the key that it names: nothing could be said of whose it is. A signature is of the
 * key's own scheme, or one of SSH made for this (`ssh-keygen -Y sign`), which keys of RSA and on a token have alone.
 * Throws `Refused` (ASSAY-STATEMENT-001 to -004, -010, ASSAY-JSON-001 to -006, ASSAY-SIGNATURE-001).
 */
export function readReview(bytes: Uint8Array, file: string, verify: VerifySignature, crypto: SignatureCrypto): SignedReview {
  const envelope = readEnvelope(bytes, file);
  const statement = readStatement(envelope.payload, file);
  if (statement.predicateType !== REVIEW_TYPE) throw new Refused(notReview(file, 'predicateType', REVIEW_TYPE, statement.predicateType.slice(0, 200)));
  const parsed = reviewSchema.safeParse(statement.predicate);
  if (!parsed.success) {
    throw new Refused(
      ...parsed.error.issues
        .slice(0, 50)
        .map((issue): Fault => notReview(file, ['predicate', ...issue.path].map(String).join('.'), issue.message, 'something else')),
    );
  }
  const review = parsed.data;
  const named = (algorithm: string) => new Set(statement.subjects.flatMap(({ digest }) => [digest.get(algorithm)].filter((one) => one !== undefined)));
  const [commits, trees] = [named('gitCommit'), named('gitTree')];
  // What is signed twice has to agree, or two readers would take one statement for two.
  if (!commits.has(review.range.to)) throw new Refused(notReview(file, 'subject', `the commit ${review.range.to} of the range`, 'others'));
  if (trees.size !== 1 || !trees.has(review.range.tree))
    throw new Refused(notReview(file, 'subject', `the tree ${review.range.tree} of the range, alone`, 'others'));
  const key = readSshKey(bytesOfBase64(review.reviewer.publicKey) ?? new Uint8Array());
  if (key === undefined) throw new Refused(notReview(file, 'predicate.reviewer.publicKey', 'a key of Ed25519, ECDSA or RSA of 2048 bits or more', 'another'));
  const scheme = schemeOf(key);
  const verdict = verifyEnvelope(envelope, { keys: scheme === undefined ? [] : [{ scheme, spki: key.spki }], payloadTypes: [IN_TOTO] }, verify);
  if (!verdict.ok && !signedBySsh(envelope, key, crypto))
    throw new Refused(notReview(file, 'signatures', `a signature by ${key.id}, which the statement names`, verdict.why));
  return {
    file,
    digest: Digest.of(bytes),
    review,
    commits: new Set([...commits].filter(isObjectId)),
    key: key.id,
    seconds: Math.floor(Instant.parse(review.moment) / 1000),
  };
}

/** Whether a signature of SSH is by this very key, for this use; of a key on a token, by somebody who was there. */
function signedBySsh(envelope: Envelope, key: SshKey, crypto: SignatureCrypto): boolean {
  if (envelope.payloadType !== IN_TOTO) return false;
  const message = pae(envelope.payloadType, envelope.payload);
  return envelope.signatures.some(({ sig }) => {
    const outcome = verifySshSig(sig, message, SSH_NAMESPACE, crypto);
    return (
      outcome.kind === 'holds' &&
      outcome.key.format === 'ssh' &&
      outcome.key.certificate === undefined &&
      outcome.key.touched !== false &&
      outcome.key.id === key.id
    );
  });
}

/** The scheme of a key by its kind; one of another kind signs by SSH alone. */
function schemeOf({ type }: SshKey): KeyScheme | undefined {
  switch (type) {
    case 'ssh-ed25519':
      return 'ed25519';
    case 'ecdsa-sha2-nistp256':
      return 'ecdsa-p256-sha256';
    case 'ecdsa-sha2-nistp384':
      return 'ecdsa-p384-sha384';
    default:
      return undefined;
  }
}

function notReview(file: string, field: string, expected: string, found: string): Fault {
  return statementFaults.fault('010', {
    message: `${file} is not a signed review`,
    file,
    field,
    expected,
    found,
    remedy: 'Make it with: assay development review record. docs/development-review-statement.md says what it holds.',
  });
}

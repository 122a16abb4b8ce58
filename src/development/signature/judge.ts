import type { Register } from '../person/register.ts';
import type { BrokenReason, NotKnownReason, Outcome, SignatureFormat, SignatureVerdict, UncheckedReason, VerifiedKey } from './model.ts';
import { ownerOf } from './owner.ts';
import type { KeyRing } from './ring.ts';
import { outsideTime, type SignedWhen } from './time.ts';

export const GIT_NAMESPACE = 'git';

/**
 * What is known of one signature: whose it is by the register and the keys that the operator gave, at the time at which it was made. What nobody can say is `not-checkable`; only
 * bytes that do not match are `invalid`. Pure.
 */
export function judgeSignature(
  format: SignatureFormat,
  outcome: Outcome,
  {
    register,
    ring,
    when,
    namespace = GIT_NAMESPACE,
  }: { readonly register: Register; readonly ring: KeyRing; readonly when: SignedWhen; readonly namespace?: string },
): SignatureVerdict {
  if (outcome.kind !== 'holds') {
    const known = outcome.claimed === undefined ? undefined : register.holder(outcome.claimed);
    // What is verified by nothing may be named by less than its whole fingerprint.
    const holder = known ?? (outcome.claimed === undefined ? undefined : register.keyed(outcome.claimed));
    return {
      state: outcome.kind === 'broken' ? 'invalid' : 'not-checkable',
      format,
      ...(outcome.claimed === undefined ? {} : { key: outcome.claimed }),
      ...(holder === undefined ? {} : { by: holder.person.id, role: holder.role }),
      reason: outcome.reason,
      why: `${WHY[outcome.reason]}${outcome.kind === 'unchecked' && outcome.found !== undefined ? ` (${outcome.found})` : ''}${
        outcome.reason === 'key-not-given' && known?.declared === false ? `; it names a key of ${known.person.name}, unverified` : ''
      }`,
      ...remedyOf(outcome.reason),
    };
  }
  const { key } = outcome;
  const owner = ownerOf(key, register, ring, namespace);
  const person = owner.known || owner.person !== undefined ? { by: (owner.person as NonNullable<typeof owner.person>).id } : {};
  const not = (reason: NotKnownReason, detail?: string): SignatureVerdict => ({
    state: 'not-checkable',
    format,
    key: nameOf(key),
    ...person,
    ...(owner.known ? { role: owner.role } : {}),
    reason,
    why: `${WHY[reason]}${detail === undefined ? '' : ` (${detail})`}`,
    ...remedyOf(reason),
  });
  const flaw = flawOf(key);
  if (flaw !== undefined) return not(flaw);
  if (!owner.known) {
    return owner.reason === 'owner-not-declared' && owner.person !== undefined
      ? { ...not(owner.reason), why: `${WHY['owner-not-declared']}: it is known as a key of ${owner.person.name}, unverified` }
      : not(owner.reason, owner.detail);
  }
  const outside = [...owner.times, ...ownTimes(key)].map((time) => outsideTime(time, when)).find((reason) => reason !== undefined);
  if (outside !== undefined) return not(outside);
  const ended = certificateEnded(key, when);
  if (ended !== undefined) return not(ended);
  return { state: 'valid', format, key: nameOf(key), by: owner.person.id, role: owner.role, why: `signed by a key of ${owner.person.name}` };
}

/** The name by which a key is entered in the register. */
function nameOf(key: VerifiedKey): string {
  return key.format === 'openpgp' ? key.primary : key.id;
}

function flawOf(key: VerifiedKey): NotKnownReason | undefined {
  if (key.format === 'ssh') return key.touched === false ? 'no-touch' : undefined;
  if (key.format === 'x509') return undefined;
  if (key.weakHash) return 'hash-too-weak';
  if (key.revoked) return 'key-revoked';
  return key.signatureEnded ? 'signature-past-its-end' : undefined;
}

function ownTimes(key: VerifiedKey) {
  if (key.format !== 'openpgp' || (!key.keyEnded && key.keyEnds === undefined)) return [];
  // Where it is known to have ended and not when, it ended before anything.
  return [{ until: key.keyEnds ?? Number.NEGATIVE_INFINITY }];
}

/** A certificate that lives ten minutes has ended whenever anybody looks: without a log, nobody knows whether it was used within them. */
function certificateEnded(key: VerifiedKey, when: SignedWhen): NotKnownReason | undefined {
  if (key.format !== 'x509') return undefined;
  const reason = outsideTime({ from: key.begins, until: key.ends }, when);
  return reason === 'key-past-its-end' ? 'certificate-past-its-end' : reason;
}

const WHY: Readonly<Record<BrokenReason | UncheckedReason | NotKnownReason, string>> = {
  'bytes-do-not-match': 'the signature is not of these bytes',
  unreadable: 'the signature cannot be read',
  'other-namespace': 'the signature was made for something else than git',
  'key-not-given': 'the key that the signature names was not given',
  'kind-not-known': 'the signature is of a kind that is not known',
  'algorithm-not-accepted': 'the signature is made in a way that is not accepted',
  'form-not-read': 'the signature is written in a form that is not read',
  'other-object-format': 'the signature is over the object in its other format',
  'several-signatures': 'there are several signatures where one is expected',
  'tool-missing': 'gpg is not there to verify it',
  'tool-failed': 'gpg gave no answer about it',
  'owner-not-declared': 'the signature holds, and nobody said whose the key is',
  'owners-differ': 'the register and the keys name different people for the key',
  'root-not-given': 'the certificate leads to no root that was given',
  'before-its-key': 'by its own clock it is older than the key',
  'key-past-its-end': 'the key has ended, and only the signer’s clock says that it had not then',
  'certificate-past-its-end': 'the certificate has ended, and only the signer’s clock says that it had not then',
  'key-compromised': 'somebody else may have had the key, and could have set any clock',
  'key-revoked': 'the key is revoked',
  'signature-past-its-end': 'the signature says that it has ended',
  'hash-too-weak': 'the signature is over a digest of which two of a kind can be made',
  'no-touch': 'the token says that nobody touched it',
};

const PROVE = 'A log that had the commit before that moment proves its time: record releases with assay development log.';
const REMEDY: Readonly<Partial<Record<BrokenReason | UncheckedReason | NotKnownReason, string>>> = {
  'bytes-do-not-match':
    'Compare with another copy of the repository. If that has the same commit, whoever made it broke the signature: ask them, and have the change made again.',
  unreadable: 'Ask whoever made it how it was signed, and have the change made again.',
  'key-not-given': 'Put the public key into the folder that --keys names, and its fingerprint into the register.',
  'tool-missing': 'Install GnuPG 2.2 or later, and try: gpg --version',
  'tool-failed': 'Try again; then look at the signature with: git verify-commit --raw',
  'owner-not-declared': 'Enter the key under keys of its owner in the register, with the role that it has.',
  'owners-differ': 'Make the register and the allowed signers say the same.',
  'root-not-given': 'Put the root’s certificate as PEM into the folder that --keys names.',
  'key-past-its-end': PROVE,
  'certificate-past-its-end': PROVE,
  'key-compromised': PROVE,
};

function remedyOf(reason: BrokenReason | UncheckedReason | NotKnownReason): { readonly remedy?: string } {
  const remedy = REMEDY[reason];
  return remedy === undefined ? {} : { remedy };
}

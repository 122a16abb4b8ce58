import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { joined } from '../../core/der/write.ts';
import { type Fault, hexHash, type Instant, Refused } from '../../core/index.ts';
import { type Certificate, readCertificate } from '../ca/certificate-read.ts';
import type { Statement } from './bundle.ts';
import { readSign1, type Sign1 } from './cose.ts';
import { attestationFaults } from './faults.ts';
import type { Appraisal, KeyBound, Said, SignedBy } from './model.ts';
import type { Answered } from './nonces.ts';
import { readPsaClaims } from './psa.ts';
import type { AttestationSettings } from './settings.ts';
import { readTpmCertification } from './tpm.ts';

/** What a judgement is made by. */
export interface Means {
  readonly settings: AttestationSettings | undefined;
  readonly at: Instant;
  /** Of the certificate that is asked for, or that the connection showed: DER SubjectPublicKeyInfo. */
  readonly key?: Uint8Array;
  /** Whether this very evidence was taken before. */
  readonly shown: (evidence: string) => boolean;
  /** Uses a nonce of this device up. */
  readonly take: (matches: (nonce: Uint8Array) => boolean) => Answered;
  /** Another device, not retired, whose hardware this signer is. */
  readonly elsewhere: (signer: string) => boolean;
  /** The signer that this device has shown before, for evidence of this kind. */
  readonly before: (format: 'psa' | 'tpm') => string | undefined;
  readonly verifies: (bytes: Uint8Array, key: Uint8Array, by: SignedBy, signature: Uint8Array) => boolean;
  /** Whether a certificate leads to one of the anchors at this moment. */
  readonly climbs: (leaf: Certificate, sent: readonly Certificate[], anchors: readonly Certificate[]) => boolean;
}

/** What a TPM's attestation keys are certified for (TCG, credential profile). */
const AIK = '2.23.133.8.3';

/** Who signed, what was signed, and what it says: the same of every format once it was read. */
interface Shown {
  readonly format: 'psa' | 'tpm';
  readonly said: Said;
  readonly nonce: Uint8Array;
  readonly signed: Uint8Array;
  readonly by: SignedBy;
  readonly signature: Uint8Array;
  /** Of the signer: throws where nobody speaks for it, gives nothing where nobody was declared who could. */
  readonly signer: () => Uint8Array | undefined;
  /** What is held against it once it is known that it is genuine. */
  readonly policy: () => readonly Fault[];
  /** What it says of the key by itself. */
  readonly key: () => KeyBound;
}

/** Appraises one statement. What cannot be verified is never said to be: refusals give their code, and what was read of it until then. */
export function appraise(statement: Statement, means: Means): Appraisal {
  const evidence = hexHash('sha256', statement.bytes);
  const refused = (format: Appraisal['format'], fault: Fault | undefined, more: Partial<Appraisal> = {}): Appraisal => ({
    format,
    evidence,
    key: 'unbound',
    said: {},
    ...more,
    outcome: fault?.code === 'ASSAY-ATTESTATION-009' ? 'not-verified' : 'refused',
    ...(fault === undefined ? {} : { code: fault.code }),
  });
  if (statement.format === 'other') return refused('other', otherFormat(statement.called));
  let said: Said = {};
  try {
    const shown = statement.format === 'psa' ? psaShown(statement, means) : tpmShown(statement, means);
    said = shown.said;
    const key = shown.signer();
    if (key === undefined) return refused(shown.format, undeclared(shown.format), { said });
    if (!means.verifies(shown.signed, key, shown.by, shown.signature)) return refused(shown.format, notSigned());
    const signer = hexHash('sha256', key);
    const [fault, bound] = judged(shown, evidence, signer, means);
    if (fault !== undefined) return refused(shown.format, fault, { said, signer });
    return { format: shown.format, outcome: 'verified', evidence, key: bound, signer, said };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return refused(statement.format, error.faults[0], { said });
  }
}

/** Of evidence that is genuine: whether it is fresh, this device's, and good enough. */
function judged(shown: Shown, evidence: string, signer: string, means: Means): readonly [Fault | undefined, KeyBound] {
  const { nonce, policy, key: keyOf } = shown;
  if (means.shown(evidence)) return [again(), 'unbound'];
  const over = means.key;
  let named = false;
  const answered = means.take((given) => {
    if (sameBytes(given, nonce)) return true;
    // The platform was asked with the nonce and the key together: what it signs names both.
    named = over !== undefined && hexHash('sha256', joined(given, over)) === hexOf(nonce);
    return named;
  });
  if (answered !== 'fresh') return [answered === 'used' ? again() : stale(), 'unbound'];
  if (means.elsewhere(signer)) return [anothers(), 'unbound'];
  const before = means.before(shown.format);
  if (before !== undefined && before !== signer) return [changed(), 'unbound'];
  const bound = keyOf();
  return [policy()[0], bound === 'unbound' && named ? 'named' : bound];
}

function psaShown({ bytes, beside }: Extract<Statement, { format: 'psa' }>, { settings, at, climbs }: Means): Shown {
  const token = readSign1(bytes);
  const { nonce, said } = readPsaClaims(token.payload);
  const declared = settings?.psa;
  return {
    format: 'psa',
    said,
    nonce,
    signed: token.signed,
    by: signedBy(token.algorithm),
    signature: token.signature,
    signer() {
      if (declared === undefined || (declared.keys.size === 0 && declared.anchors.length === 0)) return undefined;
      const known = declared.keys.get(said.instance);
      if (known !== undefined) return known;
      const [leaf, ...sent] = [...token.chain, ...(token.chain.length === 0 ? [] : beside)].map((der) => readCertificate(der));
      // A certificate for connections is of a key that software signs with.
      const forTls = [OID.clientAuth, OID.serverAuth].some((usage) => leaf?.usages?.includes(usage) === true);
      if (leaf === undefined || forTls) throw new Refused(unknown());
      return signerOf(leaf, sent, declared.anchors, at, climbs);
    },
    key: () => 'unbound',
    policy() {
      if (declared === undefined) return [];
      const { lifecycles, implementations, measurements, signers } = declared;
      if (!lifecycles.includes(said.lifecycle)) return [otherState(lifecycles.join(', '), said.lifecycle)];
      if (implementations?.includes(said.implementation) === false) return [otherMake('a declared implementation id', said.implementation)];
      const strange = said.software.find(({ measurement, signer }) => measurements?.includes(measurement) === false || signers?.includes(signer) === false);
      return strange === undefined ? [] : [otherMake('declared measurements and signers', `${strange.kind ?? 'software'} ${strange.measurement}`)];
    },
  };
}

function tpmShown({ bytes, beside }: Extract<Statement, { format: 'tpm' }>, { settings, at, key, climbs }: Means): Shown {
  const certified = readTpmCertification(bytes);
  const declared = settings?.tpm;
  return {
    format: 'tpm',
    said: { firmware: certified.firmware },
    nonce: certified.nonce,
    signed: certified.attest,
    by: certified.by,
    signature: certified.signature,
    signer() {
      if (declared === undefined) return undefined;
      const all = beside.map((der) => readCertificate(der));
      // Other certificates of the same maker are for keys that would sign anything.
      const leaf = all.find((one) => !one.authority && one.usages?.includes(AIK) === true);
      if (leaf === undefined) throw new Refused(unknown());
      return signerOf(
        leaf,
        all.filter((one) => one !== leaf),
        declared.anchors,
        at,
        climbs,
      );
    },
    key: () => 'in-hardware',
    policy() {
      if (!certified.named || key === undefined || !sameBytes(certified.publicKey, key)) return [otherKey()];
      return certified.stays ? [] : [mayLeave()];
    },
  };
}

function signerOf(leaf: Certificate, sent: readonly Certificate[], anchors: readonly Certificate[], at: Instant, climbs: Means['climbs']): Uint8Array {
  if (at < leaf.notBefore || at > leaf.notAfter) throw new Refused(over(at < leaf.notBefore));
  if (!climbs(leaf, sent, anchors)) throw new Refused(unknown());
  return leaf.publicKey;
}

function signedBy(algorithm: Sign1['algorithm']): SignedBy {
  switch (algorithm) {
    case 'ES256':
      return { scheme: 'ecdsa-raw', digest: 'sha256' };
    case 'ES384':
      return { scheme: 'ecdsa-raw', digest: 'sha384' };
    case 'EdDSA':
      return { scheme: 'ed25519', digest: undefined };
  }
}

type Number = Parameters<typeof attestationFaults.fault>[0];
const fault = (number: Number, message: string, expected: string, found: string, remedy: string): Fault =>
  attestationFaults.fault(number, { message, expected, found, remedy });

const otherFormat = (called: string) =>
  fault('008', 'evidence of this kind is not taken', 'a PSA attestation token, or a certification by a TPM', called, 'Send one of these.');
const undeclared = (format: string) =>
  fault(
    '009',
    'nobody said by what this evidence is verified',
    `anchors or keys for ${format}`,
    'none',
    'Declare them: assay product attestation settings FILE',
  );
const notSigned = () =>
  fault('010', 'the signature of the evidence does not hold', 'a signature by the attestation key', 'another', 'Send the evidence as the hardware made it.');
const unknown = () =>
  fault(
    '011',
    'the signer of the evidence is not known',
    'an attestation key that was declared, or a certificate for attestation that leads to a declared anchor',
    'another',
    'Let the operator declare whoever made the hardware: assay product attestation settings FILE',
  );
const over = (early: boolean) =>
  fault(
    '012',
    'the certificate of the signer is over, or not good yet',
    'one that is good now',
    early ? 'one that is not good yet' : 'one that is over',
    'Have the attestation key certified anew.',
  );
const stale = () =>
  fault(
    '013',
    'the evidence answers no nonce that was given to this device',
    'a nonce that was given to this device in the last ten minutes',
    'another',
    'Ask for a nonce, and make the evidence over it.',
  );
const again = () => fault('014', 'the evidence was shown before', 'new evidence over a new nonce', 'the same', 'Ask for a nonce, and make the evidence anew.');
export const anothers = () =>
  fault(
    '015',
    'the evidence is of the hardware of another device',
    'the hardware of this device',
    'that of another',
    'If this device is itself, another one has shown its hardware: tell the operator.',
  );
export const changed = () =>
  fault(
    '016',
    'the device has shown other hardware before',
    'the hardware that it showed first',
    'another',
    'After a repair the operator says so: assay product attestation forget DEVICE',
  );
const otherState = (expected: string, found: string) =>
  fault('017', 'the hardware is in a state that is not accepted', expected, found, 'Provision the device to the end, and shut its debug ports.');
const otherMake = (expected: string, found: string) =>
  fault(
    '018',
    'the firmware, or the make of the hardware, is not one that was declared',
    expected,
    found,
    'Update the device, or let the operator declare what it runs.',
  );
const otherKey = () =>
  fault(
    '019',
    'the key in the evidence is another than that of the certificate',
    'the key of the request',
    'another',
    'Certify the very key that the request is for.',
  );
const mayLeave = () =>
  fault(
    '020',
    'the key may leave the hardware, or was not made in it',
    'fixedTPM, fixedParent and sensitiveDataOrigin',
    'not all of them',
    'Make the key in the TPM, with these attributes.',
  );

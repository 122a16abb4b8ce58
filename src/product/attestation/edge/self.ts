import type { IncomingMessage } from 'node:http';
import { Refused } from '../../../core/index.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { readAtMost } from '../../endpoint/edge/body.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { readBundle, type Statement } from '../bundle.ts';
import { MOST_BYTES, tooMuch } from '../cbor.ts';
import { attestationFaults } from '../faults.ts';
import type { Appraisal } from '../model.ts';
import { NONCE_SECONDS, nonceFor, showEvidence } from './attester.ts';

const TOKEN = 'application/eat+cwt';
const BUNDLE = 'application/octet-stream';

/** A nonce over the endpoint's own door, for a device that holds its certificate. */
export function nonceAnswer(fleet: Fleet, device: DeviceId): { readonly nonce: string; readonly expiry: number } {
  return { nonce: Buffer.from(nonceFor(fleet, device)).toString('base64url'), expiry: NONCE_SECONDS };
}

/**
 * Evidence that a device shows after it has enrolled, held against the key of its connection: a PSA token as it is (application/eat+cwt), or an AttestationBundle in DER (application/octet-stream).
 * Throws `Refused` (ASSAY-ATTESTATION-001 to -004, -023, -024, ASSAY-DER-…); evidence that is refused is an answer.
 */
export async function evidenceAnswer(
  fleet: Fleet,
  request: IncomingMessage,
  { device: id, certificate }: { readonly device: DeviceId; readonly certificate: Uint8Array },
): Promise<{ readonly shown: readonly Pick<Appraisal, 'format' | 'outcome' | 'code' | 'key'>[] }> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== TOKEN && type !== BUNDLE) throw new Refused(otherType());
  const body = await readAtMost(request, MOST_BYTES, () => tooMuch('evidence', `at most ${MOST_BYTES} bytes`, 'more'));
  const statements: readonly Statement[] = type === TOKEN ? [{ format: 'psa', bytes: body, beside: [] }] : readBundle(body);
  const device = deviceOf(fleet.db, id);
  if (device === undefined) return { shown: [] };
  const shown = await showEvidence(fleet, statements, { device, door: 'https', key: readCertificate(certificate).publicKey });
  return { shown: shown.map(({ format, outcome, code, key }) => ({ format, outcome, ...(code === undefined ? {} : { code }), key })) };
}

function otherType() {
  return attestationFaults.fault('024', {
    message: 'this address takes evidence',
    field: 'Content-Type',
    expected: `${TOKEN}, or ${BUNDLE} for an AttestationBundle`,
    found: 'another, or none',
    remedy: 'Send it with one of these media types.',
  });
}

import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import { Digest, Instant, Refused } from '../../../core/index.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { fingerprintOfDer } from '../../device/edge/fingerprint.ts';
import { credentialOf, deviceOf } from '../../device/edge/questions.ts';
import type { WipeConfirmed } from '../../device/events.ts';
import { deviceKey } from '../../device/key.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { retirementFaults } from '../faults.ts';
import { misfit, readWipe } from '../wipe.ts';
import { maySign, retirementOf } from './projector.ts';

/** What a device hands in. Its sender controls all of it; no session is needed, as the signature says who speaks. */
export interface WipeReceipt {
  /** The exact text that was signed, at most 4 KiB. */
  readonly statement: string;
  /** Of its UTF-8: ECDSA (DER) or RSA (PKCS #1) with SHA-256, or Ed25519. */
  readonly signature: Uint8Array;
  /** DER of the certificate whose key signed: the device holds it, this fleet keeps its digest alone. */
  readonly certificate: Uint8Array;
}

/**
 * Takes a device's own receipt. Good is a signature by a key that was certified for this device and good when it was told, also where that very act revoked it; or by one that is good now.
 * A key that was revoked since, as compromised ones are, confirms nothing.
 * Throws `Refused`: ASSAY-RETIREMENT-002 to -005, ASSAY-DEVICE-001.
 */
export async function confirmWipe(fleet: Fleet, device: DeviceId, given: WipeReceipt): Promise<void> {
  const statement = readWipe(given.statement);
  const serial = signerOf(fleet, device, given);
  await fleet.act(deviceKey(device), () => {
    const known = deviceOf(fleet.db, device);
    if (known === undefined) return { ok: false, faults: [noSuchDevice(device)] };
    // Once more, in the turn of the device: what was revoked while this waited confirms nothing.
    const bad = signerFault(fleet, device, serial);
    if (bad !== undefined) return { ok: false, faults: bad.faults };
    const fault = misfit(
      statement,
      device,
      known.wipe === undefined ? undefined : { order: known.wipe.order, confirmed: known.wipe.confirmedAt !== undefined },
    );
    if (fault !== undefined) return { ok: false, faults: [fault] };
    const event: WipeConfirmed = {
      type: 'wipe.confirmed',
      at: Instant.format(fleet.now()),
      device,
      order: statement.order,
      receipt: Digest.of(given.statement),
      serial,
      statement: given.statement,
      signature: Buffer.from(given.signature).toString('base64'),
      certificate: Buffer.from(given.certificate).toString('base64'),
    };
    return { ok: true, events: [event] };
  });
}

/** The serial number of the credential whose key signed. */
function signerOf(fleet: Fleet, device: DeviceId, { statement, signature, certificate }: WipeReceipt): string {
  const read = readCertificate(certificate);
  const credential = read === undefined ? undefined : credentialOf(fleet.db, read.serial);
  if (read === undefined || credential === undefined || credential.device !== device || credential.fingerprint !== fingerprintOfDer(certificate)) {
    throw unsigned('a certificate that this fleet gave to this device', read === undefined ? 'no certificate' : 'another');
  }
  const bad = signerFault(fleet, device, credential.serial);
  if (bad !== undefined) throw bad;
  if (!verifies(statement, signature, read.key)) throw unsigned('a signature of the statement by that certificate’s key', 'one that does not hold');
  return credential.serial;
}

/** Whether this credential may confirm now. */
function signerFault({ db }: Fleet, device: DeviceId, serial: string): Refused | undefined {
  const state = credentialOf(db, serial)?.state;
  if (state === 'pending' || state === 'current') return undefined;
  const retirement = retirementOf(db, device);
  if (retirement !== undefined && maySign(db, retirement.id, serial)) return undefined;
  return unsigned('a certificate that was good when the device was told to erase itself, and not revoked since', `one that was ${state ?? 'never given'}`);
}

const LONGEST_CERTIFICATE = 16 * 1024;

function readCertificate(der: Uint8Array): { readonly serial: string; readonly key: KeyObject } | undefined {
  if (der.length > LONGEST_CERTIFICATE) return undefined;
  try {
    const certificate = new X509Certificate(der);
    return { serial: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''), key: certificate.publicKey };
  } catch {
    return undefined;
  }
}

function verifies(statement: string, signature: Uint8Array, key: KeyObject): boolean {
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from(statement, 'utf8'), key, signature);
  } catch {
    return false; // A key of a kind that signs nothing.
  }
}

function unsigned(expected: string, found: string): Refused {
  return new Refused(
    retirementFaults.fault('004', {
      message: `the receipt is not signed by a key of this device: found ${found}`,
      expected,
      found,
      remedy: 'Let the device sign with the key of its own certificate, and send that certificate along.',
    }),
  );
}

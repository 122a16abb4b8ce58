import { constants, createPublicKey, verify } from 'node:crypto';
import { joined } from '../../../core/der/write.ts';
import { type Decision, Duration, hexHash, Instant, Refused } from '../../../core/index.ts';
import type { CertificationRequest } from '../../ca/csr.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { deviceKey } from '../../device/key.ts';
import type { Device } from '../../device/model.ts';
import { lastAlarm } from '../../est/edge/projector.ts';
import { climbsTo } from '../../est/edge/trust.ts';
import { type Tries, tries } from '../../est/limits.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { offeredIn, type Statement } from '../bundle.ts';
import type { AttestationFact, AttestationRecorded } from '../events.ts';
import { attestationFaults } from '../faults.ts';
import { anothers, appraise, changed } from '../judge.ts';
import type { Appraisal, KeyBound, SignedBy } from '../model.ts';
import { type Nonces, nonces } from '../nonces.ts';
import { holderOfSigner, signerOfDevice, takenIn } from './projector.ts';
import { attestationSettingsIn } from './settings-file.ts';

const NONCE_BYTES = 32;
/** How long a nonce is good: a slow device makes its evidence in it. */
export const NONCE_SECONDS = 600;
/** Each piece of evidence is a fact. */
const SHOWN = { within: Duration.hours(1), allowed: 24 };
/** How long the same request is known again by its evidence: answers are lost, and a person may look at it first. */
const SAME = Duration.hours(24);

/** What a device shows of its hardware, and against what. */
export interface Showing {
  readonly device: Device;
  readonly door: AttestationRecorded['door'];
  /** DER SubjectPublicKeyInfo of the key that the evidence may speak of. */
  readonly key?: Uint8Array;
}

interface Desk {
  readonly nonces: Nonces;
  readonly shown: Tries;
}
// Both doors of a process give and take the same nonces.
const desks = new WeakMap<Fleet, Desk>();
function deskOf(fleet: Fleet): Desk {
  const desk = desks.get(fleet) ?? { nonces: nonces({ within: NONCE_SECONDS * 1000 }), shown: tries(SHOWN) };
  desks.set(fleet, desk);
  return desk;
}

/** A nonce for this device, to make evidence over: good once. */
export function nonceFor(fleet: Fleet, device: DeviceId): Uint8Array {
  const nonce = fleet.random(NONCE_BYTES);
  deskOf(fleet).nonces.give(device, nonce, fleet.now());
  return nonce;
}

/** Appraises what a device shows, and enters what became of it. Throws `Refused` (ASSAY-ATTESTATION-023, ASSAY-FLEET-…); evidence that is refused throws nothing. */
export async function showEvidence(fleet: Fleet, statements: readonly Statement[], showing: Showing): Promise<readonly Appraisal[]> {
  const done: Appraisal[] = [];
  for (const statement of statements) done.push(await shownOnce(fleet, statement, showing));
  return done;
}

async function shownOnce(fleet: Fleet, statement: Statement, showing: Showing): Promise<Appraisal> {
  const { device, key } = showing;
  const evidence = hexHash('sha256', statement.bytes);
  const over = key === undefined ? undefined : hexHash('sha256', key);
  const known = sameAgain(fleet, evidence, device.id, over);
  if (known !== undefined) return known;
  bounded(fleet, device.id);
  const appraisal = appraise(statement, {
    settings: attestationSettingsIn(fleet).get(device.product),
    at: fleet.now(),
    ...(key === undefined ? {} : { key }),
    shown: (digest) => takenIn(fleet.db, digest) !== undefined,
    take: (matches) => deskOf(fleet).nonces.take(device.id, matches, fleet.now()),
    elsewhere: (signer) => isElsewhere(fleet, signer, device.id),
    before: (format) => signerOfDevice(fleet.db, device.id, format),
    verifies,
    climbs: (leaf, sent, anchors) => climbsTo(leaf, sent, anchors, { at: fleet.now() }),
  });
  return entered(fleet, appraisal, showing, over);
}

/** The very request once more, within a day: its evidence stands already, and nothing new is claimed by it. */
function sameAgain(fleet: Fleet, evidence: string, device: DeviceId, over: string | undefined): Appraisal | undefined {
  const taken = over === undefined ? undefined : takenIn(fleet.db, evidence);
  if (taken === undefined || taken.device !== device || taken.over !== over || fleet.now() - taken.at > SAME) return undefined;
  return { format: taken.format, outcome: 'verified', evidence, key: taken.key, said: {} };
}

function bounded(fleet: Fleet, device: DeviceId): void {
  const { shown } = deskOf(fleet);
  const wait = shown.wait(device, fleet.now());
  if (wait > 0) throw new Refused(tooMany(wait));
  shown.count(device, fleet.now());
}

export function tooMany(wait: number) {
  return attestationFaults.fault('023', {
    message: 'too many tries',
    expected: `another try after ${Math.ceil(wait / 1000)} s`,
    found: 'one before',
    remedy: 'Wait.',
  });
}

function isElsewhere(fleet: Fleet, signer: string, device: DeviceId): boolean {
  const holder = holderOfSigner(fleet.db, signer);
  return holder !== undefined && holder !== device;
}

/** What no sound device does: to show what was shown before, or the hardware of another. */
const ALARMING = new Set(['ASSAY-ATTESTATION-014', 'ASSAY-ATTESTATION-015']);

async function entered(fleet: Fleet, appraisal: Appraisal, { device, door }: Showing, over: string | undefined): Promise<Appraisal> {
  let final = appraisal;
  const keys = [deviceKey(device.id), ...(appraisal.signer === undefined ? [] : [`attestation ${appraisal.signer}`])];
  await fleet.act(keys, (): Decision<AttestationFact> => {
    // Two devices that show one piece of hardware at once were both the first when they came.
    if (appraisal.outcome === 'verified' && appraisal.signer !== undefined && appraisal.format !== 'other') {
      const before = signerOfDevice(fleet.db, device.id, appraisal.format);
      if (isElsewhere(fleet, appraisal.signer, device.id)) final = { ...appraisal, outcome: 'refused', code: anothers().code, key: 'unbound' };
      else if (before !== undefined && before !== appraisal.signer) final = { ...appraisal, outcome: 'refused', code: changed().code, key: 'unbound' };
    }
    // Nothing is entered of a device that was retired meanwhile.
    if (deviceOf(fleet.db, device.id)?.life === 'retired') return { ok: true, events: [] };
    const at = Instant.format(fleet.now());
    const event: AttestationRecorded = {
      type: 'attestation.recorded',
      at,
      device: device.id,
      product: device.product,
      ...(over === undefined ? {} : { over }),
      door,
      ...final,
    };
    const code = final.code ?? '';
    const last = ALARMING.has(code) ? lastAlarm(fleet.db, device.id, code) : undefined;
    const alarms = ALARMING.has(code) && (last === undefined || fleet.now() - last >= Duration.hours(1));
    return {
      ok: true,
      events: [event, ...(alarms ? [{ type: 'alarm.raised' as const, at, device: device.id, code, says: ALARM[code] ?? code }] : [])],
    };
  });
  return final;
}

const ALARM: Readonly<Record<string, string>> = {
  'ASSAY-ATTESTATION-014': 'evidence of hardware was shown a second time',
  'ASSAY-ATTESTATION-015': 'the hardware of another device was shown',
};

const STRENGTH: Readonly<Record<KeyBound | 'any', number>> = { any: 0, unbound: 0, named: 1, 'in-hardware': 2 };

/**
 * What a request for a certificate offers is appraised and recorded; where the profile takes verified evidence, nothing else will do.
 * Throws `Refused` (ASSAY-ATTESTATION-021, -023, ASSAY-FLEET-…). `made`: the key is made here, so that nothing can have been said of it.
 */
export async function attestRequest(
  fleet: Fleet,
  request: Pick<CertificationRequest, 'attributes' | 'publicKey'>,
  { device, profile, made = false }: { readonly device: Device; readonly profile: string; readonly made?: boolean },
): Promise<void> {
  const settings = attestationSettingsIn(fleet).get(device.product);
  const showing: Showing = { device, door: 'est', ...(made ? {} : { key: request.publicKey.der }) };
  const done = await offered(fleet, request, showing);
  if (settings?.required.includes(profile) !== true) return;
  const enough = done.some(({ outcome, key }) => outcome === 'verified' && STRENGTH[key] >= STRENGTH[settings.key]);
  if (enough) return;
  throw new Refused(
    attestationFaults.fault('021', {
      message: `a certificate of profile ${profile} takes verified evidence of the hardware`,
      expected: settings.key === 'any' ? 'evidence that is verified' : `evidence that is verified, with the key ${settings.key}`,
      found: done.length === 0 ? 'none' : done.map(({ outcome, code, key }) => code ?? `${outcome}, with the key ${key}`).join(', '),
      remedy: 'Ask /.well-known/est/nonce for a nonce, and send evidence over it in the request.',
    }),
  );
}

async function offered(fleet: Fleet, request: Pick<CertificationRequest, 'attributes'>, showing: Showing): Promise<readonly Appraisal[]> {
  let statements: readonly Statement[] | undefined;
  try {
    statements = offeredIn(request.attributes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    bounded(fleet, showing.device.id);
    const bytes = joined(...request.attributes.flatMap(({ values }) => values.map(({ whole }) => whole)));
    const code = error.faults[0]?.code ?? 'ASSAY-ATTESTATION-001';
    const broken: Appraisal = { format: 'other', outcome: 'refused', code, evidence: hexHash('sha256', bytes), key: 'unbound', said: {} };
    return [await entered(fleet, broken, showing, undefined)];
  }
  return statements === undefined ? [] : showEvidence(fleet, statements, showing);
}

/** False for anything that cannot be verified. */
function verifies(bytes: Uint8Array, publicKey: Uint8Array, { scheme, digest }: SignedBy, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const kind = scheme.startsWith('ecdsa') ? 'ec' : scheme.startsWith('rsa') ? 'rsa' : 'ed25519';
    if (key.asymmetricKeyType !== kind) return false;
    const how =
      scheme === 'ecdsa-raw'
        ? { key, dsaEncoding: 'ieee-p1363' as const }
        : scheme === 'rsa-pss'
          ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
          : { key };
    return verify(digest ?? null, bytes, how, signature);
  } catch {
    // OpenSSL throws where a key or a signature has not even the form of one.
    return false;
  }
}

import { OID } from '../../../core/der/oids.ts';
import type { Fault, Instant } from '../../../core/index.ts';
import { fingerprintOf } from '../../ca/certificate.ts';
import type { Certificate } from '../../ca/certificate-read.ts';
import { commonNameOf } from '../../ca/name.ts';
import { credentialOf, deviceByManufacturerKey, deviceOf, retiredWithManufacturerKey, viewOf } from '../../device/edge/questions.ts';
import type { Device } from '../../device/model.ts';
import { isDeviceId } from '../../device/naming.ts';
import { standingOf } from '../../device/standing.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { estFaults } from '../faults.ts';
import type { Caller, Proof, Token } from '../model.ts';
import { tokensOf } from './projector.ts';
import { digestOf, sameSecret } from './secret.ts';
import type { Rules } from './settings-file.ts';
import { anchorsIn, leadsTo } from './trust.ts';

/** What somebody showed on a connection and with a request. */
export interface Shown {
  /** The client certificate, first, and what was sent beside it. Possession of its key was proven by the handshake. */
  readonly certificates: readonly Certificate[];
  readonly basic?: { readonly name: string; readonly secret: string };
}

export interface Identified {
  readonly caller: Caller;
  readonly device: Device;
  readonly token?: Token;
}

/** A refusal of who asks. `alarms`: the device whose name or certificate was used, where a sound one would not do this. */
export interface Unknown {
  readonly fault: Fault;
  readonly alarms?: DeviceId;
}

type Certified = { readonly device: Device; readonly by: 'credential' | 'manufacturer'; readonly credential?: NonNullable<Caller['credential']> };

/** Who asks, as of this moment. The same is asked with every request, on connections that stand as on new ones: expiry and revocation wait for no handshake. `costly`: whether signatures may be verified for it; tokens, and certificates that are known here, are only compared. */
export function identify(fleet: Fleet, rules: Rules, { certificates, basic }: Shown, costly = true): Identified | Unknown {
  const [leaf, ...sent] = certificates;
  const certified = leaf === undefined ? undefined : byCertificate(fleet, rules, leaf, sent, costly);
  if (basic === undefined) {
    if (certified === undefined) return { fault: nobody() };
    if ('fault' in certified) return certified;
    return { caller: callerOf(certified), device: certified.device };
  }
  const tokened = byToken(fleet, basic.name, basic.secret);
  if ('fault' in tokened) return tokened;
  // A certificate that says nothing any more, or of a manufacturer that nobody trusts, takes nothing from a token that the operator made.
  if (certified === undefined || 'fault' in certified) {
    return { caller: { device: tokened.device.id, by: 'token', token: tokened.token.digest }, ...tokened };
  }
  if (certified.device.id !== tokened.device.id) return { fault: notGood(), alarms: tokened.device.id };
  return { caller: { ...callerOf(certified, tokened.token.digest) }, ...tokened };
}

function callerOf({ device, by, credential }: Certified, token?: string): Caller {
  const proof: Proof = token === undefined ? by : `${by}-and-token`;
  return { device: device.id, by: proof, ...(token === undefined ? {} : { token }), ...(credential === undefined ? {} : { credential }) };
}

function byCertificate(fleet: Fleet, rules: Rules, leaf: Certificate, sent: readonly Certificate[], costly: boolean): Certified | Unknown {
  const { db } = fleet;
  const at = fleet.now();
  const fingerprint = fingerprintOf(leaf.der);
  const known = credentialOf(db, leaf.serial);
  if (known !== undefined && known.fingerprint === fingerprint) {
    const standing = standingOf(viewOf(db), { serial: leaf.serial, fingerprint }, at);
    const device = deviceOf(db, known.device);
    if (device === undefined) return { fault: strange() };
    if (standing.may === 'nothing') {
      if (standing.because === 'retired') return { fault: retired(), alarms: device.id };
      return { fault: over(standing.because), ...(standing.because === 'revoked' || standing.because === 'superseded' ? { alarms: device.id } : {}) };
    }
    const renewOnly = standing.may === 'renew-only' && standing.because !== 'nobodys';
    return { device, by: 'credential', credential: { serial: known.serial, fingerprint, profile: known.profile, renewOnly } };
  }
  return byManufacturer(fleet, rules, leaf, costly ? sent : undefined, fingerprint, at);
}

function byManufacturer(
  fleet: Fleet,
  rules: Rules,
  leaf: Certificate,
  sent: readonly Certificate[] | undefined,
  fingerprint: string,
  at: Instant,
): Certified | Unknown {
  const { db } = fleet;
  const pinned = deviceByManufacturerKey(db, fingerprint);
  const device = pinned ?? named(fleet, leaf);
  if (device === undefined) {
    const gone = retiredWithManufacturerKey(db, fingerprint);
    return gone === undefined ? { fault: strange() } : { fault: retired(), alarms: gone.id };
  }
  const anchors = rules.of(device.product).anchors;
  // Registered with this very certificate: the operator's word is enough, unless he says whose certificates he believes.
  const believed = anchors === '' ? pinned !== undefined : sent !== undefined && leadsTo(leaf, sent, anchorsIn(anchors), at);
  if (!believed) return { fault: strange() };
  if (at < leaf.notBefore || at > leaf.notAfter) return { fault: over(at < leaf.notBefore ? 'not-yet-valid' : 'expired') };
  if (device.life === 'retired') return { fault: retired(), alarms: device.id };
  return { device, by: 'manufacturer' };
}

/** IEEE 802.1AR section 8.6: the serial number of the subject names the device; some write it as the common name. A device that was registered with another certificate is not found so. */
function named(fleet: Fleet, leaf: Certificate): Device | undefined {
  const serial = leaf.subject.attributes.filter(({ type }) => type === OID.serialNumber);
  const name = serial.length === 1 ? serial[0]?.value : commonNameOf(leaf.subject);
  const device = name === undefined || !isDeviceId(name) ? undefined : deviceOf(fleet.db, name);
  return device?.manufacturerKey === undefined ? device : undefined;
}

function byToken(fleet: Fleet, name: string, secret: string): { readonly device: Device; readonly token: Token } | Unknown {
  const device = isDeviceId(name) ? deviceOf(fleet.db, name) : undefined;
  const given = digestOf(secret);
  let found: Token | undefined;
  // Every token of the device is looked at, whichever it is.
  for (const token of device === undefined ? [] : tokensOf(fleet.db, device.id)) if (sameSecret(token.digest, given)) found = token;
  if (device === undefined || found === undefined || found.state === 'replaced') return { fault: notGood() };
  if (device.life === 'retired') return { fault: retired(), alarms: device.id };
  // Used: the answer may have been lost, and only the request tells whose this is.
  if (found.state === 'used') return fleet.now() > found.until && found.key === undefined ? { fault: spent(), alarms: device.id } : { device, token: found };
  // Kept from before the device changed hands: whoever shows it had it then.
  if (found.state === 'ended') return { fault: notGood(), alarms: device.id };
  // One that came with a request that waits stays good for that key, however long the person takes.
  if (found.key === undefined && fleet.now() > found.until) return { fault: notGood() };
  return { device, token: found };
}

/** Held once more against what stands in the tables, in the act that enters. `key`: the one that is asked for. */
export function stillGood(fleet: Fleet, { device, credential }: Caller, token: Token | undefined, key: string): readonly Fault[] {
  const { db } = fleet;
  if (deviceOf(db, device)?.life === 'retired') return [retired()];
  if (token !== undefined) {
    const now = tokensOf(db, device).find(({ digest }) => digest === token.digest);
    if (now?.state !== 'open') return [now?.state === 'used' ? spent() : notGood()];
    if (now.key !== undefined && now.key !== key) return [boundToken()];
  }
  if (credential !== undefined) {
    const standing = standingOf(viewOf(db), credential, fleet.now());
    if (standing.may === 'nothing') return [over(standing.because)];
  }
  return [];
}

/** A token as it stands now. */
export function currently(fleet: Fleet, token: Token | undefined): Token | undefined {
  return token === undefined ? undefined : tokensOf(fleet.db, token.device).find(({ digest }) => digest === token.digest);
}

export function boundToken(): Fault {
  return estFaults.fault('007', {
    message: 'the token came with a request for another key',
    expected: 'the request that waits',
    found: 'another',
    remedy: 'If this device did not send the other, tell the operator: somebody else did.',
  });
}

function nobody(): Fault {
  return estFaults.fault('005', {
    message: 'say who asks',
    expected: 'a client certificate, or the id of a device and its one-time token',
    found: 'neither',
    remedy: 'Let the operator make a token: assay product est token DEVICE',
  });
}

function notGood(): Fault {
  return estFaults.fault('006', {
    message: 'name and token are not good',
    expected: 'the id of a device, and a token that was made for it, within its time',
    found: 'others',
    remedy: 'Let the operator make a new token: assay product est token DEVICE',
  });
}

export function spent(): Fault {
  return estFaults.fault('007', {
    message: 'the token was used already',
    expected: 'a token that was not used',
    found: 'a used one',
    remedy: 'If this device did not use it, tell the operator: somebody else did.',
  });
}

function strange(): Fault {
  return estFaults.fault('008', {
    message: 'the certificate belongs to no device that is known here',
    expected: 'a certificate that was issued here, or a trusted manufacturer’s for a registered device',
    found: 'another',
    remedy: 'Let the operator register the device, or make a one-time token for it.',
  });
}

function over(because: string): Fault {
  return estFaults.fault('009', {
    message: 'the certificate may do nothing any more',
    expected: 'a certificate that is good',
    found: `one that is ${because}`,
    remedy: 'Let the operator make a one-time token, and enrol anew.',
  });
}

function retired(): Fault {
  return estFaults.fault('010', {
    message: 'the device is retired, for ever',
    expected: 'a device that is not retired',
    found: 'a retired one',
    remedy: 'A refurbished device is registered anew, under another id.',
  });
}

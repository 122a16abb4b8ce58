import { createHash, createPrivateKey } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pemBlocks } from '../../../core/der/armour.ts';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { Duration, type Fault, Instant, Refused } from '../../../core/index.ts';
import { type Certificate, readCertificate } from '../../ca/certificate-read.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { deviceKey } from '../../device/key.ts';
import type { Device } from '../../device/model.ts';
import type { Answer } from '../../est/edge/answer.ts';
import { identify } from '../../est/edge/caller.ts';
import { signedBy } from '../../est/edge/cms-verify.ts';
import type { Identity } from '../../est/edge/identity.ts';
import { lastAlarm } from '../../est/edge/projector.ts';
import type { Beside } from '../../est/edge/server.ts';
import { type Rules, rulesOf } from '../../est/edge/settings-file.ts';
import { anchorsIn } from '../../est/edge/trust.ts';
import type { AlarmRaised } from '../../est/events.ts';
import { tries } from '../../est/limits.ts';
import type { Proof } from '../../est/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { domainIdOf, idevidIssuerOf, masaUrlOf, serialNumberOf } from '../domain.ts';
import type { RegistrarFact } from '../events.ts';
import { brskiFaults } from '../faults.ts';
import { judgeAuditLog, judgePledgeRequest, judgeVoucher, usedNonce } from '../judge.ts';
import type { VoucherRequest } from '../model.ts';
import type { ManufacturerSettings } from '../settings.ts';
import { readAuditLog, readReport, readVoucher, readVoucherRequest, voucherRequestJson } from '../voucher.ts';
import { type AskMasa, askMasa } from './masa-client.ts';
import { signedMessage } from './message.ts';
import { nonceUsed } from './projector.ts';
import { registrarSettingsIn } from './settings-file.ts';
import { isNamed, isTrusted } from './trusted.ts';
import { MOST_PLEDGE, MOST_REPORT, operationOf, readMessage, refused, VOUCHER, voucherAnswer } from './wire.ts';

const SERVED = ['requestvoucher', 'voucher_status', 'enrollstatus'] as const;

export interface RegistrarOptions {
  readonly fleet: Fleet;
  /** What the listener shows, with its key: a certificate that says that it is a registrar's. */
  readonly identity: () => Identity;
  /** DER: from the issuing authority to the root. */
  readonly chain: () => readonly Uint8Array[];
  /** Told what broke here, for the operator's log. */
  readonly broke?: (error: unknown) => void;
  /** How manufacturers are asked: over TLS unless a test says otherwise. */
  readonly ask?: (asked: AskMasa) => Promise<Uint8Array>;
}

type Connection = Parameters<Beside>[1];
interface Known {
  readonly by: Proof;
  readonly device: Device;
  readonly leaf: Certificate;
}

/** The registrar of RFC 8995, beside EST on the same connections: which device may come is the fleet's to say, whose it is the manufacturer's. */
export function registrar({ fleet, identity, chain, broke = () => undefined, ask = askMasa }: RegistrarOptions): Beside {
  const rules: Rules = rulesOf(fleet);
  const limits = { address: tries({ within: 300_000, allowed: 60 }), device: tries({ within: 300_000, allowed: 12 }) };

  return (request, connection) => {
    if (!(request.url ?? '').startsWith('/.well-known/brski')) return undefined;
    return answered(request, connection).catch((error: unknown) => {
      if (!(error instanceof Refused) || error.faults.some(({ whose, code }) => whose !== 'peer' || code === 'ASSAY-BRSKI-015')) broke(error);
      return refused(error);
    });
  };

  async function answered(request: IncomingMessage, connection: Connection): Promise<Answer> {
    const operation = operationOf(request, SERVED);
    const known = await who(connection);
    switch (operation) {
      case 'requestvoucher':
        return vouch(await readMessage(request, VOUCHER, MOST_PLEDGE), known, connection);
      case 'voucher_status':
        return report('voucher', await readMessage(request, 'application/json', MOST_REPORT), known);
      case 'enrollstatus':
        return report('enrolment', await readMessage(request, 'application/json', MOST_REPORT), known);
    }
  }

  async function who({ shown, address }: Connection): Promise<Known> {
    const found = identify(fleet, rules, { certificates: shown });
    const [leaf] = shown;
    if ('fault' in found) {
      // Only whoever is nobody counts against an address: a line of a factory comes from one, by the hundred.
      hold(limits.address.wait(address, fleet.now()));
      limits.address.count(address, fleet.now());
      if (found.alarms !== undefined) await alarm(found.alarms, found.fault);
      throw new Refused(found.fault);
    }
    if (leaf === undefined) throw new Refused(wantsManufacturer());
    return { by: found.caller.by, device: found.device, leaf };
  }

  async function vouch(body: Uint8Array, { by, device, leaf }: Known, { own }: Connection): Promise<Answer> {
    hold(limits.device.wait(device.id, fleet.now()));
    limits.device.count(device.id, fleet.now());
    if (by !== 'manufacturer') throw new Refused(wantsManufacturer());
    const message = signedMessage(body);
    if (!sameBytes(message.by.der, leaf.der)) throw new Refused(otherSigner());
    const request = readVoucherRequest(message.content);
    const settings = settingsFor(device.product);
    const nonce = request.nonce === undefined ? undefined : digest(request.nonce);
    const used = nonce !== undefined && nonceUsed(fleet.db, device.id, nonce);
    const faults = judgePledgeRequest(request, { serial: serialNumberOf(leaf), shown: own, nonceless: settings.nonceless === 'accept', used });
    if (faults.length > 0) {
      // A sound device makes a fresh nonce, and asks for itself over its own connection.
      const alarming = faults.find(({ code }) => ALARMING.has(code));
      if (alarming !== undefined) await alarm(device.id, alarming);
      throw new Refused(...faults);
    }
    if (device.household !== undefined) {
      await alarm(device.id, hasOwner(), device.household);
      throw new Refused(hasOwner());
    }
    const asked = await registrarRequest(request, body, leaf);
    const voucherDer = await ask({ ...asked, ...settings, url: masaFor(settings, leaf), operation: 'requestvoucher' });
    const voucher = acceptedVoucher(voucherDer, request, settings, rules.of(device.product).anchors);
    const log = readAuditLog(await ask({ ...asked, ...settings, url: masaFor(settings, leaf), operation: 'requestauditlog' }));
    const domain = domainIdOf(readCertificate(voucher.pinnedDomainCert));
    const audited = judgeAuditLog(log, domain);
    if (audited[0] !== undefined) {
      await alarm(device.id, audited[0]);
      throw new Refused(...audited);
    }
    await fleet.act(deviceKey(device.id), () => {
      // The manufacturer took its time: what was so before may be otherwise.
      const now = deviceOf(fleet.db, device.id);
      if (now === undefined || now.life === 'retired' || now.household !== undefined) return { ok: false, faults: [hasOwner()] };
      if (nonce !== undefined && nonceUsed(fleet.db, device.id, nonce)) return { ok: false, faults: [usedNonce()] };
      const event: RegistrarFact = {
        type: 'voucher.given',
        at: Instant.format(fleet.now()),
        device: device.id,
        ...(nonce === undefined ? {} : { nonce }),
        voucher: digest(voucherDer),
        assertion: voucher.assertion,
        domain,
        logged: log.length,
      };
      return { ok: true, events: [event] };
    });
    return voucherAnswer(voucherDer);
  }

  /** The registrar's own request around the device's (RFC 8995 section 5.5). */
  async function registrarRequest(request: VoucherRequest, prior: Uint8Array, leaf: Certificate) {
    const { key, cert } = identity();
    const authorities = chain();
    const [own, root] = [pemBlocks(cert, 'CERTIFICATE', 'own certificate')[0], authorities.at(-1)];
    const certificates = [own, authorities[0], root].filter((each): each is Uint8Array => each !== undefined);
    const issuer = idevidIssuerOf(leaf);
    const content = voucherRequestJson({
      assertion: 'proximity',
      createdOn: fleet.now(),
      serial: request.serial,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
      ...(issuer === undefined ? {} : { idevidIssuer: issuer }),
      priorSigned: prior,
    });
    return { key, cert, body: await signedBy(createPrivateKey(key), certificates, OID.animaVoucher, content, fleet.now()) };
  }

  /** What the manufacturer answered, held against what was asked: the device would refuse it too, but nobody would hear why. */
  function acceptedVoucher(der: Uint8Array, request: VoucherRequest, { anchors }: ManufacturerSettings, ofDevices: string) {
    try {
      const message = signedMessage(der);
      if (!isTrusted(message.by, message.beside, anchorsIn(anchors), fleet.now())) throw new Refused(notGood('a signer of the manufacturer', 'another'));
      // Below an authority of devices every device would vouch for every other: there, whoever vouches has to be named itself.
      if (ofDevices !== '' && !isNamed(message.by, anchorsIn(anchors)) && isTrusted(message.by, message.beside, anchorsIn(ofDevices))) {
        throw new Refused(notGood('a signer that no authority of devices stands above, or that "anchors" names itself', 'one below an authority of devices'));
      }
      const voucher = readVoucher(message.content);
      const faults = judgeVoucher(voucher, { serial: request.serial, nonce: request.nonce, now: fleet.now() });
      if (faults.length > 0) throw new Refused(...faults);
      if (!chain().some((each) => sameBytes(each, voucher.pinnedDomainCert))) throw new Refused(notGood('an authority of this operator', 'another domain'));
      return voucher;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(
        ...error.faults.map((fault) => (fault.code === 'ASSAY-BRSKI-016' ? fault : notGood(fault.expected ?? fault.message, fault.found ?? fault.code))),
      );
    }
  }

  async function report(step: 'voucher' | 'enrolment', body: Uint8Array, { device }: Known): Promise<Answer> {
    const { status } = readReport(body);
    hold(limits.device.wait(`${device.id} says`, fleet.now()));
    limits.device.count(`${device.id} says`, fleet.now());
    const event: RegistrarFact = { type: 'bootstrap.reported', at: Instant.format(fleet.now()), device: device.id, step, ok: status };
    await fleet.act(deviceKey(device.id), () => ({ ok: true, events: [event] }));
    return { status: 200, headers: {}, body: '' };
  }

  async function alarm(device: Device['id'], { code, message }: Fault, household?: Device['household']): Promise<void> {
    await fleet.act(deviceKey(device), () => {
      const last = lastAlarm(fleet.db, device, code);
      if (last !== undefined && fleet.now() - last < Duration.hours(1)) return { ok: true, events: [] };
      // An owner is told by name of its household, as introduction tells it.
      const event: AlarmRaised & { readonly household?: HouseholdId } = {
        type: 'alarm.raised',
        at: Instant.format(fleet.now()),
        device,
        code,
        says: message,
        ...(household === undefined ? {} : { household }),
      };
      return { ok: true, events: [event] };
    });
  }

  function settingsFor(product: string): ManufacturerSettings {
    const found = registrarSettingsIn(fleet).get(product);
    if (found === undefined) throw new Refused(notSet(product));
    return found;
  }
}

const ALARMING = new Set(['ASSAY-BRSKI-008', 'ASSAY-BRSKI-010', 'ASSAY-BRSKI-011']);

/** The operator's word before the certificate's: that one is believed because its manufacturer is. */
function masaFor({ masa, product }: ManufacturerSettings, leaf: Certificate): string {
  const url = masa ?? masaUrlOf(leaf);
  if (url === undefined) throw new Refused(notSet(product));
  return url;
}

function digest(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hold(wait: number): void {
  if (wait <= 0) return;
  throw new Refused(
    brskiFaults.fault('021', {
      message: 'too many tries',
      expected: `another try after ${Math.ceil(wait / 1000)} seconds`,
      found: 'one before',
      remedy: 'Wait.',
    }),
  );
}

function wantsManufacturer(): Fault {
  return brskiFaults.fault('013', {
    message: 'a first voucher takes the manufacturer’s certificate',
    expected: 'the certificate that the manufacturer put into the device, shown on this connection',
    found: 'another',
    remedy: 'Open a connection with the manufacturer’s certificate. Who holds a certificate of this operator needs no voucher.',
  });
}

function otherSigner(): Fault {
  return brskiFaults.fault('012', {
    message: 'the request is signed by another key than that of the connection',
    expected: 'a signature by the certificate that was shown on this connection',
    found: 'another',
    remedy: 'Sign with the manufacturer’s certificate of the device.',
  });
}

function hasOwner(): Fault {
  return brskiFaults.fault('014', {
    message: 'the device has an owner, who was told',
    expected: 'a device that nobody owns',
    found: 'one that somebody owns',
    remedy: 'Its owner gives it up first.',
  });
}

function notGood(expected: string, found: string): Fault {
  return brskiFaults.fault('016', {
    message: 'the voucher is not good for this registrar',
    expected,
    found,
    remedy: 'Ask the manufacturer, and see that its certificates stand in the settings: assay product brski registrar settings',
  });
}

function notSet(product: string): Fault {
  return brskiFaults.fault('020', {
    message: `nobody said where the manufacturer of ${product} vouches for its devices`,
    expected: 'the settings of the product, with an address, or an address in the device’s certificate',
    found: 'none',
    remedy: 'Say it: assay product brski registrar settings FILE',
  });
}

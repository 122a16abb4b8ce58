import type { KeyObject } from 'node:crypto';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { Duration, type Fault, Instant, Refused } from '../../../core/index.ts';
import type { Certificate } from '../../ca/certificate-read.ts';
import { signedBy, type Verified } from '../../est/edge/cms-verify.ts';
import { climbsTo, leadsTo } from '../../est/edge/trust.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { domainIdOf, domainKeyOf, idevidIssuerOf, serialNumberOf } from '../domain.ts';
import type { MasaEvent } from '../events.ts';
import { brskiFaults } from '../faults.ts';
import { judgeRegistrarRequest, usedNonce } from '../judge.ts';
import type { Voucher, VoucherRequest } from '../model.ts';
import { auditLogJson, readVoucherRequest, voucherJson } from '../voucher.ts';
import { contestedIn, namesake, nonceGiven, ownerOf, vouchedFor, vouchersOf } from './masa-log.ts';
import { signedMessage } from './message.ts';

/** What a manufacturer's service is made of. */
export interface MasaParts {
  /** Its own, not an operator's: a ledger of what it vouched for. */
  readonly fleet: Fleet;
  readonly key: KeyObject;
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  /** Who issued the manufacturer's certificates of devices. */
  readonly anchors: readonly Certificate[];
  /** How long a voucher without a nonce is good; absent: none is given. */
  readonly nonceless?: Duration;
}

export interface Masa {
  /** A registrar's request, signed: gives a signed voucher. Throws `Refused` (ASSAY-BRSKI-005 to -011, -017 to -019). */
  requestVoucher(body: Uint8Array): Promise<Uint8Array>;
  /** The same request: gives the log of its device as JSON. */
  requestAuditLog(body: Uint8Array): Promise<Uint8Array>;
}

interface Asked {
  readonly request: VoucherRequest;
  readonly prior: VoucherRequest | undefined;
  readonly domain: Certificate;
  readonly registrar: Certificate;
  readonly serial: string | undefined;
  readonly idevidIssuer: string | undefined;
}

const HOUR = Duration.hours(1);

/** Decides who owns a device that this manufacturer made: the first domain whose registrar the device met, until its release is recorded. */
export function masa({ fleet, key, certificates, anchors, nonceless }: MasaParts): Masa {
  return {
    async requestVoucher(body) {
      const asked = read(body);
      refuse(judged(asked, true));
      const { request, prior, domain, idevidIssuer } = asked;
      const { serial, nonce } = request;
      const domainId = domainIdOf(domain);
      const domainKey = domainKeyOf(domain);
      const assertion = prior?.proximityRegistrarCert === undefined ? 'logged' : 'proximity';
      const contested: { by?: Fault } = {};
      await fleet.act(`masa ${serial}`, () => {
        const owner = ownerOf(fleet.db, serial);
        const at = Instant.format(fleet.now());
        const owners = owner !== undefined && (owner.domain !== domainId || owner.key !== domainKey);
        if (owners || namesake(fleet.db, serial, domainId, domainKey)) {
          contested.by = otherOwner();
          // One an hour of each is enough for an owner to hear of it, and a stranger fills no disk.
          const last = contestedIn(fleet.db, serial).find((each) => each.domain === domainId);
          if (last !== undefined && fleet.now() - last.at < HOUR) return { ok: true, events: [] };
          return { ok: true, events: [{ type: 'voucher.contested', at, serial, owner: owner?.domain ?? domainId, domain: domainId } satisfies MasaEvent] };
        }
        if (nonce !== undefined && nonceGiven(fleet.db, serial, nonce)) return { ok: false, faults: [usedNonce()] };
        const issued: MasaEvent = {
          type: 'voucher.issued',
          at,
          serial,
          domain: domainId,
          key: domainKey,
          assertion,
          ...(nonce === undefined ? {} : { nonce }),
        };
        return { ok: true, events: [issued] };
      });
      if (contested.by !== undefined) throw new Refused(contested.by);
      const now = fleet.now();
      const voucher: Voucher = {
        assertion,
        createdOn: now,
        serial,
        pinnedDomainCert: domain.der,
        ...(nonce === undefined ? { expiresOn: Instant.plus(now, nonceless ?? HOUR) } : { nonce }),
        ...(idevidIssuer === undefined ? {} : { idevidIssuer }),
      };
      return signedBy(key, certificates, OID.animaVoucher, voucherJson(voucher), now);
    },
    async requestAuditLog(body) {
      const asked = read(body);
      refuse(judged(asked, false));
      const { serial } = asked.request;
      // Whose a device was is for who had it, or has it now: not for everybody who once held it in his hands.
      if (!vouchedFor(fleet.db, serial, domainIdOf(asked.domain), domainKeyOf(asked.domain))) throw new Refused(otherOwner());
      return auditLogJson(vouchersOf(fleet.db, serial));
    },
  };

  function read(body: Uint8Array): Asked {
    const message = signedMessage(body);
    const request = readVoucherRequest(message.content);
    const registrar = message.by;
    const domain = domainOf(message, fleet.now());
    if (domain === undefined || registrar.usages?.includes(OID.cmcRa) !== true) throw new Refused(noRegistrar());
    if (request.priorSigned === undefined) return { request, prior: undefined, domain, registrar, serial: undefined, idevidIssuer: undefined };
    const inner = signedMessage(request.priorSigned);
    // Whoever signed it is a device of this manufacturer's, whatever it says.
    if (!leadsTo(inner.by, inner.beside, anchors, fleet.now())) throw new Refused(notOurs());
    return { request, prior: readVoucherRequest(inner.content), domain, registrar, serial: serialNumberOf(inner.by), idevidIssuer: idevidIssuerOf(inner.by) };
  }

  function judged({ request, prior, registrar, serial, idevidIssuer }: Asked, giving: boolean): readonly Fault[] {
    const used = giving && request.nonce !== undefined && nonceGiven(fleet.db, request.serial, request.nonce);
    return judgeRegistrarRequest(request, prior, { registrar: registrar.der, serial, idevidIssuer, nonceless: nonceless !== undefined, used });
  }
}

/** What a voucher pins (RFC 8995 section 5.5.2): the last authority that the registrar's certificate leads to among those sent, or the registrar itself where it came alone. */
function domainOf({ by, beside }: Verified, at: Instant): Certificate | undefined {
  if (beside.length === 0) return at >= by.notBefore && at <= by.notAfter ? by : undefined;
  const roots = beside.filter((each) => each.authority && sameBytes(each.subject.der, each.issuer.der));
  return roots.find((root) => climbsTo(by, beside, [root], { at }));
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refused(...faults);
}

function otherOwner(): Fault {
  return brskiFaults.fault('017', {
    message: 'another domain owns the device, which was noted',
    expected: 'a device that nobody owns, or that this domain owns',
    found: 'a device of another domain',
    remedy: 'Let its owner give it up: the manufacturer records the release.',
  });
}

function noRegistrar(): Fault {
  return brskiFaults.fault('018', {
    message: 'the signer is no registrar',
    expected: 'a certificate for registrars (id-kp-cmcRA), with what leads from it to its root',
    found: 'another',
    remedy: 'Sign with the registrar’s certificate, and send its authorities beside it.',
  });
}

function notOurs(): Fault {
  return brskiFaults.fault('019', {
    message: 'the device’s own request is missing, or says something else',
    field: 'prior-signed-voucher-request',
    expected: 'a request that is signed by a device of this manufacturer',
    found: 'another signer',
    remedy: 'Ask the manufacturer that the certificate of the device names.',
  });
}

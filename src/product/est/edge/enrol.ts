import { Duration, type Fault, Instant, Refused } from '../../../core/index.ts';
import { attestRequest } from '../../attestation/edge/attester.ts';
import { fingerprintOf } from '../../ca/certificate.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { type CertificationRequest, readRequest } from '../../ca/csr.ts';
import type { OpenAuthority } from '../../ca/edge/authority.ts';
import { startOf } from '../../ca/edge/making.ts';
import { provePossession } from '../../ca/edge/possession.ts';
import type { Issued, Profile } from '../../ca/model.ts';
import { credentialsOf } from '../../device/edge/questions.ts';
import { admitCredential } from '../../device/edge/room.ts';
import { deviceKey } from '../../device/key.ts';
import type { Device } from '../../device/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { Asked } from '../address.ts';
import { certsOnly } from '../cms.ts';
import type { EstEvent } from '../events.ts';
import { estFaults } from '../faults.ts';
import { type Binding, judgeBinding, judgeProof, judgeRenewal, judgeRequest, namesFor, profileFor } from '../judge.ts';
import { type Tries, tries } from '../limits.ts';
import type { Waiting } from '../model.ts';
import { multipart } from '../multipart.ts';
import { againIn } from './again.ts';
import { type Answer, CERTS_ONLY, encoded, waitFor } from './answer.ts';
import { boundToken, currently, type Identified, identify, type Shown, spent, stillGood } from './caller.ts';
import type { Identity } from './identity.ts';
import { judgeKeygen, makeKey, sealedKeyFor } from './keygen.ts';
import { countWaiting, holderOf, lastAlarm, lastKeyOf, requestById, requestOf } from './projector.ts';
import { digestOf, sameSecret } from './secret.ts';
import { type Rules, rulesOf } from './settings-file.ts';

const HOUR = 3_600_000;
/** Requests of one device that may wait for a person at once. */
const MOST_WAITING = 4;

/**
 * How much somebody may try. What fails counts against who asks, never against the device that is named: an address that proves nothing, or the very token or certificate that was good.
 * Tokens have 192 bits, so that no bound protects them.
 */
export interface Bounds {
  readonly address: { readonly within: number; readonly allowed: number };
  /** Requests that are refused of a device that has shown who it is, by what it showed. */
  readonly device: { readonly within: number; readonly allowed: number };
  /** Questions of an address for attributes. */
  readonly attributes: { readonly within: number; readonly allowed: number };
  /** Certificates of a device. */
  readonly issued: { readonly within: number; readonly allowed: number };
  /** What a client that waits for a person is told to wait, in seconds. */
  readonly retrySeconds: number;
}

export const BOUNDS: Bounds = {
  address: { within: 300_000, allowed: 60 },
  device: { within: 300_000, allowed: 20 },
  // A line of a factory comes from one address.
  attributes: { within: 300_000, allowed: 3000 },
  issued: { within: HOUR, allowed: 12 },
  retrySeconds: 60,
};

/** One request, as the listener read it. */
export interface Enrolment extends Shown {
  readonly asked: Asked & { readonly operation: 'simpleenroll' | 'simplereenroll' | 'serverkeygen' };
  readonly address: string;
  readonly body: Uint8Array;
  readonly binding: () => Binding;
}

export interface Enroller {
  enrol(enrolment: Enrolment): Promise<Answer>;
  /** Whose attributes are asked for, where it is shown. Throws `Refused` (ASSAY-EST-017). */
  asker(shown: Shown, address: string): Device | undefined;
  readonly rules: Rules;
  close(): void;
}

/** Decides about requests and has certificates issued. What is refused throws `Refused`. `identity`: signs keys that are made here, where they are encrypted. `answers`: the file of answers that may be lost on the way. */
export function enroller(fleet: Fleet, authority: OpenAuthority, bounds: Bounds = BOUNDS, identity: () => Identity = nobody, answers?: string): Enroller {
  const rules = rulesOf(fleet);
  const again = againIn(fleet, answers);
  const failures = { address: tries(bounds.address), device: tries(bounds.device) };
  const attributes = tries(bounds.attributes);
  const issued = tries(bounds.issued);
  // Keys that are about to be enrolled: two devices that send one key at once would otherwise both be first.
  const flying = new Map<string, { readonly device: DeviceId; readonly done: Promise<void> }>();

  async function alarm(device: DeviceId, { code, message }: Fault): Promise<void> {
    await fleet.act(deviceKey(device), () => {
      const last = lastAlarm(fleet.db, device, code);
      if (last !== undefined && fleet.now() - last < HOUR) return { ok: true, events: [] };
      const event: EstEvent = { type: 'alarm.raised', at: Instant.format(fleet.now()), device, code, says: message };
      return { ok: true, events: [event] };
    });
  }

  async function who(enrolment: Enrolment): Promise<Identified> {
    const now = fleet.now();
    const wait = failures.address.wait(enrolment.address, now);
    // Whoever has what is good is let through, whatever others at the same address tried; signatures are verified for nobody there meanwhile.
    const found = identify(fleet, rules, enrolment, wait === 0);
    if (!('fault' in found)) {
      // Comparing it proves nothing more: tries with a used one count as a stranger's.
      if (found.token?.state === 'used' && wait > 0) throw new Refused(tooMany(wait));
      hold(failures.device, shownKey(enrolment, found), now);
      return found;
    }
    // Who says nothing tried nothing: clients ask once without a name, to be asked for it.
    if (found.fault.code !== 'ASSAY-EST-005') failures.address.count(enrolment.address, now);
    if (found.alarms !== undefined) await alarm(found.alarms, found.fault);
    throw new Refused(wait > 0 ? tooMany(wait) : found.fault);
  }

  return {
    rules,
    close: () => again.close(),
    asker(shown, address) {
      const now = fleet.now();
      const wait = attributes.wait(address, now);
      attributes.count(address, now);
      const found = shown.certificates.length === 0 ? undefined : identify(fleet, rules, { certificates: shown.certificates }, wait === 0);
      const device = found === undefined || 'fault' in found ? undefined : found.device;
      if (device === undefined && wait > 0) throw new Refused(tooMany(wait));
      return device;
    },
    async enrol(enrolment) {
      const identified = await who(enrolment);
      const { caller } = identified;
      const renewing = enrolment.asked.operation === 'simplereenroll';
      try {
        return await decided(enrolment, identified, renewing);
      } catch (error) {
        const alarming = error instanceof Refused ? error.faults.find(({ code, found }) => ALARMING.has(code) && found !== 'none') : undefined;
        if (identified.token?.state === 'used') failures.address.count(enrolment.address, fleet.now());
        if (alarming !== undefined) await alarm(caller.device, alarming);
        // A request that cannot be read is somebody's slip; one that tries what it may not counts.
        else if (error instanceof Refused) failures.device.count(shownKey(enrolment, identified), fleet.now());
        throw error;
      }
    },
  };

  async function decided(enrolment: Enrolment, { caller, device, token }: Identified, renewing: boolean): Promise<Answer> {
    const { asked, certificates, body } = enrolment;
    const settings = rules.of(device.product);
    const { credential } = caller;
    if (token?.state === 'used' && !again.knows(token.digest)) throw new Refused(spent());
    if (renewing && credential === undefined) throw new Refused(needsOld('no certificate of the device'));
    if (!renewing && credential?.renewOnly === true) throw new Refused(needsOld('a certificate that may only be renewed'));
    if (!renewing) refuseAny(judgeProof(caller, settings));
    const chosen = profileFor(asked.label, settings, rules.profiles(), renewing ? credential?.profile : undefined);
    if ('fault' in chosen) throw new Refused(chosen.fault);
    const { profile } = chosen;

    const request = readRequest(body);
    provePossession(request);
    const [leaf] = certificates;
    refuseAny([
      ...(renewing && leaf !== undefined ? judgeRenewal(request, leaf) : judgeRequest(request, device, profile, settings, leaf)),
      ...judgeBinding(request, enrolment.binding(), settings.binding, sameSecret),
    ]);
    const recipient = asked.operation === 'serverkeygen' ? judgeKeygen(request, profile, leaf) : undefined;
    // The first use of what was issued last: it is proven, and what it replaces is over (RFC 7030 leaves that to the server).
    if (credential !== undefined) await admitCredential(fleet, credential);

    const key = digestOf(request.publicKey.der);
    if (token?.key !== undefined && token.key !== key) throw new Refused(boundToken());
    const shown = { caller, profile, token };
    // The same key once more, while its first request is under way: it hears the same.
    for (let other = flying.get(key); other?.device === device.id; other = flying.get(key)) await other.done;
    const given = asked.operation === 'simpleenroll' ? again.certificate(request, { ...shown, token: currently(fleet, token) }) : undefined;
    if (given !== undefined) return encoded(CERTS_ONLY, certsOnly([given]));
    if (token?.state === 'used') throw new Refused(spent());
    // Somebody with the manufacturer's key, while the device lives elsewhere under what it was given: one of the two is a copy.
    if (caller.by === 'manufacturer') {
      const live = liveElsewhere(fleet, device.id, key);
      if (live !== undefined) {
        if (settings.again === 'refuse') throw new Refused(live);
        await alarm(device.id, live);
      }
    }

    // Asked last: evidence is used up, and is a fact, whatever becomes of it.
    await attestRequest(fleet, request, { device, profile: profile.name, made: asked.operation === 'serverkeygen' });

    const waiting = profile.approval ? requestOf(fleet.db, device.id, key, profile.name) : undefined;
    if (profile.approval && waiting?.state !== 'approved')
      return await waitsFor(request, { caller, device, ...(token === undefined ? {} : { token }) }, profile, key, waiting);

    hold(issued, device.id, fleet.now());
    issued.count(device.id, fleet.now());
    const made = asked.operation === 'serverkeygen' ? await makeKey(request.publicKey.kind, profile) : undefined;
    // Before anything is issued: a key that cannot be encrypted as asked leads to no certificate.
    const sealed = made === undefined || recipient === undefined ? undefined : await sealedKeyFor(recipient, made.pkcs8, identity());
    const enrolled = made === undefined ? key : digestOf(made.publicKey);
    if ((flying.get(enrolled)?.device ?? device.id) !== device.id) throw new Refused(otherHolder());
    const flight = Promise.withResolvers<void>();
    flying.set(enrolled, { device: device.id, done: flight.promise });
    const before = made === undefined && !renewing ? again.keeps(request, shown) : undefined;
    let done: Issued;
    try {
      done = await authority.issue({
        profile,
        name: device.id,
        publicKey: made?.publicKey ?? request.publicKey.der,
        ...validity(profile),
        ...namesFor(request),
        device: device.id,
        ...(before === undefined ? {} : { before }),
        allowed: () => {
          const held = holderOf(fleet.db, enrolled);
          // Two at once with the manufacturer's key were both the first when they came.
          const live = caller.by === 'manufacturer' && settings.again === 'refuse' ? liveElsewhere(fleet, device.id, enrolled) : undefined;
          return [
            ...stillGood(fleet, caller, token, key),
            ...(held === undefined || held === device.id ? [] : [otherHolder()]),
            ...(live === undefined ? [] : [live]),
            ...(waiting === undefined || requestById(fleet.db, waiting.id)?.state === 'approved' ? [] : [noLonger(waiting.id)]),
          ];
        },
        along: () => facts(caller, token?.digest, enrolled, waiting),
      });
    } finally {
      flying.delete(enrolled);
      flight.resolve();
    }
    const answer = certsOnly([done.certificate]);
    if (made === undefined) return encoded(CERTS_ONLY, answer);
    const boundary = `assay${digestOf(fleet.random(16)).slice(0, 32)}`;
    return {
      status: 200,
      headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}` },
      body: multipart([sealed ?? { type: 'application/pkcs8', content: made.pkcs8 }, { type: CERTS_ONLY, content: answer }], boundary),
    };
  }

  function facts(caller: Identified['caller'], token: string | undefined, key: string, waiting: Waiting | undefined): readonly EstEvent[] {
    const at = Instant.format(fleet.now());
    const { device, by } = caller;
    return [
      ...(token === undefined ? [] : [{ type: 'token.used' as const, at, device, digest: token }]),
      { type: 'enrolment.done', at, device, key, by, ...(waiting === undefined ? {} : { request: waiting.id }) },
    ];
  }

  function validity(profile: Profile): { readonly notBefore: Instant; readonly notAfter: Instant } {
    // The chain begins with who signs: nobody is given more time than it has.
    const signer = issuerOf(authority);
    const now = fleet.now();
    const notBefore = Instant.of(Math.max(startOf(now), signer.notBefore));
    const notAfter = Instant.of(Math.min(Math.floor(Instant.plus(now, Duration.days(profile.days)) / 1000) * 1000, signer.notAfter));
    return { notBefore, notAfter };
  }

  async function waitsFor(
    request: CertificationRequest,
    { caller, device, token }: Identified,
    profile: Profile,
    key: string,
    before: Waiting | undefined,
  ): Promise<Answer> {
    if (before?.state === 'declined') throw new Refused(declined(before.id));
    if (before !== undefined) return waitFor(bounds.retrySeconds, before.id);
    // What would be refused once a person has said yes is refused before anybody is asked.
    if (!profile.keys.includes(request.publicKey.kind)) throw new Refused(otherKind(profile, request.publicKey.kind));
    const fresh = `er_${letters(fleet.random(20))}`;
    await fleet.act(deviceKey(device.id), () => {
      const faults = stillGood(fleet, caller, token, key);
      const holder = holderOf(fleet.db, key);
      if (holder !== undefined && holder !== device.id) return { ok: false, faults: [otherHolder()] };
      if (faults.length > 0) return { ok: false, faults };
      if (requestOf(fleet.db, device.id, key, profile.name) !== undefined) return { ok: true, events: [] };
      if (countWaiting(fleet.db, device.id) >= MOST_WAITING) return { ok: false, faults: [tooMany(bounds.retrySeconds * 1000)] };
      const event: EstEvent = {
        type: 'enrolment.asked',
        at: Instant.format(fleet.now()),
        request: fresh,
        device: device.id,
        profile: profile.name,
        key,
        by: caller.by,
        ...(token === undefined ? {} : { token: token.digest }),
      };
      return { ok: true, events: [event] };
    });
    return waitFor(bounds.retrySeconds, requestOf(fleet.db, device.id, key, profile.name)?.id ?? fresh);
  }
}

function nobody(): never {
  throw new TypeError('nobody was named who signs the keys that are made here');
}

/** What only somebody does who has what is not theirs. A request that is bound to nothing is a slip; one that is bound to another connection was made for another. */
const ALARMING = new Set(['ASSAY-EST-007', 'ASSAY-EST-011', 'ASSAY-EST-015', 'ASSAY-EST-016']);

function refuseAny(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refused(...faults);
}

/** Held apart by its certificate, which a roll-over replaces. */
const read = new WeakMap<Uint8Array, { readonly notBefore: Instant; readonly notAfter: Instant }>();
function issuerOf({ chain }: OpenAuthority): { readonly notBefore: Instant; readonly notAfter: Instant } {
  const der = chain[0] ?? new Uint8Array();
  const known = read.get(der) ?? readCertificate(der);
  read.set(der, known);
  return known;
}

/** `key`: the one that is asked for. What waits for its first use may be asked for again by the very key, since an answer can be lost; by another key, one of the two is a copy. */
function liveElsewhere(fleet: Fleet, device: DeviceId, key: string): Fault | undefined {
  const alive = credentialsOf(fleet.db, device).filter(({ state, notAfter }) => (state === 'current' || state === 'pending') && fleet.now() <= notAfter);
  const used = alive.some(({ state }) => state === 'current');
  if (alive.length === 0 || (!used && lastKeyOf(fleet.db, device) === key)) return undefined;
  return estFaults.fault('011', {
    message: used ? 'the device already holds a certificate that is in use' : 'the device was given a certificate for another key, and has not used it yet',
    expected: 'a device without one, or its own certificate',
    found: 'the manufacturer’s certificate, shown once more',
    remedy: 'A device that was reset enrols with a one-time token. If it was not reset, somebody has a copy of its key.',
  });
}

/** By what a device showed who it is: whoever stole one of its tokens uses up no tries of its certificate. */
function shownKey({ certificates }: Shown, { device, caller }: Identified): string {
  const [leaf] = certificates;
  return `${device.id} ${caller.token ?? caller.credential?.fingerprint ?? (leaf === undefined ? '' : fingerprintOf(leaf.der))}`;
}

function hold(of: Tries, name: string, now: number): void {
  const wait = of.wait(name, now);
  if (wait > 0) throw new Refused(tooMany(wait));
}

function tooMany(wait: number): Fault {
  return estFaults.fault('017', {
    message: 'too many tries',
    expected: `another try after ${Math.ceil(wait / 1000)} seconds`,
    found: 'one before',
    remedy: 'Wait.',
  });
}

function needsOld(found: string): Fault {
  return estFaults.fault('018', {
    message: 'renewal and first enrolment are two things',
    expected: 'simplereenroll with the certificate that is renewed, simpleenroll for a first one',
    found,
    remedy: 'Renew with the device’s own certificate and key, also after its end, for as long as its grace lasts.',
  });
}

function otherHolder(): Fault {
  return estFaults.fault('016', {
    message: 'this key was enrolled for another device',
    field: 'public key',
    expected: 'a key of this device alone',
    found: 'one that another device enrolled',
    remedy: 'Make a key on each device. Two devices with one key are copies of one another.',
  });
}

function otherKind({ name, keys }: Profile, kind: string): Fault {
  return estFaults.fault('014', {
    message: `the profile ${name} does not sign keys of ${kind}`,
    field: 'public key',
    expected: keys.join(', '),
    found: kind,
    remedy: 'Make a key of one of these kinds.',
  });
}

function noLonger(id: string): Fault {
  return estFaults.fault('019', {
    message: `the request ${id} is approved no longer: the device has changed hands`,
    expected: 'a request that is approved',
    found: 'one that has ended',
    remedy: 'Ask anew.',
  });
}

function declined(id: string): Fault {
  return estFaults.fault('019', {
    message: `the operator declined the request ${id}`,
    expected: 'a request that is approved',
    found: 'a declined one',
    remedy: 'Ask the operator. A request with another key is looked at anew.',
  });
}

function letters(bytes: Uint8Array): string {
  // 256 is no multiple of 36; the small lean is of no use to anybody, since the id is no secret.
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}

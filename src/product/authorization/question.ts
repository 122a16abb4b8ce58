import { Instant } from '../../core/index.ts';
import { isConsented, isMember, isShared, isVisiting, purposeName, type Role, type Share, type Visit } from '../household/model.ts';
import { classOf, type Declared } from './declared.ts';
import type { DeviceFact, Facts } from './facts.ts';
import type { Asked, DataClass, EnforcementPoint, FleetAction } from './model.ts';
import { FLEET_ACTIONS, POINTS } from './schema.ts';
import { isDeviceId, isMemberId } from './topic.ts';

/** Whoever asks, as far as any policy can see them. */
export type Asker =
  | { readonly kind: 'member'; readonly role: Role | 'none'; readonly home: 'same' | 'other' | 'none' }
  | { readonly kind: 'device'; readonly is: 'self' | 'gateway' | 'other'; readonly life: DeviceFact['life']; readonly home: 'same' | 'other' | 'none' }
  | { readonly kind: 'service'; readonly name: string; readonly purposes: readonly string[] };

/**
 * All that a decision depends on. Ids of devices, members and households are not among it: policies are asked with stand-ins for them, so there is no way for a policy to be
 * about one of them, two questions that are equal here have one answer, and a fleet of a million asks no more different questions than one of ten.
 */
export interface Question {
  readonly asker: Asker;
  readonly action: FleetAction;
  readonly channel: string;
  readonly dataClass: DataClass;
  readonly product: string;
  readonly life: DeviceFact['life'];
  readonly owned: boolean;
  readonly behindGateway: boolean;
  readonly point: EnforcementPoint;
  readonly purpose: string;
  readonly consent: boolean;
  readonly share: boolean;
  readonly visit: boolean;
  readonly behalf: boolean;
  /** Minutes since 1970, UTC; 0 where no policy reads the moment. */
  readonly minute: number;
}

export type Unasked = 'no-device' | 'no-channel' | 'no-member' | 'left' | 'no-service' | 'no-purpose' | 'not-behalf' | 'other-household' | 'malformed';

/** The question, and the first moment after the asked one at which time alone makes it another. Or why there is nothing to ask: that is a refusal. */
export type Put =
  | { readonly ok: true; readonly question: Question; readonly device: DeviceFact; readonly until?: Instant }
  | { readonly ok: false; readonly why: Unasked; readonly device?: DeviceFact; readonly until?: Instant };

const MINUTE = 60_000;

/** Total: what it does not know it refuses. `timed`: milliseconds for which policies see the moment stand still; 0 where none reads it. */
export function questionOf(asked: Asked, { facts, declared, timed }: { readonly facts: Facts; readonly declared: Declared; readonly timed: number }): Put {
  const { action, on, at: point, purpose, moment } = asked;
  if (!FLEET_ACTIONS.includes(action) || !POINTS.includes(point) || !isDeviceId(on.device) || !Number.isFinite(moment)) return { ok: false, why: 'malformed' };
  if (!purposeName.safeParse(purpose).success) return { ok: false, why: 'no-purpose' };
  const device = facts.device(on.device);
  if (device === undefined) return { ok: false, why: 'no-device' };
  const dataClass = classOf(declared, device.product, on.name);
  if (dataClass === undefined) return { ok: false, why: 'no-channel', device };
  const ends: (Instant | undefined)[] = timed > 0 ? [Instant.of((Math.floor(moment / timed) + 1) * timed)] : [];
  const who = askerOf(asked, device, { facts, declared }, ends);
  if (typeof who === 'string') return { ok: false, why: who, device };
  const { asker, share, visit, behalf } = who;
  const consent = device.household === undefined ? undefined : facts.consent(device.household, purpose, dataClass);
  ends.push(consent?.until);
  const until = ends.reduce<Instant | undefined>(
    (first, end) => (end !== undefined && end > moment && (first === undefined || end < first) ? end : first),
    undefined,
  );
  const question: Question = {
    asker,
    action,
    channel: on.name,
    dataClass,
    product: device.product,
    life: device.life,
    owned: device.household !== undefined,
    behindGateway: device.gateway !== undefined,
    point,
    purpose,
    consent: consent !== undefined && isConsented(consent, moment),
    share,
    visit,
    behalf,
    minute: timed > 0 ? (Math.floor(moment / timed) * timed) / MINUTE : 0,
  };
  return { ok: true, question, device, ...(until === undefined ? {} : { until }) };
}

interface Who {
  readonly asker: Asker;
  readonly share: boolean;
  readonly visit: boolean;
  readonly behalf: boolean;
}

function askerOf(
  { subject, on, moment }: Asked,
  device: DeviceFact,
  { facts, declared }: { readonly facts: Facts; readonly declared: Declared },
  ends: (Instant | undefined)[],
): Who | Unasked {
  const home = (household: string | undefined) => (household === undefined ? 'none' : household === device.household ? 'same' : 'other');
  switch (subject.kind) {
    case 'service': {
      const purposes = declared.services.get(subject.service);
      return purposes === undefined ? 'no-service' : { asker: { kind: 'service', name: subject.service, purposes }, share: false, visit: false, behalf: false };
    }
    case 'device': {
      const self = isDeviceId(subject.device) ? facts.device(subject.device) : undefined;
      if (self === undefined) return 'no-device';
      // Who speaks for another says for whom, and for nobody else in the same breath.
      if (subject.onBehalfOf !== undefined && subject.onBehalfOf !== on.device) return 'not-behalf';
      const is = subject.device === on.device ? 'self' : device.gateway === subject.device ? 'gateway' : 'other';
      const behalf = subject.onBehalfOf !== undefined && is !== 'self';
      return { asker: { kind: 'device', is, life: self.life, home: home(self.household) }, share: false, visit: false, behalf };
    }
    case 'member': {
      const member = isMemberId(subject.member) ? facts.member(subject.member) : undefined;
      const visits = isMemberId(subject.member) && device.household !== undefined ? visitsOf(facts.visits(subject.member, device.household), on.device) : [];
      if (member === undefined && visits.length === 0) return 'no-member';
      if (subject.household !== undefined && subject.household !== member?.household) return 'other-household';
      if (member !== undefined && !isMember(member, moment)) return 'left';
      const shares = facts.shares(subject.member, on.device).filter((share) => covers(share, device, on.name));
      ends.push(member?.until, ...shares.filter(({ endedAt }) => endedAt === undefined).flatMap(({ from, until }) => [from, until]));
      ends.push(...visits.filter(({ endedAt }) => endedAt === undefined).map(({ until }) => until));
      return {
        asker: { kind: 'member', role: member?.role ?? 'none', home: home(member?.household) },
        share: shares.some((share) => isShared(share, moment)),
        visit: visits.some((visit) => isVisiting(visit, moment)),
        behalf: false,
      };
    }
  }
}

/** A share is of the household that owns the device now: what an earlier owner shared opens nothing. */
export const covers = (share: Share & { readonly household: string }, device: DeviceFact, channel: string): boolean =>
  share.household === device.household && (share.channel === undefined || share.channel === channel);
export const visitsOf = (visits: readonly Visit[], device: string): readonly Visit[] =>
  visits.filter((visit) => visit.device === undefined || visit.device === device);

/** Two questions of one key have one answer. */
export function keyOf(question: Question): string {
  const { asker, action, channel, dataClass, product, life, point, purpose, minute } = question;
  const who =
    asker.kind === 'member'
      ? `m,${asker.role},${asker.home}`
      : asker.kind === 'device'
        ? `d,${asker.is},${asker.life},${asker.home}`
        : `s,${asker.name},${asker.purposes.join(' ')}`;
  const { owned, behindGateway, consent, share, visit, behalf } = question;
  const bits = [owned, behindGateway, consent, share, visit, behalf].map((bit) => (bit ? '1' : '0')).join('');
  return `${who}|${action}|${channel}|${dataClass}|${product}|${life}|${point}|${purpose}|${bits}|${minute}`;
}

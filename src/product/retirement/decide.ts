import { type Decision, Instant } from '../../core/index.ts';
import { decideOwnershipEnd, noSuchDevice } from '../device/decide.ts';
import type { CertificateRevoked } from '../device/events.ts';
import type { Credential, Device } from '../device/model.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';
import type { RetirementBegun, RetiringEvent } from './events.ts';
import type { DataChoice, Kind, Retirement, RetirementId, Stands, WipeCourse } from './model.ts';

export interface Known {
  readonly device: Device | undefined;
  readonly credentials: readonly (Credential & { readonly issuer?: string })[];
}

export interface Asked {
  readonly device: DeviceId;
  readonly retirement: RetirementId;
  /** Of the wipe. */
  readonly order: string;
  readonly reason: string;
  readonly data: DataChoice;
  readonly closers: readonly string[];
  readonly at: Instant;
}

const good = ({ state }: Credential) => state === 'pending' || state === 'current';

/** All that retirement is, in one append. A device that is retired already enters nothing. Refused: ASSAY-DEVICE-001. */
export function decideRetire({ device, credentials }: Known, asked: Asked): Decision<RetiringEvent> {
  if (device === undefined) return { ok: false, faults: [noSuchDevice(asked.device)] };
  if (device.life === 'retired') return { ok: true, events: [] };
  const at = Instant.format(asked.at);
  const revoked = revocations(credentials.filter(good), asked, 'cessationOfOperation');
  const ended: RetiringEvent[] =
    device.household === undefined ? [] : [{ type: 'ownership.ended', at, device: asked.device, household: device.household, because: 'retired' }];
  return {
    ok: true,
    events: begun('retire', asked, device, credentials, [{ type: 'device.retired', at, device: asked.device, reason: asked.reason }, ...revoked, ...ended]),
  };
}

/**
 * The end of one ownership: the device stays in service, belongs to nobody, is told to erase itself, and waits for its introduction to the next household.
 * Credentials that wait for their first use end with it. `household`: whose it has to be, where its owner asks. Refused: ASSAY-DEVICE-001, -010.
 */
export function decideTransfer({ device, credentials }: Known, asked: Asked, household?: HouseholdId): Decision<RetiringEvent> {
  const ended = decideOwnershipEnd(device, asked.device, 'transferred', asked.at, household);
  if (!ended.ok || device === undefined) return ended;
  // What was given out and never seen in use may be in the hands of who had the device before. What the device itself uses stays.
  const unproven = revocations(
    credentials.filter(({ state }) => state === 'pending'),
    asked,
    'privilegeWithdrawn',
  );
  return { ok: true, events: begun('transfer', asked, device, credentials, [...unproven, ...ended.events]) };
}

function revocations(credentials: Known['credentials'], { device, at }: Asked, reason: CertificateRevoked['reason']): readonly CertificateRevoked[] {
  return credentials.map(({ serial, issuer }) => ({
    type: 'certificate.revoked',
    at: Instant.format(at),
    device,
    serial,
    ...(issuer === undefined ? {} : { issuer }),
    reason,
  }));
}

function begun(kind: Kind, asked: Asked, device: Device, credentials: readonly Credential[], facts: readonly RetiringEvent[]): readonly RetiringEvent[] {
  const { retirement, order, reason, data, closers } = asked;
  const at = Instant.format(asked.at);
  // One that was never seen in use may be anybody's: it speaks for the device only where the device has no other.
  const used = credentials.filter(({ state }) => state === 'current');
  const signers = (used.length > 0 ? used : credentials.filter(good)).map(({ serial }) => serial);
  const wipe: WipeCourse = device.life === 'registered' ? 'not-needed' : signers.length === 0 ? 'impossible' : 'asked';
  const told: RetiringEvent[] = wipe === 'asked' ? [{ type: 'wipe.asked', at, device: device.id, order }] : [];
  const first: RetirementBegun = {
    type: 'retirement.begun',
    at,
    retirement,
    device: device.id,
    kind,
    ...(device.household === undefined ? {} : { household: device.household }),
    data,
    reason,
    closers,
    wipe,
    ...(wipe === 'asked' ? { order } : {}),
    signers,
    facts: 1 + facts.length + told.length,
  };
  return [first, ...facts, ...told];
}

/** What is still missing, in plain words; nothing: it is confirmed. */
export function missingOf({ intents, wipe, wipedAt }: Pick<Retirement, 'intents' | 'wipe' | 'wipedAt'>): readonly string[] {
  const open = intents
    .filter(({ state }) => state !== 'done')
    .map(({ closer, state, says }) => `${closer} has not been carried out${state === 'failed' ? `: ${says ?? 'it failed'}` : ''}`);
  if (wipe === 'asked' && wipedAt === undefined) return [...open, 'the device has not confirmed that it has erased itself'];
  if (wipe === 'impossible') return [...open, 'the device could not be told to erase itself: it had no credential that was good'];
  return open;
}

export function standsOf(retirement: Pick<Retirement, 'intents' | 'wipe' | 'wipedAt'>): Stands {
  return missingOf(retirement).length === 0 ? 'confirmed' : 'not-confirmed';
}

import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Credential, Device } from '../device/model.ts';
import type { DeviceId, HouseholdId, ProductId } from '../fleet/model.ts';
import { type Asked, decideRetire, decideTransfer, type Known, missingOf, standsOf } from './decide.ts';
import type { Intent, RetirementId } from './model.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const HOME = 'h_00000000000000000001' as HouseholdId;
const CAM = 'cam-17' as DeviceId;
const device = (rest: Partial<Device> = {}): Device => ({
  id: CAM,
  product: 'camera' as ProductId,
  life: 'in-service',
  household: HOME,
  registeredAt: AT,
  ...rest,
});
const credential = (serial: string, state: Credential['state']): Credential => ({
  serial,
  device: CAM,
  profile: 'camera',
  fingerprint: 'f'.repeat(64),
  notBefore: AT,
  notAfter: AT,
  graceUntil: AT,
  state,
});
const asked: Asked = {
  device: CAM,
  retirement: 'rt_1' as RetirementId,
  order: 'wo_1',
  reason: 'end of support',
  data: 'erase',
  closers: ['data.erase'],
  at: AT,
};
const nobodys = (): Device => {
  const { household: _, ...rest } = device();
  return rest;
};
const types = (known: Known, kind: 'retire' | 'transfer', household?: HouseholdId) => {
  const decision = kind === 'retire' ? decideRetire(known, asked) : decideTransfer(known, asked, household);
  return decision.ok
    ? decision.events.map((event) => ('serial' in event ? `${event.type} ${event.serial}` : event.type))
    : decision.faults.map(({ code }) => code);
};

describe('retiring', () => {
  const held = [credential('a', 'current'), credential('b', 'pending'), credential('c', 'superseded'), credential('d', 'revoked')];
  it.each<[string, Known, readonly string[]]>([
    [
      'revokes what is good, ends the ownership, and tells the device',
      { device: device(), credentials: held },
      ['retirement.begun', 'device.retired', 'certificate.revoked a', 'certificate.revoked b', 'ownership.ended', 'wipe.asked'],
    ],
    [
      'of nobody’s device ends no ownership',
      { device: nobodys(), credentials: held.slice(0, 1) },
      ['retirement.begun', 'device.retired', 'certificate.revoked a', 'wipe.asked'],
    ],
    [
      'of one that was never in service asks it nothing',
      { device: { ...nobodys(), life: 'registered' }, credentials: [] },
      ['retirement.begun', 'device.retired'],
    ],
    ['of one without a good credential cannot ask it', { device: nobodys(), credentials: held.slice(2) }, ['retirement.begun', 'device.retired']],
    ['of a retired one enters nothing', { device: device({ life: 'retired' }), credentials: [] }, []],
    ['of none is refused', { device: undefined, credentials: [] }, ['ASSAY-DEVICE-001']],
  ])('%s', (_, known, expected) => expect(types(known, 'retire')).toEqual(expected));

  it('says in its first fact how many follow, and who may confirm the wipe', () => {
    const decision = decideRetire({ device: device(), credentials: held }, asked);
    expect(decision.ok && decision.events[0]).toMatchObject({ facts: 6, signers: ['a'], wipe: 'asked', order: 'wo_1', household: HOME });
  });
});

describe('passing on', () => {
  const held = [credential('a', 'current')];
  it.each<[string, Known, HouseholdId | undefined, readonly string[]]>([
    [
      'ends the ownership, and leaves the credential',
      { device: device(), credentials: held },
      undefined,
      ['retirement.begun', 'ownership.ended', 'wipe.asked'],
    ],
    [
      'ends what was given out and never used',
      { device: device(), credentials: [...held, credential('b', 'pending'), credential('c', 'superseded')] },
      undefined,
      ['retirement.begun', 'certificate.revoked b', 'ownership.ended', 'wipe.asked'],
    ],
    ['is for its own household', { device: device(), credentials: held }, HOME, ['retirement.begun', 'ownership.ended', 'wipe.asked']],
    ['is not for another household', { device: device(), credentials: held }, 'h_2' as HouseholdId, ['ASSAY-DEVICE-010']],
    ['of nobody’s device is refused', { device: nobodys(), credentials: held }, undefined, ['ASSAY-DEVICE-010']],
    ['of none is refused', { device: undefined, credentials: [] }, undefined, ['ASSAY-DEVICE-001']],
  ])('%s', (_, known, household, expected) => expect(types(known, 'transfer', household)).toEqual(expected));
});

describe('what is missing', () => {
  const done: Intent = { closer: 'data.erase', state: 'done' };
  it.each<[string, Parameters<typeof missingOf>[0], readonly string[]]>([
    ['nothing', { intents: [done], wipe: 'asked', wipedAt: AT }, []],
    ['nothing, where nothing was needed', { intents: [done], wipe: 'not-needed' }, []],
    ['the device’s receipt', { intents: [done], wipe: 'asked' }, ['the device has not confirmed that it has erased itself']],
    [
      'what was impossible, for ever',
      { intents: [done], wipe: 'impossible' },
      ['the device could not be told to erase itself: it had no credential that was good'],
    ],
    [
      'closers',
      {
        intents: [
          { closer: 'a', state: 'open' },
          { closer: 'b', state: 'failed', says: 'no disk' },
        ],
        wipe: 'not-needed',
      },
      ['a has not been carried out', 'b has not been carried out: no disk'],
    ],
  ])('%s', (_, retirement, expected) => {
    expect(missingOf(retirement)).toEqual(expected);
    expect(standsOf(retirement)).toBe(expected.length === 0 ? 'confirmed' : 'not-confirmed');
  });
});

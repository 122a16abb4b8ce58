import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, Instant } from '../../core/index.ts';
import { isDeviceId as isDeviceOfTopics } from '../authorization/topic.ts';
import type { DeviceId, HouseholdId, ProductId } from '../fleet/model.ts';
import { decideOwnership, decideOwnershipEnd, decideRegister, decideReport, decideUse, type Registered, sift } from './decide.ts';
import type { Registration } from './events.ts';
import type { Credential, Device } from './model.ts';
import { isDeviceId } from './naming.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const at = '2026-11-01T00:00:00Z';
const id = (text: string) => text as DeviceId;
const HOME = 'h_00000000000000000001' as HouseholdId;
const OTHER = 'h_00000000000000000002' as HouseholdId;
const device = (name: string, rest: Partial<Device> = {}): Device => ({
  id: id(name),
  product: 'camera' as ProductId,
  life: 'registered',
  registeredAt: AT,
  ...rest,
});
const fleet = new Map(
  [
    device('cam-1'),
    device('cam-old', { life: 'retired' }),
    device('gw-1', { product: 'gateway' as ProductId }),
    device('gw-old', { life: 'retired' }),
    device('cam-old-'),
  ].map((one) => [one.id, one]),
);
const known: Registered = {
  device: (name) => fleet.get(name),
  alike: (name) => [...fleet.keys()].find((other) => other !== name && other.toLowerCase() === name.toLowerCase()),
};
const one = (name: string, rest: Partial<Registration> = {}): Registration => ({ device: id(name), product: 'camera' as ProductId, ...rest });
const codes = (decision: Decision<unknown>) => (decision.ok ? decision.events.length : decision.faults.map(({ code }) => code));

describe('registering', () => {
  it.each<[string, readonly Registration[], number | readonly string[]]>([
    ['a new device', [one('cam-2')], 1],
    ['one that is registered by the same words', [one('cam-1')], 0],
    ['one that is registered as another', [one('cam-1', { product: 'lock' as ProductId })], ['ASSAY-DEVICE-003']],
    ['one that is retired', [one('cam-old')], ['ASSAY-DEVICE-004']],
    ['the same one twice', [one('cam-2'), one('cam-2')], ['ASSAY-DEVICE-005']],
    ['one behind a gateway', [one('cam-2', { gateway: id('gw-1') })], 1],
    ['one behind a gateway of the same batch', [one('gw-2'), one('cam-2', { gateway: id('gw-2') })], 1],
    ['one behind no gateway', [one('cam-2', { gateway: id('gw-9') })], ['ASSAY-DEVICE-007']],
    ['one behind a retired gateway', [one('cam-2', { gateway: id('gw-old') })], ['ASSAY-DEVICE-007']],
    ['a refurbished one', [one('cam-2', { predecessor: id('cam-old') })], 1],
    ['one refurbished from a device in use', [one('cam-2', { predecessor: id('cam-1') })], ['ASSAY-DEVICE-007']],
    ['one refurbished from nothing', [one('cam-2', { predecessor: id('cam-9') })], ['ASSAY-DEVICE-007']],
    ['one whose id differs from another’s by capitals alone', [one('CAM-1')], ['ASSAY-DEVICE-012']],
    ['one whose id differs so from a retired one’s', [one('Cam-Old')], ['ASSAY-DEVICE-012']],
    ['two whose ids differ so', [one('cam-2'), one('cam-2B'), one('CAM-2')], ['ASSAY-DEVICE-012']],
    ['one whose id ends in a sign', [one('cam-2.')], ['ASSAY-DEVICE-002']],
    [
      'one whose id ends in a hyphen, an underscore, a colon',
      [one('cam-'), one('cam_'), one('cam:')],
      ['ASSAY-DEVICE-002', 'ASSAY-DEVICE-002', 'ASSAY-DEVICE-002'],
    ],
    ['one that was registered with such an id before', [one('cam-old-')], 0],
    ['two that are wrong: both are said', [one('cam-old'), one('cam-2'), one('cam-2')], ['ASSAY-DEVICE-004', 'ASSAY-DEVICE-005']],
  ])('%s', (_, asked, expected) => expect(codes(decideRegister(asked, known, AT))).toEqual(expected));

  it('says of a part of a batch that it came, also where nothing of it is new', () => {
    const batch = { digest: 'sha256:x', part: 0, of: 1 };
    expect(decideRegister([one('cam-1')], known, AT, batch)).toEqual({ ok: true, events: [{ type: 'device.registered', at, devices: [], batch }] });
  });

  it('takes ids that every door takes, and no two that would have one DNS name', () => {
    const letters = fc.constantFrom('a', 'A', 'b', 'B', '1', '-', '_', '.', ':');
    const ids = fc.array(fc.array(letters, { minLength: 1, maxLength: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(ids, (given) => {
        const asked = given.map((parts) => parts.join('')).filter(isDeviceId);
        const { fresh, unfit } = sift(
          asked.map((name) => one(name)),
          { device: () => undefined, alike: () => undefined },
        );
        for (const { device: name } of fresh) expect(isDeviceOfTopics(name), name).toBe(true);
        expect(new Set(fresh.map(({ device: name }) => name.toLowerCase())).size).toBe(fresh.length);
        expect(fresh.length + unfit.length).toBe(asked.length);
      }),
    );
  });

  it('sifts what is fit from what is not', () => {
    expect(sift([one('cam-1'), one('cam-2'), one('cam-old')], known)).toMatchObject({ fresh: [one('cam-2')], already: 1, unfit: [{ index: 2 }] });
  });
});

describe('a credential', () => {
  const credential = (state: Credential['state']): Credential => ({
    serial: '1f',
    device: id('cam-1'),
    profile: 'camera',
    fingerprint: 'f'.repeat(64),
    notBefore: AT,
    notAfter: AT,
    graceUntil: AT,
    state,
  });
  it.each<[string, Credential | undefined, string, number | readonly string[]]>([
    ['pending', credential('pending'), 'cam-1', 1],
    ['current', credential('current'), 'cam-1', 0],
    ['revoked', credential('revoked'), 'cam-1', ['ASSAY-DEVICE-008']],
    ['superseded', credential('superseded'), 'cam-1', ['ASSAY-DEVICE-008']],
    ['of another device', credential('pending'), 'cam-2', ['ASSAY-DEVICE-008']],
    ['of nobody', undefined, 'cam-1', ['ASSAY-DEVICE-008']],
  ])('that is %s is used', (_, held, name, expected) => expect(codes(decideUse(held, id(name), AT))).toEqual(expected));
});

describe('ownership and firmware', () => {
  const owned = device('cam-1', { household: HOME });
  it.each<[string, Decision<unknown>, number | readonly string[]]>([
    ['begins of a device that nobody owns', decideOwnership(device('cam-1'), id('cam-1'), HOME, AT), 1],
    ['begins once', decideOwnership(owned, id('cam-1'), HOME, AT), 0],
    ['does not begin of an owned device', decideOwnership(owned, id('cam-1'), OTHER, AT), ['ASSAY-DEVICE-009']],
    ['does not begin of a retired device', decideOwnership(device('cam-1', { life: 'retired' }), id('cam-1'), HOME, AT), ['ASSAY-DEVICE-004']],
    ['does not begin of no device', decideOwnership(undefined, id('cam-1'), HOME, AT), ['ASSAY-DEVICE-001']],
    ['ends', decideOwnershipEnd(owned, id('cam-1'), 'transferred', AT), 1],
    ['does not end for another household', decideOwnershipEnd(owned, id('cam-1'), 'given-up', AT, OTHER), ['ASSAY-DEVICE-010']],
    ['does not end where nobody owns', decideOwnershipEnd(device('cam-1'), id('cam-1'), 'given-up', AT), ['ASSAY-DEVICE-010']],
    ['does not end of no device', decideOwnershipEnd(undefined, id('cam-1'), 'given-up', AT), ['ASSAY-DEVICE-001']],
    ['firmware is reported', decideReport(owned, id('cam-1'), '4.2', AT), 1],
    ['firmware is reported once', decideReport(device('cam-1', { firmware: '4.2' }), id('cam-1'), '4.2', AT), 0],
    ['firmware of no device is not', decideReport(undefined, id('cam-1'), '4.2', AT), ['ASSAY-DEVICE-001']],
  ])('%s', (_, decision, expected) => expect(codes(decision)).toEqual(expected));
});

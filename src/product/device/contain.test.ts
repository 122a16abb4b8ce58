import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { DeviceId, ProductId } from '../fleet/model.ts';
import { type Containment, decideContainment, type Held } from './contain.ts';
import type { Credential, Device } from './model.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const ID = 'cam-1' as DeviceId;
const device: Device = { id: ID, product: 'camera' as ProductId, life: 'in-service', registeredAt: AT };
const quarantined: Device = { ...device, quarantine: { order: 'first', at: AT } };
const credential = (serial: string, state: Credential['state'], order?: string): Credential => ({
  serial,
  device: ID,
  profile: 'device',
  fingerprint: 'f'.repeat(64),
  notBefore: AT,
  notAfter: AT,
  graceUntil: AT,
  state,
  ...(order === undefined ? {} : { rotation: { order, askedAt: AT } }),
});
const held = (of: Device | undefined, ...credentials: readonly Credential[]): Held => ({ device: of, credentials });

describe('what an incident asks of a device', () => {
  it.each<[string, Containment, Held, string | undefined, readonly string[]]>([
    ['quarantine', 'quarantine', held(device), undefined, ['device.quarantined']],
    ['quarantine, asked again', 'quarantine', held(quarantined), undefined, []],
    ['quarantine of a retired one', 'quarantine', held({ ...device, life: 'retired' }), undefined, []],
    ['release', 'release', held(quarantined), undefined, ['device.released']],
    ['release of what is in service', 'release', held(device), undefined, []],
    ['taking back what this order did', 'release', held(quarantined), 'first', ['device.released']],
    ['taking back what another order did', 'release', held(quarantined), 'second', []],
    [
      'rotation, of what is good',
      'rotate',
      held(device, credential('3', 'pending'), credential('2', 'current'), credential('1', 'superseded')),
      undefined,
      ['rotation.asked', 'rotation.asked'],
    ],
    [
      'rotation, asked again once a new one is there',
      'rotate',
      held(device, credential('3', 'current'), credential('2', 'superseded', 'order')),
      undefined,
      [],
    ],
    ['waiving what this order asked', 'waive', held(device, credential('2', 'current', 'first')), 'first', ['rotation.waived']],
    ['waiving what another order asked', 'waive', held(device, credential('2', 'current', 'first')), 'second', []],
  ])('%s', (_, act, given, taking, types) => {
    const decision = decideContainment(act, ID, given, { order: 'order', at: AT, ...(taking === undefined ? {} : { taking }) });
    expect(decision.ok && decision.events.map(({ type }) => type)).toEqual(types);
  });

  it('is refused of a device that is not there', () => {
    const decision = decideContainment('quarantine', ID, held(undefined), { order: 'order', at: AT });
    expect(!decision.ok && decision.faults[0]?.code).toBe('ASSAY-DEVICE-001');
  });
});

import { describe, expect, it } from 'vitest';
import { Instant, type Json } from '../../core/index.ts';
import { roster } from './roster.ts';

const at = (text: string) => Instant.parse(`2026-11-01T${text}Z`);

describe('the devices of a fleet', () => {
  const fleet = roster();
  const entries: readonly (readonly [string, Json, string])[] = [
    [
      'device.registered',
      { devices: [{ device: 'cam-1', product: 'camera', firmware: '1.0' }, { device: 'cam-2', product: 'camera' }, { device: 7 }] },
      '08:00:00',
    ],
    ['device.reported', { device: 'cam-1', firmware: '2.0' }, '12:00:00'],
    ['device.reported', { device: 'cam-9', firmware: '2.0' }, '12:00:00'],
    ['household.joined', { device: 'cam-2', firmware: '6.6' }, '12:30:00'],
    ['device.reported', { device: 'cam-2', firmware: '2.0' }, '13:00:00'],
    ['device.reported', null, '14:00:00'],
  ];
  for (const [type, body, moment] of entries) fleet.take({ type, body, recordedAt: at(moment) });

  it.each([
    ['cam-1', '07:59:59', undefined],
    ['cam-1', '08:00:00', '1.0'],
    ['cam-1', '11:59:59', '1.0'],
    ['cam-1', '12:00:00', '2.0'],
    ['cam-2', '12:59:59', undefined],
    ['cam-2', '23:00:00', '2.0'],
    ['cam-9', '23:00:00', undefined],
  ])('%s at %s ran %s', (device, moment, version) => {
    expect(fleet.versionOf(device, at(moment))).toBe(version);
  });

  it('are of the product under which they were registered', () => {
    expect([...fleet.devices()].map((device) => [device, fleet.productOf(device), fleet.has(device)])).toEqual([
      ['cam-1', 'camera', true],
      ['cam-2', 'camera', true],
    ]);
    expect([fleet.productOf('cam-9'), fleet.has('cam-9')]).toEqual([undefined, false]);
  });
});

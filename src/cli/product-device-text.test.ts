import { describe, expect, it } from 'vitest';
import { foundText } from './product-device-text.ts';

describe('a page of devices', () => {
  const counts = [{ life: 'in-service', devices: 2 }];
  const aside = { room: 'device', seq: 7, type: 'device.retired', says: 'no such column' };

  it('says what a room could not take, wherever the fleet is counted', () => {
    const said = 'Entry 7 of the ledger (device.retired) could not be taken by device, and was set aside (ASSAY-FLEET-011): no such column';
    const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
    expect(flat(foundText({ devices: [] }, { counts, asides: [aside] }))).toContain(said);
    const device = { id: 'cam-17', product: 'camera', life: 'in-service', registeredAt: '2026-11-01T00:00:00Z' };
    expect(flat(foundText({ devices: [device] }, { counts, asides: [aside] }))).toContain(said);
    expect(foundText({ devices: [device] }, { counts })).not.toContain('set aside');
  });
});

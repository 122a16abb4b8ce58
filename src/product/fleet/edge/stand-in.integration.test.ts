import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AT } from '../../device/edge/devices.fixture.ts';
import { fleetAt, serveFleet } from './door.ts';
import { standIn } from './stand-in.ts';
import { fleetRooms } from './whole.ts';

const REGISTERED = { devices: [{ device: 'cam-17', product: 'camera' }] };
const now = () => AT;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assay-stand-in-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('whoever stands in for a process that serves', () => {
  it('answers commands of others, and gives way to one who comes to serve', async () => {
    const told: string[] = [];
    const standing = await standIn({ dir, now, rooms: fleetRooms() }, () => told.push('aside'));
    const other = await fleetAt({ dir, now, rooms: fleetRooms() });
    expect(other.via).toBe('socket');
    await other.ask('device.register', REGISTERED);
    await other.close();
    const serving = await serveFleet({ dir, now, rooms: fleetRooms() });
    expect(told).toEqual(['aside']);
    expect(await serving.ask('device.counts', {})).toEqual({ counts: [{ product: 'camera', life: 'registered', devices: 1 }] });
    await expect(standing.ask('device.register', { devices: [{ device: 'cam-18', product: 'camera' }] })).rejects.toThrow(/closed/);
    await serving.close();
  });

  it('does not drive out one who serves', async () => {
    const serving = await serveFleet({ dir, now, rooms: fleetRooms() });
    await expect(serveFleet({ dir, now, rooms: fleetRooms() })).rejects.toMatchObject({ faults: [{ code: 'ASSAY-LEDGER-004' }] });
    expect(await serving.ask('endpoint.session', { device: 'cam-17' })).toEqual({ served: false, open: false });
    await serving.close();
  });
});

import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { DeviceId, FleetEvent } from '../../fleet/model.ts';
import type { LiveSession } from './aedes.ts';
import { alarmsOf } from './alarms.ts';

function tried() {
  const entered: FleetEvent[] = [];
  let now = Instant.parse('2026-11-01T00:00:00Z');
  const alarms = alarmsOf(
    {
      now: () => now,
      async act(_key, decide) {
        const decision = decide();
        if (decision.ok) entered.push(...decision.events);
        return [];
      },
    },
    () => undefined,
  );
  const pass = (ms: number) => {
    now = Instant.of(now + ms);
  };
  return { alarms, entered, pass };
}

const session = (address: string, serial = 'a1'): LiveSession => ({
  address,
  client: 'cam-17',
  peer: { kind: 'device', device: 'cam-17' as DeviceId, serial, fingerprint: 'f', notAfter: Instant.parse('2027-01-01T00:00:00Z') },
});

describe('alarms of the endpoint', () => {
  it('one certificate that is used from two places in turns, once an hour', async () => {
    const { alarms, entered, pass } = tried();
    for (let i = 0; i < 6; i += 1) {
      alarms.replaced(session(i % 2 === 0 ? '192.0.2.1' : '198.51.100.1'), session(i % 2 === 0 ? '198.51.100.1' : '192.0.2.1'));
      pass(1000);
    }
    expect(entered).toMatchObject([{ type: 'alarm.raised', device: 'cam-17', code: 'ASSAY-ENDPOINT-010' }]);
    await alarms.close();
  });

  it('none for a device that changed its network, nor for one that came back from where it was', async () => {
    const { alarms, entered, pass } = tried();
    alarms.replaced(session('192.0.2.1'), session('198.51.100.1'));
    for (let i = 0; i < 9; i += 1) alarms.replaced(session('192.0.2.1'), session('192.0.2.1'));
    pass(120_000);
    alarms.replaced(session('198.51.100.1'), session('192.0.2.1'));
    expect(entered).toEqual([]);
    await alarms.close();
  });

  it('refusals are entered as counts, and minutes without any are not', async () => {
    const { alarms, entered, pass } = tried();
    for (let i = 0; i < 1000; i += 1) alarms.refused('unknown');
    alarms.refused('busy');
    pass(60_000);
    await alarms.close();
    expect(entered).toEqual([{ type: 'session.refused', at: '2026-11-01T00:01:00Z', seconds: 60, counts: { busy: 1, unknown: 1000 } }]);
    await alarms.close();
    expect(entered).toHaveLength(1);
  });
});

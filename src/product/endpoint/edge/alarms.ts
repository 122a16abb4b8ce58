import { Instant } from '../../../core/index.ts';
import type { AlarmRaised } from '../../est/events.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { SessionRefused } from '../events.ts';
import { endpointFaults } from '../faults.ts';
import type { LiveSession } from './aedes.ts';

const ALARM_EVERY_MS = 3_600_000;
const COUNT_EVERY_MS = 60_000;
/** Two that hold one key put one another out again and again; a device that changes its network does so once. */
const CLONE_TURNS = 3;
const CLONE_WITHIN_MS = 60_000;
const MOST_WATCHED = 10_000;

export interface Alarms {
  /** A session takes the place of another of the same client id. */
  replaced(now: LiveSession, before: LiveSession): void;
  refused(reason: string): void;
  /** Enters what was counted. */
  close(): Promise<void>;
}

/** Enters what matters for security, and nothing a message: alarms once an hour for a device and a reason, refusals as counts of a minute. */
export function alarmsOf(fleet: Pick<Fleet, 'act' | 'now'>, broke: (error: unknown) => void): Alarms {
  const raised = new Map<string, number>();
  const turns = new Map<string, { n: number; since: number }>();
  let counts = new Map<string, number>();
  let since = fleet.now();

  function raise(device: DeviceId, code: string, says: string): void {
    const key = `${device} ${code}`;
    const at = fleet.now();
    const last = raised.get(key);
    if (last !== undefined && at - last < ALARM_EVERY_MS) return;
    if (raised.size >= MOST_WATCHED) raised.clear();
    raised.set(key, at);
    const event: AlarmRaised = { type: 'alarm.raised', at: Instant.format(at), device, code, says };
    fleet.act('endpoint:alarms', () => ({ ok: true, events: [event] })).catch(broke);
  }

  async function count(): Promise<void> {
    const at = fleet.now();
    const seconds = Math.max(1, Math.round((at - since) / 1000));
    since = at;
    if (counts.size === 0) return;
    const event: SessionRefused = { type: 'session.refused', at: Instant.format(at), seconds, counts: Object.fromEntries([...counts].sort()) };
    counts = new Map();
    await fleet.act('endpoint:refused', () => ({ ok: true, events: [event] }));
  }

  const timer = setInterval(() => count().catch(broke), COUNT_EVERY_MS).unref();

  return {
    refused(reason) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
    replaced(now, before) {
      if (now.peer.kind !== 'device' || before.peer.kind !== 'device') return;
      const { device } = now.peer;
      if (now.peer.serial !== before.peer.serial) {
        raise(device, codeOf('009'), 'two certificates of this device held a session at once');
        return;
      }
      if (now.address === before.address) return;
      const at = fleet.now();
      const known = turns.get(device);
      if (known === undefined || at - known.since > CLONE_WITHIN_MS) {
        if (turns.size >= MOST_WATCHED) turns.clear();
        turns.set(device, { n: 1, since: at });
        return;
      }
      known.n += 1;
      if (known.n >= CLONE_TURNS) raise(device, codeOf('010'), 'one certificate of this device was used from two places in turns');
    },
    async close() {
      clearInterval(timer);
      await count();
    },
  };
}

const codeOf = (number: '009' | '010'): string => endpointFaults.fault(number, { message: '', remedy: '' }).code;

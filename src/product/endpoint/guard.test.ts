import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Decisions } from '../authorization/model.ts';
import type { DeviceId, MemberId } from '../fleet/model.ts';
import { endpointGuard } from './guard.ts';
import type { Peer, Refusal } from './model.ts';

const END = Instant.parse('2026-12-01T00:00:00Z');
const peer: Peer = { kind: 'device', device: 'cam-17' as DeviceId, serial: 'a1', fingerprint: 'f', notAfter: END };

function tried() {
  const state = {
    now: Instant.parse('2026-11-01T00:00:00Z'),
    epoch: 1,
    asked: 0,
    allowed: new Set(['status', 'telemetry', 'command']),
    until: END + 1,
    away: undefined as Refusal | undefined,
  };
  const decisions: Decisions = {
    epoch: () => state.epoch,
    decide({ subject, on }) {
      state.asked += 1;
      const own = subject.kind === 'device' && subject.device === on.device;
      return { allowed: own && state.allowed.has(on.name), policies: [], epoch: state.epoch, until: Instant.of(state.until) };
    },
  };
  const guard = endpointGuard({
    decisions,
    channels: () => ['status', 'telemetry', 'command'],
    now: () => state.now,
    turnedAway: () => state.away,
  });
  return { state, guard };
}

describe('the guard', () => {
  it('asks once for many messages, and anew after a fact or at a time', () => {
    const { state, guard } = tried();
    for (let i = 0; i < 100; i += 1) expect(guard.deliver(peer, 'd/cam-17/status')).toBe(true);
    expect(state.asked).toBe(1);
    state.allowed.delete('status');
    state.epoch += 1;
    expect([guard.deliver(peer, 'd/cam-17/status'), state.asked]).toEqual([false, 2]);
    state.until = state.now + 1000;
    expect(guard.publish(peer, 'd/cam-17/telemetry')).toBe(true);
    state.allowed.delete('telemetry');
    state.now = Instant.of(state.until);
    expect(guard.publish(peer, 'd/cam-17/telemetry')).toBe(false);
  });

  it('says no to everything once the certificate has ended, whatever was kept', () => {
    const { state, guard } = tried();
    expect(guard.deliver(peer, 'd/cam-17/status')).toBe(true);
    state.now = Instant.of(END + 1);
    expect([guard.deliver(peer, 'd/cam-17/status'), guard.publish(peer, 'd/cam-17/status'), guard.subscribe(peer, 'd/cam-17/status')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(guard.connect(peer, '')).toEqual({ ok: false, code: 'expired' });
  });

  it.each([
    ['d/cam-17/+', true],
    ['d/cam-17/command/+', true],
    ['d/cam-17/#', false],
    ['d/+/status', false],
    ['d/cam-18/status', false],
    ['#', false],
    ['$SYS/#', false],
    ['$share/group/d/cam-17/status', false],
  ])('subscribing to %s: %s', (filter, allowed) => {
    expect(tried().guard.subscribe(peer, filter)).toBe(allowed);
  });

  it('a wildcard brings all or nothing', () => {
    const { state, guard } = tried();
    state.allowed.delete('status');
    expect(guard.subscribe(peer, 'd/cam-17/+')).toBe(false);
  });

  it('keeps nothing waiting for a purpose that is not allowed, and asks whatever the credential', () => {
    const { state, guard } = tried();
    state.now = Instant.of(END + 1);
    expect([guard.deliver(peer, 'd/cam-17/status'), guard.wait(peer, 'd/cam-17/status'), guard.wait(peer, 'd/cam-18/status')]).toEqual([false, true, false]);
  });

  it('keeps people and services under names that no device can have', () => {
    const { guard } = tried();
    const app: Peer = { kind: 'member', member: `u_${'a'.repeat(20)}` as MemberId, credential: 'ps1', notAfter: END };
    const server: Peer = { kind: 'service', service: 'server', credential: 'ps2', notAfter: END };
    expect([
      guard.connect(app, 'cam-17'),
      guard.connect(app, ''),
      guard.connect(server, 'one'),
      guard.connect(app, 'a/../cam-17'),
      guard.connect(app, 'x'.repeat(65)),
    ]).toEqual([
      { ok: true, client: `user@u_${'a'.repeat(20)}/cam-17` },
      { ok: true, client: `user@u_${'a'.repeat(20)}/ps1` },
      { ok: true, client: 'service@server/one' },
      { ok: false, code: 'wrong-client' },
      { ok: false, code: 'wrong-client' },
    ]);
  });

  it('turns away whoever has no standing', () => {
    const { state, guard } = tried();
    state.away = 'retired';
    expect(guard.connect(peer, '')).toEqual({ ok: false, code: 'retired' });
  });

  it('takes the id of the device, or none, and no other', () => {
    const { guard } = tried();
    expect([guard.connect(peer, ''), guard.connect(peer, 'cam-17'), guard.connect(peer, 'cam-18')]).toEqual([
      { ok: true, client: 'cam-17' },
      { ok: true, client: 'cam-17' },
      { ok: false, code: 'wrong-client' },
    ]);
  });
});

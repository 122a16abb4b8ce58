import { Instant } from '../../core/index.ts';
import type { Flow, SecurityEvent } from '../event/model.ts';
import { type BehaviourOptions, behaviour } from './engine.ts';

export const START = Instant.parse('2026-11-01T00:00:00Z');

/** A flow some seconds after the start, from a camera to a stranger unless it says otherwise. */
export function flow(seconds: number, more: Partial<Flow> = {}, detail?: SecurityEvent['detail']): SecurityEvent {
  const whole: Flow = {
    src: '192.168.1.20',
    srcPort: 40_000,
    dst: '198.51.100.7',
    dstPort: 443,
    transport: 'tcp',
    outcome: 'answered',
    bytesOut: 0,
    bytesIn: 0,
    packetsOut: 5,
    ...more,
  };
  return {
    class: 'network-activity',
    time: Instant.of(Math.round(START + seconds * 1000)),
    logSource: {},
    record: {},
    flow: whole,
    offset: 0,
    length: 1,
    ...(detail === undefined ? {} : { detail }),
  };
}

export const failed = (seconds: number, more: Partial<Flow> = {}) => flow(seconds, { outcome: 'unanswered', packetsOut: 1, ...more });
export const login = (seconds: number, success: boolean) =>
  flow(seconds, { src: '203.0.113.5', dst: '192.168.1.20', dstPort: 22, service: 'ssh' }, { kind: 'login', protocol: 'ssh', success });

export const fresh = (more: Partial<BehaviourOptions> = {}) => behaviour({ key: [11, 12], filterBits: 2 ** 20, ...more });

export const times = (n: number, each: (i: number) => SecurityEvent) => Array.from({ length: n }, (_, i) => each(i));
export const stranger = (i: number) => `203.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

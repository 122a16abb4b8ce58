import { Instant } from '../../core/index.ts';
import type { Detection, Level } from '../detection/model.ts';
import type { Flow, SecurityEvent } from '../event/model.ts';
import { dropOldest } from '../event/oldest.ts';
import type { Asked } from './table.ts';
import type { Verdict } from './verdict.ts';

/** A flow that a policy denies. */
export interface Broken {
  readonly device: string;
  readonly policy: string;
  readonly asked: Asked;
  readonly verdict: Extract<Verdict, { readonly is: 'denied' }>;
  readonly flow: Flow;
}

interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly techniques: readonly string[];
  readonly subject: string;
  readonly cause: string;
  /** By which a device is told of once an hour. */
  readonly key: string;
  readonly many: string;
  readonly why: string;
}

const RULES = {
  peer: { rule: 'declared/undeclared-peer', title: 'Speaks to somebody whom its policy does not declare', outside: ['T1071'], inside: ['T1021'] },
  port: {
    rule: 'declared/undeclared-port',
    title: 'Speaks to a declared peer on a port that its policy does not declare',
    outside: ['T1571'],
    inside: ['T1571'],
  },
  service: { rule: 'declared/undeclared-service', title: 'Is spoken to as its policy does not declare', outside: ['T1133'], inside: ['T1021'] },
} as const;

/** What a denied flow is called. The cause is policy, peer and port: the same on each device with the policy. */
export function broken({ device, policy, asked, verdict, flow }: Broken): Finding {
  const { rule, title, outside, inside } = RULES[verdict.of];
  const far = asked.peerPlace === 'outside';
  const port = asked.outward ? asked.peerPort : asked.ownPort;
  const transport = flow.transport === 'other' ? `protocol ${asked.protocol}` : flow.transport;
  const where = flow.transport === 'tcp' || flow.transport === 'udp' ? `${port}/${transport}` : transport;
  const peer = asked.peer.includes(':') ? `[${asked.peer}]` : asked.peer;
  const what = asked.outward ? `it speaks to ${peer} on ${where}` : `${peer} speaks to it on ${where}`;
  return {
    rule,
    title,
    level: far ? 'high' : 'medium',
    techniques: far ? outside : inside,
    subject: device,
    cause: `${policy}: ${asked.outward ? 'to' : 'from'} ${peer} on ${where}`,
    key: `${device}|${rule}|${asked.outward ? '>' : '<'}${peer}|${where}`,
    many: `${asked.outward ? 'to' : 'from'} many peers on ${where}`,
    why: `${what}; ${verdict.why} (${policy})`,
  };
}

/** Says a finding unless it was said of the same device within the hour. */
export type Told = (finding: Finding, event: SecurityEvent, input: string) => Detection | undefined;

const HOUR = 3_600_000;
const MOST_TOLD = 200_000;
/** Peers of one device, rule and port that are told one by one; who speaks to more is told of as that. */
const MOST_PEERS = 32;
const MOST_FANS = 100_000;

export function telling(): Told {
  const told = new Map<string, number>();
  const fans = new Map<string, number>();
  return ({ key, many, cause, ...finding }, event, input) => {
    const before = told.get(key);
    if (before !== undefined && Math.abs(event.time - before) < HOUR) return undefined;
    const fan = `${finding.subject}|${finding.rule}|${many}`;
    const peers = fans.get(fan) ?? 0;
    const folded = before === undefined && peers >= MOST_PEERS;
    if (folded) {
      const last = told.get(fan);
      if (last !== undefined && Math.abs(event.time - last) < HOUR) return undefined;
    } else if (before === undefined) {
      if (fans.size >= MOST_FANS && !fans.has(fan)) dropOldest(fans);
      fans.set(fan, peers + 1);
    }
    if (told.size >= MOST_TOLD) dropOldest(told);
    told.set(folded ? fan : key, event.time);
    const { flow } = event;
    const end = Instant.of(Math.floor(event.time + (flow?.duration ?? 0)));
    return {
      ...finding,
      engine: 'declared',
      cause: folded ? `${cause.slice(0, cause.lastIndexOf(': ') + 2)}${many}` : cause,
      first: event.time,
      last: end,
      raised: event.time,
      count: 1,
      events: [{ input, offset: event.offset, length: event.length }],
    };
  };
}

import { addressOf, macOf } from '../event/address.ts';
import type { Detail } from '../event/model.ts';
import { listIn, numberIn, objectIn, objectOf, present, textIn, textsIn } from './fields.ts';

type Foreign = Readonly<Record<string, unknown>>;
const kept = present<Detail>;

// Suricata counts 1 as the worst, OCSF 5 (severity_id: 2 low, 3 medium, 4 high).
const SEVERITY = new Map<unknown, number>([
  [1, 4],
  [2, 3],
  [3, 2],
]);

/** Answers of the three forms in which EVE has told of DNS: `rdata` on the event itself (1), a list of `answers` (2, 3), or `grouped` by type. */
function answersOf(dns: Foreign): readonly string[] {
  const found = listIn(dns, 'answers').flatMap((answer) => textIn(objectOf(answer) ?? {}, 'rdata') ?? []);
  if (found.length > 0) return found;
  const single = textIn(dns, 'rdata');
  if (single !== undefined) return [single];
  const grouped = objectIn(dns, 'grouped');
  return grouped === undefined ? [] : Object.keys(grouped).flatMap((type) => textsIn(grouped, type));
}

function dnsDetail(dns: Foreign): Detail {
  const asked = objectOf(listIn(dns, 'queries')[0]) ?? objectOf(listIn(dns, 'query')[0]) ?? dns;
  return kept({
    kind: 'dns',
    query: textIn(asked, 'rrname') ?? textIn(dns, 'rrname') ?? '',
    type: textIn(asked, 'rrtype') ?? textIn(dns, 'rrtype') ?? '',
    rcode: textIn(dns, 'rcode'),
    answers: answersOf(dns),
  });
}

const ACTS = ['connect', 'publish', 'subscribe', 'unsubscribe', 'disconnect'] as const;

function mqttDetail(mqtt: Foreign): Detail {
  for (const act of ACTS) {
    const said = objectIn(mqtt, act);
    if (said === undefined) continue;
    const answer = objectIn(mqtt, 'connack');
    const code = act === 'connect' && answer !== undefined ? numberIn(answer, 'return_code') : undefined;
    const topics = listIn(said, 'topics').map((topic) => (typeof topic === 'string' ? topic : textIn(objectOf(topic) ?? {}, 'topic')));
    return kept({
      kind: 'mqtt',
      act,
      clientId: textIn(said, 'client_id'),
      user: textIn(said, 'username'),
      topic: textIn(said, 'topic') ?? topics[0],
      accepted: code === undefined ? undefined : code === 0,
    });
  }
  const answer = objectIn(mqtt, 'connack');
  const code = answer === undefined ? undefined : numberIn(answer, 'return_code');
  return kept({ kind: 'mqtt', act: 'other', clientId: undefined, user: undefined, topic: undefined, accepted: code === undefined ? undefined : code === 0 });
}

/** What an event of EVE says beyond its flow. */
export function eveDetail(kind: string, event: Foreign): Detail | undefined {
  const said = objectIn(event, kind);
  switch (kind) {
    case 'alert': {
      if (said === undefined) return undefined;
      const id = said['signature_id'];
      return {
        kind: 'finding',
        rule: typeof id === 'number' ? `${numberIn(said, 'gid') ?? 1}:${id}` : 'alert',
        title: textIn(said, 'signature') ?? 'alert',
        severity: SEVERITY.get(said['severity']) ?? 1,
      };
    }
    case 'anomaly': {
      const name = said === undefined ? undefined : (textIn(said, 'event') ?? textIn(said, 'type'));
      return { kind: 'finding', rule: `anomaly/${name ?? 'unknown'}`, title: name ?? 'anomaly', severity: 1 };
    }
    case 'dns':
      return said === undefined ? undefined : dnsDetail(said);
    case 'http':
      return said === undefined
        ? undefined
        : kept({
            kind: 'http',
            method: textIn(said, 'http_method'),
            host: textIn(said, 'hostname'),
            uri: textIn(said, 'url'),
            userAgent: textIn(said, 'http_user_agent'),
            status: numberIn(said, 'status'),
          });
    case 'tls': {
      if (said === undefined) return undefined;
      const ja3 = objectIn(said, 'ja3');
      return kept({
        kind: 'tls',
        serverName: textIn(said, 'sni'),
        version: textIn(said, 'version'),
        ja3: ja3 === undefined ? undefined : textIn(ja3, 'hash'),
        subject: textIn(said, 'subject'),
        issuer: textIn(said, 'issuerdn'),
      });
    }
    case 'mqtt':
      return said === undefined ? undefined : mqttDetail(said);
    case 'dhcp':
      return said === undefined
        ? undefined
        : kept({
            kind: 'dhcp',
            mac: macOf(said['client_mac']),
            assigned: addressOf(said['assigned_ip']),
            hostName: textIn(said, 'hostname'),
            message: (textIn(said, 'dhcp_type') ?? textIn(said, 'type') ?? 'unknown').toLowerCase(),
          });
    case 'stats': {
      const capture = said === undefined ? undefined : objectIn(said, 'capture');
      return kept({ kind: 'sensor', dropped: capture === undefined ? undefined : numberIn(capture, 'kernel_drops') });
    }
    default:
      return undefined;
  }
}

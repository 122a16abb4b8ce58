import type { Seen, Teller } from './application.ts';
import { coap } from './coap.ts';
import type { Conversation } from './conversation.ts';
import { dhcp } from './dhcp.ts';
import { DnsTalk } from './dns.ts';
import { ssdp } from './ssdp.ts';

// Services that are known by their port alone, for the flow's name.
const NAMED = new Map([
  [123, 'ntp'],
  [161, 'snmp'],
  [69, 'tftp'],
  [514, 'syslog'],
  [137, 'netbios-ns'],
]);

/** Hands a datagram to the reader of its protocol. */
export function datagram(conversation: Conversation, outward: boolean, bytes: Uint8Array, seen: Seen, tellerOf: (conversation: Conversation) => Teller) {
  const { srcPort, dstPort } = conversation.ends;
  const on = (port: number): boolean => srcPort === port || dstPort === port;
  if (conversation.application !== undefined) return conversation.application.data(outward, bytes, seen);
  if (on(53) || on(5353) || on(5355)) {
    conversation.service = 'dns';
    conversation.application = new DnsTalk(tellerOf(conversation));
    return conversation.application.data(outward, bytes, seen);
  }
  if (on(67) || on(68)) return dhcp(bytes, seen, tellerOf(conversation));
  if (on(1900)) return ssdp(bytes, seen, tellerOf(conversation));
  if (on(5683)) return coap(bytes, outward, seen, tellerOf(conversation));
  const named = NAMED.get(dstPort) ?? NAMED.get(srcPort);
  if (named !== undefined) conversation.service = named;
}

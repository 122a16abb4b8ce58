import { type Application, Held, latinText, type Seen, type Teller } from './application.ts';
import type { Conversation } from './conversation.ts';
import { dnsOverTcp } from './dns.ts';
import { http } from './http.ts';
import { modbus } from './modbus.ts';
import { mqtt } from './mqtt.ts';
import { ssh } from './ssh.ts';
import { telnet } from './telnet.ts';
import { tls } from './tls.ts';

type Maker = (teller: Teller) => Application;

/** As many bytes as it takes to know any of them. */
const ENOUGH = 16;
const METHODS = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE ', 'PROPFIND ', 'SUBSCRIBE ', 'NOTIFY ', 'UNSUBSCRIBE '];
const TELNET_PORTS = new Set([23, 2323]);

/** Which protocol a first portion is of: `undefined` where it is none that is read, `more` where more is needed. By what is said and not by the port, but for protocols that open without a mark. */
function protocolOf(bytes: Uint8Array, outward: boolean, port: number): Maker | 'more' | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  // A handshake record of SSL 3.0 or any TLS (RFC 8446 section 5.1).
  if (first === 0x16 && second === 3 && third <= 4) return tls;
  const text = latinText(bytes.subarray(0, ENOUGH));
  if (text.startsWith('SSH-')) return ssh;
  if (outward && METHODS.some((method) => text.startsWith(method))) return http;
  if (first === 0x10 && outward) {
    // CONNECT: a length of one to four bytes, then the protocol's name with its length.
    let at = 1;
    while (at < 5 && ((bytes[at] ?? 0) & 0x80) !== 0) at += 1;
    const name = text.slice(at + 3, at + 9);
    if (name.startsWith('MQTT') || name.startsWith('MQIsdp')) return mqtt;
    if (bytes.length < at + 9 && bytes.length < ENOUGH) return 'more';
  }
  if (port === 1883) return mqtt;
  if (TELNET_PORTS.has(port) || (first === 0xff && second >= 0xfb && second <= 0xfe)) return telnet;
  if (port === 502 && bytes.length >= 4 && third === 0 && bytes[3] === 0) return modbus;
  if (port === 53) return dnsOverTcp;
  return bytes.length < 5 ? 'more' : undefined;
}

/** The first bytes of both sides, until it is known what they speak. */
class Undecided implements Application {
  private readonly kept: { readonly outward: boolean; readonly bytes: Uint8Array; readonly seen: Seen }[] = [];
  private readonly sides = { out: new Held(256), back: new Held(256) };
  private readonly conversation: Conversation;
  private readonly teller: Teller;

  constructor(conversation: Conversation, teller: Teller) {
    this.conversation = conversation;
    this.teller = teller;
  }

  data(outward: boolean, bytes: Uint8Array, seen: Seen) {
    const { conversation } = this;
    const side = outward ? this.sides.out : this.sides.back;
    side.add(bytes.subarray(0, 64));
    this.kept.push({ outward, bytes: bytes.slice(), seen });
    const found = protocolOf(side.bytes, outward, conversation.ends.dstPort);
    if (found === 'more' && this.kept.length < 8) return;
    if (typeof found === 'function') {
      const application = found(this.teller);
      conversation.application = application;
      conversation.sought = -1;
      for (const one of this.kept) application.data(one.outward, one.bytes, one.seen);
      return;
    }
    conversation.sought += 1;
    // The other side may still say what it is; after a few portions nobody will.
    if (conversation.sought < 4) return;
    this.gap();
  }

  gap() {
    this.conversation.sought = -1;
    this.conversation.application = undefined;
  }

  over() {
    this.kept.length = 0;
  }
}

/** Hands bytes of a TCP connection to the reader of its protocol, which is found by the first of them. */
export function listen(conversation: Conversation, outward: boolean, bytes: Uint8Array, seen: Seen, tellerOf: (conversation: Conversation) => Teller) {
  if (conversation.application === undefined) {
    if (conversation.sought === -1) return;
    conversation.application = new Undecided(conversation, tellerOf(conversation));
  }
  conversation.application.data(outward, bytes, seen);
}

import { ipv4Text, ipv6Text } from '../event/address.ts';
import { type Application, Held, latinText, type Seen, type Teller, u16 } from './application.ts';

const TYPES = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [12, 'PTR'],
  [15, 'MX'],
  [16, 'TXT'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [41, 'OPT'],
  [43, 'DS'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [255, 'ANY'],
]);
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const MOST_RECORDS = 128;
const MOST_JUMPS = 32;
const MOST_PENDING = 64;

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly rcode: number;
  readonly query: string;
  readonly type: string;
  readonly answers: readonly string[];
  readonly ttls: readonly number[];
}

interface At {
  at: number;
}

/** A name (RFC 1035 section 4.1.4): labels of 63 bytes, 255 in all, pointers that only go back. `undefined` where it is none. Bytes that are no printable ASCII are written `\xHH`. */
function name(bytes: Uint8Array, cursor: At): string | undefined {
  const labels: string[] = [];
  let at = cursor.at;
  let [after, total] = [-1, 0];
  for (let jumps = 0; ; ) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if ((length & 0xc0) === 0xc0) {
      const to = ((length & 0x3f) << 8) | (bytes[at + 1] ?? 0);
      if (after === -1) after = at + 2;
      jumps += 1;
      if (to >= at || jumps > MOST_JUMPS) return undefined;
      at = to;
      continue;
    }
    if ((length & 0xc0) !== 0 || at + 1 + length > bytes.length) return undefined;
    at += 1;
    if (length === 0) break;
    total += length + 1;
    if (total > 255) return undefined;
    labels.push(printable(bytes.subarray(at, at + length)));
    at += length;
  }
  cursor.at = after === -1 ? at : after;
  return labels.join('.');
}

function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text += byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  return text;
}

function answer(bytes: Uint8Array, type: number, at: number, length: number): string | undefined {
  switch (type) {
    case 1:
      return length === 4 ? ipv4Text(bytes, at) : undefined;
    case 28:
      return length === 16 ? ipv6Text(bytes, at) : undefined;
    case 2:
    case 5:
    case 12:
      return name(bytes, { at });
    case 15:
      return name(bytes, { at: at + 2 });
    case 33:
      return name(bytes, { at: at + 6 });
    case 16: {
      const texts: string[] = [];
      for (let from = at; from < at + length; from += 1 + (bytes[from] ?? 0))
        texts.push(latinText(bytes.subarray(from + 1, Math.min(from + 1 + (bytes[from] ?? 0), at + length))));
      return `TXT ${texts.join(' ')}`.slice(0, 1024);
    }
    default:
      return undefined;
  }
}

/** One message, or `undefined` where it is none. What is cut behind the question gives the answers that are whole. */
export function dnsMessage(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < 12) return undefined;
  const flags = u16(bytes, 2);
  const [questions, answers] = [u16(bytes, 4), u16(bytes, 6)];
  const cursor: At = { at: 12 };
  let [query, type] = ['', ''];
  for (let i = 0; i < Math.min(questions, MOST_RECORDS); i += 1) {
    const asked = name(bytes, cursor);
    if (asked === undefined || cursor.at + 4 > bytes.length) return undefined;
    if (i === 0) {
      query = asked;
      type = TYPES.get(u16(bytes, cursor.at)) ?? `TYPE${u16(bytes, cursor.at)}`;
    }
    cursor.at += 4;
  }
  const found: string[] = [];
  const ttls: number[] = [];
  for (let i = 0; i < Math.min(answers, MOST_RECORDS); i += 1) {
    const owner = name(bytes, cursor);
    const at = cursor.at + 10;
    if (owner === undefined || at > bytes.length) break;
    const [kind, length] = [u16(bytes, cursor.at), u16(bytes, cursor.at + 8)];
    if (at + length > bytes.length) break;
    // Multicast DNS answers without a question (RFC 6762 section 6).
    if (questions === 0 && i === 0) [query, type] = [owner, TYPES.get(kind) ?? `TYPE${kind}`];
    const said = answer(bytes, kind, at, length);
    if (said !== undefined) {
      found.push(said);
      ttls.push(((u16(bytes, cursor.at + 4) << 16) | u16(bytes, cursor.at + 6)) >>> 0);
    }
    cursor.at = at + length;
  }
  if (questions === 0 && answers === 0) return undefined;
  return { id: u16(bytes, 0), response: (flags & 0x8000) !== 0, rcode: flags & 15, query, type, answers: found, ttls };
}

/** Questions and answers of one conversation, told as one where both come. */
export class DnsTalk implements Application {
  private readonly pending = new Map<string, { readonly message: DnsMessage; readonly seen: Seen }>();
  private readonly teller: Teller;
  private readonly proto: 'udp' | 'tcp';

  constructor(teller: Teller, proto: 'udp' | 'tcp' = 'udp') {
    this.teller = teller;
    this.proto = proto;
  }

  data(_outward: boolean, bytes: Uint8Array, seen: Seen) {
    const message = dnsMessage(bytes);
    if (message === undefined) return this.teller.weird('dns-malformed', 'a message of DNS that cannot be read', seen);
    const key = `${message.id} ${message.query} ${message.type}`;
    if (message.response) {
      const asked = this.pending.get(key);
      this.pending.delete(key);
      return this.tell(message, asked?.seen ?? seen, asked === undefined ? undefined : seen.time - asked.seen.time);
    }
    for (const [oldest, { message: forgotten, seen: at }] of this.pending) {
      if (this.pending.size < MOST_PENDING) break;
      this.pending.delete(oldest);
      this.tell(forgotten, at, undefined);
    }
    // Asked again before an answer came: one question.
    if (!this.pending.has(key)) this.pending.set(key, { message, seen });
  }

  gap() {
    this.over();
  }

  over() {
    for (const { message, seen } of this.pending.values()) this.tell(message, seen, undefined);
    this.pending.clear();
  }

  private tell({ id, query, type, response, rcode, answers, ttls }: DnsMessage, seen: Seen, took: number | undefined) {
    const said = response ? (RCODES[rcode] ?? `RCODE${rcode}`) : undefined;
    const fields = {
      proto: this.proto,
      trans_id: id,
      query,
      qtype_name: type,
      rcode: response ? rcode : undefined,
      rcode_name: said,
      rtt: took === undefined ? undefined : took / 1000,
      answers: answers.length > 0 ? answers : undefined,
      TTLs: ttls.length > 0 ? ttls : undefined,
    };
    this.teller.tell(
      'dns',
      'dns-activity',
      fields,
      said === undefined ? { kind: 'dns', query, type, answers } : { kind: 'dns', query, type, rcode: said, answers },
      seen,
    );
  }
}

/** DNS over TCP (RFC 1035 section 4.2.2): each message with its length before it. */
export function dnsOverTcp(teller: Teller): Application {
  const talk = new DnsTalk(teller, 'tcp');
  const held = { out: new Held(66_000), back: new Held(66_000) };
  let lost = false;
  teller.service('dns');
  return {
    data(outward, bytes, seen) {
      if (lost) return;
      const side = outward ? held.out : held.back;
      for (let at = 0; at < bytes.length; at += 32_000) {
        lost ||= !side.add(bytes.subarray(at, at + 32_000));
        while (side.bytes.length >= 2 && side.bytes.length >= 2 + u16(side.bytes, 0)) {
          const length = u16(side.bytes, 0);
          talk.data(outward, side.bytes.slice(2, 2 + length), seen);
          side.drop(2 + length);
        }
      }
    },
    gap() {
      lost = true;
    },
    over() {
      talk.over();
    },
  };
}

import { addressText } from '../address.ts';
import type { DnsAnswer, DnsRecord, Question, RecordType } from '../model.ts';
import { type Message, type Raw, readName, TYPE_NUMBERS } from './wire.ts';

const RCODES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };
const MOST_ALIASES = 16;
const MOST_KEPT = 200;
const LONGEST_TEXT = 8192;

/** Whether the message answers this very question: id, direction and question must be ours (RFC 5452 section 9.1). */
export function isAnswerTo(message: Message, id: number, question: Question): boolean {
  const [asked, ...more] = message.questions;
  return (
    message.id === id &&
    message.isResponse &&
    message.opcode === 0 &&
    more.length === 0 &&
    asked?.name === question.name.toLowerCase() &&
    asked.type === TYPE_NUMBERS[question.type] &&
    asked.class === 1
  );
}

/**
 * What a whole message says of the question. Absence is believed only of a resolver that says so with NOERROR or NXDOMAIN; a failure of any kind, and an
 * answer that only points elsewhere, are `unseen`.
 */
export function answerOf(message: Message, question: Question): DnsAnswer {
  if (message.truncated) return { status: 'unseen', why: 'the answer was cut off' };
  if (message.rcode !== 0 && message.rcode !== 3)
    return { status: 'unseen', why: `the resolver answered ${RCODES[message.rcode] ?? `with code ${message.rcode}`}` };
  const chain = aliasesOf(message, question);
  if (typeof chain === 'string') return { status: 'unseen', why: chain };
  const owner = chain.at(-1) ?? question.name.toLowerCase();
  const { authentic } = message;
  const found = message.answers.filter((raw) => raw.owner === owner && raw.type === TYPE_NUMBERS[question.type] && raw.class === 1);
  if (found.length > MOST_KEPT) return { status: 'unseen', why: `more than ${MOST_KEPT} records` };
  if (found.length > 0 && message.rcode === 0) {
    const records: DnsRecord[] = [];
    for (const raw of found) {
      const record = recordOf(message.bytes, raw, question.type);
      if (record === undefined) return { status: 'unseen', why: `a record of type ${question.type} that cannot be read` };
      records.push(record);
    }
    return { status: 'answer', records: records.toSorted(byText), owner, authentic, aliases: chain };
  }
  const soa = message.authorities.find((raw) => raw.type === TYPE_NUMBERS.SOA && raw.class === 1 && encloses(raw.owner, owner));
  const refers = message.authorities.some((raw) => raw.type === TYPE_NUMBERS.NS);
  if (soa === undefined && refers && !message.authoritative) return { status: 'unseen', why: 'the resolver only names other servers' };
  if (soa === undefined && !message.recursionAvailable && !message.authoritative) return { status: 'unseen', why: 'the resolver does not look names up' };
  return { status: 'none', because: message.rcode === 3 ? 'no-name' : 'no-data', ...(soa === undefined ? {} : { zone: soa.owner }), authentic, aliases: chain };
}

/** The order of records means nothing (RFC 2181 section 5), and the same set should have the same bytes. */
function byText(a: DnsRecord, b: DnsRecord): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function encloses(zone: string, name: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** Names that the question's leads to by CNAME, within this message. */
function aliasesOf(message: Message, question: Question): readonly string[] | string {
  const chain: string[] = [];
  if (question.type === 'CNAME') return chain;
  for (let name = question.name.toLowerCase(); ; ) {
    const alias = message.answers.find((raw) => raw.owner === name && raw.type === TYPE_NUMBERS.CNAME && raw.class === 1);
    if (alias === undefined) return chain;
    const to = readName(message.bytes, alias.start);
    if (typeof to === 'string') return to;
    if (chain.length >= MOST_ALIASES || chain.includes(to.text) || to.text === question.name.toLowerCase()) return 'aliases that lead round';
    chain.push(to.text);
    name = to.text;
  }
}

function recordOf(bytes: Uint8Array, { start, end }: Raw, type: RecordType): DnsRecord | undefined {
  const data = bytes.subarray(start, end);
  const byte = (at: number): number => data[at] ?? 0;
  const word = (at: number): number => (byte(at) << 8) | byte(at + 1);
  const named = (at: number, exactly: boolean): string | undefined => {
    const name = readName(bytes, start + at);
    return typeof name === 'string' || (exactly ? name.next !== end : name.next > end) ? undefined : name.text;
  };
  switch (type) {
    case 'A':
    case 'AAAA':
      return data.length === (type === 'A' ? 4 : 16) ? { type, address: addressText([...data]) } : undefined;
    case 'NS':
    case 'CNAME': {
      const name = named(0, true);
      return name === undefined ? undefined : { type, name };
    }
    case 'SOA': {
      // The server's name; the mail address of whoever answers for the zone is not kept.
      const name = named(0, false);
      return name === undefined ? undefined : { type, name };
    }
    case 'MX': {
      const exchange = data.length < 3 ? undefined : named(2, true);
      return exchange === undefined ? undefined : { type, preference: word(0), exchange };
    }
    case 'TXT': {
      const text = strings(data);
      return text === undefined || text.length > LONGEST_TEXT ? undefined : { type, text };
    }
    case 'DS':
      return data.length < 5 ? undefined : { type, keyTag: word(0), algorithm: byte(2), digestType: byte(3) };
    case 'DNSKEY':
      return data.length < 5 ? undefined : { type, flags: word(0), algorithm: byte(3) };
    case 'TLSA':
      return data.length < 4 ? undefined : { type, usage: byte(0), selector: byte(1), matching: byte(2) };
    case 'CAA': {
      const size = byte(1);
      // RFC 8659 section 4.1: a tag has at least one character, letters and digits in either case.
      const tag = latin(data.subarray(2, 2 + size));
      if (data.length < 2 + size || !/^[a-z0-9]+$/i.test(tag)) return undefined;
      return { type, critical: (byte(0) & 0x80) !== 0, tag: tag.toLowerCase(), value: latin(data.subarray(2 + size)) };
    }
  }
}

/** The character strings of a TXT record, put together without a space (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2). */
function strings(data: Uint8Array): string | undefined {
  if (data.length === 0) return undefined;
  let text = '';
  for (let at = 0; at < data.length; ) {
    const size = data[at] ?? 0;
    if (at + 1 + size > data.length) return undefined;
    text += latin(data.subarray(at + 1, at + 1 + size));
    at += size + 1;
  }
  return text;
}

/** One character a byte: what these records may hold is ASCII, and anything else then stands out and matches nothing. */
function latin(data: Uint8Array): string {
  return Array.from(data, (each) => String.fromCharCode(each)).join('');
}

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { addressBytes } from '../../../map/host.ts';
import { encodeName, readMessage, TYPE_NUMBERS } from '../dns/wire.ts';
import type { RecordType } from '../model.ts';
import type { ResolverAt } from './resolver.ts';

const word = (n: number) => [(n >> 8) & 255, n & 255];
const text = (value: string) => [...Buffer.from(value, 'latin1')];

/** The data of a record, by type, from words. */
export function data(type: RecordType, value: string): readonly number[] {
  const words = value.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressBytes(value) ?? [];
    case 'NS':
    case 'CNAME':
      return encodeName(value);
    case 'SOA':
      return [...encodeName(value), ...encodeName('hostmaster.example'), ...new Array<number>(20).fill(1)];
    case 'MX':
      return [...word(Number(words[0])), ...encodeName(words[1] === '.' ? '' : (words[1] ?? ''))];
    case 'TXT':
      return (value.match(/[\s\S]{1,200}/g) ?? ['']).flatMap((piece) => [piece.length, ...text(piece)]);
    case 'DS':
      return [...word(12345), 13, 2, ...new Array<number>(32).fill(7)];
    case 'DNSKEY':
      return [...word(257), 3, 13, ...new Array<number>(64).fill(7)];
    case 'TLSA':
      return [3, 1, 1, ...new Array<number>(32).fill(7)];
    case 'CAA':
      return [0, (words[0] ?? '').length, ...text(words[0] ?? ''), ...text(words.slice(1).join(' '))];
  }
}

export interface Said {
  readonly rcode?: number;
  readonly authentic?: boolean;
  /** Values of the type that was asked for. */
  readonly values?: readonly string[];
  /** The name is an alias of this one. */
  readonly alias?: string;
  /** Of the zone that says so, with an answer of none. */
  readonly zone?: string;
  readonly recursion?: boolean;
  readonly referral?: string;
}

/** A whole answer to a query, as a resolver would write it. */
export function reply(query: Uint8Array, said: Said): Buffer {
  const asked = readMessage(query);
  if (typeof asked === 'string') throw new TypeError(asked);
  const question = asked.questions[0] ?? { name: '', type: 0, class: 1 };
  const type = (Object.entries(TYPE_NUMBERS) as [RecordType, number][]).find(([, number]) => number === question.type)?.[0] ?? 'A';
  const record = (owner: string, of: number, bytes: readonly number[]) => [
    ...encodeName(owner),
    ...word(of),
    0,
    1,
    0,
    0,
    0,
    60,
    ...word(bytes.length),
    ...bytes,
  ];
  const answers: number[][] = [];
  if (said.alias !== undefined) answers.push(record(question.name, TYPE_NUMBERS.CNAME, encodeName(said.alias)));
  for (const value of said.values ?? []) answers.push(record(said.alias ?? question.name, question.type, data(type, value)));
  const authority: number[][] = [];
  if (said.zone !== undefined) authority.push(record(said.zone, TYPE_NUMBERS.SOA, data('SOA', `ns.${said.zone}`)));
  if (said.referral !== undefined) authority.push(record(said.referral, TYPE_NUMBERS.NS, data('NS', `ns.${said.referral}`)));
  const flags = 0x8100 | (said.recursion === false ? 0 : 0x80) | (said.authentic === true ? 0x20 : 0) | (said.rcode ?? 0);
  return Buffer.from([
    ...word(asked.id),
    ...word(flags),
    ...word(1),
    ...word(answers.length),
    ...word(authority.length),
    0,
    0,
    ...encodeName(question.name),
    ...word(question.type),
    0,
    1,
    ...answers.flat(),
    ...authority.flat(),
  ]);
}

/** What the resolver does with a query: bytes to send back, several packets of them, or silence. */
export type Behaviour = (query: Buffer, question: { readonly name: string; readonly type: string }, over: 'udp' | 'tcp') => readonly Uint8Array[];

export interface Resolver extends ResolverAt {
  readonly asked: string[];
  close(): Promise<void>;
}

const TYPES = new Map(Object.entries(TYPE_NUMBERS).map(([type, number]) => [number, type]));

/** A resolver on loopback, over UDP and TCP at one port. */
export async function resolver(behave: Behaviour): Promise<Resolver> {
  const asked: string[] = [];
  const answer = (query: Buffer, over: 'udp' | 'tcp') => {
    const message = readMessage(query);
    const first = typeof message === 'string' ? undefined : message.questions[0];
    const question = { name: first?.name ?? '', type: TYPES.get(first?.type ?? 0) ?? '' };
    asked.push(`${question.type} ${question.name}${over === 'tcp' ? ' tcp' : ''}`);
    return behave(query, question, over);
  };
  const tcp = createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (held.length < 2 || held.length < held.readUInt16BE(0) + 2) return;
      for (const bytes of answer(held.subarray(2), 'tcp')) socket.write(Buffer.concat([Buffer.from(word(bytes.length)), bytes]));
      socket.end();
    });
  });
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done));
  const { port } = tcp.address() as { port: number };
  const udp = createSocket('udp4');
  udp.on('message', (query, from) => {
    for (const bytes of answer(query, 'udp')) udp.send(bytes, from.port, from.address);
  });
  await new Promise<void>((done) => udp.bind(port, '127.0.0.1', done));
  return {
    address: '127.0.0.1',
    port,
    asked,
    close: async () => {
      udp.close();
      await new Promise((done) => tcp.close(done));
    },
  };
}

/** Records by `TYPE name`; the root is signed and checked. What is not there is said not to be, by the zone. */
export function zone(name: string, records: Readonly<Record<string, Said>>): Behaviour {
  return (query, question) => {
    const said = records[`${question.type} ${question.name}`];
    if (said !== undefined) return [reply(query, said)];
    if (question.name === '') return [reply(query, { values: ['a.root'], authentic: true })];
    const isHere = question.name === name || question.name.endsWith(`.${name}`);
    return [
      reply(query, {
        zone: isHere ? name : '',
        ...(isHere && question.name !== name && !Object.keys(records).some((key) => key.endsWith(` ${question.name}`)) ? { rcode: 3 } : {}),
      }),
    ];
  };
}

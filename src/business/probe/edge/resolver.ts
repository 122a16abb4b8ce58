import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import { createConnection, isIP } from 'node:net';
import { Refused } from '../../../core/index.ts';
import { addressBytes } from '../../../map/host.ts';
import { answerOf, isAnswerTo } from '../dns/answer.ts';
import { canAsk, encodeQuestion, type Message, readMessage } from '../dns/wire.ts';
import { probeFaults } from '../faults.ts';
import type { DnsAnswer, Question } from '../model.ts';

export interface ResolverAt {
  readonly address: string;
  readonly port: number;
}

const TRIES = 2;

/** `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; without text, the first one that this machine uses. Throws `Refused` (ASSAY-PROBE-005). */
export function resolverAt(text: string | undefined): ResolverAt {
  const given = text ?? getServers()[0] ?? '';
  const match = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i.exec(given);
  const address = match?.[1] ?? match?.[2] ?? (addressBytes(given) === undefined ? '' : given);
  const port = Number(match?.[3] ?? 53);
  if (addressBytes(address) !== undefined && port > 0 && port < 65_536) return { address, port };
  throw new Refused(
    probeFaults.fault('005', {
      message: text === undefined ? 'this machine knows no resolver' : `"${given.slice(0, 100)}" is no address of a resolver`,
      field: '--resolver',
      expected: 'an address with or without a port, such as 192.0.2.53:53 or [2001:db8::53]:53',
      found: given.slice(0, 100),
      remedy: 'Name the resolver by its address: --resolver ADDRESS:PORT',
    }),
  );
}

/**
 * Asks one question: over UDP from a port of its own each time, and over TCP where the answer was cut off. A packet that is no answer to this very question is
 * passed over until the time is up, so that whoever guesses has to guess the id and the port too. Never throws: what is not seen is `unseen`.
 */
export async function ask(resolver: ResolverAt, question: Question, queryMs: number): Promise<DnsAnswer> {
  if (!canAsk(question.name)) return { status: 'unseen', why: 'a name that cannot be asked for' };
  let why = 'no answer in time';
  for (let i = 0; i < TRIES; i += 1) {
    const udp = await overUdp(resolver, question, queryMs);
    if (typeof udp === 'string') {
      why = udp;
      continue;
    }
    if (!udp.truncated) return answerOf(udp, question);
    const tcp = await overTcp(resolver, question, queryMs);
    return typeof tcp === 'string' ? { status: 'unseen', why: `the answer was cut off, and over TCP: ${tcp}` } : answerOf(tcp, question);
  }
  return { status: 'unseen', why };
}

function overUdp({ address, port }: ResolverAt, question: Question, queryMs: number): Promise<Message | string> {
  const id = randomInt(65_536);
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    let odd = 0;
    const end = (result: Message | string) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => end(odd === 0 ? 'no answer in time' : 'only packets that are no answer to the question'), queryMs);
    socket.on('error', (error: NodeJS.ErrnoException) => end(`no answer (${error.code ?? 'error'})`));
    socket.on('message', (bytes) => {
      const message = readMessage(bytes);
      if (typeof message === 'string' || !isAnswerTo(message, id, question)) odd += 1;
      else end(message);
    });
    // Connected, so that the system drops packets from anybody else.
    socket.connect(port, address, () => socket.send(encodeQuestion(id, question)));
  });
}

function overTcp({ address, port }: ResolverAt, question: Question, queryMs: number): Promise<Message | string> {
  const id = randomInt(65_536);
  const socket = createConnection({ host: address, port });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (result: Message | string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end('no answer in time'), queryMs);
    socket.on('error', (error: NodeJS.ErrnoException) => end(`no answer (${error.code ?? 'error'})`));
    socket.on('close', () => end('the connection was closed'));
    socket.on('connect', () => {
      const query = encodeQuestion(id, question);
      socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]));
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < 2) return;
      const all = Buffer.concat(chunks);
      const size = all.readUInt16BE(0);
      if (length < size + 2) return;
      const message = readMessage(all.subarray(2, size + 2));
      if (typeof message === 'string') end(message);
      else end(isAnswerTo(message, id, question) ? message : 'an answer to another question');
    });
  });
}

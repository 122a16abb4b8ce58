import 'reflect-metadata';
import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { base64Of } from '../src/core/der/armour.ts';
import { explicit, sequence, smallInteger } from '../src/core/der/write.ts';
import { signed } from '../src/product/ca/certificate.ts';
import { writeName } from '../src/product/ca/name.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

const DEVICES = 2000;
const WARM = 300;
const AT_ONCE = [12];
const PEER_RUNS = 300;

/** A certification request of P-256, made before the clock runs: what the device does is not what is measured. */
function request(name: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const info = sequence(smallInteger(0), writeName(name), new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })), explicit(0));
  return base64Of(signed(info, 'p-256', new Uint8Array(sign('sha256', info, privateKey as KeyObject))));
}

/** One enrolment over a connection of its own, in milliseconds from before it is opened to the whole answer. */
function enrol(port: number, secureContext: SecureContext, user: string, body: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', secureContext }, () => {
      socket.write(
        `POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic ${btoa(user)}\r\nContent-Type: application/pkcs10\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      if (text.startsWith('HTTP/1.1 200 ')) resolve(performance.now() - began);
      else reject(new TypeError(text.slice(0, 300)));
    });
  });
}

interface Ready {
  readonly port: number;
  readonly root: string;
  readonly tokens: readonly string[];
}

const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', () => reject(new TypeError('the server ended')));
  });

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu');
  return (await heard<{ readonly cpu: number }>(child)).cpu;
}

/** What @peculiar/x509 takes to sign a certificate, with nothing around it: no connection, no proof, no ledger. Issues a second. */
async function peer(): Promise<number> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const began = performance.now();
  for (let i = 0; i < PEER_RUNS; i += 1) {
    await x509.X509CertificateGenerator.create({
      serialNumber: String(1000 + i),
      subject: `CN=cam-${i}`,
      issuer: 'CN=Bench',
      notBefore: new Date(0),
      notAfter: new Date(1e12),
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [new x509.BasicConstraintsExtension(false), new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
    });
  }
  return PEER_RUNS / ((performance.now() - began) / 1000);
}

/**
 * Elapsed time, client and server on one machine, each a process. The folder lies in the working directory, as a data folder does: the facts of every enrolment are synced to disk before
 * its certificate leaves. Each enrolment is a new connection of TLS 1.3 with a full handshake (P-256), a one-time token, a request and its proof, an issue, three facts.
 */
export async function run(): Promise<BenchResult[]> {
  const dir = mkdtempSync(join(process.cwd(), '.bench-est-'));
  const child = fork(new URL('./product-est-server.ts', import.meta.url), [dir, String(DEVICES)]);
  try {
    const { port, root, tokens } = await heard<Ready>(child);
    const context = createSecureContext({ ca: root });
    const bodies = tokens.map((_, i) => request(`cam-${i}`));
    let next = 0;
    const one = () => {
      const i = next;
      next += 1;
      return enrol(port, context, `cam-${i}:${tokens[i]}`, bodies[i] ?? '');
    };
    const wave = async (count: number, atOnce: number) => {
      const times: number[] = [];
      const end = next + count;
      const began = performance.now();
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (next < end) times.push(await one());
        }),
      );
      return {
        rate: times.length / ((performance.now() - began) / 1000),
        p99: times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0,
        middle: median(times),
      };
    };
    await wave(WARM, AT_ONCE[0] ?? 8);
    const results: BenchResult[] = [];
    const plain = await peer();
    for (const atOnce of AT_ONCE) {
      const before = await cpuOf(child);
      const count = Math.floor((DEVICES - WARM) / AT_ONCE.length) - 50;
      const { rate, p99, middle } = await wave(count, atOnce);
      const cpu = ((await cpuOf(child)) - before) / count;
      const common = {
        bench: 'product-est',
        input: `${count} enrolments over new TLS 1.3 connections, ${atOnce} at once, client on the same machine`,
        runs: 1,
        machine: MACHINE,
      };
      results.push(
        {
          ...common,
          figure: 'enrolments',
          value: rate,
          unit: '/s',
          against: { what: '@peculiar/x509 signs alone', value: plain, ratio: plain / rate },
          budget: { least: 300 },
        },
        { ...common, figure: 'enrolment, 99th of 100', value: p99, unit: 'ms', budget: { most: 100 } },
        { ...common, figure: 'enrolment, median', value: middle, unit: 'ms' },
        { ...common, figure: 'processor time of the server, each', value: cpu, unit: 'ms' },
      );
    }
    return results;
  } finally {
    child.send('end');
    await new Promise((done) => child.once('exit', done));
    rmSync(dir, { recursive: true, force: true });
  }
}

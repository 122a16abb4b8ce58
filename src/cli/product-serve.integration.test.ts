import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily' };
const exec = promisify(execFile);
let folder: string;
let serving: ChildProcess;
let urls: { readonly est: string; readonly http: string };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  await new Promise((done) => server.close(done));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

async function assay(...argv: string[]): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const say = (text: string) => {
    out += text;
  };
  const code = await run(['product', ...argv], COMMANDS, { cwd: folder, env: ENV, now: () => Instant.of(Date.now()), interactive: false, out: say, err: say });
  return { code, out };
}

/** What a shell says in the folder, on both outputs. */
async function shell(line: string): Promise<string> {
  const { stdout } = await exec('sh', ['-c', `{ ${line}; } 2>&1 || true`], { cwd: folder });
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-serve-cli-'));
  const port = await freePort();
  const secrets = ['--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING'];
  expect((await assay('ca', 'init', '--organisation', 'Example Cameras', '--url', `http://localhost:${port}/pki`, ...secrets)).code).toBe(0);
  const main = new URL('../main.ts', import.meta.url).pathname;
  const ports = ['est', 'mqtt', 'https'].flatMap((name) => [`--${name}-port`, '0']);
  serving = spawn(process.execPath, [main, 'product', 'serve', '--passphrase', 'env:ISSUING', ...ports, '--http-port', String(port), '--json'], {
    cwd: folder,
    env: { ...process.env, ...ENV },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    serving.stdout?.once('data', (part) => resolve(String(part)));
    serving.once('exit', () => reject(new TypeError('it ended')));
  });
  urls = JSON.parse(line) as typeof urls;
  expect(urls.http).toBe(`http://localhost:${port}`);
});
afterAll(async () => {
  if (serving.exitCode === null) {
    const ended = new Promise((done) => serving.once('exit', done));
    serving.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('assay product serve', () => {
  it('gives lists and OCSP at the addresses that its own certificate names, as OpenSSL verifies them through curl', async () => {
    const { host } = new URL(urls.est);
    await shell(`openssl s_client -connect ${host} -servername localhost -showcerts </dev/null | openssl x509 -out server.pem`);
    const text = await shell('openssl x509 -in server.pem -noout -text');
    const list = /CRL Distribution Points:[\s\S]*?URI:(\S+)/.exec(text)?.[1] ?? '';
    const ocsp = /OCSP - URI:(\S+)/.exec(text)?.[1] ?? '';
    expect([list, ocsp]).toEqual([`${urls.http}/pki/crl/issuing-1/00.crl`, `${urls.http}/pki/ocsp`]);

    const ca = '.assay/product/ca';
    const verified = () =>
      shell(
        `curl -sS ${list} | openssl crl -inform DER -out list.pem; openssl verify -crl_check -CAfile ${ca}/root-1.pem -untrusted ${ca}/issuing-1.pem -CRLfile list.pem server.pem`,
      );
    const asked = () =>
      shell(`openssl ocsp -issuer ${ca}/issuing-1.pem -cert server.pem -CAfile ${ca}/root-1.pem -verify_other ${ca}/issuing-1.pem -url ${ocsp}`);
    expect(await verified()).toContain('server.pem: OK');
    expect(await asked()).toMatch(/Response verify OK[\s\S]*server\.pem: good/);

    const serial = (await shell('openssl x509 -in server.pem -noout -serial')).replace('serial=', '').trim();
    expect((await assay('ca', 'revoke', serial, '--reason', 'superseded')).code).toBe(0);
    // OCSP says so at once, the list from the next run on.
    expect(await asked()).toMatch(/server\.pem: revoked/);
    expect((await assay('ca', 'crl', '--passphrase', 'env:ISSUING')).code).toBe(0);
    expect(await verified()).toContain('certificate revoked');
  });
});

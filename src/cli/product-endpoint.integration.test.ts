import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily' };
/** A client that nobody here wrote. */
const SUBSCRIBER = '/usr/bin/mosquitto_sub';
let folder: string;
let serving: ChildProcess | undefined;
let port: string;

async function assay(...argv: string[]) {
  let [out, err] = ['', ''];
  const code = await run(['product', ...argv], COMMANDS, {
    cwd: folder,
    env: ENV,
    now: () => Instant.of(Date.now()),
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  });
  return { code, out, err };
}

/** The exit code of a client that subscribes and goes: 5 is a connection that was refused. */
const subscribed = (pass: string, topic: string) =>
  new Promise<number>((resolve) => {
    const args = ['-h', 'localhost', '-p', port, '--cafile', '.assay/product/ca/root-1.pem', '-u', 'pass', '-P', pass, '-t', topic, '-E', '-i', 'one'];
    execFile(SUBSCRIBER, args, { cwd: folder, timeout: 10_000 }, (error) => resolve(error === null ? 0 : Number(error.code)));
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-endpoint-cli-'));
  expect((await assay('ca', 'init', '--organisation', 'Example Cameras', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING')).err).toBe('');
  await assay('device', 'register', 'cam-1', '--product', 'camera');
  const main = new URL('../main.ts', import.meta.url).pathname;
  const ports = ['--est-port', '0', '--mqtt-port', '0', '--https-port', '0', '--http-port', '0'];
  const child = spawn(process.execPath, [main, 'product', 'serve', '--passphrase', 'env:ISSUING', ...ports, '--json'], {
    cwd: folder,
    env: { ...process.env, ...ENV },
  });
  serving = child;
  port = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part) => {
      said += String(part);
      const found = /"mqtt":"mqtts:\/\/localhost:(\d+)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on('data', (part) => reject(new TypeError(String(part))));
    child.once('exit', () => reject(new TypeError('it ended')));
  });
});
afterAll(async () => {
  const child = serving;
  if (child !== undefined && child.exitCode === null) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

it('a service is let in by its pass, until it is withdrawn', async () => {
  const made = JSON.parse((await assay('endpoint', 'pass', 'service:server', '--for', 'PT1H', '--json')).out) as { readonly id: string; readonly pass: string };
  expect(await subscribed(made.pass, 'd/+/status')).toBe(0);
  expect(await assay('endpoint', 'withdraw', made.id)).toMatchObject({ code: 0, out: '1 withdrawn, with the sessions that they let in.\n' });
  expect(await subscribed(made.pass, 'd/+/status')).not.toBe(0);
  await assay('endpoint', 'pass', 'service:server', '--once');
  expect((await assay('endpoint', 'withdraw', 'service:server', '--json')).out).toContain('"withdrawn": 1');
});

it('a member is meant by name where one alone is called so', async () => {
  await assay('household', 'found', '--name', 'Küchenhaus', '--owner', 'Jörg Größe');
  expect(await assay('endpoint', 'pass', 'user:Jörg Größe')).toMatchObject({ code: 0, err: '' });
  expect((await assay('endpoint', 'pass', 'user:Gus')).err).toContain('ASSAY-CLI-005 no member is called "Gus"');
  const said = await assay('endpoint', 'pass', 'service:server');
  for (const line of said.out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
});

it('other policies decide without a restart', async () => {
  mkdirSync(join(folder, 'policies'));
  writeFileSync(join(folder, 'policies', 'own.cedar'), '@id("none") @because("not now") forbid (principal is Service, action, resource);');
  expect((await assay('endpoint', 'policies', 'policies')).out).toMatch(/^\d+ policies decide from now on/);
  expect((await assay('endpoint', 'policies')).code).toBe(0);
});

it.each([
  ['an act that is none', ['endpoint', 'open'], 'ASSAY-CLI-004'],
  ['somebody who is nobody', ['endpoint', 'pass', 'anna'], 'ASSAY-CLI-004'],
  ['a service that is not declared', ['endpoint', 'pass', 'service:insights'], 'ASSAY-ENDPOINT-012'],
])('%s is refused', async (_what, argv, code) => {
  expect((await assay(...argv)).err).toContain(code);
});

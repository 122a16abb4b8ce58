import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
let serving: ChildProcess | undefined;
let url: string;

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
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
  };
  const code = await run(['product', ...argv], COMMANDS, io);
  return { code, out, err };
}
const json = async (...argv: string[]) => JSON.parse((await assay(...argv, '--json')).out) as { readonly [key: string]: unknown };
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-est-cli-'));
  expect((await assay('ca', 'init', '--organisation', 'Example Cameras', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING')).err).toBe('');
  writeFileSync(file('profiles.yaml'), 'assay: profiles/1\nprofiles:\n  - { name: watched, days: 30, usages: [client], keys: [p-256], approval: true }\n');
  await assay('ca', 'profiles', file('profiles.yaml'));
  for (const [device, product] of [
    ['cam-1', 'camera'],
    ['lock-1', 'watched'],
  ] as const)
    await assay('device', 'register', device, '--product', product);
  const main = new URL('../main.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [main, 'product', 'serve', '--passphrase', 'env:ISSUING', '--est-port', '0', '--mqtt-port', '0', '--https-port', '0', '--http-port', '0', '--json'],
    {
      cwd: folder,
      env: { ...process.env, ...ENV },
    },
  );
  serving = child;
  url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part) => {
      said += String(part);
      const found = /"est":"([^"]+)"/.exec(said)?.[1];
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

async function enrol(device: string, token: string): Promise<{ readonly status: string; readonly body: string }> {
  await exec(
    'sh',
    [
      '-c',
      `[ -f ${device}.key ] || openssl ecparam -name prime256v1 -genkey -noout -out ${device}.key; openssl req -new -key ${device}.key -subj /CN=${device} -outform DER | base64 -w0 > ${device}.b64`,
    ],
    { cwd: folder },
  );
  const { stdout } = await exec(
    'curl',
    [
      '-sS',
      '-w',
      '\n%{http_code}',
      '--cacert',
      '.assay/product/ca/root-1.pem',
      '-u',
      `${device}:${token}`,
      '-H',
      'Content-Type: application/pkcs10',
      '--data-binary',
      `@${device}.b64`,
      `${url}/simpleenroll`,
    ],
    { cwd: folder },
  );
  const at = stdout.lastIndexOf('\n');
  return { status: stdout.slice(at + 1), body: stdout.slice(0, at) };
}

describe('assay product serve and est', () => {
  it('enrols a device by a token that the command line made, as docs/product-est.md has it', async () => {
    expect(url).toMatch(/^https:\/\/localhost:\d+\/\.well-known\/est$/);
    const made = await json('est', 'token', 'cam-1', '--for', 'PT1H');
    const answer = await enrol('cam-1', String(made['token']));
    expect(answer.status).toBe('200');
    const shown = (await assay('device', 'show', 'cam-1')).out;
    expect(shown).toContain('in service');
    expect(shown).toContain('enrolled by a one-time token');
    // The same key hears its answer once more; another key with the same token is somebody else's.
    rmSync(file('cam-1.key'));
    expect((await enrol('cam-1', String(made['token']))).body).toContain('ASSAY-EST-007');
    expect((await assay('est', 'alarms')).out).toContain('ASSAY-EST-007');
    expect((await assay('est', 'token', 'cam-1')).out).toContain('Enrols cam-1 once');
    expect((await assay('est', 'token', 'nobody')).err).toContain('ASSAY-DEVICE-001');
  });

  it('has a person decide about requests that wait', async () => {
    expect((await assay('est', 'waiting')).out).toContain('No request waits.');
    const made = await json('est', 'token', 'lock-1');
    expect((await enrol('lock-1', String(made['token']))).status).toBe('202');
    const { requests } = (await json('est', 'waiting')) as { readonly requests: readonly { readonly id: string }[] };
    expect((await assay('est', 'waiting')).out).toContain('lock-1');
    const id = requests[0]?.id ?? '';
    expect((await assay('est', 'approve', id)).out).toContain('lock-1 gets its certificate');
    expect((await enrol('lock-1', String(made['token']))).status).toBe('200');
    expect((await assay('est', 'decline', id)).err).toContain('ASSAY-EST-025');
  });

  it('takes settings over, and says what is wrong with a command', async () => {
    expect((await assay('est', 'settings')).out).toContain('Nothing is set');
    writeFileSync(file('est.yaml'), 'assay: est/1\nproducts:\n  camera: { proof: both }\n');
    expect((await assay('est', 'settings', file('est.yaml'))).out).toContain('both');
    writeFileSync(file('est.yaml'), 'assay: est/1\nproducts:\n  camera: { proof: all }\n');
    expect((await assay('est', 'settings', file('est.yaml'))).err).toContain('ASSAY-EST-024');
    expect((await assay('est', 'nothing')).err).toContain('ASSAY-CLI-004');
    expect((await assay('serve')).err).toContain('ASSAY-CLI-003');
    expect((await assay('serve', '--passphrase', 'hunter2')).err).not.toContain('hunter2');
    expect(readFileSync(file('.assay/product/est/settings.yaml'), 'utf8')).toContain('both');
  });
});

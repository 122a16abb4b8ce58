import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { INDENT, type Manufacturer, manufacturer } from '../product/brski/edge/brski.fixture.ts';
import { pledge } from '../product/brski/edge/pledge.fixture.ts';
import { VOUCHER } from '../product/brski/edge/wire.ts';
import { newPair, request } from '../product/ca/edge/made.fixture.ts';
import { writeName } from '../product/ca/name.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily', MASA: 'the maker vouches for them' };
let folder: string;
let maker: Manufacturer;
const children: ChildProcess[] = [];

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

/** A command that serves, in a process of its own: gives the first line that it says. */
function serving(...argv: string[]): Promise<{ readonly [name: string]: string }> {
  const main = new URL('../main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, 'product', ...argv, '--json'], { cwd: folder, env: { ...process.env, ...ENV } });
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
      if (said.includes('\n')) resolve(JSON.parse(said.split('\n')[0] ?? '{}'));
    });
    child.stderr.on('data', (part) => {
      said += part;
    });
    child.once('exit', () => reject(new TypeError(said)));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-brski-cli-'));
  maker = await manufacturer();
  writeFileSync(join(folder, 'devices.pem'), maker.anchor);
});
afterAll(async () => {
  for (const child of children) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill();
    await ended;
  }
  await maker?.close();
  rmSync(folder, { recursive: true, force: true });
});

const INIT = ['brski', 'masa', 'init', '--organisation', 'Maker', '--devices', 'devices.pem', '--passphrase', 'env:MASA', '--data', 'maker'];

describe('assay product brski', () => {
  it('takes nothing that is not known, and no service that was not made', async () => {
    expect((await assay('brski', 'masa', 'sell')).err).toContain('ASSAY-CLI-004');
    expect((await assay('brski', 'masa', 'init')).err).toContain('ASSAY-CLI-003');
    expect((await assay('brski', 'masa', 'contested', '--data', 'maker')).err).toContain('ASSAY-BRSKI-028');
    expect((await assay('brski', 'masa', 'serve', '--passphrase', 'env:MASA', '--data', 'maker')).err).toContain('ASSAY-BRSKI-028');
    writeFileSync(join(folder, 'none.pem'), 'nothing');
    expect((await assay(...INIT.map((word) => (word === 'devices.pem' ? 'none.pem' : word)))).err).toContain('ASSAY-BRSKI-020');
    expect(await assay(...INIT)).toMatchObject({ code: 0, out: expect.stringContaining('masa.pem') });
    expect((await assay(...INIT)).err).toContain('ASSAY-BRSKI-028');
  });

  it('brings a device from its manufacturer to its operator, through three processes', async () => {
    await assay('ca', 'init', '--organisation', 'Example Cameras', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING');
    await assay('device', 'register', 'cam-1', '--product', 'camera');
    const { masa = '' } = await serving('brski', 'masa', 'serve', '--passphrase', 'env:MASA', '--port', '0', '--data', 'maker');
    const signer = readFileSync(join(folder, 'maker', 'masa', 'masa.pem'), 'utf8');
    writeFileSync(join(folder, 'est.yaml'), `assay: est/1\nproducts:\n  camera:\n    anchors: |\n      ${INDENT(maker.anchor)}\n`);
    writeFileSync(join(folder, 'brski.yaml'), `assay: brski/1\nproducts:\n  camera:\n    masa: ${masa}\n    anchors: |\n      ${INDENT(signer)}\n`);
    expect((await assay('brski', 'registrar', 'settings')).out).toContain('Nothing is set');
    expect((await assay('est', 'settings', 'est.yaml')).code).toBe(0);
    expect((await assay('brski', 'registrar', 'settings', 'brski.yaml')).out).toContain(masa);
    const ports = ['--est-port', '0', '--mqtt-port', '0', '--https-port', '0', '--http-port', '0'];
    const { est = '' } = await serving('serve', '--passphrase', 'env:ISSUING', ...ports);
    expect((await assay('brski', 'registrar', 'show', 'cam-1')).out).toContain('was not vouched for');

    const device = pledge({ port: Number(new URL(est).port), ...(await maker.device('cam-1')), vouchers: signer });
    const answer = await device.send('/.well-known/brski/requestvoucher', VOUCHER, await device.request());
    expect(answer.status).toBe(200);
    await device.believe(answer.body);
    await device.send('/.well-known/brski/voucher_status', 'application/json', '{"version":1,"status":true}');
    expect((await assay('brski', 'registrar', 'show', 'cam-1')).out).toContain('not in service yet');
    await device.enrol(request({ subject: writeName('cam-1') }, newPair()));
    device.close();
    expect((await assay('brski', 'registrar', 'show', 'cam-1')).out).toContain('can be introduced to a household');
    expect(await assay('device', 'show', 'cam-1')).toMatchObject({ out: expect.stringContaining('accepted its voucher') });

    const shown = JSON.parse((await assay('brski', 'masa', 'show', 'cam-1', '--data', 'maker', '--json')).out) as { readonly owner: string };
    expect(await assay('brski', 'masa', 'show', 'cam-1', '--data', 'maker')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`owned by domain ${shown.owner}`),
    });
    expect(await assay('brski', 'masa', 'contested', '--data', 'maker')).toMatchObject({ code: 0, out: expect.stringContaining('No device') });
    expect((await assay('brski', 'masa', 'release', 'cam-1', '--owner', 'AAAA', '--data', 'maker')).err).toContain('ASSAY-BRSKI-025');
    expect(await assay('brski', 'masa', 'release', 'cam-1', '--owner', shown.owner, '--data', 'maker')).toMatchObject({ code: 0 });
    expect((await assay('brski', 'masa', 'show', 'cam-1', '--data', 'maker')).out).toContain('nobody’s');
  });
});

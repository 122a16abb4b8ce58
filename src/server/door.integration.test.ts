import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../../test/self-signed.ts';
import { verifyLedger } from '../ledger/edge/check.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'assay-door-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

function assay(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return { child, said: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function serving(...args: readonly string[]): Promise<Run & { readonly url: string; readonly setupUrl: string | undefined }> {
  const run = assay('server', 'start', '--port', '0', '--json', ...args);
  await expect.poll(run.said, { timeout: 30_000 }).toContain('"url":');
  const told = JSON.parse(
    run
      .said()
      .split('\n')
      .find((line) => line.includes('"url":"') && !line.includes('"level"')) ?? '{}',
  );
  return { ...run, url: told.url, setupUrl: told.setupUrl };
}

describe('a server', () => {
  it('starts on nothing, serves, can be copied meanwhile, and stops when it is told', async () => {
    const data = join(root, 'data');
    const { child, said, url, setupUrl, ended } = await serving('--data', data);
    expect(setupUrl).toMatch(new RegExp(`^${url}/setup#[A-Za-z0-9_-]{20,}$`));
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    expect((await fetch(`${url}/api/services`)).status).toBe(401);
    const [elsewhere] = await once(request(`${url}/api/health`, { headers: { host: 'evil.example' } }).end(), 'response');
    elsewhere.resume();
    expect(elsewhere.statusCode).toBe(421);

    const second = assay('server', 'start', '--port', '0', '--data', data);
    expect(await second.ended).toBe(2);
    expect(second.said()).toMatch(/ASSAY-LEDGER-004[\s\S]*over HTTP/);

    const copied = assay('server', 'backup', join(root, 'copy'), '--data', data);
    expect([await copied.ended, copied.said()]).toEqual([0, expect.stringContaining('Every ledger in it verifies')]);

    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(said()).toContain('"stopped"');
    expect(verifyLedger(join(data, 'office')).ok).toBe(true);
    // The link is told once, to whoever started the server, and is no line of the log.
    const secret = setupUrl?.split('#')[1] ?? '';
    expect(said().split(secret)).toHaveLength(2);

    const restored = assay('server', 'restore', join(root, 'copy'), '--data', join(root, 'restored'));
    expect(await restored.ended).toBe(0);
    const again = await serving('--data', join(root, 'restored'));
    expect((await fetch(`${again.url}/api/health`)).status).toBe(200);
    again.child.kill('SIGINT');
    expect(await again.ended).toBe(0);
  });

  it('waits for a request that runs, and ends at once when it is told a second time', async () => {
    const { child, url, ended } = await serving('--data', join(root, 'twice'));
    const held = connect(Number(new URL(url).port), '127.0.0.1');
    held.on('error', () => undefined);
    held.write(
      `POST /api/sign-in/password HTTP/1.1\r\nHost: ${new URL(url).host}\r\nOrigin: ${url}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    // Its turn has come before this one's.
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    held.destroy();
    expect(verifyLedger(join(root, 'twice/office')).ok).toBe(true);
  });

  it('speaks TLS with a certificate of its own', async () => {
    const { cert, key } = selfSigned();
    writeFileSync(join(root, 'cert.pem'), cert);
    writeFileSync(join(root, 'key.pem'), key);
    const { child, url, ended } = await serving('--data', join(root, 'tls'), '--tls-cert', 'cert.pem', '--tls-key', 'key.pem');
    expect(url).toMatch(/^https:\/\/localhost:/);
    const [answer] = await once(get(`${url}/api/health`, { ca: cert, family: 4 }), 'response');
    expect([answer.statusCode, answer.headers['strict-transport-security']]).toEqual([200, expect.stringContaining('max-age=')]);
    answer.resume();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it.each([
    ['for others without TLS', ['--host', '0.0.0.0']],
    ['with half a certificate', ['--tls-cert', MAIN]],
    ['with a certificate that is not there', ['--tls-cert', 'nowhere.pem', '--tls-key', 'nowhere.pem']],
    ['with a certificate that is none', ['--tls-cert', MAIN, '--tls-key', MAIN]],
    ['called by an address', ['--public-url', 'https://192.0.2.1']],
  ])('is not started %s, and nothing is written', async (_, args) => {
    const { said, ended } = assay('server', 'start', '--port', '0', '--data', join(root, 'none'), ...args);
    expect(await ended).toBe(2);
    expect(said()).toContain('ASSAY-SERVER-014');
    expect(said()).not.toContain('.ts:');
    expect(existsSync(join(root, 'none'))).toBe(false);
  });
});

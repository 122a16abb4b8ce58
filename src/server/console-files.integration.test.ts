import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { consoleFiles } from './console-files.ts';

const outside = mkdtempSync(join(tmpdir(), 'assay-console-'));
const folder = join(outside, 'dist');
const SCRIPT = `export const words = ${JSON.stringify('assay '.repeat(500))};\n`;
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(outside, 'secret.txt'), 'secret');
writeFileSync(join(folder, 'index.html'), '<!doctype html><meta property="csp-nonce" nonce="%NONCE%"><style nonce="%NONCE%"></style>');
writeFileSync(join(folder, 'assets/main-Bq3x_9Zk.js'), SCRIPT);
writeFileSync(join(folder, 'assets/main-Bq3x_9Zk.js.map'), '{}');
writeFileSync(join(folder, 'assets/inter-D4f8Ga0c.woff2'), Buffer.alloc(4000, 'x'));
writeFileSync(join(folder, 'icon.svg'), '<svg/>');
writeFileSync(join(folder, 'odd.xyz'), 'x');
afterAll(() => rmSync(outside, { recursive: true }));

const files = consoleFiles(folder, { https: true });
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  files.answer(new Request(`https://assay.example${path}`, { method, headers }));
const PAGE = { accept: 'text/html,application/xhtml+xml' };

describe('the page', () => {
  it.each(['/', '/index.html', '/gaps', '/map/parts/camera?layer=product'])('is given for %s, with a nonce of this answer', async (path) => {
    const answers = await Promise.all([ask(path, PAGE), ask(path, PAGE)]);
    const nonces = answers.map((answer) => /'nonce-([^']+)'/.exec(answer?.headers.get('content-security-policy') ?? '')?.[1] ?? '');
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(answers[0]?.status).toBe(200);
    expect(answers[0]?.headers.get('cache-control')).toBe('no-store');
    expect(answers[0]?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answers[0]?.text()).toBe(`<!doctype html><meta property="csp-nonce" nonce="${nonces[0]}"><style nonce="${nonces[0]}"></style>`);
  });

  it('has no body for HEAD', async () => {
    const answer = await ask('/gaps', PAGE, 'HEAD');
    expect([answer?.status, await answer?.text()]).toEqual([200, '']);
  });

  it.each([
    ['a script that is gone', '/assets/main-00000000.js', { accept: '*/*' }, 'GET'],
    ['a script that is gone, opened by hand', '/assets/main-00000000.js', PAGE, 'GET'],
    ['a path that a script fetches', '/gaps', { accept: 'application/json' }, 'GET'],
    ['a source map', '/assets/main-Bq3x_9Zk.js.map', { accept: '*/*' }, 'GET'],
    ['another method', '/', PAGE, 'POST'],
  ])('is not given for %s', async (_, path, headers, method) => {
    expect(await ask(path, headers, method)).toBeUndefined();
  });
});

describe('a file', () => {
  it('with its hash in its name is kept for a year', async () => {
    const answer = await ask('/assets/main-Bq3x_9Zk.js');
    expect(answer?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer?.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer?.headers.get('content-encoding')).toBeNull();
    expect(await answer?.text()).toBe(SCRIPT);
  });

  it.each([
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/odd.xyz', 'application/octet-stream', 'no-cache'],
    ['/assets/inter-D4f8Ga0c.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ])('%s is %s', async (path, type, cacheControl) => {
    const answer = await ask(path, { 'accept-encoding': 'br' });
    expect([answer?.headers.get('content-type'), answer?.headers.get('cache-control'), answer?.headers.get('content-encoding')]).toEqual([
      type,
      cacheControl,
      null,
    ]);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0.0', null],
    ['*', 'br'],
    ['deflate', null],
    ['', null],
  ])('for Accept-Encoding %j comes as %j', async (accepted, encoding) => {
    await files.warm();
    const answer = await ask('/assets/main-Bq3x_9Zk.js', { 'accept-encoding': accepted });
    const bytes = Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(answer?.headers.get('content-encoding')).toBe(encoding);
    expect(answer?.headers.get('vary')).toBe('accept-encoding');
    expect(answer?.headers.get('content-length')).toBe(String(bytes.length));
    const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toBe(SCRIPT);
  });

  it('is not sent again to who has it', async () => {
    const first = await ask('/assets/main-Bq3x_9Zk.js', { 'accept-encoding': 'br' });
    const etag = first?.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}-br"$/);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask('/assets/main-Bq3x_9Zk.js', { 'accept-encoding': 'br', 'if-none-match': tag });
      expect([again?.status, again?.headers.get('etag'), await again?.text()]).toEqual([304, etag, '']);
    }
    expect((await ask('/assets/main-Bq3x_9Zk.js', { 'if-none-match': etag }))?.status).toBe(200);
  });

  it('has its length and no body for HEAD', async () => {
    const answer = await ask('/assets/main-Bq3x_9Zk.js', {}, 'HEAD');
    expect([answer?.status, answer?.headers.get('content-length'), await answer?.text()]).toEqual([200, String(SCRIPT.length), '']);
  });
});

describe('no path leads out of the folder', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/assets/%00',
    '/assets//main-Bq3x_9Zk.js',
    '/__proto__',
    '/constructor',
  ])('%s', async (path) => {
    expect(await ask(path)).toBeUndefined();
  });
});

it('says what to do where the console is not built', async () => {
  const none = consoleFiles(join(outside, 'nowhere'), { https: false });
  expect(none.built).toBe(false);
  const answer = await none.answer(new Request('http://localhost:8420/', { headers: PAGE }));
  expect(answer?.status).toBe(503);
  const text = await answer?.text();
  expect(text).toContain('npm start');
  const nonce = /nonce="([^"]+)"/.exec(text ?? '')?.[1];
  expect(answer?.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
});

import { expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { productAccess } from './product-access.ts';
import { run } from './run.ts';

const FOLDER = 'examples/camera-service/policies';
const GIVEN = ['--facts', `${FOLDER}/video.test.yaml`, '--policies', FOLDER, '--at', '2026-11-20T12:00:00Z'];

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = {
    cwd: process.cwd(),
    env: {},
    now: () => Instant.parse('2026-11-20T12:00:00Z'),
    interactive: false,
    out: (text) => (out += text),
    err: (text) => (err += text),
  };
  return { code: await run(['product', 'access', ...argv], [productAccess], io), out, err };
}

it('explains, and exits 1 where it is refused', async () => {
  const denied = await said('explain', '--who', 'user:gus', '--do', 'subscribe', '--on', 'device:cam-17/video', ...GIVEN);
  expect(denied.code).toBe(1);
  expect(denied.out).toContain('no share of this channel is in force; the last one ended on\n2026-11-15 10:00 UTC.');
  const allowed = await said('explain', '--who', 'user:anna', '--do', 'subscribe', '--on', 'device:cam-17/video', '--json', ...GIVEN);
  expect(allowed.code).toBe(0);
  expect(JSON.parse(allowed.out)).toMatchObject({ allowed: true, asked: { at: '2026-11-20T12:00:00Z' } });
});

it('refuses what it cannot read', async () => {
  for (const wrong of [
    ['explain', ...GIVEN],
    ['explain', '--who', 'user:gus', '--do', 'x', '--on', 'device:cam-17/video', ...GIVEN],
    ['own'],
    ['test'],
    ['export', ...GIVEN],
  ])
    expect((await said(...wrong)).code).toBe(2);
});

it('tests a folder, and holds the map to it', async () => {
  expect((await said('test', FOLDER)).code).toBe(0);
  expect((await said('map', '--service', 'examples/camera-service/service.yaml', '--policies', FOLDER)).out).toContain('video-owner-only');
});

it.each(['mosquitto', 'nats', 'emqx'])('exports for %s, and lists loudly what the file cannot say', async (to) => {
  const { code, out, err } = await said('export', '--to', to, '--device', 'cam-17', ...GIVEN);
  expect(code).toBe(0);
  expect(out).toContain('EXPIRES 2026-11-20T12:40:00Z');
  expect(err).toContain('NOT IN THE FILE (consent)  service@video-store');
});

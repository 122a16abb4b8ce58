import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { GAP } from './gap.ts';
import { run } from './run.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'assay-gap-policies-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const FOLDER = resolve('examples/camera-service/policies');

async function report(map: string, ...argv: readonly string[]) {
  writeFileSync(join(cwd, 'service.yaml'), map);
  let out = '';
  let err = '';
  const io: Io = {
    cwd,
    env: {},
    now: () => Instant.parse('2026-11-20T00:00:00Z'),
    interactive: false,
    out: (text) => (out += text),
    err: (text) => (err += text),
  };
  const code = await run(['gap', 'report', join(cwd, 'service.yaml'), '--data', join(cwd, '.assay'), ...argv], GAP, io);
  return { code, out, err };
}

// A service of three parts, and one rule that spans them.
const MAP = `
assay: service/1
service: { id: small, name: Small }
parts:
  - { id: app, kind: app, name: App }
  - { id: cloud, kind: server, name: Cloud }
  - { id: films, kind: datastore, name: Films }
assets:
  - { id: video, name: Video, kind: information, needs: { confidentiality: 4 }, at: [{ part: films, state: at-rest }] }
flows:
  - { id: watch, from: app, to: cloud, protocol: https, carries: [video] }
  - { id: keep, from: cloud, to: films, protocol: postgresql, carries: [video] }
policies:
  - { id: owner-only, title: Video is for its owner, rule: Nobody else sees it., assets: [video], cedar: "video.cedar#services-see-no-video" }
`;

it('shows a policy that a part cannot enforce as a gap, where the policies that decide are named', async () => {
  const shown = await report(MAP, '--policies', FOLDER);
  expect(shown.err).toBe('');
  expect(shown.code).toBe(1);
  expect(shown.out).toContain('1 policy of the map is not enforced everywhere, of 1.');
  expect(shown.out).toContain('can ask: app (app), cloud (server)');
  expect(shown.out).toContain('GAP  "films" is a datastore, which asks no policies');
  expect(JSON.parse((await report(MAP, '--policies', FOLDER, '--json')).out).policies[0].gaps).toEqual(['"films" is a datastore, which asks no policies']);
  expect((await report(MAP, '--policies', FOLDER, '--format', 'md')).err).toContain('"films" is a datastore');
  expect((await report(MAP)).out).not.toContain('asks no policies');
  expect((await report(MAP.replace('services-see-no-video', 'no-such'), '--policies', FOLDER)).out).toContain('"no-such" is named and not loaded');
});

it('reads the policies of the example as they are', async () => {
  const map = readFileSync('examples/camera-service/service.yaml', 'utf8');
  expect((await report(map, '--policies', FOLDER)).out).toContain('GAP  no policy that decides at run time is named');
});

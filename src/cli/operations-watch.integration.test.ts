import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readState } from '../operations/watch/edge/state.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-watch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Telnet to the Internet: told as it comes, so that the test knows that it was judged.
const LINE = JSON.stringify({
  ts: 1_793_916_000,
  uid: 'C1',
  'id.orig_h': '10.20.0.11',
  'id.orig_p': 40_000,
  'id.resp_h': '203.0.113.10',
  'id.resp_p': 23,
  proto: 'tcp',
  duration: 4,
  orig_bytes: 100,
  resp_bytes: 100,
  conn_state: 'SF',
  history: 'ShADadFf',
  orig_pkts: 14,
  resp_pkts: 15,
});

describe('a watch that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s has kept what it knew, and ends by that', async (signal) => {
    const state = join(folder, signal);
    const main = new URL('../main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'operations', 'watch', '--input', '-', '--format', 'zeek-json', '--state', state], { cwd: folder });
    const ended = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_, by) => done(by)));
    let said = '';
    const told = new Promise<void>((done) => {
      child.stderr.on('data', (part) => {
        said += String(part);
        if (said.includes('telnet')) done();
      });
    });
    child.stdin.write(`${LINE}\n`);
    await Promise.race([told, ended]);
    expect(said).toContain('Speaks telnet to the Internet');
    child.kill(signal);
    expect(await ended).toBe(signal);
    const kept = readState(state);
    expect(kept.fault).toBeUndefined();
    expect(kept.state?.watch.incidents.open).toHaveLength(1);
    expect(kept.state?.behaviour.size).toBe(1);
  });
});

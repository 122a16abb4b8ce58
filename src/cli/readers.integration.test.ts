import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Who may read a ledger need not be who may sign it. Root may read anything, so as root the reader is somebody else.

const root = new URL('../..', import.meta.url).pathname;
const NOBODY = 65_534;
const asReader = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const MAP = `assay: service/1
service: { id: tiny, name: Tiny }
parts: [{ id: lock, kind: device, name: Lock }]
`;

let folder = '';
const data = () => join(folder, 'data');

function assay(args: readonly string[], who: object = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/main.ts'), ...args, '--data', data()], {
    cwd: folder,
    encoding: 'utf8',
    ...who,
  });
  return { status, out: stdout, err: stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-readers-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'service.yaml'), MAP, { mode: 0o644 });
  expect(assay(['gap', 'report', '--no-gate']).status).toBe(0);
  for (const name of readdirSync(data(), { recursive: true, encoding: 'utf8' })) {
    const path = join(data(), name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(data(), 0o755);
  chmodSync(join(data(), 'signing-key'), process.getuid?.() === 0 ? 0o600 : 0o000);
});
afterAll(() => {
  chmodSync(data(), 0o755);
  rmSync(folder, { recursive: true, force: true });
});

describe('a reader who may not read the signing key', () => {
  it.each([
    ['gap', 'report', '--no-gate'],
    ['gap', 'report', '--no-gate', '--head', '1'],
    ['evidence', 'list'],
    ['ledger', 'verify'],
  ])('is answered: %s %s', (...args) => {
    const { status, err } = assay(args, asReader);
    expect([status, err]).toEqual([0, '']);
  });

  it('is told which kept map is closed to it', () => {
    const [map = ''] = readdirSync(join(data(), 'maps'));
    chmodSync(join(data(), 'maps', map), process.getuid?.() === 0 ? 0o600 : 0o000);
    const { status, err } = assay(['gap', 'report', '--no-gate', '--head', '1'], asReader);
    chmodSync(join(data(), 'maps', map), 0o644);
    expect(status).toBe(2);
    expect(err).toContain('ASSAY-CLI-012');
  });

  it('is refused, and not told that there is nothing, where the folder itself is closed', () => {
    chmodSync(data(), process.getuid?.() === 0 ? 0o700 : 0o000);
    const { status, err } = assay(['evidence', 'list'], asReader);
    expect(status).toBe(2);
    expect(err).toContain('ASSAY-LEDGER-027');
    expect(err).toContain('EACCES');
    const writing = assay(['gap', 'report', '--no-gate'], asReader);
    expect(writing.status).toBe(2);
    expect(writing.err).toMatch(/ASSAY-CLI-017 .*cannot be read[\s\S]*where[\s\S]*expected[\s\S]*EACCES[\s\S]*remedy/);
  });
});

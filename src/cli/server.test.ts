import { describe, expect, it } from 'vitest';
import { Instant, Refused } from '../core/index.ts';
import type { ServerDoor } from './command.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const now = () => Instant.parse('2026-11-01T00:00:00Z');
const LEDGERS = [
  { folder: 'office', origin: 'assay.local/0a', verifierKey: 'k', size: 1, root: 'ab'.repeat(32) },
  { folder: 'services/cameras', origin: 'assay.local/0b', verifierKey: 'k', size: 1234, root: 'cd'.repeat(32) },
];
const COPIED = { folder: '/backups/one', madeAt: '2026-11-01T00:00:00Z', ledgers: LEDGERS, files: 12, bytes: 3_456_789 };

async function said(argv: readonly string[], door: Partial<ServerDoor>, interactive = false) {
  const asked: unknown[] = [];
  const noted =
    <Answer>(name: keyof ServerDoor, answer: Answer) =>
    (options: unknown) => {
      asked.push([name, options]);
      return answer;
    };
  const server = {
    start: noted('start', Promise.resolve({ url: 'http://localhost:8420', stopped: Promise.resolve() })),
    backUp: noted('backUp', Promise.resolve({ ...COPIED, digest: `sha256:${'0'.repeat(64)}`, left: [] })),
    restore: noted('restore', COPIED),
    verifyBackup: noted('verifyBackup', COPIED),
    ...door,
  } as ServerDoor;
  let out = '';
  let err = '';
  const status = await run(argv, COMMANDS, {
    cwd: '/here',
    env: {},
    now,
    interactive,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    server: () => Promise.resolve(server),
  });
  return { status, out, err, asked };
}

describe('assay server start', () => {
  it('listens on this machine alone, and says where', async () => {
    const { status, out, asked } = await said(['server', 'start'], {});
    expect(status).toBe(0);
    expect(out).toBe('Assay is at http://localhost:8420\nStopped. Everything that was acknowledged is on disk.\n');
    expect(asked).toEqual([['start', { dataDir: '/here/.assay', host: '127.0.0.1', port: 8420, behindProxy: false, quiet: false, now, env: {} }]]);
  });

  it('hands on what was asked', async () => {
    const { asked } = await said(
      [
        'server',
        'start',
        '--data',
        'd',
        '--host',
        '0.0.0.0',
        '--port',
        '0',
        '--public-url',
        'https://a.example',
        '--tls-cert',
        'c.pem',
        '--tls-key',
        '/k.pem',
        '--behind-proxy',
        '--breached-passwords',
        'b',
        '--open-at',
        '2026-11-01',
      ],
      {},
      true,
    );
    expect(asked).toEqual([
      [
        'start',
        {
          dataDir: '/here/d',
          host: '0.0.0.0',
          port: 0,
          publicUrl: 'https://a.example',
          tlsCert: '/here/c.pem',
          tlsKey: '/k.pem',
          behindProxy: true,
          breachedPasswords: '/here/b',
          openAt: '2026-11-01T00:00:00Z',
          quiet: true,
          now,
          env: {},
        },
      ],
    ]);
  });

  it('gives the link for the first operator, to people and to scripts', async () => {
    const start = () => Promise.resolve({ url: 'http://localhost:8420', setupUrl: 'http://localhost:8420/setup#once', stopped: Promise.resolve() });
    expect((await said(['server', 'start'], { start })).out).toContain('\n  http://localhost:8420/setup#once\n');
    const { out } = await said(['server', 'start', '--json'], { start });
    expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual({ url: 'http://localhost:8420', setupUrl: 'http://localhost:8420/setup#once' });
  });

  it.each([
    [['--port', '70000'], 'ASSAY-CLI-005'],
    [['--port', 'x'], 'ASSAY-CLI-005'],
    [['--open-at', 'soon'], 'ASSAY-'],
    [['elsewhere'], 'ASSAY-CLI-004'],
  ])('%j is refused before anything is started', async (more, code) => {
    const { status, err, asked } = await said(['server', 'start', ...more], {});
    expect([status, asked]).toEqual([2, []]);
    expect(err).toContain(code);
  });
});

describe('assay server backup', () => {
  it('says what was copied, with sizes and roots, and what is to be kept', async () => {
    const { status, out, asked } = await said(['server', 'backup', 'one', '--data', 'd'], {});
    expect([status, asked]).toEqual([0, [['backUp', { dataDir: '/here/d', to: '/here/one', now }]]]);
    expect(out).toContain('Backed up to /backups/one: 12 files, 3.5 MB. Every ledger in it verifies.');
    expect(out).toContain(`  services/cameras\n    1,234 entries of assay.local/0b\n    root ${'cd'.repeat(32)}\n`);
    expect(out).toContain('signing keys');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('says what was left', async () => {
    const backUp = () => Promise.resolve({ ...COPIED, digest: 'sha256:0', left: ['linked'] });
    expect((await said(['server', 'backup', 'one'], { backUp })).err).toContain('linked');
  });

  it('needs a folder', async () => {
    expect(await said(['server', 'backup'], {})).toMatchObject({ status: 2, asked: [], err: expect.stringContaining('ASSAY-CLI-003') });
  });
});

describe('assay server restore', () => {
  it('puts it in place, and warns of two histories', async () => {
    const { out, asked } = await said(['server', 'restore', 'one', '--data', 'd'], {});
    expect(asked).toEqual([['restore', { from: '/here/one', dataDir: '/here/d' }]]);
    expect(out).toContain('Restored the back-up of 2026-11-01T00:00:00Z to /backups/one');
    expect(out).toContain('is not served again');
  });

  it('only looks, where it should', async () => {
    const { out, asked } = await said(['server', 'restore', 'one', '--check'], {});
    expect(asked).toEqual([['verifyBackup', '/here/one']]);
    expect(out).toContain('The back-up of 2026-11-01T00:00:00Z holds: 12 files');
  });

  it('says every fault that it found', async () => {
    const restore = () => {
      throw new Refused(
        { code: 'ASSAY-BACKUP-004', whose: 'peer', message: 'a', remedy: 'r' },
        { code: 'ASSAY-BACKUP-005', whose: 'peer', message: 'b', remedy: 'r' },
      );
    };
    const { status, err } = await said(['server', 'restore', 'one'], { restore });
    expect(status).toBe(2);
    expect(err).toMatch(/ASSAY-BACKUP-004[\s\S]*ASSAY-BACKUP-005/);
  });
});

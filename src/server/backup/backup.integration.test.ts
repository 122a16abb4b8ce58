import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Digest, Instant, Refused } from '../../core/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import type { TreeSize } from '../../ledger/model.ts';
import { verifyConsistency } from '../../ledger/tree-proof.ts';
import { rememberMap } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';
import { backUp } from './back-up.ts';
import { filesBelow } from './folder.ts';
import { restore, verifyBackup } from './restore.ts';

const WRITER = fileURLToPath(new URL('../../../test/contracts/data-folder-writer.ts', import.meta.url));
const MAKER = fileURLToPath(new URL('../../../test/contracts/backup-maker.ts', import.meta.url));
const now = () => Instant.parse('2026-11-01T00:00:00Z');
const root = mkdtempSync(join(tmpdir(), 'assay-backup-'));
afterAll(() => rmSync(root, { recursive: true }));

const codesOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return [...new Set(error.faults.map(({ code }) => code))];
    throw error;
  }
  return [];
};

async function written(child: ChildProcess, lines: number): Promise<void> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  while (text.split('\n').length <= lines) await once(child.stdout ?? child, 'data');
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

/** A small data folder as a server leaves it. */
async function dataFolder(path: string): Promise<string> {
  for (const folder of ['office', 'services/cameras']) {
    const ledger = await openLedger({ dataDir: join(path, folder), now, mode: 'write' });
    await ledger.append([{ type: 'test', body: { said: folder } }]);
    if (folder !== 'office') await rememberMap(ledger, join(path, folder), { service: { id: 'cameras' } } as unknown as ServiceMap);
    await ledger.close();
  }
  const people = new DatabaseSync(join(path, 'people.db'));
  people.exec("PRAGMA journal_mode = WAL; CREATE TABLE person (name TEXT) STRICT; INSERT INTO person VALUES ('Ada'), ('Erased Evelyn')");
  people.exec("DELETE FROM person WHERE name LIKE 'Erased%'");
  people.close();
  writeFileSync(join(path, 'people.key'), 'k'.repeat(32), { mode: 0o600 });
  mkdirSync(join(path, 'services/cameras/raw'));
  writeFileSync(join(path, 'services/cameras/raw/sha256-0'), 'raw');
  return path;
}

describe('beside a server that writes', () => {
  const dataDir = join(root, 'live');
  let writer: ChildProcess;
  beforeAll(async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    writer = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    await written(writer, 5);
  });
  afterAll(() => kill(writer));

  it('each back-up is one cut that verifies, restores, and is extended by the next', async () => {
    let before: { size: number; root: string } | undefined;
    for (let round = 0; round < 5; round += 1) {
      const [to, back] = [join(root, `cut${round}`), join(root, `back${round}`)];
      const made = await backUp({ dataDir, to, now });
      expect(verifyBackup(to)).toMatchObject({ ledgers: made.ledgers, bytes: made.bytes, files: made.files });
      const restored = restore({ from: to, dataDir: back });
      expect(restored.ledgers).toEqual(made.ledgers);
      expect(restored.ledgers.map(({ folder }) => folder)).toEqual(['office', 'services/cameras']);

      // The restored ledger opens for writing, and shows by proof that it extends the one before it.
      const ledger = await openLedger({ dataDir: join(back, 'services/cameras'), now: () => Instant.of(Date.now()), mode: 'write' });
      const head = ledger.head();
      expect({ size: head.size, root: head.root }).toEqual({ size: made.ledgers[1]?.size, root: made.ledgers[1]?.root });
      if (before !== undefined) {
        expect(head.size).toBeGreaterThanOrEqual(before.size);
        const proof = ledger.proveConsistency(before.size as TreeSize, head.size);
        expect(proof.fromRoot).toBe(before.root);
        expect(verifyConsistency(proof.from, proof.to, proof.fromRoot, proof.toRoot, proof.path)).toBe(true);
      }
      await ledger.append([{ type: 'test', body: 'after' }]);
      await ledger.close();
      before = { size: head.size, root: head.root };

      // Every row that the office's ledger names is in the copy of people.db.
      const office = await openLedger({ dataDir: join(back, 'office'), now, mode: 'read' });
      const [last] = office.read((office.head().size - 1) as never, 1);
      const people = new DatabaseSync(join(back, 'people.db'), { readOnly: true });
      expect(people.prepare('SELECT count(*) AS n FROM person').get()?.['n']).toBeGreaterThanOrEqual(Number((last?.body as { row: number } | undefined)?.row));
      people.close();
      await office.close();
    }
    expect(writer.exitCode).toBeNull();
  });

  it('one that is killed restores nothing, and its folder is not there', async () => {
    let cut = 0;
    for (let round = 0; round < 6; round += 1) {
      const to = join(root, `killed${round}`);
      const maker = spawn(process.execPath, [MAKER, dataDir, to], { stdio: 'ignore' });
      await expect
        .poll(() => readdirSync(root).some((name) => name.startsWith(`.killed${round}.`)) || maker.exitCode !== null, { interval: 2, timeout: 30_000 })
        .toBe(true);
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await kill(maker);
      const parts = readdirSync(root).filter((name) => name.startsWith(`.killed${round}.`));
      if (existsSync(to)) expect(verifyBackup(to).ledgers).toHaveLength(2);
      else {
        cut += parts.length;
        expect(codesOf(() => restore({ from: to, dataDir: join(root, 'never') }))).toEqual(['ASSAY-BACKUP-003']);
      }
    }
    expect(cut).toBeGreaterThan(0);
    expect(existsSync(join(root, 'never'))).toBe(false);
  });
});

describe('a back-up', () => {
  let dataDir: string;
  const to = join(root, 'kept');
  beforeAll(async () => {
    dataDir = await dataFolder(join(root, 'still'));
    symlinkSync('/etc/hostname', join(dataDir, 'linked'));
    await backUp({ dataDir, to, now });
  });

  it('has what there was, keys too, and nothing that passes', () => {
    const { files, others } = filesBelow(to);
    expect(others).toEqual([]);
    expect(files.map((path) => path.replace(/sha256-[0-9a-f]{64}/, 'sha256-…'))).toEqual([
      'data/office/checkpoint',
      'data/office/ledger.db',
      'data/office/signing-key',
      'data/office/verifier-key',
      'data/people.db',
      'data/people.key',
      'data/services/cameras/checkpoint',
      'data/services/cameras/ledger.db',
      'data/services/cameras/maps/sha256-….json',
      'data/services/cameras/raw/sha256-0',
      'data/services/cameras/signing-key',
      'data/services/cameras/verifier-key',
      'manifest.digest',
      'manifest.json',
    ]);
  });

  it('is for its owner alone, and says what it left', async () => {
    for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
      expect(statSync(join(entry.parentPath, entry.name)).mode & 0o777, entry.name).toBe(entry.isDirectory() ? 0o700 : 0o600);
    }
    expect(statSync(to).mode & 0o777).toBe(0o700);
    expect((await backUp({ dataDir, to: join(root, 'again'), now })).left).toEqual(['linked']);
  });

  it('is the same for the same data', async () => {
    expect((await backUp({ dataDir, to: join(root, 'same'), now })).digest).toBe(readFileSync(join(to, 'manifest.digest'), 'utf8').trim());
  });

  it('has no trace of a person who was erased', () => {
    const bytes = readFileSync(join(to, 'data/people.db')).toString('latin1');
    expect([bytes.includes('Ada'), bytes.includes('Erased Evelyn')]).toEqual([true, false]);
  });

  it('is restored as it was, and its folders open for writing', async () => {
    const back = join(root, 'restored');
    mkdirSync(back);
    const { ledgers, bytes } = restore({ from: to, dataDir: back });
    expect(ledgers).toHaveLength(2);
    expect(bytes).toBeGreaterThan(1000);
    expect(readFileSync(join(back, 'people.key'), 'utf8')).toBe('k'.repeat(32));
    expect(statSync(join(back, 'office/signing-key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(back, 'office/verifier-key')).mode & 0o777).toBe(0o644);
    expect(readdirSync(root).filter((name) => name.startsWith('.restored'))).toEqual([]);
    const ledger = await openLedger({ dataDir: join(back, 'services/cameras'), now, mode: 'write' });
    expect(ledger.verify().ok).toBe(true);
    await ledger.close();
  });

  describe('that was changed is refused, and nothing is put in place', () => {
    const refused = (change: (folder: string) => void): readonly string[] => {
      const copy = mkdtempSync(join(root, 'changed-'));
      const back = `${copy}-restored`;
      cpSync(to, copy, { recursive: true });
      change(copy);
      const codes = codesOf(() => restore({ from: copy, dataDir: back }));
      expect(codesOf(() => verifyBackup(copy))).toEqual(codes);
      expect(existsSync(back)).toBe(false);
      expect(readdirSync(root).filter((name) => name.endsWith('.part') && name.startsWith('.changed'))).toEqual([]);
      rmSync(copy, { recursive: true });
      return codes;
    };

    it('by one bit of any file, at its begin, its middle or its end', () => {
      const { files } = filesBelow(to);
      for (const path of files) {
        const { size } = statSync(join(to, path));
        for (const at of new Set([0, Math.floor(size / 2), size - 1])) {
          const codes = refused((copy) => {
            const bytes = readFileSync(join(copy, path));
            bytes[at] = (bytes[at] ?? 0) ^ 1;
            writeFileSync(join(copy, path), bytes);
          });
          expect(codes, `${path} at ${at}`).toContain('ASSAY-BACKUP-004');
        }
      }
    });

    it.each([
      ['by a file that is gone', (copy: string) => rmSync(join(copy, 'data/people.key')), 'ASSAY-BACKUP-004'],
      ['by a file that is cut short', (copy: string) => truncateSync(join(copy, 'data/people.db'), 100), 'ASSAY-BACKUP-004'],
      ['by a file that was added', (copy: string) => writeFileSync(join(copy, 'data/services/cameras/extra'), 'x'), 'ASSAY-BACKUP-004'],
      [
        'by a link in the place of a file',
        (copy: string) => {
          rmSync(join(copy, 'data/people.key'));
          symlinkSync(join(dataDir, 'people.key'), join(copy, 'data/people.key'));
        },
        'ASSAY-BACKUP-006',
      ],
      ['by a missing list', (copy: string) => rmSync(join(copy, 'manifest.json')), 'ASSAY-BACKUP-003'],
      ['by a missing digest', (copy: string) => rmSync(join(copy, 'manifest.digest')), 'ASSAY-BACKUP-003'],
    ])('%s', (_, change, code) => {
      expect(refused(change)).toContain(code);
    });

    // Whoever can write the back-up can write a list that fits: then the ledgers themselves speak.
    const forged = (
      change: (copy: string, manifest: { files: { path: string; digest: string; bytes: number }[]; ledgers: { size: number }[]; format: string }) => void,
    ) =>
      refused((copy) => {
        const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'));
        change(copy, manifest);
        for (const file of manifest.files) {
          if (!existsSync(join(copy, 'data', file.path))) continue;
          const bytes = readFileSync(join(copy, 'data', file.path));
          Object.assign(file, { digest: Digest.of(bytes), bytes: bytes.length });
        }
        const text = `${JSON.stringify(manifest)}\n`;
        writeFileSync(join(copy, 'manifest.json'), text);
        writeFileSync(join(copy, 'manifest.digest'), `${Digest.of(text)}\n`);
      });

    it.each([
      [
        'an entry rewritten',
        (copy: string) => {
          const db = new DatabaseSync(join(copy, 'data/office/ledger.db'));
          db.exec("UPDATE entry SET canonical = replace(canonical, 'office', 'elsewhere')");
          db.close();
        },
        'ASSAY-BACKUP-005',
      ],
      [
        'the last entry cut off',
        (copy: string) => {
          const db = new DatabaseSync(join(copy, 'data/services/cameras/ledger.db'));
          db.exec('DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)');
          db.close();
        },
        'ASSAY-BACKUP-005',
      ],
      [
        'a database that is damaged',
        (copy: string) => {
          const bytes = readFileSync(join(copy, 'data/people.db'));
          bytes.fill(0xff, 4096);
          writeFileSync(join(copy, 'data/people.db'), bytes);
        },
        'ASSAY-BACKUP-007',
      ],
    ])('with a list that fits: %s', (_, change, code) => {
      expect(forged(change)).toContain(code);
    });

    it.each([
      [
        'a map left out',
        (copy: string, manifest: { files: { path: string }[] }) => {
          const at = manifest.files.findIndex(({ path }) => path.includes('/maps/'));
          rmSync(join(copy, 'data', manifest.files[at]?.path ?? ''));
          manifest.files.splice(at, 1);
        },
        'ASSAY-LEDGER-030',
      ],
      [
        'a ledger of another size',
        (_: string, manifest: { ledgers: { size: number }[] }) => {
          const [ledger] = manifest.ledgers;
          if (ledger !== undefined) ledger.size -= 1;
        },
        'ASSAY-BACKUP-005',
      ],
      [
        'a path that leads out',
        (_: string, manifest: { files: { path: string }[] }) => {
          const [file] = manifest.files;
          if (file !== undefined) file.path = '../../outside';
        },
        'ASSAY-BACKUP-003',
      ],
      [
        'a path that is absolute',
        (_: string, manifest: { files: { path: string }[] }) => {
          const [file] = manifest.files;
          if (file !== undefined) file.path = '/outside';
        },
        'ASSAY-BACKUP-003',
      ],
      [
        'a ledger that is none of the files',
        (_: string, manifest: { ledgers: { folder?: string; size: number }[] }) => {
          const [ledger] = manifest.ledgers;
          if (ledger !== undefined) ledger.folder = 'elsewhere';
        },
        'ASSAY-BACKUP-004',
      ],
      [
        'another format',
        (_: string, manifest: { format: string }) => {
          manifest.format = 'assay-backup/2';
        },
        'ASSAY-BACKUP-003',
      ],
    ])('with a list of their own: %s', (_, change, code) => {
      expect(forged(change as Parameters<typeof forged>[0])).toContain(code);
    });
  });
});

describe('nothing is written', () => {
  it.each([
    ['over what is there', async () => backUp({ dataDir: join(root, 'still'), to: join(root, 'still'), now }), 'ASSAY-BACKUP-001'],
    ['into the folder that is copied', async () => backUp({ dataDir: join(root, 'still'), to: join(root, 'still/backup'), now }), 'ASSAY-BACKUP-001'],
    ['over another back-up', async () => backUp({ dataDir: join(root, 'still'), to: join(root, 'kept'), now }), 'ASSAY-BACKUP-001'],
    ['from nothing', async () => backUp({ dataDir: join(root, 'nowhere'), to: join(root, 'x'), now }), 'ASSAY-BACKUP-002'],
    [
      'from a folder of something else',
      async () => backUp({ dataDir: join(root, 'kept/data/office/..', '..', 'nothing'), to: join(root, 'x'), now }),
      'ASSAY-BACKUP-002',
    ],
    ['where the disk refuses', async () => backUp({ dataDir: join(root, 'still'), to: '/proc/assay/x', now }), 'ASSAY-BACKUP-006'],
    ['by restoring over data', async () => restore({ from: join(root, 'kept'), dataDir: join(root, 'still') }), 'ASSAY-BACKUP-001'],
    ['by restoring over a file', async () => restore({ from: join(root, 'kept'), dataDir: join(root, 'still/people.key') }), 'ASSAY-BACKUP-001'],
    ['by restoring what is no back-up', async () => restore({ from: join(root, 'still'), dataDir: join(root, 'x') }), 'ASSAY-BACKUP-003'],
  ])('%s', async (_, work, code) => {
    await expect(work()).rejects.toThrow(code);
    expect(existsSync(join(root, 'x'))).toBe(false);
  });

  it('of a ledger that does not verify', async () => {
    const dataDir = await dataFolder(join(root, 'broken'));
    const db = new DatabaseSync(join(dataDir, 'office/ledger.db'));
    db.exec("UPDATE entry SET canonical = replace(canonical, 'office', 'elsewhere')");
    db.close();
    await expect(backUp({ dataDir, to: join(root, 'x'), now })).rejects.toThrow(/ASSAY-BACKUP-005[\s\S]*ASSAY-LEDGER-015/);
    expect(existsSync(join(root, 'x'))).toBe(false);
  });
});

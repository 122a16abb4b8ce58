import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { writeDurably } from './durable-file.ts';
import { openLedger } from './open.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-folder-'));
  dataDir = `${root}/data`;
});
afterEach(() => rmSync(root, { recursive: true }));

const open = () => openLedger({ dataDir, now: () => Instant.of(0), mode: 'write' });
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a data folder', () => {
  it('is its owner’s alone, but for what is there to be given away', async () => {
    const ledger = await open();
    await ledger.append([{ type: 'test', body: 1 }]);
    const modes = Object.fromEntries(readdirSync(dataDir).map((file) => [file, mode(`${dataDir}/${file}`)]));
    expect(modes).toEqual({
      checkpoint: '644',
      'ledger.db': '600',
      'ledger.db-shm': '600',
      'ledger.db-wal': '600',
      'ledger.lock': '600',
      'ledger.lock-journal': '600',
      'ledger.writer': '600',
      'signing-key': '600',
      'verifier-key': '644',
    });
    expect(mode(dataDir)).toBe('700');
    await ledger.close();
  });

  it.each([0o777, 0o775, 0o757])('of mode %i gets no signing key', async (bits) => {
    mkdirSync(dataDir);
    chmodSync(dataDir, bits);
    await expect(open()).rejects.toThrow('ASSAY-LEDGER-031');
    expect(existsSync(`${dataDir}/signing-key`)).toBe(false);
    chmodSync(dataDir, 0o700);
    await (await open()).close();
  });

  it.each(['ledger.db', 'ledger.lock'])('where %s is a link is refused, and what it points to is left alone', async (file) => {
    await (await open()).close();
    renameSync(`${dataDir}/${file}`, `${root}/elsewhere`);
    const before = readFileSync(`${root}/elsewhere`);
    symlinkSync(`${root}/elsewhere`, `${dataDir}/${file}`);
    await expect(open()).rejects.toThrow('ASSAY-LEDGER-031');
    expect(readFileSync(`${root}/elsewhere`).equals(before)).toBe(true);
  });

  it.each<[string, () => void]>([
    ['is a file', () => writeFileSync(dataDir, '')],
    [
      'stands in a file',
      () => {
        writeFileSync(`${root}/file`, '');
        dataDir = `${root}/file/data`;
      },
    ],
    ['has a folder where the writer is named', () => mkdirSync(`${dataDir}/ledger.writer`, { recursive: true, mode: 0o700 })],
    ['has a folder where the checkpoint stands', () => mkdirSync(`${dataDir}/checkpoint`, { recursive: true, mode: 0o700 })],
  ])('that %s is refused with a code', async (_, spoil) => {
    spoil();
    await expect(open()).rejects.toThrow(/^ASSAY-LEDGER-0/);
  });

  it('that takes no write is refused with a code', async () => {
    await (await open()).close();
    rmSync(`${dataDir}/ledger.lock`);
    // A folder stands for a file that cannot be opened: the tests may run as a user whom no mode stops.
    mkdirSync(`${dataDir}/ledger.lock`);
    await expect(open()).rejects.toThrow('ASSAY-LEDGER-031');
  });
});

describe('writeDurably', () => {
  it.each(['target', 'target.tmp'])('follows no link at %s, and keeps no mode that stood there', (file) => {
    mkdirSync(dataDir);
    writeFileSync(`${root}/elsewhere`, 'kept', { mode: 0o666 });
    symlinkSync(`${root}/elsewhere`, `${dataDir}/${file}`);
    writeDurably(`${dataDir}/target`, 'new', 0o600);
    expect(readFileSync(`${root}/elsewhere`, 'utf8')).toBe('kept');
    expect(readFileSync(`${dataDir}/target`, 'utf8')).toBe('new');
    expect(lstatSync(`${dataDir}/target`).isFile()).toBe(true);
    expect(mode(`${dataDir}/target`)).toBe('600');
  });

  it('sets the mode whatever the umask and whatever stood there, and leaves no draft behind', () => {
    mkdirSync(dataDir);
    writeFileSync(`${dataDir}/target`, 'old');
    chmodSync(`${dataDir}/target`, 0o666);
    writeDurably(`${dataDir}/target`, 'new', 0o644);
    expect(mode(`${dataDir}/target`)).toBe('644');
    mkdirSync(`${dataDir}/folder`);
    expect(() => writeDurably(`${dataDir}/folder`, 'new', 0o600)).toThrow('folder');
    expect(readdirSync(dataDir).toSorted()).toEqual(['folder', 'target']);
  });
});

import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import { KEY_FILE, openPeopleKey } from './key-file.ts';
import { openPeopleDatabase, PEOPLE_FILE, type PeopleDatabase } from './people-database.ts';
import { personStore } from './person-store.ts';

let dataDir: string;
const random = (n: number) => new Uint8Array(randomBytes(n));
const open = (): PeopleDatabase => openPeopleDatabase({ dataDir, now: () => Instant.of(0), random });
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-people-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const code = (number: string) => expect.objectContaining({ faults: [expect.objectContaining({ code: number })] });

describe('the database of people', () => {
  it('is for its owner alone, durable, and strict', () => {
    const { db, close } = open();
    expect(statSync(join(dataDir, PEOPLE_FILE)).mode & 0o777).toBe(0o600);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
    close();
  });

  it('brings each set of tables up by steps, once, and keeps what is in them', () => {
    const first = open();
    first.ensure({ name: 'x', migrations: [['CREATE TABLE x (a TEXT) STRICT']] });
    first.db.exec("INSERT INTO x VALUES ('kept')");
    first.close();
    const second = open();
    second.ensure({ name: 'x', migrations: [['CREATE TABLE x (a TEXT) STRICT'], ["ALTER TABLE x ADD COLUMN b TEXT DEFAULT 'new'"]] });
    expect(second.db.prepare('SELECT * FROM x').all()).toEqual([{ a: 'kept', b: 'new' }]);
    expect(() => second.ensure({ name: 'x', migrations: [['CREATE TABLE x (a TEXT) STRICT']] })).toThrowError(code('ASSAY-PEOPLE-005'));
    second.close();
  });

  it('takes a step of a set whole or not at all', () => {
    const database = open();
    expect(() => database.ensure({ name: 'y', migrations: [['CREATE TABLE y (a TEXT) STRICT', 'CREATE TABLE y (a TEXT) STRICT']] })).toThrow();
    expect(database.db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'y'").get()).toEqual({ n: 0 });
    database.ensure({ name: 'y', migrations: [['CREATE TABLE y (a TEXT) STRICT']] });
    database.close();
  });

  it.each<readonly [string, (file: string) => void, string]>([
    ['text', (file) => writeFileSync(file, 'no database at all, but long enough to be read as one'.repeat(30)), 'ASSAY-PEOPLE-005'],
    ['another database', (file) => new DatabaseSync(file).exec('CREATE TABLE a (b)'), 'ASSAY-PEOPLE-005'],
    [
      'one with a trigger',
      (file) => {
        open().close();
        new DatabaseSync(file).exec('CREATE TRIGGER t AFTER INSERT ON table_set BEGIN DELETE FROM table_set; END');
      },
      'ASSAY-PEOPLE-005',
    ],
    ['a link', (file) => symlinkSync(join(dataDir, 'elsewhere'), file), 'ASSAY-LEDGER-031'],
  ])('is not %s', (_, make, expected) => {
    make(join(dataDir, PEOPLE_FILE));
    expect(open).toThrowError(code(expected));
  });

  it('forgets a person so that no byte of their name is left in the folder', () => {
    const database = open();
    const persons = personStore(database);
    const person = {
      id: 'p_00000000000000000000' as PersonId,
      displayName: 'Unmistakable Name',
      userName: 'unmistakable@example.org',
      createdAt: Instant.of(1),
    };
    persons.put(person);
    expect(persons.findByUserName('UNMISTAKABLE@example.org')).toEqual(person);
    persons.erase(person.id);
    for (const end of ['', '-wal']) {
      const file = join(dataDir, `${PEOPLE_FILE}${end}`);
      if (existsSync(file)) expect(readFileSync(file, 'latin1').toLowerCase()).not.toContain('unmistakable');
    }
    database.close();
  });
});

const LOG = () => join(dataDir, `${PEOPLE_FILE}-wal`);
const logged = () => (existsSync(LOG()) ? readFileSync(LOG(), 'latin1') : '');
const PERSON = { id: 'p_00000000000000000000' as PersonId, displayName: 'Unmistakable', createdAt: Instant.of(1) };

describe('the write-ahead log', () => {
  it('keeps no name of before', () => {
    const database = open();
    const persons = personStore(database);
    persons.put(PERSON);
    persons.put({ ...PERSON, displayName: 'Another' });
    expect(logged()).not.toContain('Unmistakable');
    database.transaction(() => {
      persons.put({ ...PERSON, displayName: 'Third' });
    });
    expect(logged()).not.toContain('Another');
    database.close();
  });

  it('is cut off as soon as nobody in another process reads it any more', async () => {
    const database = open();
    const persons = personStore(database);
    persons.put(PERSON);
    const reader = new DatabaseSync(join(dataDir, PEOPLE_FILE), { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM person').get();
    persons.erase(PERSON.id);
    expect(logged()).toContain('Unmistakable');
    reader.exec('COMMIT');
    reader.close();
    await vi.waitFor(() => expect(logged()).not.toContain('Unmistakable'), { timeout: 20_000 });
    database.close();
  });
});

describe('the key file', () => {
  it('seals for one place, and nothing else opens it', () => {
    const key = openPeopleKey(dataDir, random);
    expect(statSync(join(dataDir, KEY_FILE)).mode & 0o777).toBe(0o600);
    const sealed = key.seal(new Uint8Array([1, 2, 3]), 'totp ada');
    expect(openPeopleKey(dataDir, random).unseal(sealed, 'totp ada')).toEqual(new Uint8Array([1, 2, 3]));
    expect(() => key.unseal(sealed, 'totp ben')).toThrowError(code('ASSAY-PEOPLE-007'));
    for (let at = 0; at < sealed.length; at += 1) {
      const bent = sealed.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(() => key.unseal(bent, 'totp ada')).toThrowError(code('ASSAY-PEOPLE-007'));
    }
    expect(() => key.unseal(new Uint8Array(5), 'totp ada')).toThrowError(code('ASSAY-PEOPLE-007'));
  });

  it('of another length is refused', () => {
    writeFileSync(join(dataDir, KEY_FILE), 'short');
    expect(() => openPeopleKey(dataDir, random)).toThrowError(code('ASSAY-PEOPLE-007'));
  });
});

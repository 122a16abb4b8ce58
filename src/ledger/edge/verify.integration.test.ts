import { chmodSync, copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { writeEntry } from '../entry.ts';
import { leafHash } from '../hash.ts';
import { EMPTY_RANGE, grow, rootOf } from '../range.ts';
import { formatVerifierKey, parseVerifierKey, verifierKey } from '../signed-note.ts';
import { EMPTY_EDGE, extend } from '../tiles.ts';
import { type VerifyReport, verifyLedger } from './check.ts';
import { privateKeyFromPem, publicKeyOf, signerOf } from './ed25519.ts';
import { openLedger } from './open.ts';
import { createSigningKey } from './signing-key.ts';
import { tilePlace } from './tables.ts';

const SIZE = 700;
const now = () => Instant.parse('2026-11-01T00:00:00Z');
const root = mkdtempSync(join(tmpdir(), 'assay-verify-'));
const good = `${root}/good`;
let original: string[];
let earlier: string;

beforeAll(async () => {
  const ledger = await openLedger({ dataDir: good, now, mode: 'write', origin: 'assay.local/test' });
  for (let n = 0; n < SIZE; n += 100) {
    await ledger.append(Array.from({ length: 100 }, (_, i) => ({ type: 'test.entry', body: { n: n + i, text: 'what was seen' } })));
    if (n === 300) earlier = ledger.checkpoint();
  }
  await ledger.close();
  original = entriesOf(good);
});
afterAll(() => rmSync(root, { recursive: true }));

let copies = 0;
function copy(): string {
  copies += 1;
  const dir = `${root}/copy-${copies}`;
  cpSync(good, dir, { recursive: true });
  return dir;
}

function edit(dir: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(`${dir}/ledger.db`, { defensive: false });
  work(db);
  db.close();
}

function entriesOf(dir: string): string[] {
  const db = new DatabaseSync(`${dir}/ledger.db`, { readOnly: true });
  try {
    return db
      .prepare('SELECT hex(CAST(canonical AS BLOB)) AS bytes FROM entry ORDER BY seq')
      .all()
      .map((row) => String(row['bytes']));
  } finally {
    db.close();
  }
}

const otherKey = (dir: string) => {
  rmSync(`${dir}/signing-key`);
  createSigningKey(dir);
};

const rolledBack = (dir: string) =>
  edit(dir, (db) => {
    db.exec('DELETE FROM checkpoint WHERE size > 200');
    rewriteFrom(db, (seq, canonical) => (seq < 200 ? canonical : undefined));
  });

const codes = (report: VerifyReport) => report.faults.map((fault) => fault.code.slice(-3));
const textOf = (n: number, text: string) => writeEntry({ type: 'test.entry', body: `{"n":${n},"text":"${text}"}` }, n, '2026-11-01T00:00:00Z');

/** What an insider does who can write the file and knows the format: entries and tree made to fit one another. */
function rewriteFrom(db: DatabaseSync, change: (seq: number, canonical: string) => string | undefined): number {
  const kept = db
    .prepare('SELECT seq, canonical FROM entry ORDER BY seq')
    .all()
    .map((row) => change(Number(row['seq']), String(row['canonical'])))
    .filter((canonical) => canonical !== undefined);
  db.exec('DELETE FROM entry; DELETE FROM tile');
  kept.forEach((canonical, seq) => {
    db.prepare('INSERT INTO entry VALUES (?, ?)').run(seq, canonical);
  });
  let edge = EMPTY_EDGE;
  for (let at = 0; at < kept.length; at += 256) {
    const grown = extend(edge, kept.slice(at, at + 256).map(leafHash));
    edge = grown.edge;
    for (const tile of grown.tiles) db.prepare('INSERT OR REPLACE INTO tile VALUES (?, ?)').run(tilePlace(tile.level, tile.index), tile.hashes);
  }
  return kept.length;
}

describe('verify', () => {
  it('finds nothing wrong with what nobody touched, and says what it looked at', () => {
    expect(verifyLedger(good)).toMatchObject({ ok: true, faults: [], head: { size: SIZE }, origin: 'assay.local/test', trusted: false });
    expect(verifyLedger(good, { checkpoint: earlier })).toMatchObject({ ok: true, trusted: true });
  });

  it.each<[string, (db: DatabaseSync) => void, number | undefined, string]>([
    ['an entry changed', (db) => db.prepare('UPDATE entry SET canonical = ? WHERE seq = 345').run(textOf(345, 'what was not')), 345, '015'],
    ['an entry that is no UTF-8', (db) => db.exec("UPDATE entry SET canonical = CAST(x'7bff7d' AS TEXT) WHERE seq = 12"), 12, '014'],
    [
      'an entry with a byte behind it that is no UTF-8',
      (db) => db.exec("UPDATE entry SET canonical = CAST(CAST(canonical AS BLOB) || x'ff' AS TEXT) WHERE seq = 12"),
      12,
      '014',
    ],
    ['an entry with more behind a nought', (db) => db.exec("UPDATE entry SET canonical = canonical || char(0) || 'x' WHERE seq = 12"), 12, '015'],
    [
      'two entries exchanged',
      (db) => db.exec('UPDATE entry SET seq = -1 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 5; UPDATE entry SET seq = 5 WHERE seq = -1'),
      3,
      '015',
    ],
    ['an entry dropped', (db) => db.exec('DELETE FROM entry WHERE seq = 41'), 41, '016'],
    ['an entry before the first', (db) => db.prepare('INSERT INTO entry VALUES (-1, ?)').run(textOf(0, 'x')), 0, '017'],
    ['the last entries dropped', (db) => db.exec('DELETE FROM entry WHERE seq >= 650'), 650, '020'],
    ['an entry added', (db) => db.prepare('INSERT INTO entry VALUES (700, ?)').run(textOf(700, 'x')), 700, '015'],
    ['a leaf hash changed', (db) => db.exec("UPDATE tile SET hashes = CAST(x'00' || substr(hashes, 2) AS BLOB) WHERE place = 1"), 256, '015'],
    [
      'a hash of an upper tile changed',
      (db) => db.prepare("UPDATE tile SET hashes = CAST(x'00' || substr(hashes, 2) AS BLOB) WHERE place = ?").run(tilePlace(1, 0)),
      undefined,
      '022',
    ],
    ['an upper tile dropped', (db) => db.prepare('DELETE FROM tile WHERE place = ?').run(tilePlace(1, 0)), undefined, '022'],
    ['a tile that belongs nowhere', (db) => db.prepare('INSERT INTO tile VALUES (?, ?)').run(tilePlace(2, 0), new Uint8Array(32)), undefined, '022'],
    ['a checkpoint changed', (db) => db.exec("UPDATE checkpoint SET note = replace(note, '700', '701')"), undefined, '011'],
    ['a checkpoint that is no note', (db) => db.exec("UPDATE checkpoint SET note = 'nothing' WHERE bundle = 1"), undefined, '010'],
    ['a checkpoint filed elsewhere', (db) => db.exec('UPDATE checkpoint SET size = 699 WHERE bundle = 3'), undefined, '013'],
    ['another verifier key', (db) => db.exec("UPDATE log SET verifier = 'assay.local/x+00000000+AAAA'"), undefined, '012'],
    ['a view in the place of the entries', (db) => db.exec('ALTER TABLE entry RENAME TO truth; CREATE VIEW entry AS SELECT * FROM truth'), undefined, '007'],
    [
      'the whole tree recomputed over a changed entry',
      (db) => rewriteFrom(db, (seq, canonical) => (seq === 345 ? canonical.replace('seen', 'SEEN') : canonical)),
      200,
      '019',
    ],
    [
      'the whole tree recomputed over entries that were moved up',
      (db) => rewriteFrom(db, (seq, canonical) => (seq === 100 ? undefined : canonical)),
      100,
      '017',
    ],
    [
      'the whole tree recomputed over a moment that runs backwards',
      (db) => rewriteFrom(db, (seq, canonical) => (seq === 150 ? canonical.replace('2026-11', '2026-10') : canonical)),
      150,
      '018',
    ],
    [
      'the whole tree recomputed over another spelling',
      (db) => rewriteFrom(db, (seq, canonical) => (seq === 7 ? canonical.replace('{"body"', '{ "body"') : canonical)),
      7,
      '014',
    ],
  ])('reports %s', (_, work, firstBad, code) => {
    const dir = copy();
    edit(dir, work);
    const report = verifyLedger(dir);
    expect(codes(report)).toContain(code);
    expect(report.firstBad).toBe(firstBad);
    expect(report.ok).toBe(false);
  });

  it('misses nothing when entries and their checkpoints are cut off together', () => {
    const dir = copy();
    rolledBack(dir);
    expect(verifyLedger(dir)).toMatchObject({ ok: false, firstBad: 200 });
    expect(codes(verifyLedger(dir))).toContain('020');
    rmSync(`${dir}/checkpoint`);
    expect(codes(verifyLedger(dir))).toEqual(['020']);
  });

  it('reports entries that no checkpoint was signed over', () => {
    const dir = copy();
    edit(dir, (db) => {
      const added = textOf(SIZE, 'slipped in');
      rewriteFrom(db, (_, canonical) => canonical);
      const range = extend(EMPTY_EDGE, [
        ...db
          .prepare('SELECT canonical FROM entry ORDER BY seq')
          .all()
          .map((row) => leafHash(String(row['canonical']))),
        leafHash(added),
      ]);
      db.prepare('INSERT INTO entry VALUES (?, ?)').run(SIZE, added);
      for (const tile of range.tiles) db.prepare('INSERT OR REPLACE INTO tile VALUES (?, ?)').run(tilePlace(tile.level, tile.index), tile.hashes);
    });
    expect(verifyLedger(dir)).toMatchObject({ ok: false, firstBad: SIZE });
    expect(codes(verifyLedger(dir))).toEqual(['021']);
  });

  it('reports a log that was rewritten and signed again with another key', () => {
    const dir = copy();
    rmSync(`${dir}/signing-key`);
    const own = createSigningKey(dir);
    edit(dir, (db) => resign(db, verifierKey('assay.local/test', publicKeyOf(own)), signerOf(own)));
    expect(codes(verifyLedger(dir))).toContain('011');
    expect(codes(verifyLedger(dir))).toContain('023');
    // Whoever replaces every key and every checkpoint in the folder is seen only from outside it.
    const db = new DatabaseSync(`${dir}/ledger.db`, { readOnly: true });
    writeFileSync(`${dir}/checkpoint`, String(db.prepare('SELECT note FROM checkpoint ORDER BY size DESC').get()?.['note']));
    db.close();
    writeFileSync(`${dir}/verifier-key`, `${formatVerifierKey(verifierKey('assay.local/test', publicKeyOf(own)))}\n`);
    expect(verifyLedger(dir).ok).toBe(true);
    expect(verifyLedger(dir, { verifierKey: readFileSync(`${good}/verifier-key`, 'utf8') }).ok).toBe(false);
    expect(verifyLedger(dir, { checkpoint: earlier }).ok).toBe(false);
  });

  it('sees even the true key rewriting the past when an old checkpoint was kept outside', () => {
    const dir = copy();
    const key = privateKeyFromPem(readFileSync(`${dir}/signing-key`, 'utf8'));
    if (key === undefined) throw new TypeError('the key was just made');
    edit(dir, (db) => {
      rewriteFrom(db, (seq, canonical) => (seq === 10 ? canonical.replace('seen', 'SEEN') : canonical));
      resign(db, parseVerifierKey(readFileSync(`${dir}/verifier-key`, 'utf8')), signerOf(key));
      writeFileSync(`${dir}/checkpoint`, String(db.prepare('SELECT note FROM checkpoint ORDER BY size DESC').get()?.['note']));
    });
    expect(verifyLedger(dir).ok).toBe(true);
    expect(codes(verifyLedger(dir, { checkpoint: earlier }))).toEqual(['019']);
  });

  it.each<[string, (dir: string) => void, string]>([
    ['a file checkpoint that was changed', (dir) => writeFileSync(`${dir}/checkpoint`, earlier.replace('400', '401')), '011'],
    ['another verifier-key file', (dir) => writeFileSync(`${dir}/verifier-key`, 'another'), '023'],
    ['another signing key', otherKey, '023'],
    ['a signing key that is none', (dir) => writeFileSync(`${dir}/signing-key`, 'none'), '028'],
    ['a signing key that others can read', (dir) => chmodSync(`${dir}/signing-key`, 0o644), '028'],
    ['a truncated database', (dir) => truncateSync(`${dir}/ledger.db`, Math.floor(statSync(`${dir}/ledger.db`).size / 2)), '006'],
    ['an emptied database', (dir) => truncateSync(`${dir}/ledger.db`, 0), '007'],
    ['a database of another kind', (dir) => writeFileSync(`${dir}/ledger.db`, 'not a database at all, but long enough to be looked at'.repeat(50)), '006'],
  ])('reports %s', (_, harm, code) => {
    const dir = copy();
    harm(dir);
    expect(codes(verifyLedger(dir))).toContain(code);
  });

  it('verifies a copy without its signing key, as an auditor gets it', () => {
    const dir = copy();
    rmSync(`${dir}/signing-key`);
    expect(verifyLedger(dir).ok).toBe(true);
  });

  it('refuses a folder without a ledger', () => {
    expect(() => verifyLedger(`${root}/nowhere`)).toThrow('ASSAY-LEDGER-005');
  });

  it('accepts an older file checkpoint, which a crash leaves', () => {
    const dir = copy();
    writeFileSync(`${dir}/checkpoint`, earlier);
    expect(verifyLedger(dir).ok).toBe(true);
  });

  // Whatever byte of the database is flipped: either it is found, or it changed nothing that anybody reads.
  it('finds a flipped byte anywhere, unless every entry is still what it was', () => {
    const dir = copy();
    const bytes = readFileSync(`${good}/ledger.db`);
    let found = 0;
    const missed: number[] = [];
    const step = Math.floor(bytes.length / 150);
    for (let i = 0; i < 150; i += 1) {
      const at = i < 20 ? i * 5 : (i * step + ((i * 7919) % step)) % bytes.length;
      const harmed = Buffer.from(bytes);
      harmed[at] = (harmed[at] ?? 0) ^ (1 << (i % 8));
      writeFileSync(`${dir}/ledger.db`, harmed);
      if (verifyLedger(dir).ok) {
        if (entriesOf(dir).join() !== original.join()) missed.push(at);
      } else found += 1;
    }
    expect(missed).toEqual([]);
    expect(found).toBeGreaterThan(75);
  });

  it('finds a database cut off at any page, and one cut within a page', () => {
    const dir = copy();
    const { size } = statSync(`${good}/ledger.db`);
    for (let cut = 0; cut < size; cut += 4096 * 7 + 1) {
      copyFileSync(`${good}/ledger.db`, `${dir}/ledger.db`);
      truncateSync(`${dir}/ledger.db`, cut);
      expect(verifyLedger(dir).ok, `cut at ${cut}`).toBe(false);
    }
  });
});

describe('a writer', () => {
  it.each<[string, (dir: string) => void, string]>([
    ['is older than the file checkpoint', rolledBack, '020'],
    [
      'differs from the file checkpoint',
      (dir) => edit(dir, (db) => rewriteFrom(db, (seq, text) => (seq === 690 ? text.replace('seen', 'SEEN') : text))),
      '019',
    ],
    ['has unsigned entries at its end', (dir) => edit(dir, (db) => db.exec('DELETE FROM checkpoint WHERE size > 200')), '021'],
    ['lost its signing key', (dir) => rmSync(`${dir}/signing-key`), '028'],
    ['has another signing key', otherKey, '023'],
    ['lost its database', (dir) => rmSync(`${dir}/ledger.db`), '020'],
    ['has an emptied database', (dir) => truncateSync(`${dir}/ledger.db`, 0), '020'],
    ['has a short tile', (dir) => edit(dir, (db) => db.exec("UPDATE tile SET hashes = x'00' WHERE place = 2")), '022'],
    ['lost an entry at its end', (dir) => edit(dir, (db) => db.exec('DELETE FROM entry WHERE seq = 699')), '020'],
  ])('does not go on with a ledger that %s', async (_, harm, code) => {
    const dir = copy();
    harm(dir);
    const error: unknown = await openLedger({ dataDir: dir, now, mode: 'write' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).faults.map((fault) => fault.code.slice(-3))).toEqual([code]);
    // The refused opening let go of the lock.
    const again: unknown = await openLedger({ dataDir: dir, now, mode: 'write' }).catch((reason: unknown) => reason);
    expect((again as Refused).faults[0]?.code.slice(-3)).toBe(code);
  });

  it('writes verifier key and checkpoint again where a crash kept them from being written', async () => {
    const dir = copy();
    rmSync(`${dir}/verifier-key`);
    rmSync(`${dir}/checkpoint`);
    await (await openLedger({ dataDir: dir, now, mode: 'write' })).close();
    expect(existsSync(`${dir}/verifier-key`)).toBe(true);
    expect(verifyLedger(dir).ok).toBe(true);
  });

  it('refuses a name that a signature line cannot carry', async () => {
    await expect(openLedger({ dataDir: `${root}/named`, now, mode: 'write', origin: 'two words' })).rejects.toThrow('ASSAY-LEDGER-012');
  });

  it('keeps its signing key from others', () => {
    expect(statSync(`${good}/signing-key`).mode & 0o777).toBe(0o600);
  });
});

function resign(db: DatabaseSync, key: ReturnType<typeof verifierKey>, sign: ReturnType<typeof signerOf>): void {
  db.prepare('UPDATE log SET verifier = ?').run(formatVerifierKey(key));
  const range = grow(EMPTY_RANGE);
  const notes = new Map<number, string>([[0, signCheckpoint(0, rootOf(range.range()), key, sign)]]);
  for (const row of db.prepare('SELECT canonical FROM entry ORDER BY seq').all()) {
    range.push(leafHash(String(row['canonical'])), 0);
    const { size } = range.range();
    notes.set(size, signCheckpoint(size, rootOf(range.range()), key, sign));
  }
  for (const row of db.prepare('SELECT bundle, size FROM checkpoint').all()) {
    db.prepare('UPDATE checkpoint SET note = ? WHERE bundle = ?').run(notes.get(Number(row['size'])) ?? '', row['bundle'] ?? null);
  }
}

import { createHash, createPublicKey, verify } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { TreeSize } from '../model.ts';
import { verifyLedger } from './check.ts';
import { exportLedger } from './export.ts';
import { verifyExport } from './export-check.ts';
import { openLedger } from './open.ts';

/*
 * Somebody else's verifier, written from C2SP tlog-tiles, tlog-checkpoint, signed-note and RFC 6962 alone; it imports nothing of the ledger.
 * Gives the entries of an export whose checkpoint, tiles and bundles agree, else throws.
 */
const sha = (...parts: readonly Uint8Array[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

function thirdParty(folder: string, verifierKey: string): string[] {
  const [name = '', id = '', ...key] = verifierKey.split('+');
  const typed = Buffer.from(key.join('+'), 'base64');
  const keyId = sha(Buffer.from(`${name}\n`), typed).subarray(0, 4);
  if (typed[0] !== 1 || keyId.toString('hex') !== id) throw new TypeError('verifier key');
  const note = readFileSync(`${folder}/checkpoint`, 'utf8');
  const cut = note.lastIndexOf('\n\n');
  const signature = /^— (\S+) (\S+)$/m.exec(note.slice(cut + 2));
  const blob = Buffer.from(signature?.[2] ?? '', 'base64');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: typed.subarray(1).toString('base64url') }, format: 'jwk' });
  if (signature?.[1] !== name || !blob.subarray(0, 4).equals(keyId)) throw new TypeError('signature of another key');
  if (!verify(null, Buffer.from(note.slice(0, cut + 1)), publicKey, blob.subarray(4))) throw new TypeError('signature');
  const [, sizeText, rootText] = note.split('\n');
  const size = Number(sizeText);

  const path = (kind: string, n: number, width: number) => {
    const digits = String(n).padStart(Math.ceil(String(n).length / 3) * 3, '0');
    const groups = digits.match(/.../g) ?? [];
    return `${folder}/tile/${kind}/${groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')}${width < 256 ? `.p/${width}` : ''}`;
  };
  const entries: string[] = [];
  let hashes: Buffer[] = [];
  for (let n = 0; n * 256 < size; n += 1) {
    const bundle = readFileSync(path('entries', n, Math.min(256, size - n * 256)));
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      const entry = bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at));
      entries.push(entry.toString('utf8'));
      hashes.push(sha(Buffer.of(0), entry));
    }
  }
  if (entries.length !== size) throw new TypeError('number of entries');
  const tree = (leaves: readonly Buffer[]): Buffer => {
    if (leaves.length <= 1) return leaves[0] ?? sha();
    const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
    return sha(Buffer.of(1), tree(leaves.slice(0, k)), tree(leaves.slice(k)));
  };
  if (tree(hashes).toString('base64') !== rootText) throw new TypeError('root');
  for (let level = 0; hashes.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let n = 0; n * 256 < hashes.length; n += 1) {
      const slots = hashes.slice(n * 256, n * 256 + 256);
      if (!readFileSync(path(String(level), n, slots.length)).equals(Buffer.concat(slots))) throw new TypeError(`tile ${level}/${n}`);
      if (slots.length === 256) above.push(tree(slots));
    }
    hashes = above;
  }
  return entries;
}

const now = () => Instant.parse('2026-11-01T00:00:00Z');
const root = mkdtempSync(join(tmpdir(), 'assay-export-'));
const dataDir = `${root}/data`;
const exports = new Map<number, string>();
const SIZES = [0, 1, 255, 256, 257, 600];
let key: string;

beforeAll(async () => {
  for (const size of SIZES) {
    const ledger = await openLedger({ dataDir, now, mode: 'write', origin: 'assay.local/export' });
    await ledger.append(Array.from({ length: size - ledger.head().size }, (_, n) => ({ type: 'test.entry', body: { n, text: 'Überwachung — ok' } })));
    key = ledger.verifierKey;
    exportLedger(ledger, `${root}/export-${size}`);
    exports.set(size, `${root}/export-${size}`);
    await ledger.close();
  }
});
afterAll(() => rmSync(root, { recursive: true }));

describe('export', () => {
  it.each(SIZES)('of %i entries passes a verifier that somebody else wrote', (size) => {
    const folder = exports.get(size) ?? '';
    const entries = thirdParty(folder, key);
    expect(entries).toHaveLength(size);
    expect(readFileSync(`${folder}/entries.ndjson`, 'utf8')).toBe(entries.map((entry) => `${entry}\n`).join(''));
    expect(readFileSync(`${folder}/verifier-key`, 'utf8')).toBe(`${key}\n`);
    expect(verifyExport(folder)).toMatchObject({ ok: true, faults: [], head: { size }, trusted: false, origin: 'assay.local/export' });
    expect(verifyExport(folder, { verifierKey: key })).toMatchObject({ ok: true, trusted: true });
  });

  it('never carries the key that signs', () => {
    const files = readdirSync(exports.get(600) ?? '', { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.includes('signing'))).toEqual([]);
  });

  it('is read without writing, and refuses a folder that has files', async () => {
    const ledger = await openLedger({ dataDir, now, mode: 'read' });
    expect(exportLedger(ledger, `${root}/by-reader`)).toMatchObject({ entries: 600 });
    expect(() => exportLedger(ledger, `${root}/by-reader`)).toThrow('ASSAY-LEDGER-024');
    await ledger.close();
    expect(verifyExport(`${root}/by-reader`).ok).toBe(true);
  });

  it('of a later size extends an earlier one, which its checkpoint shows', () => {
    expect(verifyExport(exports.get(600) ?? '', { checkpoint: readFileSync(`${exports.get(256)}/checkpoint`, 'utf8') })).toMatchObject({
      ok: true,
      trusted: true,
    });
    expect(verifyExport(exports.get(256) ?? '', { checkpoint: readFileSync(`${exports.get(600)}/checkpoint`, 'utf8') })).toMatchObject({
      ok: false,
      firstBad: 256,
    });
    expect(verifyLedger(dataDir, { checkpoint: readFileSync(`${exports.get(256)}/checkpoint`, 'utf8') }).ok).toBe(true);
  });

  let copies = 0;
  it.each<[string, (dir: string) => void, string]>([
    ['no checkpoint', (dir) => rmSync(`${dir}/checkpoint`), '025'],
    ['a checkpoint of another log', (dir) => writeFileSync(`${dir}/checkpoint`, 'example.com/log\n1\nAAAA\n\n— example.com/log AAAAAAAA\n'), '011'],
    ['no verifier key', (dir) => rmSync(`${dir}/verifier-key`), '012'],
    ['no bundle', (dir) => rmSync(`${dir}/tile/entries/001`), '025'],
    ['a bundle cut off', (dir) => truncateSync(`${dir}/tile/entries/001`, 999), '025'],
    ['a bundle that is too long', (dir) => appendFileSync(`${dir}/tile/entries/001`, 'xx'), '025'],
    ['a tile that is gone', (dir) => rmSync(`${dir}/tile/0/001`), '025'],
    ['a tile that is too long', (dir) => appendFileSync(`${dir}/tile/0/001`, 'x'), '025'],
    ['a tile with a byte flipped', (dir) => flip(`${dir}/tile/0/001`, 40), '015'],
    ['an upper tile with a byte flipped', (dir) => flip(`${dir}/tile/1/000.p/2`, 40), '022'],
    ['an upper tile cut off', (dir) => truncateSync(`${dir}/tile/1/000.p/2`, 32), '022'],
    ['a list of entries that says otherwise', (dir) => flip(`${dir}/entries.ndjson`, 900), '025'],
    ['a list of entries that goes on', (dir) => appendFileSync(`${dir}/entries.ndjson`, 'more\n'), '025'],
    ['no list of entries', (dir) => rmSync(`${dir}/entries.ndjson`), '025'],
  ])('with %s does not verify', (_, harm, code) => {
    copies += 1;
    const dir = `${root}/harmed-${copies}`;
    cpSync(exports.get(600) ?? '', dir, { recursive: true });
    harm(dir);
    const report = verifyExport(dir);
    expect(report.ok).toBe(false);
    expect(report.faults[0]?.code).toBe(`ASSAY-LEDGER-${code}`);
  });

  it('is of a ledger whose proofs hold at every size', async () => {
    const ledger = await openLedger({ dataDir, now, mode: 'read' });
    expect(ledger.rootAt(0 as TreeSize)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(() => ledger.rootAt(601 as TreeSize)).toThrow('ASSAY-LEDGER-009');
    expect(() => ledger.proveConsistency(0 as TreeSize)).toThrow('ASSAY-LEDGER-009');
    expect(() => ledger.proveConsistency(5 as TreeSize, 601 as TreeSize)).toThrow('ASSAY-LEDGER-009');
    await ledger.close();
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

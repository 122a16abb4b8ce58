import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CURRENT_COST, formatHash } from '../phc.ts';
import { passwordHasher } from './argon2.ts';
import { passwordJudge } from './known-passwords.ts';

const random = (n: number) => new Uint8Array(randomBytes(n));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-passwords-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const BREACHED = 'seven tired cormorants';
const sha1 = createHash('sha1').update(BREACHED).digest('hex').toUpperCase();
const [prefix, rest] = [sha1.slice(0, 5), sha1.slice(5)];

describe('the list of breached passwords', () => {
  it.each([
    ['a folder of ranges', prefix, `${'0'.repeat(35)}:7\r\n${rest}:12\r\n`],
    ['a folder of files that end in .txt', `${prefix}.txt`, `${rest}:1\n`],
    ['a folder in small letters', prefix.toLowerCase(), `${rest.toLowerCase()}:1`],
  ])('as %s refuses what is on it', async (_, name, text) => {
    writeFileSync(join(folder, name), text);
    await expect(passwordJudge({ list: folder }).refuse(BREACHED, [])).rejects.toThrow('ASSAY-PASSWORD-002');
    await expect(passwordJudge({ list: folder }).refuse(`${BREACHED} fly`, [])).resolves.toBeUndefined();
  });

  it('as one file refuses what is on it', async () => {
    writeFileSync(join(folder, prefix), `${rest}:3`);
    await expect(passwordJudge({ list: join(folder, prefix) }).refuse(BREACHED, [])).rejects.toThrow('ASSAY-PASSWORD-002');
  });

  it('takes a padded line for none', async () => {
    writeFileSync(join(folder, prefix), `${rest}:0`);
    await expect(passwordJudge({ list: folder }).refuse(BREACHED, [])).resolves.toBeUndefined();
  });

  it('that is damaged refuses every password that it should have judged', async () => {
    writeFileSync(join(folder, prefix), '<html>Too many requests</html>');
    await expect(passwordJudge({ list: folder }).refuse(BREACHED, [])).rejects.toThrow('ASSAY-PASSWORD-004');
  });

  it('that is not there is refused at the start', () => {
    expect(() => passwordJudge({ list: join(folder, 'none') })).toThrow('ASSAY-PASSWORD-004');
  });

  it('is shipped in small: common passwords are refused without any file', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(passwordJudge({}).refuse('1qaz2wsx3edc', [])).rejects.toThrow('ASSAY-PASSWORD-002');
    await expect(passwordJudge({ list: join(folder, 'empty') }).refuse('correct horse battery staple', [])).resolves.toBeUndefined();
  });
});

describe('a hash', () => {
  const hasher = passwordHasher({ pepper: random(32), random });

  it('is of the password, however it was typed, and of no other', async () => {
    const kept = await hasher.hash('Zu\u0308rich am See, im Regen');
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify('Z\u00fcrich am See, im Regen', kept)).toEqual({ ok: true, rehash: false });
    expect(await hasher.verify('Zurich am See, im Regen', kept)).toEqual({ ok: false, rehash: false });
    expect(await hasher.hash('Zu\u0308rich am See, im Regen')).not.toBe(kept);
  });

  it('is worth nothing without the key file', async () => {
    const kept = await hasher.hash('correct horse battery staple');
    expect(await passwordHasher({ pepper: random(32), random }).verify('correct horse battery staple', kept)).toEqual({ ok: false, rehash: false });
  });

  it('of yesterday still counts, and asks to be made anew', async () => {
    const pepper = random(32);
    const kept = await passwordHasher({ pepper, random }).hash('correct horse battery staple');
    // RFC 9106's own test of cheaper parameters is not ours: the same password at another cost is another hash, so a kept one is made by hand.
    const { argon2Sync } = await import('node:crypto');
    const salt = random(16);
    const tag = argon2Sync('argon2id', {
      message: 'correct horse battery staple',
      nonce: salt,
      memory: 64,
      passes: 1,
      parallelism: 1,
      tagLength: 32,
      secret: pepper,
    });
    const bare = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
    const old = formatHash({ cost: { ...CURRENT_COST, memory: 64, passes: 1 }, salt: bare(salt), hash: bare(tag) });
    const verifier = passwordHasher({ pepper, random });
    expect([await verifier.verify('correct horse battery staple', old), await verifier.verify('correct horse battery staple', kept)]).toEqual([
      { ok: true, rehash: true },
      { ok: true, rehash: false },
    ]);
  });

  it.each([[undefined], ['no hash'], ['$argon2id$v=19$m=8,t=1,p=1$AA$AA']])('that is %s is of no password', async (kept) => {
    expect(await hasher.verify('anything at all', kept)).toEqual({ ok: false, rehash: false });
  });
});

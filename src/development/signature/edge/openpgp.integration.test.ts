import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegister } from '../../person/read.ts';
import { judgeSignature } from '../judge.ts';
import type { Outcome, SignatureVerdict } from '../model.ts';
import { openpgpBytes } from '../openpgp-armour.ts';
import { signedMessage } from '../openpgp-message.ts';
import { openpgpFlaw } from '../openpgp-packet.ts';
import { NO_KEYS } from '../ring.ts';
import { nodeCrypto } from './crypto.ts';
import { type Gpg, openGpg } from './gpg.ts';
import { workshop } from './made.fixture.ts';

const shop = workshop();
const gpgRun = (args: readonly string[], input: string | Uint8Array = '') =>
  shop.run('gpg', ['--batch', '--no-tty', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], input);
const MESSAGE = Buffer.from('tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nA change\n');
const T = 1_767_225_600; // 2026-01-01
const NOW = Math.floor(Date.now() / 1000);
const keys = new Map<string, string>();
const signed = (who: string, ...more: readonly string[]) => gpgRun(['--armor', '--detach-sign', '--local-user', `${who}@example.org`, ...more], MESSAGE);
const make = (who: string, kind: string, ends: string, ...more: readonly string[]) => {
  gpgRun([...more, '--quick-generate-key', `${who} <${who}@example.org>`, kind, 'sign', ends]);
  const [, found = ''] = /^fpr:+([0-9A-F]{40}):/m.exec(gpgRun(['--with-colons', '--list-keys', `${who}@example.org`]).toString('utf8')) ?? [];
  keys.set(who, found);
};
const publicKeys = (...who: readonly string[]) => who.map((one) => new Uint8Array(gpgRun(['--armor', '--export', `${one}@example.org`])));
let gpg: Gpg;
const outcome = async (signature: Uint8Array, payload: Uint8Array = MESSAGE): Promise<Outcome> =>
  (await gpg.verify([{ signature, payload }]))[0] ?? { kind: 'unchecked', reason: 'tool-failed' };
const judged = (found: Outcome, more: { readonly provenBy?: number; readonly claimed?: number } = {}): SignatureVerdict => {
  const people = [...keys].map(([who, id]) => `  - { id: ${who}, name: ${who}, keys: [{ id: ${id} }] }`);
  return judgeSignature('openpgp', found, {
    register: readRegister(`format: people/1\npeople:\n${people.join('\n')}\n`, 'people.yaml'),
    ring: NO_KEYS,
    when: { now: NOW, claimed: NOW, ...more },
  });
};
const homes = () => readdirSync(tmpdir()).filter((name) => name.startsWith('assay-gpg-'));

beforeAll(async () => {
  make('ada', 'ed25519', 'never');
  make('rsa', 'rsa2048', 'never');
  make('old', 'ed25519', '20260201T000000', '--faked-system-time', '20260101T000000!');
  make('gone', 'ed25519', 'never');
  make('stranger', 'ed25519', 'never');
  old = signed('old', '--faked-system-time', '20260110T000000!');
  gone = signed('gone');
  // The certificate of revocation that gpg itself keeps, with the colon taken away that guards it.
  const revocation = shop.run('cat', [shop.path('gnupg', 'openpgp-revocs.d', `${keys.get('gone')}.rev`)]).toString('utf8');
  gpgRun(['--import'], revocation.replace(':-----BEGIN', '-----BEGIN'));
  gpg = await openGpg(publicKeys('ada', 'rsa', 'old', 'gone'));
});
let old: Buffer;
let gone: Buffer;
afterAll(() => {
  gpg.close();
  shop.close();
});

describe('what gpg verifies', () => {
  it.each(['ada', 'rsa'])('holds by %s, and names the key', async (who) => {
    const found = await outcome(signed(who));
    expect(found).toMatchObject({ kind: 'holds', key: { format: 'openpgp', primary: keys.get(who), keyEnded: false, revoked: false } });
    expect(judged(found)).toMatchObject({ state: 'valid', by: who, role: 'person', key: keys.get(who) });
  });

  it('of a key that has ended counts where a log had it before', async () => {
    const found = await outcome(old);
    expect(judged(found, { claimed: T + 9 * 86_400 })).toMatchObject({ state: 'not-checkable', reason: 'key-past-its-end', by: 'old' });
    expect(judged(found, { claimed: T + 9 * 86_400, provenBy: T + 20 * 86_400 })).toMatchObject({ state: 'valid', by: 'old' });
    expect(judged(found, { claimed: T + 9 * 86_400, provenBy: T + 40 * 86_400 })).toMatchObject({ state: 'not-checkable' });
  });

  it('of a revoked key is nobody’s', async () => {
    expect(judged(await outcome(gone))).toMatchObject({ state: 'not-checkable', reason: 'key-revoked', by: 'gone' });
  });

  it('of a key that was not given cannot be checked', async () => {
    const found = await outcome(signed('stranger'));
    expect(found).toEqual({ kind: 'unchecked', reason: 'key-not-given', claimed: keys.get('stranger')?.slice(-16) });
    expect(judged(found)).toMatchObject({ state: 'not-checkable', by: 'stranger', remedy: expect.stringContaining('--keys') });
  });

  it('over SHA-1 is not enough', async () => {
    const found = await outcome(signed('rsa', '--digest-algo', 'SHA1', '--allow-weak-digest-algos'));
    expect(judged(found)).toMatchObject({ state: 'not-checkable', reason: 'hash-too-weak' });
  });

  it('over text, which is not put with others, holds as well', async () => {
    const text = signed('ada', '--textmode');
    expect(signedMessage(text, MESSAGE)).toBeUndefined();
    expect(await outcome(text)).toMatchObject({ kind: 'holds' });
    expect(await outcome(text, Buffer.from('other\n'))).toMatchObject({ kind: 'broken' });
  });

  it('of two at once is nobody’s', async () => {
    const two = signed('ada', '--local-user', 'rsa@example.org');
    expect(await outcome(two)).toMatchObject({ kind: 'unchecked', reason: 'several-signatures' });
  });

  it.each([
    ['no armour', 'nothing'],
    ['an armour of nothing', '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n'],
    ['an armour of other bytes', '-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n'],
  ])('is never valid of %s', async (_, text) => expect((await outcome(Buffer.from(text))).kind).not.toBe('holds'));

  it('goes on after one that does not hold, and keeps the order', async () => {
    const good = signed('ada');
    const bad = Buffer.from('changed\n');
    const all = Array.from({ length: 40 }, (_, at) => ({ signature: good, payload: at % 3 === 0 ? bad : MESSAGE }));
    expect((await gpg.verify(all)).map(({ kind }) => kind)).toEqual(all.map(({ payload }) => (payload === bad ? 'broken' : 'holds')));
  });

  it('is never valid where a byte of what is signed, or of what the signature signs, is another', async () => {
    const signature = signed('ada');
    const bytes = openpgpBytes(signature) ?? new Uint8Array();
    // What stands in the unhashed area is under no signature: the issuer's id of 8 bytes with its 2 bytes of head, behind 2 of length.
    const hashedEnd = bytes.indexOf(0x88) === 0 ? 2 + 6 + ((bytes[6] ?? 0) * 256 + (bytes[7] ?? 0)) : 0;
    const unhashed = (bytes[hashedEnd] ?? 0) * 256 + (bytes[hashedEnd + 1] ?? 0);
    // So is how many bits each of the two numbers at the end is said to have: forges write eight times the bytes, and gpg the bits.
    const first = hashedEnd + 2 + unhashed + 2;
    const second = first + 2 + (((bytes[first] ?? 0) * 256 + (bytes[first + 1] ?? 0) + 7) >> 3);
    const free = (at: number) => (at >= hashedEnd && at < hashedEnd + 2 + unhashed) || [first, first + 1, second, second + 1].includes(at);
    const armour = (raw: Uint8Array) => Buffer.from(`-----BEGIN PGP SIGNATURE-----\n\n${Buffer.from(raw).toString('base64')}\n-----END PGP SIGNATURE-----\n`);
    const flip = (from: Uint8Array, at: number, by: number) => {
      const copy = Uint8Array.from(from);
      copy[at] = (copy[at] ?? 0) ^ by;
      return copy;
    };
    // And the head of the packet in its new form, 0xc2 for 0x88, says the same (RFC 9580 section 4.2); any other head does not.
    const sameHead = (at: number, by: number) => at === 0 && by === (0x88 ^ 0xc2);
    const drawn = fc.sample(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), 120);
    const places = drawn.filter(([at, by]) => !free(at) && !sameHead(at, by));
    const tampered = places.map(([at, by]) => ({ signature: armour(flip(bytes, at, by)), payload: MESSAGE }));
    const payloads = fc
      .sample(fc.tuple(fc.nat({ max: MESSAGE.length - 1 }), fc.integer({ min: 1, max: 255 })), 120)
      .map(([at, by]) => ({ signature, payload: flip(MESSAGE, at, by) }));
    expect((await gpg.verify([{ signature: armour(bytes), payload: MESSAGE }])).map(({ kind }) => kind)).toEqual(['holds']);
    expect(places.length).toBeGreaterThan(60);
    expect((await gpg.verify(tampered)).filter(({ kind }) => kind === 'holds')).toEqual([]);
    expect((await gpg.verify(payloads)).map(({ kind }) => kind)).toEqual(payloads.map(() => 'broken'));
  });
});

describe('gpg itself', () => {
  it('that is not there leaves it open, with a remedy', async () => {
    const none = await openGpg(publicKeys('ada'), 'gpg-that-is-not-there');
    const [found] = await none.verify([{ signature: signed('ada'), payload: MESSAGE }]);
    none.close();
    expect(found).toEqual({ kind: 'unchecked', reason: 'tool-missing' });
    expect(judged(found as Outcome)).toMatchObject({ state: 'not-checkable', remedy: expect.stringContaining('Install GnuPG') });
  });

  it('that answers nothing leaves it open', async () => {
    const none = await openGpg(publicKeys('ada'), 'true');
    expect(await none.verify([{ signature: signed('ada'), payload: MESSAGE }])).toMatchObject([{ kind: 'unchecked', reason: 'tool-failed' }]);
    none.close();
  });

  it('is not needed to find what is not of these bytes', () => {
    const signature = signed('stranger');
    expect(openpgpFlaw(signature, MESSAGE, nodeCrypto())).toBeUndefined();
    const wrong = fc
      .sample(fc.uint8Array({ minLength: 1, maxLength: 60 }), 50)
      .filter((bytes) => openpgpFlaw(signature, bytes, nodeCrypto())?.kind === 'broken');
    expect(wrong.length).toBeGreaterThan(45);
  });

  it('is asked where a forge showed what it signed in place of the digest', async () => {
    const bytes = Uint8Array.from(openpgpBytes(signed('ada')) ?? []);
    const hashed = 8 + (bytes[6] ?? 0) * 256 + (bytes[7] ?? 0);
    const shown = hashed + 2 + (bytes[hashed] ?? 0) * 256 + (bytes[hashed + 1] ?? 0);
    bytes.set(MESSAGE.subarray(0, 2), shown);
    const signature = Buffer.from(`-----BEGIN PGP SIGNATURE-----\n\n${Buffer.from(bytes).toString('base64')}\n-----END PGP SIGNATURE-----\n`);
    expect(openpgpFlaw(signature, MESSAGE, nodeCrypto())).toBeUndefined();
    expect((await outcome(signature)).kind).toBe('holds');
    expect((await outcome(signature, Buffer.from('tree of another\n'))).kind).toBe('broken');
  });

  it('leaves no home behind', async () => {
    const before = homes().length;
    const one = await openGpg(publicKeys('ada'));
    expect(homes().length).toBe(before + 1);
    one.close();
    expect(homes().length).toBe(before);
  });
});

import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegister } from '../../person/read.ts';
import { readAllowedSigners } from '../allowed-signers.ts';
import { judgeSignature } from '../judge.ts';
import type { Outcome } from '../model.ts';
import { type KeyRing, NO_KEYS } from '../ring.ts';
import { sshString } from '../ssh-wire.ts';
import { readSshSig, verifySshSig } from '../sshsig.ts';
import { nodeCrypto } from './crypto.ts';
import { fingerprint, sshKey, sshSigned, workshop } from './made.fixture.ts';

const shop = workshop();
afterAll(() => shop.close());
const crypto = nodeCrypto();
const MESSAGE = Buffer.from('tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nA change\n');
const verify = (signature: Uint8Array, message: Uint8Array = MESSAGE, namespace = 'git') => verifySshSig(signature, message, namespace, crypto);

const KINDS: readonly (readonly [string, ...string[]])[] = [
  ['ed25519', 'ed25519'],
  ['p256', 'ecdsa', '-b', '256'],
  ['p384', 'ecdsa', '-b', '384'],
  ['p521', 'ecdsa', '-b', '521'],
  ['rsa', 'rsa', '-b', '2048'],
];

describe('what ssh-keygen signs', () => {
  beforeAll(() => {
    for (const [name, ...kind] of KINDS) sshKey(shop, name, ...kind);
    sshKey(shop, 'short', 'rsa', '-b', '1024');
    sshKey(shop, 'dsa', 'dsa');
  });

  it.each(KINDS.map(([name]) => name))('holds with %s, by its fingerprint', (name) => {
    for (const options of [[], ['-O', 'hashalg=sha256']])
      expect(verify(sshSigned(shop, name, MESSAGE, options))).toEqual({ kind: 'holds', key: { format: 'ssh', id: fingerprint(shop, name) } });
  });

  it.each(KINDS.map(([name]) => name))('is never valid with %s where one byte of it or of what is signed is another', (name) => {
    const signature = sshSigned(shop, name, MESSAGE);
    const changed = (bytes: Uint8Array) =>
      fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
        const copy = Uint8Array.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ by;
        return copy;
      });
    fc.assert(fc.property(changed(signature), (bytes) => verify(bytes).kind !== 'holds'));
    fc.assert(fc.property(changed(MESSAGE), (bytes) => verify(signature, bytes).kind === 'broken'));
    const bare = Buffer.from(signature.toString('latin1').replaceAll(/-----.*-----|\n/g, ''), 'base64');
    expect(verify(bare).kind).toBe('holds');
    fc.assert(fc.property(changed(bare), (bytes) => verify(bytes).kind !== 'holds'));
  });

  it('made for something else is broken', () => {
    expect(verify(sshSigned(shop, 'ed25519', MESSAGE, [], 'file'))).toMatchObject({ kind: 'broken', reason: 'other-namespace' });
    expect(verify(sshSigned(shop, 'ed25519', MESSAGE, [], 'file'), MESSAGE, 'file').kind).toBe('holds');
  });

  it.each(['short', 'dsa'])('with %s is not checked, and never valid', (name) => {
    const outcome = verify(sshSigned(shop, name, MESSAGE));
    expect(outcome).toMatchObject({ kind: 'unchecked', reason: 'algorithm-not-accepted' });
  });

  it('with RSA over SHA-1 is refused', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = privateKey.export({ format: 'jwk' });
    const number = (text = '') => sshString(Buffer.concat([Buffer.from([0]), Buffer.from(text, 'base64url')]));
    const text = (words: string) => sshString(Buffer.from(words));
    const blob = Buffer.concat([text('ssh-rsa'), sshString(Buffer.from(jwk.e ?? '', 'base64url')), number(jwk.n)]);
    const made = (format: string, hash: string) => {
      const digest = crypto.digest('sha512', MESSAGE);
      const signed = Buffer.concat([Buffer.from('SSHSIG'), text('git'), text(''), text('sha512'), sshString(digest)]);
      const signature = sshString(Buffer.concat([text(format), sshString(signWith(hash, signed, privateKey))]));
      return Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, 1]), sshString(blob), text('git'), text(''), text('sha512'), signature]);
    };
    expect(verify(made('rsa-sha2-512', 'sha512')).kind).toBe('holds');
    expect(verify(made('ssh-rsa', 'sha1'))).toMatchObject({ kind: 'unchecked', reason: 'algorithm-not-accepted', found: 'ssh-rsa' });
  });

  it('by a security token counts where somebody touched it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const text = (words: string) => sshString(Buffer.from(words));
    const type = 'sk-ssh-ed25519@openssh.com';
    const blob = Buffer.concat([text(type), sshString(raw), text('ssh:')]);
    const made = (flags: number) => {
      const inner = Buffer.concat([Buffer.from('SSHSIG'), text('git'), text(''), text('sha512'), sshString(crypto.digest('sha512', MESSAGE))]);
      const counter = Buffer.from([flags, 0, 0, 0, 7]);
      const signed = Buffer.concat([crypto.digest('sha256', Buffer.from('ssh:')), counter, crypto.digest('sha256', inner)]);
      const signature = sshString(Buffer.concat([text(type), sshString(signWith(null, signed, privateKey)), counter]));
      return Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, 1]), sshString(blob), text('git'), text(''), text('sha512'), signature]);
    };
    expect(verify(made(1))).toMatchObject({ kind: 'holds', key: { touched: true } });
    expect(verify(made(0))).toMatchObject({ kind: 'holds', key: { touched: false } });
    const forged = made(0);
    forged[forged.length - 5] = 1;
    expect(verify(forged).kind).toBe('broken');
    const register = readRegister(`format: people/1\npeople: [{ id: ada, name: Ada, keys: [{ id: '${readSshSig(made(1)).claimed}' }] }]`, 'people.yaml');
    const judged = (outcome: Outcome) => judgeSignature('ssh', outcome, { register, ring: NO_KEYS, when: { now: 2_000_000_000, claimed: 1_900_000_000 } });
    expect(judged(verify(made(1)))).toMatchObject({ state: 'valid', by: 'ada', role: 'person' });
    expect(judged(verify(made(0)))).toMatchObject({ state: 'not-checkable', reason: 'no-touch' });
  });
});

describe('certificates of OpenSSH', () => {
  const certified = (name: string, ...options: readonly string[]) => {
    sshKey(shop, name, 'ed25519');
    shop.run('ssh-keygen', ['-q', '-s', shop.path('authority'), '-I', 'some id', ...options, shop.path(`${name}.pub`)]);
    return sshSigned(shop, `${name}-cert.pub`, MESSAGE);
  };
  const register = readRegister(
    'format: people/1\npeople:\n  - { id: ada, name: Ada, addresses: [ada@example.org] }\n  - { id: bob, name: Bob, addresses: [bob@example.org] }\n',
    'people.yaml',
  );
  const at = (text: string) => Date.parse(text) / 1000;
  let ring: KeyRing;
  beforeAll(() => {
    const line = sshKey(shop, 'authority', 'ed25519');
    ring = { ...NO_KEYS, signers: readAllowedSigners(`*@example.org cert-authority,namespaces="git" ${line}`, 'allowed_signers') };
  });
  const judged = (signature: Uint8Array, when = { now: at('2026-06-01'), claimed: at('2026-05-01') }, given = ring) =>
    judgeSignature('ssh', verify(signature), { register, ring: given, when });

  it('name the person, while they last', () => {
    const signature = certified('certified', '-n', 'ada@example.org', '-V', '20260101:20270101');
    expect(judged(signature)).toMatchObject({ state: 'valid', by: 'ada', role: 'person' });
    expect(judged(signature, { now: at('2027-06-01'), claimed: at('2026-05-01') })).toMatchObject({ state: 'not-checkable', reason: 'key-past-its-end' });
    expect(judged(signature, { now: at('2026-06-01'), claimed: at('2025-05-01') })).toMatchObject({ state: 'not-checkable', reason: 'before-its-key' });
    expect(judged(signature, undefined, NO_KEYS)).toMatchObject({ state: 'not-checkable', reason: 'owner-not-declared' });
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, by) => {
        const copy = Uint8Array.from(signature);
        copy[place] = (copy[place] ?? 0) ^ by;
        return judged(copy).state !== 'valid';
      }),
    );
  });

  it('of several people, of nobody, for hosts, or with a demand, name nobody', () => {
    expect(judged(certified('two', '-n', 'ada@example.org,bob@example.org'))).toMatchObject({ state: 'not-checkable', reason: 'owners-differ' });
    expect(judged(certified('stranger', '-n', 'ada@elsewhere.example'))).toMatchObject({ state: 'not-checkable', reason: 'owner-not-declared' });
    expect(judged(certified('nobody'))).toMatchObject({ state: 'not-checkable', reason: 'algorithm-not-accepted' });
    expect(judged(certified('forced', '-n', 'ada@example.org', '-O', 'force-command=/bin/true'))).toMatchObject({ state: 'not-checkable' });
  });
});

import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pemOf } from '../../../core/der/armour.ts';
import { readCertificate } from '../certificate-read.ts';
import type { Issued } from '../model.ts';
import { ANY, codesOf, keysFor, type Made, madeAuthority, openssl, PASSPHRASE, ROOT_PASSPHRASE, validFor } from './authority.fixture.ts';
import { newKey } from './key-file.ts';
import { listFile, makeLists } from './lists.ts';
import { revoke } from './revoking.ts';
import { rotateIssuing, rotateRoot } from './rotating.ts';
import { publicKeyOf } from './signer.ts';
import { statusOf } from './status.ts';
import { authoritiesIn, linksIn } from './tables.ts';

let made: Made;
afterEach(() => made.close());

const issue = () => made.authority.issue({ profile: ANY, name: 'cam-17', publicKey: publicKeyOf(newKey('p-256')), ...validFor(30) });
const issuing = { kind: 'p-256', passphrase: PASSPHRASE } as const;
const root = { kind: 'p-384', passphrase: ROOT_PASSPHRASE } as const;
const rotation = () => ({ keys: keysFor(made.folder), issuing, issuingYears: 5, env: process.env });

/** OpenSSL, trusting one root alone, and given these on the way. */
const verify = (trusted: Uint8Array, untrusted: readonly Uint8Array[], leaf: Issued, ...more: readonly string[]) =>
  openssl(
    'verify',
    '-x509_strict',
    '-no-CApath',
    '-no-CAstore',
    '-CAfile',
    made.pem('trusted.pem', trusted),
    '-untrusted',
    made.pem('untrusted.pem', ...untrusted),
    ...more,
    made.pem('leaf.pem', leaf.certificate),
  );
const certificateOf = (id: string) => authoritiesIn(made.fleet.db).find((each) => each.id === id)?.certificate as Uint8Array;
const linkOf = (kind: string) => linksIn(made.fleet.db).find((each) => each.kind === kind)?.certificate as Uint8Array;

describe('a new issuing authority', () => {
  it('signs at once, while what the old one signed goes on to hold and can be revoked', async () => {
    made = await madeAuthority({ url: 'http://ca.example.org' });
    const before = await issue();
    expect(await rotateIssuing(made.fleet, rotation())).toMatchObject({ authority: 'issuing-2', parent: 'root-1' });
    expect(made.authority.id).toBe('issuing-2');
    const after = await issue();
    const trusted = certificateOf('root-1');
    expect(await verify(trusted, [certificateOf('issuing-1')], before)).toMatchObject({ ok: true });
    expect(await verify(trusted, made.authority.chain, after)).toMatchObject({ ok: true });
    expect(await verify(trusted, [certificateOf('issuing-2')], before)).toMatchObject({ ok: false });
    await revoke(made.fleet, before.serial, 'superseded');
    expect(await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false })).toMatchObject({ entries: 1 });
    expect(await makeLists(made.fleet, made.authority, { authority: 'issuing-2', delta: false })).toMatchObject({ entries: 0 });
  });

  it('needs the key of the root, and says so where that lies elsewhere', async () => {
    made = await madeAuthority();
    const away = join(made.dir, 'drawer.key');
    renameSync(join(made.folder, 'root-1.key'), away);
    expect(await codesOf(() => rotateIssuing(made.fleet, rotation()))).toEqual(['ASSAY-CA-010']);
    // What it signs day by day needs no root.
    expect((await issue()).serial).toMatch(/^[4-7]/);
    expect(await rotateIssuing(made.fleet, { ...rotation(), keys: keysFor(made.folder, { 'root-1': away }) })).toMatchObject({ authority: 'issuing-2' });
  });

  it('is not made twice by two who ask at once', async () => {
    made = await madeAuthority();
    const both = await Promise.all([1, 2].map(() => codesOf(() => rotateIssuing(made.fleet, rotation()))));
    expect(both.flat()).toEqual(['ASSAY-CA-015']);
    expect(authoritiesIn(made.fleet.db).map(({ id }) => id)).toEqual(['root-1', 'issuing-1', 'issuing-2']);
  });
});

describe('an issuing authority that is revoked', () => {
  it('signs nothing more, is named by the status, and stands on the list of the root', async () => {
    made = await madeAuthority({ url: 'http://ca.example.org' });
    for (const id of ['root-1', 'issuing-1']) await makeLists(made.fleet, made.authority, { authority: id, delta: false });
    const before = await issue();
    expect(statusOf(made.fleet).problems).toEqual([]);
    await revoke(made.fleet, readCertificate(certificateOf('issuing-1')).serial, 'keyCompromise');
    expect(await codesOf(issue)).toEqual(['ASSAY-CA-021']);
    expect(statusOf(made.fleet).problems.map(({ remedy }) => remedy)).toEqual(['assay product ca crl root-1', 'assay product ca rotate issuing']);
    await makeLists(made.fleet, made.authority, { authority: 'root-1', delta: false });
    const crls = ['root-1', 'issuing-1'].map((id) => pemOf('X509 CRL', new Uint8Array(readFileSync(listFile(made.fleet, id, 0, false)))));
    const said = await verify(certificateOf('root-1'), [certificateOf('issuing-1')], before, '-crl_check_all', '-CRLfile', made.file('all.pem', crls.join('')));
    expect(said.said).toContain('certificate revoked');
    await rotateIssuing(made.fleet, rotation());
    expect(statusOf(made.fleet).problems.map(({ remedy }) => remedy)).toEqual(['assay product ca crl issuing-2']);
    expect(await codesOf(issue)).toEqual([]);
  });
});

describe('a new root', () => {
  it('lets devices that hold the old anchor verify the new chain, and the other way round', async () => {
    made = await madeAuthority({ url: 'http://ca.example.org' });
    const before = await issue();
    await rotateRoot(made.fleet, { ...rotation(), root, rootYears: 20 });
    const after = await issue();
    const [oldRoot, newRoot] = [certificateOf('root-1'), certificateOf('root-2')];

    // Everybody on their own side, as ever.
    expect(await verify(oldRoot, [certificateOf('issuing-1')], before)).toMatchObject({ ok: true });
    expect(await verify(newRoot, [certificateOf('issuing-2')], after)).toMatchObject({ ok: true });
    // Across: by the links, and not without.
    expect(await verify(oldRoot, [certificateOf('issuing-2')], after)).toMatchObject({ ok: false });
    expect(await verify(oldRoot, [certificateOf('issuing-2'), linkOf('new-with-old')], after)).toMatchObject({ ok: true });
    expect(await verify(newRoot, [certificateOf('issuing-1')], before)).toMatchObject({ ok: false });
    expect(await verify(newRoot, [certificateOf('issuing-1'), linkOf('old-with-new')], before)).toMatchObject({ ok: true });
    // What is given out with every certificate is enough for both.
    expect(await verify(oldRoot, made.authority.chain, after)).toMatchObject({ ok: true });
    expect(await verify(newRoot, made.authority.chain, after)).toMatchObject({ ok: true });
    // A client that takes all that EST gives out verifies everything.
    const anchors = made.pem('anchors.pem', ...made.authority.anchors);
    for (const [leaf, middle] of [
      [before, 'issuing-1'],
      [after, 'issuing-2'],
    ] as const)
      expect(
        await openssl('verify', '-CAfile', anchors, '-untrusted', made.pem('middle.pem', certificateOf(middle)), made.pem('leaf.pem', leaf.certificate)),
      ).toMatchObject({ ok: true });
    expect(made.authority.anchors).toHaveLength(4);
  });

  it('keeps its name, and no link outlives the old one', async () => {
    made = await madeAuthority();
    await rotateRoot(made.fleet, { ...rotation(), root, rootYears: 30 });
    const [oldRoot, newRoot] = [certificateOf('root-1'), certificateOf('root-2')].map(readCertificate) as [
      ReturnType<typeof readCertificate>,
      ReturnType<typeof readCertificate>,
    ];
    expect(newRoot.subject.der).toEqual(oldRoot.subject.der);
    const [oldWithNew, newWithOld] = [linkOf('old-with-new'), linkOf('new-with-old')].map(readCertificate) as [typeof oldRoot, typeof oldRoot];
    expect(oldWithNew).toMatchObject({
      notBefore: oldRoot.notBefore,
      notAfter: oldRoot.notAfter,
      keyBits: oldRoot.keyBits,
      authorityKeyId: newRoot.subjectKeyId,
    });
    expect(newWithOld).toMatchObject({
      notBefore: newRoot.notBefore,
      notAfter: oldRoot.notAfter,
      keyBits: newRoot.keyBits,
      authorityKeyId: oldRoot.subjectKeyId,
    });
  });

  it('can be done again: three roots, and the first still leads to the newest', async () => {
    made = await madeAuthority();
    const first = certificateOf('root-1');
    for (let i = 0; i < 2; i += 1) await rotateRoot(made.fleet, { ...rotation(), root, rootYears: 20 });
    expect(made.authority.id).toBe('issuing-3');
    expect(await verify(first, made.authority.chain, await issue())).toMatchObject({ ok: true });
  });

  it('has lists of its own under the same name: each is taken for its own key', async () => {
    made = await madeAuthority({ url: 'http://ca.example.org' });
    const before = await issue();
    await rotateRoot(made.fleet, { ...rotation(), root, rootYears: 20 });
    const after = await issue();
    for (const id of ['root-1', 'root-2', 'issuing-1', 'issuing-2']) await makeLists(made.fleet, made.authority, { authority: id, delta: false });
    const crls = ['root-1', 'root-2', 'issuing-1', 'issuing-2'].map((id) =>
      pemOf('X509 CRL', new Uint8Array(readFileSync(listFile(made.fleet, id, 0, false)))),
    );
    const lists = ['-crl_check_all', '-CRLfile', made.file('all.pem', crls.join(''))];
    expect(await verify(certificateOf('root-1'), [certificateOf('issuing-1')], before, ...lists)).toMatchObject({ ok: true });
    expect(await verify(certificateOf('root-2'), [certificateOf('issuing-2')], after, ...lists)).toMatchObject({ ok: true });
    expect(await verify(certificateOf('root-1'), made.authority.chain, after, ...lists)).toMatchObject({ ok: true });
  });
});

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemOf } from '../../../core/der/armour.ts';
import { Duration, Instant } from '../../../core/index.ts';
import type { Issued, RevocationReason } from '../model.ts';
import { ocspRequestIn } from '../ocsp.ts';
import { ANY, codesOf, type Made, madeAuthority, NOW, openssl, PASSPHRASE, ROOT_PASSPHRASE, validFor } from './authority.fixture.ts';
import { newKey } from './key-file.ts';
import { listFile, makeLists, publishedAt } from './lists.ts';
import { ocspResponder } from './responder.ts';
import { revoke } from './revoking.ts';
import { publicKeyOf } from './signer.ts';
import { countsOf, newestCrl } from './tables.ts';

const URL = 'http://ca.example.org/pki';
const issue = (made: Made, name = 'cam-17', days = 30) =>
  made.authority.issue({ profile: ANY, name, publicKey: publicKeyOf(newKey('p-256')), ...validFor(days) });
const pem = (label: string, der: Uint8Array) => pemOf(label, der);

/** What `openssl verify` says with these lists. */
async function verify(made: Made, issued: Issued, lists: readonly string[], ...more: readonly string[]) {
  const [issuing, root] = made.authority.chain;
  const crls = made.file('lists.pem', lists.map((path) => pem('X509 CRL', new Uint8Array(readFileSync(path)))).join(''));
  return openssl(
    'verify',
    '-CAfile',
    made.pem('root.pem', root as Uint8Array),
    '-untrusted',
    made.pem('issuing.pem', issuing as Uint8Array),
    '-CRLfile',
    crls,
    ...more,
    made.pem('leaf.pem', issued.certificate),
  );
}

describe('one list of an authority', () => {
  let made: Made;
  beforeAll(async () => {
    made = await madeAuthority({ url: URL });
  });
  afterAll(() => made.close());

  it('is read by OpenSSL, empty, and then with what was revoked and why', async () => {
    const good = await issue(made);
    const bad = await issue(made);
    const empty = await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    expect(empty).toMatchObject({ number: 1, entries: 0 });
    const file = listFile(made.fleet, 'issuing-1', 0, false);
    expect(await verify(made, bad, [file], '-crl_check')).toMatchObject({ ok: true });

    await revoke(made.fleet, bad.serial, 'keyCompromise');
    const lists = await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    expect(lists).toMatchObject({ number: 2, entries: 1 });
    const said = await openssl(
      'crl',
      '-in',
      file,
      '-inform',
      'DER',
      '-noout',
      '-text',
      '-CAfile',
      made.pem('issuing.pem', made.authority.chain[0] as Uint8Array),
    );
    expect(said.said).toContain('verify OK');
    expect(said.said).toMatch(/X509v3 CRL Number:\s+2/);
    expect(said.said).toContain(`Serial Number: ${bad.serial.toUpperCase()}`);
    expect(said.said).toContain('Key Compromise');
    expect(await verify(made, good, [file], '-crl_check')).toMatchObject({ ok: true });
    const refused = await verify(made, bad, [file], '-crl_check');
    expect(refused).toMatchObject({ ok: false });
    expect(refused.said).toContain('certificate revoked');
  });

  it('of the root closes the chain', async () => {
    const issued = await issue(made);
    await makeLists(made.fleet, made.authority, { authority: 'root-1', delta: false });
    await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    const lists = ['issuing-1', 'root-1'].map((id) => listFile(made.fleet, id, 0, false));
    expect(await verify(made, issued, lists, '-crl_check_all')).toMatchObject({ ok: true });
  });

  it('is told what is revoked since by a delta', async () => {
    const bad = await issue(made);
    const full = await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    await revoke(made.fleet, bad.serial, 'cessationOfOperation');
    const delta = await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: true });
    expect(delta).toMatchObject({ number: full.number + 1, base: full.number, entries: 1 });
    const files = [false, true].map((of) => listFile(made.fleet, 'issuing-1', 0, of));
    expect(await verify(made, bad, files.slice(0, 1), '-crl_check')).toMatchObject({ ok: true });
    const refused = await verify(made, bad, files, '-crl_check', '-extended_crl', '-use_deltas');
    expect(refused).toMatchObject({ ok: false });
    expect(refused.said).toContain('certificate revoked');
    const said = await openssl('crl', '-in', files[1] as string, '-inform', 'DER', '-noout', '-text');
    expect(said.said).toMatch(new RegExp(`X509v3 Delta CRL Indicator: critical\\s+${full.number}\\b`));
  });

  it('leaves out what was over before the list before last, and not earlier', async () => {
    const bad = await issue(made, 'short', 2);
    await revoke(made.fleet, bad.serial, 'superseded');
    const entries = async () => (await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false })).entries;
    const withIt = await entries();
    made.at(Instant.plus(NOW, Duration.days(3)));
    // It ended: it stands on one more list.
    expect(await entries()).toBe(withIt);
    expect(await entries()).toBe(withIt - 1);
  });

  it('is told from others by its number, whoever makes them at once', async () => {
    const before = newestCrl(made.fleet.db, 'issuing-1')?.number ?? 0;
    const runs = await Promise.all([1, 2, 3].map(() => makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false })));
    expect(runs.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([before + 1, before + 2, before + 3]);
  });

  it('is refused where it cannot be', async () => {
    expect(await codesOf(() => makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false, goodFor: Duration.hours(0) }))).toEqual([
      'ASSAY-CA-020',
    ]);
    expect(await codesOf(() => makeLists(made.fleet, made.authority, { authority: 'root-1', delta: true, goodFor: Duration.hours(0) }))).toEqual([
      'ASSAY-CA-020',
    ]);
    expect(await codesOf(() => makeLists(made.fleet, made.authority, { authority: 'issuing-9', delta: false }))).toEqual(['ASSAY-CA-014']);
    expect(await codesOf(() => revoke(made.fleet, 'abc', 'superseded'))).toEqual(['ASSAY-CA-016']);
  });

  it('revokes once: what was decided first stays', async () => {
    const bad = await issue(made);
    const first = await revoke(made.fleet, bad.serial, 'keyCompromise');
    expect(await revoke(made.fleet, bad.serial, 'superseded')).toEqual(first);
    expect(countsOf(made.fleet.db, 'issuing-1', NOW).revoked).toBeGreaterThan(0);
  });

  it('says of what was revoked before that its key is in other hands, and takes that back for nothing', async () => {
    const bad = await issue(made);
    await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    const first = await revoke(made.fleet, bad.serial, 'cessationOfOperation');
    const before = countsOf(made.fleet.db, 'issuing-1', NOW).revoked;
    expect(await revoke(made.fleet, bad.serial, 'keyCompromise')).toEqual({ ...first, reason: 'keyCompromise' });
    expect(await revoke(made.fleet, bad.serial, 'superseded')).toEqual({ ...first, reason: 'keyCompromise' });
    expect(countsOf(made.fleet.db, 'issuing-1', NOW).revoked).toBe(before);
    await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: true });
    const text = await openssl('crl', '-in', listFile(made.fleet, 'issuing-1', 0, true), '-inform', 'DER', '-noout', '-text');
    expect(text.said).toContain('Key Compromise');
  });
});

describe.each(['p-384', 'ed25519', 'rsa-3072'] as const)('an authority with a key of %s', (kind) => {
  it('signs lists and answers that OpenSSL takes', async () => {
    const made = await madeAuthority({ url: URL, root: { kind, passphrase: ROOT_PASSPHRASE }, issuing: { kind, passphrase: PASSPHRASE } });
    try {
      const issued = await issue(made);
      for (const authority of ['root-1', 'issuing-1']) await makeLists(made.fleet, made.authority, { authority, delta: false });
      const lists = ['root-1', 'issuing-1'].map((id) => listFile(made.fleet, id, 0, false));
      expect(await verify(made, issued, lists, '-crl_check_all', '-x509_strict')).toMatchObject({ ok: true });
      const [issuing, root] = (made.authority.chain as [Uint8Array, Uint8Array]).map((each, i) => made.pem(`chain-${i}.pem`, each)) as [string, string];
      const [request, leaf] = [join(made.dir, 'request.der'), made.pem('leaf.pem', issued.certificate)];
      await openssl('ocsp', '-issuer', issuing, '-cert', leaf, '-no_nonce', '-reqout', request);
      const { response } = await ocspResponder(made.fleet, made.authority).answer(new Uint8Array(readFileSync(request)));
      const said = await openssl(
        'ocsp',
        '-no_nonce',
        '-respin',
        made.file('answer.der', response),
        '-issuer',
        issuing,
        '-cert',
        leaf,
        '-CAfile',
        root,
        '-verify_other',
        issuing,
      );
      expect(said.said).toContain('Response verify OK');
      expect(said.said).toContain('leaf.pem: good');
    } finally {
      await made.close();
    }
  });
});

describe('lists in shards', () => {
  let made: Made;
  beforeAll(async () => {
    made = await madeAuthority({ url: URL, shards: 4 });
  });
  afterAll(() => made.close());

  it('each speak for their own certificates, and for no others', async () => {
    const issued = await Promise.all(Array.from({ length: 24 }, () => issue(made)));
    const shardOf = ({ serial }: Issued) => Number.parseInt(serial.slice(-2), 16) % 4;
    const [bad, ...others] = issued as [Issued, ...Issued[]];
    const same = others.find((each) => shardOf(each) === shardOf(bad)) as Issued;
    const other = others.find((each) => shardOf(each) !== shardOf(bad)) as Issued;
    await revoke(made.fleet, bad.serial, 'privilegeWithdrawn');
    const run = await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    expect(run.digests).toHaveLength(4);
    const file = (each: Issued) => listFile(made.fleet, 'issuing-1', shardOf(each), false);
    expect((await verify(made, bad, [file(bad)], '-crl_check')).said).toContain('certificate revoked');
    expect(await verify(made, same, [file(bad)], '-crl_check')).toMatchObject({ ok: true });
    expect((await verify(made, other, [file(bad)], '-crl_check')).said).toMatch(/unable to get certificate CRL|different CRL scope/i);
    expect(await verify(made, other, [file(other)], '-crl_check')).toMatchObject({ ok: true });
  });

  it('are to be had where certificates say', async () => {
    const at = (path: string) => publishedAt(made.fleet, made.authority, path);
    expect(at('/crl/issuing-1/03.crl')?.mediaType).toBe('application/pkix-crl');
    expect(at('/ca/issuing-1.cer')?.bytes).toEqual(made.authority.chain[0]);
    for (const path of ['/crl/issuing-1/04.crl', '/crl/issuing-1/../../../../etc/passwd', '/ca/issuing-7.cer', '/ca/issuing-1.key', '/'])
      expect(at(path)).toBeUndefined();
  });
});

describe('OCSP', () => {
  let made: Made;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    made = await madeAuthority({ url: URL });
    const responder = ocspResponder(made.fleet, made.authority);
    // RFC 6960 appendix A: nothing but what HTTP needs.
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const sent = request.method === 'GET' ? ocspRequestIn((request.url ?? '').slice('/ocsp/'.length)) : new Uint8Array(Buffer.concat(chunks));
      const { response: answer } = await responder.answer(sent);
      response.writeHead(200, { 'content-type': 'application/ocsp-response', 'content-length': answer.length });
      response.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await made.close();
  });

  const ask = (certificates: readonly Uint8Array[], ...more: readonly string[]) => {
    const [issuing, root] = made.authority.chain as [Uint8Array, Uint8Array];
    const asked = certificates.flatMap((each, i) => ['-cert', made.pem(`asked-${i}.pem`, each)]);
    const [root_, issuing_] = [made.pem('root.pem', root), made.pem('issuing.pem', issuing)];
    return openssl('ocsp', ...more, '-issuer', issuing_, ...asked, '-url', url, '-CAfile', root_, '-verify_other', issuing_, '-text');
  };

  const REVOKED: readonly (readonly [RevocationReason, string])[] = [
    ['keyCompromise', 'keyCompromise'],
    ['superseded', 'superseded'],
    ['affiliationChanged', 'affiliationChanged'],
    ['cessationOfOperation', 'cessationOfOperation'],
  ];

  it.each(['-sha1', '-sha256', '-sha384', '-sha512'])('tells good from revoked from unknown, asked with %s', async (digest) => {
    const good = await issue(made);
    const bad = await issue(made);
    await revoke(made.fleet, bad.serial, 'keyCompromise');
    const said = await ask([good.certificate, bad.certificate], digest);
    expect(said.said).toContain('Response verify OK');
    expect(said.said).toContain('asked-0.pem: good');
    expect(said.said).toContain('asked-1.pem: revoked');
    expect(said.said).toContain('Reason: keyCompromise');
    expect(said.said).not.toContain('WARNING: no nonce');
  });

  it.each(REVOKED)('gives the reason %s', async (reason, word) => {
    const bad = await issue(made);
    await revoke(made.fleet, bad.serial, reason);
    expect((await ask([bad.certificate])).said).toContain(`Reason: ${word}`);
  });

  it('says unknown of a number that was never issued', async () => {
    const issuing = made.pem('issuing.pem', made.authority.chain[0] as Uint8Array);
    const root = made.pem('root.pem', made.authority.chain[1] as Uint8Array);
    const said = await openssl('ocsp', '-issuer', issuing, '-serial', '0x4123456789', '-url', url, '-CAfile', root, '-verify_other', issuing);
    expect(said.said).toContain('0x4123456789: unknown');
    expect(said.said).toContain('Response verify OK');
  });

  it('will not speak for another authority', async () => {
    const other = await madeAuthority();
    try {
      const issued = await issue(other);
      const said = await openssl(
        'ocsp',
        '-issuer',
        made.pem('other.pem', other.authority.chain[0] as Uint8Array),
        '-cert',
        made.pem('asked-0.pem', issued.certificate),
        '-url',
        url,
      );
      expect(said.said).toContain('Responder Error: unauthorized (6)');
    } finally {
      await other.close();
    }
  });

  it('answers a GET as it answers a POST', async () => {
    const good = await issue(made);
    const [issuing, root] = made.authority.chain as [Uint8Array, Uint8Array];
    const request = join(made.dir, 'request.der');
    await openssl('ocsp', '-issuer', made.pem('issuing.pem', issuing), '-cert', made.pem('asked-0.pem', good.certificate), '-no_nonce', '-reqout', request);
    const answer = await fetch(`${url}/${encodeURIComponent(readFileSync(request).toString('base64'))}`);
    const response = made.file('response.der', new Uint8Array(await answer.arrayBuffer()));
    const said = await openssl(
      'ocsp',
      '-respin',
      response,
      '-issuer',
      made.pem('issuing.pem', issuing),
      '-cert',
      made.pem('asked-0.pem', good.certificate),
      '-CAfile',
      made.pem('root.pem', root),
      '-verify_other',
      made.pem('issuing.pem', issuing),
    );
    expect(said.said).toContain('asked-0.pem: good');
    expect(said.said).toContain('Response verify OK');
  });

  it('calls what it cannot read malformed, and signs nothing', async () => {
    const responder = ocspResponder(made.fleet, made.authority);
    const answer = await responder.answer(new Uint8Array([0x30, 3, 2, 1, 0]));
    expect(answer.response).toEqual(new Uint8Array([0x30, 3, 0x0a, 1, 1]));
    expect(answer.refused?.map(({ code }) => code)).toEqual(['ASSAY-DER-003']);
  });

  it('is asked to wait where the key of its authority is away', async () => {
    const responder = ocspResponder(made.fleet, { ...made.authority, signing: () => made.authority.signing('issuing-9') });
    const request = join(made.dir, 'request.der');
    await openssl('ocsp', '-issuer', made.pem('issuing.pem', made.authority.chain[0] as Uint8Array), '-serial', '0x41', '-reqout', request);
    expect((await responder.answer(new Uint8Array(readFileSync(request)))).response).toEqual(new Uint8Array([0x30, 3, 0x0a, 1, 3]));
  });

  it('has a new key and a new certificate once half a week is over', async () => {
    const good = await issue(made);
    const before = countsOf(made.fleet.db, 'issuing-1', NOW).issued;
    await ask([good.certificate]);
    made.at(Instant.plus(NOW, Duration.days(4)));
    await ask([good.certificate]);
    made.at(NOW);
    expect(countsOf(made.fleet.db, 'issuing-1', NOW).issued).toBe(before + 1);
  });
});

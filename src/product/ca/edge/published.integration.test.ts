import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64Of, pemOf } from '../../../core/der/armour.ts';
import { Duration, Instant } from '../../../core/index.ts';
import type { Issued } from '../model.ts';
import { ANY, codesOf, type Made, madeAuthority, NOW, openssl, validFor } from './authority.fixture.ts';
import { newKey } from './key-file.ts';
import { listFile, makeLists } from './lists.ts';
import { type PublishedDoor, servePublished } from './published.ts';
import { revoke } from './revoking.ts';
import { publicKeyOf } from './signer.ts';

const exec = promisify(execFile);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  await new Promise((done) => server.close(done));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

let made: Made;
let door: PublishedDoor;
let good: Issued;
let bad: Issued;
beforeAll(async () => {
  const port = await freePort();
  made = await madeAuthority({ url: `http://localhost:${port}/pki`, shards: 2 });
  door = await servePublished({ fleet: made.fleet, authority: made.authority, host: '127.0.0.1', name: 'localhost', port });
  const issue = () => made.authority.issue({ profile: ANY, name: 'cam-17', publicKey: publicKeyOf(newKey('p-256')), ...validFor(30) });
  good = await issue();
  bad = await issue();
  await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
  await revoke(made.fleet, bad.serial, 'keyCompromise');
  await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: true });
});
afterAll(async () => {
  await door.close();
  await made.close();
});

const pemOfChain = () => {
  const [issuing, root] = made.authority.chain;
  return { issuing: made.pem('issuing.pem', issuing as Uint8Array), root: made.pem('root.pem', root as Uint8Array) };
};

/** The address of this kind that a certificate names, as OpenSSL reads it. */
async function addressIn(certificate: Uint8Array, wanted: RegExp): Promise<string> {
  const { said } = await openssl('x509', '-in', made.pem('read.pem', certificate), '-noout', '-text');
  return wanted.exec(said)?.[1] ?? '';
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function asked(
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
) {
  return new Promise<Got>((resolve, reject) => {
    const request = ask(`http://127.0.0.1:${door.port}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('what certificates name, over HTTP', () => {
  it('is fetched by curl from the address in the certificate, and verified by OpenSSL', async () => {
    const { issuing, root } = pemOfChain();
    const verify = async (issued: Issued) => {
      const address = await addressIn(issued.certificate, /CRL Distribution Points:[\s\S]*?URI:(\S+)/);
      const der = made.file('fetched.crl', '');
      const { stdout } = await exec('curl', ['-sS', '-o', der, '-w', '%{http_code} %{content_type}', address]);
      expect(stdout).toBe('200 application/pkix-crl');
      const list = made.file('fetched.pem', pemOf('X509 CRL', new Uint8Array(readFileSync(der))));
      return openssl('verify', '-crl_check', '-CAfile', root, '-untrusted', issuing, '-CRLfile', list, made.pem('leaf.pem', issued.certificate));
    };
    expect(await verify(good)).toMatchObject({ ok: true });
    await makeLists(made.fleet, made.authority, { authority: 'issuing-1', delta: false });
    expect((await verify(bad)).said).toContain('certificate revoked');
    expect(await verify(good)).toMatchObject({ ok: true });
    const above = await addressIn(good.certificate, /CA Issuers - URI:(\S+)/);
    const { stdout } = await exec('sh', ['-c', `curl -sS ${above} | openssl x509 -inform DER -noout -subject`]);
    expect(stdout).toContain('issuing-1');
  });

  it('is asked by openssl ocsp over POST and over GET', async () => {
    const { issuing, root } = pemOfChain();
    const url = await addressIn(good.certificate, /OCSP - URI:(\S+)/);
    const asks = (issued: Issued, ...more: readonly string[]) =>
      openssl('ocsp', '-issuer', issuing, '-cert', made.pem('leaf.pem', issued.certificate), '-CAfile', root, '-verify_other', issuing, ...more);
    const posted = await asks(good, '-url', url);
    expect(posted.said).toContain('Response verify OK');
    expect(posted.said).toContain('leaf.pem: good');
    expect((await asks(bad, '-url', url)).said).toMatch(/leaf\.pem: revoked\n[\s\S]*keyCompromise/);

    const der = made.file('ask.der', '');
    await asks(bad, '-reqout', der, '-no_nonce');
    const part = encodeURIComponent(base64Of(new Uint8Array(readFileSync(der))));
    const answer = made.file('answer.der', '');
    const { stdout } = await exec('curl', ['-sS', '-o', answer, '-w', '%{http_code} %header{cache-control}', `${url}/${part}`]);
    expect(stdout).toBe('200 public, max-age=300, no-transform, must-revalidate');
    expect((await asks(bad, '-respin', answer)).said).toMatch(/leaf\.pem: revoked[\s\S]*Response verify OK/);
    // An answer to a nonce is nobody else's.
    await asks(good, '-reqout', der, '-nonce');
    expect((await asked(`/ocsp/${encodeURIComponent(base64Of(new Uint8Array(readFileSync(der))))}`)).headers['cache-control']).toBe('no-store');
  });

  it('gives lists with what keeps them from being fetched twice', async () => {
    const path = addressesPath('00.crl');
    const first = await asked(path);
    expect(first.headers['cache-control']).toBe('public, max-age=3600, no-transform, must-revalidate');
    const again = await asked(path, { headers: { 'If-None-Match': `W/"other", ${String(first.headers['etag'])}` } });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(await asked(path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect((await asked(addressesPath('00-delta.crl'))).headers['cache-control']).toContain('max-age=300');
    // Behind a server that takes the path off.
    expect((await asked('/crl/issuing-1/01.crl')).text).toBe(readFileSync(listFile(made.fleet, 'issuing-1', 1, false), 'latin1'));
  });

  it.each([
    ['/', 'GET', 404],
    ['/ocsp', 'GET', 404],
    ['/pki/crl/issuing-1/ff.crl', 'GET', 404],
    ['/pki/crl/issuing-1/../../issuing-1.key', 'GET', 404],
    ['/pki/crl/..%2f..%2fissuing-1.key', 'GET', 404],
    ['/pki/crl/issuing-1/00.crl', 'DELETE', 405],
    ['/pki/ocsp', 'PUT', 405],
  ])('has nothing at %s for %s', async (path, method, status) => {
    const answer = await asked(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('ASSAY-CA-023');
  });

  it('bounds what is sent, and answers what cannot be read as OCSP does', async () => {
    const long = await asked('/ocsp', { method: 'POST', body: new Uint8Array(17_000) });
    expect(long).toMatchObject({ status: 413 });
    expect(long.text).toContain('ASSAY-CA-024');
    for (const answer of [await asked('/ocsp', { method: 'POST', body: 'no request' }), await asked('/ocsp/%zz'), await asked('/ocsp/AAAA')]) {
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      // OCSPResponse with responseStatus malformedRequest (RFC 6960 section 4.2.1).
      expect(Buffer.from(answer.text, 'latin1').toString('hex')).toBe('30030a0101');
    }
  });

  it('sends who asks too often away for a while, and refuses a port that is taken', async () => {
    const rate = { perSecond: 1, burst: 2 };
    const slow = { fleet: made.fleet, authority: made.authority, host: '127.0.0.1', port: 0, limits: { all: rate, perAddress: rate, addresses: 10 } };
    const other = await servePublished(slow);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { status, headers } = await fetch(`${other.url}/crl/issuing-1/00.crl`);
      statuses.push(status);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([200, 200, 429]);
    made.at(Instant.plus(NOW, Duration.minutes(5)));
    const later = await fetch(`${other.url}/nothing`);
    expect(await later.text()).toContain('ASSAY-CA-023');
    await fetch(`${other.url}/nothing`);
    expect(await (await fetch(`${other.url}/nothing`)).text()).toContain('ASSAY-CA-025');
    await other.close();
    expect(await codesOf(() => servePublished({ ...slow, port: door.port }))).toEqual(['ASSAY-CA-022']);
  });
});

const addressesPath = (name: string) => `/pki/crl/issuing-1/${name}`;

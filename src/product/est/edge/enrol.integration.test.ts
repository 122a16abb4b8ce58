import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFile, makeLists } from '../../ca/edge/lists.ts';
import { ocspResponder } from '../../ca/edge/responder.ts';
import { revoke } from '../../ca/edge/revoking.ts';
import { pemOf } from '../../der/armour.ts';
import { refusal } from './answer.ts';
import { pemsIn, post, run, type Served, served } from './est.fixture.ts';
import { serveEst } from './server.ts';

let est: Served;
beforeAll(async () => {
  est = await served();
});
afterAll(() => est.close());

describe('curl and openssl, unmodified', () => {
  it('fetches the authorities without saying who it is', async () => {
    const answer = await est.curl('cacerts');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pkcs7-mime; smime-type=certs-only');
    expect(answer.headers.has('transfer-encoding')).toBe(false);
    expect(Number(answer.headers.get('content-length'))).toBe(answer.body.length);
    expect(answer.body).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const p7 = est.file('cacerts.p7', Buffer.from(answer.body, 'base64'));
    const printed = await run('openssl', ['pkcs7', '-inform', 'DER', '-in', p7, '-print_certs', '-noout']);
    expect(printed.out).toContain('Example Cameras');
    expect(printed.out.match(/subject=/g)).toHaveLength(2);
  });

  it('enrols with a one-time token, once', async () => {
    await est.register('cam-1');
    const { base64, key } = await est.request('cam-1');
    const first = await est.curl('simpleenroll', ...post(base64));
    expect([first.status, first.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="EST", charset="UTF-8"']);
    expect(first.body).toContain('ASSAY-EST-005');
    const token = await est.token('cam-1');
    const answer = await est.curl('simpleenroll', '-u', `cam-1:${token}`, ...post(base64));
    expect(answer.status).toBe(200);
    const [pem = ''] = pemsIn(answer.body);
    const cert = est.file('cam-1.pem', pem);
    const chain = est.file('issuing.pem', pemsIn((await est.curl('cacerts')).body)[0] ?? '');
    expect((await run('openssl', ['verify', '-CAfile', est.root, '-untrusted', chain, cert])).out).toContain('OK');
    expect((await run('openssl', ['x509', '-in', cert, '-noout', '-subject'])).out).toContain('CN = cam-1');
    const [own, asked] = await Promise.all([run('openssl', ['x509', '-in', cert, '-noout', '-pubkey']), run('openssl', ['pkey', '-in', key, '-pubout'])]);
    expect(own.out).toBe(asked.out);
    const again = await est.curl('simpleenroll', '-u', `cam-1:${token}`, ...post(base64));
    expect([again.status, again.body.slice(0, 13)]).toEqual([401, 'ASSAY-EST-007']);
    expect(est.events('alarm.raised')).toMatchObject([{ device: 'cam-1', code: 'ASSAY-EST-007' }]);
  });

  it('renews with the certificate that it has; the old one counts until the new one is used', async () => {
    await est.register('cam-2');
    const { cert, key, base64 } = await est.enrol('cam-2');
    const renewed = await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64));
    expect(renewed.status).toBe(200);
    const next = est.file('cam-2b.pem', pemsIn(renewed.body)[0] ?? '');
    expect((await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64))).status).toBe(200);
    expect((await est.curl('simplereenroll', '--cert', next, '--key', key, ...post(base64))).status).toBe(200);
    const old = await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64));
    expect([old.status, old.body.slice(0, 13)]).toEqual([403, 'ASSAY-EST-009']);
  });

  it('gives out a key of its own making where the profile says so', async () => {
    await est.register('sens-1', 'sensor');
    const { base64 } = await est.request('sens-1');
    const token = await est.token('sens-1');
    const answer = await est.curl('serverkeygen', '-u', `sens-1:${token}`, ...post(base64));
    expect(answer.status).toBe(200);
    const boundary = /boundary=(\S+)/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? '';
    const parts = answer.body.split(`--${boundary}`).slice(1, 3);
    const [pkcs8 = '', cms = ''] = parts.map((part) => part.slice(part.indexOf('\r\n\r\n') + 4).trim());
    expect(parts[0]).toContain('Content-Type: application/pkcs8');
    const key = est.file('sens-1-made.key', Buffer.from(pkcs8, 'base64'));
    const cert = est.file('sens-1.pem', pemsIn(cms)[0] ?? '');
    const [made, named] = await Promise.all([
      run('openssl', ['pkey', '-inform', 'DER', '-in', key, '-pubout']),
      run('openssl', ['x509', '-in', cert, '-noout', '-pubkey']),
    ]);
    expect(made.out).toBe(named.out);
    expect(made.out).toContain('PUBLIC KEY');
    const ledger = JSON.stringify(est.rooms.fleet.ledger.read(0 as never, est.rooms.fleet.ledger.head().size));
    expect(ledger).not.toContain(pkcs8.slice(20, 60));
    expect(readFileSync(key).length).toBeGreaterThan(0);
  });
});

describe('what was issued', () => {
  it('is held against lists and OCSP by OpenSSL, before and after it is revoked', async () => {
    await est.register('cam-9');
    const { cert } = await est.enrol('cam-9');
    const { fleet } = est.rooms;
    const issuing = est.file('signer.pem', pemOf('CERTIFICATE', est.authority.chain[0] ?? new Uint8Array()));
    const serial = est.events('certificate.issued').findLast(({ device }) => device === 'cam-9')?.['serial'];
    const responder = ocspResponder(fleet, est.authority);
    const asked = async () => {
      const lists: string[] = [];
      for (const id of ['root-1', 'issuing-1']) {
        await makeLists(fleet, est.authority, { authority: id, delta: false });
        lists.push(pemOf('X509 CRL', new Uint8Array(readFileSync(listFile(fleet, id, 0, false)))));
      }
      const crls = est.file('lists.pem', lists.join(''));
      const verified = await run('openssl', ['verify', '-crl_check', '-CAfile', est.root, '-untrusted', issuing, '-CRLfile', crls, cert]);
      const request = est.path('ocsp.req');
      await run('openssl', ['ocsp', '-issuer', issuing, '-cert', cert, '-no_nonce', '-reqout', request]);
      const { response } = await responder.answer(new Uint8Array(readFileSync(request)));
      const answer = est.file('ocsp.resp', response);
      const status = await run('openssl', [
        'ocsp',
        '-respin',
        answer,
        '-no_nonce',
        '-issuer',
        issuing,
        '-cert',
        cert,
        '-CAfile',
        est.root,
        '-verify_other',
        issuing,
      ]);
      return { verified: verified.out + verified.err, status: status.out + status.err };
    };
    const before = await asked();
    expect(before.verified).toContain(': OK');
    expect(before.status).toContain(': good');
    await revoke(fleet, String(serial), 'keyCompromise');
    const after = await asked();
    expect(after.verified).toContain('certificate revoked');
    expect(after.status).toContain(': revoked');
  });
});

describe('tries', () => {
  it('have to wait, from an address and for a device, whichever is over first', async () => {
    const strict = await served({ device: { within: 60_000, allowed: 2 }, issued: { within: 60_000, allowed: 1 } });
    try {
      await Promise.all(['cam-1', 'cam-2'].map((device) => strict.register(device)));
      const { base64 } = await strict.request('cam-1');
      const tried = async (user: string) => {
        const { status, body, headers } = await strict.curl('simpleenroll', '-u', user, ...post(base64));
        return [status, body.slice(0, 13), headers.get('retry-after')];
      };
      for (const _ of [1, 2]) expect((await tried('cam-1:wrong'))[1]).toBe('ASSAY-EST-006');
      expect(await tried(`cam-1:${await strict.token('cam-1')}`)).toEqual([429, 'ASSAY-EST-017', '60']);
      const { cert, key, base64: own } = await strict.enrol('cam-2');
      const renewed = await strict.curl('simplereenroll', '--cert', cert, '--key', key, ...post(own));
      expect([renewed.status, renewed.body.slice(0, 13)]).toEqual([429, 'ASSAY-EST-017']);
    } finally {
      await strict.close();
    }
  });

  it('end for whoever sends a request too slowly, and nobody is told that something broke', async () => {
    const { rooms, authority, identity } = est;
    const broken: unknown[] = [];
    const slow = await serveEst({ fleet: rooms.fleet, authority, identity, host: '127.0.0.1', port: 0, requestMs: 300, broke: (error) => broken.push(error) });
    try {
      const said = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect({ port: slow.port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(est.root) }, () => {
          socket.write(
            `POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic ${btoa('cam-1:x')}\r\nContent-Type: application/pkcs10\r\nContent-Length: 100\r\n\r\nMI`,
          );
        });
        socket.on('data', (part) => {
          text += String(part);
        });
        socket.once('close', () => resolve(text));
        socket.once('error', reject);
      });
      expect(said).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
      expect(broken).toEqual([]);
    } finally {
      await slow.close();
    }
  });

  it('tell a stranger nothing of what broke here', () => {
    const answer = refusal(new TypeError('no such table: secrets'));
    expect([answer.status, answer.body.slice(0, 13), answer.headers['Retry-After']]).toEqual([503, 'ASSAY-EST-027', '60']);
    expect(answer.body).not.toContain('secrets');
  });
});

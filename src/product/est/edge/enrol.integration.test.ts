import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemOf } from '../../../core/der/armour.ts';
import { listFile, makeLists } from '../../ca/edge/lists.ts';
import { ocspResponder } from '../../ca/edge/responder.ts';
import { revoke } from '../../ca/edge/revoking.ts';
import { refusal } from './answer.ts';
import { type Bounds, enroller } from './enrol.ts';
import { pemsIn, post, run, type Served, served } from './est.fixture.ts';
import { idevidOf, makerOf, settle } from './manufacturer.fixture.ts';
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
    const other = await est.request('cam-1-other', '/CN=cam-1');
    const again = await est.curl('simpleenroll', '-u', `cam-1:${token}`, ...post(other.base64));
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
  const strictly = async (bounds: Partial<Bounds>, run: (strict: Served) => Promise<void>) => {
    const strict = await served(bounds);
    try {
      await run(strict);
    } finally {
      await strict.close();
    }
  };
  const minute = (allowed: number) => ({ within: 60_000, allowed });

  it('that fail count against the address that makes them, and keep nobody out who has the right token or certificate', () =>
    strictly({ address: minute(3) }, async (strict) => {
      await Promise.all(['cam-1', 'cam-2', 'lock-9'].map((device) => strict.register(device, device.startsWith('lock') ? 'lock' : 'camera')));
      const maker = await makerOf(strict, 'maker');
      await settle(strict, maker);
      const { cert, key, base64: own } = await strict.enrol('cam-2');
      const { base64 } = await strict.request('cam-1');
      const tried = async (...args: readonly string[]) => {
        const { status, body, headers } = await strict.curl('simpleenroll', ...args, ...post(base64));
        return [status, body.slice(0, 13), headers.get('retry-after')];
      };
      for (const _ of [1, 2, 3]) expect((await tried('-u', 'cam-1:wrong'))[1]).toBe('ASSAY-EST-006');
      expect(await tried('-u', 'cam-1:wrong')).toEqual([429, 'ASSAY-EST-017', '60']);
      // What costs signatures to look at has to wait; what is only compared does not.
      const shown = await idevidOf(strict, 'lock-9', maker);
      expect(await tried('--cert', shown.cert, '--key', shown.key)).toEqual([429, 'ASSAY-EST-017', '60']);
      expect((await strict.curl('simplereenroll', '--cert', cert, '--key', key, ...post(own))).status).toBe(200);
      expect((await tried('-u', `cam-1:${await strict.token('cam-1')}`))[0]).toBe(200);
    }));

  it('by strangers who know the id of a device do not keep the device from enrolling', () =>
    strictly({}, async (strict) => {
      await strict.register('cam-1');
      const { base64 } = await strict.request('cam-1');
      const { enrol } = enroller(strict.rooms.fleet, strict.authority);
      const ask = (secret: string, address: string) =>
        enrol({
          certificates: [],
          basic: { name: 'cam-1', secret },
          asked: { operation: 'simpleenroll' },
          address,
          body: readFileSync(base64),
          binding: () => undefined,
        });
      for (let i = 0; i < 100; i += 1) await expect(ask('wrong', `192.0.2.${i}`)).rejects.toMatchObject({ faults: [{ code: 'ASSAY-EST-006' }] });
      expect((await ask(await strict.token('cam-1'), '198.51.100.1')).status).toBe(200);
    }));

  it('with what is good have to wait by that alone, and so has a device that asks for too many', () =>
    strictly({ device: minute(2), issued: minute(1) }, async (strict) => {
      await Promise.all(['cam-1', 'cam-2'].map((device) => strict.register(device)));
      const good = await strict.request('cam-1');
      const token = await strict.token('cam-1');
      const refused = async (secret: string, file: string) => (await strict.curl('simpleenroll', '-u', `cam-1:${secret}`, ...post(file))).body.slice(0, 13);
      const { base64: other } = await strict.request('other', '/CN=cam-2');
      for (const _ of [1, 2]) expect(await refused(token, other)).toBe('ASSAY-EST-013');
      expect(await refused(token, good.base64)).toBe('ASSAY-EST-017');
      expect((await strict.curl('simpleenroll', '-u', `cam-1:${await strict.token('cam-1')}`, ...post(good.base64))).status).toBe(200);
      const { cert, key, base64: own } = await strict.enrol('cam-2');
      const renewed = await strict.curl('simplereenroll', '--cert', cert, '--key', key, ...post(own));
      expect([renewed.status, renewed.body.slice(0, 13)]).toEqual([429, 'ASSAY-EST-017']);
    }));

  it('are counted of questions for attributes too', () =>
    strictly({ attributes: minute(2) }, async (strict) => {
      await strict.register('cam-1');
      const { cert, key } = await strict.enrol('cam-1');
      for (const _ of [1, 2]) expect((await strict.curl('camera/csrattrs')).status).toBe(200);
      const late = await strict.curl('camera/csrattrs');
      expect([late.status, late.body.slice(0, 13), late.headers.get('retry-after')]).toEqual([429, 'ASSAY-EST-017', '60']);
      expect((await strict.curl('camera/csrattrs', '--cert', cert, '--key', key)).status).toBe(200);
    }));

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

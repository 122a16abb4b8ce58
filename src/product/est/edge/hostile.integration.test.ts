import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { pemsIn, post, run, type Served, served } from './est.fixture.ts';
import { idevidOf, type Maker, makerOf, settle } from './manufacturer.fixture.ts';
import { serveEst } from './server.ts';

let est: Served;
let maker: Maker;

const codeOf = ({ status, body }: { readonly status: number; readonly body: string }) => [status, body.slice(0, 13)];
const fingerprint = async (cert: string) => {
  const der = await run('openssl', ['x509', '-in', cert, '-outform', 'PEM']);
  return createHash('sha256')
    .update(Buffer.from(der.out.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64'))
    .digest('hex');
};

const idevid = (name: string, by = maker) => idevidOf(est, name, by);
const authority = (name: string) => makerOf(est, name);

beforeAll(async () => {
  est = await served();
  maker = await authority('maker');
  await settle(est, maker);
});
afterAll(() => est.close());

describe('who asks', () => {
  it('takes no token that was not made for the device, is over, or was replaced', async () => {
    await est.register('a-1');
    await est.register('a-2');
    const { base64 } = await est.request('a-1');
    const other = await est.token('a-2');
    const first = await est.token('a-1');
    await est.token('a-1');
    const tried = [`a-1:${other}`, `a-1:${first}`, 'a-1:', `nobody:${first}`, `a-1:${randomBytes(24).toString('base64url')}`];
    for (const user of tried) expect(codeOf(await est.curl('simpleenroll', '-u', user, ...post(base64)))).toEqual([401, 'ASSAY-EST-006']);
    expect(est.events('certificate.issued').filter(({ device }) => device === 'a-1')).toHaveLength(0);
    const secrets = JSON.stringify(est.events('token.made'));
    expect(secrets).not.toContain(first);
  });

  it('believes a manufacturer that the product names, and refuses a second time while the first certificate is in use', async () => {
    await est.register('lock-1', 'lock');
    const shown = await idevid('lock-1');
    const { base64, key } = await est.request('lock-1');
    const answer = await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64));
    expect(answer.status).toBe(200);
    // Its answer was lost on the way: nothing was seen in use yet, so it asks once more.
    expect((await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64))).status).toBe(200);
    const cert = est.file('lock-1.pem', pemsIn(answer.body)[0] ?? '');
    expect((await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64))).status).toBe(200);
    const clone = await est.request('lock-1-clone', '/CN=lock-1');
    expect(codeOf(await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(clone.base64)))).toEqual([403, 'ASSAY-EST-011']);
    expect(est.events('alarm.raised')).toContainEqual(expect.objectContaining({ device: 'lock-1', code: 'ASSAY-EST-011' }));
    // The operator's token says that it was reset.
    const token = await est.token('lock-1');
    const reset = await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, '-u', `lock-1:${token}`, ...post(clone.base64));
    expect(reset.status).toBe(200);
    expect(est.events('enrolment.done').findLast(({ device }) => device === 'lock-1')).toMatchObject({ by: 'manufacturer-and-token' });
  });

  it('believes no other manufacturer, and no certificate of its own making', async () => {
    await est.register('lock-2', 'lock');
    const { base64 } = await est.request('lock-2');
    const shown = await idevid('lock-2', await authority('impostor'));
    expect(codeOf(await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64)))).toEqual([401, 'ASSAY-EST-008']);
    const own = await authority('lock-2-own');
    expect(codeOf(await est.curl('simpleenroll', '--cert', own.cert, '--key', own.key, ...post(base64)))).toEqual([401, 'ASSAY-EST-008']);
    // The operator's token is enough, whatever certificate is shown besides.
    const token = await est.token('lock-2');
    expect((await est.curl('simpleenroll', '--cert', own.cert, '--key', own.key, '-u', `lock-2:${token}`, ...post(base64))).status).toBe(200);
  });

  it('takes no token of one device beside the certificate of another', async () => {
    await est.register('lock-3', 'lock');
    await est.register('a-3');
    const shown = await idevid('lock-3');
    const token = await est.token('a-3');
    for (const name of ['a-3', 'lock-3']) {
      const { base64 } = await est.request(`${name}-mixed`, `/CN=${name}`);
      const answer = await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, '-u', `a-3:${token}`, ...post(base64));
      expect(codeOf(answer)).toEqual([401, 'ASSAY-EST-006']);
    }
    expect(est.events('alarm.raised').filter(({ device }) => device === 'a-3')).toMatchObject([{ code: 'ASSAY-EST-006' }]);
    expect(est.events('certificate.issued').filter(({ device }) => device === 'a-3' || device === 'lock-3')).toEqual([]);
  });

  it('alarms where the product would rather have the device back than refuse it', async () => {
    await est.register('kettle-1', 'kettle');
    const shown = await idevid('kettle-1');
    const { base64, key } = await est.request('kettle-1', '/CN=kettle-1', '-addext', 'subjectAltName=DNS:kettle-1.devices.example.org');
    const first = await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64));
    const cert = est.file('kettle-1.pem', pemsIn(first.body)[0] ?? '');
    expect((await run('openssl', ['x509', '-in', cert, '-noout', '-ext', 'subjectAltName'])).out).toContain('DNS:kettle-1.devices.example.org');
    expect((await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64))).status).toBe(200);
    expect((await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64))).status).toBe(200);
    expect(est.events('alarm.raised')).toContainEqual(expect.objectContaining({ device: 'kettle-1', code: 'ASSAY-EST-011' }));
    const plain = await est.request('kettle-1-plain', '/CN=kettle-1');
    expect(codeOf(await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(plain.base64)))).toEqual([400, 'ASSAY-EST-014']);
  });

  it('asks for both where the product says so', async () => {
    await est.register('hub-1', 'hub');
    const shown = await idevid('hub-1');
    const { base64 } = await est.request('hub-1');
    expect(codeOf(await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64)))).toEqual([403, 'ASSAY-EST-022']);
    const token = await est.token('hub-1');
    expect(codeOf(await est.curl('simpleenroll', '-u', `hub-1:${token}`, ...post(base64)))).toEqual([403, 'ASSAY-EST-022']);
    expect((await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, '-u', `hub-1:${token}`, ...post(base64))).status).toBe(200);
  });

  it('knows a device by the certificate that it was registered with, and never again once it is retired', async () => {
    const shown = await idevid('b-1');
    await est.register('b-1', 'camera', { manufacturerKey: await fingerprint(shown.cert) });
    const { base64, key } = await est.request('b-1');
    const answer = await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64));
    expect(answer.status).toBe(200);
    const cert = est.file('b-1.pem', pemsIn(answer.body)[0] ?? '');
    const token = await est.token('b-1');
    await est.rooms.ask('retirement.retire', { devices: ['b-1'], reason: 'broken' });
    for (const [operation, ...args] of [
      ['simpleenroll', '--cert', shown.cert, '--key', shown.key],
      ['simplereenroll', '--cert', cert, '--key', key],
      ['simpleenroll', '-u', `b-1:${token}`],
    ] as const)
      expect(codeOf(await est.curl(operation, ...args, ...post(base64)))).toEqual([403, 'ASSAY-EST-010']);
    expect(est.events('alarm.raised').filter(({ device }) => device === 'b-1')).toMatchObject([{ code: 'ASSAY-EST-010' }]);
    await expect(est.token('b-1')).rejects.toMatchObject({ faults: [{ code: 'ASSAY-DEVICE-004' }] });
  });
});

describe('what is asked', () => {
  it('gives a profile to the products that may have it, and to no other', async () => {
    await est.register('c-1');
    const { base64 } = await est.request('c-1');
    const token = await est.token('c-1');
    for (const label of ['server', 'lock', 'nothing'])
      expect(codeOf(await est.curl(`${label}/simpleenroll`, '-u', `c-1:${token}`, ...post(base64)))).toEqual([404, 'ASSAY-EST-012']);
    expect((await est.curl('camera/simpleenroll', '-u', `c-1:${token}`, ...post(base64))).status).toBe(200);
    expect(codeOf(await est.curl('nothing/cacerts'))).toEqual([404, 'ASSAY-EST-012']);
  });

  it('writes no other subject, name or authority into a certificate', async () => {
    await est.register('d-1');
    const token = await est.token('d-1');
    const tried = [
      ['/CN=d-2', 'ASSAY-EST-013'],
      ['/CN=d-1', 'ASSAY-EST-014', '-addext', 'subjectAltName=DNS:bank.example'],
      ['/CN=d-1', 'ASSAY-EST-014', '-addext', 'subjectAltName=IP:10.0.0.1'],
      ['/CN=d-1', 'ASSAY-EST-014', '-addext', 'basicConstraints=critical,CA:TRUE'],
      ['/CN=d-1', 'ASSAY-EST-014', '-addext', 'extendedKeyUsage=serverAuth'],
    ] as const;
    for (const [subject, code, ...more] of tried) {
      const { base64 } = await est.request('d-1', subject, ...more);
      expect(codeOf(await est.curl('simpleenroll', '-u', `d-1:${token}`, ...post(base64)))).toEqual([400, code]);
    }
    const { base64 } = await est.request('d-1', '/');
    const answer = await est.curl('simpleenroll', '-u', `d-1:${token}`, ...post(base64));
    const named = await run('openssl', ['x509', '-noout', '-subject'], pemsIn(answer.body)[0]);
    expect(named.out).toContain('CN = d-1');
  });

  it('signs no key for two devices, whichever asks first', async () => {
    await Promise.all(['e-1', 'e-2', 'e-3'].map((device) => est.register(device)));
    const { key } = await est.enrol('e-1');
    const copied = est.path('e-2.csr');
    await run('openssl', ['req', '-new', '-key', key, '-subj', '/CN=e-2', '-outform', 'DER', '-out', copied]);
    const base64 = est.file('e-2.b64', readFileSync(copied).toString('base64'));
    const token = await est.token('e-2');
    expect(codeOf(await est.curl('simpleenroll', '-u', `e-2:${token}`, ...post(base64)))).toEqual([403, 'ASSAY-EST-016']);
    expect(est.events('alarm.raised')).toContainEqual(expect.objectContaining({ device: 'e-2', code: 'ASSAY-EST-016' }));
    // The very request of another device names another subject before anything else.
    const replayed = await est.curl('simpleenroll', '-u', `e-3:${await est.token('e-3')}`, ...post(est.path('e-1.b64')));
    expect(codeOf(replayed)).toEqual([400, 'ASSAY-EST-013']);
  });

  it('lets two tries with one token at once lead to one certificate', async () => {
    await est.register('f-1');
    const token = await est.token('f-1');
    const requests = await Promise.all(['f-1-a', 'f-1-b', 'f-1-c'].map((name) => est.request(name, '/CN=f-1')));
    const answers = await Promise.all(requests.map(({ base64 }) => est.curl('simpleenroll', '-u', `f-1:${token}`, ...post(base64))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(est.events('certificate.issued').filter(({ device }) => device === 'f-1')).toHaveLength(1);
  });

  it('makes no key where the profile has none made, and encrypts none by a key that is not known here', async () => {
    await est.register('g-1');
    const { base64 } = await est.request('g-1');
    expect(codeOf(await est.curl('serverkeygen', '-u', `g-1:${await est.token('g-1')}`, ...post(base64)))).toEqual([403, 'ASSAY-EST-020']);
    await est.register('g-2', 'sensor');
    const config = est.file(
      'decrypt.cnf',
      'oid_section=oids\n[oids]\ndecryptKey=1.2.840.113549.1.9.16.2.37\n[req]\ndistinguished_name=dn\nattributes=attrs\nprompt=no\n[dn]\nCN=g-2\n[attrs]\ndecryptKey=key-1\n',
    );
    const named = await est.request('g-2', '/CN=g-2', '-config', config);
    expect(codeOf(await est.curl('serverkeygen', '-u', `g-2:${await est.token('g-2')}`, ...post(named.base64)))).toEqual([400, 'ASSAY-EST-021']);
  });

  it('tells a person’s no, and keeps a token for the key that it came with', async () => {
    await est.register('h-1', 'watched');
    const { base64 } = await est.request('h-1');
    const token = await est.token('h-1');
    const user = ['-u', `h-1:${token}`];
    const waits = await est.curl('simpleenroll', ...user, ...post(base64));
    expect([waits.status, waits.headers.get('retry-after')]).toEqual([202, '1']);
    const other = await est.request('h-1-other', '/CN=h-1');
    expect(codeOf(await est.curl('simpleenroll', ...user, ...post(other.base64)))).toEqual([401, 'ASSAY-EST-007']);
    const { requests } = (await est.rooms.ask('est.waiting', {})) as { readonly requests: readonly { readonly id: string; readonly device: string }[] };
    const id = requests.find(({ device }) => device === 'h-1')?.id ?? '';
    await est.rooms.ask('est.decide', { id, approved: false });
    await expect(est.rooms.ask('est.decide', { id, approved: true })).rejects.toMatchObject({ faults: [{ code: 'ASSAY-EST-025' }] });
    expect(codeOf(await est.curl('simpleenroll', ...user, ...post(base64)))).toEqual([403, 'ASSAY-EST-019']);
  });
});

describe('the connection', () => {
  const client = (maxVersion: 'TLSv1.2' | 'TLSv1.3', more: object = {}): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port: est.endpoint.port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(est.root), maxVersion, ...more }, () =>
        resolve(socket),
      );
      socket.once('error', reject);
    });
  const answerOf = (socket: TLSSocket): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      socket.on('data', (part) => {
        text += String(part);
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
  const ask = (body: string, user: string) =>
    `POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic ${btoa(user)}\r\nContent-Type: application/pkcs10\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('holds a request to the connection that it was made on (%s)', async (version) => {
    const device = `bound-${version.replace('TLSv1.', '')}`;
    await est.register(device, 'bound');
    const token = await est.token(device);
    const made = async (value: string) => {
      const config = est.file(
        `${device}.cnf`,
        `[req]\ndistinguished_name=dn\nattributes=attrs\nprompt=no\n[dn]\nCN=${device}\n[attrs]\nchallengePassword=${value}\n`,
      );
      return readFileSync((await est.request(device, `/CN=${device}`, '-config', config)).base64, 'utf8');
    };
    const value = (socket: TLSSocket) =>
      (version === 'TLSv1.3'
        ? socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
        : (socket.getFinished() ?? Buffer.alloc(0))
      ).toString('base64');
    const first = await client(version);
    const bound = await made(value(first));
    const other = await client(version);
    const refused = answerOf(other);
    other.write(ask(bound, `${device}:${token}`));
    expect(await refused).toContain('ASSAY-EST-015');
    const taken = answerOf(first);
    first.write(ask(bound, `${device}:${token}`));
    expect(await taken).toContain('HTTP/1.1 200 OK');
    expect(est.events('alarm.raised')).toContainEqual(expect.objectContaining({ device, code: 'ASSAY-EST-015' }));
    const unbound = await est.request(`${device}-plain`, `/CN=${device}`);
    expect(codeOf(await est.curl('simpleenroll', '-u', `${device}:${await est.token(device)}`, ...post(unbound.base64)))).toEqual([400, 'ASSAY-EST-015']);
  });

  it('resumes no session, and speaks nothing older than TLS 1.2', async () => {
    const port = String(est.endpoint.port);
    for (const version of ['-tls1_2', '-tls1_3']) {
      const file = est.path(`session${version}`);
      const get = 'GET /.well-known/est/cacerts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
      const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', est.root, version, '-ign_eof'];
      await run('openssl', [...args, '-sess_out', file], get);
      const again = await run('openssl', [...args, '-sess_in', file], get);
      expect(again.out + again.err).not.toMatch(/^Reused,/m);
    }
    expect((await run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'], '')).code).not.toBe(0);
  });

  it('asks what a certificate may do with every request, on a connection that stands', async () => {
    await est.register('i-1', 'short');
    const { cert, key, base64 } = await est.enrol('i-1');
    const body = readFileSync(base64, 'utf8');
    const socket = await client('TLSv1.3', { cert: readFileSync(cert), key: readFileSync(key) });
    const text = answerOf(socket);
    const post1 = `POST /.well-known/est/simplereenroll HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pkcs10\r\nContent-Length: ${body.length}\r\n`;
    await new Promise((done) => {
      socket.once('data', done);
      socket.write(`${post1}\r\n${body}`);
    });
    await est.rooms.ask('retirement.retire', { devices: ['i-1'], reason: 'lost' });
    socket.write(`${post1}Connection: close\r\n\r\n${body}`);
    const said = await text;
    expect(said).toContain('HTTP/1.1 200 OK');
    expect(said).toContain('ASSAY-EST-010');
  });

  it('reads no more than a request takes, of the right kind, and waits for nobody for ever', async () => {
    await est.register('j-1');
    const user = ['-u', `j-1:${await est.token('j-1')}`];
    const long = est.file('long', 'M'.repeat(17 * 1024));
    expect(codeOf(await est.curl('simpleenroll', ...user, ...post(long)))).toEqual([413, 'ASSAY-EST-003']);
    expect(codeOf(await est.curl('simpleenroll', ...user, '-H', 'Transfer-Encoding: chunked', ...post(long)))).toEqual([413, 'ASSAY-EST-003']);
    expect(codeOf(await est.curl('simpleenroll', ...user, '--data-binary', `@${long}`))).toEqual([415, 'ASSAY-EST-004']);
    expect((await est.curl('simpleenroll', ...user, ...post(est.file('short', 'M')))).status).toBe(400);
    expect(codeOf(await est.curl('fullcmc', '-X', 'POST'))).toEqual([501, 'ASSAY-EST-023']);
    const wrong = await est.curl('cacerts', '-X', 'DELETE');
    expect([...codeOf(wrong), wrong.headers.get('allow')]).toEqual([405, 'ASSAY-EST-002', 'GET']);
    expect(codeOf(await est.curl('nothing'))).toEqual([404, 'ASSAY-EST-001']);
    const { base64 } = await est.request('j-1');
    const crlf = est.file('crlf', readFileSync(base64, 'utf8').replaceAll(/.{64}/g, '$&\r\n'));
    const encoded = ['-H', 'Content-Transfer-Encoding: base64'];
    expect((await est.curl('simpleenroll', ...user, ...encoded, ...post(crlf))).status).toBe(200);
  });

  it('says what a request should carry, plainly or as a template, and nothing where nothing is asked', async () => {
    expect((await est.curl('csrattrs')).status).toBe(204);
    expect((await est.curl('hub/csrattrs')).status).toBe(204);
    const plain = await est.curl('camera/csrattrs');
    expect([plain.status, plain.headers.get('content-type'), plain.headers.has('transfer-encoding')]).toEqual([200, 'application/csrattrs', false]);
    const template = await est.curl('kettle/csrattrs');
    const parsed = await run('openssl', ['asn1parse', '-inform', 'DER', '-in', est.file('csrattrs', Buffer.from(template.body, 'base64'))]);
    expect(parsed.out).toContain('1.2.840.113549.1.9.16.2.61');
    const bound = await est.curl('bound/csrattrs');
    expect(Buffer.from(bound.body, 'base64').toString('hex')).toContain('2a864886f70d010907');
  });

  it('refuses a port that is taken', async () => {
    const { rooms, authority: open, identity, endpoint } = est;
    await expect(serveEst({ fleet: rooms.fleet, authority: open, identity, host: '127.0.0.1', port: endpoint.port })).rejects.toMatchObject({
      faults: [{ code: 'ASSAY-EST-026' }],
    });
    // A stranger who speaks no TLS harms nobody.
    await new Promise<void>((done) => {
      const socket = connectTcp(endpoint.port, '127.0.0.1', () => socket.end('GET / HTTP/1.1\r\n\r\n'));
      socket.once('close', () => done());
      socket.once('error', () => done());
      socket.resume();
    });
    expect((await est.curl('cacerts')).status).toBe(200);
  });
});

describe('time', () => {
  it('lets a device that was away renew for as long as its grace lasts, and do nothing else', async () => {
    await est.register('k-1', 'short');
    const { cert, key, base64 } = await est.enrol('k-1');
    const enrolledAt = Date.now();
    const own = ['--cert', cert, '--key', key] as const;
    est.at(Instant.of(enrolledAt + Duration.days(40)));
    // The endpoint's own certificate is over by then, which is not what is asked here.
    const late = await est.curl('simpleenroll', '-k', ...own, ...post(base64));
    expect(codeOf(late)).toEqual([403, 'ASSAY-EST-018']);
    const renewed = await est.curl('simplereenroll', '-k', ...own, ...post(base64));
    expect(renewed.status).toBe(200);
    expect(codeOf(await est.curl('simplereenroll', '-k', '-u', `k-1:${await est.token('k-1')}`, ...post(base64)))).toEqual([403, 'ASSAY-EST-018']);
    est.at(Instant.of(enrolledAt + Duration.days(61)));
    expect(codeOf(await est.curl('simplereenroll', '-k', ...own, ...post(base64)))).toEqual([403, 'ASSAY-EST-009']);
    const token = await est.token('k-1');
    est.at(Instant.of(enrolledAt + Duration.days(62) + 1000));
    expect(codeOf(await est.curl('simpleenroll', '-k', '-u', `k-1:${token}`, ...post(base64)))).toEqual([401, 'ASSAY-EST-006']);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameBytes } from '../../../core/der/hex.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { request as certificationRequest, newPair } from '../../ca/edge/made.fixture.ts';
import { writeName } from '../../ca/name.ts';
import { run } from '../../est/edge/est.fixture.ts';
import { type Manufacturer, manufacturer, type Operator, operator } from './brski.fixture.ts';
import { VOUCHER } from './wire.ts';

let maker: Manufacturer;
let home: Operator;
beforeAll(async () => {
  maker = await manufacturer();
  home = await operator('home', maker);
});
afterAll(async () => {
  await home?.close();
  await maker?.close();
});

const REQUEST = '/.well-known/brski/requestvoucher';

describe('a device that is new', () => {
  it('gets its voucher, its certificate and its operator, over one connection and without a clock', async () => {
    await home.register('cam-1');
    const device = await home.pledge(maker, 'cam-1');
    const answer = await device.send(REQUEST, VOUCHER, await device.request());
    expect([answer.status, answer.type]).toEqual([200, VOUCHER]);
    const voucher = await device.believe(answer.body);
    expect(voucher).toMatchObject({ assertion: 'proximity', serial: 'cam-1', nonce: device.nonce });
    expect(voucher.expiresOn).toBeUndefined();
    const root = home.authority.chain.at(-1) ?? new Uint8Array();
    expect(sameBytes(voucher.pinnedDomainCert, root)).toBe(true);
    expect((await device.send('/.well-known/brski/voucher_status', 'application/json', '{"version":1,"status":true,"reason":"good"}')).status).toBe(200);
    const certificate = readCertificate(await device.enrol(certificationRequest({ subject: writeName('cam-1') }, newPair())));
    expect(certificate.subject.attributes.map(({ value }) => value)).toContain('cam-1');
    expect((await device.send('/.well-known/brski/enrollstatus', 'application/json', '{"version":"1","status":true}')).status).toBe(200);
    expect(device.connections()).toBe(1);
    device.close();

    expect(await home.rooms.ask('brski.show', { device: 'cam-1' })).toMatchObject({
      life: 'in-service',
      standing: 'operator',
      bootstrap: { accepted: true, enrolled: true, assertion: 'proximity', logged: 1 },
    });
    // A household can claim it from here on.
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(await home.rooms.ask('introduction.begin', { device: 'cam-1', digest })).toMatchObject({ device: 'cam-1', state: 'open' });
    const told = (await home.rooms.ask('device.show', { device: 'cam-1' })) as unknown as { readonly life: readonly { readonly says: string }[] };
    expect(JSON.stringify(told.life)).toContain('vouched for by its manufacturer');
    expect(maker.events('voucher.issued')).toMatchObject([{ serial: 'cam-1', assertion: 'proximity', nonce: device.nonce }]);
  });

  it('has its voucher verified by OpenSSL, and may sign its own request with OpenSSL', async () => {
    await home.register('cam-2');
    const device = await home.pledge(maker, 'cam-2');
    const [shown = new Uint8Array()] = await device.shown();
    const json = JSON.stringify({
      'ietf-voucher-request:voucher': {
        assertion: 'proximity',
        'created-on': '1970-01-01T00:00:12+00:00',
        'serial-number': 'cam-2',
        nonce: device.nonce,
        'proximity-registrar-cert': Buffer.from(shown).toString('base64'),
      },
    });
    writeFileSync(maker.path('vr.json'), json);
    const sign = ['cms', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-in', maker.path('vr.json'), '-out', maker.path('vr.der')];
    expect((await run('openssl', [...sign, '-signer', maker.path('cam-2.pem'), '-inkey', maker.path('cam-2.key'), '-md', 'sha256'])).code).toBe(0);
    const answer = await device.send(REQUEST, VOUCHER, new Uint8Array(readFileSync(maker.path('vr.der'))));
    expect(answer.status).toBe(200);
    writeFileSync(maker.path('voucher.der'), answer.body);
    const verify = ['cms', '-verify', '-inform', 'DER', '-in', maker.path('voucher.der'), '-CAfile', maker.path('masa.pem'), '-purpose', 'any'];
    const said = await run('openssl', verify);
    expect(said.err).toContain('CMS Verification successful');
    expect(JSON.parse(said.out)['ietf-voucher:voucher']).toMatchObject({ 'serial-number': 'cam-2', nonce: device.nonce });
    device.close();
  });
});

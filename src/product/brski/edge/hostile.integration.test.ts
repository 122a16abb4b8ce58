import { createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemBlocks } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { Duration, Instant, Refused } from '../../../core/index.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { request as certificationRequest, newPair } from '../../ca/edge/made.fixture.ts';
import { writeName } from '../../ca/name.ts';
import { HOME, own } from '../../device/edge/devices.fixture.ts';
import { signedBy } from '../../est/edge/cms-verify.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { judgeVoucher } from '../judge.ts';
import { readVoucher, voucherJson, voucherRequestJson } from '../voucher.ts';
import { domain, INDENT, type Manufacturer, manufacturer, type Operator, operator } from './brski.fixture.ts';
import { serveMasa } from './masa-server.ts';
import { signedMessage } from './message.ts';
import { type Pledge, pledge, type Said } from './pledge.fixture.ts';
import { registrar } from './registrar.ts';
import { keepRegistrarSettings, registrarSettingsIn } from './settings-file.ts';
import { VOUCHER } from './wire.ts';

let maker: Manufacturer;
let home: Operator;
let other: Operator;
beforeAll(async () => {
  maker = await manufacturer();
  [home, other] = [await operator('home', maker), await operator('other', maker)];
});
afterAll(async () => {
  await other?.close();
  await home?.close();
  await maker?.close();
});

/** As node gives it to a listener: a stream with a head. */
function requestOf(body: Uint8Array): IncomingMessage {
  const stream = Readable.from([Buffer.from(body)]);
  return Object.assign(stream, { method: 'POST', url: REQUEST, headers: { 'content-type': VOUCHER } }) as unknown as IncomingMessage;
}

const REQUEST = '/.well-known/brski/requestvoucher';
const codeOf = ({ status, body }: Said) => [status, Buffer.from(body).toString('latin1').slice(0, 15)];
const codesOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
let count = 0;

/** A registered device at an operator; closed by the test. */
async function fresh(at = home, ...extensions: readonly string[]): Promise<Pledge> {
  count += 1;
  const serial = `dev-${count}`;
  await at.register(serial);
  return at.pledge(maker, serial, ...extensions);
}

async function vouched(device: Pledge): Promise<Said> {
  return device.send(REQUEST, VOUCHER, await device.request());
}

describe('what a registrar refuses', () => {
  it('other addresses, methods, media types and sizes', async () => {
    const device = await fresh();
    expect(codeOf(await device.send('/.well-known/brski/other', VOUCHER, 'x'))).toEqual([404, 'ASSAY-BRSKI-001']);
    expect(codeOf(await device.send('/.well-known/brski/requestauditlog', VOUCHER, 'x'))).toEqual([404, 'ASSAY-BRSKI-001']);
    expect(codeOf(await device.send(REQUEST, VOUCHER, ''))).toEqual([405, 'ASSAY-BRSKI-002']);
    expect(codeOf(await device.send(REQUEST, 'application/json', '{}'))).toEqual([415, 'ASSAY-BRSKI-004']);
    expect(codeOf(await device.send(REQUEST, VOUCHER, new Uint8Array(30_000)))).toEqual([413, 'ASSAY-BRSKI-003']);
    device.close();
  });

  it('what is no signed message, one that was changed, and one that says something else', async () => {
    const device = await fresh();
    expect(codeOf(await device.send(REQUEST, VOUCHER, new Uint8Array([0x30, 0x80, 0, 0])))).toEqual([400, 'ASSAY-BRSKI-005']);
    const whole = await device.request();
    expect(codeOf(await device.send(REQUEST, VOUCHER, whole.with(whole.length - 1, (whole.at(-1) ?? 0) ^ 1)))).toEqual([403, 'ASSAY-BRSKI-006']);
    const { key, cert } = await maker.device(device.serial);
    const signed = (text: string) => signedBy(createPrivateKey(key), pemBlocks(cert, 'CERTIFICATE', 'x'), OID.data, new TextEncoder().encode(text));
    // The same serial number in another certificate: another key.
    expect(codeOf(await device.send(REQUEST, VOUCHER, await signed('{}')))).toEqual([403, 'ASSAY-BRSKI-012']);
    device.close();
    const again = pledge({ port: home.endpoint.port, key, cert, vouchers: maker.signer });
    expect(codeOf(await again.send(REQUEST, VOUCHER, await signed('{"ietf-voucher:voucher":{}}')))).toEqual([400, 'ASSAY-BRSKI-007']);
    expect(codeOf(await again.send('/.well-known/brski/voucher_status', 'application/json', '{"version":2}'))).toEqual([400, 'ASSAY-BRSKI-026']);
    again.close();
  });

  it('a request for another device, without a nonce, or for another registrar', async () => {
    const device = await fresh();
    expect(codeOf(await device.send(REQUEST, VOUCHER, await device.request({ serial: 'dev-0' })))).toEqual([403, 'ASSAY-BRSKI-008']);
    const content = voucherRequestJson({
      assertion: 'proximity',
      serial: device.serial,
      proximityRegistrarCert: (await device.shown())[0] ?? new Uint8Array(),
    });
    expect(content.length).toBeGreaterThan(0);
    const elsewhere = readCertificate(pemBlocks(other.identity.cert, 'CERTIFICATE', 'x')[0] ?? new Uint8Array());
    expect(codeOf(await device.send(REQUEST, VOUCHER, await device.request({ proximityRegistrarCert: elsewhere.der })))).toEqual([403, 'ASSAY-BRSKI-011']);
    // Which raises alarms: somebody stands between, or pretends to be another.
    expect(
      home
        .events('alarm.raised')
        .filter((event) => event['device'] === device.serial)
        .map((event) => event['code']),
    ).toEqual(['ASSAY-BRSKI-008', 'ASSAY-BRSKI-011']);
    device.close();
    const { key, cert } = await maker.device(device.serial);
    const bare = pledge({ port: home.endpoint.port, key, cert, vouchers: maker.signer });
    const nonceless = await signedBy(createPrivateKey(key), pemBlocks(cert, 'CERTIFICATE', 'x'), OID.data, content);
    expect(codeOf(await bare.send(REQUEST, VOUCHER, nonceless))).toEqual([403, 'ASSAY-BRSKI-009']);
    bare.close();
  });

  it('a request that is shown a second time', async () => {
    const device = await fresh();
    const request = await device.request();
    expect((await device.send(REQUEST, VOUCHER, request)).status).toBe(200);
    expect(codeOf(await device.send(REQUEST, VOUCHER, request))).toEqual([403, 'ASSAY-BRSKI-010']);
    device.close();
  });

  it('devices that the operator does not expect, and certificates of his own', async () => {
    const stranger = await home.pledge(maker, 'dev-unknown');
    expect(codeOf(await vouched(stranger))).toEqual([404, expect.stringContaining('ASSAY-EST-008')]);
    stranger.close();
    const device = await fresh();
    expect((await vouched(device)).status).toBe(200);
    const key = newPair();
    const certificate = await device.enrol(certificationRequest({ subject: writeName(device.serial) }, key));
    device.close();
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const enrolled = pledge({ port: home.endpoint.port, key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem, vouchers: maker.signer });
    expect(codeOf(await vouched(enrolled))).toEqual([403, 'ASSAY-BRSKI-013']);
    enrolled.close();
  });

  it('a device that somebody owns, who is told; once it was given up it may come again', async () => {
    const device = await fresh();
    await own(home.fleet, device.serial);
    expect(codeOf(await vouched(device))).toEqual([403, 'ASSAY-BRSKI-014']);
    const alarms = () => home.events('alarm.raised').filter((event) => event['device'] === device.serial);
    expect(alarms()).toMatchObject([{ code: 'ASSAY-BRSKI-014', household: HOME }]);
    expect(codeOf(await vouched(device))).toEqual([403, 'ASSAY-BRSKI-014']);
    expect(alarms()).toHaveLength(1);
    const ended = { type: 'ownership.ended', at: Instant.format(home.fleet.now()), device: device.serial, household: HOME as HouseholdId, because: 'given-up' };
    await home.fleet.act(`device ${device.serial}`, () => ({ ok: true, events: [ended] }));
    expect((await vouched(device)).status).toBe(200);
    device.close();
  });

  it('too many tries', async () => {
    const device = await fresh();
    const seen: unknown[] = [];
    for (let i = 0; i < 13; i += 1) seen.push(codeOf(await device.send(REQUEST, VOUCHER, 'x'))[1]);
    expect(seen.at(-1)).toBe('ASSAY-BRSKI-021');
    device.close();
    // Strangers of one address have to wait together, and keep out no device that is known.
    const also = registrar({ fleet: home.fleet, identity: () => home.identity, chain: () => home.authority.chain });
    const asked = async (shown: readonly Uint8Array[]) => {
      const answer = await also(requestOf(new Uint8Array([1])), { shown: shown.map(readCertificate), own: undefined, address: 'a line' });
      return String(answer?.body).slice(0, 15);
    };
    const strangers: string[] = [];
    for (let i = 0; i < 61; i += 1) strangers.push(await asked([]));
    expect([strangers[0], strangers[59], strangers[60]]).toEqual(['ASSAY-EST-005: ', 'ASSAY-EST-005: ', 'ASSAY-BRSKI-021']);
    expect(await asked([device.certificate])).toBe('ASSAY-BRSKI-005');
  });
});

describe('what a manufacturer refuses', () => {
  it('a second domain, until the release is recorded; and the owner can read of it', async () => {
    const device = await fresh();
    expect((await vouched(device)).status).toBe(200);
    await other.register(device.serial);
    const stolen = await other.pledge(maker, device.serial);
    expect(codeOf(await vouched(stolen))).toEqual([502, 'ASSAY-BRSKI-015']);
    expect(JSON.stringify(other.broke.map((error) => (error instanceof Refused ? error.faults[0]?.found : '')))).toContain('ASSAY-BRSKI-017');
    expect(maker.events('voucher.contested')).toMatchObject([{ serial: device.serial }]);
    // The owner's own device may come again.
    const again = await home.pledge(maker, device.serial);
    expect((await vouched(again)).status).toBe(200);
    const { owner } = (await maker.ask('masa.show', { serial: device.serial })) as { readonly owner: string };
    await maker.ask('masa.release', { serial: device.serial, owner });
    expect(await codesOf(() => maker.ask('masa.release', { serial: device.serial, owner }))).toEqual(['ASSAY-BRSKI-025']);
    const bought = await other.pledge(maker, device.serial);
    expect((await vouched(bought)).status).toBe(200);
    // The first owner learns from the log that it has gone.
    const late = await home.pledge(maker, device.serial);
    expect(codeOf(await vouched(late))).toEqual([502, 'ASSAY-BRSKI-015']);
    for (const each of [device, stolen, again, bought, late]) each.close();
  });

  it('a signer that is no registrar, a device’s request that says something else, and none at all', async () => {
    const device = await fresh();
    const prior = await device.request();
    const key = createPrivateKey(home.identity.key);
    const [ownCertificate] = pemBlocks(home.identity.cert, 'CERTIFICATE', 'x');
    const chain: readonly Uint8Array[] = [
      ownCertificate ?? new Uint8Array(),
      home.authority.chain[0] ?? new Uint8Array(),
      home.authority.chain.at(-1) ?? new Uint8Array(),
    ];
    const asked = { serial: device.serial, nonce: device.nonce, priorSigned: prior };
    const signed = (request: Parameters<typeof voucherRequestJson>[0], by = chain, with_ = key) =>
      signedBy(with_, by, OID.animaVoucher, voucherRequestJson(request));
    const { key: deviceKey, cert } = await maker.device('dev-signer');
    const codes = async (body: Promise<Uint8Array>) => codesOf(async () => maker.masa.requestVoucher(await body));
    expect(await codes(signed(asked, pemBlocks(cert, 'CERTIFICATE', 'x'), createPrivateKey(deviceKey)))).toEqual(['ASSAY-BRSKI-018']);
    expect(await codes(signed({ serial: device.serial, nonce: device.nonce }))).toEqual(['ASSAY-BRSKI-019']);
    expect(await codes(signed({ ...asked, serial: 'dev-0' }))).toEqual(['ASSAY-BRSKI-008']);
    expect(await codes(signed({ ...asked, nonce: 'AAAAAAAAAAAAAAAA' }))).toEqual(['ASSAY-BRSKI-019']);
    expect(await codes(signed({ ...asked, idevidIssuer: 'AAAA' }))).toEqual(['ASSAY-BRSKI-019']);
    // The device saw one registrar, and another passes its request on: whoever recorded it cannot use it.
    const foreign = [
      pemBlocks(other.identity.cert, 'CERTIFICATE', 'x')[0] ?? new Uint8Array(),
      other.authority.chain[0] ?? new Uint8Array(),
      other.authority.chain.at(-1) ?? new Uint8Array(),
    ];
    expect(await codes(signed(asked, foreign, createPrivateKey(other.identity.key)))).toEqual(['ASSAY-BRSKI-011']);
    // Signed by a device of nobody's.
    const alien = await manufacturer();
    const { key: alienKey, cert: alienCert } = await alien.device(device.serial);
    const forged = await signedBy(
      createPrivateKey(alienKey),
      pemBlocks(alienCert, 'CERTIFICATE', 'x'),
      OID.data,
      voucherRequestJson({ serial: device.serial, nonce: device.nonce, proximityRegistrarCert: chain[0] ?? new Uint8Array() }),
    );
    expect(await codes(signed({ ...asked, priorSigned: forged }))).toEqual(['ASSAY-BRSKI-019']);
    await alien.close();
    const body = await signed(asked);
    expect(await codesOf(() => maker.masa.requestAuditLog(body))).toEqual(['ASSAY-BRSKI-017']);
    // Both at once, before either is entered.
    const twice = await Promise.all([codes(Promise.resolve(body)), codes(Promise.resolve(body))]);
    expect(twice.toSorted((one, two) => one.length - two.length)).toEqual([[], ['ASSAY-BRSKI-010']]);
    expect(await codes(Promise.resolve(body))).toEqual(['ASSAY-BRSKI-010']);
    expect(maker.events('voucher.issued').filter((event) => event['serial'] === device.serial)).toHaveLength(1);
    device.close();
  });

  it('a domain that calls itself by the key identifier of the owner’s, which anybody can write into a root of their own', async () => {
    const device = await fresh();
    const owners = readCertificate(home.authority.chain.at(-1) ?? new Uint8Array());
    const thief = await domain('thief', owners.subjectKeyId ?? new Uint8Array());
    expect(thief.root.subjectKeyId).toEqual(owners.subjectKeyId);
    const { key, cert } = await maker.device(device.serial);
    /** The device, set back and held to the thief's registrar, which passes its request on. */
    const asked = async (nonce: string) => {
      const prior = { assertion: 'proximity', serial: device.serial, nonce, proximityRegistrarCert: thief.registrar } as const;
      const priorSigned = await signedBy(createPrivateKey(key), pemBlocks(cert, 'CERTIFICATE', 'x'), OID.data, voucherRequestJson(prior));
      return thief.sign(voucherRequestJson({ serial: device.serial, nonce, priorSigned }));
    };
    expect((await vouched(device)).status).toBe(200);
    const body = await asked('c3RvbGVuIGRldmljZQ==');
    expect(await codesOf(() => maker.masa.requestVoucher(body))).toEqual(['ASSAY-BRSKI-017']);
    expect(await codesOf(() => maker.masa.requestAuditLog(body))).toEqual(['ASSAY-BRSKI-017']);
    // Nor once it was given up: the log would tell the two apart by nothing.
    const { owner } = (await maker.ask('masa.show', { serial: device.serial })) as { readonly owner: string };
    await maker.ask('masa.release', { serial: device.serial, owner });
    expect(await codesOf(() => maker.masa.requestVoucher(body))).toEqual(['ASSAY-BRSKI-017']);
    const again = await home.pledge(maker, device.serial);
    expect((await vouched(again)).status).toBe(200);
    for (const each of [device, again]) each.close();
  });

  it('whoever names a device and has not met it, also where vouchers without a nonce are given', async () => {
    const lenient = await manufacturer({ nonceless: Duration.hours(1) });
    const stranger = await domain('stranger');
    const body = await stranger.sign(voucherRequestJson({ serial: 'cam-of-somebody' }));
    expect(await codesOf(() => lenient.masa.requestVoucher(body))).toEqual(['ASSAY-BRSKI-019']);
    expect(lenient.events('voucher.issued')).toEqual([]);
    await lenient.close();
  });

  it('an address that is taken, and anything else over the wire', async () => {
    const { server, masa } = maker;
    const text = (name: string) => Buffer.from(name);
    const parts = { masa, key: home.identity.key, cert: home.identity.cert, host: '127.0.0.1', port: server.port, now: () => 0 };
    expect(await codesOf(() => serveMasa(parts))).toEqual(['ASSAY-BRSKI-029']);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asking = httpsRequest(
        `${server.url}/.well-known/brski/requestvoucher`,
        { method: 'POST', ca: maker.signer, headers: { 'Content-Type': VOUCHER } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asking.on('error', reject);
      asking.end(text('nothing'));
    });
    expect(status).toBe(400);
  });
});

describe('what a device refuses', () => {
  it('a voucher of somebody else, for another device, for another request, and another domain', async () => {
    const device = await fresh();
    const good = await vouched(device);
    expect(good.status).toBe(200);
    const key = createPrivateKey(readFileSync(maker.path('masa.key')));
    const signer = pemBlocks(maker.signer, 'CERTIFICATE', 'x');
    const root = home.authority.chain.at(-1) ?? new Uint8Array();
    const voucher = { assertion: 'proximity', createdOn: home.fleet.now(), serial: device.serial, pinnedDomainCert: root } as const;
    const signed = (body: Parameters<typeof voucherJson>[0], by = signer, with_ = key) => signedBy(with_, by, OID.animaVoucher, voucherJson(body));
    const codes = async (der: Promise<Uint8Array>) => codesOf(async () => device.believe(await der));
    expect(await codes(signed({ ...voucher, nonce: device.nonce, serial: 'dev-0' }))).toEqual(['ASSAY-BRSKI-008']);
    expect(await codes(signed({ ...voucher, nonce: 'AAAAAAAAAAAAAAAA' }))).toEqual(['ASSAY-BRSKI-010']);
    // A device without a clock takes no voucher that time alone ends.
    expect(await codes(signed({ ...voucher, expiresOn: Instant.plus(home.fleet.now(), Duration.hours(1)) }))).toEqual(['ASSAY-BRSKI-009', 'ASSAY-BRSKI-022']);
    const foreign = other.authority.chain.at(-1) ?? new Uint8Array();
    expect(await codes(signed({ ...voucher, nonce: device.nonce, pinnedDomainCert: foreign }))).toEqual(['ASSAY-BRSKI-023']);
    const { key: deviceKey, cert } = await maker.device('dev-forger');
    await expect(
      device.believe(await signed({ ...voucher, nonce: device.nonce }, pemBlocks(cert, 'CERTIFICATE', 'x'), createPrivateKey(deviceKey))),
    ).rejects.toThrow('somebody else');
    device.close();
  });
});

describe('what a registrar refuses of a manufacturer’s service', () => {
  const asking = async (answers: (asked: { readonly operation: string }, device: Pledge) => Promise<Uint8Array>): Promise<readonly unknown[]> => {
    const device = await fresh();
    const also = registrar({ fleet: home.fleet, identity: () => home.identity, chain: () => home.authority.chain, ask: (asked) => answers(asked, device) });
    const body = await device.request();
    const [shown = new Uint8Array()] = await device.shown();
    device.close();
    const answer = await also(requestOf(body), { shown: [readCertificate(device.certificate)], own: shown, address: `a${count}` });
    return answer === undefined ? [] : codeOf({ ...answer, type: '', body: typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body });
  };

  it('a voucher that somebody else signed, or that pins another domain', async () => {
    const { key, cert } = await maker.device('dev-forger-2');
    const forged = (pinned: Uint8Array, by: string, with_: string) => async () =>
      signedBy(
        createPrivateKey(with_),
        pemBlocks(by, 'CERTIFICATE', 'x'),
        OID.data,
        voucherJson({ assertion: 'proximity', createdOn: home.fleet.now(), serial: `dev-${count}`, nonce: 'AAAAAAAAAAAAAAAA', pinnedDomainCert: pinned }),
      );
    expect(await asking(forged(home.authority.chain.at(-1) ?? new Uint8Array(), cert, key))).toEqual([502, 'ASSAY-BRSKI-016']);
    const masaKey = readFileSync(maker.path('masa.key'), 'utf8');
    expect(await asking(forged(other.authority.chain.at(-1) ?? new Uint8Array(), maker.signer, masaKey))).toEqual([502, 'ASSAY-BRSKI-016']);
    expect(await asking(async () => new Uint8Array([1, 2, 3]))).toEqual([502, 'ASSAY-BRSKI-016']);
  });

  it('a voucher that a device signed, where one authority stands above devices and whoever vouches', async () => {
    const kept = registrarSettingsIn(home.fleet);
    keepRegistrarSettings(
      home.fleet,
      `assay: brski/1\nproducts:\n  camera:\n    masa: ${maker.server.url}\n    nonceless: refuse\n    anchors: |\n      ${INDENT(maker.anchor)}\n`,
      'brski.yaml',
    );
    const { key, cert } = await maker.device('dev-forger-3');
    const root = home.authority.chain.at(-1) ?? new Uint8Array();
    const answer = await asking(async (_, { serial, nonce }) =>
      signedBy(
        createPrivateKey(key),
        pemBlocks(cert, 'CERTIFICATE', 'x'),
        OID.data,
        voucherJson({ assertion: 'proximity', createdOn: home.fleet.now(), serial, nonce, pinnedDomainCert: root }),
      ),
    );
    const camera = [...kept.values()][0];
    keepRegistrarSettings(
      home.fleet,
      `assay: brski/1\nproducts:\n  camera:\n    masa: ${maker.server.url}\n    nonceless: refuse\n    anchors: |\n      ${INDENT(camera?.anchors ?? '')}\n`,
      'brski.yaml',
    );
    expect(answer).toEqual([502, 'ASSAY-BRSKI-016']);
  });

  it('a voucher for its own request that pins another domain', async () => {
    const masaKey = createPrivateKey(readFileSync(maker.path('masa.key'), 'utf8'));
    const pinning =
      (pinned: Uint8Array) =>
      async (_: unknown, { serial, nonce }: Pledge) => {
        const content = voucherJson({ assertion: 'proximity', createdOn: home.fleet.now(), serial, nonce, pinnedDomainCert: pinned });
        return signedBy(masaKey, pemBlocks(maker.signer, 'CERTIFICATE', 'x'), OID.data, content);
      };
    expect(await asking(pinning(other.authority.chain.at(-1) ?? new Uint8Array()))).toEqual([502, 'ASSAY-BRSKI-016']);
    // The same of its own domain is taken, and what then stands for the log is none.
    expect(await asking(pinning(home.authority.chain.at(-1) ?? new Uint8Array()))).toEqual([502, 'ASSAY-BRSKI-015']);
  });

  it('what came between while the manufacturer took its time: an owner, and the same request again', async () => {
    const given = () => home.events('voucher.given').length;
    const through = (asked: { readonly operation: string }) => {
      const { operation, body } = asked as unknown as { readonly operation: string; readonly body: Uint8Array };
      return operation === 'requestvoucher' ? maker.masa.requestVoucher(body) : maker.masa.requestAuditLog(body);
    };
    const before = given();
    const owned = await asking(async (asked, { serial }) => {
      if (asked.operation === 'requestauditlog') await own(home.fleet, serial);
      return through(asked);
    });
    expect([owned, given()]).toEqual([[403, 'ASSAY-BRSKI-014'], before]);
    const device = await fresh();
    const body = await device.request();
    const [shown = new Uint8Array()] = await device.shown();
    device.close();
    // Another registrar process of this operator passed it on meanwhile.
    const nonce = createHash('sha256').update(device.nonce).digest('hex');
    const between = registrar({
      fleet: home.fleet,
      identity: () => home.identity,
      chain: () => home.authority.chain,
      ask: async (asked) => {
        const at = Instant.format(home.fleet.now());
        const same = { type: 'voucher.given', at, device: device.serial, nonce, voucher: 'f'.repeat(64), assertion: 'proximity', domain: 'AAAA', logged: 1 };
        if (asked.operation === 'requestauditlog') await home.fleet.act(`device ${device.serial}`, () => ({ ok: true, events: [same as never] }));
        return through(asked);
      },
    });
    const answer = await between(requestOf(body), { shown: [readCertificate(device.certificate)], own: shown, address: 'between' });
    expect(String(answer?.body).slice(0, 15)).toBe('ASSAY-BRSKI-010');
  });

  it('a log that tells of another owner', async () => {
    const log = JSON.stringify({ version: '1', events: [{ date: '2026-01-01T00:00:00Z', domainID: 'AAAA', nonce: null, assertion: 'logged' }] });
    let voucher: Uint8Array | undefined;
    const seen = await asking(async (asked) => {
      if (asked.operation === 'requestauditlog') return new TextEncoder().encode(log);
      voucher = await maker.masa.requestVoucher((asked as unknown as { readonly body: Uint8Array }).body);
      return voucher;
    });
    expect(seen).toEqual([403, 'ASSAY-BRSKI-024']);
  });

  it('and says no more than that something broke where that is so', async () => {
    expect(
      await asking(async () => {
        throw new TypeError('a secret of this machine');
      }),
    ).toEqual([503, 'ASSAY-BRSKI-027']);
  });
});

describe('a registrar that is told to', () => {
  it('goes where the device’s certificate says, and takes a voucher without a nonce while it lasts', async () => {
    const lenient = await manufacturer({ nonceless: Duration.hours(1) });
    const trusting = await operator('trusting', lenient, { asDevicesSay: true, nonceless: 'accept' });
    try {
      await trusting.register('dev-a');
      await trusting.register('dev-b');
      const lost = await trusting.pledge(lenient, 'dev-b');
      // Neither the operator nor the certificate says where: the operator has to see to it.
      expect(codeOf(await vouched(lost))).toEqual([503, 'ASSAY-BRSKI-027']);
      expect(trusting.broke.at(-1)).toMatchObject({ faults: [{ code: 'ASSAY-BRSKI-020' }] });
      lost.close();
      const { key, cert } = await lenient.device('dev-a', `1.3.6.1.5.5.7.1.32=ASN1:IA5STRING:localhost:${lenient.server.port}`);
      const device = pledge({ port: trusting.endpoint.port, key, cert, vouchers: lenient.signer });
      const [shown = new Uint8Array()] = await device.shown();
      const content = voucherRequestJson({ assertion: 'proximity', serial: 'dev-a', proximityRegistrarCert: shown });
      const answer = await device.send(REQUEST, VOUCHER, await signedBy(createPrivateKey(key), [device.certificate], OID.data, content));
      expect(answer.status).toBe(200);
      const voucher = readVoucher(signedMessage(answer.body).content);
      expect(voucher.nonce).toBeUndefined();
      expect(judgeVoucher(voucher, { serial: 'dev-a', nonce: undefined, now: trusting.fleet.now() })).toEqual([]);
      expect(lenient.events('voucher.issued')).toMatchObject([{ serial: 'dev-a', assertion: 'proximity' }]);
      // Its own domain holds it: no other does, so the log is good.
      expect((await vouched(device)).status).toBe(200);
      device.close();
    } finally {
      await trusting.close();
      await lenient.close();
    }
  });
});

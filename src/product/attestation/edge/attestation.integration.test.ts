import { createHash, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Digest, Instant, type Json, Refused } from '../../../core/index.ts';
import { keepProfiles } from '../../ca/edge/profile-file.ts';
import { pemsIn, type Served, served } from '../../est/edge/est.fixture.ts';
import { attestationEvidence, type ProductAttested } from '../evidence.ts';
import { nonceDoor } from './door.ts';
import {
  attestationKey,
  authority,
  bundle,
  bytes,
  cbor,
  ecPair,
  INSTANCE,
  psaBundle,
  psaClaims,
  psaToken,
  requestWith,
  spkiOf,
  tpmBundle,
  tpmPublic,
  tpmStatement,
  type Value,
} from './hardware.fixture.ts';
import { attestationBrought } from './room.ts';

// Enrolment over TLS with curl, by devices that show hardware which is made in the fixture.

const PSA_MAKER = authority('Maker of chips');
const TPM_MAKER = authority('Maker of TPMs');
const STRANGER = authority('Somebody else');
const DECLARED = ecPair();
const OWN_INSTANCE = INSTANCE.with(9, 0);
const hexed = (given: Uint8Array) => Buffer.from(given).toString('hex');

const indent = (pem: string, by: string) => pem.trim().replaceAll('\n', `\n${by}`);
const SETTINGS = `assay: attestation/1
products:
  camera:
    psa:
      anchors: |
        ${indent(PSA_MAKER.pem, '        ')}
      keys:
        - instance: ${hexed(OWN_INSTANCE)}
          key: |
            ${indent(DECLARED.publicKey.export({ type: 'spki', format: 'pem' }).toString(), '            ')}
      lifecycles: [secured]
      implementations: ['${'09'.repeat(32)}']
      measurements: ['${'03'.repeat(32)}']
    tpm:
      anchors: |
        ${indent(TPM_MAKER.pem, '        ')}
  lock:
    required: [lock]
    key: in-hardware
    tpm:
      anchors: |
        ${indent(TPM_MAKER.pem, '        ')}
`;

describe('evidence of hardware, offered with a request', () => {
  let est: Served;
  beforeAll(async () => {
    est = await served({ issued: { within: 1000, allowed: 1000 } }, { brought: [attestationBrought()], also: nonceDoor });
    const profile = (name: string) => `  - name: ${name}\n    days: 30\n    graceDays: 30\n    usages: [client]\n    keys: [p-256]\n`;
    keepProfiles(est.rooms.fleet, `assay: profiles/1\nprofiles:\n${['camera', 'lock', 'kettle'].map(profile).join('')}`, 'profiles.yaml');
    await est.rooms.ask('attestation.settings', { text: SETTINGS, file: 'attestation.yaml' });
  });
  afterAll(() => est.close());

  let n = 0;
  interface Newcomer {
    readonly id: string;
    readonly pair: ReturnType<typeof ecPair>;
    readonly token: string;
    nonce(): Promise<Uint8Array>;
    enrol(...bundles: readonly Uint8Array[]): Promise<{ readonly status: number; readonly body: string }>;
    recorded(): readonly { readonly [key: string]: Json }[];
  }
  async function newcomer(product = 'camera'): Promise<Newcomer> {
    n += 1;
    const id = `${product}-${n}`;
    await est.register(id, product);
    const token = await est.token(id);
    const pair = ecPair();
    return {
      id,
      pair,
      token,
      async nonce() {
        const said = await est.curl('nonce', '-u', `${id}:${token}`);
        expect([said.status, said.headers.get('content-type')]).toEqual([200, 'application/est-attestation-freshness+json']);
        const { nonce, expiry } = JSON.parse(said.body) as { readonly nonce: string; readonly expiry: number };
        expect(expiry).toBe(600);
        return new Uint8Array(Buffer.from(nonce, 'base64url'));
      },
      async enrol(...bundles) {
        const file = est.file(`${id}.b64`, Buffer.from(requestWith(pair, id, ...bundles)).toString('base64'));
        return est.curl('simpleenroll', '-u', `${id}:${token}`, '-H', 'Content-Type: application/pkcs10', '--data-binary', `@${file}`);
      },
      recorded: () => est.events('attestation.recorded').filter(({ device }) => device === id),
    };
  }
  const outcome = ({ outcome: o, code, key, format }: { readonly [key: string]: Json }) => [format, o, code ?? key];

  it('verifies a token whose key leads to a declared maker, records what it said, and gives the certificate', async () => {
    const device = await newcomer();
    const iak = attestationKey(PSA_MAKER);
    const { status, body } = await device.enrol(psaBundle(psaToken(psaClaims(await device.nonce()), iak.key, { chain: [iak.cert] })));
    expect([status, pemsIn(body).length]).toEqual([200, 1]);
    expect(device.recorded()).toMatchObject([
      {
        product: 'camera',
        format: 'psa',
        outcome: 'verified',
        key: 'unbound',
        door: 'est',
        signer: createHash('sha256').update(iak.spki).digest('hex'),
        said: {
          lifecycle: 'secured',
          implementation: '09'.repeat(32),
          instance: hexed(INSTANCE),
          software: [{ kind: 'ARoT', version: '4.2.0', measurement: '03'.repeat(32), signer: '04'.repeat(32) }],
        },
      },
    ]);
    const shown = (await est.rooms.ask('device.show', { device: device.id })) as { readonly life: readonly { readonly type: string; readonly says: string }[] };
    expect(shown.life.find(({ type }) => type === 'attestation.recorded')?.says).toMatch(
      /^showed a PSA attestation token, which was verified: it says nothing of the key of the certificate; state secured; runs ARoT 4\.2\.0 0303030303030303 \(evidence [0-9a-f]{16}\)$/,
    );
  });

  it('takes a declared key, and says so where the nonce was signed together with the key of the request', async () => {
    const device = await newcomer();
    const over = createHash('sha256')
      .update(bytes(await device.nonce(), spkiOf(device.pair.publicKey)))
      .digest();
    expect((await device.enrol(psaBundle(psaToken(psaClaims(new Uint8Array(over), new Map([[256, OWN_INSTANCE]])), DECLARED.privateKey)))).status).toBe(200);
    expect(device.recorded().map(outcome)).toEqual([['psa', 'verified', 'named']]);
  });

  it('verifies that a TPM made the key of the request, and knows the same request again when the answer was lost', async () => {
    const device = await newcomer('lock');
    const ak = attestationKey(TPM_MAKER);
    const shown = tpmBundle(tpmStatement(await device.nonce(), device.pair.publicKey, ak.key), ak.cert);
    expect((await device.enrol(shown)).status).toBe(200);
    expect(device.recorded().map(outcome)).toEqual([['tpm', 'verified', 'in-hardware']]);
    expect(device.recorded()[0]?.['said']).toEqual({ firmware: '0007000200000009' });
    // The certificate was lost on the way: another token, the same request.
    const again = await est.token(device.id);
    const file = est.file('again.b64', Buffer.from(requestWith(device.pair, device.id, shown)).toString('base64'));
    const answer = await est.curl('simpleenroll', '-u', `${device.id}:${again}`, '-H', 'Content-Type: application/pkcs10', '--data-binary', `@${file}`);
    expect([answer.status, device.recorded().length]).toEqual([200, 1]);
    // Once the operator has forgotten what was shown, the very request is no better than any other.
    await est.rooms.ask('attestation.forget', { device: device.id });
    const late = await est.curl(
      'simpleenroll',
      '-u',
      `${device.id}:${await est.token(device.id)}`,
      '-H',
      'Content-Type: application/pkcs10',
      '--data-binary',
      `@${file}`,
    );
    expect([late.status, late.body]).toEqual([403, expect.stringMatching(/^ASSAY-ATTESTATION-021: .*Found: ASSAY-ATTESTATION-014\./)]);
  });

  type Make = (device: Newcomer) => Promise<readonly Uint8Array[]>;
  const psa = (claims: ReadonlyMap<number, Value> = new Map(), by?: { readonly key: KeyObject; readonly cert?: Uint8Array }, options = {}): Make => {
    return async (device) => {
      const signer = by ?? attestationKey(PSA_MAKER);
      return [
        psaBundle(
          psaToken(psaClaims(await device.nonce(), claims), signer.key, { ...(signer.cert === undefined ? {} : { chain: [signer.cert] }), ...options }),
        ),
      ];
    };
  };
  const tpm = (options: { by?: ReturnType<typeof attestationKey>; other?: boolean; attributes?: number; certs?: readonly Uint8Array[] } = {}): Make => {
    return async (device) => {
      const ak = options.by ?? attestationKey(TPM_MAKER);
      const key = options.other === true ? ecPair().publicKey : device.pair.publicKey;
      const statement = tpmStatement(await device.nonce(), key, ak.key, options.attributes === undefined ? {} : { attributes: options.attributes });
      return [tpmBundle(statement, ...(options.certs ?? [ak.cert]))];
    };
  };
  const over = attestationKey(PSA_MAKER, { to: Instant.parse('2024-01-01T00:00:00Z') });
  const early = attestationKey(TPM_MAKER, { from: Instant.parse('2048-01-01T00:00:00Z') });
  const strange = attestationKey(STRANGER);
  const forTls = attestationKey(PSA_MAKER, { usage: '1.3.6.1.5.5.7.3.2' });
  const noAik = attestationKey(TPM_MAKER, { usage: '' });
  const forged: Make = async (device) => {
    const [genuine] = await psa()(device);
    const broken = (genuine ?? new Uint8Array()).slice();
    broken[broken.length - 5] = (broken.at(-5) ?? 0) ^ 1;
    return [broken];
  };
  const wrongNonce: Make = async () => {
    const iak = attestationKey(PSA_MAKER);
    return [psaBundle(psaToken(psaClaims(new Uint8Array(32).fill(1)), iak.key, { chain: [iak.cert] }))];
  };
  const anothersNonce: Make = async () => {
    const iak = attestationKey(PSA_MAKER);
    const other = await newcomer();
    return [psaBundle(psaToken(psaClaims(await other.nonce()), iak.key, { chain: [iak.cert] }))];
  };
  const otherArea: Make = async (device) => {
    const ak = attestationKey(TPM_MAKER);
    // The TPM certified a key that can leave it; the public area is changed afterwards.
    const statement = tpmStatement(await device.nonce(), ecPair().publicKey, ak.key, { area: tpmPublic(ecPair().publicKey) });
    return [tpmBundle(statement, ak.cert)];
  };
  const two: Make = async (device) => [...(await psa()(device)), ...(await tpm()(device))];
  it.each<[string, string, Make]>([
    ['two bundles where one may stand', 'ASSAY-ATTESTATION-001', two],
    ['no CBOR', 'ASSAY-ATTESTATION-002', async () => [psaBundle(Uint8Array.of(0xd2, 0x84, 0x43))]],
    ['a claim twice', 'ASSAY-ATTESTATION-003', async () => [psaBundle(twice())]],
    ['nesting without end', 'ASSAY-ATTESTATION-004', async () => [psaBundle(new Uint8Array(64).fill(0x81))]],
    ['a token under a shared key', 'ASSAY-ATTESTATION-005', psa(new Map(), undefined, { tag: 17 })],
    ['an algorithm that is not taken', 'ASSAY-ATTESTATION-005', psa(new Map(), undefined, { algorithm: -257 })],
    ['no sound instance id', 'ASSAY-ATTESTATION-006', psa(new Map([[256, new Uint8Array(32)]]))],
    ['broken structures of a TPM', 'ASSAY-ATTESTATION-007', async () => [tpmBundle(tpmOf(Uint8Array.of(0xff, 0x54, 0x43)))]],
    ['evidence of another kind', 'ASSAY-ATTESTATION-008', async () => [bundle([hex('300806022a030402abcd')], [])]],
    ['another profile of EAT', 'ASSAY-ATTESTATION-008', psa(new Map([[265, 'tag:example.org,2026:own']]))],
    ['a changed signature', 'ASSAY-ATTESTATION-010', forged],
    ['the declared key of an instance, signed by another', 'ASSAY-ATTESTATION-010', psa(new Map([[256, OWN_INSTANCE]]), { key: ecPair().privateKey })],
    ['a signer whom nobody knows', 'ASSAY-ATTESTATION-011', psa(new Map(), strange)],
    ['no certificate at all, of an instance that nobody declared', 'ASSAY-ATTESTATION-011', psa(new Map(), { key: ecPair().privateKey })],
    ['a certificate for connections', 'ASSAY-ATTESTATION-011', psa(new Map(), forTls)],
    ['a certificate of the maker that is no attestation key’s', 'ASSAY-ATTESTATION-011', tpm({ by: noAik })],
    ['a certification without its certificate', 'ASSAY-ATTESTATION-011', tpm({ certs: [] })],
    ['a signer whose certificate is over', 'ASSAY-ATTESTATION-012', psa(new Map(), over)],
    ['a signer whose certificate is not good yet', 'ASSAY-ATTESTATION-012', tpm({ by: early })],
    ['a nonce that nobody gave', 'ASSAY-ATTESTATION-013', wrongNonce],
    ['a nonce that was given to another device', 'ASSAY-ATTESTATION-013', anothersNonce],
    ['a state in which debugging is open', 'ASSAY-ATTESTATION-017', psa(new Map([[2395, 0x4000]]))],
    ['another make of hardware', 'ASSAY-ATTESTATION-018', psa(new Map([[2396, new Uint8Array(32).fill(8)]]))],
    [
      'firmware that was not declared',
      'ASSAY-ATTESTATION-018',
      psa(
        new Map([
          [
            2399,
            [
              new Map([
                [2, new Uint8Array(32)],
                [5, new Uint8Array(32)],
              ]),
            ],
          ],
        ]),
      ),
    ],
    ['another key than that of the request', 'ASSAY-ATTESTATION-019', tpm({ other: true })],
    ['a public area that the TPM never named', 'ASSAY-ATTESTATION-019', otherArea],
    ['a key that may leave the TPM', 'ASSAY-ATTESTATION-020', tpm({ attributes: 1 << 18 })],
  ])('refuses %s as %s, records that, and gives the certificate where none is required', async (_what, code, make) => {
    const device = await newcomer();
    const sent = await make(device);
    expect((await device.enrol(...sent)).status).toBe(200);
    const [last] = device.recorded().slice(-1);
    expect([last?.['outcome'], last?.['code'], last?.['key']]).toEqual(['refused', code, 'unbound']);
    const shown = (await est.rooms.ask('attestation.show', { device: device.id })) as { readonly newest: { readonly outcome: string } };
    expect(shown.newest.outcome).toBe('refused');
  });

  it('never says verified where nobody declared by what', async () => {
    const device = await newcomer('kettle');
    const iak = attestationKey(PSA_MAKER);
    expect((await device.enrol(psaBundle(psaToken(psaClaims(await device.nonce()), iak.key, { chain: [iak.cert] })))).status).toBe(200);
    expect(device.recorded().map(outcome)).toEqual([['psa', 'not-verified', 'ASSAY-ATTESTATION-009']]);
  });

  it('gives no certificate of a profile that takes evidence without it, and none for weaker evidence', async () => {
    const device = await newcomer('lock');
    const without = await device.enrol();
    expect([without.status, without.body]).toEqual([
      403,
      expect.stringMatching(/^ASSAY-ATTESTATION-021: a certificate of profile lock takes verified evidence of the hardware\. .*Found: none\./),
    ]);
    const iak = attestationKey(PSA_MAKER);
    const weak = await device.enrol(psaBundle(psaToken(psaClaims(await device.nonce()), iak.key, { chain: [iak.cert] })));
    expect([weak.status, weak.body]).toEqual([403, expect.stringMatching(/Found: ASSAY-ATTESTATION-009\./)]);
    const ak = attestationKey(TPM_MAKER);
    expect((await device.enrol(tpmBundle(tpmStatement(await device.nonce(), device.pair.publicKey, ak.key), ak.cert))).status).toBe(200);
  });

  it('refuses evidence that was shown before, with an alarm, and hardware of another device until that one is retired', async () => {
    const [first, second] = [await newcomer(), await newcomer()];
    const iak = attestationKey(PSA_MAKER);
    const token = psaToken(psaClaims(await first.nonce()), iak.key, { chain: [iak.cert] });
    await first.enrol(psaBundle(token));
    await second.enrol(psaBundle(token));
    expect(second.recorded().map(outcome)).toEqual([['psa', 'refused', 'ASSAY-ATTESTATION-014']]);
    expect(est.events('alarm.raised').find(({ device }) => device === second.id)).toMatchObject({ code: 'ASSAY-ATTESTATION-014' });

    const third = await newcomer();
    await third.enrol(psaBundle(psaToken(psaClaims(await third.nonce()), iak.key, { chain: [iak.cert] })));
    expect(third.recorded().map(outcome)).toEqual([['psa', 'refused', 'ASSAY-ATTESTATION-015']]);

    await est.rooms.ask('retirement.retire', { devices: [first.id], reason: 'its board serves on' });
    const fourth = await newcomer();
    await fourth.enrol(psaBundle(psaToken(psaClaims(await fourth.nonce()), iak.key, { chain: [iak.cert] })));
    expect(fourth.recorded().map(outcome)).toEqual([['psa', 'verified', 'unbound']]);
  });

  it('uses a nonce up with the first evidence over it', async () => {
    const device = await newcomer();
    const [iak, nonce] = [attestationKey(PSA_MAKER), await device.nonce()];
    const made = (boot: number) => psaBundle(psaToken(psaClaims(nonce, new Map([[2397, new Uint8Array(8).fill(boot)]])), iak.key, { chain: [iak.cert] }));
    const sent = requestWith(device.pair, device.id, bundle([statementIn(made(1)), statementIn(made(2))], []));
    const file = est.file('twice.b64', Buffer.from(sent).toString('base64'));
    await est.curl('simpleenroll', '-u', `${device.id}:${device.token}`, '-H', 'Content-Type: application/pkcs10', '--data-binary', `@${file}`);
    expect(device.recorded().map(outcome)).toEqual([
      ['psa', 'verified', 'unbound'],
      ['psa', 'refused', 'ASSAY-ATTESTATION-014'],
    ]);
  });

  it('holds a device to the hardware that it showed first, until the operator forgets it', async () => {
    const device = await newcomer();
    const shown = async (iak: ReturnType<typeof attestationKey>) => {
      const token = await est.token(device.id);
      const bundled = psaBundle(psaToken(psaClaims(await device2nonce(token), new Map()), iak.key, { chain: [iak.cert] }));
      const file = est.file('swap.b64', Buffer.from(requestWith(device.pair, device.id, bundled)).toString('base64'));
      await est.curl('simpleenroll', '-u', `${device.id}:${token}`, '-H', 'Content-Type: application/pkcs10', '--data-binary', `@${file}`);
    };
    const device2nonce = async (token: string) => {
      const said = await est.curl('nonce', '-u', `${device.id}:${token}`);
      return new Uint8Array(Buffer.from((JSON.parse(said.body) as { readonly nonce: string }).nonce, 'base64url'));
    };
    await expect(est.rooms.ask('attestation.forget', { device: device.id })).rejects.toThrow(Refused);
    await est.rooms.ask('attestation.forget', { device: device.id }).catch((error: Refused) => expect(error.faults[0]?.code).toBe('ASSAY-ATTESTATION-025'));
    const [before, after] = [attestationKey(PSA_MAKER), attestationKey(PSA_MAKER)];
    await shown(before);
    await shown(after);
    await est.rooms.ask('attestation.forget', { device: device.id });
    await shown(after);
    expect(device.recorded().map(outcome)).toEqual([
      ['psa', 'verified', 'unbound'],
      ['psa', 'refused', 'ASSAY-ATTESTATION-016'],
      ['psa', 'verified', 'unbound'],
    ]);
  });

  it('gives nonces to who shows who it is alone, by GET, and not without end', async () => {
    expect((await est.curl('nonce')).status).toBe(401);
    const device = await newcomer();
    const posted = await est.curl('nonce', '-u', `${device.id}:${device.token}`, '-X', 'POST');
    expect([posted.status, posted.body.slice(0, 21), posted.headers.get('allow')]).toEqual([405, 'ASSAY-ATTESTATION-024', 'GET']);
    for (let i = 0; i < 20; i += 1) await device.nonce();
    const more = await est.curl('nonce', '-u', `${device.id}:${device.token}`);
    expect([more.status, more.body.slice(0, 21)]).toEqual([429, 'ASSAY-ATTESTATION-023']);
  });

  it('states the share of devices in service that were verified, and debug ports that a token says are shut or open', async () => {
    const { products } = (await est.rooms.ask('attestation.evidence', {})) as unknown as { readonly products: readonly ProductAttested[] };
    const cameras = products.find(({ product }) => product === 'camera');
    expect(cameras).toMatchObject({ product: 'camera', debugging: 1 });
    const stated = attestationEvidence(products, est.rooms.fleet.now(), Digest.of('checkpoint'));
    expect(stated.filter(({ subject }) => subject === 'camera').map(({ claim, value, population }) => [claim, value, population?.seen])).toEqual([
      ['device.hardware-attested', Math.floor((1000 * (cameras?.verified ?? 0)) / (cameras?.inService ?? 1)) / 1000, cameras?.inService],
      ['device.debug-closed', true, cameras?.secured],
      ['device.debug-closed', false, 1],
    ]);
    // What nobody declared how to verify is not among them.
    expect(stated.filter(({ subject }) => subject === 'kettle')).toEqual([]);
  });
});

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const tpmOf = (attest: Uint8Array) => bytes(Uint8Array.of(0x30, attest.length + 6, 0x04, attest.length), attest, Uint8Array.of(0x04, 0, 0x04, 0));

/** The one statement of a bundle, as it stands there. */
function statementIn(one: Uint8Array): Uint8Array {
  // Both outer headers of what psaBundle makes are as long as the first says.
  const header = (at: number) => ((one[at + 1] ?? 0) < 0x80 ? 2 : 2 + ((one[at + 1] ?? 0) & 0x7f));
  const inner = header(0);
  return one.subarray(inner + header(inner));
}

/** A token whose payload has its nonce twice. */
function twice(): Uint8Array {
  const payload = bytes(Uint8Array.of(0xa2), cbor(10), cbor(new Uint8Array(32)), cbor(10), cbor(new Uint8Array(32)));
  return bytes(Uint8Array.of(0xd2), cbor([cbor(new Map<number, Value>([[1, -7]])), new Map(), payload, new Uint8Array(64)]));
}

import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { octets, sequence } from '../../../core/der/write.ts';
import { type Carried, run, type World, world } from '../../endpoint/edge/endpoint.fixture.ts';
import { readTpmCertification } from '../tpm.ts';
import { attestationKey, authority, bytes, psaClaims, psaToken, spkiOf, tpmAttest, tpmBundle, tpmPublic, tpmStatement } from './hardware.fixture.ts';
import { attestationBrought } from './room.ts';

// After enrolment: over the endpoint's HTTPS door, by curl with the certificate of the device.

const [CHIPS, TPMS] = [authority('Maker of chips'), authority('Maker of TPMs')];
const pemIn = (pem: string) => pem.trim().replaceAll('\n', '\n        ');
const SETTINGS = `assay: attestation/1
products:
  camera:
    psa:
      anchors: |
        ${pemIn(CHIPS.pem)}
    tpm:
      anchors: |
        ${pemIn(TPMS.pem)}
`;

describe('evidence of hardware, shown after enrolment', () => {
  let here: World;
  beforeAll(async () => {
    here = await world({}, [attestationBrought()]);
    await here.rooms.ask('attestation.settings', { text: SETTINGS, file: 'attestation.yaml' });
  });
  afterAll(() => here.close());

  async function asked(cam: Carried, ...args: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
    const { out } = await run('curl', [
      '-sS',
      '-w',
      '\n%{http_code}',
      '--cacert',
      here.caFile,
      '--cert',
      cam.certFile,
      '--key',
      cam.keyFile,
      ...args,
      `https://localhost:${here.endpoint.httpsPort}/self/attestation`,
    ]);
    const at = out.lastIndexOf('\n');
    return { status: Number(out.slice(at + 1)), body: out.slice(0, at) };
  }
  async function nonceOf(cam: Carried): Promise<Uint8Array> {
    const { nonce } = JSON.parse((await asked(cam)).body) as { readonly nonce: string };
    return new Uint8Array(Buffer.from(nonce, 'base64url'));
  }
  function sending(evidence: Uint8Array, type: string): readonly string[] {
    const file = join(here.dir, 'evidence.bin');
    writeFileSync(file, evidence);
    return ['-H', `Content-Type: ${type}`, '--data-binary', `@${file}`];
  }
  const codeIn = ({ body }: { readonly body: string }) => (JSON.parse(body) as { readonly faults: readonly { readonly code: string }[] }).faults[0]?.code;

  it('is verified against the key of the connection, and recorded', async () => {
    const cam = await here.device('cam-1');
    const iak = attestationKey(CHIPS);
    const token = psaToken(psaClaims(await nonceOf(cam)), iak.key, { chain: [iak.cert] });
    const first = await asked(cam, ...sending(token, 'application/eat+cwt'));
    expect([first.status, JSON.parse(first.body)]).toEqual([200, { shown: [{ format: 'psa', outcome: 'verified', key: 'unbound' }] }]);

    const ak = attestationKey(TPMS);
    const own = createPublicKey(createPrivateKey(cam.key));
    const second = await asked(cam, ...sending(tpmBundle(tpmStatement(await nonceOf(cam), own, ak.key), ak.cert), 'application/octet-stream'));
    expect(JSON.parse(second.body)).toEqual({ shown: [{ format: 'tpm', outcome: 'verified', key: 'in-hardware' }] });
    expect(here.facts('attestation.recorded').map(({ device, door, outcome }) => [device, door, outcome])).toEqual([
      ['cam-1', 'https', 'verified'],
      ['cam-1', 'https', 'verified'],
    ]);
    const { products } = (await here.rooms.ask('attestation.evidence', {})) as { readonly products: readonly { readonly verified: number }[] };
    expect(products).toEqual([{ product: 'camera', inService: 1, verified: 1, secured: 0, debugging: 0 }]);
  });

  it('answers what was refused with its code, and refuses what is no evidence', async () => {
    const cam = await here.device('cam-2');
    const iak = attestationKey(CHIPS);
    const stale = await asked(cam, ...sending(psaToken(psaClaims(new Uint8Array(32)), iak.key, { chain: [iak.cert] }), 'application/eat+cwt'));
    expect(JSON.parse(stale.body)).toEqual({ shown: [{ format: 'psa', outcome: 'refused', code: 'ASSAY-ATTESTATION-013', key: 'unbound' }] });
    const other = await asked(cam, ...sending(new Uint8Array(4), 'application/json'));
    expect([other.status, codeIn(other)]).toEqual([415, 'ASSAY-ATTESTATION-024']);
    const huge = await asked(cam, ...sending(new Uint8Array(20_000), 'application/eat+cwt'));
    expect([huge.status, codeIn(huge)]).toEqual([413, 'ASSAY-ATTESTATION-004']);
    const broken = await asked(cam, ...sending(sequence(sequence()), 'application/octet-stream'));
    expect([broken.status, codeIn(broken)]).toEqual([400, 'ASSAY-ATTESTATION-001']);
  });

  it('is taken so often and no more, each being a fact', async () => {
    const cam = await here.device('cam-3');
    let last = { status: 200, body: '' };
    for (let i = 0; i < 25; i += 1) last = await asked(cam, ...sending(Uint8Array.of(i), 'application/eat+cwt'));
    expect([last.status, codeIn(last)]).toEqual([429, 'ASSAY-ATTESTATION-023']);
    expect(here.facts('attestation.recorded').filter(({ device }) => device === 'cam-3')).toHaveLength(24);
  });

  it('is for devices whose certificate may do something yet', async () => {
    const cam = await here.device('cam-4');
    await here.rooms.ask('retirement.retire', { devices: ['cam-4'], reason: 'end of support' });
    expect((await asked(cam)).status).toBe(401);
  });
});

describe('a TPM with keys of RSA', () => {
  const u16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
  it.each([
    ['rsa', 0x0014, constants.RSA_PKCS1_PADDING],
    ['rsa-pss', 0x0016, constants.RSA_PKCS1_PSS_PADDING],
  ])('signs by %s, and its key is written as certificates have it', (scheme, algorithm, padding) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const area = tpmPublic(publicKey);
    const attest = tpmAttest(new Uint8Array(32), area);
    const signature = new Uint8Array(sign('sha256', attest, { key: privateKey, padding }));
    const read = readTpmCertification(sequence(octets(attest), octets(bytes(u16(algorithm), u16(0x000b), u16(signature.length), signature)), octets(area)));
    expect(read.publicKey).toEqual(spkiOf(publicKey));
    expect([read.by, read.named, read.stays]).toEqual([{ scheme, digest: 'sha256' }, true, true]);
  });
});

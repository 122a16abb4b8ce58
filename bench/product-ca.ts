import 'reflect-metadata';
import { createHash, generateKeyPairSync, randomBytes, type webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as peer from '@peculiar/x509';
import { bytesOfHex, hexOf } from '../src/core/der/hex.ts';
import { OID } from '../src/core/der/oids.ts';
import { integer, nothing, octets, oid, sequence } from '../src/core/der/write.ts';
import { type Decision, Instant } from '../src/core/index.ts';
import { serialOf, signed } from '../src/product/ca/certificate.ts';
import { readCertificate } from '../src/product/ca/certificate-read.ts';
import { crlBody } from '../src/product/ca/crl.ts';
import { readRequest } from '../src/product/ca/csr.ts';
import { openAuthority } from '../src/product/ca/edge/authority.ts';
import { keysOf } from '../src/product/ca/edge/keys.ts';
import { makeLists } from '../src/product/ca/edge/lists.ts';
import { caFolder, makeAuthority } from '../src/product/ca/edge/making.ts';
import { provePossession } from '../src/product/ca/edge/possession.ts';
import { ocspResponder } from '../src/product/ca/edge/responder.ts';
import { publicKeyOf } from '../src/product/ca/edge/signer.ts';
import { caProjector } from '../src/product/ca/edge/tables.ts';
import type { CaEvent } from '../src/product/ca/events.ts';
import { bodyOf, judgeIssuance, profileTemplate } from '../src/product/ca/issue.ts';
import type { Issuance, Revoked } from '../src/product/ca/model.ts';
import { PROFILES } from '../src/product/ca/profile.ts';
import { openFleet } from '../src/product/fleet/edge/open.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

const RUNS = 5;
const ISSUED = 2000;
const PEER_ISSUED = 200;
const LISTED = 1000;
const REVOKED = 100_000;
const AT_ONCE = 64;

/** Processor milliseconds of asynchronous work, thread pool and all, and what went by meanwhile. */
async function timed(work: () => Promise<unknown>): Promise<{ readonly cpu: number; readonly elapsed: number }> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, elapsed: performance.now() - start };
}

async function repeated(work: () => Promise<unknown>): Promise<{ readonly cpu: number; readonly elapsed: number }> {
  const times: { readonly cpu: number; readonly elapsed: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await timed(work));
  return { cpu: median(times.map(({ cpu }) => cpu)), elapsed: median(times.map(({ elapsed }) => elapsed)) };
}

/**
 * Issuing and listing, against @peculiar/x509 in the same run, on keys and extensions of the same kinds. Issuing is measured twice: signing alone, as the peer does it, and with the fact on a ledger that
 * syncs to disk, for 64 who ask at once. The folder lies in the working directory, where syncing costs what it costs a service.
 */
export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(process.cwd(), '.bench-ca-'));
  const now = Instant.of(Math.floor(Date.now() / 1000) * 1000);
  const passphrase = hexOf(randomBytes(16));
  const base = { bench: 'product-ca', runs: RUNS, machine: MACHINE };
  const fleet = await openFleet({ dir: folder, now: () => now, projectors: [caProjector] });
  try {
    const key = { kind: 'p-256', passphrase } as const;
    const url = 'http://ca.example.org/pki';
    await makeAuthority(fleet, { organisation: 'Example', url, shards: 1, root: key, issuing: key, rootYears: 20, issuingYears: 5, env: {} });
    const authority = await openAuthority({ fleet, keys: keysOf({ folder: caFolder(fleet), secret: () => passphrase, env: {} }) });
    const profile = PROFILES[0] as (typeof PROFILES)[number];
    const device = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const asked: Issuance = {
      profile,
      name: 'cam-17',
      publicKey: publicKeyOf(device.privateKey),
      uris: ['urn:assay:device:cam-17'],
      notBefore: now,
      notAfter: Instant.of(now + 30 * 86_400_000),
    };

    const { issuer, signer } = await authority.signing('issuing-1');
    const template = profileTemplate(issuer, profile, 'ec', 0);
    const ours = await repeated(async () => {
      for (let i = 0; i < ISSUED; i += 1) {
        const body = bodyOf(template, asked, judgeIssuance(issuer, asked), serialOf(fleet.random(20)));
        signed(body, issuer.kind, await signer.sign(body));
      }
    });
    const theirs = await issuedByPeer(url, now);
    const [each, peerEach] = [ours.cpu / ISSUED, theirs / PEER_ISSUED];

    const durable = await repeated(async () => {
      for (let i = 0; i < ISSUED; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => authority.issue(asked)));
    });

    const request = new Uint8Array(
      (await peer.Pkcs10CertificateRequestGenerator.create({ name: 'CN=cam-17', keys: await pair(), signingAlgorithm: ECDSA })).rawData,
    );
    const read = await repeated(async () => {
      for (let i = 0; i < ISSUED; i += 1) provePossession(readRequest(request));
    });

    const entries: readonly Revoked[] = Array.from({ length: REVOKED }, (_, i) => ({
      serial: hexOf(serialOf(randomBytes(20))),
      at: Instant.of(now - i * 1000),
      reason: 'keyCompromise',
    }));
    const list = async (of: readonly Revoked[]) => {
      const body = crlBody({
        issuer: issuer.certificate.subject.der,
        kind: 'p-256',
        number: 1,
        thisUpdate: now,
        nextUpdate: Instant.of(now + 86_400_000),
        entries: of,
      });
      signed(body, 'p-256', await signer.sign(body));
    };
    const small = await repeated(() => list(entries.slice(0, LISTED)));
    const peerSmall = await listedByPeer(entries.slice(0, LISTED), now);

    await revokeAll(fleet, entries, now);
    const whole = await repeated(() => makeLists(fleet, authority, { authority: 'issuing-1', delta: false }));

    const responder = ocspResponder(fleet, authority);
    const question = questionOf(authority.chain[0] as Uint8Array, entries[0]?.serial ?? '');
    await responder.answer(question);
    const answered = await repeated(async () => {
      for (let i = 0; i < ISSUED; i += 1) await responder.answer(question);
    });
    authority.close();
    return [
      {
        ...base,
        input: 'P-256 keys, eight extensions',
        figure: 'issue one certificate, judged and signed',
        value: each,
        unit: 'ms',
        against: { what: '@peculiar/x509', value: peerEach, ratio: peerEach / each },
        budget: { ratioAtLeast: 20 },
      },
      {
        ...base,
        input: 'P-256 keys, eight extensions',
        figure: `certificates issued, each on the ledger first, ${AT_ONCE} at once, elapsed`,
        value: (ISSUED / durable.elapsed) * 1000,
        unit: 'certificates/s',
        budget: { least: 300 },
      },
      { ...base, input: 'P-256 keys, eight extensions', figure: 'read one request and verify its signature', value: read.cpu / ISSUED, unit: 'ms' },
      {
        ...base,
        input: 'lists of revoked certificates',
        figure: `list of ${LISTED.toLocaleString('en')} entries`,
        value: small.cpu,
        unit: 'ms',
        against: { what: '@peculiar/x509', value: peerSmall, ratio: peerSmall / small.cpu },
      },
      {
        ...base,
        input: 'lists of revoked certificates',
        figure: `list of ${REVOKED.toLocaleString('en')} entries, from the tables to the disk, elapsed`,
        value: whole.elapsed,
        unit: 'ms',
        budget: { most: 1000 },
      },
      { ...base, input: 'lists of revoked certificates', figure: 'one answer of OCSP', value: answered.cpu / ISSUED, unit: 'ms' },
    ];
  } finally {
    await fleet.close();
    rmSync(folder, { recursive: true });
  }
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const pair = () => crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

async function issuedByPeer(url: string, now: Instant): Promise<number> {
  const [issuing, device] = [await pair(), await pair()];
  const [notBefore, notAfter] = [new Date(now), new Date(now + 30 * 86_400_000)];
  const issue = async () =>
    peer.X509CertificateGenerator.create({
      serialNumber: hexOf(serialOf(randomBytes(20))),
      issuer: 'O=Example, CN=Example issuing-1',
      subject: 'CN=cam-17',
      notBefore,
      notAfter,
      publicKey: device.publicKey,
      signingKey: issuing.privateKey,
      signingAlgorithm: ECDSA,
      extensions: [
        new peer.BasicConstraintsExtension(false, undefined, true),
        new peer.KeyUsagesExtension(peer.KeyUsageFlags.digitalSignature, true),
        new peer.ExtendedKeyUsageExtension([peer.ExtendedKeyUsage.clientAuth]),
        await peer.AuthorityKeyIdentifierExtension.create(issuing.publicKey),
        await peer.SubjectKeyIdentifierExtension.create(device.publicKey),
        new peer.CRLDistributionPointsExtension([`${url}/crl/issuing-1/00.crl`]),
        new peer.AuthorityInfoAccessExtension({ ocsp: `${url}/ocsp`, caIssuers: `${url}/ca/issuing-1.cer` }),
        new peer.SubjectAlternativeNameExtension([{ type: 'url', value: 'urn:assay:device:cam-17' }]),
      ],
    });
  const { cpu } = await repeated(async () => {
    for (let i = 0; i < PEER_ISSUED; i += 1) await issue();
  });
  return cpu;
}

async function listedByPeer(entries: readonly Revoked[], now: Instant): Promise<number> {
  const { privateKey } = await pair();
  const { cpu } = await repeated(() =>
    peer.X509CrlGenerator.create({
      issuer: 'O=Example, CN=Example issuing-1',
      thisUpdate: new Date(now),
      nextUpdate: new Date(now + 86_400_000),
      signingKey: privateKey,
      signingAlgorithm: ECDSA,
      entries: entries.map(({ serial, at }) => ({ serialNumber: serial, revocationDate: new Date(at), reason: peer.X509CrlReason.keyCompromise })),
    }),
  );
  return cpu;
}

/** Facts as issuing and revoking enter them, a thousand an act. */
async function revokeAll(fleet: Awaited<ReturnType<typeof openFleet>>, entries: readonly Revoked[], now: Instant): Promise<void> {
  const at = Instant.format(now);
  for (let from = 0; from < entries.length; from += 1000) {
    const events = entries.slice(from, from + 1000).flatMap(({ serial, reason }): readonly CaEvent[] => [
      {
        type: 'certificate.issued',
        at,
        serial,
        issuer: 'issuing-1',
        profile: 'camera',
        notBefore: at,
        notAfter: Instant.format(Instant.of(now + 86_400_000)),
        fingerprint: serial,
      },
      { type: 'certificate.revoked', at, serial, issuer: 'issuing-1', reason },
    ]);
    await fleet.act('bench', (): Decision<CaEvent> => ({ ok: true, events }));
  }
}

/** What `openssl ocsp` asks of one certificate, without a nonce. */
function questionOf(issuer: Uint8Array, serial: string): Uint8Array {
  const { subject, keyBits } = readCertificate(issuer);
  const digest = (bytes: Uint8Array) => octets(new Uint8Array(createHash('sha1').update(bytes).digest()));
  const id = sequence(sequence(oid(OID.sha1), nothing()), digest(subject.der), digest(keyBits), integer(bytesOfHex(serial)));
  return sequence(sequence(sequence(sequence(id))));
}

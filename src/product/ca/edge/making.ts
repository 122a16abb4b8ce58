import type { KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { base64Of, pemOf } from '../../../core/der/armour.ts';
import { hexOf } from '../../../core/der/hex.ts';
import { type Decision, Instant, Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { addressOf } from '../address.ts';
import { type AuthorityKeyKind, authorityBody, issuingName, rootName } from '../authority-certificate.ts';
import { fingerprintOf, serialOf, signed } from '../certificate.ts';
import type { AuthorityMade, CaEvent, CertificateIssued, KeyPlace } from '../events.ts';
import { caFaults } from '../faults.ts';
import type { Signer } from '../model.ts';
import { type PublicKey, readPublicKey } from '../public-key.ts';
import { newKey, writeKeyFile } from './key-file.ts';
import { pkcs11Key } from './pkcs11.ts';
import { newSecret } from './secret.ts';
import { publicKeyOf, signerOf } from './signer.ts';
import { authoritiesIn } from './tables.ts';

/** Where a new key is to be made: sealed in a file of the authority's folder, or in a token. */
export type NewKey =
  | { readonly kind: AuthorityKeyKind; readonly passphrase: string }
  | { readonly kind: AuthorityKeyKind; readonly pkcs11: string; readonly pin: string };

export interface NewAuthority {
  readonly organisation: string;
  /** What addresses in certificates begin with; absent: certificates name none. */
  readonly url?: string;
  /** Lists into which revoked certificates are divided, 1 to 256. */
  readonly shards: number;
  readonly root: NewKey;
  readonly issuing: NewKey;
  readonly rootYears: number;
  readonly issuingYears: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The folder of the authority within that of the fleet. */
export const caFolder = (fleet: Pick<Fleet, 'folder'>): string => join(fleet.folder, 'ca');

/** A key that was just made, and what signs with it. */
export interface FreshKey {
  readonly place: KeyPlace;
  readonly publicKey: PublicKey;
  readonly signer: Signer;
  /** Writes the sealed file; of a token there is nothing to write. */
  keep(): Promise<void>;
}

/** Makes a key for the authority `id`. Throws `Refused` (ASSAY-CA-012, -013, -015). */
export async function freshKey(folder: string, id: string, asked: NewKey, env: NewAuthority['env']): Promise<FreshKey> {
  if ('pkcs11' in asked) {
    const key = pkcs11Key({ uri: asked.pkcs11, pin: asked.pin, env });
    await key.make(asked.kind);
    const publicKey = readPublicKey(await key.publicKey());
    return { place: { kind: 'pkcs11', uri: asked.pkcs11 }, publicKey, signer: key.signer(asked.kind), keep: async () => undefined };
  }
  const passphrase = newSecret(asked.passphrase, `passphrase of ${id}`);
  const key: KeyObject = newKey(asked.kind);
  const file = `${id}.key`;
  return {
    place: { kind: 'file', file },
    publicKey: readPublicKey(publicKeyOf(key)),
    signer: signerOf(key, asked.kind),
    keep: () => writeKeyFile(join(folder, file), key, passphrase),
  };
}

/** What one new authority enters on the ledger: that it is there, and its certificate among those that were issued. */
export function madeFacts(
  details: Omit<AuthorityMade, 'type' | 'certificate' | 'fingerprint'> & { readonly der: Uint8Array; readonly notBefore: Instant; readonly notAfter: Instant },
): readonly [AuthorityMade, CertificateIssued] {
  const { der, notBefore, notAfter, ...rest } = details;
  const fingerprint = fingerprintOf(der);
  return [
    { ...rest, type: 'authority.made', certificate: base64Of(der), fingerprint },
    {
      type: 'certificate.issued',
      at: rest.at,
      serial: rest.serial,
      issuer: rest.parent,
      profile: 'authority',
      notBefore: Instant.format(notBefore),
      notAfter: Instant.format(notAfter),
      fingerprint,
    },
  ];
}

/** A moment so many years on, on the same day. */
export function yearsOn(at: Instant, years: number): Instant {
  const day = new Date(at);
  return Instant.of(day.setUTCFullYear(day.getUTCFullYear() + years));
}

/** Devices have clocks that are behind. */
const BACK_MS = 5 * 60_000;
/** The start of something's life: a little before now, to the second. */
export const startOf = (now: Instant): Instant => Instant.of(Math.floor((now - BACK_MS) / 1000) * 1000);

/** Makes the root and the first issuing authority. Throws `Refused`: ASSAY-CA-001, -012, -013, -015, -019. */
export async function makeAuthority(fleet: Fleet, asked: NewAuthority): Promise<readonly AuthorityMade[]> {
  if (authoritiesIn(fleet.db).length > 0) throw already();
  const url = asked.url === undefined ? {} : { url: addressOf(asked.url) };
  if (asked.url === undefined && asked.shards > 1) throw nowhere(asked.shards);
  const folder = openFolder(fleet);
  const now = fleet.now();
  const notBefore = startOf(now);
  const name = rootName(asked.organisation);
  const [root, issuing] = [await freshKey(folder, 'root-1', asked.root, asked.env), await freshKey(folder, 'issuing-1', asked.issuing, asked.env)];
  const signedBy = { name, publicKey: root.publicKey, id: 'root-1', ...url };

  const certify = async (subject: Uint8Array, publicKey: PublicKey, years: number, pathLength?: number) => {
    const serial = serialOf(fleet.random(20));
    const notAfter = yearsOn(now, years);
    const body = authorityBody({ subject, publicKey, serial, notBefore, notAfter, signedBy, ...(pathLength === undefined ? {} : { pathLength }) });
    return { der: signed(body, root.publicKey.kind, await root.signer.sign(body)), serial: hexOf(serial), notBefore, notAfter };
  };
  const top = await certify(name, root.publicKey, asked.rootYears);
  const below = await certify(issuingName(asked.organisation, 'issuing-1'), issuing.publicKey, Math.min(asked.issuingYears, asked.rootYears), 0);
  const at = Instant.format(now);
  const facts = [
    madeFacts({ at, authority: 'root-1', role: 'root', parent: 'root-1', key: root.place, ...url, shards: 1, ...top }),
    madeFacts({ at, authority: 'issuing-1', role: 'issuing', parent: 'root-1', key: issuing.place, ...url, shards: asked.shards, ...below }),
  ] as const;
  // Keys first: a crash between the two leaves files that nobody names, never an authority without its key.
  await root.keep();
  await issuing.keep();
  await fleet.act('authority', (): Decision<CaEvent> => {
    if (authoritiesIn(fleet.db).length > 0) throw already();
    return { ok: true, events: facts.flat() };
  });
  for (const [made] of facts) publish(folder, made.authority, made === facts[0][0] ? top.der : below.der);
  return facts.map(([made]) => made);
}

/** The certificate as PEM beside its key: for people, and for what is given it by file. What counts stands on the ledger. */
export function publish(folder: string, id: string, der: Uint8Array): void {
  writeDurably(join(folder, `${id}.pem`), pemOf('CERTIFICATE', der), 0o644);
}

export function openFolder(fleet: Pick<Fleet, 'folder'>): string {
  const folder = caFolder(fleet);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
  return folder;
}

function nowhere(shards: number): Refused {
  return new Refused(
    caFaults.fault('019', {
      message: `${shards} lists need an address, since certificates say by it on which of them they would stand`,
      field: 'url',
      expected: 'an address, or one list',
      found: 'no address',
      remedy: 'Give the address under which the lists can be reached.',
    }),
  );
}

function already(): Refused {
  return new Refused(
    caFaults.fault('015', {
      message: 'this fleet has an authority already',
      expected: 'a fleet without one',
      found: 'one',
      remedy: 'See it with: assay product ca status. To replace it: assay product ca rotate',
    }),
  );
}

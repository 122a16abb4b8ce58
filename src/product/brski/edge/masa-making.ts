import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pemBlocks, pemOf } from '../../../core/der/armour.ts';
import { type Instant, Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import { fill, serialOf, signed, templateOf } from '../../ca/certificate.ts';
import { type Certificate, readCertificate } from '../../ca/certificate-read.ts';
import { newKey, openKeyFile, writeKeyFile } from '../../ca/edge/key-file.ts';
import { startOf, yearsOn } from '../../ca/edge/making.ts';
import { newSecret } from '../../ca/edge/secret.ts';
import { publicKeyOf, signerOf } from '../../ca/edge/signer.ts';
import { basicConstraints, keyUsage } from '../../ca/extension.ts';
import { writeName } from '../../ca/name.ts';
import { readPublicKey } from '../../ca/public-key.ts';
import { anchorsIn } from '../../est/edge/trust.ts';
import { brskiFaults } from '../faults.ts';
import type { MasaParts } from './masa.ts';

const KEY = 'masa.key';
const CERTIFICATE = 'masa.pem';
const DEVICES = 'devices.pem';
const MOST_BYTES = 256 * 1024;

export interface NewMasa {
  readonly folder: string;
  readonly organisation: string;
  /** DNS names that registrars call it by. */
  readonly names: readonly string[];
  /** PEM: who issues the manufacturer's certificates of devices. */
  readonly devices: string;
  readonly passphrase: string;
  readonly now: Instant;
  readonly random: (bytes: number) => Uint8Array;
}

/**
 * Makes the key and certificate of a manufacturer's service: one for its connections and its vouchers, that devices and operators are given as it is.
 * Throws `Refused`: ASSAY-BRSKI-020 for what are no authorities, -028 where one is there, ASSAY-CA-001, -012.
 */
export async function makeMasa({ folder, organisation, names, devices, passphrase, now, random }: NewMasa): Promise<string> {
  const secret = newSecret(passphrase, 'passphrase of the manufacturer’s service');
  if (existsSync(join(folder, KEY))) throw standing(folder, 'no such service', 'one');
  if (anchorsOf(devices).length === 0) throw noAuthorities();
  const key = newKey('p-256');
  const publicKey = readPublicKey(publicKeyOf(key));
  const name = writeName(`${organisation.slice(0, 50)} vouches`, organisation);
  const body = fill(templateOf(name, 'p-256', [basicConstraints('end'), keyUsage('digitalSignature')]), {
    serial: serialOf(random(20)),
    notBefore: startOf(now),
    notAfter: yearsOn(now, 10),
    subject: name,
    publicKey,
    dnsNames: names,
  });
  const pem = pemOf('CERTIFICATE', signed(body, 'p-256', await signerOf(key, 'p-256').sign(body)));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
  await writeKeyFile(join(folder, KEY), key, secret);
  writeDurably(join(folder, DEVICES), devices, 0o600);
  writeDurably(join(folder, CERTIFICATE), pem, 0o644);
  return pem;
}

/** Its key and certificates. Throws `Refused` (ASSAY-BRSKI-028, ASSAY-CA-011). */
export async function openMasa(
  folder: string,
  passphrase: string,
): Promise<Omit<MasaParts, 'fleet' | 'nonceless'> & { readonly pem: string; readonly keyPem: string }> {
  if (!existsSync(join(folder, KEY))) throw standing(folder, 'the service of a manufacturer', 'none');
  const key = await openKeyFile(join(folder, KEY), passphrase, 'the manufacturer’s service');
  const pem = readTextFile(join(folder, CERTIFICATE), { bytes: MOST_BYTES });
  return {
    key,
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pem,
    certificates: pemBlocks(pem, 'CERTIFICATE', 'certificate of the service'),
    anchors: anchorsIn(readTextFile(join(folder, DEVICES), { bytes: MOST_BYTES })),
  };
}

function anchorsOf(text: string): readonly Certificate[] {
  try {
    const found = pemBlocks(text, 'CERTIFICATE', 'authorities of devices').map(readCertificate);
    return found.every(({ authority }) => authority) ? found : [];
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function standing(folder: string, expected: string, found: string): Refused {
  return new Refused(
    brskiFaults.fault('028', {
      message: found === 'one' ? 'the service of a manufacturer is there already' : 'the service of a manufacturer was not made',
      file: folder,
      expected,
      found,
      remedy: found === 'one' ? 'Choose another folder with --data.' : 'Make it: assay product brski masa init --devices FILE --passphrase SOURCE',
    }),
  );
}

function noAuthorities(): Refused {
  return new Refused(
    brskiFaults.fault('020', {
      message: 'the file names no authorities of devices',
      field: 'devices',
      expected: 'certificates of the authorities that issue the manufacturer’s certificates of devices, in PEM',
      found: 'none, or others',
      remedy: 'Give the certificate that stands above those in the devices.',
    }),
  );
}

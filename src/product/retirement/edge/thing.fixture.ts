import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../../core/index.ts';
import type { DeviceId } from '../../fleet/model.ts';

// A device's key and certificate, and what it signs once it has erased itself.

export const CAM = 'cam-17' as DeviceId;

export interface Thing {
  readonly key: KeyObject;
  readonly der: Buffer;
  readonly serial: string;
}

/** A key and its certificate, made by OpenSSL. */
export function certified(serial: string, algorithm: readonly string[]): Thing {
  const folder = mkdtempSync(join(tmpdir(), 'assay-key-'));
  const key = join(folder, 'key.pem');
  execFileSync('openssl', ['genpkey', ...algorithm, '-out', key], { stdio: 'ignore' });
  const der = execFileSync(
    'openssl',
    ['req', '-x509', '-new', '-key', key, '-subj', `/CN=${CAM}`, '-days', '90', '-set_serial', `0x${serial}`, '-outform', 'DER'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const read = createPrivateKey(execFileSync('openssl', ['pkey', '-in', key]));
  rmSync(folder, { recursive: true });
  return { key: read, der, serial };
}
export const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

export const statementOf = (order: string | undefined, device: string = CAM) =>
  canonicalJson({ format: 'assay-wipe/1', device, order: order ?? '', erased: ['recordings'] });
export const signed = (statement: string, { key, der }: Thing, by: KeyObject = key) => ({
  statement,
  signature: sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from(statement), by),
  certificate: der,
});

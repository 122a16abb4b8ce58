import { OID } from '../../core/der/oids.ts';
import { bits, integer, joined, nothing, oid, sequence } from '../../core/der/write.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Check } from './port.ts';
import { misread, sshCursor } from './ssh-wire.ts';

/** A public key as SSH writes it, of a kind whose signatures are verified here. */
export interface SshKey {
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly id: string;
  readonly type: string;
  readonly scheme: Check['scheme'];
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** Bytes of each of the two numbers of an ECDSA signature; of RSA, of the modulus. */
  readonly width: number;
  /** Of a key that a security token holds: what the token was told it signs for (PROTOCOL.u2f). */
  readonly application?: Uint8Array;
}

interface Curve {
  readonly name: string;
  readonly oid: string;
  readonly width: number;
}

const CURVES: Readonly<Record<string, Curve>> = {
  'ecdsa-sha2-nistp256': { name: 'nistp256', oid: OID.prime256v1, width: 32 },
  'ecdsa-sha2-nistp384': { name: 'nistp384', oid: OID.secp384r1, width: 48 },
  'ecdsa-sha2-nistp521': { name: 'nistp521', oid: '1.3.132.0.35', width: 66 },
  'sk-ecdsa-sha2-nistp256@openssh.com': { name: 'nistp256', oid: OID.prime256v1, width: 32 },
};

/** Below this, a key can be broken by whoever pays for it. */
const RSA_BYTES = 256;

/** What stands behind a key's type is read by `readSshKey`, and behind that of a certificate, after its nonce, by `readSshCertificate`. */
export type KeyMaterial = Omit<SshKey, 'id' | 'type'>;

/** Reads a public key. `undefined`: of a kind that is not verified here, such as DSA, or an RSA key below 2048 bits. Throws `Refused` (ASSAY-SIGNATURE-001). */
export function readSshKey(blob: Uint8Array): SshKey | undefined {
  const cursor = sshCursor(blob);
  const type = cursor.text('type of the key', 64);
  const material = readMaterial(type, cursor);
  if (material === undefined) return undefined;
  cursor.end('public key');
  return material === 'weak' ? undefined : { id: fingerprintOf(blob), type, ...material };
}

/** The fields that are particular to a type of key. `undefined` where the type is not known; `weak` for one that is too short. */
export function readMaterial(type: string, cursor: ReturnType<typeof sshCursor>): KeyMaterial | 'weak' | undefined {
  switch (type) {
    case 'ssh-ed25519':
    case 'sk-ssh-ed25519@openssh.com': {
      const raw = cursor.string('public key', 64);
      if (raw.length !== 32) throw misread('public key', '32 bytes', `${raw.length}`);
      const spki = sequence(sequence(oid(OID.ed25519)), bits(raw));
      return { scheme: 'ed25519', spki, width: 32, ...(type.startsWith('sk-') ? { application: cursor.string('application', 1024) } : {}) };
    }
    case 'ssh-rsa': {
      const exponent = cursor.magnitude('exponent', 8);
      const modulus = cursor.magnitude('modulus', 2048);
      if (modulus.length < RSA_BYTES) return 'weak';
      const key = sequence(integer(modulus), integer(exponent));
      return { scheme: 'rsa', spki: sequence(sequence(oid(OID.rsaEncryption), nothing()), bits(key)), width: modulus.length };
    }
    default: {
      const curve = CURVES[type];
      if (curve === undefined) return undefined;
      const name = cursor.text('curve', 32);
      if (name !== curve.name) throw misread('curve', curve.name, name);
      const point = cursor.string('public key', 256);
      // RFC 5656 section 3.1 allows the short form; no tool writes it, and one spelling for one key keeps its fingerprint one.
      if (point[0] !== 4 || point.length !== 1 + 2 * curve.width) throw misread('public key', 'a point in full', 'another form');
      const spki = sequence(sequence(oid(OID.ecPublicKey), oid(curve.oid)), bits(joined(point)));
      return { scheme: 'ecdsa', spki, width: curve.width, ...(type.startsWith('sk-') ? { application: cursor.string('application', 1024) } : {}) };
    }
  }
}

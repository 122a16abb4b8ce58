import { bytesOfHex, hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { inside, readDer, TAG } from '../../core/der/read.ts';
import { bits, integer, joined, nothing, oid, sequence } from '../../core/der/write.ts';
import { hexHash, Refused } from '../../core/index.ts';
import { attestationFaults } from './faults.ts';
import type { SignedBy } from './model.ts';

// Structures of a TPM (Trusted Platform Module Library, part 2), as far as the certification of a key takes them: big-endian numbers and buffers with a length of two bytes.

/** A key that a TPM certified with another of its keys (TPM2_Certify), read and not verified. */
export interface TpmCertification {
  /** TPMS_ATTEST: what is signed. */
  readonly attest: Uint8Array;
  /** What the caller had the TPM sign with it. */
  readonly nonce: Uint8Array;
  /** The TPM's own firmware, hex. */
  readonly firmware: string;
  readonly by: SignedBy;
  readonly signature: Uint8Array;
  /** The key that is certified, DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** Whether the name that was signed is that key's. */
  readonly named: boolean;
  /** It was made in this TPM and cannot leave it: fixedTPM, fixedParent, sensitiveDataOrigin. */
  readonly stays: boolean;
}

const MAGIC = 0xff544347;
const ATTEST_CERTIFY = 0x8017;
const ALG = {
  rsa: 0x0001,
  sha256: 0x000b,
  sha384: 0x000c,
  sha512: 0x000d,
  none: 0x0010,
  rsassa: 0x0014,
  rsaes: 0x0015,
  rsapss: 0x0016,
  ecdsa: 0x0018,
  ecc: 0x0023,
} as const;
const DIGESTS: ReadonlyMap<number, 'sha256' | 'sha384' | 'sha512'> = new Map([
  [ALG.sha256, 'sha256'],
  [ALG.sha384, 'sha384'],
  [ALG.sha512, 'sha512'],
]);
const CURVES: ReadonlyMap<number, { readonly oid: string; readonly bytes: number }> = new Map([
  [0x0003, { oid: OID.prime256v1, bytes: 32 }],
  [0x0004, { oid: OID.secp384r1, bytes: 48 }],
]);
// TPMA_OBJECT, bits of the attributes of a key.
const STAYS = (1 << 1) | (1 << 4) | (1 << 5);
const MOST = 2048;

/** Reads a `tcg-attest-certify` statement: TPMS_ATTEST, TPMT_SIGNATURE and TPMT_PUBLIC. Throws `Refused` (ASSAY-ATTESTATION-007, ASSAY-DER-…). */
export function readTpmCertification(statement: Uint8Array): TpmCertification {
  const what = 'certification by the TPM';
  const cursor = inside(readDer(statement, what));
  const attest = cursor.take(TAG.octets, what).content;
  const signature = cursor.take(TAG.octets, what).content;
  const key = cursor.take(TAG.octets, what).content;
  cursor.end(what);
  const certified = attestOf(attest);
  const { publicKey, attributes, nameAlgorithm } = publicOf(key);
  // Part 1, section 16: a key's name is the digest of its public area, with the algorithm before it.
  const name = joined(Uint8Array.of(nameAlgorithm >> 8, nameAlgorithm & 0xff), bytesOfHex(hexHash('sha256', key)));
  return {
    attest,
    nonce: certified.nonce,
    firmware: certified.firmware,
    ...signatureOf(signature),
    publicKey,
    named: sameBytes(name, certified.name),
    stays: (attributes & STAYS) === STAYS,
  };
}

interface Reader {
  number(length: 1 | 2 | 4): number;
  bytes(length: number): Uint8Array;
  /** With its length before it. */
  buffer(): Uint8Array;
  end(): void;
}

function reader(bytes: Uint8Array, what: string): Reader {
  if (bytes.length > MOST) throw wrong(what, `at most ${MOST} bytes`, `${bytes.length}`);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw wrong(what, `${length} bytes more`, `${bytes.length - at}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (length: 1 | 2 | 4) => take(length).reduce((sum, byte) => sum * 256 + byte, 0);
  return {
    number,
    bytes: take,
    buffer: () => take(number(2)),
    end() {
      if (at < bytes.length) throw wrong(what, 'nothing more', `${bytes.length - at} bytes`);
    },
  };
}

function attestOf(bytes: Uint8Array): { readonly nonce: Uint8Array; readonly firmware: string; readonly name: Uint8Array } {
  const what = 'TPMS_ATTEST';
  const read = reader(bytes, what);
  // What a TPM signs of itself begins so, and nothing that it is given to sign may (part 1, section 18.4).
  const magic = read.number(4);
  if (magic !== MAGIC) throw wrong(what, 'TPM_GENERATED_VALUE', `0x${magic.toString(16)}`);
  const type = read.number(2);
  if (type !== ATTEST_CERTIFY) throw wrong(what, 'TPM_ST_ATTEST_CERTIFY', `0x${type.toString(16)}`);
  read.buffer();
  const nonce = read.buffer();
  // Clock, resets, restarts, whether the clock is safe.
  read.bytes(17);
  const firmware = hexOf(read.bytes(8));
  const name = read.buffer();
  read.buffer();
  read.end();
  return { nonce, firmware, name };
}

function signatureOf(bytes: Uint8Array): Pick<TpmCertification, 'by' | 'signature'> {
  const what = 'TPMT_SIGNATURE';
  const read = reader(bytes, what);
  const scheme = read.number(2);
  const hash = read.number(2);
  const digest = DIGESTS.get(hash);
  if (digest === undefined) throw wrong(what, 'SHA-256, SHA-384 or SHA-512', `algorithm 0x${hash.toString(16)}`);
  if (scheme === ALG.ecdsa) {
    const [r, s] = [read.buffer(), read.buffer()];
    read.end();
    return { by: { scheme: 'ecdsa', digest }, signature: sequence(integer(r), integer(s)) };
  }
  if (scheme !== ALG.rsassa && scheme !== ALG.rsapss) throw wrong(what, 'ECDSA, RSASSA or RSAPSS', `algorithm 0x${scheme.toString(16)}`);
  const signature = read.buffer();
  read.end();
  return { by: { scheme: scheme === ALG.rsassa ? 'rsa' : 'rsa-pss', digest }, signature };
}

function publicOf(bytes: Uint8Array): { readonly publicKey: Uint8Array; readonly attributes: number; readonly nameAlgorithm: number } {
  const what = 'TPMT_PUBLIC';
  const read = reader(bytes, what);
  const type = read.number(2);
  const nameAlgorithm = read.number(2);
  if (nameAlgorithm !== ALG.sha256) throw wrong(what, 'a name by SHA-256', `algorithm 0x${nameAlgorithm.toString(16)}`);
  const attributes = read.number(4);
  read.buffer();
  // A symmetric algorithm is for keys that wrap others; a signing key has none.
  if (read.number(2) !== ALG.none) read.bytes(4);
  const scheme = read.number(2);
  if (scheme !== ALG.none && scheme !== ALG.rsaes) read.bytes(2);
  switch (type) {
    case ALG.ecc: {
      const curve = CURVES.get(read.number(2));
      if (curve === undefined) throw wrong(what, 'P-256 or P-384', 'another curve');
      if (read.number(2) !== ALG.none) read.bytes(2);
      const [x, y] = [padded(read.buffer(), curve.bytes), padded(read.buffer(), curve.bytes)];
      read.end();
      return { publicKey: sequence(sequence(oid(OID.ecPublicKey), oid(curve.oid)), bits(joined(Uint8Array.of(4), x, y))), attributes, nameAlgorithm };
    }
    case ALG.rsa: {
      read.number(2);
      const exponent = read.number(4);
      const modulus = read.buffer();
      read.end();
      const e = exponent === 0 ? Uint8Array.of(1, 0, 1) : bytesOfHex(exponent.toString(16));
      return { publicKey: sequence(sequence(oid(OID.rsaEncryption), nothing()), bits(sequence(integer(modulus), integer(e)))), attributes, nameAlgorithm };
    }
    default:
      throw wrong(what, 'ECC or RSA', `algorithm 0x${type.toString(16)}`);
  }
}

/** A TPM leaves out leading noughts of a coordinate. */
function padded(coordinate: Uint8Array, length: number): Uint8Array {
  if (coordinate.length > length) throw wrong('TPMT_PUBLIC', `at most ${length} bytes of a coordinate`, `${coordinate.length}`);
  return joined(new Uint8Array(length - coordinate.length), coordinate);
}

function wrong(field: string, expected: string, found: string): Refused {
  return new Refused(
    attestationFaults.fault('007', {
      message: `the structures of the TPM cannot be read: ${field}`,
      field,
      expected,
      found,
      remedy: 'Send what TPM2_Certify gave, and the public area of the key that it certified.',
    }),
  );
}

import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { SECRET_BYTES } from '../payload.ts';
import { type CodeScalars, codeScalars, derived, type Parties, SCALAR_BYTES } from '../spake2.ts';

/** Up to 8 digits, as they stand on the device: spaces and hyphens between them are for people. `undefined` for whatever is none. */
export function readCode(text: string): string | undefined {
  const digits = text.slice(0, 32).replaceAll(/[ -]/g, '');
  return /^[0-9]{6,8}$/.test(digits) ? digits : undefined;
}

/** Who takes part: an app of this household, and this device. */
export function partiesOf(device: string, household: string): Parties {
  return { context: 'assay-code/1', prover: household, verifier: device };
}

const COST: ScryptOptions = { N: 16_384, r: 8, p: 1 };

/** What a code becomes (RFC 9383 section 3.2): by scrypt, so that whoever takes a device apart still has to work for it. The device is in it, the household not: the device keeps this before it knows any. */
export async function scalarsOf(code: string, device: string): Promise<CodeScalars> {
  const salt = `assay-code/1\n${device}`;
  const stretched = await new Promise<Buffer>((resolve, reject) =>
    scrypt(code, salt, 2 * SCALAR_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error))),
  );
  return codeScalars(stretched);
}

/** The secret of the introduction that follows: both sides have it, nobody between them. */
export function secretOf(shared: Uint8Array): string {
  return Buffer.from(derived(shared, 'assay-claim/1', SECRET_BYTES)).toString('base64url');
}

export function sameBytesInTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

import { hexOf } from '../../core/der/hex.ts';
import { Refused } from '../../core/index.ts';
import { type Cbor, type CborMap, readCbor } from './cbor.ts';
import { attestationFaults } from './faults.ts';
import { LIFECYCLES, type Lifecycle, type Said, type Software } from './model.ts';

/** The claims of a PSA attestation token (RFC 9783 section 4), shaped and not believed. */
export interface PsaClaims {
  readonly nonce: Uint8Array;
  readonly said: Said & { readonly lifecycle: Lifecycle; readonly implementation: string; readonly instance: string; readonly software: readonly Software[] };
}

export const PSA_PROFILE = 'tag:psacertified.org,2023:psa#tfm';
const CLAIM = { nonce: 10n, instance: 256n, profile: 265n, client: 2394n, lifecycle: 2395n, implementation: 2396n, software: 2399n } as const;
const PART = { kind: 1n, measurement: 2n, version: 4n, signer: 5n } as const;
/** RFC 9783 section 4.1 and 4.4.1: digests of SHA-256, SHA-384 and SHA-512. */
const DIGESTS = [32, 48, 64];
const MOST_SOFTWARE = 32;
const WHAT = 'PSA attestation token';

/** Reads the payload of a token. Throws `Refused` (ASSAY-ATTESTATION-002 to -004, -006, and -008 for another profile of EAT). */
export function readPsaClaims(payload: Uint8Array): PsaClaims {
  const read = readCbor(payload, WHAT);
  if (read.is !== 'map') throw wrong('payload', 'a map of claims', 'something else');
  const claims = read.value;
  const profile = claims.get(CLAIM.profile);
  if (profile?.is !== 'text' || profile.value !== PSA_PROFILE) throw otherProfile(profile);
  const nonce = bytesOf(claims, CLAIM.nonce, 'nonce', DIGESTS);
  const instance = bytesOf(claims, CLAIM.instance, 'instance id', [33]);
  // RFC 9783 section 4.2.1: a random UEID, that a digest of the attestation key stands for.
  if (instance[0] !== 1) throw wrong('instance id', 'a UEID of type RAND, 0x01', `type ${instance[0]}`);
  const client = claims.get(CLAIM.client);
  if (client?.is !== 'number') throw wrong('client id', 'a whole number', client === undefined ? 'none' : 'something else');
  return {
    nonce,
    said: {
      lifecycle: lifecycleOf(claims.get(CLAIM.lifecycle)),
      implementation: hexOf(bytesOf(claims, CLAIM.implementation, 'implementation id', [32])),
      instance: hexOf(instance),
      software: softwareOf(claims.get(CLAIM.software)),
    },
  };
}

function lifecycleOf(value: Cbor | undefined): Lifecycle {
  const number = value?.is === 'number' && value.value >= 0n && value.value <= 0xffffn ? Number(value.value) : undefined;
  // RFC 9783 section 4.3.1: the upper byte is the state, the lower one the implementation's own.
  const upper = number === undefined ? undefined : number >> 8;
  const found = upper === undefined || upper % 16 !== 0 ? undefined : LIFECYCLES[upper / 16];
  if (found === undefined) throw wrong('security lifecycle', 'a state of RFC 9783', number === undefined ? 'no such number' : `0x${number.toString(16)}`);
  return found;
}

function softwareOf(value: Cbor | undefined): readonly Software[] {
  const all = value?.is === 'list' ? value.value : [];
  if (all.length === 0 || all.length > MOST_SOFTWARE) throw wrong('software components', `one to ${MOST_SOFTWARE}`, `${all.length}`);
  return all.map((one) => {
    if (one.is !== 'map') throw wrong('software components', 'maps', 'something else');
    const part = one.value;
    const [kind, version] = [textOf(part, PART.kind, 'measurement type'), textOf(part, PART.version, 'version')];
    return {
      ...(kind === undefined ? {} : { kind }),
      measurement: hexOf(bytesOf(part, PART.measurement, 'measurement', DIGESTS)),
      ...(version === undefined ? {} : { version }),
      signer: hexOf(bytesOf(part, PART.signer, 'signer id', DIGESTS)),
    };
  });
}

function bytesOf(map: CborMap, key: bigint, name: string, lengths: readonly number[]): Uint8Array {
  const value = map.get(key);
  if (value?.is === 'bytes' && lengths.includes(value.value.length)) return value.value;
  const found = value === undefined ? 'none' : value.is === 'bytes' ? `${value.value.length} bytes` : 'something else';
  throw wrong(name, `${lengths.join(', ')} bytes`, found);
}

/** Shown to people, and kept: letters of print alone. */
function textOf(map: CborMap, key: bigint, name: string): string | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  if (value.is !== 'text' || !/^[\x20-\x7e]{1,64}$/.test(value.value)) throw wrong(name, '1 to 64 letters of ASCII', 'something else');
  return value.value;
}

function wrong(field: string, expected: string, found: string): Refused {
  return new Refused(
    attestationFaults.fault('006', {
      message: `the token says too little, or says it wrongly: ${field}`,
      field,
      expected,
      found,
      remedy: 'Make the token with an implementation of RFC 9783.',
    }),
  );
}

function otherProfile(profile: Cbor | undefined): Refused {
  return new Refused(
    attestationFaults.fault('008', {
      message: 'tokens of this profile are not taken',
      field: 'eat_profile',
      expected: PSA_PROFILE,
      found: profile === undefined ? 'none' : 'another',
      remedy: 'Send a PSA attestation token of RFC 9783.',
    }),
  );
}

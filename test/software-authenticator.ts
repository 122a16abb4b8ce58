import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

// An authenticator in software, by Web Authentication Level 3 and CTAP 2: CBOR and COSE written out by hand, so that nothing of the library that verifies
// it is used to make it. It can be told to misbehave.

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

/** Canonical enough CBOR (RFC 8949): unsigned and negative integers, texts, bytes, maps. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  const out = Buffer.alloc(3);
  out[0] = (major << 5) | 25;
  out.writeUInt16BE(n, 1);
  return out;
}

export interface Misbehaviour {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  /** Signs with a key that nobody registered. */
  readonly otherKey?: boolean;
  readonly signature?: string;
  readonly credential?: string;
}

interface Held {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly userHandle: string;
  readonly rpId: string;
}

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

interface CreationAsked {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

export class SoftwareAuthenticator {
  readonly #origin: string;
  readonly #algorithm: 'ES256' | 'EdDSA';
  #held: Held | undefined;
  counter: number;
  readonly #counts: boolean;

  /** `counts`: false for one whose passkeys are kept in step between devices, and whose counter stays at nought. */
  constructor(origin: string, { algorithm = 'ES256', counts = true }: { readonly algorithm?: 'ES256' | 'EdDSA'; readonly counts?: boolean } = {}) {
    this.#origin = origin;
    this.#algorithm = algorithm;
    this.#counts = counts;
    this.counter = counts ? 1 : 0;
  }

  get credential(): string {
    return this.#held?.id ?? '';
  }

  create(options: CreationAsked, wrong: Misbehaviour = {}) {
    const { publicKey, privateKey } = this.#keys();
    const id = wrong.credential === undefined ? randomBytes(32) : Buffer.from(wrong.credential, 'base64url');
    const rpId = wrong.rpId ?? options.rp.id ?? '';
    this.#held = { id: b64(id), privateKey, userHandle: options.user.id, rpId };
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, cbor(publicKey)]);
    const authData = Buffer.concat([this.#authData(rpId, wrong, 0x40), attested]);
    const attestation = cbor(
      new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    );
    return {
      id: b64(id),
      rawId: b64(id),
      type: 'public-key' as const,
      response: {
        clientDataJSON: b64(this.#clientData('webauthn.create', options.challenge, wrong)),
        attestationObject: b64(attestation),
        transports: ['internal' as const],
      },
      clientExtensionResults: {},
    };
  }

  get(options: { readonly challenge: string; readonly rpId?: string }, wrong: Misbehaviour = {}) {
    const held = this.#held;
    if (held === undefined) throw new TypeError('nothing was registered');
    if (this.#counts) this.counter += 1;
    const clientData = this.#clientData('webauthn.get', options.challenge, wrong);
    const authenticatorData = this.#authData(wrong.rpId ?? held.rpId, wrong, 0);
    const key = wrong.otherKey === true ? this.#keys().privateKey : held.privateKey;
    const signed = sign(this.#algorithm === 'ES256' ? 'sha256' : null, Buffer.concat([authenticatorData, sha256(clientData)]), key);
    const userHandle = wrong.userHandle === undefined ? held.userHandle : (wrong.userHandle ?? undefined);
    return {
      id: wrong.credential ?? held.id,
      rawId: wrong.credential ?? held.id,
      type: 'public-key' as const,
      response: {
        clientDataJSON: b64(clientData),
        authenticatorData: b64(authenticatorData),
        signature: wrong.signature ?? b64(signed),
        ...(userHandle === undefined ? {} : { userHandle }),
      },
      clientExtensionResults: {},
    };
  }

  #clientData(type: string, challenge: string, wrong: Misbehaviour): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: wrong.type ?? type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? this.#origin,
        crossOrigin: wrong.crossOrigin ?? false,
      }),
    );
  }

  #authData(rpId: string, wrong: Misbehaviour, more: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(wrong.counter ?? this.counter);
    const flags = more | (wrong.userPresent === false ? 0 : 0x01) | (wrong.userVerified === false ? 0 : 0x04);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  #keys(): { readonly publicKey: Map<number, Cbor>; readonly privateKey: KeyObject } {
    const pair = this.#algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
    // COSE_Key: kty, alg, crv, x (and y), RFC 9053 section 7.
    const publicKey = new Map<number, Cbor>(
      this.#algorithm === 'ES256'
        ? [
            [1, 2],
            [3, -7],
            [-1, 1],
            [-2, bytes(x)],
            [-3, bytes(y)],
          ]
        : [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, bytes(x)],
          ],
    );
    return { publicKey, privateKey: pair.privateKey };
  }
}

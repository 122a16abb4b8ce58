import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientDataRefusal, counterMoved, readClientData, readFlags } from './assertion.ts';
import { relyingPartyOf } from './relying-party.ts';

const SITE = relyingPartyOf('http://localhost:8420');
const b64 = (value: string | Uint8Array) => Buffer.from(value).toString('base64url');
const data = { type: 'webauthn.get', challenge: 'abc', origin: SITE.origin, crossOrigin: false };

describe('client data', () => {
  it('is read, with what a browser may add to it', () => {
    expect(readClientData(b64(JSON.stringify({ ...data, other_keys_can_be_added_here: 'do not compare' })))).toEqual(data);
    expect(clientDataRefusal(readClientData(b64(JSON.stringify(data))), 'webauthn.get', SITE)).toBeUndefined();
  });

  it.each([
    ['no base64url', '###'],
    ['no JSON', b64('{')],
    ['no object', b64('[]')],
    ['not UTF-8', b64(new Uint8Array([0xff, 0xfe]))],
    ['a key twice', b64('{"type":"webauthn.get","type":"webauthn.create","challenge":"abc","origin":"x"}')],
    ['a challenge that is no text', b64(JSON.stringify({ ...data, challenge: 1 }))],
    ['a challenge that is empty', b64(JSON.stringify({ ...data, challenge: '' }))],
    ['no origin', b64(JSON.stringify({ ...data, origin: undefined }))],
    ['too much of it', b64(JSON.stringify({ ...data, more: 'x'.repeat(9000) }))],
  ])('is none: %s', (_, text) => {
    expect(readClientData(text)).toBeUndefined();
    expect(clientDataRefusal(readClientData(text), 'webauthn.get', SITE)).toBe('malformed');
  });

  it.each([
    [{ crossOrigin: true }, 'framed'],
    [{ topOrigin: 'https://example.org' }, 'framed'],
    [{ crossOrigin: 'no' }, 'framed'],
    [{ origin: 'http://localhost:8421' }, 'wrong-origin'],
    [{ origin: 'http://localhost:8420/' }, 'wrong-origin'],
    [{ type: 'webauthn.create' }, 'wrong-ceremony'],
  ])('with %j is refused', (change, reason) => {
    expect(clientDataRefusal(readClientData(b64(JSON.stringify({ ...data, ...change }))), 'webauthn.get', SITE)).toBe(reason);
  });

  it('of any bytes is read or is none, and throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array().map(b64), fc.json().map(b64)), (text) =>
        [undefined, 'object'].includes(readClientData(text) === undefined ? undefined : 'object'),
      ),
    );
  });
});

describe('authenticator data', () => {
  it('has flags and a counter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (flags, counter) => {
        const bytes = Buffer.alloc(37);
        bytes[32] = flags;
        bytes.writeUInt32BE(counter, 33);
        expect(readFlags(b64(bytes))).toEqual({ userVerified: (flags & 1) === 1 && (flags & 4) === 4, counter });
      }),
    );
  });

  it('that is too short has none', () => {
    expect(readFlags(b64(Buffer.alloc(36)))).toBeUndefined();
  });
});

describe('a counter', () => {
  it.each([
    [0, 0, true],
    [0, 1, true],
    [1, 2, true],
    [1, 1, false],
    [2, 1, false],
    [5, 0, false],
  ])('kept at %i and seen at %i: moved %s', (kept, seen, moved) => {
    expect(counterMoved(kept, seen)).toBe(moved);
  });
});

import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selfSigned } from '../../../../test/self-signed.ts';
import { pemOf } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { contextOf, inside, readDer, TAG } from '../../../core/der/read.ts';
import { element, explicit, octets, oid, sequence, setOf, smallInteger } from '../../../core/der/write.ts';
import { Instant } from '../../../core/index.ts';
import { signatureOf } from './signature.ts';

const NOW = Instant.parse('2026-06-01T00:00:00Z');
const FILE = new TextEncoder().encode('{"ietf-mud:mud":{}}');
const maker = selfSigned();
const certificate = new X509Certificate(maker.cert);

/** A detached signature (RFC 5652), as the maker of a device makes it. */
function signed(file: Uint8Array, { attributes = true, sent = true, of = maker } = {}): Uint8Array {
  const raw = new Uint8Array(new X509Certificate(of.cert).raw);
  const body = inside(inside(readDer(raw, 'test')).take(TAG.sequence, 'test'));
  body.take(contextOf(0), 'test');
  const serial = body.take(TAG.integer, 'test').whole;
  body.take(TAG.sequence, 'test');
  const issuer = body.take(TAG.sequence, 'test').whole;
  const digest = sequence(oid(OID.sha256));
  const set = setOf(
    sequence(oid(OID.contentType), setOf(oid(OID.data))),
    sequence(oid(OID.messageDigest), setOf(octets(createHash('sha256').update(file).digest()))),
  );
  const tagged = set.slice();
  tagged[0] = contextOf(0);
  const signature = sign('sha256', attributes ? set : file, createPrivateKey(of.key));
  const signer = sequence(
    smallInteger(1),
    sequence(issuer, serial),
    digest,
    ...(attributes ? [tagged] : []),
    sequence(oid(OID.ecdsaWithSHA256)),
    octets(signature),
  );
  const content = sequence(
    smallInteger(1),
    element(TAG.set, digest),
    sequence(oid(OID.data)),
    ...(sent ? [element(contextOf(0), raw)] : []),
    element(TAG.set, signer),
  );
  return sequence(oid(OID.signedData), explicit(0, content));
}

const is = (signature: Uint8Array | undefined, trusted = [certificate], file = FILE, now = NOW) => signatureOf(file, signature, trusted, now).is;

describe('the signature of a MUD file', () => {
  it('is good by whom is trusted, in each form', () => {
    for (const made of [
      signed(FILE),
      signed(FILE, { attributes: false }),
      signed(FILE, { sent: false }),
      new TextEncoder().encode(pemOf('CMS', signed(FILE))),
    ]) {
      expect(signatureOf(FILE, made, [certificate], NOW)).toEqual({ is: 'good', by: 'CN=localhost', trusted: 'CN=localhost' });
    }
  });

  it('is not good otherwise, and says why', () => {
    const stranger = selfSigned();
    expect(is(undefined)).toBe('absent');
    expect(is(signed(FILE), [])).toBe('not judged');
    expect(is(signed(FILE), [certificate], new TextEncoder().encode('{"ietf-mud:mud":{ }}'))).toBe('wrong');
    expect(is(signed(FILE, { attributes: false }), [certificate], new Uint8Array())).toBe('wrong');
    expect(is(signed(FILE), [certificate], FILE, Instant.parse('2050-06-01T00:00:00Z'))).toBe('not trusted');
    // Another with the same name and number signed it: the trusted certificate is what is asked.
    expect(is(signed(FILE, { of: stranger }))).toBe('wrong');
    expect(is(new Uint8Array([1, 2, 3]))).toBe('unread');
  });

  it('throws nothing, whatever the bytes', () => {
    const whole = signed(FILE);
    for (let i = 0; i < whole.length; i += 1) expect(is(whole.subarray(0, i))).toBe('unread');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        const state = signatureOf(FILE, changed, [certificate], NOW);
        // What nobody signed may change: the certificates that are sent, and the list of digests.
        expect(['good', 'wrong', 'unread', 'not trusted']).toContain(state.is);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(is(bytes)).toBe('unread');
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Of, pemOf } from '../../core/der/armour.ts';
import { OID } from '../../core/der/oids.ts';
import { TAG } from '../../core/der/read.ts';
import { ascii, boolean, nothing, octets, oid, sequence, setOf, smallInteger, utf8 } from '../../core/der/write.ts';
import { readCertificate } from './certificate-read.ts';
import { readRequest } from './csr.ts';
import { attribute, certificate, challenge, codesOf, FROM, names, newPair, ocspRequest, request, spkiOf, TO } from './edge/made.fixture.ts';
import { basicConstraints, keyUsage } from './extension.ts';
import { commonNameOf, nameText, writeName } from './name.ts';
import { ocspRequestIn, readOcspRequest } from './ocsp.ts';

describe('a certification request', () => {
  it('is read as DER, PEM and base64', () => {
    const der = request({ attributes: [challenge('bound'), names(['cam-17.example.org'], ['urn:x:1']), attribute('1.2.3.4', nothing())] });
    for (const sent of [der, new TextEncoder().encode(pemOf('CERTIFICATE REQUEST', der)), new TextEncoder().encode(base64Of(der))]) {
      const read = readRequest(sent);
      expect(read).toMatchObject({
        challengePassword: 'bound',
        asked: { dnsNames: ['cam-17.example.org'], uris: ['urn:x:1'], others: [], usages: [], authority: false },
        unknown: ['1.2.3.4'],
        publicKey: { kind: 'p-256' },
      });
      expect(commonNameOf(read.subject)).toBe('cam-17');
      expect(read.der).toEqual(der);
    }
  });

  it('that leaves out the empty set of attributes is read too', () => {
    const key = newPair();
    const der = sequence(sequence(smallInteger(0), writeName('x'), spkiOf(key)), sequence(oid(OID.ecdsaWithSHA256)), ascii(TAG.bits, '\0abc'));
    expect(readRequest(der).attributes).toEqual([]);
  });

  it('says that it asks to be an authority', () => {
    expect(readRequest(request({ attributes: [attribute(OID.extensionRequest, sequence(basicConstraints({})))] })).asked.authority).toBe(true);
  });

  const twice = names(['a.example.org']);
  it.each([
    ['another version', request({ version: 1 }), 'ASSAY-CA-004'],
    ['the algorithm of another kind of key', request({ kind: 'rsa-3072' }), 'ASSAY-CA-006'],
    ['a certificate in its place', certificate(), 'ASSAY-DER-003'],
    ['two challenge passwords', request({ attributes: [challenge('a'), challenge('b')] }), 'ASSAY-DER-005'],
    ['a challenge password with two values', request({ attributes: [attribute(OID.challengePassword, utf8('a'), utf8('b'))] }), 'ASSAY-DER-005'],
    ['two requests for extensions', request({ attributes: [twice, twice] }), 'ASSAY-DER-005'],
    [
      'an extension that stands twice',
      request({ attributes: [attribute(OID.extensionRequest, sequence(keyUsage('digitalSignature'), keyUsage('digitalSignature')))] }),
      'ASSAY-DER-005',
    ],
    ['extensions that are no sequence', request({ attributes: [attribute(OID.extensionRequest, nothing())] }), 'ASSAY-DER-005'],
    ['a control character in its name', request({ subject: sequence(setOf(sequence(oid(OID.commonName), utf8('cam\u001b[2J')))) }), 'ASSAY-DER-005'],
    ['too many attributes', request({ attributes: Array.from({ length: 33 }, (_, i) => attribute(`1.2.3.${i}`, nothing())) }), 'ASSAY-DER-006'],
    ['a request larger than is read', request({ attributes: [attribute('1.2.3', octets(new Uint8Array(17_000)))] }), 'ASSAY-DER-006'],
  ])('is refused with %s', (_, sent, code) => {
    expect(codesOf(() => readRequest(sent))).toEqual([code]);
  });

  it('is refused where it is signed with a digest that can be forged', () => {
    const weak = '1.2.840.113549.1.1.5';
    const key = newPair();
    const der = sequence(sequence(smallInteger(0), writeName('x'), spkiOf(key)), sequence(oid(weak), nothing()), ascii(TAG.bits, '\0abc'));
    expect(codesOf(() => readRequest(der))).toEqual(['ASSAY-CA-006']);
  });
});

describe('a certificate', () => {
  it('is read', () => {
    const read = readCertificate(certificate([basicConstraints({ pathLength: 2 }), keyUsage('keyCertSign', 'crlSign')]));
    expect(read).toMatchObject({
      serial: '410203',
      notBefore: FROM,
      notAfter: TO,
      authority: true,
      pathLength: 2,
      keyUsage: [5, 6],
      names: { dnsNames: ['cam-17.example.org'], uris: ['urn:x:cam-17'] },
    });
    expect(nameText(read.subject)).toBe('O=Example, CN=cam-17');
    expect(read.subjectKeyId).toHaveLength(20);
  });

  const good = certificate();
  const swap = (from: Uint8Array, to: Uint8Array): Uint8Array => {
    const bytes = good.slice();
    const at = Buffer.from(bytes).indexOf(from);
    bytes.set(to, at);
    return bytes;
  };
  it.each([
    ['of another version', swap(smallInteger(2), smallInteger(1)), 'ASSAY-CA-007'],
    // The first of the two stands within what is signed.
    ['whose two algorithms differ', swap(sequence(oid(OID.ecdsaWithSHA256)), sequence(oid(OID.ecdsaWithSHA384))), 'ASSAY-CA-007'],
    ['that is a request', request(), 'ASSAY-DER-003'],
    ['cut short', good.subarray(0, good.length - 1), 'ASSAY-DER-001'],
    ['with an extension twice', certificate([basicConstraints('end'), basicConstraints({})]), 'ASSAY-DER-005'],
  ])('%s is refused', (_, sent, code) => {
    expect(codesOf(() => readCertificate(sent))).toEqual([code]);
  });
});

describe('a request of OCSP', () => {
  const nonce = (value: Uint8Array, critical = false) => sequence(oid(OID.ocspNonce), ...(critical ? [boolean(true)] : []), octets(value));

  it('is read, nonce and all', () => {
    const sent = ocspRequest([1, 0x4123], [nonce(octets(new Uint8Array(16)), true)]);
    expect(readOcspRequest(sent).asked.map(({ serial }) => serial)).toEqual(['1', '4123']);
    expect(readOcspRequest(sent).nonce).toEqual(octets(new Uint8Array(16)));
    expect(ocspRequestIn(encodeURIComponent(base64Of(sent)))).toEqual(sent);
  });

  it.each([
    ['of nothing', ocspRequest([]), 'ASSAY-CA-018'],
    ['of more than is answered', ocspRequest(Array.from({ length: 65 }, (_, i) => i)), 'ASSAY-DER-006'],
    ['with an empty nonce', ocspRequest([1], [nonce(octets(new Uint8Array()))]), 'ASSAY-CA-018'],
    ['with a nonce too long', ocspRequest([1], [nonce(octets(new Uint8Array(129)))]), 'ASSAY-CA-018'],
    ['with a critical extension that is not known', ocspRequest([1], [sequence(oid('1.2.3'), boolean(true), octets(nothing()))]), 'ASSAY-CA-018'],
    ['that is none', certificate(), 'ASSAY-DER-004'],
  ])('%s is refused', (_, sent, code) => {
    expect(codesOf(() => readOcspRequest(sent))).toEqual([code]);
  });

  it('in a path that is not escaped as paths are is refused', () => {
    expect(codesOf(() => ocspRequestIn('%zz'))).toEqual(['ASSAY-CA-018']);
    expect(codesOf(() => ocspRequestIn('a-b'))).toEqual(['ASSAY-DER-007']);
  });
});

describe('what strangers send', () => {
  const readers = [readRequest, readCertificate, readOcspRequest] as const;
  const real = [
    request({ attributes: [challenge('bound'), names(['a.example.org'], ['urn:x:1'])] }),
    certificate([basicConstraints({}), keyUsage('keyCertSign')]),
    ocspRequest([1, 2]),
  ] as const;

  it('is refused or read, and nothing else, at random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...readers), (bytes, read) => {
        codesOf(() => read(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it('is refused or read, and nothing else, where some bytes of a real one are others', () => {
    const change = fc.record({ at: fc.nat({ max: 2000 }), to: fc.integer({ min: 0, max: 255 }), how: fc.constantFrom('set', 'insert', 'remove') });
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.array(change, { minLength: 1, maxLength: 6 }), (which, by, changes) => {
        const bytes = [...(real[which] as Uint8Array)];
        for (const { at, to, how } of changes) bytes.splice(at % bytes.length, how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [to]));
        codesOf(() => (readers[by] as (sent: Uint8Array) => unknown)(new Uint8Array(bytes)));
      }),
      { numRuns: 5000 },
    );
  });
});

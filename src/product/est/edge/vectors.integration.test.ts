import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { base64, base64Of } from '../../../core/der/armour.ts';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { contextOf, TAG } from '../../../core/der/read.ts';
import { ascii, boolean, element, explicit, octets, oid, sequence, smallInteger } from '../../../core/der/write.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { commonNameOf } from '../../ca/name.ts';
import { certsOnly, readCertsOnly } from '../cms.ts';
import { type AttrOrOid, csrAttrs } from '../csr-attributes.ts';

// Messages of the specifications themselves: RFC 7030 appendix A, and the examples of RFC 9908 section 5.

const text = (name: string) => readFileSync(new URL(`../vectors/${name}.b64`, import.meta.url), 'utf8');
const der = (name: string) => base64(text(name), name);

describe('the authorities of RFC 7030 appendix A.1', () => {
  it('are read: an old and a new root, and what links them', () => {
    const certificates = readCertsOnly(der('rfc7030-cacerts')).map(readCertificate);
    expect(certificates.map(({ subject, issuer }) => [commonNameOf(subject), commonNameOf(issuer)])).toEqual([
      ['estExampleCA OwO', 'estExampleCA OwO'],
      ['estExampleCA NwO', 'estExampleCA OwO'],
      ['estExampleCA OwN', 'estExampleCA NwN'],
      ['estExampleCA NwN', 'estExampleCA NwN'],
    ]);
    const [old, newWithOld, oldWithNew, fresh] = certificates;
    expect(sameBytes(old?.publicKey ?? new Uint8Array(), oldWithNew?.publicKey ?? new Uint8Array(1))).toBe(true);
    expect(sameBytes(fresh?.publicKey ?? new Uint8Array(), newWithOld?.publicKey ?? new Uint8Array(1))).toBe(true);
  });

  it('are carried as they are carried here', () => {
    const ours = readCertsOnly(certsOnly(readCertsOnly(der('rfc7030-cacerts'))));
    expect(ours).toEqual(readCertsOnly(der('rfc7030-cacerts')));
  });
});

describe('what a request should carry', () => {
  const said = (words: string) => ascii(TAG.printable, words);
  const acp = ascii(TAG.ia5, 'rfc8994+fd739fc23c3440112233445500000000+@acp.example.com');
  const acpName = sequence(element(contextOf(0), oid('1.3.6.1.5.5.7.8.10'), explicit(0, acp)));
  const examples: readonly (readonly [string, readonly AttrOrOid[]])[] = [
    [
      'rfc7030-csrattrs',
      [
        '1.3.6.1.1.1.1.22',
        { type: '2.999.1', values: [said('Parse SET as 2.999.1 data')] },
        OID.challengePassword,
        { type: '2.999.2', values: [oid('2.999.3'), oid('2.999.4'), said('Parse SET as 2.999.2 data')] },
        '1.3.36.3.3.2.8.1.1.11',
        OID.sha384,
      ],
    ],
    ['rfc9908-rsa-size', [OID.challengePassword, { type: OID.rsaEncryption, values: [smallInteger(4096)] }, OID.sha256WithRSA]],
    ['rfc9908-curve', [OID.challengePassword, { type: OID.ecPublicKey, values: [oid(OID.secp384r1)] }, OID.serialNumber, OID.ecdsaWithSHA384]],
    [
      'rfc9908-attributes',
      [
        OID.challengePassword,
        { type: OID.ecPublicKey, values: [oid('1.3.132.0.35')] },
        '1.2.840.113549.1.9.20',
        '0.9.2342.19200300.100.1.5',
        OID.serialNumber,
        OID.ecdsaWithSHA512,
      ],
    ],
    ['rfc9908-rfc7030-mended', [OID.challengePassword, { type: OID.ecPublicKey, values: [oid(OID.secp384r1)] }, '1.3.6.1.1.1.1.22', OID.ecdsaWithSHA384]],
    ['rfc9908-acp-name', [{ type: OID.extensionRequest, values: [sequence(sequence(oid(OID.subjectAltName), boolean(true), octets(acpName)))] }]],
  ];

  it.each(examples)('is written as %s has it', (name, entries) => {
    expect(base64Of(csrAttrs(entries))).toBe(base64Of(der(name)));
  });
});

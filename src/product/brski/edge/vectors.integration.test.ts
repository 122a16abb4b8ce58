import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, pemBlocks } from '../../../core/der/armour.ts';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { Instant, Refused } from '../../../core/index.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { domainIdOf, idevidIssuerOf, masaUrlOf, serialNumberOf } from '../domain.ts';
import { judgePledgeRequest, judgeRegistrarRequest, judgeVoucher } from '../judge.ts';
import { readVoucher, readVoucherRequest } from '../voucher.ts';
import { signedMessage } from './message.ts';
import { isTrusted } from './trusted.ts';

// The example of RFC 8995 appendix C: a device's request, the registrar's around it, the manufacturer's voucher, signed by others than this code.

const text = (name: string) => readFileSync(new URL(`../vectors/rfc8995-${name}`, import.meta.url), 'utf8');
const der = (name: string) => base64(text(`${name}.b64`), name);
const certificate = (name: string) => readCertificate(pemBlocks(text(`${name}.pem`), 'CERTIFICATE', name)[0] ?? new Uint8Array());
const SERIAL = '00-D0-E5-F2-00-02';
const THEN = Instant.parse('2021-04-13T21:45:00Z');

describe('the example of RFC 8995', () => {
  const request = signedMessage(der('pledge-request'));
  const around = signedMessage(der('registrar-request'));
  const voucher = signedMessage(der('voucher'));

  it('is signed by whom it says', () => {
    expect([request, around, voucher].map(({ contentType }) => contentType)).toEqual([OID.data, OID.data, OID.data]);
    expect(serialNumberOf(request.by)).toBe(SERIAL);
    expect(masaUrlOf(request.by)).toBe('https://highway-test.example.com:9443');
    const maker = certificate('manufacturer');
    expect(isTrusted(request.by, request.beside, [maker], THEN)).toBe(true);
    expect(isTrusted(voucher.by, voucher.beside, [maker], THEN)).toBe(true);
    // By its clock the manufacturer's own certificate was over two years later; a device without one does not ask.
    expect(isTrusted(voucher.by, voucher.beside, [maker], Instant.parse('2024-01-01T00:00:00Z'))).toBe(false);
    expect(isTrusted(voucher.by, voucher.beside, [maker])).toBe(true);
    expect(isTrusted(around.by, around.beside, [certificate('domain')], Instant.parse('2021-04-13T21:45:00Z'))).toBe(true);
    expect(isTrusted(around.by, around.beside, [maker], THEN)).toBe(false);
    expect(around.by.usages).toContain(OID.cmcRa);
  });

  it('says what each of them has to hear', () => {
    const asked = readVoucherRequest(request.content);
    const outer = readVoucherRequest(around.content);
    expect(asked).toMatchObject({
      assertion: 'proximity',
      serial: SERIAL,
      nonce: '-_XE9zK9q8Ll1qylMtLKeg',
      createdOn: Instant.parse('2021-04-13T21:43:23.747Z'),
    });
    expect(sameBytes(outer.priorSigned ?? new Uint8Array(), request.content)).toBe(false);
    const prior = readVoucherRequest(signedMessage(outer.priorSigned ?? new Uint8Array()).content);
    expect(prior).toEqual(asked);
    expect(judgePledgeRequest(asked, { serial: SERIAL, shown: around.by.der, nonceless: false, used: false })).toEqual([]);
    const known = { registrar: around.by.der, serial: SERIAL, idevidIssuer: idevidIssuerOf(request.by), nonceless: false, used: false };
    expect(judgeRegistrarRequest(outer, prior, known)).toEqual([]);
    const said = readVoucher(voucher.content);
    expect(judgeVoucher(said, { serial: SERIAL, nonce: asked.nonce })).toEqual([]);
    // This one pins the registrar itself.
    expect(sameBytes(said.pinnedDomainCert, around.by.der)).toBe(true);
    expect(domainIdOf(certificate('domain'))).toBe('uaX2yxHhB6RJLKcIxnwQvIezdCY=');
    expect(domainIdOf(around.by)).toHaveLength(44);
  });
});

describe('a signed message that was changed', () => {
  it('is refused by a code, wherever it was', () => {
    for (const name of ['pledge-request', 'voucher']) {
      const whole = der(name);
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
          try {
            const found = signedMessage(whole.with(at, (whole[at] ?? 0) ^ by));
            // What nobody signs is the list of digests before the content, and how the certificate beside is signed.
            expect(found.content).toEqual(signedMessage(whole).content);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            expect(['ASSAY-BRSKI-005', 'ASSAY-BRSKI-006']).toContain(error.faults[0]?.code);
          }
        }),
        { numRuns: 300 },
      );
    }
  });

  it('or cut short, or made of anything', () => {
    const whole = der('voucher');
    const refusedBy = (bytes: Uint8Array) => {
      try {
        signedMessage(bytes);
        return 'taken';
      } catch (error) {
        return error instanceof Refused ? error.faults[0]?.code : 'thrown';
      }
    };
    fc.assert(fc.property(fc.nat(whole.length - 1), (at) => void expect(['ASSAY-BRSKI-005', 'ASSAY-BRSKI-006']).toContain(refusedBy(whole.subarray(0, at)))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void expect(refusedBy(bytes)).toBe('ASSAY-BRSKI-005')));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pemOf } from '../../core/der/armour.ts';
import { Duration, Instant, Refused } from '../../core/index.ts';
import { certificate } from '../ca/edge/made.fixture.ts';
import { judgeAuditLog, judgeVoucher } from './judge.ts';
import { readRegistrarSettings } from './settings.ts';
import { brskiTelling } from './telling.ts';
import { auditLogJson, readAuditLog, readReport, readVoucher, readVoucherRequest, voucherJson, voucherRequestJson } from './voucher.ts';

const codes = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const AT = Instant.parse('2026-11-01T00:00:00Z');
const NONCE = 'AAAAAAAAAAAAAAAAAAAAAA==';
const VOUCHER = { assertion: 'proximity', createdOn: AT, serial: 'cam-1', pinnedDomainCert: new Uint8Array([1, 2, 3]) } as const;

describe('a voucher as JSON', () => {
  it('is read as it was written', () => {
    const nonced = { ...VOUCHER, nonce: NONCE, idevidIssuer: 'AAAA' };
    expect(readVoucher(voucherJson(nonced))).toEqual(nonced);
    const dated = { ...VOUCHER, expiresOn: Instant.plus(AT, Duration.hours(1)) };
    expect(readVoucher(voucherJson(dated))).toEqual(dated);
    const request = { ...VOUCHER, nonce: NONCE, proximityRegistrarCert: new Uint8Array([4]), priorSigned: new Uint8Array([5, 6]) };
    const { pinnedDomainCert: _, ...asked } = request;
    expect(readVoucherRequest(voucherRequestJson(asked))).toEqual(asked);
  });

  const good = { 'created-on': '2026-11-01T00:00:00Z', assertion: 'logged', 'serial-number': 'cam-1', 'pinned-domain-cert': 'AQID', nonce: NONCE };
  it.each([
    ['nothing', ''],
    ['no object', '[]'],
    ['a request', { 'ietf-voucher-request:voucher': good }],
    ['two members', { 'ietf-voucher:voucher': good, more: 1 }],
    ['what is not known', { 'ietf-voucher:voucher': { ...good, owner: 'me' } }],
    ['no nonce and no end', { 'ietf-voucher:voucher': { ...good, nonce: undefined } }],
    ['a nonce and an end', { 'ietf-voucher:voucher': { ...good, 'expires-on': '2026-12-01T00:00:00Z' } }],
    ['a short nonce', { 'ietf-voucher:voucher': { ...good, nonce: 'AAAA' } }],
    ['a day that there is not', { 'ietf-voucher:voucher': { ...good, 'created-on': '2026-13-01T00:00:00Z' } }],
    ['letters that are no base64', { 'ietf-voucher:voucher': { ...good, 'pinned-domain-cert': 'A!' } }],
    ['half of base64', { 'ietf-voucher:voucher': { ...good, 'pinned-domain-cert': 'A' } }],
    ['a serial number that cannot be shown', { 'ietf-voucher:voucher': { ...good, 'serial-number': 'cam\n1' } }],
    ['a key twice', `{"ietf-voucher:voucher":{"nonce":"${NONCE}","nonce":"${NONCE}"}}`],
    ['a key of a prototype', '{"ietf-voucher:voucher":{"__proto__":{}}}'],
    ['too much', `{"ietf-voucher:voucher":"${'x'.repeat(60_000)}"}`],
  ])('is refused: %s', (_what, value) => {
    expect(codes(() => readVoucher(bytes(value)))).toEqual(['ASSAY-BRSKI-007']);
  });

  it('gives a voucher or a refusal for anything', () => {
    fc.assert(
      fc.property(
        fc.json(),
        (json) => void expect(codes(() => readVoucherRequest(bytes(`{"ietf-voucher-request:voucher":${json}}`)))).toEqual(['ASSAY-BRSKI-007']),
      ),
    );
    fc.assert(fc.property(fc.uint8Array(), (some) => void expect(codes(() => readVoucher(some))).toEqual(['ASSAY-BRSKI-007'])));
  });
});

describe('the time of a voucher', () => {
  const dated = { ...VOUCHER, expiresOn: Instant.plus(AT, Duration.hours(1)) };
  const judged = (now?: Instant) => judgeVoucher(dated, { serial: 'cam-1', nonce: undefined, ...(now === undefined ? {} : { now }) }).map(({ code }) => code);
  it('is held against a clock, where there is one, and refused where there is none', () => {
    expect(judged(Instant.plus(AT, Duration.minutes(10)))).toEqual([]);
    expect(judged(Instant.plus(AT, Duration.hours(1)))).toEqual(['ASSAY-BRSKI-022']);
    expect(judged(Instant.of(AT - Duration.hours(1)))).toEqual(['ASSAY-BRSKI-022']);
    expect(judged()).toEqual(['ASSAY-BRSKI-022']);
  });
});

describe('the log of a manufacturer', () => {
  const event = { date: AT, domainId: 'AAAA', nonce: NONCE, assertion: 'proximity' } as const;
  it('is read as it was written, and as RFC 8995 has it', () => {
    const events = [event, { date: AT, domainId: 'BBBB', assertion: 'logged' } as const];
    expect(readAuditLog(auditLogJson(events))).toEqual(events);
    const rfc =
      '{"version":"1","events":[{"date":"2019-05-15T17:25:55.644-04:00","domainID":"BduJhdHPpfhQLyponf48JzXSGZ8=","nonce":"VOUFT-WwrEv0NuAQEHoV7Q","assertion":"proximity","truncated":"0"}],"truncation":{"arbitrary":"2"}}';
    expect(readAuditLog(bytes(rfc))).toMatchObject([{ domainId: 'BduJhdHPpfhQLyponf48JzXSGZ8=', nonce: 'VOUFT-WwrEv0NuAQEHoV7Q' }]);
    expect(codes(() => readAuditLog(bytes('{}')))).toEqual(['ASSAY-BRSKI-015']);
    expect(codes(() => readAuditLog(bytes('no')))).toEqual(['ASSAY-BRSKI-015']);
  });

  it('has this domain last, and no other that could come back with an old voucher', () => {
    const later = { ...event, date: Instant.plus(AT, Duration.hours(1)), domainId: 'BBBB' };
    const judged = (events: Parameters<typeof judgeAuditLog>[0]) => judgeAuditLog(events, 'AAAA').map(({ code }) => code);
    expect(judged([event])).toEqual([]);
    expect(judged([later, { ...event, date: later.date, domainId: 'AAAA' }])).toEqual([]);
    expect(judged([])).toEqual(['ASSAY-BRSKI-024']);
    expect(judged([event, later])).toEqual(['ASSAY-BRSKI-024']);
    const { nonce: _, ...nonceless } = { ...event, domainId: 'CCCC' };
    expect(judged([nonceless, { ...event, date: later.date }])).toEqual(['ASSAY-BRSKI-024']);
  });
});

describe('what a device reports', () => {
  it('is its word and no more than can be shown', () => {
    expect(readReport(bytes('{"version":1,"status":false,"reason":"no\\u0007t","reason-context":{"a":1}}'))).toEqual({ status: false, reason: 'no?t' });
    expect(readReport(bytes('{"version":"1","status":true}'))).toEqual({ status: true });
    for (const wrong of ['{"status":true}', '{"version":1}', 'x', '[]']) expect(codes(() => readReport(bytes(wrong)))).toEqual(['ASSAY-BRSKI-026']);
  });

  it('is told in its life', () => {
    const say = (type: string, body: Record<string, string | boolean>) => brskiTelling.say(type, { device: 'cam-1', ...body }, 'cam-1');
    expect(say('bootstrap.reported', { step: 'voucher', ok: false })).toBe('did not accept its voucher');
    expect(say('bootstrap.reported', { step: 'enrolment', ok: false })).toBe('said that it could not enrol');
    expect(brskiTelling.devices('voucher.given', { device: 'cam-1' }, () => undefined)).toEqual(['cam-1']);
  });
});

describe('the settings of a registrar', () => {
  const pem = pemOf('CERTIFICATE', certificate()).trim().replaceAll('\n', '\n      ');
  it('are read, and refused where they cannot be', () => {
    const text = `assay: brski/1\nproducts:\n  camera:\n    masa: https://masa.example.com:9443\n    anchors: |\n      ${pem}\n`;
    expect(readRegistrarSettings(text, 'f').get('camera')).toMatchObject({ masa: 'https://masa.example.com:9443', nonceless: 'refuse' });
    for (const wrong of [
      text.replace('https:', 'http:'),
      text.replace('9443', '9443/a'),
      text.replace('camera:', '"a b":'),
      text.replace(/anchors[\s\S]*/, 'anchors: none\n'),
      'assay: brski/1\nproducts:\n  camera: {}\n',
    ]) {
      expect(codes(() => readRegistrarSettings(wrong, 'f'))).toContain('ASSAY-BRSKI-020');
    }
  });
});

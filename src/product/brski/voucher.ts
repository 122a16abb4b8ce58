import { z } from 'zod';
import { base64, base64Of } from '../../core/der/armour.ts';
import { type Fault, Instant, parseJson, Refused } from '../../core/index.ts';
import { brskiFaults } from './faults.ts';
import type { AuditEvent, Report, Voucher, VoucherRequest } from './model.ts';

// Vouchers and requests as JSON of the YANG module (RFC 8366 section 5.3, RFC 8995 section 3.4). Whoever asks controls the bytes: they were signed, and not yet by anybody who is known.

const LIMITS = { bytes: 48 * 1024, depth: 4 };
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

// RFC 3339 with an offset: the YANG type takes any. Only the moment is kept.
const moment = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/, 'a moment in RFC 3339')
  .refine((text) => Number.isFinite(Date.parse(text)), 'a day and a time that there are')
  .transform((text) => Instant.of(Date.parse(text)));
// 8 to 32 bytes (RFC 8366 section 5.3). Some write them as base64url: they are compared, letter by letter, and never decoded.
const nonce = z
  .string()
  .min(11)
  .max(44)
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, '8 to 32 bytes in base64');
const bytes = (most: number) =>
  z
    .string()
    .max(Math.ceil((most * 4) / 3) + 4)
    .regex(BASE64, 'base64')
    .transform((text, context) => {
      try {
        return base64(text, 'value');
      } catch {
        context.addIssue({ code: 'custom', message: 'base64' });
        return z.NEVER;
      }
    });
// RFC 8995 section 2.3.1: X520SerialNumber, at most 64 letters. It is shown to people.
const serial = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9 ._:+/=-]+$/, 'the serial number of the manufacturer’s certificate');
const assertion = z.enum(['verified', 'logged', 'proximity']);

const voucherSchema = z.strictObject({
  'created-on': moment,
  'expires-on': moment.optional(),
  assertion,
  'serial-number': serial,
  'idevid-issuer': bytes(128).optional(),
  'pinned-domain-cert': bytes(8 * 1024),
  'domain-cert-revocation-checks': z.boolean().optional(),
  nonce: nonce.optional(),
  'last-renewal-date': moment.optional(),
});

const requestSchema = z.strictObject({
  'created-on': moment.optional(),
  'expires-on': moment.optional(),
  assertion: assertion.optional(),
  'serial-number': serial,
  'idevid-issuer': bytes(128).optional(),
  nonce: nonce.optional(),
  'proximity-registrar-cert': bytes(8 * 1024).optional(),
  'prior-signed-voucher-request': bytes(24 * 1024).optional(),
});

/** Throws `Refused` (ASSAY-BRSKI-007). */
export function readVoucher(content: Uint8Array): Voucher {
  const read = member(content, 'ietf-voucher:voucher', voucherSchema);
  // RFC 8366 section 5.3: one or the other. A voucher with neither would be good for ever, and anybody's who finds it.
  if ((read.nonce === undefined) === (read['expires-on'] === undefined))
    throw unreadable('a nonce, or a moment at which it ends, and not both', read.nonce === undefined ? 'neither' : 'both');
  return {
    assertion: read.assertion,
    createdOn: read['created-on'],
    serial: read['serial-number'],
    pinnedDomainCert: read['pinned-domain-cert'],
    ...given('expiresOn', read['expires-on']),
    ...given('idevidIssuer', read['idevid-issuer'] === undefined ? undefined : base64Of(read['idevid-issuer'])),
    ...given('nonce', read.nonce),
  };
}

/** Throws `Refused` (ASSAY-BRSKI-007). */
export function readVoucherRequest(content: Uint8Array): VoucherRequest {
  const read = member(content, 'ietf-voucher-request:voucher', requestSchema);
  return {
    serial: read['serial-number'],
    ...given('assertion', read.assertion),
    ...given('createdOn', read['created-on']),
    ...given('idevidIssuer', read['idevid-issuer'] === undefined ? undefined : base64Of(read['idevid-issuer'])),
    ...given('nonce', read.nonce),
    ...given('proximityRegistrarCert', read['proximity-registrar-cert']),
    ...given('priorSigned', read['prior-signed-voucher-request']),
  };
}

export function voucherJson({ assertion: how, createdOn, expiresOn, serial: number, idevidIssuer, pinnedDomainCert, nonce: fresh }: Voucher): Uint8Array {
  return written({
    'ietf-voucher:voucher': {
      assertion: how,
      'created-on': Instant.format(createdOn),
      ...(expiresOn === undefined ? {} : { 'expires-on': Instant.format(expiresOn) }),
      'serial-number': number,
      ...(idevidIssuer === undefined ? {} : { 'idevid-issuer': idevidIssuer }),
      ...(fresh === undefined ? {} : { nonce: fresh }),
      'pinned-domain-cert': base64Of(pinnedDomainCert),
    },
  });
}

export function voucherRequestJson(request: VoucherRequest): Uint8Array {
  const { assertion: how, createdOn, serial: number, idevidIssuer, nonce: fresh, proximityRegistrarCert, priorSigned } = request;
  return written({
    'ietf-voucher-request:voucher': {
      ...(how === undefined ? {} : { assertion: how }),
      ...(createdOn === undefined ? {} : { 'created-on': Instant.format(createdOn) }),
      'serial-number': number,
      ...(idevidIssuer === undefined ? {} : { 'idevid-issuer': idevidIssuer }),
      ...(fresh === undefined ? {} : { nonce: fresh }),
      ...(proximityRegistrarCert === undefined ? {} : { 'proximity-registrar-cert': base64Of(proximityRegistrarCert) }),
      ...(priorSigned === undefined ? {} : { 'prior-signed-voucher-request': base64Of(priorSigned) }),
    },
  });
}

// RFC 8995 section 5.7 has the version as a number, and its example of the log as a text.
const version = z.union([z.literal(1), z.literal('1')]);
const reportSchema = z.object({ version, status: z.boolean(), reason: z.string().max(2000).optional() });

/** What a device says of how it went. What else it says is left aside. Throws `Refused` (ASSAY-BRSKI-026). */
export function readReport(content: Uint8Array): Report {
  const read = reportSchema.safeParse(parsed(content, () => wrongReport('JSON')));
  if (!read.success) throw wrongReport(said(read.error));
  const reason = read.data.reason?.replaceAll(/[^ -~]/g, '?').slice(0, 200);
  return { status: read.data.status, ...(reason === undefined || reason === '' ? {} : { reason }) };
}

const auditSchema = z.object({
  version,
  events: z
    .array(
      z.object({
        date: moment,
        domainID: z.string().max(64).regex(BASE64),
        nonce: z.union([nonce, z.null(), z.literal('')]).optional(),
        assertion: assertion.optional(),
      }),
    )
    .max(1000),
});

/** The manufacturer's log of a device, as it came. Throws `Refused` (ASSAY-BRSKI-015). */
export function readAuditLog(content: Uint8Array): readonly AuditEvent[] {
  const wrong = (found: string) =>
    new Refused(
      brskiFaults.fault('015', {
        message: 'the manufacturer’s log cannot be read',
        expected: 'the log of RFC 8995 section 5.8.1',
        found,
        remedy: 'Ask the manufacturer.',
      }),
    );
  const read = auditSchema.safeParse(parsed(content, () => wrong('no JSON'), { bytes: 256 * 1024, depth: 6 }));
  if (!read.success) throw wrong(said(read.error));
  return read.data.events.map(({ date, domainID, nonce: fresh, assertion: how }) => ({
    date,
    domainId: domainID,
    assertion: how ?? 'logged',
    ...(fresh === undefined || fresh === null || fresh === '' ? {} : { nonce: fresh }),
  }));
}

export function auditLogJson(events: readonly AuditEvent[]): Uint8Array {
  return written({
    version: '1',
    events: events.map(({ date, domainId, nonce: fresh, assertion: how }) => ({
      date: Instant.format(date),
      domainID: domainId,
      nonce: fresh ?? null,
      assertion: how,
    })),
  });
}

function written(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function member<T>(content: Uint8Array, name: string, schema: z.ZodType<T>): T {
  const value = parsed(content, () => unreadable('JSON', 'something else'));
  const read = z.strictObject({ [name]: schema }).safeParse(value);
  if (!read.success) throw unreadable(said(read.error), 'something else');
  return read.data[name] as T;
}

function parsed(content: Uint8Array, wrong: () => Refused, limits = LIMITS): unknown {
  if (content.length > limits.bytes) throw wrong();
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(content), 'message', limits);
  } catch {
    // What a stranger wrote is not repeated, and where in it the fault stands helps nobody here.
    throw wrong();
  }
}

function said(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.').slice(0, 100) ?? '';
  return `${path === '' ? '' : `${path}: `}${issue?.code === 'unrecognized_keys' ? 'nothing that is not known' : (issue?.message ?? '').slice(0, 200)}`;
}

function unreadable(expected: string, found: string): Refused {
  const fault: Fault = brskiFaults.fault('007', {
    message: 'what is signed is no voucher, or no request for one',
    expected,
    found,
    remedy: 'Send JSON of RFC 8366, signed as RFC 8995 section 3 says.',
  });
  return new Refused(fault);
}

function wrongReport(expected: string): Refused {
  return new Refused(
    brskiFaults.fault('026', {
      message: 'the report cannot be read',
      expected: `version, status and a reason: ${expected}`,
      found: 'something else',
      remedy: 'Send JSON of RFC 8995 section 5.7 or 5.9.4.',
    }),
  );
}

const given = <K extends string, V>(name: K, value: V | undefined) => (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: V };

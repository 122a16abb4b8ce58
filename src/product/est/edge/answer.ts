import { base64Of } from '../../../core/der/armour.ts';
import { type Fault, Refused } from '../../../core/index.ts';
import { estFaults } from '../faults.ts';

/** What goes back over the wire. The length is said always: some clients take no chunks. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** RFC 7030 section 4, as RFC 8951 mends it: base64 on one line, which every client reads. */
export function encoded(type: string, der: Uint8Array): Answer {
  return { status: 200, headers: { 'Content-Type': type, 'Content-Transfer-Encoding': 'base64' }, body: base64Of(der) };
}

export const CERTS_ONLY = 'application/pkcs7-mime; smime-type=certs-only';

const STATUS: ReadonlyMap<string, number> = new Map([
  ['ASSAY-ATTESTATION-021', 403],
  ['ASSAY-ATTESTATION-023', 429],
  ['ASSAY-ATTESTATION-024', 405],
  ['ASSAY-EST-001', 404],
  ['ASSAY-EST-002', 405],
  ['ASSAY-EST-003', 413],
  ['ASSAY-EST-004', 415],
  ['ASSAY-EST-005', 401],
  ['ASSAY-EST-006', 401],
  ['ASSAY-EST-007', 401],
  ['ASSAY-EST-008', 401],
  ['ASSAY-EST-009', 403],
  ['ASSAY-EST-010', 403],
  ['ASSAY-EST-011', 403],
  ['ASSAY-EST-012', 404],
  ['ASSAY-EST-016', 403],
  ['ASSAY-EST-017', 429],
  ['ASSAY-EST-018', 403],
  ['ASSAY-EST-019', 403],
  ['ASSAY-EST-020', 403],
  ['ASSAY-EST-022', 403],
  ['ASSAY-EST-023', 501],
]);

// What the authority says of itself is for its operator, not for whoever asks.
const OURS = new Set(['ASSAY-CA-008', 'ASSAY-CA-010', 'ASSAY-CA-011', 'ASSAY-CA-012', 'ASSAY-CA-013', 'ASSAY-CA-014', 'ASSAY-CA-017']);

/** A short text for whoever looks after the device (RFC 7030 section 4.2.3): the code, what is wrong, what to do. */
export function refusal(error: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const [first] = error instanceof Refused ? error.faults : [];
  const ours =
    first === undefined || first.whose === 'us' || OURS.has(first.code) || first.code.startsWith('ASSAY-FLEET') || first.code.startsWith('ASSAY-LEDGER');
  const faults = ours || !(error instanceof Refused) ? [broken()] : error.faults;
  const status = ours ? 503 : (STATUS.get(first.code) ?? 400);
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="EST", charset="UTF-8"' } : {}),
      ...(status === 503 ? { 'Retry-After': '60' } : {}),
      ...headers,
    },
    body: faults.map(line).join(''),
  };
}

function line({ code, message, expected, found, remedy }: Fault): string {
  const told = [...(expected === undefined ? [] : [`Expected: ${expected}.`]), ...(found === undefined ? [] : [`Found: ${found}.`])];
  return `${code}: ${message}. ${told.join(' ')} ${remedy}\n`;
}

function broken(): Fault {
  return estFaults.fault('027', { message: 'no certificate can be given now', remedy: 'Ask again later; the operator sees why.' });
}

/** RFC 7030 section 4.2.3: the request was taken, and a person looks at it. */
export function waitFor(seconds: number, id: string): Answer {
  return {
    status: 202,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': String(seconds) },
    body: `The request waits for a person, as ${id}. Send it again after ${seconds} seconds.\n`,
  };
}

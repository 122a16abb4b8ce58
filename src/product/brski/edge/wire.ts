import type { IncomingMessage } from 'node:http';
import { type Fault, Refused } from '../../../core/index.ts';
import { readAtMost } from '../../endpoint/edge/body.ts';
import type { Answer } from '../../est/edge/answer.ts';
import { brskiFaults } from '../faults.ts';

export const VOUCHER = 'application/voucher-cms+json';
const PATH = /^\/\.well-known\/brski\/([a-z_]{1,20})$/;

/** What is asked below `/.well-known/brski`, of those that are served here. Throws `Refused` (ASSAY-BRSKI-001, -002). */
export function operationOf<O extends string>(request: Pick<IncomingMessage, 'method' | 'url'>, served: readonly O[]): O {
  const name = PATH.exec((request.url ?? '').slice(0, 100))?.[1];
  const found = served.find((each) => each === name);
  if (found === undefined) {
    throw new Refused(
      brskiFaults.fault('001', {
        message: 'there is nothing at this address',
        field: 'path',
        expected: served.map((each) => `/.well-known/brski/${each}`).join(', '),
        found: 'another path',
        remedy: 'Ask for one of these.',
      }),
    );
  }
  if (request.method !== 'POST') {
    throw new Refused(
      brskiFaults.fault('002', { message: `${found} takes POST`, field: 'method', expected: 'POST', found: 'another method', remedy: 'Send it by POST.' }),
    );
  }
  return found;
}

/** Reads a body whole, or refuses it as soon as it is too long. Throws `Refused` (ASSAY-BRSKI-003, -004). */
export async function readMessage(request: IncomingMessage, type: string, most: number): Promise<Uint8Array> {
  const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (given !== type) {
    throw new Refused(
      brskiFaults.fault('004', {
        message: 'this address takes another media type',
        field: 'Content-Type',
        expected: type,
        found: given === undefined ? 'none' : 'another',
        remedy: `Send it as ${type}.`,
      }),
    );
  }
  return readAtMost(request, most, () => tooLong(most));
}

export function tooLong(most: number): Refused {
  return new Refused(
    brskiFaults.fault('003', {
      message: 'it is too long',
      expected: `at most ${most} bytes`,
      found: 'more',
      remedy: 'Send the voucher request, or the report, alone.',
    }),
  );
}

/** Bytes of a request that a device signs, and of one that a registrar signs around it. */
export const MOST_PLEDGE = 24 * 1024;
export const MOST_REGISTRAR = 64 * 1024;
export const MOST_REPORT = 4 * 1024;

// RFC 8995 section 5.6: 403 for who may not, 404 for a device that is not known, 406 for a format; 400 for what cannot be read.
const STATUS: ReadonlyMap<string, number> = new Map([
  ['ASSAY-BRSKI-001', 404],
  ['ASSAY-BRSKI-002', 405],
  ['ASSAY-BRSKI-003', 413],
  ['ASSAY-BRSKI-004', 415],
  ['ASSAY-BRSKI-006', 403],
  ['ASSAY-BRSKI-008', 403],
  ['ASSAY-BRSKI-009', 403],
  ['ASSAY-BRSKI-010', 403],
  ['ASSAY-BRSKI-011', 403],
  ['ASSAY-BRSKI-012', 403],
  ['ASSAY-BRSKI-013', 403],
  ['ASSAY-BRSKI-014', 403],
  ['ASSAY-BRSKI-015', 502],
  ['ASSAY-BRSKI-016', 502],
  ['ASSAY-BRSKI-017', 403],
  ['ASSAY-BRSKI-018', 403],
  ['ASSAY-BRSKI-019', 403],
  ['ASSAY-BRSKI-021', 429],
  ['ASSAY-BRSKI-022', 502],
  ['ASSAY-BRSKI-024', 403],
  ['ASSAY-EST-005', 401],
  ['ASSAY-EST-008', 404],
  ['ASSAY-EST-009', 403],
  ['ASSAY-EST-010', 403],
]);

/** One line of plain text for each fault: the code, what is wrong, what to do. What is ours is said as that, and no more. */
export function refused(error: unknown): Answer {
  const faults = error instanceof Refused && error.faults.every(told) ? error.faults : [broken()];
  const [first = broken()] = faults;
  const status = first.whose === 'us' ? 503 : (STATUS.get(first.code) ?? 400);
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      ...(status === 405 ? { Allow: 'POST' } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': '60' } : {}),
    },
    body: faults.map(({ code, message, expected, found, remedy }) => `${code}: ${message}. ${sayings(expected, found)}${remedy}\n`).join(''),
  };
}

/** What the operator set wrong, and what broke here, is for the operator. */
const told = ({ code, whose }: Fault): boolean => whose === 'peer' && /^ASSAY-(?:BRSKI|EST|DER|CA)-/.test(code);

function sayings(expected: string | undefined, found: string | undefined): string {
  return `${expected === undefined ? '' : `Expected: ${expected}. `}${found === undefined ? '' : `Found: ${found}. `}`;
}

export function broken(): Fault {
  return brskiFaults.fault('027', { message: 'no voucher can be given now', remedy: 'Ask again later; whoever runs this sees why.' });
}

export const voucherAnswer = (der: Uint8Array): Answer => ({ status: 200, headers: { 'Content-Type': VOUCHER }, body: der });

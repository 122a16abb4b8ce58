import type { Fault, Refused } from '../core/index.ts';
import type { Problem } from './model.ts';

/** Statuses of the codes that have one of their own (RFC 9110 section 15); every other fault of a caller is 422, of a peer 422, of ours 500. */
const STATUS: Readonly<Record<string, number>> = {
  'ASSAY-SERVER-001': 400,
  'ASSAY-SERVER-002': 401,
  'ASSAY-SERVER-003': 403,
  'ASSAY-SERVER-004': 403,
  'ASSAY-SERVER-005': 403,
  'ASSAY-SERVER-006': 429,
  'ASSAY-SERVER-007': 413,
  'ASSAY-SERVER-008': 412,
  'ASSAY-SERVER-009': 404,
  'ASSAY-SERVER-010': 503,
  'ASSAY-SERVER-012': 503,
  'ASSAY-SERVER-013': 503,
  'ASSAY-SERVER-015': 400,
  'ASSAY-SERVER-016': 415,
  'ASSAY-SERVER-017': 409,
  'ASSAY-SERVER-018': 409,
  'ASSAY-SERVER-019': 421,
  'ASSAY-SERVER-021': 499,
  'ASSAY-SERVER-023': 409,
  'ASSAY-SERVER-024': 503,
  'ASSAY-DEVICE-001': 404,
  'ASSAY-DEVICE-004': 409,
  'ASSAY-DEVICE-010': 409,
  'ASSAY-HOUSEHOLD-003': 403,
  'ASSAY-HOUSEHOLD-004': 403,
  'ASSAY-INTRODUCTION-002': 429,
  'ASSAY-FLEET-009': 503,
  'ASSAY-FLEET-010': 503,
  'ASSAY-INCIDENT-001': 404,
  'ASSAY-INCIDENT-002': 409,
  'ASSAY-INCIDENT-004': 409,
  'ASSAY-INTAKE-001': 415,
  'ASSAY-INTAKE-003': 400,
  'ASSAY-LEDGER-004': 503,
  'ASSAY-RETIREMENT-001': 409,
  'ASSAY-SIGNIN-001': 403,
  'ASSAY-SIGNIN-002': 429,
  'ASSAY-SIGNIN-003': 404,
  'ASSAY-SIGNIN-004': 403,
  'ASSAY-PASSKEY-003': 409,
  'ASSAY-PASSKEY-004': 404,
  'ASSAY-PEOPLE-001': 409,
  'ASSAY-PEOPLE-002': 409,
  'ASSAY-PEOPLE-003': 409,
  'ASSAY-PEOPLE-004': 403,
  'ASSAY-PEOPLE-006': 409,
  'ASSAY-SETTINGS-001': 412,
  'ASSAY-APPROVAL-002': 409,
  'ASSAY-LEDGER-003': 412,
  'ASSAY-LEDGER-009': 404,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not right',
  401: 'Nobody is signed in',
  403: 'Not permitted',
  404: 'Not found',
  408: 'Too slow',
  409: 'Not in this state',
  412: 'It has changed since',
  413: 'Too large',
  415: 'Not of this kind',
  421: 'Not this server',
  422: 'Refused',
  429: 'Too many requests',
  500: 'Something broke inside Assay',
  503: 'Not available now',
};

export function statusOf(faults: readonly Fault[]): number {
  const [first] = faults;
  if (first === undefined) return 500;
  return STATUS[first.code] ?? (first.whose === 'us' ? 500 : 422);
}

// An answer stays readable: a file with ten thousand mistakes is shown by its first hundred.
const MOST_FAULTS = 100;

/** Problem details (RFC 9457) of a refusal. Paths of this machine are cut to their last part: where the data lies is nobody's business outside. */
export function problemOf(refused: Refused, request: string, status = statusOf(refused.faults)): Problem {
  const faults = refused.faults
    .slice(0, MOST_FAULTS)
    .map(({ whose: _, ...fault }) => ({ ...fault, ...(fault.file === undefined ? {} : { file: lastPart(fault.file) }) }));
  const code = faults[0]?.code ?? 'ASSAY-SERVER-011';
  return {
    type: `urn:assay:error:${code}`,
    title: TITLES[status] ?? 'Refused',
    status,
    code,
    ...(faults[0] === undefined ? {} : { detail: faults[0].message }),
    request,
    faults,
  };
}

function lastPart(file: string): string {
  return file.startsWith('/') || /^[A-Za-z]:\\/.test(file) ? (file.split(/[\\/]/).at(-1) ?? file) : file;
}

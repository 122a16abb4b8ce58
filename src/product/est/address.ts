import { Refused } from '../../core/index.ts';
import { estFaults } from './faults.ts';
import type { Operation } from './model.ts';

/** What an address asks. */
export interface Asked {
  readonly operation: Operation;
  /** The profile that it names (RFC 7030 section 3.2.2: a CA label). */
  readonly label?: string;
}

const METHOD: Readonly<Record<Operation, 'GET' | 'POST'>> = {
  cacerts: 'GET',
  csrattrs: 'GET',
  simpleenroll: 'POST',
  simplereenroll: 'POST',
  serverkeygen: 'POST',
  fullcmc: 'POST',
};
const PATH = /^\/\.well-known\/est(?:\/([a-z][a-z0-9-]{0,31}))?\/([a-z]{1,20})$/;

/** Reads method and path of a request. A query is refused: it would be another address. Throws `Refused` (ASSAY-EST-001, -002). */
export function readAddress(method: string, url: string): Asked {
  const [, label, name] = PATH.exec(url.slice(0, 200)) ?? [];
  const operation = Object.hasOwn(METHOD, name ?? '') ? (name as Operation) : undefined;
  // A label is no operation (RFC 7030 section 3.2.2), so `/est/cacerts/cacerts` names none.
  if (operation === undefined || (label !== undefined && Object.hasOwn(METHOD, label))) {
    throw new Refused(
      estFaults.fault('001', {
        message: 'there is nothing at this address',
        field: 'path',
        expected: '/.well-known/est/OPERATION or /.well-known/est/PROFILE/OPERATION',
        found: 'another path',
        remedy: `Ask for one of ${Object.keys(METHOD).join(', ')}.`,
      }),
    );
  }
  if (method !== METHOD[operation]) {
    throw new Refused(
      estFaults.fault('002', {
        message: `${operation} takes ${METHOD[operation]}`,
        field: 'method',
        expected: METHOD[operation],
        found: 'another method',
        remedy: `Send it by ${METHOD[operation]}.`,
      }),
    );
  }
  return { operation, ...(label === undefined ? {} : { label }) };
}

/** The method that an address takes; `undefined` where there is none. */
export function methodOf(url: string): string | undefined {
  const name = PATH.exec(url.slice(0, 200))?.[2] ?? '';
  return Object.hasOwn(METHOD, name) ? METHOD[name as Operation] : undefined;
}

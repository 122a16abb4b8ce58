import { Refused } from '../../core/index.ts';
import type { Principal, Resource } from '../../product/index.ts';
import type { Self } from '../../product/people/edge/account.ts';
import { serverFaults } from '../faults.ts';

/** One's own account is one's own. */
export function ownAccount({ principal }: { readonly principal: Principal }): Resource {
  return { kind: 'person', id: principal.person, owner: principal.person };
}

/** The session that something is asked in. Throws `Refused` (ASSAY-SERVER-002) for a token: it is in none. */
export function selfOf(principal: Principal): Self {
  if (principal.via === 'session') return { person: principal.person, session: principal.credential };
  throw new Refused(
    serverFaults.fault('002', {
      message: 'this is of a session, and a token is in none',
      expected: 'a session',
      found: 'a token',
      remedy: 'Sign in to the console.',
    }),
  );
}

import { Digest, Instant, Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId } from '../../access/model.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { draftOf } from '../../record/kept.ts';
import type { FederationEvent } from '../events.ts';
import { federationFaults } from '../faults.ts';
import { FLOW_MS, type Flow, type Identity, type Provider, type Purpose } from '../model.ts';
import type { IdentityProvider } from './provider.ts';

const TABLES: TableSet = {
  name: 'identity',
  migrations: [
    [
      `CREATE TABLE identity (
        issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, linked_at INTEGER NOT NULL,
        PRIMARY KEY (issuer, subject)
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX identity_of_person ON identity (person)',
    ],
  ],
};

/** Ways to the provider that are under way. Whoever asks for more makes the oldest start again; the rate of asking is bounded by the frame. */
const MOST_FLOWS = 40_000;

export interface Began {
  /** Where the browser goes. */
  readonly address: string;
  /** For the cookie that binds the way back to this browser: 256 bits in base64url. */
  readonly secret: string;
}

export interface CameBack {
  readonly purpose: Purpose;
  readonly identity: Identity;
  /** Whom the identity was linked to before. */
  readonly linked: PersonId | undefined;
}

export interface Linked {
  readonly issuer: string;
  readonly linkedAt: Instant;
}

/** A way in that is kept here: `write` makes it one, and is for when its facts stand. */
export interface Granting {
  readonly facts: readonly Draft[];
  readonly write: () => void;
}

export interface Federation {
  /** Of the settings, as they are now. */
  provider(): Provider | undefined;
  /** Throws `Refused` (ASSAY-FEDERATION-001, -002, -006). */
  begin(purpose: Purpose): Promise<Began>;
  /** `secret`: of the cookie; `query`: what the browser came back with. Works once for what was begun. Throws `Refused` (ASSAY-FEDERATION-001 to -004, -006, -007). */
  comeBack(secret: string | undefined, query: URLSearchParams): Promise<CameBack>;
  /** What makes this identity that person; no facts where it is already. Throws `Refused` (ASSAY-FEDERATION-008), `write` as well where another was quicker. */
  granting(person: PersonId, identity: Identity): Granting;
  /** Takes every identity from the person at once, in the transaction that is open; the facts are to be entered by the caller. */
  drop(person: PersonId): readonly Draft[];
  identitiesOf(person: PersonId): readonly Linked[];
}

export interface FederationOptions {
  readonly database: PeopleDatabase;
  /** As browsers name the server, without a slash at the end. */
  readonly publicUrl: string;
  readonly settings: () => Provider | undefined;
  readonly provider: IdentityProvider;
}

export const CALLBACK = '/api/federation/callback';

/** Opens what is known of people's identities at the provider. To be called after the people's own tables were made: rows go when their person goes. */
export function openFederation({ database, publicUrl, settings, provider }: FederationOptions): Federation {
  const { db, now, random } = database;
  database.ensure(TABLES);
  const find = db.prepare('SELECT person FROM identity WHERE issuer = ? AND subject = ?');
  const put = db.prepare('INSERT INTO identity (issuer, subject, person, linked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const ofPerson = db.prepare('SELECT issuer, linked_at FROM identity WHERE person = ? ORDER BY linked_at');
  const dropAll = db.prepare('DELETE FROM identity WHERE person = ?');
  // In memory: a way that a stop of the server cuts off is begun anew. By the digest of the cookie's secret, in the order of beginning.
  const flows = new Map<Digest, Flow>();
  const text = (bytes: number) => Buffer.from(random(bytes)).toString('base64url');

  const needed = (): Provider => {
    const found = settings();
    if (found !== undefined) return found;
    throw new Refused(
      federationFaults.fault('001', {
        message: 'no identity provider is set up',
        expected: 'one in the settings',
        found: 'none',
        remedy: 'Sign in another way, or ask an operator.',
      }),
    );
  };
  const personOf = (issuer: string, subject: string): PersonId | undefined => {
    const person = find.get(issuer, subject)?.['person'];
    return typeof person === 'string' ? (person as PersonId) : undefined;
  };

  const unlinked = (person: PersonId): readonly Draft[] => {
    const issuers = new Set(ofPerson.all(person).map((row) => String(row['issuer'])));
    return [...issuers].map((issuer) => draft({ type: 'identity.unlinked', person, issuer }));
  };

  return {
    provider: settings,

    async begin(purpose) {
      const asked = needed();
      const flow: Flow = { purpose, state: text(32), nonce: text(32), verifier: text(32), issuer: asked.issuer, expiresAt: Instant.of(now() + FLOW_MS) };
      const address = await provider.address(asked, flow, publicUrl + CALLBACK);
      const secret = text(32);
      // In the order of their ends, so what is looked at is what is thrown out, and one more.
      for (const [key, { expiresAt }] of flows) {
        if (expiresAt > now() && flows.size < MOST_FLOWS) break;
        flows.delete(key);
      }
      flows.set(Digest.of(secret), flow);
      return { address, secret };
    },

    async comeBack(secret, query) {
      const key = Digest.of(secret ?? '');
      const flow = flows.get(key);
      // Once: whatever comes of it, the same cookie does not come back a second time.
      flows.delete(key);
      const asked = needed();
      // The state is compared again by the library; here it keeps an answer that was pushed on this browser from being the one that uses up the flow unseen.
      if (flow === undefined || flow.expiresAt <= now() || flow.issuer !== asked.issuer || query.get('state') !== flow.state) throw notBegun();
      const answer = new URL(publicUrl + CALLBACK);
      answer.search = query.toString();
      const identity = await provider.identify(asked, flow, answer);
      return { purpose: flow.purpose, identity, linked: personOf(identity.issuer, identity.subject) };
    },

    granting(person, { issuer, subject }) {
      const linked = personOf(issuer, subject);
      if (linked === person) return { facts: [], write: () => undefined };
      if (linked !== undefined) throw ofAnother();
      return {
        facts: [draft({ type: 'identity.linked', person, issuer })],
        write() {
          put.run(issuer, subject, person, now());
          if (personOf(issuer, subject) !== person) throw ofAnother();
        },
      };
    },

    drop(person) {
      const facts = unlinked(person);
      dropAll.run(person);
      if (facts.length > 0) database.erased();
      return facts;
    },

    identitiesOf: (person) => ofPerson.all(person).map((row) => ({ issuer: String(row['issuer']), linkedAt: Instant.of(Number(row['linked_at'])) })),
  };
}

const draft = (event: FederationEvent) => draftOf(event);

function notBegun(): Refused {
  return new Refused(
    federationFaults.fault('003', {
      message: 'this answer belongs to no sign-in that was begun in this browser, or it came too late',
      expected: `an answer within ${FLOW_MS / 60_000} minutes, in the same browser, once`,
      found: 'another',
      remedy: 'Begin again.',
    }),
  );
}

export function ofAnother(): Refused {
  return new Refused(
    federationFaults.fault('008', {
      message: 'this identity belongs to another person here already',
      expected: 'an identity that nobody here has',
      found: 'one that is taken',
      remedy: 'Sign in with it, or choose another account at the provider.',
    }),
  );
}

/** Whoever it is, and whether they were ever known, is not said. */
export function nobodyHere(): Refused {
  return new Refused(
    federationFaults.fault('005', {
      message: 'this identity lets nobody in here',
      expected: 'an identity that was linked by an invitation',
      found: 'another',
      remedy: 'Open the link of your invitation first, or ask an operator.',
    }),
  );
}

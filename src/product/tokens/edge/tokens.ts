import { hash, timingSafeEqual } from 'node:crypto';
import { Instant } from '../../../core/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import type { ActionId } from '../../access/actions.ts';
import type { AccessPolicy, PersonId, Principal, Role } from '../../access/model.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { type Enter, keep } from '../../record/kept.ts';
import { tokenDecider } from '../decide.ts';
import type { TokenRevoked } from '../events.ts';
import { isGood, stateOf, type Token, type TokenState } from '../model.ts';
import { readToken, type TokenId, writeToken } from '../secret.ts';

/** `hash`: SHA-256 of the secret, which has 256 random bits, so that no slow hash is needed. `used_hour`: of the last use, in hours since 1970. */
const TABLES: TableSet = {
  name: 'token',
  migrations: [['CREATE TABLE token (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, used_hour INTEGER) STRICT']],
};

const HOUR_MS = 3_600_000;

/** Who somebody is now: `undefined` where they may not sign in at all. */
type Standing = (person: PersonId) => Principal | undefined;

/** A token with what people.db knows of it: the name that its person gave it, and when it was last used, to the hour. */
export interface TokenSeen extends Token {
  readonly name: string;
  readonly state: TokenState;
  readonly usedAt?: Instant;
}

export interface Tokens {
  /** The token's text comes out here and never again. Throws `Refused` (ASSAY-TOKEN-001, -002, -004). */
  issue(
    asked: { readonly principal: Principal; readonly name: string; readonly scope: readonly ActionId[]; readonly expiresAt: Instant },
    enter: Enter,
  ): Promise<{ readonly token: TokenSeen; readonly secret: string }>;
  /** Throws `Refused` (ASSAY-TOKEN-003). */
  revoke(id: string, by: PersonId, enter: Enter): Promise<TokenSeen>;
  /**
   * Ends the person's tokens that are for more than `roles` permit, for good: being let in again brings none back. `enter` is called once, also where there are none, and enters
   * the facts of it together with those of what it comes of; meanwhile none is issued. Of somebody who is erased nothing of a token is kept but its facts. Gives how many.
   */
  narrow(person: PersonId, roles: readonly Role[], by: PersonId, because: TokenRevoked['because'], enter: Enter): Promise<number>;
  /** Whom a bearer token acts for. `undefined` for every reason alike: no token of ours, a wrong secret, ended, revoked, its person shut out. */
  resolve(bearer: string): Principal | undefined;
  /** Newest first; of everybody where no person is given. */
  list(person?: PersonId): readonly TokenSeen[];
  get(id: string): TokenSeen | undefined;
}

export interface TokensOptions {
  readonly office: Pick<LedgerStore, 'read'>;
  readonly database: PeopleDatabase;
  readonly access: AccessPolicy;
  readonly standing: Standing;
}

/** Opens the tokens of an office: what they are from its ledger, their names and hashes from people.db. */
export function openTokens({ office, database, access, standing }: TokensOptions): Tokens {
  const { db, now, random } = database;
  database.ensure(TABLES);
  const kept = keep(tokenDecider, ['token.issued', 'token.revoked'], office);
  const put = db.prepare('INSERT INTO token (id, name, hash) VALUES (?, ?, ?)');
  const find = db.prepare('SELECT name, hash, used_hour FROM token WHERE id = ?');
  const touch = db.prepare('UPDATE token SET used_hour = ? WHERE id = ?');
  const drop = db.prepare('DELETE FROM token WHERE id = ?');
  const disarm = db.prepare("UPDATE token SET hash = x'' WHERE id = ?");

  // A row that no ledger entry names was never shown to anybody: the process died before it was issued.
  for (const row of db.prepare('SELECT id FROM token').all()) if (!kept.state().has(String(row['id']))) drop.run(String(row['id']));

  function seen(token: Token): TokenSeen {
    const row = find.get(token.id);
    const hour = row?.['used_hour'];
    return {
      ...token,
      name: String(row?.['name'] ?? ''),
      state: stateOf(token, now()),
      ...(typeof hour === 'number' ? { usedAt: Instant.of(hour * HOUR_MS) } : {}),
    };
  }

  const get = (id: string) => {
    const token = kept.state().get(id);
    return token === undefined ? undefined : seen(token);
  };

  const of = (person: PersonId) => [...kept.state().values()].filter((one) => one.person === person);

  return {
    async issue({ principal, name, scope, expiresAt }, enter) {
      const id = `tk${Buffer.from(random(10)).toString('hex')}` as TokenId;
      const text = writeToken(id, random(32));
      put.run(id, name, hashed(readToken(text)?.secret ?? ''));
      try {
        await kept.decide(() => ({ type: 'issue', id, person: principal.person, scope, permitted: access.permitted(principal), expiresAt, at: now() }), enter);
      } finally {
        if (!kept.state().has(id)) drop.run(id);
      }
      const token = get(id);
      if (token === undefined) throw new TypeError('a token that was issued is known');
      return { token, secret: text };
    },

    async revoke(id, by, enter) {
      await kept.decide(() => ({ type: 'revoke', id, by, at: now() }), enter);
      disarm.run(id);
      const token = get(id);
      if (token === undefined) throw new TypeError('a token that was revoked is known');
      return token;
    },

    async narrow(person, roles, by, because, enter) {
      const permitted = roles.length === 0 ? [] : access.permitted({ person, roles, via: 'session', credential: 'none' });
      const events = await kept.decideWith(
        () => ({ type: 'narrow', person, permitted, by, because, at: now() }),
        async (drafts) => {
          // What shuts out does so before it is told of.
          if (because === 'erased') for (const { id } of of(person)) drop.run(id);
          await enter(drafts);
        },
      );
      for (const { token } of events) disarm.run(token);
      database.erased();
      return events.length;
    },

    resolve(bearer) {
      const read = readToken(bearer);
      const token = read === undefined ? undefined : kept.state().get(read.id);
      if (read === undefined || token === undefined || !isGood(token, now())) return undefined;
      const row = find.get(token.id);
      const kept256 = row?.['hash'];
      const given = hashed(read.secret);
      if (!(kept256 instanceof Uint8Array) || kept256.length !== given.length || !timingSafeEqual(kept256, given)) return undefined;
      const person = standing(token.person);
      if (person === undefined) return undefined;
      const hour = Math.floor(now() / HOUR_MS);
      // Once an hour, and no finer: enough to find tokens that nothing uses, too coarse to follow somebody by.
      if (row?.['used_hour'] !== hour) touch.run(hour, token.id);
      return { person: token.person, roles: person.roles, via: 'token', credential: token.id, scope: token.scope };
    },

    list: (person) => (person === undefined ? [...kept.state().values()] : of(person)).toReversed().map(seen),
    get,
  };
}

function hashed(secret: string): Uint8Array {
  return hash('sha256', secret, 'buffer');
}

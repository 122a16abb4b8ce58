import { createHmac } from 'node:crypto';
import { Digest, Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { opaqueId } from '../../people/model.ts';
import type { Browser } from '../browser.ts';
import type { Method } from '../events.ts';
import { isAlive, isWorthNoting, type Lengths } from '../life.ts';

const TABLES: TableSet = {
  name: 'session',
  migrations: [
    [
      `CREATE TABLE session (
        hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, method TEXT NOT NULL,
        recovered INTEGER NOT NULL, browser TEXT NOT NULL, system TEXT NOT NULL, created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
        stepped_up_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX session_of_person ON session (person)',
    ],
  ],
};

export interface Session extends Browser {
  /** `s_…`: for ledgers and addresses. Gives nothing. */
  readonly id: string;
  readonly person: PersonId;
  readonly method: Method;
  /** It came of a recovery code. */
  readonly recovered: boolean;
  readonly createdAt: Instant;
  /** To the minute. */
  readonly lastSeenAt: Instant;
  readonly steppedUpAt: Instant;
}

export interface MadeSession extends Session {
  /** 256 bits, base64url: the cookie. The store has its hash alone. */
  readonly secret: string;
}

/** Sessions by the hash of their secret. Those that are over are as if they were not there. */
export interface SessionStore {
  open(session: Omit<Session, 'id' | 'createdAt' | 'lastSeenAt' | 'steppedUpAt'> & { readonly id?: string }): MadeSession;
  /** One read by key; a write only where the last was a minute ago. */
  resolve(secret: string, now: Instant): Session | undefined;
  of(person: string): readonly Session[];
  /** Another secret for the same session, which was just proven anew. The old one is nobody's from then on. */
  stepUp(id: string): string | undefined;
  /** Ends one session of a person, all but one, or all. Gives those that were ended. */
  end(person: string, which?: { readonly only: string } | { readonly but: string }): readonly Session[];
}

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** `lengths`: asked at each use, so that a change of the settings holds for sessions that are open. */
export function sessionStore(database: PeopleDatabase, lengths: () => Lengths | undefined = () => undefined): SessionStore {
  const { db, now, random } = database;
  database.ensure(TABLES);
  const insert = db.prepare(
    'INSERT INTO session (hash, id, person, method, recovered, browser, system, created_at, last_seen_at, stepped_up_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare('SELECT * FROM session WHERE hash = ?');
  const byPerson = db.prepare('SELECT * FROM session WHERE person = ? ORDER BY created_at DESC, id');
  const seen = db.prepare('UPDATE session SET last_seen_at = ? WHERE id = ?');
  const renew = db.prepare('UPDATE session SET hash = ?, stepped_up_at = ?, last_seen_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM session WHERE id = ?');
  const past = db.prepare('DELETE FROM session WHERE created_at < ?');
  const fresh = () => Buffer.from(random(32)).toString('base64url');
  const of = (person: string) =>
    byPerson
      .all(person)
      .map(sessionOf)
      .filter((one) => isAlive(one, now(), lengths()));
  return {
    open({ id = opaqueId('s', random), person, method, recovered, browser, system }) {
      const at = now();
      const secret = fresh();
      database.transaction(() => {
        past.run(at - 24 * 60 * 60 * 1000);
        insert.run(Digest.of(secret), id, person, method, recovered ? 1 : 0, browser, system, at, at, at);
      });
      return { id, person, method, recovered, browser, system, createdAt: at, lastSeenAt: at, steppedUpAt: at, secret };
    },
    resolve(secret, at) {
      if (!SECRET.test(secret)) return undefined;
      const row = find.get(Digest.of(secret));
      if (row === undefined) return undefined;
      const session = sessionOf(row);
      if (!isAlive(session, at, lengths())) return undefined;
      if (!isWorthNoting(session, at)) return session;
      seen.run(at, session.id);
      return { ...session, lastSeenAt: at };
    },
    of,
    stepUp(id) {
      const secret = fresh();
      return renew.run(Digest.of(secret), now(), now(), id).changes === 1 ? secret : undefined;
    },
    end(person, which = { but: '' }) {
      return database.transaction(() => {
        const ended = of(person).filter(({ id }) => ('only' in which ? id === which.only : id !== which.but));
        for (const { id } of ended) remove.run(id);
        return ended;
      });
    },
  };
}

/** What a page of the console must send with whatever changes something. Whoever can make a browser send the cookie cannot know it. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('assay csrf v1').digest('base64url');
}

function sessionOf(row: Record<string, unknown>): Session {
  const at = (column: string) => Instant.of(Number(row[column]));
  return {
    id: String(row['id']),
    person: String(row['person']) as PersonId,
    // Only `open` writes this column.
    method: row['method'] as Method,
    recovered: row['recovered'] === 1,
    browser: String(row['browser']),
    system: String(row['system']),
    createdAt: at('created_at'),
    lastSeenAt: at('last_seen_at'),
    steppedUpAt: at('stepped_up_at'),
  };
}

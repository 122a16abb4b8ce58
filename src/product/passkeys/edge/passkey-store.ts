import { Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';

const TABLES: TableSet = {
  name: 'passkey',
  migrations: [
    [
      `CREATE TABLE passkey (
        credential TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, public_key BLOB NOT NULL,
        counter INTEGER NOT NULL, transports TEXT NOT NULL, name TEXT NOT NULL, backed_up INTEGER NOT NULL, created_at INTEGER NOT NULL,
        last_used_at INTEGER, suspect_at INTEGER
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX passkey_of_person ON passkey (person)',
    ],
  ],
};

export interface Passkey {
  /** Ours, for ledgers and addresses. */
  readonly id: string;
  /** The authenticator's, base64url. */
  readonly credential: string;
  readonly person: PersonId;
  /** COSE_Key (RFC 9052 section 7). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  /** As its owner calls it. */
  readonly name: string;
  /** It is kept in step between several devices of its owner. */
  readonly backedUp: boolean;
  readonly createdAt: Instant;
  readonly lastUsedAt?: Instant;
  /** Its counter went back: there may be a copy. */
  readonly suspectAt?: Instant;
}

/** Public keys of people's authenticators. `used` moves the counter on only from where it was read, so two sign-ins with one counter are one. */
export interface PasskeyStore {
  find(credential: string): Passkey | undefined;
  of(person: string): readonly Passkey[];
  /** Adds it, or gives it another name. */
  put(passkey: Passkey): void;
  used(passkey: Passkey, counter: number | 'went-back'): boolean;
  /** One of a person's, or all of them. */
  remove(person: string, id?: string): boolean;
}

export function passkeyStore(database: PeopleDatabase): PasskeyStore {
  const { db, now } = database;
  database.ensure(TABLES);
  const byCredential = db.prepare('SELECT * FROM passkey WHERE credential = ?');
  const byPerson = db.prepare('SELECT * FROM passkey WHERE person = ? ORDER BY created_at, id');
  const insert = db.prepare(
    `INSERT INTO passkey (credential, id, person, public_key, counter, transports, name, backed_up, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (credential) DO UPDATE SET name = excluded.name WHERE person = excluded.person`,
  );
  const move = db.prepare('UPDATE passkey SET counter = ?, last_used_at = ? WHERE id = ? AND counter = ?');
  const suspect = db.prepare('UPDATE passkey SET suspect_at = ? WHERE id = ?');
  const one = db.prepare('DELETE FROM passkey WHERE person = ? AND id = ?');
  const all = db.prepare('DELETE FROM passkey WHERE person = ?');
  return {
    find: (credential) => passkeyOf(byCredential.get(credential)),
    of: (person) => byPerson.all(person).flatMap((row) => passkeyOf(row) ?? []),
    // Names of devices are written by people, and may say whose they are.
    put({ credential, id, person, publicKey, counter, transports, name, backedUp, createdAt }) {
      insert.run(credential, id, person, publicKey, counter, JSON.stringify(transports), name, backedUp ? 1 : 0, createdAt);
      database.erased();
    },
    used: ({ id, counter: kept }, counter) => (counter === 'went-back' ? suspect.run(now(), id) : move.run(counter, now(), id, kept)).changes === 1,
    remove(person, id) {
      const removed = (id === undefined ? all.run(person) : one.run(person, id)).changes > 0;
      if (removed) database.erased();
      return removed;
    },
  };
}

function passkeyOf(row: Record<string, unknown> | undefined): Passkey | undefined {
  if (row === undefined) return undefined;
  const at = (column: string) => (typeof row[column] === 'number' ? Instant.of(row[column]) : undefined);
  const [lastUsedAt, suspectAt] = [at('last_used_at'), at('suspect_at')];
  return {
    id: String(row['id']),
    credential: String(row['credential']),
    person: String(row['person']) as PersonId,
    // STRICT: this column holds bytes and nothing else.
    publicKey: new Uint8Array(row['public_key'] as Uint8Array),
    counter: Number(row['counter']),
    transports: JSON.parse(String(row['transports'])) as readonly string[],
    name: String(row['name']),
    backedUp: row['backed_up'] === 1,
    createdAt: Instant.of(Number(row['created_at'])),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(suspectAt === undefined ? {} : { suspectAt }),
  };
}

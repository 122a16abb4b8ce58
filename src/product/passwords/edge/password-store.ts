import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';

const TABLES: TableSet = {
  name: 'password',
  migrations: [
    [
      'CREATE TABLE password (person TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, hash TEXT NOT NULL, set_at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    ],
  ],
};

/** Hashes of passwords, in the PHC string format. */
export interface PasswordStore {
  find(person: string): string | undefined;
  put(person: string, hash: string): void;
  /** The same password at another cost, unless it was changed meanwhile. */
  renew(person: string, from: string, to: string): void;
  remove(person: string): boolean;
}

export function passwordStore(database: PeopleDatabase): PasswordStore {
  const { db, now } = database;
  database.ensure(TABLES);
  const find = db.prepare('SELECT hash FROM password WHERE person = ?');
  const upsert = db.prepare(
    'INSERT INTO password (person, hash, set_at) VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at',
  );
  const renew = db.prepare('UPDATE password SET hash = ? WHERE person = ? AND hash = ?');
  const remove = db.prepare('DELETE FROM password WHERE person = ?');
  return {
    find(person) {
      const hash = find.get(person)?.['hash'];
      return typeof hash === 'string' ? hash : undefined;
    },
    put(person, hash) {
      upsert.run(person, hash, now());
    },
    renew(person, from, to) {
      renew.run(to, person, from);
    },
    remove: (person) => remove.run(person).changes > 0,
  };
}

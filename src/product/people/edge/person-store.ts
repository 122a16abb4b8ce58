import { Instant, Refused } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import { peopleFaults } from '../faults.ts';
import { type PersonRow, userNameKey } from '../model.ts';
import type { PeopleDatabase, TableSet } from './people-database.ts';

const TABLES: TableSet = {
  name: 'person',
  migrations: [
    [
      'CREATE TABLE person (id TEXT PRIMARY KEY, display_name TEXT NOT NULL, user_name TEXT, user_name_key TEXT UNIQUE, created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    ],
  ],
};

/** Names of people, and nothing else. Rows of other stores that belong to a person go with theirs. */
export interface PersonStore {
  find(id: string): PersonRow | undefined;
  findByUserName(userName: string): PersonRow | undefined;
  list(): readonly PersonRow[];
  /** Adds a person, or changes the names of one. Throws `Refused` (ASSAY-PEOPLE-002). */
  put(person: PersonRow): void;
  erase(id: string): void;
}

/** Throws `Refused` (ASSAY-PEOPLE-002) where somebody else than `person` has the user name. */
export function refuseTaken(store: Pick<PersonStore, 'findByUserName'>, userName: string, person: string | undefined): void {
  const holder = store.findByUserName(userName);
  if (holder !== undefined && holder.id !== person) throw taken();
}

export function personStore(database: PeopleDatabase): PersonStore {
  const { db } = database;
  database.ensure(TABLES);
  const byId = db.prepare('SELECT * FROM person WHERE id = ?');
  const byName = db.prepare('SELECT * FROM person WHERE user_name_key = ?');
  const all = db.prepare('SELECT * FROM person ORDER BY created_at, id');
  const upsert = db.prepare(
    `INSERT INTO person (id, display_name, user_name, user_name_key, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, user_name = excluded.user_name, user_name_key = excluded.user_name_key`,
  );
  const remove = db.prepare('DELETE FROM person WHERE id = ?');
  const findByUserName = (userName: string) => rowOf(byName.get(userNameKey(userName)));
  return {
    find: (id) => rowOf(byId.get(id)),
    findByUserName,
    list: () => all.all().flatMap((row) => rowOf(row) ?? []),
    put({ id, displayName, userName, createdAt }) {
      if (userName !== undefined) refuseTaken({ findByUserName }, userName, id);
      const before = byId.get(id) !== undefined;
      upsert.run(id, displayName, userName ?? null, userName === undefined ? null : userNameKey(userName), createdAt);
      // A name of before is one that somebody wanted gone.
      if (before) database.erased();
    },
    erase(id) {
      remove.run(id);
      database.erased();
    },
  };
}

function rowOf(row: Record<string, unknown> | undefined): PersonRow | undefined {
  if (row === undefined) return undefined;
  const userName = row['user_name'];
  return {
    id: String(row['id']) as PersonId,
    displayName: String(row['display_name']),
    createdAt: Instant.of(Number(row['created_at'])),
    ...(typeof userName === 'string' ? { userName } : {}),
  };
}

function taken(): Refused {
  return new Refused(
    peopleFaults.fault('002', {
      message: 'somebody else has this user name',
      field: 'userName',
      expected: 'a user name that nobody has',
      found: 'one that is taken',
      remedy: 'Choose another one. It is only typed at sign-in; others see the display name.',
    }),
  );
}

import type { Instant } from '../../../core/index.ts';
import type { PeopleKey } from '../../people/edge/key-file.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { stepUsed } from '../window.ts';
import { matchingSteps, SECRET_BYTES } from './codes.ts';

const TABLES: TableSet = {
  name: 'totp',
  migrations: [
    [
      'CREATE TABLE totp (person TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, sealed BLOB NOT NULL, last_step INTEGER NOT NULL) STRICT, WITHOUT ROWID',
    ],
  ],
};

/** Secrets of authenticator apps, sealed by the key file. */
export interface TotpStore {
  has(person: string): boolean;
  /** `step`: of the code that showed that the app has it. It is used up. */
  put(person: string, secret: Uint8Array, step: number): void;
  /** The step that this code would use up: of now, and later than any before it. The same work where there is no secret, or no person. */
  step(person: string | undefined, code: string, now: Instant): number | undefined;
  /** Uses a step up. Compared and moved on in one statement: of two equal codes at once, one is refused. */
  use(person: string, step: number): boolean;
  remove(person: string): boolean;
}

export function totpStore(database: PeopleDatabase, key: PeopleKey): TotpStore {
  const { db } = database;
  database.ensure(TABLES);
  const find = db.prepare('SELECT sealed, last_step FROM totp WHERE person = ?');
  const upsert = db.prepare(
    'INSERT INTO totp (person, sealed, last_step) VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step',
  );
  const use = db.prepare('UPDATE totp SET last_step = ? WHERE person = ? AND last_step < ?');
  const remove = db.prepare('DELETE FROM totp WHERE person = ?');
  const place = (person: string) => `totp ${person}`;
  // What an unknown person's code is compared with.
  const nobody = key.seal(database.random(SECRET_BYTES), place(''));
  return {
    has: (person) => find.get(person) !== undefined,
    put(person, secret, step) {
      upsert.run(person, key.seal(secret, place(person)), step);
    },
    step(person, code, now) {
      const row = find.get(person ?? '');
      const sealed = row?.['sealed'];
      const known = sealed instanceof Uint8Array && person !== undefined;
      const secret = known ? key.unseal(sealed, place(person)) : key.unseal(nobody, place(''));
      const step = stepUsed(matchingSteps(secret, code, now), row === undefined ? undefined : Number(row['last_step']));
      return known ? step : undefined;
    },
    use: (person, step) => use.run(step, person, step).changes === 1,
    remove: (person) => remove.run(person).changes > 0,
  };
}

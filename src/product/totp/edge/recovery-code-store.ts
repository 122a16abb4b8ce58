import { Digest } from '../../../core/index.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { HOW_MANY, readRecoveryCode, recoveryCode } from '../recovery-code.ts';

const TABLES: TableSet = {
  name: 'recovery-code',
  migrations: [
    [
      'CREATE TABLE recovery_code (hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID',
      'CREATE INDEX recovery_code_of_person ON recovery_code (person)',
    ],
    ['CREATE TABLE recovery_codes_unkept (person TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID'],
  ],
};

/** Hashes of recovery codes. 80 random bits are not guessed, so a fast hash will do; the person's id is in it, so a code works for one person alone. */
export interface RecoveryCodeStore {
  /** Makes new ones in the place of all others. Shown once: nobody can show them again. */
  renew(person: string): readonly string[];
  /** Used up by the same statement that finds it. */
  use(person: string | undefined, code: string): boolean;
  left(person: string): number;
  /** Their person has said that they have them, or has used one. False from when they were made until then: a page that was closed too early shows them to nobody. */
  areKept(person: string): boolean;
  kept(person: string): void;
  remove(person: string): void;
}

export function recoveryCodeStore(database: PeopleDatabase): RecoveryCodeStore {
  const { db, random } = database;
  database.ensure(TABLES);
  const insert = db.prepare('INSERT INTO recovery_code (hash, person) VALUES (?, ?)');
  const take = db.prepare('DELETE FROM recovery_code WHERE hash = ? AND person = ?');
  const count = db.prepare('SELECT count(*) AS n FROM recovery_code WHERE person = ?');
  const clear = db.prepare('DELETE FROM recovery_code WHERE person = ?');
  const unkept = db.prepare('INSERT INTO recovery_codes_unkept (person) VALUES (?) ON CONFLICT (person) DO NOTHING');
  const keep = db.prepare('DELETE FROM recovery_codes_unkept WHERE person = ?');
  const findUnkept = db.prepare('SELECT 1 FROM recovery_codes_unkept WHERE person = ?');
  const hashOf = (person: string, code: string) => Digest.of(`${person}:${code}`);
  return {
    renew(person) {
      const codes = Array.from({ length: HOW_MANY }, () => recoveryCode(random(10)));
      database.transaction(() => {
        clear.run(person);
        unkept.run(person);
        for (const code of codes) insert.run(hashOf(person, code.replaceAll('-', '')), person);
      });
      return codes;
    },
    use(person, typed) {
      const code = readRecoveryCode(typed) ?? '';
      const used = take.run(hashOf(person ?? '', code), person ?? '').changes === 1;
      if (used) keep.run(person ?? '');
      return used;
    },
    left: (person) => Number(count.get(person)?.['n'] ?? 0),
    areKept: (person) => findUnkept.get(person) === undefined,
    kept(person) {
      keep.run(person);
    },
    remove(person) {
      clear.run(person);
      keep.run(person);
    },
  };
}

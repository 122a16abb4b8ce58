import { type Digest, Digest as digest, Instant } from '../../../core/index.ts';
import { isLinkSecret, type Link, type LinkKind, linkExpiry } from '../link.ts';
import { opaqueId } from '../model.ts';
import type { PeopleDatabase, TableSet } from './people-database.ts';

const TABLES: TableSet = {
  name: 'link',
  migrations: [
    [
      `CREATE TABLE link (
        hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, person TEXT REFERENCES person (id) ON DELETE CASCADE, expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX link_of_person ON link (person)',
    ],
  ],
};

export interface MadeLink extends Link {
  /** Shown once: the store has its hash alone. 256 bits in base64url. */
  readonly secret: string;
}

/**
 * One-time links. A link works once: `use` removes it in the same statement that finds it, so of two that come at once one is refused. A person, and the
 * set-up, has one link at most: making another one ends the first.
 */
export interface LinkStore {
  make(kind: LinkKind, person?: string): MadeLink;
  /** What a secret would let in, without using it. */
  peek(secret: string): Link | undefined;
  use(secret: string): Link | undefined;
  /** Ends the links of a person, or the set-up link. */
  end(person: string | undefined): void;
}

export function linkStore(database: PeopleDatabase): LinkStore {
  const { db, now, random } = database;
  database.ensure(TABLES);
  const insert = db.prepare('INSERT INTO link (hash, id, kind, person, expires_at) VALUES (?, ?, ?, ?, ?)');
  const find = db.prepare('SELECT id, kind, person, expires_at FROM link WHERE hash = ? AND expires_at > ?');
  const take = db.prepare('DELETE FROM link WHERE hash = ? AND expires_at > ? RETURNING id, kind, person, expires_at');
  const endOf = db.prepare('DELETE FROM link WHERE person IS ?');
  const past = db.prepare('DELETE FROM link WHERE expires_at <= ?');
  const end = (person: string | undefined) => {
    endOf.run(person ?? null);
  };
  return {
    make(kind, person) {
      const secret = Buffer.from(random(32)).toString('base64url');
      const link: Link = { id: opaqueId('l', random), kind, expiresAt: linkExpiry(kind, now()), ...(person === undefined ? {} : { person }) };
      database.transaction(() => {
        past.run(now());
        end(person);
        insert.run(hashOf(secret), link.id, kind, person ?? null, link.expiresAt);
      });
      return { ...link, secret };
    },
    peek: (secret) => (isLinkSecret(secret) ? linkOf(find.get(hashOf(secret), now())) : undefined),
    use: (secret) => (isLinkSecret(secret) ? linkOf(take.get(hashOf(secret), now())) : undefined),
    end,
  };
}

/** 256 random bits need no slow hash: there is nothing to guess. Looked up by the hash, so a comparison's time says nothing of the secret. */
function hashOf(secret: string): Digest {
  return digest.of(secret);
}

function linkOf(row: Record<string, unknown> | undefined): Link | undefined {
  if (row === undefined) return undefined;
  const person = row['person'];
  return {
    id: String(row['id']),
    // Only `make` writes this column.
    kind: row['kind'] as LinkKind,
    expiresAt: Instant.of(Number(row['expires_at'])),
    ...(typeof person === 'string' ? { person } : {}),
  };
}

import type { DatabaseSync } from 'node:sqlite';
import { Digest, Instant } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import type { Fleet, Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { Telling } from '../telling.ts';
import { credentialOf } from './questions.ts';

/** Which facts are part of which device's life, of all rooms that tell theirs. */
export function historyProjector(tellings: readonly Telling[]): Projector {
  const types = [...new Set(tellings.flatMap((telling) => telling.types))].sort();
  return {
    room: 'history',
    // Another room that tells, or another fact that it tells of: then the table is made anew.
    version: 1 + Number.parseInt(Digest.of(types.join(' ')).slice(7, 18), 16),
    types,
    schema: 'CREATE TABLE history_fact (device TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (device, seq)) STRICT, WITHOUT ROWID',
    apply(db, type, body, seq) {
      const insert = prepared(db, 'INSERT INTO history_fact (device, seq) VALUES (?, ?) ON CONFLICT DO NOTHING');
      for (const telling of tellings)
        if (telling.types.includes(type))
          for (const device of telling.devices(type, body, (serial) => credentialOf(db, serial)?.device)) insert.run(device, seq);
    },
  };
}

export interface Told {
  readonly seq: number;
  /** When the ledger took it, RFC 3339. */
  readonly at: string;
  readonly type: string;
  /** In plain words. */
  readonly says: string;
}

/** The newest `limit` facts of a device's life, oldest first, each with its entry of the fleet's ledger, and how many there are. */
export function lifeOf(
  fleet: Pick<Fleet, 'db' | 'ledger'>,
  device: string,
  tellings: readonly Telling[],
  limit: number,
): { readonly facts: readonly Told[]; readonly all: number } {
  const seqs = newest(fleet.db, device, limit);
  const all = Number(prepared(fleet.db, 'SELECT count(*) AS n FROM history_fact WHERE device = ?').get(device)?.['n'] ?? 0);
  const facts = seqs.flatMap((seq) => {
    const [entry] = fleet.ledger.read(seq as Seq, 1);
    const telling = tellings.find(({ types }) => entry !== undefined && types.includes(entry.type));
    if (entry === undefined || telling === undefined) return [];
    return [{ seq, at: Instant.format(entry.recordedAt), type: entry.type, says: telling.say(entry.type, entry.body, device) }];
  });
  return { facts, all };
}

function newest(db: DatabaseSync, device: string, limit: number): readonly number[] {
  return prepared(db, 'SELECT seq FROM history_fact WHERE device = ? ORDER BY seq DESC LIMIT ?')
    .all(device, limit)
    .map((row) => Number(row['seq']))
    .reverse();
}

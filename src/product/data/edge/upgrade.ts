import type { DatabaseSync } from 'node:sqlite';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { Holder } from '../model.ts';
import { FORMAT } from './database.ts';
import type { Random } from './key-file.ts';
import type { DataKeys } from './keys.ts';
import { standsIn } from './rows.ts';
import { sealerOf, unsealed } from './sealing.ts';

const AT_ONCE = 500;

/**
 * Format 1 bound neither number nor end to a value. Its rows are sealed anew as they stand, within the caller's transaction, and the format is raised with them: what was done to ends before cannot be
 * found out. A row that does not open is left as it is, and does not open afterwards either.
 */
export function upgrade(db: DatabaseSync, keys: DataKeys, random: Random): void {
  const format = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (format === FORMAT) return;
  const all = db.prepare('SELECT data_key.n, holder.holder, device FROM data_key JOIN data_holder AS holder ON holder.n = data_key.holder').all();
  for (const row of all) {
    const [holder, device] = [String(row['holder']) as Holder, String(row['device']) as DeviceId];
    const found = keys.open(holder, device);
    if (found === undefined) continue;
    const sealer = sealerOf(new Uint8Array(found.key), random);
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const page = prepared(db, 'SELECT * FROM data_record WHERE key = ? AND id > ? ORDER BY id LIMIT ?').all(Number(row['n']), after, AT_ONCE);
      for (const one of page) {
        const bound = { holder, device, channel: String(one['channel']), ...standsIn(one) };
        const value = unsealed(found.key, one['sealed'] as Uint8Array, bound, 1);
        if (value !== undefined) prepared(db, 'UPDATE data_record SET sealed = ? WHERE id = ?').run(sealer.seal(value, bound), bound.id);
        after = bound.id;
      }
      if (page.length < AT_ONCE) break;
    }
    found.key.fill(0);
    sealer.end();
  }
  db.exec(`PRAGMA user_version = ${FORMAT}`);
}

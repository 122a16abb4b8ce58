import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Telling } from '../../device/telling.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { CODE_EVENTS, type CodeEvent, type CodeStanding } from '../spake2-window.ts';

/** When each device last took codes, and what was tried since. Moments are milliseconds. */
export const codeProjector: Projector = {
  room: 'code',
  version: 1,
  types: CODE_EVENTS,
  schema: `
CREATE TABLE code_device (device TEXT PRIMARY KEY, until INTEGER NOT NULL, ever INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE code_wrong (device TEXT NOT NULL, seq INTEGER NOT NULL, household TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (device, seq)) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as CodeEvent;
    const run = (sql: string, ...values: readonly (string | number)[]) => prepared(db, sql).run(...values);
    if (event.type === 'code.opened') {
      run(
        'INSERT INTO code_device (device, until, ever) VALUES (?, ?, 0) ON CONFLICT (device) DO UPDATE SET until = excluded.until, ever = ever * ?',
        event.device,
        Instant.parse(event.until),
        event.fresh ? 0 : 1,
      );
      run('DELETE FROM code_wrong WHERE device = ?', event.device);
    } else if (event.right) {
      run('UPDATE code_device SET ever = 0, until = 0 WHERE device = ?', event.device);
    } else {
      run('UPDATE code_device SET ever = ever + 1 WHERE device = ?', event.device);
      run(
        'INSERT INTO code_wrong (device, seq, household, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        event.device,
        seq,
        event.household,
        Instant.parse(event.at),
      );
    }
  },
};

export function codeStanding(db: DatabaseSync, device: string): CodeStanding {
  const row = prepared(db, 'SELECT until, ever FROM code_device WHERE device = ?').get(device);
  const wrong = prepared(db, 'SELECT household, at FROM code_wrong WHERE device = ? ORDER BY seq').all(device);
  return {
    ...(row === undefined ? {} : { until: Instant.of(Number(row['until'])) }),
    ever: Number(row?.['ever'] ?? 0),
    wrong: wrong.map((one) => ({ household: String(one['household']) as HouseholdId, at: Instant.of(Number(one['at'])) })),
  };
}

export const codeTelling: Telling = {
  types: CODE_EVENTS,
  devices: (_type, body) => [(body as unknown as CodeEvent).device],
  say(type, body) {
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as CodeEvent;
    if (event.type === 'code.opened') return `took typed codes until ${event.until}, because its button was pressed`;
    return event.right ? `was shown to know its code by household ${event.household}` : `was tried with a wrong code by household ${event.household}`;
  },
};

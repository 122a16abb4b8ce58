import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { AT, HOME } from '../../device/edge/devices.fixture.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { openFleetKey } from './key-file.ts';
import { dataKeys } from './keys.ts';
import { openDataStore } from './store.ts';

const CAM = 'cam-17' as DeviceId;
const FAR = Instant.of(AT + 86_400_000);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-data-format-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = () => {
  const store = openDataStore(folder, randomBytes);
  const { records, bad } = store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 10 });
  store.close();
  return { texts: records.map(({ value }) => Buffer.from(value).toString()), bad };
};
const written = (sql: string) => {
  const db = new DatabaseSync(join(folder, 'data.db'));
  db.exec(sql);
  db.close();
};
/** As format 1 sealed a value, by its description alone. */
function sealedByOne(key: Uint8Array, value: string): Buffer {
  const salt = randomBytes(16);
  const own = createHmac('sha256', key).update('assay data record v1').update(salt).digest();
  const cipher = createCipheriv('aes-256-gcm', own, Buffer.alloc(12)).setAAD(Buffer.from(`assay-data/1\n${HOME}\n${CAM}\nmotion\npersonal\noperation\n${AT}`));
  const body = Buffer.concat([cipher.update(value), cipher.final()]);
  return Buffer.concat([salt, Buffer.alloc(4), cipher.getAuthTag(), body]);
}

it('what format 1 wrote is bound to its end and number from the first opening on; what did not open then does not afterwards', () => {
  const store = openDataStore(folder, randomBytes);
  for (const text of ['hall', 'kitchen', 'forged'])
    store.put({ holder: HOME, device: CAM, channel: 'motion', dataClass: 'personal', purpose: 'operation', at: AT }, FAR, Buffer.from(text));
  store.close();
  const db = new DatabaseSync(join(folder, 'data.db'));
  const found = dataKeys(db, openFleetKey(folder, db, randomBytes), randomBytes, (error) => expect.unreachable(String(error))).open(HOME, CAM);
  for (const [id, text] of [
    [1, 'hall'],
    [2, 'kitchen'],
  ] as const)
    db.prepare('UPDATE data_record SET sealed = ? WHERE id = ?').run(sealedByOne(found?.key ?? new Uint8Array(), text), id);
  db.exec('UPDATE data_record SET sealed = zeroblob(60) WHERE id = 3; PRAGMA user_version = 1');
  db.close();
  expect(kept()).toEqual({ texts: ['hall', 'kitchen'], bad: [3] });
  expect(kept()).toEqual({ texts: ['hall', 'kitchen'], bad: [3] });
  written('UPDATE data_record SET until = until + 1 WHERE id = 1');
  expect(kept()).toEqual({ texts: ['kitchen'], bad: [1, 3] });
});

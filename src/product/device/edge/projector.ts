import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import { DEVICE_EVENTS, type DeviceEvent } from '../events.ts';

/**
 * The tables of devices. Moments are milliseconds. `device` is found by its rowid in the order of registration, which the ledger fixes; so pages of a search stand still while
 * devices are added. `expires_at` is the end of the last credential that is not over. `device_find` holds the ids cut in threes, for parts of an id in the middle of it.
 */
export const deviceProjector: Projector = {
  room: 'device',
  version: 4,
  types: DEVICE_EVENTS,
  schema: `
CREATE TABLE device (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, product TEXT NOT NULL, life TEXT NOT NULL, household TEXT, gateway TEXT, firmware TEXT,
  manufacturer_key TEXT, predecessor TEXT, registered_at INTEGER NOT NULL, retired_at INTEGER, expires_at INTEGER,
  wipe_order TEXT, wipe_asked_at INTEGER, wipe_confirmed_at INTEGER, wipe_receipt TEXT, quarantine_order TEXT, quarantined_at INTEGER) STRICT;
CREATE INDEX device_of_name ON device (id COLLATE NOCASE);
CREATE INDEX device_of_product ON device (product);
CREATE INDEX device_of_life ON device (life);
CREATE INDEX device_of_firmware ON device (firmware) WHERE firmware IS NOT NULL;
CREATE INDEX device_of_product_in_life ON device (product, life);
CREATE INDEX device_of_product_by_firmware ON device (product, firmware) WHERE firmware IS NOT NULL;
CREATE INDEX device_of_household ON device (household) WHERE household IS NOT NULL;
CREATE INDEX device_owned ON device (n) WHERE household IS NOT NULL;
CREATE INDEX device_nobodys ON device (n) WHERE household IS NULL AND life = 'in-service';
CREATE INDEX device_of_gateway ON device (gateway) WHERE gateway IS NOT NULL;
CREATE INDEX device_of_manufacturer ON device (manufacturer_key) WHERE manufacturer_key IS NOT NULL;
CREATE INDEX device_expiring ON device (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX device_unwiped ON device (n) WHERE wipe_asked_at IS NOT NULL AND wipe_confirmed_at IS NULL;
CREATE INDEX device_quarantined ON device (n) WHERE quarantine_order IS NOT NULL;
CREATE VIRTUAL TABLE device_find USING fts5(id, content='', tokenize='trigram', detail='full', columnsize=0);
CREATE TABLE device_credential (serial TEXT PRIMARY KEY, device TEXT NOT NULL, issuer TEXT, profile TEXT NOT NULL, fingerprint TEXT NOT NULL,
  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, grace_until INTEGER NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL,
  rotation_order TEXT, rotation_at INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX device_credential_of ON device_credential (device, seq);
CREATE TABLE device_batch (digest TEXT NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, devices INTEGER NOT NULL, PRIMARY KEY (digest, part)) STRICT, WITHOUT ROWID;
CREATE TABLE device_count (product TEXT NOT NULL, life TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (product, life)) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    // The bodies of these types: this room's own, and certificates as the authority entered them, which may be of no device.
    applied(db, { ...(body as { readonly [key: string]: Json }), type } as unknown as DeviceEvent, seq);
  },
};

function applied(db: DatabaseSync, event: DeviceEvent, seq: Seq): void {
  const at = Instant.parse(event.at);
  switch (event.type) {
    case 'device.registered':
      registered(db, event, at);
      return;
    case 'device.reported':
      run(db, 'UPDATE device SET firmware = ? WHERE id = ?', event.firmware, event.device);
      return;
    case 'certificate.issued': {
      // A server's or an authority's own.
      if (event.device === undefined) return;
      const until = Instant.parse(event.notAfter);
      const grace = event.graceUntil === undefined ? until : Instant.parse(event.graceUntil);
      run(
        db,
        `INSERT INTO device_credential (serial, device, issuer, profile, fingerprint, not_before, not_after, grace_until, state, seq)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT (serial) DO NOTHING`,
        event.serial,
        event.device,
        event.issuer ?? null,
        event.profile,
        event.fingerprint,
        Instant.parse(event.notBefore),
        until,
        grace,
        seq,
      );
      live(db, event.device, 'in-service', 'registered');
      expiry(db, event.device);
      return;
    }
    case 'credential.used': {
      const used = prepared(db, 'SELECT profile, seq FROM device_credential WHERE serial = ? AND device = ?').get(event.serial, event.device);
      if (used === undefined) return;
      run(
        db,
        `UPDATE device_credential SET state = 'superseded' WHERE device = ? AND profile = ? AND seq < ? AND state IN ('pending', 'current')`,
        event.device,
        String(used['profile']),
        Number(used['seq']),
      );
      run(db, `UPDATE device_credential SET state = 'current' WHERE serial = ? AND state = 'pending'`, event.serial);
      expiry(db, event.device);
      return;
    }
    case 'certificate.revoked': {
      const device = prepared(db, 'SELECT device FROM device_credential WHERE serial = ?').get(event.serial)?.['device'];
      if (typeof device !== 'string') return;
      run(db, `UPDATE device_credential SET state = 'revoked' WHERE serial = ?`, event.serial);
      expiry(db, device);
      return;
    }
    case 'ownership.began':
      run(db, 'UPDATE device SET household = ? WHERE id = ?', event.household, event.device);
      return;
    case 'ownership.ended':
      run(db, 'UPDATE device SET household = NULL WHERE id = ? AND household = ?', event.device, event.household);
      return;
    case 'device.retired':
      live(db, event.device, 'retired');
      run(db, 'UPDATE device SET retired_at = ?, expires_at = NULL WHERE id = ? AND retired_at IS NULL', at, event.device);
      return;
    case 'wipe.asked':
      run(db, 'UPDATE device SET wipe_order = ?, wipe_asked_at = ?, wipe_confirmed_at = NULL, wipe_receipt = NULL WHERE id = ?', event.order, at, event.device);
      return;
    case 'wipe.confirmed':
      run(db, 'UPDATE device SET wipe_confirmed_at = ?, wipe_receipt = ? WHERE id = ? AND wipe_order = ?', at, event.receipt, event.device, event.order);
      return;
    case 'device.quarantined':
      run(db, 'UPDATE device SET quarantine_order = ?, quarantined_at = ? WHERE id = ? AND quarantine_order IS NULL', event.order, at, event.device);
      return;
    case 'device.released':
      run(db, 'UPDATE device SET quarantine_order = NULL, quarantined_at = NULL WHERE id = ?', event.device);
      return;
    case 'rotation.asked':
      run(db, 'UPDATE device_credential SET rotation_order = ?, rotation_at = ? WHERE serial = ? AND device = ?', event.order, at, event.serial, event.device);
      return;
    case 'rotation.waived':
      run(db, 'UPDATE device_credential SET rotation_order = NULL, rotation_at = NULL WHERE serial = ? AND device = ?', event.serial, event.device);
  }
}

function registered(db: DatabaseSync, { devices, batch }: Extract<DeviceEvent, { type: 'device.registered' }>, at: Instant): void {
  const insert = prepared(
    db,
    `INSERT INTO device (id, product, life, gateway, firmware, manufacturer_key, predecessor, registered_at) VALUES (?, ?, 'registered', ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const find = prepared(db, 'INSERT INTO device_find (rowid, id) VALUES (?, ?)');
  const products = new Map<string, number>();
  for (const { device, product, gateway, firmware, manufacturerKey, predecessor } of devices) {
    const { changes, lastInsertRowid } = insert.run(device, product, gateway ?? null, firmware ?? null, manufacturerKey ?? null, predecessor ?? null, at);
    if (changes === 0) continue;
    find.run(lastInsertRowid, device);
    products.set(product, (products.get(product) ?? 0) + 1);
  }
  for (const [product, n] of products) count(db, product, 'registered', n);
  if (batch !== undefined) {
    run(
      db,
      'INSERT INTO device_batch (digest, part, parts, devices) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      batch.digest,
      batch.part,
      batch.of,
      devices.length,
    );
  }
}

/** `from`: only a device of this life; without it, any that is not retired. */
function live(db: DatabaseSync, device: string, life: 'in-service' | 'retired', from?: 'registered'): void {
  const row = prepared(db, 'SELECT product, life FROM device WHERE id = ?').get(device);
  if (row === undefined || row['life'] === 'retired' || (from !== undefined && row['life'] !== from)) return;
  run(db, 'UPDATE device SET life = ? WHERE id = ?', life, device);
  count(db, String(row['product']), String(row['life']), -1);
  count(db, String(row['product']), life, 1);
}

function count(db: DatabaseSync, product: string, life: string, by: number): void {
  run(db, 'INSERT INTO device_count (product, life, n) VALUES (?, ?, ?) ON CONFLICT (product, life) DO UPDATE SET n = n + excluded.n', product, life, by);
}

function expiry(db: DatabaseSync, device: string): void {
  run(
    db,
    `UPDATE device SET expires_at = (SELECT max(not_after) FROM device_credential WHERE device_credential.device = device.id AND state IN ('pending', 'current'))
     WHERE id = ? AND life <> 'retired'`,
    device,
  );
}

function run(db: DatabaseSync, sql: string, ...values: readonly (string | number | null)[]): void {
  prepared(db, sql).run(...values);
}

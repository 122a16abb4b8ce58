import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Instant } from '../../../core/index.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId, HouseholdId, ProductId } from '../../fleet/model.ts';
import type { Registered } from '../decide.ts';
import type { Credential, CredentialState, Device, DeviceView, Life } from '../model.ts';

// What other rooms ask of devices. Each answers as of the last applied fact.

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function deviceOf(db: DatabaseSync, id: string): Device | undefined {
  const row = prepared(db, 'SELECT * FROM device WHERE id = ?').get(id);
  return row === undefined ? undefined : deviceRow(row);
}

/** Of an IDevID: by the SHA-256 of the manufacturer's certificate. Several were registered with one key: nobody can say which it is, and none is given. */
export function deviceByManufacturerKey(db: DatabaseSync, fingerprint: string): Device | undefined {
  const rows = prepared(db, `SELECT * FROM device WHERE manufacturer_key = ? AND life <> 'retired' LIMIT 2`).all(fingerprint);
  return rows.length === 1 && rows[0] !== undefined ? deviceRow(rows[0]) : undefined;
}

/** A device that was registered with this manufacturer's certificate and is retired, the last of them: of an IDevID that comes back. */
export function retiredWithManufacturerKey(db: DatabaseSync, fingerprint: string): Device | undefined {
  const row = prepared(db, `SELECT * FROM device WHERE manufacturer_key = ? AND life = 'retired' ORDER BY n DESC LIMIT 1`).get(fingerprint);
  return row === undefined ? undefined : deviceRow(row);
}

/** Devices that a gateway speaks for, retired ones left out, in the order of registration; at most 1,000. */
export function childrenOf(db: DatabaseSync, gateway: DeviceId): readonly Device[] {
  return prepared(db, `SELECT * FROM device WHERE gateway = ? AND life <> 'retired' ORDER BY n LIMIT 1000`).all(gateway).map(deviceRow);
}

export function devicesOf(db: DatabaseSync, household: HouseholdId): readonly Device[] {
  return prepared(db, 'SELECT * FROM device WHERE household = ? ORDER BY n LIMIT 1000').all(household).map(deviceRow);
}

export function credentialOf(db: DatabaseSync, serial: string): Credential | undefined {
  const row = prepared(db, 'SELECT * FROM device_credential WHERE serial = ?').get(serial);
  return row === undefined ? undefined : credentialRow(row);
}

/** Devices in quarantine, in the order of registration; at most 10,000. */
export function quarantinedOf(db: DatabaseSync): readonly Device[] {
  return prepared(db, 'SELECT * FROM device WHERE quarantine_order IS NOT NULL ORDER BY n LIMIT 10000').all().map(deviceRow);
}

/** Newest first. */
export function credentialsOf(db: DatabaseSync, device: DeviceId): readonly (Credential & { readonly issuer?: string })[] {
  return prepared(db, 'SELECT * FROM device_credential WHERE device = ? ORDER BY seq DESC').all(device).map(credentialRow);
}

/** What registration asks. */
export function registeredIn(db: DatabaseSync): Registered {
  return {
    device: (id) => deviceOf(db, id),
    alike(id) {
      const found = prepared(db, 'SELECT id FROM device WHERE id = ?1 COLLATE NOCASE AND id <> ?1 LIMIT 1').get(id)?.['id'];
      return typeof found === 'string' ? (found as DeviceId) : undefined;
    },
  };
}

/** What `standingOf` asks. */
export function viewOf(db: DatabaseSync): DeviceView {
  return { device: (id) => deviceOf(db, id), credential: (serial) => credentialOf(db, serial) };
}

export interface Counted {
  readonly product: ProductId;
  readonly life: Life;
  readonly devices: number;
}

/** How many there are of each product, in each stage of their lives. */
export function countsOf(db: DatabaseSync): readonly Counted[] {
  return prepared(db, 'SELECT product, life, n FROM device_count WHERE n > 0 ORDER BY product, life')
    .all()
    .map((row) => ({ product: String(row['product']) as ProductId, life: String(row['life']) as Life, devices: Number(row['n']) }));
}

export interface Outlook {
  readonly nobodys: number;
  readonly ending: number;
  /** The last credential is over: it may renew within the grace, or not at all. */
  readonly ended: number;
  readonly beyond: number;
  readonly unwiped: number;
}

/** Each by an index of few rows. `soon`: a credential that ends before it, and is not over, ends soon. */
export function outlookOf(db: DatabaseSync, now: Instant, soon: Instant): Outlook {
  const count = (sql: string, ...values: readonly number[]) => Number(prepared(db, sql).get(...values)?.['n'] ?? 0);
  return {
    nobodys: count(`SELECT count(*) AS n FROM device WHERE household IS NULL AND life = 'in-service'`),
    ending: count('SELECT count(*) AS n FROM device WHERE expires_at >= ? AND expires_at < ?', now, soon),
    ended: count('SELECT count(*) AS n FROM device WHERE expires_at < ?', now),
    beyond: count(
      `SELECT count(*) AS n FROM device WHERE expires_at < ?1 AND NOT EXISTS (SELECT 1 FROM device_credential
       WHERE device_credential.device = device.id AND state IN ('pending', 'current') AND grace_until >= ?1)`,
      now,
    ),
    unwiped: count('SELECT count(*) AS n FROM device WHERE wipe_asked_at IS NOT NULL AND wipe_confirmed_at IS NULL'),
  };
}

/** Parts of a batch that were entered, ascending from 0. */
export function partsEntered(db: DatabaseSync, digest: string): readonly number[] {
  return prepared(db, 'SELECT part FROM device_batch WHERE digest = ? ORDER BY part')
    .all(digest)
    .map((row) => Number(row['part']));
}

const text = <K extends string>(name: K, value: SQLOutputValue | undefined) =>
  (typeof value === 'string' ? { [name]: value } : {}) as { readonly [key in K]?: string };
const moment = <K extends string>(name: K, value: SQLOutputValue | undefined) =>
  (typeof value === 'number' ? { [name]: Instant.of(value) } : {}) as { readonly [key in K]?: Instant };

export function deviceRow(row: Row): Device {
  const asked = row['wipe_asked_at'];
  // What stands in these columns was checked before it was entered.
  return {
    id: String(row['id']) as DeviceId,
    product: String(row['product']) as ProductId,
    life: String(row['life']) as Life,
    ...(text('household', row['household']) as { household?: HouseholdId }),
    ...(text('gateway', row['gateway']) as { gateway?: DeviceId }),
    ...text('firmware', row['firmware']),
    ...text('manufacturerKey', row['manufacturer_key']),
    ...(text('predecessor', row['predecessor']) as { predecessor?: DeviceId }),
    registeredAt: Instant.of(Number(row['registered_at'])),
    ...moment('retiredAt', row['retired_at']),
    ...(typeof row['quarantined_at'] === 'number' ? { quarantine: { order: String(row['quarantine_order']), at: Instant.of(row['quarantined_at']) } } : {}),
    ...(typeof asked === 'number'
      ? {
          wipe: {
            order: String(row['wipe_order']),
            askedAt: Instant.of(asked),
            ...moment('confirmedAt', row['wipe_confirmed_at']),
            ...text('receipt', row['wipe_receipt']),
          },
        }
      : {}),
  };
}

function credentialRow(row: Row): Credential & { readonly issuer?: string } {
  return {
    serial: String(row['serial']),
    device: String(row['device']) as DeviceId,
    profile: String(row['profile']),
    fingerprint: String(row['fingerprint']),
    notBefore: Instant.of(Number(row['not_before'])),
    notAfter: Instant.of(Number(row['not_after'])),
    graceUntil: Instant.of(Number(row['grace_until'])),
    state: String(row['state']) as CredentialState,
    ...(typeof row['rotation_at'] === 'number' ? { rotation: { order: String(row['rotation_order']), askedAt: Instant.of(row['rotation_at']) } } : {}),
    ...text('issuer', row['issuer']),
  };
}

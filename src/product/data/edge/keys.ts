import type { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { dataFaults } from '../faults.ts';
import type { Holder } from '../model.ts';
import { KEY_BYTES, type Wrapping, wrapping } from './key-file.ts';
import { type Sealer, sealerOf } from './sealing.ts';

/** The keys of a store: one a device within its holder, wrapped by the holder's, which the fleet's wraps. */
export interface DataKeys {
  /** For writing; made where there is none, within the caller's transaction. `undefined` where the key does not open under its holder: `broke` has heard of it. */
  sealer(holder: Holder, device: DeviceId): { readonly n: number; readonly sealer: Sealer } | undefined;
  /** For reading; the caller overwrites it. `undefined` where there is none, or it does not open. */
  open(holder: Holder, device: DeviceId): { readonly key: Uint8Array } | undefined;
  /** Overwrites those in memory: of a device, of a holder, or all. */
  forget(holder?: Holder, device?: DeviceId): void;
}

const MOST_SEALERS = 20_000;

export function dataKeys(db: DatabaseSync, fleetKey: Wrapping, random: (bytes: number) => Uint8Array, broke: (error: unknown) => void): DataKeys {
  const sealers = new Map<string, { readonly n: number; readonly sealer: Sealer }>();
  const deviceKeyName = (holder: Holder, device: DeviceId) => `device ${holder} ${device}`;

  function holderKey(holder: Holder, makes: boolean): { readonly n: number; readonly key: Uint8Array } | undefined {
    const row = prepared(db, 'SELECT n, wrapped FROM data_holder WHERE holder = ?').get(holder);
    if (row !== undefined) {
      const opened = fleetKey.unwrap(row['wrapped'] as Uint8Array, `holder ${holder}`);
      return opened === undefined ? undefined : { n: Number(row['n']), key: opened };
    }
    if (!makes) return undefined;
    const key = random(KEY_BYTES);
    const { lastInsertRowid } = prepared(db, 'INSERT INTO data_holder (holder, wrapped) VALUES (?, ?)').run(holder, fleetKey.wrap(key, `holder ${holder}`));
    return { n: Number(lastInsertRowid), key };
  }

  /** The key of a device within its holder, unwrapped. Within a transaction where it is made. */
  function deviceKey(holder: Holder, device: DeviceId, makes: boolean): { readonly n: number; readonly key: Uint8Array } | undefined {
    const above = holderKey(holder, makes);
    if (above === undefined) return undefined;
    const { wrap, unwrap } = wrapping(above.key, random);
    const of = deviceKeyName(holder, device);
    const row = prepared(db, 'SELECT n, wrapped FROM data_key WHERE holder = ? AND device = ?').get(above.n, device);
    const key = row === undefined ? (makes ? random(KEY_BYTES) : undefined) : unwrap(row['wrapped'] as Uint8Array, of);
    const n =
      row === undefined && key !== undefined
        ? prepared(db, 'INSERT INTO data_key (holder, device, wrapped) VALUES (?, ?, ?)').run(above.n, device, wrap(key, of)).lastInsertRowid
        : row?.['n'];
    above.key.fill(0);
    return key === undefined ? undefined : { n: Number(n), key };
  }

  function sealerFor(holder: Holder, device: DeviceId): { readonly n: number; readonly sealer: Sealer } | undefined {
    const name = deviceKeyName(holder, device);
    const known = sealers.get(name);
    if (known !== undefined) return known;
    const found = deviceKey(holder, device, true);
    if (found === undefined) {
      // Its key is there and does not open under its holder: nothing more is kept of this device until that is erased, and the others of the batch are not kept from it.
      broke(changed([name]));
      return undefined;
    }
    if (sealers.size >= MOST_SEALERS) endSealers(() => true);
    const made = { n: found.n, sealer: sealerOf(found.key, random) };
    sealers.set(name, made);
    return made;
  }

  function endSealers(which: (name: string) => boolean): void {
    for (const [name, { sealer }] of sealers) {
      if (!which(name)) continue;
      sealer.end();
      sealers.delete(name);
    }
  }

  return {
    sealer: sealerFor,
    open: (holder, device) => deviceKey(holder, device, false),
    forget(holder, device) {
      endSealers((name) => holder === undefined || (device === undefined ? name.startsWith(`device ${holder} `) : name === deviceKeyName(holder, device)));
    },
  };
}

/** For what was changed, or put where it does not belong. */
function changed(which: readonly (string | number)[]): Refused {
  return new Refused(
    dataFaults.fault('004', {
      message: `${which.length === 1 ? 'a record of data.db does' : `${which.length} records of data.db do`} not open`,
      expected: 'what Assay wrote, where Assay wrote it',
      found: `changed or moved: ${which.slice(0, 20).join(', ')}`,
      remedy: 'Somebody wrote into the file, or the disk did. Put data.db back from a back-up, or erase what it holds of this household.',
    }),
  );
}

import { performance } from 'node:perf_hooks';
import { Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { householdQuestions } from '../../household/edge/tables.ts';
import { isConsented } from '../../household/model.ts';
import type { DataExpired } from '../events.ts';
import { householdOf } from '../model.ts';
import { dataIsThere } from './database.ts';
import { erasuresOf } from './erasures.ts';
import { paceOf } from './pace.ts';
import type { DataStore } from './port.ts';
import { openErasures } from './projector.ts';
import { carryOut } from './requests.ts';
import { openDataStore } from './store.ts';

/** The data of one fleet that is open: its store, once somebody needs it, and what has to be done about it by itself. */
export interface Held {
  readonly fleet: Fleet;
  /** Opened at first need, made where there is none. Throws `Refused` (ASSAY-DATA-002, -003). */
  store(): DataStore;
  /** `undefined` where nothing was ever kept. */
  storeIfAny(): DataStore | undefined;
  /** Erases what is past its time, or kept for a purpose that its household has not agreed to any more. Gives what went; each is a fact. One at a time. `bidden`: by whoever runs the fleet, whose word it is that the clock is right; else one that ran ahead erases nothing (ASSAY-DATA-011, once, to `broke`). */
  sweep(bidden?: 'bidden'): Promise<readonly DataExpired[]>;
  /** Resolves when what was asked for before has been carried out, or has failed. */
  carriedOut(): Promise<void>;
  end(): Promise<void>;
}

const SWEEP_MS = 600_000;

/** `broke`: told what failed and is tried again. `passphrase`: of the key, as of the moment at which it is opened. */
export function holdData(fleet: Fleet, broke: (error: unknown) => void, passphrase: () => string | undefined): Held {
  let opened: DataStore | undefined;
  let ended = false;
  let sweeping: Promise<readonly DataExpired[]> = Promise.resolve([]);
  let erasing: Promise<void> = Promise.resolve();
  const households = householdQuestions(fleet.db);
  const pace = paceOf(fleet.now, () => performance.now(), broke);

  const store = (): DataStore => {
    if (ended) throw new Error('the fleet is being closed');
    if (opened !== undefined) return opened;
    const made = openDataStore(fleet.folder, fleet.random, broke, passphrase());
    try {
      const rest = made.again(erasuresOf(fleet.db)).catch(broke);
      erasing = erasing.catch(() => undefined).then(() => rest);
    } catch (error) {
      // Nothing is read of it before what was erased is destroyed.
      made.close();
      throw error;
    }
    opened = made;
    return made;
  };
  const storeIfAny = () => (opened !== undefined || dataIsThere(fleet.folder) ? store() : undefined);

  async function enter(event: Omit<DataExpired, 'type' | 'at'>): Promise<DataExpired> {
    const whole: DataExpired = { ...event, type: 'data.expired', at: Instant.format(fleet.now()) };
    await fleet.act('data:time', () => ({ ok: true, events: [whole] }));
    return whole;
  }

  async function swept(bidden: 'bidden' | undefined): Promise<readonly DataExpired[]> {
    const from = storeIfAny();
    if (from === undefined) return [];
    const events: DataExpired[] = [];
    if (bidden !== undefined) pace.believe();
    const now = pace.now();
    const { gone, late } = await from.expire(now);
    if (gone.length > 0) events.push(await enter({ because: 'time', gone, late: Math.round(late / 1000) }));
    for (const { holder, purpose, dataClass } of from.further()) {
      const household = householdOf(holder);
      const consent = household === undefined ? undefined : households.consent(household, purpose, dataClass);
      if (consent !== undefined && isConsented(consent, now)) continue;
      const records = await from.withdraw(holder, purpose, dataClass);
      if (records > 0)
        events.push(
          await enter({
            because: 'consent-withdrawn',
            ...(household === undefined ? {} : { household }),
            gone: [{ class: dataClass, purpose, records }],
            late: 0,
          }),
        );
    }
    return events;
  }

  const sweep = (bidden?: 'bidden') => {
    const next = sweeping.catch(() => []).then(() => (ended ? [] : swept(bidden)));
    sweeping = next;
    return next;
  };

  async function resumed(): Promise<void> {
    const failed: unknown[] = [];
    for (const request of openErasures(fleet.db)) {
      if (ended) break;
      // One that cannot be ended now keeps nobody else's key from being destroyed.
      await Promise.resolve()
        .then(() => carryOut(fleet, storeIfAny(), request))
        .catch((error: unknown) => failed.push(error));
    }
    if (failed.length > 0) throw failed[0];
  }
  const carriedOut = () => {
    erasing = erasing.catch(() => undefined).then(resumed);
    return erasing;
  };

  const stop = fleet.listen((type) => {
    if (type === 'consent.withdrawn') setImmediate(() => void sweep().catch(broke));
    if (type === 'household.dissolved') setImmediate(() => void carriedOut().catch(broke));
  });
  const timer = setInterval(() => {
    carriedOut().catch(broke);
    sweep().catch(broke);
  }, SWEEP_MS).unref();
  // What a process before this one began.
  carriedOut().catch(broke);

  return {
    fleet,
    store,
    storeIfAny,
    sweep,
    carriedOut,
    async end() {
      clearInterval(timer);
      stop();
      await Promise.allSettled([sweeping, erasing]);
      ended = true;
      opened?.close();
    },
  };
}

import { Instant, Refused } from '../../../core/index.ts';
import { classOf, type Declared } from '../../authorization/declared.ts';
import { channelOf } from '../../authorization/topic.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { Message, Peer } from '../../endpoint/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { householdQuestions } from '../../household/edge/tables.ts';
import { isConsented } from '../../household/model.ts';
import { type KeepTable, keepFor } from '../keep.ts';
import { holderOf } from '../model.ts';
import type { DataStore } from './port.ts';

/** What became of what devices said, since this process began. */
export interface KeepingFigures {
  readonly kept: number;
  /** The product declares another class, or no such channel. */
  readonly otherClass: number;
  readonly noConsent: number;
  readonly tooLarge: number;
  /** Too much waited to be written. */
  readonly full: number;
}

export interface Keeping {
  /** For `DeviceEndpoint.hear`: called with each message that was allowed. Throws nothing. */
  heard(message: Message, from: Peer | undefined): void;
  figures(): KeepingFigures;
}

/** Puts what devices say into the store, as the table has it: under the household that has the device at this moment. What is said by others, or to a device, is never kept. */
export function keepingOf(given: {
  readonly fleet: Fleet;
  readonly store: () => DataStore;
  readonly table: KeepTable;
  readonly declared: Declared;
  readonly broke: (error: unknown) => void;
}): Keeping {
  const { fleet, store, table, declared, broke } = given;
  const channels = new Set(table.map(({ channel }) => channel));
  const households = householdQuestions(fleet.db);
  const figures = { kept: 0, otherClass: 0, noConsent: 0, tooLarge: 0, full: 0 };

  function keep({ topic, payload }: Message): keyof KeepingFigures | undefined {
    const where = channelOf(topic);
    if (where?.kind !== 'channel' || !channels.has(where.channel)) return undefined;
    const { device: id, channel } = where;
    const device = deviceOf(fleet.db, id);
    const line = device === undefined ? undefined : keepFor(table, { device: id, channel, product: device.product });
    // What a retired device said last would be nobody's, and outlive its erasure.
    if (device === undefined || device.life === 'retired' || line === undefined) return undefined;
    const { dataClass, purpose, lasts } = line;
    if (classOf(declared, device.product, channel) !== dataClass) return 'otherClass';
    const at = fleet.now();
    if (purpose !== 'operation') {
      const consent = device.household === undefined ? undefined : households.consent(device.household, purpose, dataClass);
      if (consent === undefined || !isConsented(consent, at)) return 'noConsent';
    }
    const taken = store().put({ holder: holderOf(id, device.household), device: id, channel, dataClass, purpose, at }, Instant.plus(at, lasts), payload);
    return taken ? 'kept' : 'full';
  }

  return {
    figures: () => ({ ...figures }),
    heard(message, from) {
      if (from?.kind !== 'device') return;
      try {
        const became = keep(message);
        if (became !== undefined) figures[became] += 1;
      } catch (error) {
        if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-DATA-006') figures.tooLarge += 1;
        else broke(error);
      }
    },
  };
}

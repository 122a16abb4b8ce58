import { DATA_CLASSES } from '../../authorization/schema.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { holderOf } from '../model.ts';
import { type Asked, notAllowed } from './asking.ts';
import type { DataStore, Found, Series, Wanted } from './port.ts';

export interface Read extends Found {
  /** Came under a class that is stricter than the one that the decision was about. */
  readonly withheld: number;
}

/**
 * What was kept of one channel of a device, of every holder whose records whoever asks may read; of others they do not hear that there are any. Refused where there is none of whom they may.
 * Throws `Refused` (ASSAY-DATA-005).
 */
export function readData(
  fleet: Fleet,
  store: DataStore | undefined,
  asked: Asked,
  { device, channel, dataClass, wanted }: { readonly device: DeviceId; readonly channel: string; readonly dataClass?: string; readonly wanted: Wanted },
): Read {
  const now = holderOf(device, deviceOf(fleet.db, device)?.household);
  const holders = [...new Set([now, ...(store?.holdersOf(device) ?? [])])];
  const all = holders.map((holder): Series => ({ holder, device, channel }));
  const mine = all.filter((series) => asked.may('read', series).allowed);
  const [first] = all;
  if (mine.length === 0 && first !== undefined) throw notAllowed([asked.may('read', first).sentence], asked.by);
  const found = mine.map((series) => store?.read(series, wanted) ?? { records: [], bad: [] });
  // One holder's page may end before another's: nothing behind the first end is given, so that nothing is left out.
  const end = found.flatMap(({ next }) => (next === undefined ? [] : [next])).sort(inOrder)[0];
  const records = found
    .flatMap((one) => one.records)
    .filter((record) => end === undefined || inOrder(record, end) <= 0)
    .sort(inOrder);
  const page = records.slice(0, wanted.limit);
  const last = page.at(-1);
  const next = records.length > page.length && last !== undefined ? { at: last.at, id: last.id } : end;
  const declared = asked.classOf({ device, channel });
  const strict = declared === undefined ? -1 : DATA_CLASSES.indexOf(declared);
  const open = page.filter((record) => DATA_CLASSES.indexOf(record.dataClass) <= strict);
  return {
    records: open.filter((record) => dataClass === undefined || record.dataClass === dataClass),
    withheld: page.length - open.length,
    bad: found.flatMap(({ bad }) => bad),
    ...(next === undefined ? {} : { next }),
  };
}

interface Place {
  readonly at: number;
  readonly id: number;
}
const inOrder = (a: Place, b: Place): number => a.at - b.at || a.id - b.id;

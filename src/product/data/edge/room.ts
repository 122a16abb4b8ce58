import { z } from 'zod';
import { Duration, Instant, type Json } from '../../../core/index.ts';
import type { Declared } from '../../authorization/declared.ts';
import type { DataClass } from '../../authorization/model.ts';
import { DATA_CLASSES } from '../../authorization/schema.ts';
import { isChannelName } from '../../authorization/topic.ts';
import { deviceIdSchema, householdIdSchema, momentSchema } from '../../device/naming.ts';
import { command, type FleetCommand } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { purposeName } from '../../household/model.ts';
import type { Closer } from '../../retirement/model.ts';
import type { KeepTable } from '../keep.ts';
import { holderOf, type RequestId } from '../model.ts';
import { type Asked, askedBy, notAllowed } from './asking.ts';
import { ERASE } from './erasures.ts';
import { exportSeries, recordJson } from './exporting.ts';
import { type Held, holdData } from './held.ts';
import { type Keeping, keepingOf } from './keeping.ts';
import { keyStanding } from './key-file.ts';
import type { Series } from './port.ts';
import { dataFiguresOf, dataProjector, requestOf } from './projector.ts';
import { readData } from './reading.ts';
import { beginErasure, dataReceipt } from './requests.ts';

/** Asked for, an erasure is done within this: a month, as the law has it (GDPR article 12(3)). It takes seconds here; what is later is a fault. */
export const ERASED_WITHIN = Duration.days(30);

/** What the room of data brings to a fleet, wherever it is opened. */
export interface DataBrought extends Brought {
  readonly closers: readonly Closer[];
  /** Before the fleet is opened: what the key of data is sealed with. `undefined`: it is not. */
  unlock(passphrase: string | undefined): void;
  /** For whoever serves: keeps what devices say from here on. Opens the store, so that what is wrong with it is known at the start. Throws `Refused` (ASSAY-DATA-002, -003). */
  keep(given: { readonly table: KeepTable; readonly declared: Declared; readonly broke: (error: unknown) => void }): Keeping;
}

export function dataBrought(): DataBrought {
  const held = new WeakMap<Fleet, Held>();
  let broke: (error: unknown) => void = () => undefined;
  let passphrase: string | undefined;
  let keeping: Keeping | undefined;
  let here = Promise.withResolvers<Held>();
  let current: Held | undefined;
  const of = (fleet: Fleet): Held => {
    const found = held.get(fleet);
    if (found === undefined) throw new TypeError('the room of data has not begun in this fleet');
    return found;
  };
  return {
    room: {
      projectors: [dataProjector],
      commands: commandsOver(of, () => keeping),
      async begin(fleet) {
        const begun = holdData(
          fleet,
          (error) => broke(error),
          () => passphrase,
        );
        held.set(fleet, begun);
        current = begun;
        here.resolve(begun);
        return async () => {
          here = Promise.withResolvers<Held>();
          current = undefined;
          keeping = undefined;
          broke = () => undefined;
          await begun.end();
        };
      },
    },
    closers: [
      {
        name: ERASE,
        async close({ retirement, device, household, data }) {
          // The outbox may begin before this room has.
          const store = (await here.promise).storeIfAny();
          if (store === undefined) return 'nothing was ever kept';
          // What came while nobody owned it is nobody's to take along.
          const own = await store.destroy(retirement, holderOf(device, undefined), device);
          if (household === undefined || data === 'hand-over')
            return `${said(own)}${household === undefined ? '' : '; what its household has stays with that household, which alone reads it'}`;
          return said(await store.destroy(retirement, household, device));
        },
      },
    ],
    unlock(given) {
      passphrase = given;
    },
    keep({ table, declared, broke: tell }) {
      if (current === undefined) throw new TypeError('the room of data has not begun');
      const { fleet, store } = current;
      broke = tell;
      store();
      keeping = keepingOf({ fleet, store, table, declared, broke: tell });
      return keeping;
    },
  };
}

const said = ({ records, keys }: { readonly records: number; readonly keys: number }): string =>
  `${records} ${records === 1 ? 'record' : 'records'} erased, ${keys} ${keys === 1 ? 'key' : 'keys'} destroyed`;

const asking = {
  who: z.string().max(300),
  purpose: purposeName.default('operation'),
  audience: z.enum(['operator', 'member']).default('operator'),
  policies: z.string().max(4096).optional(),
};
const moment = momentSchema.transform(Instant.parse).optional();
const cursor = z.strictObject({ at: z.int(), id: z.int() });

function commandsOver(of: (fleet: Fleet) => Held, keeping: () => Keeping | undefined): readonly FleetCommand[] {
  return [
    command({
      name: 'data.read',
      input: z.strictObject({
        ...asking,
        device: deviceIdSchema,
        channel: z.string().refine(isChannelName, 'a channel such as telemetry'),
        class: z.enum(DATA_CLASSES).optional(),
        from: moment,
        until: moment,
        limit: z.int().min(1).max(500).default(50),
        after: cursor.optional(),
      }),
      async handle(fleet, { device, channel, class: dataClass, from, until, limit, after, ...who }): Promise<Json> {
        const asked = await askedBy(fleet, who, fleet.now());
        const found = readData(fleet, of(fleet).storeIfAny(), asked, {
          device,
          channel,
          ...(dataClass === undefined ? {} : { dataClass }),
          wanted: {
            limit,
            ...(from === undefined ? {} : { from }),
            ...(until === undefined ? {} : { until }),
            ...(after === undefined ? {} : { after }),
          },
        });
        return {
          records: found.records.map(recordJson),
          withheld: found.withheld,
          unopened: [...found.bad],
          ...(found.next === undefined ? {} : { next: { ...found.next } }),
        };
      },
    }),
    command({
      name: 'data.export',
      input: z.strictObject({ ...asking, household: householdIdSchema, folder: z.string().min(1).max(4096) }),
      async handle(fleet, { household, folder, ...who }): Promise<Json> {
        const asked = await askedBy(fleet, who, fleet.now());
        const store = of(fleet).storeIfAny();
        const series = store?.series(household) ?? [];
        refuseWhole(asked, 'export', household, series, who.who);
        // Under which class each came is seen when it is read: what came under a stricter one than the channel has now is a question of its own.
        const may = (one: Series, dataClass: DataClass) => asked.may('export', one, dataClass).allowed;
        return { ...(await exportSeries(fleet, store, { household, by: asked.by, folder, series, may })), folder };
      },
    }),
    command({
      name: 'data.erase',
      input: z.strictObject({ ...asking, household: householdIdSchema, device: deviceIdSchema.optional(), dry: z.boolean().default(false) }),
      async handle(fleet, { household, device, dry, ...who }): Promise<Json> {
        const asked = await askedBy(fleet, who, fleet.now());
        const here = of(fleet);
        const series = here.storeIfAny()?.series(household, device) ?? [];
        refuseWhole(asked, 'erase', household, series, who.who);
        if (dry) return { would: series.map(({ device: on, channel }) => ({ device: on, channel })) };
        const request = await beginErasure(fleet, household, asked.by, device);
        const failed = await here.carriedOut().then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        const done = requestOf(fleet.db, request);
        // What failed may have been another's.
        if (done?.doneAt === undefined && failed !== undefined) throw failed.error;
        return { ...(await dataReceipt(fleet, request)), records: done?.records ?? 0, keys: done?.keys ?? 0 };
      },
    }),
    command({
      name: 'data.receipt',
      input: z.strictObject({ request: z.string().max(100) }),
      handle: async (fleet, { request }): Promise<Json> => ({ ...(await dataReceipt(fleet, request as RequestId)) }),
    }),
    command({
      name: 'data.retention',
      input: z.strictObject({}),
      async handle(fleet): Promise<Json> {
        const went = await of(fleet).sweep('bidden');
        return {
          went: went.map(({ because, household, gone, late }) => ({
            because,
            ...(household === undefined ? {} : { household }),
            gone: gone.map((one) => ({ ...one })),
            late,
          })),
        };
      },
    }),
    command({
      name: 'data.status',
      input: z.strictObject({}),
      handle(fleet): Json {
        const now = fleet.now();
        const status = of(fleet).storeIfAny()?.status(now);
        const since = keeping()?.figures();
        return {
          at: Instant.format(now),
          key: keyStanding(fleet.folder),
          kept: (status?.kept ?? []).map((one) => ({ ...one })),
          holders: status?.holders ?? 0,
          overdue: status?.overdue ?? 0,
          lateSeconds: Math.round((status?.late ?? 0) / 1000),
          requests: { ...dataFiguresOf(fleet.db, ERASED_WITHIN, now) },
          ...(since === undefined ? {} : { since: { ...since } }),
        };
      },
    }),
  ];
}

/** A channel that its product does not declare any more is asked about as the strictest there is: else nobody could take out, or erase, what is kept of it. */
function refuseWhole(asked: Asked, action: 'export' | 'erase', household: HouseholdId, series: readonly Series[], found: string): void {
  const refused = series
    .map((one) => asked.may(action, one, asked.classOf(one) === undefined ? 'sensitive' : undefined))
    .filter(({ allowed }) => !allowed)
    .map(({ sentence }) => sentence);
  if (refused.length > 0) throw notAllowed(refused, found);
  if (!asked.speaksFor(household, series.length === 0)) throw notAllowed([NOT_FOR(household)], found);
}

const NOT_FOR = (household: string): string => `Nobody but its own people, or the service that runs its devices, asks for all of ${household}.`;

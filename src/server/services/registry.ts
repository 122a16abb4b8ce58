import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, type Instant, Refused } from '../../core/index.ts';
import { DATABASE_FILE } from '../../ledger/edge/database.ts';
import { type Ledger, openLedger } from '../../ledger/edge/open.ts';
import type { Draft, Receipt, TreeSize } from '../../ledger/model.ts';
import { askerNow, ofOurOwn } from '../asker.ts';
import { serverFaults } from '../faults.ts';
import { type Judge, startJudge, startReader } from '../judge/judge.ts';
import type { Question, Reading } from '../judge/question.ts';
import { openUnsound, type Served } from '../ledger/unsound.ts';
import { incidentRecorder } from '../operations/incident-recorder.ts';
import { type ServiceWatch, serviceWatch } from '../operations/service-watch.ts';
import { type ServiceFleet, serviceFleet } from '../product/service-fleet.ts';
import { traceAppend, traceQuestion } from '../tracing.ts';
import { readinessOf } from './readiness.ts';

/** One service of this operator: its ledger, and the judge that reads it. */
export interface Service {
  readonly id: string;
  readonly dataDir: string;
  /** Open for writing. `undefined` where the record does not verify or is not there: then `faults` says what is wrong, and nothing is judged or entered. */
  readonly ledger: Ledger | undefined;
  readonly faults: readonly Fault[] | undefined;
  /** Of a record that does not verify, what stands there all the same, for whoever looks where it breaks. `undefined` where not even that can be read. */
  readonly unsound: Served | undefined;
  readonly judge: Judge | undefined;
  /** Its devices. They have a ledger of their own, beside that of the service. */
  readonly fleet: ServiceFleet;
  /** What is detected in the events that come in. */
  readonly watch: ServiceWatch;
  /** Whether it can be judged now, looked at anew every few seconds at most. Never throws what is refused: it says it. */
  readiness(): Promise<Readiness>;
  /** Asks the judge. Throws `Refused` (what the question refuses, ASSAY-SERVER-006 for too many of one person's, -010, -013). */
  ask<Input, Answer>(question: Question<Input, Answer>, input: Input, signal?: AbortSignal): Promise<Answer>;
  /** Enters facts. Throws `Refused` (ASSAY-SERVER-013, ASSAY-LEDGER-…). Handlers use `call.record`, which adds the fact of the act. */
  append(drafts: readonly Draft[], expectedSize?: number): Promise<readonly Receipt[]>;
  close(): Promise<void>;
}

/** `code`: of the first thing that is wrong. */
export type Readiness = { readonly state: 'ready' | 'starting' } | { readonly state: 'broken'; readonly code: string };

export interface Services {
  list(): readonly Service[];
  /** Throws `Refused` (ASSAY-SERVER-003): what is not there is refused as what may not be seen is. */
  get(id: string): Service;
  has(id: string): boolean;
  /** An empty ledger for a new service. Throws `Refused` (ASSAY-SERVER-017). */
  create(id: string): Promise<Service>;
  /** Takes back a service that was just created and has nothing on its ledger: its first fact was refused. */
  abandon(id: string): Promise<void>;
  /** Reads what somebody sent, in a thread of its own that is started when it is first needed. Throws `Refused` (what the reading refuses, ASSAY-SERVER-010). */
  read<Input, Answer>(reading: Reading<Input, Answer>, input: Input, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly appended: (service: Service) => void;
  /** There is one more, or one fewer. */
  readonly listed?: () => void;
  /** Something was detected in what came in of it. */
  readonly detected?: (service: string) => void;
  readonly asked: (service: string, name: string, outcome: 'answer' | 'refused' | 'failed', ms: number) => void;
  readonly failed: (service: string, message: string) => void;
}

const SERVICE_ID = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** Name of a service whose folder is the data folder itself, until its map says what it is called. */
const AT_THE_TOP = 'service';

/** Opens every service of a data folder. One that does not verify is kept in the list with its faults; the others run. */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const { dataDir, now } = options;
  const all = new Map<string, Service>();
  let reader: Judge | undefined;
  const open = async (id: string, folder: string) => {
    all.set(id, await openService(id, folder, options));
  };
  if (existsSync(join(dataDir, DATABASE_FILE))) await open(nameAtTheTop(dataDir), dataDir);
  const folder = join(dataDir, 'services');
  const found = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const names = found.filter((one) => SERVICE_ID.test(one.name) && !one.isFile()).map(({ name }) => name);
  for (const name of names.sort()) {
    if (all.has(name)) continue;
    if (existsSync(join(folder, name, DATABASE_FILE))) await open(name, join(folder, name));
    // Opened for writing it would begin an empty record in the place of one that is lost.
    else all.set(name, serviceOf(name, join(folder, name), { faults: noLedger(name) }, options));
  }

  const get = (id: string) => {
    const found = all.get(id);
    if (found === undefined) throw noSuchService();
    return found;
  };
  return {
    list: () => [...all.values()],
    get,
    has: (id) => all.has(id),
    async create(id) {
      if (!SERVICE_ID.test(id) || all.has(id) || existsSync(join(folder, id))) {
        throw new Refused(
          serverFaults.fault('017', {
            message: `"${id.slice(0, 80)}" cannot be the id of a new service`,
            expected: 'an id of small letters, digits, dots, dashes and underscores that no service has',
            found: id.slice(0, 80),
            remedy: 'Change service.id in the map, or open the service that has it.',
          }),
        );
      }
      const made = await openService(id, join(folder, id), { ...options, now });
      all.set(id, made);
      options.listed?.();
      return made;
    },
    async abandon(id) {
      const service = get(id);
      if ((service.ledger?.head().size ?? 1) > 0) throw new TypeError('a service with a record is not abandoned');
      all.delete(id);
      await service.close();
      rmSync(service.dataDir, { recursive: true });
      options.listed?.();
    },
    read(reading, input, signal) {
      reader ??= startReader({
        now,
        asked: (name, outcome, ms) => options.asked('', name, outcome, ms),
        failed: (message) => options.failed('', message),
      });
      return reader.ask(reading, input, { signal, asker: askerNow() });
    },
    async close() {
      await reader?.stop();
      await Promise.all([...all.values()].map((service) => service.close()));
    },
  };
}

/** What the folder's ledger calls its service is known once it is read; until then the name has to be stable and harmless. */
function nameAtTheTop(dataDir: string): string {
  const last = dataDir.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return SERVICE_ID.test(last) && last !== 'services' && last !== 'office' ? last : AT_THE_TOP;
}

async function openService(id: string, dataDir: string, options: ServicesOptions): Promise<Service> {
  const { now, asked, failed } = options;
  try {
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    const judge = startJudge({ dataDir, now, asked: (name, outcome, ms) => asked(id, name, outcome, ms), failed: (message) => failed(id, message) });
    return serviceOf(id, dataDir, { ledger, judge }, options);
  } catch (error) {
    // Another process writing it is a wrong start, not a broken record.
    if (!(error instanceof Refused) || error.faults[0]?.code === 'ASSAY-LEDGER-004') throw error;
    return serviceOf(id, dataDir, { faults: error.faults }, options);
  }
}

interface Opened {
  readonly ledger?: Ledger;
  readonly judge?: Judge;
  readonly faults?: readonly Fault[];
}

function serviceOf(id: string, dataDir: string, { ledger, judge, faults }: Opened, { appended, now, failed, detected }: ServicesOptions): Service {
  const looked = { at: undefined as ReturnType<typeof unsoundAt> };
  const service: Service = {
    id,
    dataDir,
    ledger,
    judge,
    fleet: serviceFleet(dataDir, now, (message) => failed(id, message)),
    watch: serviceWatch({
      dataDir,
      ticks: () => performance.now(),
      changed: () => detected?.(id),
      grown: (grown) => recorder.take(grown),
      failed: (message) => failed(id, message),
    }),
    get unsound() {
      // Opened when somebody first looks, and never beside a writer of ours.
      if (ledger === undefined) looked.at ??= unsoundAt(dataDir);
      return looked.at;
    },
    async close() {
      await service.watch.close();
      await recorder.settle();
      await service.fleet.close();
      await judge?.stop();
      await ledger?.close();
      looked.at?.close();
    },
    get faults() {
      return faults ?? judge?.broken;
    },
    readiness: readinessOf(() => service),
    ask: (question, input, signal) =>
      judge === undefined
        ? Promise.reject(doesNotVerify(id, faults))
        : traceQuestion(id, question.name, () => judge.ask(question, input, { signal, asker: askerNow() })),
    async append(drafts, expectedSize) {
      if (ledger === undefined) throw doesNotVerify(id, faults);
      const receipts = await traceAppend(id, drafts.length, () => ledger.append(drafts, expectedSize as TreeSize | undefined));
      ofOurOwn(() => appended(service));
      return receipts;
    },
  };
  const recorder = incidentRecorder(service, (message) => failed(id, message));
  return service;
}

function unsoundAt(dataDir: string): ReturnType<typeof openUnsound> | undefined {
  try {
    return openUnsound(dataDir);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function noLedger(id: string): readonly Fault[] {
  return [
    serverFaults.fault('022', {
      message: `the folder of "${id}" has no ledger, so nothing is said of it`,
      expected: DATABASE_FILE,
      found: 'no such file',
      remedy: 'Restore the folder from a back-up; where nothing was ever recorded in it, remove it. Then start the server again.',
    }),
  ];
}

function doesNotVerify(id: string, faults: readonly Fault[] = []): Refused {
  return new Refused(
    serverFaults.fault('013', {
      message: `the record of "${id}" does not verify, so nothing is said of it`,
      expected: 'a ledger that verifies',
      found: faults[0]?.code ?? 'faults',
      remedy: 'Run assay ledger verify on its folder, and restore it from a back-up.',
    }),
    ...faults,
  );
}

export function noSuchService(): Refused {
  return new Refused(
    serverFaults.fault('003', {
      message: 'this is not permitted, or there is no such thing',
      expected: 'something that you may see',
      found: 'nothing',
      remedy: 'Ask an operator whether you should have it.',
    }),
  );
}

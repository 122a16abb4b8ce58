import { setTimeout as after } from 'node:timers/promises';
import { type Fault, type Json, Refused } from '../../../core/index.ts';
import type { FleetDoor } from '../../fleet/edge/door.ts';
import { type Attempt, type Attempted, type Heard, KINDS, type Kind, type Plan, type Planned, type Report } from '../model.ts';
import { planned } from '../plan.ts';
import { type Agents, startAgents, type Where } from './agents.ts';
import { attempted } from './attempts.ts';
import { type Counting, counting } from './counting.ts';

export type Ask = (command: string, input: Json) => Promise<{ readonly [key: string]: Json }>;

export interface SimulationOptions {
  readonly seed: number;
  readonly devices: number;
  /** How long it goes on once all devices were told to begin; `Infinity` until `ended`. */
  readonly ms: number;
  /** How many are retired at the end. */
  readonly retire: number;
  readonly attempts: readonly Attempt[];
  readonly telemetryMs: number;
  readonly hurry?: number;
  readonly where: Where;
  /** Another connection to whoever serves the fleet. */
  readonly reach: () => Promise<FleetDoor>;
  readonly ended: Promise<void>;
  readonly progress: (says: string) => void;
}

/** What a simulation has at hand. */
export interface Course {
  readonly ask: Ask;
  readonly plan: Plan;
  readonly agents: Agents;
  readonly counting: Counting;
  /** Devices that are somebody else's to introduce. */
  readonly apart: Set<string>;
  /** Shows the code of a device, as this of the households. */
  scan(text: string, household: number): Promise<void>;
}

/** Devices begin one after another, and not all at once. */
const BEGIN_EACH_MS = 5;
const EACH_PROCESS = 500;
/** Devices of one entry on the ledger, which is at most 64 KiB. */
const AT_ONCE = 500;
const PATIENCE_MS = 60_000;

/** Registers devices, founds households, introduces the ones to the others, and lets them live for a while. Throws `Refused`: what the fleet refuses. */
export async function simulate(given: SimulationOptions): Promise<Report> {
  const line = asking(given.reach);
  try {
    return await course(given, line.ask);
  } finally {
    await line.close();
  }
}

const CONNECTIONS = 4;

/** Asks over several connections, as what is asked on one is answered in turn. One that was idle for long has been closed by the other side, and is opened again. */
function asking(reach: () => Promise<FleetDoor>): { readonly ask: Ask; close(): Promise<void> } {
  const doors: (Promise<FleetDoor> | undefined)[] = [];
  let turn = 0;
  const ask: Ask = async (command, input) => {
    turn = (turn + 1) % CONNECTIONS;
    const mine = turn;
    const opened = doors[mine] ?? reach();
    doors[mine] = opened;
    try {
      return (await (await opened).ask(command, input)) as { readonly [key: string]: Json };
    } catch (error) {
      if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-FLEET-009') throw error;
      const again = doors[mine] === opened ? reach() : (doors[mine] ?? reach());
      doors[mine] = again;
      return (await (await again).ask(command, input)) as { readonly [key: string]: Json };
    }
  };
  return {
    ask,
    async close() {
      for (const door of doors) await door?.then((one) => one.close()).catch(() => undefined);
    },
  };
}

async function course(given: SimulationOptions, ask: Ask): Promise<Report> {
  const { seed, progress, ended } = given;
  const began = performance.now();
  const plan = planned(seed, given.devices, await kindsOf(ask));
  const tokens = await registered(ask, plan, progress);
  const count = counting(() => performance.now());
  const apart = new Set<string>();
  const byDevice = new Map(plan.devices.map((one) => [one.device, one]));
  const scan = async (payload: string, i: number) => {
    const { household, address } = plan.households[i % plan.households.length] ?? { household: '', address: '' };
    await ask('introduction.scan', { household, payload, address });
  };
  const broken: unknown[] = [];
  const agents = startAgents(Math.min(2, Math.ceil(given.devices / EACH_PROCESS)), given.where, (heard) => {
    count.heard(heard);
    if (heard.type === 'code' && !apart.has(heard.device)) introduce(heard, byDevice.get(heard.device)).catch((error: unknown) => broken.push(error));
  });
  async function introduce(heard: Heard & { readonly type: 'code' }, device: Planned | undefined): Promise<void> {
    if (device === undefined) return;
    if (device.pressedFirst) agents.order({ do: 'press', device: device.device });
    await scan(heard.text, device.household);
    if (!device.pressedFirst) agents.order({ do: 'press', device: device.device });
  }
  const at: Course = { ask, plan, agents, counting: count, apart, scan };
  try {
    const over = ended.then(() => true);
    const attempts = new Set(given.attempts);
    // Chosen before they begin: their codes are not shown as others' are.
    const stolen = attempts.has('stolen-qr') ? plan.devices.at(-1)?.device : undefined;
    if (stolen !== undefined) apart.add(stolen);
    const skewed = attempts.has('clock-skew') ? plan.devices.at(-2)?.device : undefined;
    const early = stolen === undefined && skewed === undefined ? [] : [attempted(at, 'stolen-qr', stolen), attempted(at, 'clock-skew', skewed)];
    const more = { telemetryMs: given.telemetryMs, ...(given.hurry === undefined ? {} : { hurry: given.hurry }) };
    for (const { device, kind, address } of plan.devices) {
      const token = tokens.get(device);
      const rtc = device === skewed ? { rtc: Date.parse('1999-01-01T00:00:00Z') } : {};
      if (token !== undefined) agents.order({ do: 'start', device, kind, token, from: address, ...more, ...rtc });
      await after(BEGIN_EACH_MS);
    }
    const shown = setInterval(() => progress(`${count.enrolled} enrolled, ${count.open.size} live, ${count.messages} messages`), 1000);
    try {
      const settled = performance.now();
      while (count.open.size < tokens.size - apart.size && performance.now() - settled < PATIENCE_MS && !(await Promise.race([after(100, false), over])));
      const results: Attempted[] = (await Promise.all(early)).filter((one) => one !== undefined);
      for (const attempt of given.attempts)
        if (attempt !== 'stolen-qr' && attempt !== 'clock-skew') {
          const one = await attempted(at, attempt);
          if (one !== undefined) results.push(one);
        }
      await Promise.race([given.ms === Number.POSITIVE_INFINITY ? ended : after(given.ms), ended]);
      const retired = await retire(at, given.retire);
      const [first] = broken;
      if (first !== undefined && !(first instanceof Refused)) throw first;
      return { ...count.report({ seed, plan, retired, seconds: (performance.now() - began) / 1000 }), attempts: results };
    } finally {
      clearInterval(shown);
    }
  } finally {
    await agents.stop();
  }
}

/** Kinds that the fleet has a profile for, by the settings of enrolment or by name. */
async function kindsOf(ask: Ask): Promise<readonly Kind[]> {
  const { products } = (await ask('est.settings', {})) as unknown as { readonly products: readonly { readonly product: string }[] };
  const found = KINDS.filter((kind) => kind === 'camera' || products.some(({ product }) => product === kind));
  return found;
}

const RETIRED = 'ASSAY-DEVICE-004';

/** Registers what is not there yet, and makes a token for each that is not retired. */
async function registered(ask: Ask, { devices, households }: Plan, progress: (says: string) => void): Promise<ReadonlyMap<string, string>> {
  for (let from = 0; from < devices.length; from += AT_ONCE) {
    progress(`registering ${from + 1} of ${devices.length}`);
    const some = devices.slice(from, from + AT_ONCE).map(({ device, kind }) => ({ device, product: kind, firmware: '1.0.0' }));
    const { unfit } = (await ask('device.sift', { devices: some })) as unknown as {
      readonly unfit: readonly { readonly index: number; readonly fault: Fault }[];
    };
    // Retired by a simulation before this one, for ever.
    const over = new Set(unfit.filter(({ fault }) => fault.code === RETIRED).map(({ index }) => index));
    await ask('device.register', { devices: some.filter((_, i) => !over.has(i)) });
  }
  await side(households, ({ household, owner }) => ask('household.found', { household, owner }));
  const tokens = new Map<string, string>();
  await side(devices, async ({ device }) => {
    try {
      tokens.set(device, String((await ask('est.token', { device }))['token']));
      if (tokens.size % 100 === 0) progress(`${tokens.size} tokens of ${devices.length}`);
    } catch (error) {
      if (!(error instanceof Refused) || error.faults[0]?.code !== RETIRED) throw error;
    }
  });
  return tokens;
}

/** Eight at a time. */
async function side<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = [...all];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one);
    }),
  );
}

/** Retires some that have a session, and sees how long it takes until they are out, and have erased themselves. */
async function retire({ ask, agents, counting: count, plan }: Course, n: number): Promise<number> {
  const chosen = plan.devices.filter(({ device }) => count.open.has(device)).slice(0, n);
  for (const { device } of chosen) {
    const out = agents.until((heard) => heard.device === device && heard.type === 'over', 10_000);
    const erased = agents.until((heard) => heard.device === device && heard.type === 'erased', 10_000);
    const began = performance.now();
    const asked = ask('retirement.retire', { devices: [device], reason: 'the simulation is over' });
    if ((await out) !== undefined) count.closed(performance.now() - began);
    await asked;
    await erased;
  }
  return chosen.length;
}

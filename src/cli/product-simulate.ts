import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { figure, Refused } from '../core/index.ts';
import { type FleetDoor, servedFleet } from '../product/fleet/edge/door.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { type Doors, type OwnService, ownService } from '../product/simulation/edge/own.ts';
import { simulate } from '../product/simulation/edge/simulate.ts';
import { ATTEMPTS, type Attempt, type Report, type Spread } from '../product/simulation/model.ts';
import type { Arguments, Command } from './command.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE, wholeNumber } from './parse.ts';
import { DOORS } from './product-serve.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

export const productSimulate: Command = {
  noun: 'product',
  verb: 'simulate',
  usage: '',
  most: 0,
  about:
    'Tries the service on simulated devices, honest ones, that use public protocols alone: registers them, introduces them to households, lets them live for a while, retires some, and says what happened. With --data it tries the fleet that somebody serves there; without, one of its own that is gone afterwards.',
  options: [
    {
      ...(WORKSPACE.find(({ name }) => name === 'data') ?? { name: 'data', kind: 'text' }),
      about: 'the data folder of a fleet that is being served (default: a fleet of its own, for this time)',
    },
    { name: 'devices', kind: 'text', value: 'N', about: 'how many, from 1 to 10,000 (default: 1000)' },
    { name: 'seed', kind: 'text', value: 'N', about: 'what is drawn follows from it: names, households, who does what (default: drawn)' },
    {
      name: 'for',
      kind: 'text',
      value: 'TIME',
      about: 'how long they live once all are there, such as 60s, 5m or 2h, or "always" until it is stopped (default: 60s)',
    },
    {
      name: 'retire',
      kind: 'text',
      value: 'N',
      about: 'how many are retired at the end (default: one of a hundred, and one at least; none where it goes on always)',
    },
    { name: 'faults', kind: 'texts', value: 'NAME', about: `what goes wrong on purpose, or "all": ${ATTEMPTS.join(', ')}` },
    { name: 'every', kind: 'text', value: 'TIME', about: 'how often a device says something (default: 10s)' },
    { name: 'hurry', kind: 'text', value: 'N', about: 'how many times as fast certificates grow old, to see renewals' },
  ],
  examples: ['assay product simulate --devices 100 --for 30s --faults all', 'assay product simulate --data .assay --devices 30 --for always --seed 1'],
  async run(args, io) {
    const devices = wholeNumber(args, 'devices', { least: 1, most: 10_000, otherwise: 1000 });
    const ms = timeOf(args, 'for', '60s');
    const always = ms === Number.POSITIVE_INFINITY;
    const settings = {
      seed: wholeNumber(args, 'seed', { least: 0, most: 0xffff_ffff, otherwise: randomInt(1_000_000) }),
      devices,
      ms,
      retire: wholeNumber(args, 'retire', { least: 0, most: devices, otherwise: always ? 0 : Math.max(1, Math.floor(devices / 100)) }),
      attempts: attemptsOf(args),
      telemetryMs: timeOf(args, 'every', '10s'),
      ...(args.text('hurry') === undefined ? {} : { hurry: wholeNumber(args, 'hurry', { least: 1, most: 100_000_000, otherwise: 1 }) }),
    };
    const stopped = untilStopped();
    const own = args.text('data') === undefined ? await ownService() : undefined;
    try {
      const dir = own?.dir ?? dataFolder(args, io);
      const reach = async () => (await servedFleet(dir)) ?? Promise.reject(unserved(dir));
      const where = { ...(own?.doors ?? (await doorsOf(reach, dir))), roots: rootsIn(dir) };
      const progress = io.interactive ? (says: string) => io.err(`\r${says.padEnd(70)}`) : () => undefined;
      const report = await simulate({ ...settings, where, reach, ended: stopped.ended, progress });
      if (io.interactive) io.err(`\r${' '.repeat(70)}\r`);
      const held = report.attempts.every((one) => one.held) && report.attempts.length === settings.attempts.length && report.stopped === 0;
      return { json: report, text: reportText(report, own), code: held ? 0 : 1 };
    } finally {
      stopped.close();
      await own?.close();
    }
  },
};

function attemptsOf(args: Arguments): readonly Attempt[] {
  const named = args.texts('faults');
  if (named.includes('all')) return ATTEMPTS;
  const unknown = named.find((name) => !ATTEMPTS.some((one) => one === name));
  if (unknown === undefined) return ATTEMPTS.filter((one) => named.includes(one));
  throw new Refused(
    cliFaults.fault('005', {
      message: `--faults takes ${ATTEMPTS.join(', ')} or all`,
      expected: [...ATTEMPTS, 'all'].join(', '),
      found: unknown.slice(0, 100),
      remedy: 'Name some of these.',
    }),
  );
}

function timeOf(args: Arguments, name: 'for' | 'every', otherwise: string): number {
  const text = args.text(name) ?? otherwise;
  if (name === 'for' && text === 'always') return Number.POSITIVE_INFINITY;
  const [, n = '', unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  if (Number(n) > 0) return Number(n) * UNITS[unit as keyof typeof UNITS];
  throw new Refused(
    cliFaults.fault('005', {
      message: `--${name} takes a time`,
      expected: `such as 60s, 5m or 2h${name === 'for' ? ', or always' : ''}`,
      found: text.slice(0, 100),
      remedy: `Give --${name} such a time.`,
    }),
  );
}

/** Where it is served to devices. One that only stands in for a server knows no such thing. Throws `Refused` (ASSAY-CLI-016). */
async function doorsOf(reach: () => Promise<FleetDoor>, dir: string): Promise<Doors> {
  const door = await reach();
  try {
    const doors = (await door.ask(DOORS, {})) as unknown as Doors;
    refuseElsewhere(doors, dir);
    return doors;
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-FLEET-005') throw unserved(dir);
    throw error;
  } finally {
    await door.close();
  }
}

const HERE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A fleet that others reach is somebody's: what is simulated in it would stand on its ledger for ever. Throws `Refused` (ASSAY-CLI-016). */
export function refuseElsewhere({ est, https, mqtt }: Doors, dir: string): void {
  const elsewhere = [est, https, mqtt].map((url) => new URL(url).hostname).find((host) => !HERE.test(host));
  if (elsewhere === undefined) return;
  throw new Refused(
    cliFaults.fault('016', {
      message: 'the fleet of this folder is served to devices of others',
      file: dir,
      expected: 'a fleet whose doors are called localhost',
      found: elsewhere,
      remedy: 'Leave --data out, for a fleet of its own. What is simulated would stand on this fleet’s ledger for ever.',
    }),
  );
}

function unserved(dir: string): Refused {
  return new Refused(
    cliFaults.fault('016', {
      message: 'nobody serves the fleet of this folder to devices',
      file: dir,
      expected: 'a fleet that is being served',
      found: 'none',
      remedy: 'Serve it first: assay product serve --passphrase SOURCE. Or leave --data out, for a fleet of its own.',
    }),
  );
}

/** The roots that a device of this operator is made with. */
function rootsIn(dir: string): readonly string[] {
  const folder = join(resolve(fleetFolder(dir)), 'ca');
  return readdirSync(folder)
    .filter((name) => /^root-\d+\.pem$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Told to stop, it stops the devices and says what happened so far; told again, it ends at once. */
function untilStopped(): { readonly ended: Promise<void>; close(): void } {
  let heed: () => void = () => undefined;
  const close = () => {
    for (const signal of SIGNALS) process.off(signal, heed);
  };
  const ended = new Promise<void>((done) => {
    heed = () => {
      close();
      done();
    };
    for (const signal of SIGNALS) process.on(signal, heed);
  });
  return { ended, close };
}

function reportText(report: Report, own: OwnService | undefined): string {
  const { seed, devices, households, seconds, enrolled, introduced, sessions, messages, renewed, retired, refused, stopped, attempts } = report;
  const line = (name: string, n: number, more: string) => `  ${name.padEnd(20)}${figure(n).padStart(9)}  ${more}`.trimEnd();
  const ms = ({ n, p50, p99 }: Spread) => (n === 0 ? '' : `p50 ${p50} ms, p99 ${p99} ms`);
  const all = devices.camera + devices.lock + devices.kettle;
  return [
    `Simulated ${counted(all, 'device')} (${counted(devices.camera, 'camera')}, ${counted(devices.lock, 'lock')}, ${counted(devices.kettle, 'kettle')}) of ${counted(households, 'household')} for ${seconds} s, seed ${seed}${own === undefined ? '' : ', on a fleet of its own'}.`,
    '',
    line('enrolments', enrolled.n, `${figure(enrolled.perSecond)} a second, ${ms(enrolled)}`),
    line('introduced', introduced.n, ms(introduced)),
    line('sessions opened', sessions.n, `${ms(sessions)}; ${figure(sessions.open)} open at the end`),
    line('messages', messages.n, `${figure(messages.perSecond)} a second`),
    line('renewals', renewed, ''),
    line('retired', retired.n, retired.n === 0 ? '' : `out after ${ms(retired.closed)}; ${figure(retired.erased)} erased themselves and signed it`),
    ...Object.entries(refused).map(([why, n]) => line('refused', n, why)),
    ...(stopped === 0 ? [] : [line('stopped', stopped, 'a person has to look at them')]),
    ...(attempts.length === 0 ? [] : ['', 'What went wrong on purpose:']),
    ...attempts.map(
      ({ attempt, code, alarm, held, says }) =>
        `  ${held ? 'held' : 'NOT HELD'}  ${attempt.padEnd(11)}${code === undefined ? '' : `${code}, `}${alarm ? 'alarm raised: ' : ''}${says}`,
    ),
  ].join('\n');
}

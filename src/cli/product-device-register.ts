import { resolve } from 'node:path';
import { Digest, type Fault, figure, type Json, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Registration } from '../product/device/events.ts';
import { deviceFaults } from '../product/device/faults.ts';
import { partsOf, readSheet } from '../product/device/sheet.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';
import { type Ask, withFleet } from './product-device-fleet.ts';
import { missingOption, NAMED } from './product-device-options.ts';
import { counted } from './table.ts';

const MAX_FILE = 256 * 1024 * 1024;
/** Bad lines that are shown; how many more there are is said. */
const SHOWN = 1000;

export async function register(args: Arguments, io: Io): Promise<Outcome> {
  const file = args.text('csv');
  if (file !== undefined) return registerFile(args, io, file);
  const device: { [key: string]: Json } = { device: needed(args, 1, 'an id for the device, or --csv FILE', NAMED) };
  const product = args.text('product');
  if (product === undefined) throw missingOption('product');
  for (const [name, option] of [
    ['product', 'product'],
    ['gateway', 'gateway'],
    ['firmware', 'firmware'],
    ['manufacturerKey', 'manufacturer-key'],
    ['predecessor', 'predecessor'],
  ] as const) {
    const value = args.text(option);
    if (value !== undefined) device[name] = value;
  }
  const done = (await withFleet(args, io, true, (ask) => ask('device.register', { devices: [device] }))) as unknown as Done;
  const id = String(device['device']);
  return { json: done, text: done.registered === 1 ? `Registered ${id} as a ${product}, entry ${done.entry}.` : `${id} is registered already.`, code: 0 };
}

interface Done {
  readonly registered: number;
  readonly already: number;
  readonly entry: number | null;
}

interface Row {
  readonly line: number;
  readonly registration: Registration;
}

/** The whole file is looked at before any of it is entered: what its lines say, what they say of one another, and what the fleet knows already. */
async function registerFile(args: Arguments, io: Io, file: string): Promise<Outcome> {
  if (args.positionals.length > 1) {
    throw new Refused(
      cliFaults.fault('004', {
        message: 'a device and a file are named',
        expected: 'one of them',
        found: `${args.positionals[1]} and ${file}`,
        remedy: 'Name one.',
      }),
    );
  }
  const sheet = readSheet(readTextFile(resolve(io.cwd, file), { bytes: MAX_FILE }), file, args.text('product'));
  return withFleet(args, io, true, async (ask) => {
    const sifted = await sift(ask, io, sheet.rows, file);
    const faults = [...sheet.faults, ...sifted.faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    if (faults.length > 0 && !args.flag('skip-bad')) throw new Refused(...capped(faults, file));
    const parts = partsOf(sifted.good);
    // Of what is registered and not of the file: with other lines left out it is another batch. A part that was entered is passed over, so after a crash the same file goes on where it was.
    const digest = Digest.of(JSON.stringify(sifted.good));
    let registered = 0;
    let already = 0;
    for (const [part, devices] of parts.entries()) {
      const done = (await ask('device.register', {
        devices: devices as unknown as Json,
        batch: { digest, part, of: parts.length },
      })) as unknown as Done;
      registered += done.registered;
      already += done.already;
      progress(io, 'registered', (part + 1) / parts.length, sifted.good.length);
    }
    if (io.interactive) io.err('\n');
    const bad = faults.length;
    return {
      json: {
        file,
        digest,
        lines: sheet.lines,
        registered,
        already,
        bad,
        parts: parts.length,
        faults: capped(faults, file).map(({ whose: _, ...rest }) => rest),
      },
      text: `Registered ${counted(registered, 'device')} of ${counted(sheet.lines, 'line')}${already === 0 ? '' : `; ${figure(already)} registered already`}${bad === 0 ? '' : `; ${counted(bad, 'bad line')} left out`}.`,
      code: bad === 0 ? (0 as const) : (1 as const),
      ...(bad === 0
        ? {}
        : {
            notes: capped(faults, file)
              .slice(0, 20)
              .map((fault) => `${file}:${fault.line ?? ''}  ${fault.code}  ${fault.message}`),
          }),
    };
  });
}

const AT_ONCE = 500;

/** What can be registered, in the order of the lines, and what is wrong with the rest. A gateway stands before its children. */
async function sift(
  ask: Ask,
  io: Io,
  rows: readonly Row[],
  file: string,
): Promise<{ readonly good: readonly Registration[]; readonly faults: readonly Fault[] }> {
  const faults: Fault[] = [];
  const good = new Map<string, Registration>();
  const lines = new Map<string, number>();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const chunk: Row[] = [];
    for (const row of rows.slice(from, from + AT_ONCE)) {
      const first = lines.get(row.registration.device);
      if (first === undefined) {
        lines.set(row.registration.device, row.line);
        chunk.push(row);
      } else faults.push(twice(row, first, file));
    }
    const devices = chunk.map(({ registration }) => registration) as unknown as Json;
    const coming = [...new Set(chunk.flatMap(({ registration: { gateway } }) => (gateway !== undefined && good.has(gateway) ? [gateway] : [])))];
    const { unfit } = (await ask('device.sift', { devices, coming })) as unknown as {
      readonly unfit: readonly { readonly index: number; readonly fault: Fault }[];
    };
    const bad = new Set(unfit.map(({ index }) => index));
    faults.push(...unfit.map(({ index, fault }) => ({ ...fault, file, line: chunk[index]?.line ?? 0 })));
    chunk.forEach(({ registration }, index) => {
      if (!bad.has(index)) good.set(registration.device, registration);
    });
    progress(io, 'looked at', (from + AT_ONCE) / rows.length, rows.length);
  }
  if (io.interactive && rows.length > AT_ONCE) io.err('\n');
  return { good: [...good.values()], faults };
}

function twice({ line, registration }: Row, first: number, file: string): Fault {
  return deviceFaults.fault('005', {
    message: `${registration.device} stands here a second time, after line ${first}`,
    file,
    line,
    field: 'id',
    expected: 'each device once',
    found: registration.device,
    remedy: 'Take one of the two out.',
  });
}

/** Every bad line, up to a thousand; then how many more. */
function capped(faults: readonly Fault[], file: string): readonly Fault[] {
  if (faults.length <= SHOWN) return faults;
  const more = faults.length - SHOWN;
  return [
    ...faults.slice(0, SHOWN),
    deviceFaults.fault('002', {
      message: `and ${figure(more)} bad lines more`,
      file,
      remedy: 'Correct these first; whoever wrote the file may have written another table.',
    }),
  ];
}

function progress(io: Io, what: string, share: number, of: number): void {
  if (io.interactive && of > AT_ONCE) io.err(`\r${what} ${Math.min(100, Math.floor(share * 100))} % of ${figure(of)}`);
}

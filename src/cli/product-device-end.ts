import { X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { figure, type Json, Refused } from '../core/index.ts';
import { csvRows } from '../evidence/import/csv-rows.ts';
import { readFileBytes, readTextFile, writeFileWhole } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, wholeNumber } from './parse.ts';
import { type Ask, withFleet } from './product-device-fleet.ts';
import { missingOption, NAMED, textNamed } from './product-device-options.ts';
import { type EndShown, endText, paragraph } from './product-device-text.ts';
import { counted } from './table.ts';

const AT_ONCE = 200;

/** Ids that the command names, or that stand in the column `id` of a file. */
function devicesNamed(args: Arguments, io: Io): readonly string[] {
  const file = args.text('csv');
  if (file === undefined) {
    needed(args, 1, 'a device, or --csv FILE', NAMED);
    return args.positionals.slice(1);
  }
  const [head, ...rows] = csvRows(readTextFile(resolve(io.cwd, file), { bytes: 64 * 1024 * 1024 }), file);
  const column = head?.cells.map((cell) => cell.trim().toLowerCase()).indexOf('id') ?? -1;
  if (column < 0) {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--csv takes a table with a column "id"',
        file,
        line: 1,
        expected: 'id',
        found: head?.cells.join(',').slice(0, 100) ?? 'nothing',
        remedy: 'Name the columns in the first line.',
      }),
    );
  }
  return [...new Set(rows.map(({ cells }) => cells[column]?.trim() ?? ''))];
}

function reasonOf(args: Arguments): string {
  const reason = args.text('reason');
  if (reason === undefined) throw missingOption('reason');
  return reason;
}

interface Preview {
  readonly lives: { readonly registered: number; readonly 'in-service': number; readonly retired: number };
  readonly owned: number;
  readonly households: readonly string[];
  readonly unknown: readonly string[];
}

async function previewed(ask: Ask, devices: readonly string[]): Promise<Preview> {
  const lives = { registered: 0, 'in-service': 0, retired: 0 };
  const households = new Set<string>();
  const unknown: string[] = [];
  let owned = 0;
  for (let from = 0; from < devices.length; from += 1000) {
    const page = (await ask('retirement.preview', { devices: devices.slice(from, from + 1000) })) as unknown as Preview;
    for (const life of ['registered', 'in-service', 'retired'] as const) lives[life] += page.lives[life];
    for (const household of page.households) households.add(household);
    unknown.push(...page.unknown);
    owned += page.owned;
  }
  return { lives, owned, households: [...households], unknown };
}

/** Says what would happen, and does it with --yes: for ever, so that nothing begins with half a list. */
export async function retire(args: Arguments, io: Io): Promise<Outcome> {
  const devices = devicesNamed(args, io);
  const reason = reasonOf(args);
  return withFleet(args, io, false, async (ask) => {
    const preview = await previewed(ask, devices);
    if (preview.unknown.length > 0 || !args.flag('yes')) return lookedAt(args, preview, devices.length);
    const ends: EndShown[] = [];
    for (let from = 0; from < devices.length; from += AT_ONCE) {
      const some = devices.slice(from, from + AT_ONCE);
      const done = (await ask('retirement.retire', { devices: some, reason, data: args.flag('hand-over') ? 'hand-over' : 'erase' })) as unknown as {
        readonly retired: readonly EndShown[];
      };
      ends.push(...done.retired);
      if (io.interactive && devices.length > AT_ONCE) io.err(`\rretired ${figure(ends.length)} of ${figure(devices.length)}`);
    }
    if (io.interactive && devices.length > AT_ONCE) io.err('\n');
    return { json: { retired: ends }, text: endText(ends), code: 0 as const };
  });
}

function lookedAt(args: Arguments, preview: Preview, all: number): Outcome {
  const { lives, owned, households, unknown } = preview;
  if (unknown.length > 0) {
    throw new Refused(
      ...unknown.slice(0, 1000).map((device) =>
        cliFaults.fault('005', {
          message: `${device.slice(0, 100)} is not registered; nothing has been retired`,
          ...(args.text('csv') === undefined ? {} : { file: args.text('csv') ?? '' }),
          expected: 'registered devices',
          found: device.slice(0, 100),
          remedy: 'Correct the list.',
        }),
      ),
    );
  }
  const live = lives.registered + lives['in-service'];
  return {
    json: { preview: { devices: all, ...lives, owned, households: households.length } },
    text: [
      `This would retire ${counted(live, 'device')} for ever: ${figure(lives['in-service'])} in service, ${owned === 0 ? 'none of them owned' : `${figure(owned)} owned by ${counted(households.length, 'household')}`}.`,
      ...(lives.retired === 0 ? [] : [`${counted(lives.retired, 'is', 'are')} retired already.`]),
      `Their certificates are revoked, their sessions closed, ${args.flag('hand-over') ? 'what their households have is kept for them' : 'what their households have of them is erased'}. It cannot be undone.`,
      'Nothing has been done. Say it again with --yes to do it.',
    ]
      .map((line) => paragraph(line))
      .join('\n'),
    code: 1,
  };
}

export async function transfer(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const reason = reasonOf(args);
  const household = args.text('household');
  const data = args.flag('hand-over') ? 'hand-over' : 'erase';
  return withFleet(args, io, false, async (ask) => {
    if (!args.flag('yes')) {
      const { owned } = await previewed(ask, [device]);
      return {
        json: { preview: { device, owned: owned === 1, data } },
        text: [
          owned === 1
            ? `This would end the ownership of ${device}: its household no longer sees it, and what it has of it is ${data === 'erase' ? 'erased' : 'kept for it to take along'}. It cannot be undone.`
            : `${device} belongs to nobody: there is nothing to pass on.`,
          ...(owned === 1 ? ['Nothing has been done. Say it again with --yes to do it.'] : []),
        ]
          .map((line) => paragraph(line))
          .join('\n'),
        code: 1 as const,
      };
    }
    const end = (await ask('retirement.transfer', { device, reason, data, ...(household === undefined ? {} : { household }) })) as unknown as EndShown;
    return { json: end, text: endText([end]), code: 0 as const };
  });
}

/** A device's own receipt, brought by hand: what a device without a session has signed. */
export async function confirm(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const statement = textNamed(args, io, 'statement').replace(/\r?\n$/, '');
  const signature = bytesNamed(args, io, 'signature');
  const certificate = certificateOf(bytesNamed(args, io, 'certificate'), args.text('certificate') ?? '');
  const given = { device, statement, signature: signature.toString('base64'), certificate: certificate.toString('base64') };
  const end = (await withFleet(args, io, false, (ask) => ask('retirement.confirm', given))) as unknown as EndShown;
  return { json: end, text: endText([{ ...end, already: true }]), code: 0 };
}

function bytesNamed(args: Arguments, io: Io, name: string): Buffer {
  const file = args.text(name);
  if (file === undefined) throw missingOption(name);
  return Buffer.from(readFileBytes(resolve(io.cwd, file), { bytes: 64 * 1024 }));
}

function certificateOf(bytes: Buffer, file: string): Buffer {
  try {
    return new X509Certificate(bytes).raw;
  } catch {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--certificate takes a certificate',
        file,
        expected: 'PEM or DER',
        found: 'something else',
        remedy: 'Name the certificate of the device.',
      }),
    );
  }
}

/** The signed proof of the newest retirement or transfer, to be verified by others' tools. */
export async function receipt(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const { issued, wiped } = await withFleet(args, io, false, async (ask) => {
    const own = await ask('retirement.receipt', { device });
    return { issued: own as unknown as Issued, wiped: await stated(ask, device) };
  });
  const read = JSON.parse(issued.receipt) as EndShown & { readonly [key: string]: Json };
  const folder = args.text('out');
  if (folder !== undefined) {
    const at = (name: string) => join(resolve(io.cwd, folder), name);
    mkdirSync(resolve(io.cwd, folder), { recursive: true });
    writeFileWhole(at('receipt.json'), issued.receipt, { overwrite: true });
    writeFileWhole(at('receipt.sig'), Buffer.from(issued.signature, 'base64'), { overwrite: true });
    writeFileWhole(at('fleet-key.pem'), issued.publicKey, { overwrite: true });
    if (wiped !== undefined) {
      writeFileWhole(at('wipe.json'), wiped.statement, { overwrite: true });
      writeFileWhole(at('wipe.sig'), Buffer.from(wiped.signature, 'base64'), { overwrite: true });
      writeFileWhole(at('device.pem'), new X509Certificate(Buffer.from(wiped.certificate, 'base64')).toString(), { overwrite: true });
    }
  }
  const confirmed = read.stands === 'confirmed';
  return {
    json: { ...issued, stands: read.stands, missing: read.missing },
    text:
      folder === undefined
        ? issued.receipt
        : `The receipt of ${device} is in ${folder}: ${confirmed ? 'everything is confirmed' : 'not everything is confirmed'}.`,
    code: confirmed ? 0 : 1,
    notes: [
      ...read.missing.map((one) => `Missing: ${one}`),
      ...(folder === undefined
        ? []
        : [`Verify: openssl pkeyutl -verify -pubin -inkey ${folder}/fleet-key.pem -rawin -in ${folder}/receipt.json -sigfile ${folder}/receipt.sig`]),
    ],
  };
}

interface Issued {
  readonly receipt: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly entry: number;
}

interface Stated {
  readonly statement: string;
  readonly signature: string;
  readonly certificate: string;
}

/** What the device itself signed, where it has. */
async function stated(ask: Ask, device: string): Promise<Stated | undefined> {
  try {
    return (await ask('retirement.statement', { device })) as unknown as Stated;
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-RETIREMENT-001') return undefined;
    throw error;
  }
}

/** What was retired or passed on, and is not confirmed: for as long as it takes. */
export async function unconfirmed(args: Arguments, io: Io): Promise<Outcome> {
  const limit = wholeNumber(args, 'limit', { least: 1, most: 1000, otherwise: 50 });
  const after = args.text('after') === undefined ? {} : { after: wholeNumber(args, 'after', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 }) };
  const found = (await withFleet(args, io, false, (ask) => ask('retirement.unconfirmed', { limit, ...after }))) as unknown as {
    readonly retirements: readonly EndShown[];
    readonly next?: number;
  };
  const some = found.retirements.length > 0;
  const lines = found.retirements.flatMap(({ device, missing }) => missing.map((one) => paragraph(one, `  ${device}: `)));
  const text = some
    ? [
        `${counted(found.retirements.length, 'end is', 'ends are')} not confirmed, oldest first:`,
        ...lines,
        ...(found.next === undefined ? [] : [`More: --after ${found.next}`]),
      ].join('\n')
    : 'Every retirement and every transfer is confirmed.';
  return { json: found, text, code: some ? 1 : 0 };
}

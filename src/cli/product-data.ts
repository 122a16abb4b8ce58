import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Instant, type Json, Refused } from '../core/index.ts';
import { readTextFile, writeFileWhole } from '../map/edge/files.ts';
import { DATA_CLASSES } from '../product/authorization/schema.ts';
import { newSecret } from '../product/ca/edge/secret.ts';
import { keyStanding, sealKeyFile, unsealKeyFile } from '../product/data/edge/key-file.ts';
import { type KeepTable, readKeepTable } from '../product/data/keep.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { dataOfProcess } from '../product/fleet/edge/whole.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE, wholeNumber } from './parse.ts';
import { instantNamed } from './past.ts';
import { policiesOf } from './product-access.ts';
import { type Readings, readText, type StatusShown, statusText, type Went, wentText } from './product-data-text.ts';
import { withFleet } from './product-device-fleet.ts';
import { idOf } from './product-household-id.ts';
import { secretAt } from './secret.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

const ACTS = ['read', 'export', 'erase', 'receipt', 'retention', 'status', 'seal', 'unseal'] as const;
const NAMED = { noun: 'product', verb: 'data', usage: 'read | export | erase | receipt REQUEST | retention | status | seal | unseal' };

export const productData: Command = {
  ...NAMED,
  most: 2,
  about:
    'What is kept of what devices said. "read", "export" and "erase" ask the policies in the name of --who; "erase" destroys keys, and leaves a signed receipt; "retention" erases what is past its time, now; "status" says what is kept, and whether its key is sealed, and exits 1 while something is overdue; "seal" seals the key by a passphrase, and "unseal" undoes it.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'who', kind: 'text', value: 'SUBJECT', about: 'read, export, erase: who asks, as for "product access explain"' },
    { name: 'purpose', kind: 'text', value: 'PURPOSE', about: 'read, export, erase: what for (default: operation)' },
    { name: 'policies', kind: 'text', value: 'FOLDER', about: "the operator's own policies (default: ./policies where it is there)" },
    { name: 'device', kind: 'text', value: 'ID', about: 'read: of which device; erase: of this device alone' },
    { name: 'channel', kind: 'text', value: 'NAME', about: 'read: of which channel, such as telemetry' },
    { name: 'class', kind: 'text', value: 'CLASS', about: `read: only what is of this class, one of ${DATA_CLASSES.join(', ')}` },
    { name: 'from', kind: 'text', value: 'MOMENT', about: 'read: from this moment on' },
    { name: 'until', kind: 'text', value: 'MOMENT', about: 'read: before this moment' },
    { name: 'limit', kind: 'text', value: 'N', about: 'read: records a page (default: 50)' },
    { name: 'after', kind: 'text', value: 'CURSOR', about: 'read: the next page' },
    { name: 'household', kind: 'text', value: 'HOUSEHOLD', about: 'export, erase: whose, by id or name' },
    {
      name: 'out',
      kind: 'text',
      value: 'FOLDER',
      about: 'export: a new folder for it; erase, receipt: where receipt.json, receipt.sig and fleet-key.pem are written',
    },
    {
      name: 'data-passphrase',
      kind: 'text',
      value: 'SOURCE',
      about: 'what the key is sealed with, where nobody serves; seal: is to be: env:NAME, file:PATH or fd:NUMBER',
    },
    { name: 'yes', kind: 'flag', about: 'erase: do it; without it, say what would be erased' },
  ],
  examples: [
    'assay product data read --who user:anna --device cam-17 --channel motion',
    'assay product data export --household h_00000000000000000001 --who user:anna --out export',
    'assay product data erase --household h_00000000000000000001 --who service:server --out erased --yes',
    'assay product data status',
    'assay product data seal --data-passphrase env:DATA',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    if (act === 'seal' || act === 'unseal') return sealing(args, io, act);
    dataOfProcess.unlock(dataPassphrase(args, io));
    switch (act) {
      case 'read':
        return read(args, io);
      case 'export':
        return exported(args, io);
      case 'erase':
        return erase(args, io);
      case 'receipt':
        return receipt(args, io);
      case 'retention':
        return retention(args, io);
      case 'status':
        return status(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"product data" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay product data --help',
          }),
        );
    }
  },
};

/** What the key of data is sealed with, from where the operator says it stands. Throws `Refused` (ASSAY-CA-012). */
export function dataPassphrase(args: Arguments, io: Io): string | undefined {
  const source = args.text('data-passphrase');
  if (source === undefined) return undefined;
  return secretAt(source, io, SECRET);
}

const SECRET = 'passphrase of the key of data';

/** Of the file alone: a passphrase goes to no other process. Throws `Refused` (ASSAY-CLI-005, ASSAY-CA-012, ASSAY-DATA-003, -010). */
function sealing(args: Arguments, io: Io, act: 'seal' | 'unseal'): Outcome {
  const passphrase = dataPassphrase(args, io);
  if (passphrase === undefined) {
    throw new Refused(
      cliFaults.fault('005', {
        message: `"product data ${act}" needs --data-passphrase`,
        expected: '--data-passphrase SOURCE',
        found: 'none',
        remedy: 'Say where it stands: env:NAME, file:PATH or fd:NUMBER.',
      }),
    );
  }
  const folder = fleetFolder(dataFolder(args, io));
  if (act === 'seal') sealKeyFile(folder, newSecret(passphrase, SECRET));
  else unsealKeyFile(folder, passphrase);
  return {
    json: { key: keyStanding(folder) },
    text:
      act === 'seal'
        ? 'The key is sealed. Who serves needs --data-passphrase from its next start on;\nwithout the passphrase nothing that is kept opens, for ever.'
        : 'The key opens by itself again.',
    code: 0,
    ...(act === 'seal' ? { notes: ['Back-ups that were made before have the key as it was: destroy them, or keep them where nobody else is.'] } : {}),
  };
}

/** The table that --keep names: what is kept of what devices say. Nothing is where none is named. Throws `Refused` (ASSAY-DATA-001, -007). */
export function keepTableOf(args: Arguments, io: Io): KeepTable {
  const file = args.text('keep');
  return file === undefined ? [] : readKeepTable(readTextFile(resolve(io.cwd, file), { bytes: 1 << 20 }), file);
}

async function ask<T>(args: Arguments, io: Io, command: string, input: Json): Promise<T> {
  // The room's own commands give these shapes; the types are its.
  return withFleet(args, io, false, async (asked) => (await asked(command, input)) as T);
}

function option(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', {
      message: `"product data" needs --${name} here`,
      expected: `--${name}`,
      found: 'nothing',
      remedy: 'See: assay product data --help',
    }),
  );
}

const asking = (args: Arguments, io: Io) => ({ who: option(args, 'who'), purpose: args.text('purpose') ?? 'operation', ...policiesOf(args, io) });

const householdOf = (args: Arguments, io: Io) => withFleet(args, io, false, (asked) => idOf(asked, option(args, 'household'), 'h_'));

async function read(args: Arguments, io: Io): Promise<Outcome> {
  const question: { [key: string]: Json } = {
    ...asking(args, io),
    device: option(args, 'device'),
    channel: option(args, 'channel'),
    limit: wholeNumber(args, 'limit', { least: 1, most: 500, otherwise: 50 }),
  };
  if (args.text('class') !== undefined) question['class'] = choice(args, 'class', DATA_CLASSES);
  for (const name of ['from', 'until'] as const) {
    const moment = args.text(name);
    if (moment !== undefined) question[name] = Instant.format(instantNamed(moment));
  }
  const after = args.text('after');
  if (after !== undefined) question['after'] = cursorOf(after);
  const found = await ask<Readings>(args, io, 'data.read', question);
  return { json: found, text: readText(found), code: found.unopened.length === 0 ? 0 : 1 };
}

function cursorOf(text: string): { readonly at: number; readonly id: number } {
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (at !== undefined && id !== undefined) return { at: Number(at), id: Number(id) };
  throw new Refused(
    cliFaults.fault('005', {
      message: '--after takes what a page ended with',
      expected: 'two numbers with a hyphen',
      found: text.slice(0, 100),
      remedy: 'Copy it from the page before.',
    }),
  );
}

interface Receipt {
  readonly request: string;
  readonly receipt: string;
  readonly signature: string;
  readonly publicKey: string;
}

const verify = (folder: string) =>
  `Verify: openssl pkeyutl -verify -pubin -inkey ${folder}/fleet-key.pem -rawin -in ${folder}/receipt.json -sigfile ${folder}/receipt.sig`;

async function exported(args: Arguments, io: Io): Promise<Outcome> {
  const folder = option(args, 'out');
  // Whoever holds the fleet writes the folder itself: both are of the same user on the same machine.
  const done = await ask<Receipt & { readonly records: number; readonly unopened: number; readonly withheld: number }>(args, io, 'data.export', {
    ...asking(args, io),
    household: await householdOf(args, io),
    folder: resolve(io.cwd, folder),
  });
  return {
    json: done,
    text: `Wrote ${counted(done.records, 'record')} into ${folder}, request ${done.request}.`,
    code: done.unopened === 0 ? 0 : 1,
    notes: [
      ...(done.unopened === 0
        ? []
        : [`ASSAY-DATA-004: ${counted(done.unopened, 'record does', 'records do')} not open, and ${done.unopened === 1 ? 'is' : 'are'} not among them.`]),
      ...(done.withheld === 0
        ? []
        : [`${counted(done.withheld, 'record')} came under a stricter class than the channel has now, which ${option(args, 'who')} may not take out.`]),
      verify(folder),
    ],
  };
}

async function erase(args: Arguments, io: Io): Promise<Outcome> {
  const household = await householdOf(args, io);
  const device = args.text('device');
  const whose = device === undefined ? household : `${household}, of ${device}`;
  const input = { ...asking(args, io), household, ...(device === undefined ? {} : { device }) };
  if (!args.flag('yes')) {
    const { would } = await ask<{ readonly would: readonly { readonly device: string; readonly channel: string }[] }>(args, io, 'data.erase', {
      ...input,
      dry: true,
    });
    return {
      json: { would },
      text: `${would.length === 0 ? `Nothing is kept of ${whose}.` : `This would erase for ever what is kept of ${whose}:\n${would.map((one) => `  ${one.device}/${one.channel}`).join('\n')}`}\nNothing has been done. Say it again with --yes to do it.`,
      code: 1,
    };
  }
  const done = await ask<Receipt & { readonly records: number; readonly keys: number }>(args, io, 'data.erase', input);
  return {
    json: done,
    text: `Erased what was kept of ${whose}: ${counted(done.records, 'record')},\n${counted(done.keys, 'key')} destroyed. Request ${done.request}.`,
    code: 0,
    notes: ['Back-ups that were made before still have it: docs/product-data.md says how far erasure reaches.', ...written(args, io, done)],
  };
}

async function receipt(args: Arguments, io: Io): Promise<Outcome> {
  const given = await ask<Receipt>(args, io, 'data.receipt', { request: needed(args, 1, 'a request', NAMED) });
  return {
    json: given,
    text: args.text('out') === undefined ? given.receipt : `The receipt of ${given.request} is in ${args.text('out')}.`,
    code: 0,
    notes: written(args, io, given),
  };
}

function written(args: Arguments, io: Io, { receipt: text, signature, publicKey }: Receipt): readonly string[] {
  const folder = args.text('out');
  if (folder === undefined) return [];
  mkdirSync(resolve(io.cwd, folder), { recursive: true, mode: 0o700 });
  const at = (name: string) => join(resolve(io.cwd, folder), name);
  writeFileWhole(at('receipt.json'), text, { overwrite: true });
  writeFileWhole(at('receipt.sig'), Buffer.from(signature, 'base64'), { overwrite: true });
  writeFileWhole(at('fleet-key.pem'), publicKey, { overwrite: true });
  return [verify(folder)];
}

async function retention(args: Arguments, io: Io): Promise<Outcome> {
  const { went } = await ask<{ readonly went: readonly Went[] }>(args, io, 'data.retention', {});
  return { json: { went }, text: wentText(went), code: 0 };
}

async function status(args: Arguments, io: Io): Promise<Outcome> {
  const shown = await ask<StatusShown>(args, io, 'data.status', {});
  return { json: shown, text: statusText(shown), code: shown.overdue === 0 && shown.requests.open === 0 ? 0 : 1 };
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRegister } from '../development/person/read.ts';
import { type Register, registerOf } from '../development/person/register.ts';
import { keysDown } from '../development/release/hold.ts';
import { developmentView, holdsOf } from '../development/release/views.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { foldViews, register as projected } from '../ledger/projections.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io } from './command.ts';
import { dataFolder, withLedger } from './workspace.ts';

/** The register that a command goes by: what `--people` names, else people.yaml where there is one, else nobody. Throws `Refused` (ASSAY-PERSON-…, ASSAY-MAP-…). */
export function registerFor(args: Arguments, io: Io): { readonly register: Register; readonly file?: string } {
  const file = args.text('people') ?? (existsSync(resolve(io.cwd, 'people.yaml')) ? 'people.yaml' : undefined);
  return file === undefined ? { register: registerOf([]) } : { register: registerAt(file, io), file };
}

/** The register of a file, for the day of the question. Throws as `registerFor`. */
export function registerAt(file: string, io: Io): Register {
  return readRegister(readTextFile(resolve(io.cwd, file)), file, Math.floor(io.now() / 1000));
}

/** As `registerFor`, without the keys that were taken down on the ledger of the data folder, where there is one: what they signed is nobody's. */
export async function registerNow(args: Arguments, io: Io): Promise<ReturnType<typeof registerFor>> {
  const { register, ...rest } = registerFor(args, io);
  if (!existsSync(join(dataFolder(args, io), DATABASE_FILE))) return { register, ...rest };
  const down = await withLedger(
    args,
    io,
    async (ledger) => keysDown(holdsOf(foldViews(ledger, [projected(developmentView)]).view(developmentView)), io.now()),
    'read',
  );
  if (down.size === 0) return { register, ...rest };
  const people = register.people.map((one) => ({ ...one, keys: one.keys.filter(({ id }) => !down.has(id)) }));
  return { register: registerOf(people, Math.floor(io.now() / 1000)), ...rest };
}

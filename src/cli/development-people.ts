import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRegister } from '../development/person/read.ts';
import { type Register, registerOf } from '../development/person/register.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io } from './command.ts';

/** The register that a command goes by: what `--people` names, else people.yaml where there is one, else nobody. Throws `Refused` (ASSAY-PERSON-…, ASSAY-MAP-…). */
export function registerFor(args: Arguments, io: Io): { readonly register: Register; readonly file?: string } {
  const file = args.text('people') ?? (existsSync(resolve(io.cwd, 'people.yaml')) ? 'people.yaml' : undefined);
  return file === undefined ? { register: registerOf([]) } : { register: registerAt(file, io), file };
}

/** The register of a file, for the day of the question. Throws as `registerFor`. */
export function registerAt(file: string, io: Io): Register {
  return readRegister(readTextFile(resolve(io.cwd, file)), file, Math.floor(io.now() / 1000));
}

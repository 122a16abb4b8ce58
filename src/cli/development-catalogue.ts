import { closeSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Digest, Refused } from '../core/index.ts';
import { type CatalogueRow, catalogueText } from '../development/artifact/catalogue.ts';
import { cataloguedFrom, originOf } from '../development/artifact/edge/cataloguing.ts';
import type { Command } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';
import { counted } from './table.ts';

const NAMING = { noun: 'development', verb: 'catalogue', usage: 'PACKAGE|TARBALL|FOLDER… --out FILE' } as const;
const MOST = 200;

export const developmentCatalogue: Command = {
  ...NAMING,
  most: MOST,
  about:
    'Makes a catalogue of toolchain files, by content, from packages that you trust: Debian packages say what they are, for others say it with --origin. Tars within packages are looked into.',
  options: [
    { name: 'origin', kind: 'text', value: 'NAME=VERSION', about: 'what the files are of, where they are no Debian packages' },
    { name: 'out', kind: 'text', value: 'FILE', about: 'where the catalogue is written; a file that is there is left alone' },
  ],
  examples: [
    'assay development catalogue automake_1.17-4_all.deb libtool_2.5.4-4_all.deb --out toolchain.json',
    'assay development catalogue /usr/share/aclocal --origin libtool=2.5.4 --out libtool.json',
  ],
  async run(args, io) {
    needed(args, 0, 'packages', NAMING);
    const out = args.text('out');
    if (out === undefined) throw new Refused(withoutOut());
    const given = args.text('origin');
    const origin = given === undefined ? undefined : originOf(given);
    if (given !== undefined && origin === undefined) throw new Refused(notOrigin(given));
    const rows: CatalogueRow[] = [];
    for (const path of args.positionals) rows.push(...(await cataloguedFrom(resolve(io.cwd, path), origin)));
    const text = catalogueText(rows);
    write(resolve(io.cwd, out), text, out);
    const digest = Digest.of(text);
    const contents = new Set(rows.map(([sha256]) => sha256)).size;
    const origins = new Set(rows.map(([, { package: name, version }]) => `${name} ${version}`));
    return {
      json: { out, digest, files: rows.length, contents, origins: [...origins].toSorted() },
      text: `${out}: ${counted(rows.length, 'file')} with ${counted(contents, 'content')} from ${counted(origins.size, 'package')}\n${digest}`,
      code: 0,
    };
  },
};

function write(path: string, text: string, named: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o644);
  } catch (error) {
    throw new Refused(
      cliFaults.fault('005', {
        message: `${named} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
        file: named,
        expected: 'a file that is not there yet, in a folder that is',
        found: named,
        remedy: 'Name another file.',
      }),
    );
  }
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

function withoutOut() {
  return cliFaults.fault('003', {
    message: '"development catalogue" needs a file to write',
    expected: `assay development catalogue ${NAMING.usage}`,
    found: 'no --out',
    remedy: 'Name it: --out toolchain.json',
  });
}

function notOrigin(found: string) {
  return cliFaults.fault('005', {
    message: '--origin takes a name and a version',
    expected: '--origin libtool=2.5.4',
    found,
    remedy: 'Write the name of the package, an equals sign, and its version.',
  });
}

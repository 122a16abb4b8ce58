import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Digest, Refused } from '../../../core/index.ts';
import { advisoryFaults } from '../faults.ts';

/** A file that is read for advisories. */
export interface Input {
  readonly path: string;
  /** As it is told: below the folder that was named. */
  readonly name: string;
  readonly bytes: number;
  readonly stamp: string;
}

export interface Inputs {
  readonly files: readonly Input[];
  /** Files of kinds that hold no advisories. */
  readonly left: number;
  /** Of names, sizes and times of change of every file: an index that was made of another state of them is not used. */
  readonly key: Digest;
}

const KINDS = /\.(?:json|ndjson|jsonl|csv|ya?ml)(?:\.gz)?$|\.zip$/i;

/** Lists what is to be read below a file or folder, in the order of names; links are not followed. Throws `Refused` (ASSAY-ADVISORY-004). */
export function inputsOf(root: string): Inputs {
  const files: Input[] = [];
  let left = 0;
  const visit = (path: string, top: boolean) => {
    const stat = lstatSync(path, { bigint: true });
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!name.startsWith('.')) visit(join(path, name), false);
    } else if (stat.isFile() && (top || KINDS.test(path))) {
      // The time of change cannot be set back by hand as the time of writing can.
      files.push({
        path,
        name: relative(root, path) || path.slice(path.lastIndexOf('/') + 1),
        bytes: Number(stat.size),
        stamp: `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`,
      });
    } else left += 1;
  };
  try {
    visit(root, true);
  } catch (error) {
    throw unreadable(root, error);
  }
  if (files.length === 0) throw unreadable(root, new Error('no file of a kind that holds advisories'));
  return { files, left, key: Digest.of(files.map(({ name, stamp }) => `${name}\0${stamp}\n`).join('')) };
}

function unreadable(root: string, error: unknown): Refused {
  const said = (error as Error).message;
  return new Refused(
    advisoryFaults.fault('004', {
      message: `advisories cannot be read from ${root}`,
      file: root,
      expected: 'a file of advisories (.json, .ndjson, .yaml, .csv, each also .gz, or .zip), or a folder of such files',
      found: said.slice(0, 200),
      remedy: 'Name the file or folder as it is on this disk.',
    }),
  );
}

/** One digest of the digests of the files that were read. */
export function digestOf(files: readonly { readonly name: string; readonly hex: string }[]): Digest {
  return Digest.of(files.map(({ name, hex }) => `${hex}  ${name}\n`).join(''));
}

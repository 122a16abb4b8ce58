import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Fault } from '../../core/index.ts';
import { ledgerFault } from '../faults.ts';
import type { Entry } from '../model.ts';

/** The file beside the ledger that an entry names, relative to the data folder, and its digest (`sha256:` and 64 hex digits). Only whose entry it is knows that. */
export type NamedFile = (entry: Entry) => { readonly path: string; readonly digest: string } | undefined;

/** Holds each file against the first entry that names it. What was judged with a file that is gone cannot be judged again, so absence is a fault too. */
export function fileChecker(dataDir: string, named: NamedFile): { readonly take: (entry: Entry) => void; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  return {
    faults,
    take(entry) {
      const file = named(entry);
      if (file === undefined || seen.has(file.path)) return;
      seen.add(file.path);
      const found = digestOf(`${dataDir}/${file.path}`);
      if (found === file.digest) return;
      const [message, what] =
        found === undefined
          ? [`${file.path}, which entry ${entry.seq} names, cannot be read`, 'no file that can be read']
          : [`${file.path} is not the file that entry ${entry.seq} names`, found];
      faults.push(ledgerFault('030', { message, file: `${dataDir}/${file.path}`, field: `entry ${entry.seq}`, expected: file.digest, found: what }));
    },
  };
}

const CHUNK = 1 << 20;

/** Of a regular file in the folder itself; whoever can write the folder may have put a link, a pipe or a folder there. */
function digestOf(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return undefined;
    const hash = createHash('sha256');
    const chunk = new Uint8Array(CHUNK);
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) hash.update(chunk.subarray(0, got));
    return `sha256:${hash.digest('hex')}`;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { Refused } from '../../../core/index.ts';
import type { Collector } from '../collect.ts';
import { nameBytes, nameText } from '../path.ts';
import type { Filing } from './filing.ts';
import { notThere, openSource } from './source.ts';

/** Every file below a folder, in the order of their names. Links are read and never followed; `.git` is the repository's own, and is left out. */
export async function fileFolder(folder: string, filing: Filing, collector: Collector): Promise<void> {
  const waiting: string[] = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const name of namesIn(fullPath(folder, at))) {
      const path = at === '' ? name : `${at}/${name}`;
      if (path === '.git') continue;
      const full = fullPath(folder, path);
      const stat = lstatSync(full);
      if (stat.isDirectory()) {
        filing.entry({ path, kind: 'folder', mode: stat.mode, size: 0, target: '' });
        waiting.push(path);
      } else if (stat.isSymbolicLink()) {
        filing.entry({ path, kind: 'link', mode: 0, size: 0, target: nameText(readlinkSync(full, 'buffer')) });
      } else if (stat.isFile()) {
        await file(full, path, stat.mode, filing);
      } else collector.odd('special', path, 'is a device, a pipe or of another kind that no source has');
    }
  }
}

async function file(full: Buffer, path: string, mode: number, filing: Filing): Promise<void> {
  const source = openSource(full);
  try {
    filing.entry({ path, kind: 'file', mode, size: source.size, target: '' });
    let read = 0;
    for await (const piece of source.stream()) {
      read += piece.length;
      filing.data(piece);
    }
    if (read !== source.size) throw new Refused(notThere(nameText(full), 'a file that changed while it was read'));
    filing.end();
  } finally {
    source.close();
  }
}

/** As bytes: a name that is no UTF-8 is a name all the same. */
function fullPath(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), nameBytes(path)]);
}

function namesIn(folder: Buffer): readonly string[] {
  try {
    return readdirSync(folder, 'buffer').map(nameText).toSorted();
  } catch (error) {
    throw new Refused(notThere(nameText(folder), (error as NodeJS.ErrnoException).code ?? 'unreadable'));
  }
}

import { lstatSync, opendirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import type { Collector } from '../collect.ts';
import { nameText } from '../path.ts';
import type { Filing } from './filing.ts';
import { notThere, openSource } from './source.ts';

/** Every file below a folder, in the order of their names. Links are read and never followed; `.git` is the repository's own, and is left out. */
export async function fileFolder(folder: string, filing: Filing, collector: Collector): Promise<void> {
  const waiting: string[] = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const name of namesIn(join(folder, at))) {
      const path = at === '' ? name : `${at}/${name}`;
      if (path === '.git') continue;
      const full = join(folder, path);
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

async function file(full: string, path: string, mode: number, filing: Filing): Promise<void> {
  const source = openSource(full);
  try {
    filing.entry({ path, kind: 'file', mode, size: source.size, target: '' });
    let read = 0;
    for await (const piece of source.stream()) {
      read += piece.length;
      filing.data(piece);
    }
    if (read !== source.size) throw new Refused(notThere(full, 'a file that changed while it was read'));
    filing.end();
  } finally {
    source.close();
  }
}

function namesIn(folder: string): readonly string[] {
  const names: string[] = [];
  let open: ReturnType<typeof opendirSync>;
  try {
    open = opendirSync(folder);
  } catch (error) {
    throw new Refused(notThere(folder, (error as NodeJS.ErrnoException).code ?? 'unreadable'));
  }
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) names.push(entry.name);
  } finally {
    open.closeSync();
  }
  return names.toSorted();
}

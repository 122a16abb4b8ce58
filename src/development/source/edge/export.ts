import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { type ExportFile, readExport } from '../export.ts';
import { sourceFaults } from '../faults.ts';
import type { ForgeExport } from '../forge.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { tooLong } from '../values.ts';

/** Reads an export: a file, or a folder with `.json`, `.jsonl` and `.ndjson` files in it; links are not followed. Throws `Refused` (ASSAY-SOURCE-001 to -003, ASSAY-JSON-001 to -006). */
export function openExport(path: string, name: string): ForgeExport {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return readExport(name, [{ name: basename(path), text: textOf(path, found.size) }]);
  if (found?.isDirectory() !== true) {
    throw new Refused(
      sourceFaults.fault('003', {
        message: `there is no export at ${name}`,
        file: name,
        expected: 'a file, or a folder of files',
        found: found === undefined ? 'nothing' : 'something else',
        remedy: 'Name what the forge’s answers were written to.',
      }),
    );
  }
  const files: ExportFile[] = [];
  gather(path, '', 0, { files, left: SOURCE_LIMITS.export });
  return readExport(name, files);
}

function gather(path: string, prefix: string, depth: number, into: { readonly files: ExportFile[]; left: number }): void {
  const entries: readonly Dirent[] = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const name = `${prefix}${entry.name}`;
    const file = join(path, entry.name);
    if (entry.isDirectory() && depth < SOURCE_LIMITS.folders) gather(file, `${name}/`, depth + 1, into);
    if (!entry.isFile() || !/\.(?:json|jsonl|ndjson)$/i.test(entry.name)) continue;
    const { size } = lstatSync(file);
    into.left -= size;
    if (into.left < 0) throw new Refused(tooLong(prefix === '' ? path : prefix, `at most ${SOURCE_LIMITS.export} bytes in all`, 'more'));
    if (into.files.length >= SOURCE_LIMITS.files) throw new Refused(tooLong(prefix === '' ? path : prefix, `at most ${SOURCE_LIMITS.files} files`, 'more'));
    into.files.push({ name, text: textOf(file, size) });
  }
}

function textOf(file: string, size: number): string {
  if (size > SOURCE_LIMITS.file) throw new Refused(tooLong(file, `at most ${SOURCE_LIMITS.file} bytes`, `${size}`));
  return readFileSync(file, 'utf8');
}

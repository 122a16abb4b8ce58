import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Finder } from '../assurance/imported/index.ts';
import { oscalFaults } from '../assurance/oscal/faults.ts';
import { type Opened, openOscal } from '../assurance/oscal/index.ts';
import { Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Io } from './command.ts';

/**
 * Finds what a profile imports. A file that the command line named goes first, by its file name. Else the href must be a relative one that stays in the
 * folder of the document that names it, also after links on disk are followed. Nothing is ever fetched. The hrefs are whoever wrote the profile's.
 * `catalogue`: the file that the command line says the profile is about, for whatever is found in no other way. The finder throws `Refused` (ASSAY-OSCAL-010) for an href that leads elsewhere, and gives `undefined` where there is no such file.
 */
export function finder(named: readonly string[], io: Pick<Io, 'cwd'>, catalogue?: string): Finder {
  const opened = new Map<string, Opened>();
  const open = (path: string): Opened => {
    const name = relative(realpathSync(io.cwd), realpathSync(path));
    const known = opened.get(name) ?? { name, document: openOscal(readTextFile(path), name) };
    opened.set(name, known);
    return known;
  };
  const byName = new Map(named.map((file) => [basename(file).toLowerCase(), resolve(io.cwd, file)]));
  return (href, from) => {
    const path = decoded(href.replace(/[?#].*$/s, ''));
    const given = byName.get((path.split(/[/\\]/).at(-1) ?? '').toLowerCase());
    if (given !== undefined) return open(given);
    if (catalogue !== undefined) return open(resolve(io.cwd, catalogue));
    const folder = realpathSync(dirname(resolve(io.cwd, from)));
    if (path === '' || /^[a-z][a-z0-9+.-]*:|^[/\\]|\\|\0/i.test(path) || path.split('/').includes('..')) throw new Refused(outside(from, href));
    const target = resolve(folder, path);
    if (!existsSync(target)) return undefined;
    const within = relative(folder, realpathSync(target));
    if (within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) throw new Refused(outside(from, href));
    return open(target);
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function outside(file: string, href: string) {
  return oscalFaults.fault('010', {
    message: `${file} imports "${href.slice(0, 200)}", which leads out of its folder`,
    file,
    field: 'profile.imports.href',
    expected: 'a relative path within the folder of the profile',
    found: href.slice(0, 200),
    remedy: 'Put the document beside the profile, or name a file of the same name with --with FILE. Nothing is fetched.',
  });
}

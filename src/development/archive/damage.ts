import { archiveFaults } from './faults.ts';
import { shown } from './path.ts';

export function damaged(archive: string, what: string, expected: string) {
  return archiveFaults.fault('002', {
    message: `${archive} ${what}`,
    file: archive,
    expected,
    found: what,
    remedy: 'Fetch it again, and compare its digest with the one that was published.',
  });
}

export function special(archive: string, path: string, what: string) {
  return archiveFaults.fault('005', {
    message: `${archive} has an entry that ${what}`,
    file: archive,
    field: shown(path),
    expected: 'files, folders and links',
    found: what,
    remedy: 'Make the archive again without it; sources have no such entries. With GNU tar, leave out --sparse.',
  });
}

import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Fault, Refused } from '../../../core/index.ts';
import { writeFileWhole } from '../../../map/edge/files.ts';
import { releaseFaults } from '../faults.ts';

/** A file that is written under another name, until what it says is so. */
export interface Staged {
  /** Gives it its name, and never that of a file that is there. What went wrong comes back: by then it cannot be taken back. */
  place(kept: string): Fault | undefined;
  drop(): void;
}

/** Writes what will be said, before it is said. Throws `Refused` (ASSAY-RELEASE-013, ASSAY-MAP-075) where the name is taken or the folder takes nothing: then nothing has happened. */
export function stage(path: string, text: string): Staged {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new Refused(cannot(path, 'The file exists already, and nothing was published.', 'Choose another name, or take that file away.', 'EEXIST'));
  const waiting = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.waiting`);
  writeFileWhole(waiting, text);
  const drop = () => rmSync(waiting, { force: true });
  return {
    drop,
    place(kept) {
      try {
        // A link fails where the name was taken meanwhile.
        linkSync(waiting, path);
        return undefined;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'another fault';
        return cannot(path, 'The release is published and stays so; only its file was not written.', `Copy the statement from ${kept}`, code);
      } finally {
        drop();
      }
    },
  };
}

function cannot(file: string, message: string, remedy: string, found: string): Fault {
  return releaseFaults.fault('013', { message, file, expected: 'a new file', found, remedy });
}

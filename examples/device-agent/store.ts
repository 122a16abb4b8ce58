import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shown } from './wire.ts';

/** What a device keeps over a restart. `next`: a key whose certificate is not there or not proven yet; it takes the place of the others once it is. */
export interface Kept {
  readonly credential?: Shown;
  readonly next?: { readonly key: string; readonly cert?: string };
  /** Roots that it was handed over to, PEM. */
  readonly roots?: readonly string[];
}

export interface Store {
  read(): Kept;
  /** Whole or not at all. */
  write(kept: Kept): void;
  erase(): void;
}

/** For tests and simulations. A device that forgets its key when it loses power enrols anew each time. */
export function memoryStore(): Store {
  let kept: Kept = {};
  return {
    read: () => kept,
    write(next) {
      kept = next;
    },
    erase() {
      kept = {};
    },
  };
}

/** A folder for its owner alone. A device with a secure element keeps its keys there instead, and nothing here. */
export function folderStore(folder: string): Store {
  const file = join(folder, 'device.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    read() {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Kept;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
        throw error;
      }
    },
    write(kept) {
      // A device that loses power in the midst of this has the old file.
      writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
    },
    erase: () => rmSync(file, { force: true }),
  };
}

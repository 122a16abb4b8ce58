import { writeDurably } from './durable-file.ts';

/*
 * The newest checkpoint also stands in a file beside the database, so that rows cut off the database's end, checkpoints among them, are missed.
 * It is written after the commit it speaks of, never before: a crash between the two leaves an older checkpoint of the same log, which still holds,
 * and the next opening writes the newer one through this same code. It is not written at every commit because each writing costs two syncs.
 */

const DELAY_MS = 1000;

export interface CheckpointFile {
  /** The table has a newer checkpoint: the file follows within a second. Never throws. */
  changed(): void;
  /** Writes what is newest now, durably. Throws what the disk throws. */
  publish(): void;
  stop(): void;
}

export function checkpointFile(path: string, newest: () => string | undefined): CheckpointFile {
  let written: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const publish = () => {
    clearTimeout(timer);
    timer = undefined;
    const note = newest();
    if (note === undefined || note === written) return;
    writeDurably(path, note, 0o644);
    written = note;
  };
  return {
    changed() {
      timer ??= setTimeout(() => {
        try {
          publish();
        } catch {
          timer = undefined; // A full disk: the entries are safe in the database, and the next commit, checkpoint() or close() tries again.
        }
      }, DELAY_MS).unref();
    },
    publish,
    stop: () => clearTimeout(timer),
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const undoing = new Set<() => void>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A folder that nobody else may read, until `remove`, and at the latest until the process ends. Its name begins with `assay-` and what it is for. */
export function folderApart(what: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `assay-${what}-`));
  // Whoever still writes into it was killed a moment ago.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const forget = whenEnded(remove);
  return {
    path,
    remove: () => {
      remove();
      forget();
    },
  };
}

/** `undo` is called where the process is ended before what is given back was called, by Ctrl-C or otherwise, the last first. */
export function whenEnded(undo: () => void): () => void {
  if (undoing.size === 0) {
    process.on('exit', undoAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  undoing.add(undo);
  return () => {
    if (undoing.delete(undo) && undoing.size === 0) unlisten();
  };
}

function onSignal(signal: NodeJS.Signals): void {
  // A server has its own way to stop: what is open is closed on it, or when it exits.
  if (process.listenerCount(signal) > 1) return;
  undoAll();
  // Nobody listens any more: the signal ends the process as it would have, and whoever started it sees that.
  process.kill(process.pid, signal);
}

/** Each of them, also where one fails; that is told when all were. */
function undoAll(): void {
  const failed: unknown[] = [];
  for (const undo of [...undoing].reverse()) {
    try {
      undo();
    } catch (error) {
      failed.push(error);
    }
  }
  undoing.clear();
  unlisten();
  if (failed.length > 0) throw new AggregateError(failed, 'temporary files could not be removed');
}

function unlisten(): void {
  process.off('exit', undoAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Detection } from '../../detection/model.ts';

const FILE = 'detections.jsonl';
const BEFORE = 'detections.before.jsonl';
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_LINE = 64 * 1024;

/**
 * What was detected, beside the ledger, in a folder that can be erased: it names devices. A detection is kept once `append` returns; one that was being written when the power went is not, and is cut off. Of two files of 64 MiB the
 * older goes when the newer is full.
 */
export interface DetectionJournal {
  append(detections: readonly Detection[]): void;
  close(): void;
}

/** `told`: each detection that is kept, oldest first, before anything is appended. Gives how many lines were of no use. */
export function openDetectionJournal(
  folder: string,
  told: (detection: Detection) => void,
  most: number = MOST_BYTES,
): DetectionJournal & { readonly unread: number } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [before, path] = [join(folder, BEFORE), join(folder, FILE)];
  const unread = read(before, told) + read(path, told);
  let file = openSync(path, 'a', 0o600);
  let bytes = statSync(path).size;
  return {
    unread,
    append(detections) {
      if (detections.length === 0) return;
      if (bytes > most) {
        closeSync(file);
        renameSync(path, before);
        file = openSync(path, 'a', 0o600);
        bytes = 0;
      }
      bytes += writeSync(file, detections.map((one) => `${JSON.stringify(one)}\n`).join(''));
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function read(path: string, told: (detection: Detection) => void): number {
  if (!existsSync(path)) return 0;
  const bytes = readFileSync(path);
  // What has no end was being written when the power went: what comes next has to begin a line of its own.
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  let unread = 0;
  for (let at = 0; at < whole; ) {
    const end = bytes.indexOf(0x0a, at);
    const detection = end - at > MOST_LINE ? undefined : parsed(bytes.toString('utf8', at, end));
    if (detection === undefined) unread += 1;
    else told(detection);
    at = end + 1;
  }
  return unread;
}

function parsed(line: string): Detection | undefined {
  try {
    const one: unknown = JSON.parse(line);
    return typeof one === 'object' && one !== null && 'rule' in one && 'cause' in one && 'subject' in one ? (one as Detection) : undefined;
  } catch {
    return undefined;
  }
}

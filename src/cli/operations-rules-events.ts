import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { readFileBytes } from '../map/edge/files.ts';
import type { LogSource, SecurityEvent } from '../operations/event/model.ts';
import { readerOf } from '../operations/intake/formats.ts';
import { RECOGNISED_BY, recognise } from '../operations/intake/recognise.ts';
import { sigmaFaults } from '../operations/sigma/faults.ts';
import { trialEvents } from '../operations/sigma/trial.ts';
import type { Arguments, Io } from './command.ts';
import { filesUnder, shownPath } from './operations-rules-files.ts';

const LARGEST = 256 * 1024 * 1024;
const EVENT_FILE = /\.(?:jsonl?|ndjson|log|csv|pcap|pcapng|txt)$/i;

export interface EventFile {
  readonly file: string;
  readonly events: readonly SecurityEvent[];
  /** Lines that could not be read. */
  readonly rejected: number;
}

/** The events of files and folders, in any format that intake knows, or JSON. Throws `Refused` (ASSAY-SIGMA-016 where a file is neither). */
export function* eventsIn(paths: readonly string[], args: Arguments, io: Io): Generator<EventFile> {
  const given = logSourceOf(args);
  for (const path of filesUnder(paths, io, EVENT_FILE)) {
    const file = shownPath(path, io);
    const bytes = readFileBytes(resolve(io.cwd, path), { bytes: LARGEST });
    yield read(file, bytes, given);
  }
}

function read(file: string, bytes: Uint8Array, given: LogSource | undefined): EventFile {
  const json = [0x7b, 0x5b].includes(bytes.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) ?? 0);
  const tried = json ? trialEvents(new TextDecoder().decode(bytes), given) : undefined;
  if (tried !== undefined) return { file, events: tried, rejected: 0 };
  const format = recognise(bytes.subarray(0, RECOGNISED_BY));
  if (format === undefined) {
    throw new Refused(
      sigmaFaults.fault('016', {
        message: `${file} holds no events that can be read`,
        file,
        expected: 'a format that "operations watch" reads, Windows events as JSON, or with --log-source any JSON',
        remedy: 'Say what the events are of: --log-source product=linux,service=auditd',
      }),
    );
  }
  const reader = readerOf(format);
  const batches = [reader.feed(bytes), reader.end()];
  const events = batches.flatMap((batch) => batch.events).map((event) => (given === undefined ? event : { ...event, logSource: given }));
  const rejected = batches.flatMap((batch) => batch.rejected).filter(({ why }) => why !== 'no-event').length;
  return { file, events, rejected };
}

/** `product=windows,category=process_creation`. Throws `Refused` (ASSAY-SIGMA-016). */
function logSourceOf(args: Arguments): LogSource | undefined {
  const parts = args.texts('log-source');
  if (parts.length === 0) return undefined;
  const source: { product?: string; category?: string; service?: string } = {};
  for (const part of parts) {
    const [, key, value] = /^(product|category|service)=([\w.-]+)$/.exec(part) ?? [];
    if (key === undefined || value === undefined) {
      throw new Refused(
        sigmaFaults.fault('016', {
          message: `"${part}" is no part of a log source`,
          expected: 'product=NAME, category=NAME, service=NAME, joined by commas',
          found: part,
          remedy: 'Write it as rules do: --log-source product=linux,service=auditd',
        }),
      );
    }
    source[key as keyof typeof source] = value.toLowerCase();
  }
  return source;
}

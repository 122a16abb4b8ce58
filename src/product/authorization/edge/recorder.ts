import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { FleetDecisions } from '../decisions.ts';
import { type DecisionRecord, decisionRecord, MOST_RECORDED, mergedRecords, readRecord } from '../record.ts';

/** How long records are kept, and how many files at most: a server that is started often makes many. */
const KEPT = Duration.days(8);
const MOST_FILES = 200;
const FLUSH_MS = 60_000;
const DAY_MS = 86_400_000;
const NAME = /^([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{10,15})\.json$/;

/** What was decided where this fleet's devices are served: counted, in memory, and written every minute to a file of the day. What the last minute held is lost with the process. */
interface Recorder {
  /** The same decisions, each counted. */
  recorded(decisions: FleetDecisions): FleetDecisions;
  flush(): void;
  close(): void;
}

const recorders = new WeakMap<Fleet, Recorder>();
const folderOf = (fleet: Pick<Fleet, 'folder'>) => join(fleet.folder, 'decisions');

/**
 * Begins to record. Of a session that is open, a question is decided once an epoch, so counts are of decisions and not of messages. In the files: opaque ids, actions, channels, counts; no payload, no address. 0600, for eight days.
 * `broke` hears of a disk that refuses: what is decided never waits for its record.
 */
export function beginRecording(fleet: Fleet, broke: (error: unknown) => void, most = MOST_RECORDED): Recorder {
  const dayOf = (at: Instant) => Math.floor(at / DAY_MS);
  let from = fleet.now();
  let record = decisionRecord(from, most);
  const flush = () => {
    try {
      write(folderOf(fleet), from, record.record());
      if (dayOf(from) !== dayOf(fleet.now())) {
        from = fleet.now();
        record = decisionRecord(from, most);
        prune(folderOf(fleet), from);
      }
    } catch (error) {
      broke(error);
    }
  };
  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  const recorder: Recorder = {
    recorded: (decisions) => ({
      ...decisions,
      decide(asked) {
        const verdict = decisions.decide(asked);
        record.seen(asked, verdict);
        return verdict;
      },
    }),
    flush,
    close() {
      clearInterval(timer);
      flush();
      recorders.delete(fleet);
    },
  };
  recorders.set(fleet, recorder);
  return recorder;
}

function write(folder: string, from: Instant, record: DecisionRecord): void {
  if (record.all === 0) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${Instant.format(from).slice(0, 10)}-${from}.json`);
  writeFileSync(`${file}.tmp`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

function prune(folder: string, now: Instant): void {
  const files = recordFiles(folder);
  const old = files.filter(({ from }, i) => from < now - KEPT || i < files.length - MOST_FILES);
  for (const { file } of old) rmSync(file, { force: true });
}

/** Oldest first. What is not named like a record of ours is left alone. */
function recordFiles(folder: string): readonly { readonly file: string; readonly from: number }[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const [, , from] = NAME.exec(name) ?? [];
      return from === undefined ? [] : [{ file: join(folder, name), from: Number(from) }];
    })
    .sort((a, b) => a.from - b.from);
}

/** Everything recorded by runs that began on the day of `since` or later, and what this process has counted up to now. Throws `Refused` (ASSAY-AUTHORIZATION-011) where a file of that time does not read as one. */
export function recordedSince(fleet: Fleet, since: Instant): DecisionRecord {
  recorders.get(fleet)?.flush();
  prune(folderOf(fleet), fleet.now());
  const day = Math.floor(since / DAY_MS) * DAY_MS;
  const files = recordFiles(folderOf(fleet)).filter(({ from }) => from >= day);
  return mergedRecords(
    files.map(({ file }) => readRecord(readFileSync(file, 'utf8'), file)),
    since,
  );
}

import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Instant, Refused } from '../../core/index.ts';
import { behaviour } from '../../operations/behaviour/engine.ts';
import { compiled } from '../../operations/declared/compile.ts';
import { declared } from '../../operations/declared/declared.ts';
import type { Policy } from '../../operations/declared/policy.ts';
import { readMud } from '../../operations/declared/read.ts';
import type { Detection } from '../../operations/detection/model.ts';
import type { Batch } from '../../operations/event/model.ts';
import type { FoldedIncident } from '../../operations/incident/model.ts';
import { Accounting } from '../../operations/intake/accounting.ts';
import { batchesOf, type StreamOptions, unpacked } from '../../operations/intake/edge/stream.ts';
import { Detector as Sigma } from '../../operations/sigma/detector.ts';
import { readRules } from '../../operations/sigma/read.ts';
import { type Alert, alerts } from '../../operations/watch/alerts.ts';
import { openDetectionJournal } from '../../operations/watch/edge/journal.ts';
import { type Detector, watch } from '../../operations/watch/watch.ts';
import type { Grown } from './incident-acts.ts';
import type { Offered, Suspected, WatchState } from './model.ts';
import { traceMemory } from './trace-memory.ts';

export type Taken = Offered;

/** What watches one service as events come in, within the thread that it has to itself. */
export interface LiveWatch {
  /** Reads and judges the events of one request, and gives way between batches. Throws `Refused` (ASSAY-INTAKE-001, -003). */
  offer(body: Uint8Array, options: StreamOptions): Promise<Taken>;
  state(): WatchState;
  /** Incidents that are new or have grown since this was last asked; none while a request is being read. */
  grown(): Grown | undefined;
  close(): void;
}

const CHUNK = 256 * 1024;
/** Of bytes that came: who did not hear our answer sends them again, within minutes. */
const MOST_REMEMBERED = 10_000;
const MOST_SHOWN = 500;

/**
 * Opens the watch of a service's folder: `rules/` holds rules of Sigma, `mud/` MUD files; `operations/` keeps what was detected. `changed` is called when something was.
 */
export function openLiveWatch(dataDir: string, now: () => Instant, changed: () => void): LiveWatch {
  const { rules, policies, leftOut } = declaredIn(dataDir);
  const engine = behaviour({ key: [randomInt(2 ** 32), randomInt(2 ** 32)], own: [], filterBits: 2 ** 24 });
  const sigma = new Sigma(rules);
  const detectors: Detector[] = [
    ...(policies.length === 0 ? [] : [declared(policies, { own: [] })]),
    { observe: (event, input) => engine.observe(event, input), end: () => [] },
    { observe: (event, input) => sigma.feed(event, input, input), end: () => sigma.end() },
  ];
  // What was kept is folded again by the code that folds what comes.
  const kept: Detection[] = [];
  const journal = openDetectionJournal(join(dataDir, 'operations'), (one) => kept.push(one));
  const replaying: Detector = { observe: () => [], end: () => kept.splice(0) };
  const watching = watch([replaying, ...detectors]);
  const all = alerts();
  for (const one of kept) all.take(one);
  watching.end();
  const account = new Accounting();
  const since = now();
  const remembered = new Map<string, Taken>();
  const traces = traceMemory();
  const told = new Map<string, string>();
  let reading = 0;

  async function offer(body: Uint8Array, options: StreamOptions): Promise<Taken> {
    const input = Digest.of(body);
    const before = remembered.get(input);
    if (before !== undefined) return { ...before, repeated: true };
    reading += 1;
    try {
      return await read(input, body, options);
    } finally {
      reading -= 1;
    }
  }

  async function read(input: string, body: Uint8Array, options: StreamOptions): Promise<Taken> {
    const own = new Accounting();
    let format = '';
    const all: Detection[] = [];
    const name = { name: 'the request', ...options };
    for await (const batch of batchesOf(unpacked(chunksOf(body), 'the request'), name, (known) => {
      format = known;
    })) {
      own.took(batch);
      account.took(batch);
      const found = judge(batch, input);
      own.judged(batch.events.length);
      account.judged(batch.events.length);
      all.push(...found);
      // Whoever asks what is known is answered between two batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await traces.keep(unpacked(chunksOf(body), 'the request'), { name: input, bytes: body.length }, all);
    const taken: Taken = { input, format, account: { ...own.known, rejected: { ...own.known.rejected } }, detections: all.length, repeated: false };
    if (remembered.size >= MOST_REMEMBERED) for (const oldest of [...remembered.keys()].slice(0, MOST_REMEMBERED / 10)) remembered.delete(oldest);
    remembered.set(input, taken);
    return taken;
  }

  function judge(batch: Batch, input: string): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of batch.events) found.push(...watching.take(event, input).detections);
    if (found.length === 0) return found;
    for (const one of found) all.take(one);
    journal.append(found);
    changed();
    return found;
  }

  return {
    offer,
    state() {
      const incidents = watching.incidents();
      const list = all.list();
      const partOf = new Map(incidents.flatMap(({ id, causes }) => causes.map((cause) => [cause, id] as const)));
      return {
        begun: account.known.offered > 0 || list.length > 0,
        since: Instant.format(since),
        account: { ...account.known, rejected: { ...account.known.rejected } },
        devices: engine.devices,
        rules: rules.rules.length + rules.correlations.length,
        policies: policies.length,
        leftOut,
        detections: watching.detections,
        alerts: list.slice(0, MOST_SHOWN).map((one) => alertShown(one, partOf.get(one.cause))),
        alertCount: list.length,
        dropped: all.dropped,
        incidents: incidents.map(suspectedShown),
      };
    },
    grown() {
      if (reading > 0) return undefined;
      const grown = watching.incidents().filter((one) => told.get(one.id) !== figureOf(one));
      for (const one of grown) told.set(one.id, figureOf(one));
      return grown.length === 0 ? undefined : traces.grown(grown);
    },
    close: () => journal.close(),
  };
}

const figureOf = ({ last, level, deviceCount, detectionCount, stages }: FoldedIncident) => [last, level, deviceCount, detectionCount, stages.length].join(' ');

async function* chunksOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK) yield body.subarray(at, at + CHUNK);
}

function alertShown(one: Alert, incident: string | undefined): WatchState['alerts'][number] {
  return { ...one, ...moments(one), ...(incident === undefined ? {} : { incident }) };
}

function suspectedShown({ id, title, level, devices, deviceCount, causeCount, stages, detectionCount, ...times }: FoldedIncident): Suspected {
  return {
    id,
    title,
    level,
    ...moments(times),
    devices,
    deviceCount,
    causeCount,
    stages: stages.map((stage) => ({ ...stage, first: Instant.format(stage.first), last: Instant.format(stage.last) })),
    detectionCount,
  };
}

function moments({ first, raised, last }: { readonly first: Instant; readonly raised: Instant; readonly last: Instant }) {
  return { first: Instant.format(first), raised: Instant.format(raised), last: Instant.format(last) };
}

/** Rules and policies that lie in the folder of the service. What cannot be used is left out and counted. */
function declaredIn(dataDir: string) {
  const set = readRules(
    filesIn(join(dataDir, 'rules'), /\.ya?ml$/i).map((file) => ({ file, text: readFileSync(file, 'utf8') })),
    { placeholders: new Map() },
  );
  let leftOut = set.faults.length;
  const policies: Policy[] = [];
  for (const file of filesIn(join(dataDir, 'mud'), /\.json$/i)) {
    try {
      const { mud } = readMud(readFileSync(file, 'utf8'), file);
      policies.push({ id: mud.url, device: '*', table: compiled(mud), mudUrl: mud.url });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      leftOut += 1;
    }
  }
  return { rules: set, policies, leftOut };
}

function filesIn(folder: string, fits: RegExp): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && fits.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

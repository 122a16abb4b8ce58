import { resolve } from 'node:path';
import { Instant, Refused } from '../core/index.ts';
import { tracesOf } from '../operations/incident/edge/traces.ts';
import type { FoldedIncident } from '../operations/incident/model.ts';
import { Accounting } from '../operations/intake/accounting.ts';
import { merged } from '../operations/watch/edge/inputs.ts';
import { readState, writeState } from '../operations/watch/edge/state.ts';
import { watch } from '../operations/watch/watch.ts';
import type { Arguments, Command, Io, Option, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { DETECTORS, detectorsOf } from './operations-detectors.ts';
import { withDesk } from './operations-incident-desk.ts';
import { incidentLine, watchText } from './operations-watch-text.ts';
import { needed, WORKSPACE } from './parse.ts';
import { counted } from './table.ts';

const NAMED_REPLAY = { noun: 'operations', verb: 'replay', usage: 'INPUT… [--at-speed max|NUMBER] [--rules PATH] [--own CIDR]' } as const;
const NAMED_WATCH = { noun: 'operations', verb: 'watch', usage: '--input FILE|FOLDER|- [--rules PATH] [--own CIDR]' } as const;

const RECORD: readonly Option[] = [
  { name: 'record', kind: 'flag', about: 'keep the incidents on the ledger of the service; what is there already is entered once' },
  { name: 'exercise', kind: 'flag', about: 'with --record: a rehearsal, kept apart from what happened' },
  ...WORKSPACE.filter(({ name }) => name !== 'at'),
];

export const operationsReplay: Command = {
  ...NAMED_REPLAY,
  most: 1000,
  about:
    'Reads what sensors wrote and says what would have been found, and when: incidents, with their stages, the devices they name, and where in which input the events stand. Several inputs are read as one stream, by their moments. Exits 1 where there is an incident.',
  options: [
    { name: 'at-speed', kind: 'text', value: 'max|NUMBER', about: 'as fast as it can be read (the default), or so many times as fast as it happened' },
    ...DETECTORS,
    ...RECORD,
  ],
  examples: [
    'assay operations replay capture.pcap',
    'assay operations replay conn.log dns.log --rules rules/iot --own 203.0.113.0/24',
    'assay operations replay capture.pcap --at-speed 60',
  ],
  run(args, io) {
    needed(args, 0, 'an input', NAMED_REPLAY);
    return run(args, io, args.positionals, speedOf(args.text('at-speed')));
  },
};

export const operationsWatch: Command = {
  ...NAMED_WATCH,
  most: 0,
  about:
    'Reads what comes, until it ends, and says on standard error when an incident opens. At the end it says what replay says. Exits 1 where there is an incident.',
  options: [
    { name: 'input', kind: 'texts', value: 'INPUT', about: 'a file, a folder, or - for standard input' },
    {
      name: 'state',
      kind: 'text',
      value: 'FILE',
      about: 'where to keep what is known of devices and the incidents that are open, so that the next watch goes on from there',
    },
    ...DETECTORS,
    ...RECORD,
  ],
  examples: [
    'tail -F conn.log | assay operations watch --input - --format zeek',
    'assay operations watch --input eve.json',
    'assay operations watch --input eve.json --state watch.state',
  ],
  run(args, io) {
    const inputs = args.texts('input');
    if (inputs.length === 0) {
      throw new Refused(
        cliFaults.fault('003', {
          message: '"operations watch" needs an input',
          expected: `assay operations watch ${NAMED_WATCH.usage}`,
          found: 'no --input',
          remedy: 'Name what to read: --input conn.log, or --input - for standard input.',
        }),
      );
    }
    return run(args, io, inputs, undefined);
  },
};

/** How many times as fast as it happened; `undefined` for as fast as it can. */
function speedOf(text: string | undefined): number | undefined {
  if (text === undefined || text === 'max') return undefined;
  const speed = Number(text);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new Refused(
    cliFaults.fault('005', {
      message: '--at-speed takes "max" or a number above 0',
      expected: '--at-speed max, --at-speed 60',
      found: text,
      remedy: 'Write how many times as fast as it happened.',
    }),
  );
}

/** Longest that a replay sleeps between two events: a night without any is not sat through. */
const LONGEST_PAUSE = 60_000;
/** How often (milliseconds) the state is written while events come; and at the end. */
const KEPT_EVERY = 300_000;

async function run(args: Arguments, io: Io, paths: readonly string[], speed: number | undefined): Promise<Outcome> {
  const kept = args.text('state') === undefined ? undefined : resolve(io.cwd, args.text('state') ?? '');
  const { state, fault } = kept === undefined ? {} : readState(kept);
  const { inputs, detectors, engine, rules } = await detectorsOf(args, io, paths, state?.behaviour);
  const watching = watch(detectors, state?.watch);
  let written = Date.now();
  const keep = () => {
    if (kept !== undefined) writeState(kept, { behaviour: engine.saved, watch: watching.saved });
  };
  const released = kept === undefined ? () => undefined : onSignal(keep, io);
  const account = new Accounting();
  const telling = args.text('at-speed') !== undefined || paths.includes('-') || io.interactive;
  let begun: Instant | undefined;
  let judged = 0;
  const started = Date.now();
  for await (const { event, input } of merged(inputs, (batch) => account.took(batch))) {
    begun ??= event.time;
    if (speed !== undefined) await sleep(Math.min(LONGEST_PAUSE, started + (event.time - begun) / speed - Date.now()));
    const { opened } = watching.take(event, input.name);
    account.judged(1);
    judged += 1;
    if (kept !== undefined && judged % 1024 === 0 && Date.now() - written > KEPT_EVERY) {
      keep();
      written = Date.now();
    }
    if (telling) for (const incident of opened) io.err(`${incidentLine(incident)}\n`);
  }
  watching.end();
  released();
  keep();
  const incidents = watching.incidents();
  const read = inputs.map((input) => ({ name: input.name, format: input.format(), bytes: input.bytes(), digest: input.digest() }));
  const { known } = account;
  const entries = args.flag('record')
    ? await recorded(args, io, state === undefined ? incidents : incidents.map((one) => ofThisRun(one, begun)), read)
    : undefined;
  const notes = [
    ...(rules === undefined || rules.faults.length === 0
      ? []
      : [`${counted(rules.faults.length, 'fault')} in the rules: what cannot be used was left out. See them with: assay operations rules check`]),
    ...(fault === undefined ? [] : [`${fault.code}: ${fault.message}. ${fault.remedy}`]),
    ...(state === undefined || detectors.length === 1
      ? []
      : ['What rules of Sigma and policies keep of the past is not in the state: correlations and names of DNS began anew.']),
    ...(entries === undefined
      ? []
      : [
          entries.length === 0
            ? 'The ledger has all of this already.'
            : `Kept on the ledger as ${counted(entries.length, 'entry', 'entries')}, from ${entries[0]} on. See: assay operations incidents`,
        ]),
  ];
  return {
    json: {
      ...(entries === undefined ? {} : { entries }),
      inputs: read,
      account: known,
      devices: engine.devices,
      turnedAway: engine.turnedAway,
      rules: rules === undefined ? { count: 0, leftOut: 0 } : { count: rules.rules.length + rules.correlations.length, leftOut: rules.faults.length },
      detections: watching.detections,
      ...(kept === undefined ? {} : { state: { continued: state !== undefined, ...(fault === undefined ? {} : { fault }) } }),
      incidents: incidents.map((incident) => ({
        ...incident,
        first: Instant.format(incident.first),
        raised: Instant.format(incident.raised),
        last: Instant.format(incident.last),
        stages: incident.stages.map((stage) => ({ ...stage, first: Instant.format(stage.first), last: Instant.format(stage.last) })),
        detections: incident.detections.map((one) => ({
          ...one,
          first: Instant.format(one.first),
          last: Instant.format(one.last),
          raised: Instant.format(one.raised),
        })),
      })),
    },
    text: watchText(incidents, { read, account: known, devices: engine.devices, detections: watching.detections }),
    code: incidents.length > 0 ? 1 : 0,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Without the places of events that an earlier watch read: what has that name now may hold other bytes. */
function ofThisRun(incident: FoldedIncident, begun: Instant | undefined): FoldedIncident {
  return { ...incident, detections: incident.detections.map((one) => (begun === undefined || one.first < begun ? { ...one, events: [] } : one)) };
}

/** Enters what was found; gives the places of the entries. */
function recorded(
  args: Arguments,
  io: Io,
  incidents: readonly FoldedIncident[],
  inputs: readonly { readonly name: string; readonly digest: string; readonly bytes: number }[],
): Promise<readonly number[]> {
  return withDesk(args, io, 'write', async ({ desk }) => {
    const traces = await tracesOf(inputs, incidents, io.cwd);
    const receipts = await desk.take(...incidents.map((folded) => ({ type: 'record' as const, folded, traces, exercise: args.flag('exercise') })));
    return receipts.map(({ seq }) => seq);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Told to stop, it does `last` between two events, and ends as any program that is told to. Gives what takes this back. */
function onSignal(last: () => void, io: Io): () => void {
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, heed);
  };
  const heed = (signal: NodeJS.Signals) => {
    release();
    try {
      last();
    } catch (error) {
      io.err(`${(error as Error).message}\n`);
    }
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, heed);
  return release;
}

function sleep(milliseconds: number): Promise<void> {
  return milliseconds <= 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, milliseconds));
}

import { resolve } from 'node:path';
import { foldedOf, VIEWS } from '../assurance/folded.ts';
import { Digest, Duration, Instant, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { foldViews, register } from '../ledger/projections.ts';
import { readDocument } from '../map/document.ts';
import { readTextFile } from '../map/edge/files.ts';
import { subjectsOf } from '../map/subjects.ts';
import { declarationOf, declared, endOf, notJudged } from '../operations/drill/decide.ts';
import { DRILL_DECLARED, DRILL_JUDGED, DRILL_OUTCOMES } from '../operations/drill/events.ts';
import { drillEvidence } from '../operations/drill/evidence.ts';
import { drillFaults } from '../operations/drill/faults.ts';
import { judging } from '../operations/drill/judge.ts';
import { type Drill, drillSchema } from '../operations/drill/model.ts';
import { drillView } from '../operations/drill/views.ts';
import { merged } from '../operations/watch/edge/inputs.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { DETECTORS, detectorsOf } from './operations-detectors.ts';
import { handledIncident } from './operations-drill-handled.ts';
import { asked } from './operations-incident-desk.ts';
import { needed, WORKSPACE } from './parse.ts';
import { counted, wholeTable } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const ACTS = ['declare', 'judge', 'handled'] as const;
const NAMED = { noun: 'operations', verb: 'drill', usage: 'declare FILE | judge FILE INPUT… | handled INCIDENT' } as const;

export const operationsDrill: Command = {
  ...NAMED,
  most: 1000,
  about:
    'A drill of detection: something is made to misbehave on purpose, and has to be seen in time. "declare" puts on the ledger, before it begins, what will be done to which part and by which rules it has to be seen. "judge" reads what sensors wrote meanwhile, once its time has passed, and records whether each device was seen, late or not: evidence for or against detection. It exits 1 where one was not seen in time, or not heard of at all. "handled" draws from an incident that is closed what was measured of each device: cut off after how long, brought back, and well.',
  options: [
    { name: 'part', kind: 'text', value: 'PART', about: 'handled: the part of the map that the devices of the incident are' },
    ...WORKSPACE.filter(({ name }) => name !== 'at'),
    ...DETECTORS,
  ],
  examples: [
    'assay operations drill declare drill.yaml',
    'assay operations drill judge drill.yaml conn.log dns.log',
    'assay operations drill handled incident-1 --part camera',
  ],
  run(args, io) {
    const act = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const file = needed(args, 1, act === 'handled' ? 'an incident' : 'the declaration of a drill', NAMED);
    switch (ACTS.find((one) => one === act)) {
      case 'declare':
        return declare(args, io, file);
      case 'judge':
        needed(args, 2, 'an input', NAMED);
        return judge(args, io, file);
      case 'handled':
        return handledIncident(args, io, file, asked(args, 'part'));
      case undefined:
        throw new Refused(
          cliFaults.fault('005', {
            message: `"operations drill" does not "${act}"`,
            expected: ACTS.join(', '),
            found: act,
            remedy: 'See: assay operations drill --help',
          }),
        );
    }
  },
};

function drillAt(file: string, io: Io): Drill {
  const document = readDocument(readTextFile(resolve(io.cwd, file)), file);
  const parsed = drillSchema.safeParse(document.value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Refused(
    ...parsed.error.issues.slice(0, 20).map(({ path, message }) =>
      drillFaults.fault('001', {
        message,
        file,
        ...document.place(path as readonly (string | number)[], 'value'),
        field: path.join('.'),
        expected: 'assay: drill/1, with id, what, part, devices, begins, within and rules',
        remedy: 'See docs/operations-csirt.md for a whole declaration.',
      }),
    ),
  );
}

/** The ledger of this service, with its drills. */
function withDrills<T>(
  args: Arguments,
  io: Io,
  mode: 'write' | 'continue',
  work: (given: Parameters<Parameters<typeof withLedger<T>>[2]>[0], view: ReturnType<typeof drillView.initial>) => Promise<T>,
): Promise<T> {
  const { map } = readServiceMap(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const views = foldViews(ledger, [...VIEWS, register(drillView)]);
      refuseOtherService(foldedOf(views), map, dataFolder(args, io));
      return work(ledger, views.view(drillView));
    },
    mode,
  );
}

/** The part of the map that the drill is of. Throws `Refused` (ASSAY-DRILL-001). */
function partOf(drill: Drill, args: Arguments, io: Io) {
  const { map } = readServiceMap(args, io);
  const [element = '', variant] = drill.part.split('/');
  const part = map.parts.find(({ id }) => id === element);
  if (part !== undefined && (variant === undefined || part.variants?.some(({ id }) => id === variant) === true)) return { map, part };
  throw new Refused(
    drillFaults.fault('001', {
      message: `"${drill.part}" is no part of the map`,
      field: 'part',
      expected: 'a part of the map, or one of its variants',
      found: drill.part,
      remedy: 'Name the part that is made to misbehave.',
    }),
  );
}

async function declare(args: Arguments, io: Io, file: string): Promise<Outcome> {
  const drill = drillAt(file, io);
  partOf(drill, args, io);
  return withDrills(args, io, 'write', async (ledger, view) => {
    const decision = declared(drill, view, io.now());
    if ('faults' in decision) throw new Refused(...decision.faults);
    const [receipt] = await ledger.append([{ type: DRILL_DECLARED, body: decision.fact as unknown as Json }]);
    return {
      json: { ...decision.fact, seq: receipt?.seq },
      text: `${drill.id} is declared (entry ${receipt?.seq}): ${counted(drill.devices.length, 'device')} of ${drill.part}, from ${drill.begins}, to be seen by ${Instant.format(endOf(drill))}.`,
      code: 0,
    };
  });
}

async function judge(args: Arguments, io: Io, file: string): Promise<Outcome> {
  const drill = drillAt(file, io);
  const { map, part } = partOf(drill, args, io);
  return withDrills(args, io, 'continue', async (ledger, view) => {
    const faults = notJudged(drill, view, io.now());
    if (faults.length > 0) throw new Refused(...faults);
    const { inputs, detectors } = await detectorsOf(args, io, args.positionals.slice(2));
    const judged = judging(drill);
    for await (const { event, input } of merged(inputs, () => undefined)) {
      judged.observe(event);
      for (const detector of detectors) for (const detection of detector.observe(event, input.name)) judged.take(detection);
    }
    for (const detector of detectors) for (const detection of detector.end()) judged.take(detection);
    const outcomes = judged.outcomes();
    const read = inputs.map((input) => input.digest());
    // Devices are named here, beside the ledger, where they can be erased.
    const report = JSON.stringify({ drill, inputs: read, outcomes });
    const raw = { digest: Digest.of(report), mediaType: 'application/json' };
    const evidence = drillEvidence(drill, outcomes, part.kind === 'device' || part.kind === 'gateway', raw);
    readEvidence(JSON.stringify(evidence), 'the statements', { now: io.now(), subjects: subjectsOf(map) });
    keepRaw(dataFolder(args, io), new TextEncoder().encode(report), raw.digest);
    const counts = Object.fromEntries(DRILL_OUTCOMES.map((one) => [one, outcomes.filter(({ outcome }) => outcome === one).length] as const));
    await ledger.append([
      { type: DRILL_JUDGED, body: { drill: drill.id, declaration: declarationOf(drill), outcomes: counts, inputs: read } },
      ...evidence.map((body) => ({ type: EVIDENCE_RECORDED, body: body as unknown as Json })),
    ]);
    const all = outcomes.every(({ outcome }) => outcome === 'seen');
    return {
      json: { drill: drill.id, part: drill.part, outcomes, evidence },
      text: [
        all
          ? `Each of ${counted(outcomes.length, 'device')} was seen within ${drill.within}.`
          : `Of ${counted(outcomes.length, 'device')}, ${counted(outcomes.filter(({ outcome }) => outcome === 'seen').length, 'was', 'were')} seen within ${drill.within}.`,
        '',
        wholeTable(
          ['device', 'outcome', 'after', 'by'],
          outcomes.map(({ device, outcome, latency, rule }) => [
            device,
            outcome,
            latency === undefined ? '-' : `${latency / Duration.seconds(1)} s`,
            rule ?? '-',
          ]),
        ),
      ].join('\n'),
      code: all ? 0 : 1,
      notes: evidence.map(({ claim, subject, value }) => `Evidence: ${claim} of ${subject} is ${String(value)}.`),
    };
  });
}

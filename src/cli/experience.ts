import { foldLedger } from '../assurance/folded.ts';
import { type Duration, Instant, type Json, Refused } from '../core/index.ts';
import { EVIDENCE_RECORDED, type Evidence, evidenceDigest } from '../evidence/index.ts';
import { readFacts } from '../experience/edge/read.ts';
import { experienceEvidence } from '../experience/evidence.ts';
import { flowCounts } from '../experience/flows.ts';
import { MEASURES, measured } from '../experience/measure.ts';
import { DAY, type Measured, SMALLEST_GROUP, type Window } from '../experience/model.ts';
import type { ServiceMap } from '../map/index.ts';
import type { Arguments, Command, Io, Option } from './command.ts';
import { flowsText, measuresText, measureText } from './experience-text.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE, wholeNumber } from './parse.ts';
import { instantNamed } from './past.ts';
import { counted } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const WINDOW: readonly Option[] = [
  { name: 'until', kind: 'text', value: 'DAY', about: 'up to the first moment of this day, UTC (default: today)' },
  { name: 'days', kind: 'text', value: 'N', about: 'so many days before (default: 28)' },
  { name: 'k', kind: 'text', value: 'N', about: `hide what fewer than N are behind (default: ${SMALLEST_GROUP}; at least 3)` },
  ...WORKSPACE.filter(({ name }) => name !== 'at'),
];

interface Read {
  readonly all: readonly Measured[];
  readonly window: Window;
  readonly k: number;
  readonly days: string;
  readonly raw: Awaited<ReturnType<typeof readFacts>>;
}

/** Whole days alone: of two windows that differ by an hour, the difference would be what one person did. */
async function read(args: Arguments, io: Io): Promise<Read> {
  const days = wholeNumber(args, 'days', { least: 1, most: 366, otherwise: 28 });
  const k = wholeNumber(args, 'k', { least: 3, most: 1000, otherwise: SMALLEST_GROUP });
  const named = args.text('until');
  const until = Instant.of(Math.floor((named === undefined ? io.now() : instantNamed(named)) / DAY) * DAY);
  const window = { from: Instant.plus(until, (-days * DAY) as Duration), until };
  const raw = await readFacts(dataFolder(args, io), io.now);
  const text = `${Instant.format(window.from).slice(0, 10)} to ${Instant.format(until).slice(0, 10)}`;
  return { all: measured(raw.facts, window, k), window, k, days: text, raw };
}

const measure: Command = {
  noun: 'experience',
  verb: 'measure',
  usage: '',
  most: 0,
  about:
    'Counts how people get on with the security of the product, from facts that its ledgers hold: introductions, sign-ins, protections switched off, ways round, recovery, warnings, certificates that devices renew. Groups that are too small are hidden. Exits 1 while a measure falls short of what was set for it.',
  options: [
    { name: 'record', kind: 'flag', about: 'enter what was measured as evidence on the service’s ledger' },
    { name: 'part', kind: 'text', value: 'ID', about: 'record: the app that owners use (default: the only app of the map)' },
    {
      name: 'people-of',
      kind: 'text',
      value: 'ID',
      about: 'record: the app whose users sign in here; without it, nothing is stated of sign-ins and protections',
    },
    {
      name: 'credential',
      kind: 'text',
      value: 'ID',
      about: 'record: the credential of the map that devices hold; without it, nothing is stated of renewals',
    },
    ...WINDOW,
  ],
  examples: ['assay experience measure', 'assay experience measure --record --part app'],
  async run(args, io) {
    const done = await read(args, io);
    const recorded = args.flag('record') ? await record(args, io, done) : undefined;
    const { all, days, k } = done;
    const short = all.some(({ meets }) => meets === 'no');
    return {
      json: {
        from: Instant.format(done.window.from),
        until: Instant.format(done.window.until),
        k,
        measures: all,
        read: done.raw.read,
        ...(recorded === undefined ? {} : { recorded }),
      } as unknown as Json,
      text: [measuresText(all, days, k), ...(recorded === undefined ? [] : ['', recordedText(recorded)])].join('\n'),
      code: short ? 1 : 0,
      ...(done.raw.read.length === 0 ? { notes: ['There is no ledger of a fleet or an office in this folder.'] } : {}),
    };
  },
};

const recordedText = (recorded: readonly Evidence[]) =>
  recorded.length === 0
    ? 'Nothing new to state.'
    : `Recorded ${counted(recorded.length, 'statement')}: ${recorded.map(({ claim }) => claim.replace('experience.', '')).join(', ')}.`;

async function record(args: Arguments, io: Io, { all, window, raw }: Read): Promise<readonly Evidence[]> {
  const { map } = readServiceMap(args, io);
  const [people, held] = [args.text('people-of'), args.text('credential')];
  const parts = {
    owners: appOf(map, args.text('part'), 'part'),
    ...(people === undefined ? {} : { people: appOf(map, people, 'people-of') }),
    ...(held === undefined ? {} : { devices: credentialOf(map, held) }),
  };
  const statements = experienceEvidence(all, parts, window, io.now(), raw.raw);
  return withLedger(args, io, async (ledger) => {
    const folded = foldLedger(ledger);
    refuseOtherService(folded, map, dataFolder(args, io));
    const before = new Set(folded.evidence.map(({ seq: _, ...evidence }) => evidenceDigest(evidence)));
    const fresh = statements.filter((evidence) => !before.has(evidenceDigest(evidence)));
    // Evidence is JSON by its schema.
    await ledger.append(fresh.map((body) => ({ type: EVIDENCE_RECORDED, body: body as unknown as Json })));
    return fresh;
  });
}

/** The app of that id, or the only one. Throws `Refused` (ASSAY-CLI-005): which app people used is not guessed. */
function appOf(map: ServiceMap, named: string | undefined, option: string): string {
  const apps = map.parts.filter(({ kind }) => kind === 'app').map(({ id }) => id);
  const [only] = apps;
  const found = named === undefined ? (apps.length === 1 ? only : undefined) : apps.find((id) => id === named);
  if (found !== undefined) return found;
  throw new Refused(
    cliFaults.fault('005', {
      message: `--${option} takes an app of the map`,
      expected: apps.length === 0 ? 'a map with an app' : apps.join(', '),
      found: named ?? `${apps.length} apps`,
      remedy: `Name the app with --${option}.`,
    }),
  );
}

/** Throws `Refused` (ASSAY-CLI-005). */
function credentialOf(map: ServiceMap, named: string): string {
  const credentials = map.assets.filter(({ kind }) => kind === 'credential').map(({ id }) => id);
  const found = credentials.find((id) => id === named);
  if (found !== undefined) return found;
  throw new Refused(
    cliFaults.fault('005', {
      message: '--credential takes a credential of the map',
      expected: credentials.length === 0 ? 'a map with a credential' : credentials.join(', '),
      found: named,
      remedy: 'Name an asset of the kind "credential", or leave it out.',
    }),
  );
}

const show: Command = {
  noun: 'experience',
  verb: 'show',
  usage: '[MEASURE]',
  most: 1,
  about: 'One measure with its rows; without one, what each flow of end users asks of them: screens, decisions, characters to type.',
  options: WINDOW,
  examples: ['assay experience show', 'assay experience show introduction.abandoned'],
  async run(args, io) {
    const [id] = args.positionals;
    if (id === undefined) {
      const flows = flowCounts();
      return { json: { flows } as unknown as Json, text: flowsText(flows), code: 0 };
    }
    if (!MEASURES.some((one) => one.id === id)) {
      throw new Refused(
        cliFaults.fault('004', {
          message: `there is no measure "${id}"`,
          expected: MEASURES.map((one) => one.id).join(', '),
          found: id,
          remedy: 'See: assay experience measure',
        }),
      );
    }
    const { all, k } = await read(args, io);
    const found = all.filter((one) => one.id === id);
    return { json: found[0] as unknown as Json, text: found.map((one) => measureText(one, k)).join('\n'), code: 0 };
  },
};

/** How people get on with the security of the product. */
export const EXPERIENCE: readonly Command[] = [measure, show];

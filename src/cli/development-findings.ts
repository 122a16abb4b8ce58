import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entering, takeIn } from '../assurance/intake/index.ts';
import { Digest, Instant, type Json, Refused } from '../core/index.ts';
import { baselineName, baselineOf, compareWith, counts, type KnownBaseline, readBaseline, refuseGrowth } from '../development/finding/baseline.ts';
import { certPosition } from '../development/finding/cert-position.ts';
import { comparedCopy, secretMapping } from '../development/finding/copy.ts';
import { findingFaults } from '../development/finding/faults.ts';
import { type JudgedFindings, judgeFindings } from '../development/finding/judge.ts';
import { findingsLink } from '../development/finding/link.ts';
import { lookedAt } from '../development/finding/looked.ts';
import { readReport } from '../development/finding/read.ts';
import { isObjectId } from '../development/git/object.ts';
import { sameActors } from '../development/release/actor.ts';
import { BASELINE_SET } from '../development/release/events.ts';
import { actorFaults } from '../development/release/exception.ts';
import type { About } from '../development/release/link.ts';
import { baselinesOf, type DevelopmentView } from '../development/release/views.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Log } from '../evidence/import/sarif/log.ts';
import { EVIDENCE_RECORDED, type Evidence } from '../evidence/index.ts';
import { readFileBytes, textOfBytes } from '../map/edge/files.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { runAct } from './development-acts.ts';
import { findingsJson, findingsText } from './development-findings-text.ts';
import { registerFor } from './development-people.ts';
import { ACTOR, actedBy } from './development-release-actor.ts';
import { neededOption, rolesOf, withReleases } from './development-release-ledger.ts';
import { ABOUT, aboutNamed, recordFact } from './development-release-record.ts';
import { needed, WORKSPACE } from './parse.ts';
import { instantNamed } from './past.ts';
import { counted, wholeTable } from './table.ts';

const NAMED = { noun: 'development', verb: 'findings', usage: 'import REPORT… | show [REPORT…] | baseline [NAME REPORT…]' } as const;
const MOST_BYTES = 64 * 1024 * 1024;

export const developmentFindings: Command = {
  ...NAMED,
  most: 1002,
  about:
    'What analysers found, from SARIF 2.1.0 reports: new, still there or gone by a baseline of your own; guidelines of CERT C that are violated, checked or not looked for; secrets. "import" records it as evidence, "show" only says it, "baseline" keeps what is there now. Exits 1 where something new stands or where nothing good can be said.',
  options: [
    ...WORKSPACE.filter(({ name }) => name !== 'at'),
    { name: 'part', kind: 'text', value: 'ELEMENT', about: 'import, baseline: the repository of the map that was looked at' },
    {
      name: 'baseline',
      kind: 'text',
      value: 'NAME',
      about: 'import, show: the baseline to compare with; without, what the tool says that it knew is believed',
    },
    { name: 'release', kind: 'text', value: 'NAME', about: 'import: the release that was looked at, for its gate' },
    ...ABOUT.filter(({ name }) => name !== 'artifact'),
    { name: 'observed-at', kind: 'text', value: 'MOMENT', about: 'import: when the tool looked, where the report does not say' },
    { name: 'by', kind: 'text', value: 'ROLE', about: 'baseline: who takes it, a role of the map or an opaque id' },
    { name: 'approved-by', kind: 'text', value: 'ROLE', about: 'baseline: the second person, where it takes in findings that the last one did not have' },
    ...ACTOR,
    { name: 'cert', kind: 'flag', about: 'show each guideline of CERT C, and not their numbers alone' },
  ],
  examples: [
    'assay development findings import report.sarif --part firmware-source --baseline main --release v3.1.0',
    'assay development findings baseline main report.sarif --part firmware-source --by developer',
  ],
  async run(args, io) {
    return runAct(args, NAMED, {
      import: () => importReports(args, io),
      show: () => show(args, io),
      baseline: () => (args.positionals.length === 1 ? baselines(args, io) : setBaseline(args, io)),
    });
  },
};

interface Given {
  readonly bytes: Uint8Array;
  readonly report: ReturnType<typeof readReport>['report'];
  readonly log: Log;
}

/** Everything is read before anything is written: one report that cannot be read refuses them all. */
function readGiven(args: Arguments, io: Io, from: number): readonly Given[] {
  needed(args, from, 'a report', NAMED);
  return args.positionals.slice(from).map((file) => {
    const bytes = readFileBytes(resolve(io.cwd, file), { bytes: MOST_BYTES });
    return { bytes, ...readReport(textOfBytes(bytes, file), file, Digest.of(bytes)) };
  });
}

/** The baseline of this name that was taken last, of this part where one is named, held against its digest. Throws `Refused` (ASSAY-FINDING-001, -002). */
function baselineNamed(name: string | undefined, view: DevelopmentView, dataDir: string, part?: string): KnownBaseline | undefined {
  if (name === undefined) return undefined;
  const all = baselinesOf(view).filter((one) => part === undefined || one.part === part);
  const set = all.findLast((one) => one.name === name);
  const path = set === undefined ? '' : join(dataDir, 'raw', set.list.slice('sha256:'.length));
  if (set === undefined || !existsSync(path)) {
    throw new Refused(
      findingFaults.fault('001', {
        message:
          set === undefined
            ? `there is no baseline "${name}"${part === undefined || all.length === 0 ? '' : ` of ${part}`}`
            : `the list of the baseline "${name}" is not in the data folder`,
        ...(set === undefined ? {} : { file: path }),
        expected: [...new Set(all.map((one) => one.name))].join(', ') || 'a baseline',
        found: name,
        remedy: `Take one: assay development findings baseline ${name} REPORT --part ${part ?? 'REPOSITORY'} --by ROLE`,
      }),
    );
  }
  const text = readFileSync(path, 'utf8');
  if (Digest.of(text) !== set.list) {
    throw new Refused(
      findingFaults.fault('002', {
        message: `the list of the baseline "${name}" is not what the ledger names`,
        file: path,
        expected: set.list,
        found: Digest.of(text),
        remedy: 'Put the folder raw back from your backup, or take the baseline again.',
      }),
    );
  }
  return { name, digest: set.list, rows: readBaseline(text, path) };
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const given = readGiven(args, io, 1);
  const name = args.text('baseline');
  const reports = given.map(({ report }) => report);
  const judged =
    name === undefined
      ? judgeFindings(reports)
      : await withReleases(args, io, 'read', async ({ view, dataDir }) => judgeFindings(reports, baselineNamed(name, view, dataDir)));
  return outcome(judged, args);
}

function outcome(judged: JudgedFindings, args: Arguments, more: { readonly json?: object; readonly notes?: readonly string[] } = {}): Outcome {
  const { state } = findingsLink(judged, { release: '' }, Instant.of(0));
  const cert = certPosition(judged);
  return {
    json: { ...findingsJson(judged, cert, state), ...more.json },
    text: findingsText(judged, cert, { state, everyGuideline: args.flag('cert') }),
    code: state === 'proven' ? 0 : 1,
    ...(more.notes === undefined ? {} : { notes: more.notes }),
  };
}

async function importReports(args: Arguments, io: Io): Promise<Outcome> {
  const given = readGiven(args, io, 1);
  const part = neededOption(args, 'part', 'findings');
  const release = args.text('release');
  const { judged, recorded, first, others } = await withReleases(args, io, 'write', async ({ view, ledger, dataDir, map, folded }) => {
    const found = judgeFindings(
      given.map(({ report }) => report),
      baselineNamed(args.text('baseline'), view, dataDir, part),
    );
    const evidence = statementsOf(found, given, { map, now: io.now(), part, observedAt: args.text('observed-at') });
    const { fresh, othersStand } = entering(evidence, folded.evidence);
    for (const { bytes, report } of given) keepRaw(dataDir, bytes, report.digest);
    const receipts = fresh.length === 0 ? [] : await ledger.append(fresh.map((body) => ({ type: EVIDENCE_RECORDED, body: body as Json })));
    return { judged: found, recorded: fresh, first: receipts[0]?.seq, others: othersStand };
  });
  const fact = release === undefined ? undefined : await recordFact(args, io, findingsLink(judged, aboutOf(args, release, judged), momentOf(args, io, judged)));
  const said = recorded.map(
    ({ claim, subject, value }) => `Evidence: ${claim} of ${subject} is ${typeof value === 'boolean' ? String(value) : 'as the report says'}.`,
  );
  return outcome(judged, args, {
    json: {
      recorded: recorded.map(({ claim, subject, value }) => ({ claim, subject, value })),
      ...(first === undefined ? {} : { entry: first }),
      ...(fact === undefined ? {} : { fact: fact.json }),
    },
    notes: [
      ...(recorded.length === 0 ? ['No evidence was recorded: it is known, or nothing can be said.'] : said),
      ...others.map(({ claim, why }) => `Held back: ${claim}: ${why}.`),
      ...(fact?.notes ?? []),
    ],
  });
}

/** What the importer of evidence makes of the copies: of clean and secret with what is suppressed counted as found, of CERT C as it is written, since a rule whose result is suppressed was not kept. */
function statementsOf(
  judged: JudgedFindings,
  given: readonly Given[],
  {
    map,
    now,
    part,
    observedAt,
  }: { readonly map: Parameters<typeof takeIn>[0]['map']; readonly now: Instant; readonly part: string; readonly observedAt: string | undefined },
): readonly Evidence[] {
  const secrets = secretMapping(
    judged,
    given.map(({ log }) => log),
  );
  const take = (suppressed: 'counted' | 'as-written') =>
    takeIn({
      files: given.map(({ report, log }) => ({ file: report.file, text: comparedCopy(log, report, judged, suppressed), digest: report.digest })),
      map,
      now,
      subject: part,
      subjectField: '--part',
      momentField: '--observed-at',
      format: 'sarif',
      ...(observedAt === undefined ? {} : { observedAt }),
      ...(secrets === undefined ? {} : { mapping: { file: 'rules for secrets', text: secrets, digest: Digest.of(secrets) } }),
    }).batch.evidence;
  const baseline = judged.baseline === undefined ? '' : `; baseline ${judged.baseline.name} ${judged.baseline.digest.slice(7, 19)}`;
  const isCert = ({ claim }: Evidence) => claim === 'source.cert-c-checked';
  return [...take('counted').filter((one) => !isCert(one)), ...take('as-written').filter(isCert)].map((one) => ({
    ...one,
    source: `${one.source.slice(0, 200)}${baseline}`,
  }));
}

/** When the tools looked; a report that is brought late is as old as it is. */
function momentOf(args: Arguments, io: Io, { reports }: JudgedFindings): Instant {
  const observedAt = args.text('observed-at');
  return lookedAt(reports, io.now(), observedAt === undefined ? undefined : instantNamed(observedAt));
}

/** The commit is what the command says, else the one that all reports name. */
function aboutOf(args: Arguments, release: string, { reports }: JudgedFindings): About {
  const named = new Set(reports.flatMap(({ revisions }) => (revisions.length === 0 ? [''] : revisions)));
  const [revision = ''] = named;
  return { ...(named.size === 1 && isObjectId(revision) ? { commit: revision } : {}), ...aboutNamed(args, release) };
}

async function setBaseline(args: Arguments, io: Io): Promise<Outcome> {
  const name = baselineName(needed(args, 1, 'a name', NAMED));
  const given = readGiven(args, io, 2);
  const part = neededOption(args, 'part', 'findings');
  const by = neededOption(args, 'by', 'findings');
  const approvedBy = args.text('approved-by');
  return withReleases(args, io, 'write', async ({ view, ledger, dataDir, map }) => {
    const judged = judgeFindings(given.map(({ report }) => report));
    const roles = rolesOf(map);
    const faults = [...actorFaults('--by', by, roles), ...(approvedBy === undefined ? [] : actorFaults('--approved-by', approvedBy, roles))];
    if (faults.length > 0) throw new Refused(...faults);
    // A new name is no way round the second person: it is held to the newest baseline of the part, and the first of all to nothing.
    const before = baselinesOf(view).filter((one) => one.part === part);
    const last = baselineNamed((before.findLast((one) => one.name === name) ?? before.at(-1))?.name, view, dataDir, part);
    const open = judged.findings.map(({ finding }) => finding).filter(counts);
    const added = last === undefined ? open.length : compareWith(open, last.rows).novelty.filter((one) => one === 'new').length;
    const others = approvedBy === undefined ? undefined : sameActors(registerFor(args, io).register, { by }, { by: approvedBy });
    refuseGrowth(added, by, approvedBy, others);
    const text = baselineOf(open);
    const list = Digest.of(text);
    keepRaw(dataDir, new TextEncoder().encode(text), list);
    const body = { name, part, list, findings: open.length, added, by, ...(approvedBy === undefined ? {} : { approvedBy }), at: Instant.format(io.now()) };
    const receipts = await ledger.append([{ type: BASELINE_SET, body }]);
    return {
      json: { ...body, entry: receipts[0]?.seq },
      text: `The baseline ${name} of ${part} has ${counted(open.length, 'finding')}${last === undefined ? '' : `, ${added} of them new in it`}. Taken by ${actedBy(by, undefined)}${approvedBy === undefined ? '' : `, approved by ${actedBy(approvedBy, undefined)}`}.`,
      code: 0,
    };
  });
}

async function baselines(args: Arguments, io: Io): Promise<Outcome> {
  return withReleases(args, io, 'read', async ({ view }) => {
    const all = baselinesOf(view);
    const rows = all.map((one) => [one.name, one.part, one.at.slice(0, 10), one.findings, one.added, one.by, one.approvedBy ?? '-']);
    return {
      json: all,
      text: rows.length === 0 ? 'There is no baseline.' : wholeTable(['name', 'of', 'taken', 'findings', 'added', 'by', 'approved by'], rows),
      code: 0,
    };
  });
}

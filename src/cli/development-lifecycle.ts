import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Position, positionOf } from '../assurance/position.ts';
import { Digest, Instant, type Json, nearest, Refused } from '../core/index.ts';
import { contentDigest } from '../development/lifecycle/analysis.ts';
import { analysisNow } from '../development/lifecycle/edge/analysed.ts';
import { lifecycleFaults } from '../development/lifecycle/faults.ts';
import { judgeLifecycle } from '../development/lifecycle/judge.ts';
import { dueAtRelease, lifecycleLink } from '../development/lifecycle/link.ts';
import type { JudgedRelease, Lifecycle } from '../development/lifecycle/model.ts';
import { readLifecycle } from '../development/lifecycle/read.ts';
import { supportOf } from '../development/lifecycle/support.ts';
import { factsOf } from '../development/release/edge/facts.ts';
import { MAP_ANALYSED } from '../development/release/events.ts';
import { actorFaults, grantedOf } from '../development/release/exception.ts';
import type { About } from '../development/release/link.ts';
import { exceptionsOf, recordedOf } from '../development/release/views.ts';
import { sizeBy } from '../ledger/size-by.ts';
import { readTextFile } from '../map/edge/files.ts';
import { keepMap } from '../map/edge/kept.ts';
import type { ServiceMap } from '../map/model.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { runAct } from './development-acts.ts';
import { checkText, lifecycleJson, showText } from './development-lifecycle-text.ts';
import { registerFor } from './development-people.ts';
import { actedBy, actingKey, signedAct } from './development-release-actor.ts';
import { EXCEPTION, exceptionAct } from './development-release-exception.ts';
import { neededOption, type ReleaseWork, rolesOf, withReleases } from './development-release-ledger.ts';
import { recordFact } from './development-release-record.ts';
import { cliFaults } from './faults.ts';
import { needed, WORKSPACE } from './parse.ts';
import { readServiceMap } from './workspace.ts';

const NAMED = { noun: 'development', verb: 'lifecycle', usage: 'check [NAME] | show [NAME] | analyse NAME | except …' } as const;
const FILE = 'lifecycle.yaml';

export const developmentLifecycle: Command = {
  ...NAMED,
  most: 4,
  about:
    'The lifecycle of a product, from risk analysis to retirement. "check" says in which phase each release is, and what it passed without the evidence that the phase asks for; "show" every criterion with what proves it until when, support and duties; "analyse" that the risks were analysed on the map as it is; "except" asks for an exception, and another person grants it. "check" exits 1 where a release is stopped.',
  options: [
    ...WORKSPACE,
    { name: 'file', kind: 'text', value: 'FILE', about: `the lifecycle (default: ./${FILE})` },
    { name: 'record', kind: 'flag', about: 'check NAME: enter what was found on the ledger, for the gate of the release' },
    { name: 'part', kind: 'text', value: 'ELEMENT', about: 'with --record: what it is evidence about (default: the service)' },
    { name: 'key', kind: 'text', value: 'FILE', about: 'except, analyse: the private key that signs; without, the name is typed, and not signed' },
    { name: 'passphrase', kind: 'text', value: 'FROM', about: 'except, analyse: where the passphrase of the key is: env:NAME or file:PATH' },
    ...EXCEPTION,
  ],
  examples: [
    'assay development lifecycle check v3.1.0 --record',
    'assay development lifecycle analyse v3.1.0 --by release-manager',
    'assay development lifecycle except ask v3.1.0 verification/fuzzed --by developer --until 2026-12-20 --reason "The fuzzing machines move house."',
  ],
  async run(args, io) {
    return runAct(args, NAMED, {
      check: () => check(args, io),
      show: () => show(args, io),
      analyse: () => analyse(args, io),
      except: () => {
        const { phases } = lifecycleOf(args, io, readServiceMap(args, io).map);
        const criteria = phases.flatMap(({ id, entry, exit }) => [...entry, ...exit].map((criterion) => `${id}/${criterion.id}`));
        return exceptionAct(args, io, 'lifecycle', criteria);
      },
    });
  },
};

function lifecycleOf(args: Arguments, io: Io, map: ServiceMap): Lifecycle {
  return lifecycleRead(args, io, map).lifecycle;
}

function lifecycleRead(args: Arguments, io: Io, map: ServiceMap): { readonly lifecycle: Lifecycle; readonly digest: Digest } {
  const file = args.text('file') ?? FILE;
  const path = resolve(io.cwd, file);
  if (args.text('file') === undefined && !existsSync(path)) {
    throw new Refused(
      cliFaults.fault('003', {
        message: `there is no ${FILE} here`,
        file,
        expected: 'a lifecycle',
        found: 'no such file',
        remedy: 'Write one, or name one with --file FILE; docs/development-lifecycle.md shows how.',
      }),
    );
  }
  const text = readTextFile(path);
  return { lifecycle: readLifecycle(text, file, map), digest: Digest.of(text) };
}

interface Judged {
  readonly releases: readonly JudgedRelease[];
  readonly position: Position;
}

function judgedOf(lifecycle: Lifecycle, { view, ledger, dataDir, map, folded, at }: ReleaseWork): Judged {
  const known = new Map<Instant, Position>();
  const positionAt = (moment: Instant): Position => {
    // A day that is past is judged by what the ledger had by its end.
    const size = moment === at ? folded.head.size : sizeBy(ledger, moment, folded.head.size);
    const made = known.get(moment) ?? positionOf({ map, evidence: folded.evidence.filter(({ seq }) => seq < size), exclusions: folded.exclusions, at: moment });
    known.set(moment, made);
    return made;
  };
  const analysisOf = (release: string) => analysisNow(release, { view, dataDir, map, at });
  const releases = judgeLifecycle(lifecycle, {
    at,
    positionAt,
    facts: factsOf(dataDir, recordedOf(view)),
    exceptions: grantedOf(exceptionsOf(view)),
    analysisOf,
  });
  return { releases, position: positionAt(at) };
}

/** The releases that are asked about. Throws `Refused` (ASSAY-LIFECYCLE-005). */
function asked(name: string | undefined, lifecycle: Lifecycle, releases: readonly JudgedRelease[]): readonly JudgedRelease[] {
  if (name === undefined) return releases;
  const found = releases.filter(({ release }) => release.name === name);
  if (found.length > 0) return found;
  throw noRelease(name, lifecycle);
}

function noRelease(name: string, { releases, product }: Lifecycle): Refused {
  const names = releases.map((release) => release.name);
  const near = nearest(name, names);
  return new Refused(
    lifecycleFaults.fault('005', {
      message: `the lifecycle of ${product} has no release "${name}"`,
      expected: (near.length > 0 ? near : names.slice(-5)).join(', ') || 'a release of the lifecycle',
      found: name,
      remedy: 'Add it to the releases of the lifecycle, or correct the name.',
    }),
  );
}

async function check(args: Arguments, io: Io): Promise<Outcome> {
  const name = args.positionals[1];
  const { lifecycle, digest } = lifecycleRead(args, io, readServiceMap(args, io).map);
  const found = await withReleases(args, io, 'read', async (work) => {
    const { releases } = judgedOf(lifecycle, work);
    const own = asked(name, lifecycle, releases);
    const [one] = own;
    const fact = name === undefined || one === undefined ? undefined : lifecycleLink(one, aboutOf(one, work), io.now(), [{ name: 'lifecycle', digest }]);
    const owed = name === undefined || one === undefined ? [] : dueAtRelease(one).filter(({ state }) => state === 'failing' || state === 'lacking');
    return { own, fact, owed, service: work.map.service.id };
  });
  const { own, fact } = found;
  const recording = args.flag('record');
  if (recording && fact === undefined) needed(args, 1, 'the name of a release to record it of', NAMED);
  const withPart: Arguments = { ...args, text: (option) => args.text(option) ?? (option === 'part' ? found.service : undefined) };
  const recorded = recording && fact !== undefined ? await recordFact(withPart, io, fact) : undefined;
  const json = lifecycleJson(lifecycle, own);
  return {
    json: { ...json, ...(recorded === undefined ? {} : { recorded: recorded.json }) },
    text: checkText(lifecycle, own, found.owed),
    code: own.some(({ stopped }) => stopped.length > 0) || (recorded !== undefined && fact?.state !== 'proven') ? 1 : 0,
    ...(recorded === undefined ? {} : { notes: recorded.notes }),
  };
}

/** The commit and tree that the newest review of the release was about. */
function aboutOf({ release }: JudgedRelease, { view }: ReleaseWork): About {
  const review = recordedOf(view).findLast(({ link, about }) => link === 'review' && about.release === release.name)?.about;
  return {
    release: release.name,
    ...(review?.commit === undefined ? {} : { commit: review.commit }),
    ...(review?.tree === undefined ? {} : { tree: review.tree }),
  };
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const lifecycle = lifecycleOf(args, io, readServiceMap(args, io).map);
  return withReleases(args, io, 'read', async (work) => {
    const { releases, position } = judgedOf(lifecycle, work);
    const own = asked(args.positionals[1], lifecycle, releases);
    const support = supportOf(lifecycle, work.map, position, work.at);
    return { json: { ...lifecycleJson(lifecycle, own), support }, text: showText(lifecycle, own, support), code: 0 };
  });
}

async function analyse(args: Arguments, io: Io): Promise<Outcome> {
  const name = needed(args, 1, 'the name of a release', NAMED);
  const by = neededOption(args, 'by', 'lifecycle');
  return withReleases(args, io, 'write', async ({ ledger, dataDir, map }) => {
    const lifecycle = lifecycleOf(args, io, map);
    const faults = actorFaults('--by', by, rolesOf(map));
    if (faults.length > 0) throw new Refused(...faults);
    if (!lifecycle.releases.some((release) => release.name === name)) throw noRelease(name, lifecycle);
    const kept = keepMap(dataDir, map);
    const key = actingKey(args, io, registerFor(args, io).register, by);
    const said = { release: name, by, at: Instant.format(io.now()), map: kept.body.digest, content: contentDigest(map) };
    const signed = key === undefined ? undefined : signedAct(dataDir, key, MAP_ANALYSED, said);
    const body = { ...said, ...(signed === undefined ? {} : { signed }) };
    const receipts = await ledger.append([kept, { type: MAP_ANALYSED, body: body as Json }]);
    return {
      json: { ...body, entry: receipts.at(-1)?.seq },
      text: `The risks of ${name} are analysed on the map as it is, ${body.content.slice(7, 19)}. A change of it that matters stops the release until it is analysed again.\nSaid by ${actedBy(by, signed)}.`,
      code: 0,
    };
  });
}

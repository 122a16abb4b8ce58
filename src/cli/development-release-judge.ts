import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Digest, Refused } from '../core/index.ts';
import { analysisNow } from '../development/lifecycle/edge/analysed.ts';
import { factsOf } from '../development/release/edge/facts.ts';
import { grantedOf } from '../development/release/exception.ts';
import { type GateResult, judgeRelease } from '../development/release/gate.ts';
import { type ReleasePolicy, readPolicy } from '../development/release/policy.ts';
import { exceptionsOf, holdsOf, publishedOf, recordedOf } from '../development/release/views.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io } from './command.ts';
import { noFacts, type ReleaseWork } from './development-release-ledger.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

export const POLICY_FILE = 'release-policy.yaml';

/** The release that is asked about. */
export function nameOf(args: Arguments): string {
  return needed(args, 1, 'the name of a release', { noun: 'development', verb: 'release', usage: 'ACT NAME' });
}

/** The policy that --policy names, or that stands here. Throws `Refused` (ASSAY-CLI-003, ASSAY-RELEASE-001, -002). */
export function policyOf(args: Arguments, io: Io): ReleasePolicy {
  const file = args.text('policy') ?? POLICY_FILE;
  const path = resolve(io.cwd, file);
  if (args.text('policy') === undefined && !existsSync(path)) {
    throw new Refused(
      cliFaults.fault('003', {
        message: `there is no ${POLICY_FILE} here`,
        file,
        expected: 'a release policy',
        found: 'no such file',
        remedy: 'Write one, or name one with --policy FILE; docs/development-release.md shows how.',
      }),
    );
  }
  return readPolicy(readTextFile(path), file);
}

/** The same, where there is one. Throws `Refused` (ASSAY-RELEASE-001, -002). */
export function policyHere(args: Arguments, io: Io): ReleasePolicy | undefined {
  return args.text('policy') === undefined && !existsSync(resolve(io.cwd, POLICY_FILE)) ? undefined : policyOf(args, io);
}

/** The gate's answer on what the ledger has. Throws `Refused` (ASSAY-RELEASE-007 for a release of which it has nothing). */
export function judged(args: Arguments, release: string, policy: ReleasePolicy, work: ReleaseWork): GateResult {
  return judgedWhole(args, release, policy, work).result;
}

export interface JudgedWhole {
  readonly result: GateResult;
  /** Digests of the facts that decided, by link. */
  readonly facts: ReadonlyMap<string, Digest>;
}

/** The same, with the digests of what was judged. */
export function judgedWhole(args: Arguments, release: string, policy: ReleasePolicy, work: ReleaseWork): JudgedWhole {
  const { view, dataDir, at } = work;
  const recorded = recordedOf(view);
  const own = recorded.filter(({ about }) => about.release === release);
  if (own.length === 0) {
    throw noFacts(
      release,
      recorded.map(({ about }) => about.release),
    );
  }
  const artifact = args.text('artifact');
  if (artifact !== undefined && !Digest.isText(artifact))
    throw new Refused(
      cliFaults.fault('005', {
        message: '--artifact takes a digest',
        expected: 'sha256: and 64 hex digits',
        found: artifact.slice(0, 80),
        remedy: 'Give what sha256sum prints, after sha256:',
      }),
    );
  const given = factsOf(dataDir, own);
  const result = judgeRelease(given, policy, {
    release,
    at,
    exceptions: grantedOf(exceptionsOf(view)),
    published: publishedOf(view, at, policy.digest),
    holds: holdsOf(view),
    mapChanged: analysisNow(release, work).differences,
    ...(artifact === undefined ? {} : { artifact }),
  });
  const digestOf = new Map(given.map((fact, i) => [fact, own[i]?.fact]));
  const facts = new Map(
    result.chain.flatMap(({ link, fact }) => {
      const digest = fact === undefined ? undefined : digestOf.get(fact);
      return digest === undefined ? [] : [[link, digest] as const];
    }),
  );
  return { result, facts };
}

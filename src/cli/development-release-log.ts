import { resolve } from 'node:path';
import { Instant } from '../core/index.ts';
import { cosignedOf } from '../development/codelog/edge/cosigning.ts';
import { openCodeLog } from '../development/codelog/edge/open.ts';
import { logLink, viewOf } from '../development/codelog/link.ts';
import { readWitnessPolicy } from '../development/codelog/settings.ts';
import type { LinkFact } from '../development/release/link.ts';
import { recordedOf } from '../development/release/views.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { neededOption, noFacts, withReleases } from './development-release-ledger.ts';
import { recordFact } from './development-release-record.ts';
import { dataFolder } from './workspace.ts';

/**
 * What the code log of the data folder shows of a release, by the commit and tree of its newest review, or by what ships of that tree, entered for the gate. Exits 1 where it shows less than all. Throws `Refused`
 * (ASSAY-RELEASE-007 where no review was recorded, ASSAY-CODELOG-…, ASSAY-LEDGER-…).
 */
export async function lookUpInLog(args: Arguments, io: Io, release: string): Promise<Outcome> {
  const repository = neededOption(args, 'repository', 'release');
  const witnesses = args.text('witnesses');
  const policy = witnesses === undefined ? undefined : readWitnessPolicy(readTextFile(resolve(io.cwd, witnesses)), witnesses);
  const { shipped, release: about } = await withReleases(args, io, 'read', async ({ view }) => {
    const recorded = recordedOf(view);
    const review = recorded.findLast((one) => one.link === 'review' && one.about.release === release);
    if (review === undefined) {
      throw noFacts(
        release,
        recorded.map((one) => one.about.release),
      );
    }
    const { commit, tree } = review.about;
    const shipped = recorded.findLast(({ link, about }) => link === 'artifact' && about.release === release && about.tree === tree)?.about.artifact;
    return {
      shipped,
      release: { release, ...(commit === undefined ? {} : { commit }), ...(tree === undefined ? {} : { tree }) },
    };
  });
  const folding = viewOf(repository);
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'read', take: folding.take });
  let fact: LinkFact;
  try {
    const cosigned = policy === undefined ? undefined : cosignedOf(log.ledger, log.folder, policy, io.now);
    const view = folding.view(
      cosigned === undefined ? undefined : { size: cosigned.size, by: cosigned.by.map(({ witness }) => witness), checkpoint: cosigned.note },
    );
    fact = logLink(view, about, io.now());
    // Bound to one file only where no entry speaks of the commit or tree: a release may ship as several.
    if (shipped !== undefined && fact.counts.releases === 0) fact = logLink(view, { ...about, artifact: shipped }, io.now());
  } finally {
    await log.close();
  }
  const recorded = await recordFact(args, io, fact);
  return {
    json: { ...fact, at: Instant.format(fact.at), recorded: recorded.json },
    text: [`The code log of ${release}: ${fact.state}.`, ...fact.reasons.map(({ code, what, remedy }) => `  ${code}: ${what} ${remedy}`)].join('\n'),
    code: fact.state === 'proven' ? 0 : 1,
    notes: recorded.notes,
  };
}

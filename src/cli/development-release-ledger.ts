import { foldedOf, VIEWS } from '../assurance/folded.ts';
import type { Instant } from '../core/index.ts';
import { Refused } from '../core/index.ts';
import { releaseFaults } from '../development/release/faults.ts';
import { type DevelopmentView, developmentView } from '../development/release/views.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { foldViews, register } from '../ledger/projections.ts';
import type { ServiceMap } from '../map/model.ts';
import type { Arguments, Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { dataFolder, type LedgerUse, momentOf, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

export interface ReleaseWork {
  readonly view: DevelopmentView;
  readonly ledger: Ledger;
  readonly dataDir: string;
  readonly map: ServiceMap;
  readonly folded: ReturnType<typeof foldedOf>;
  /** The moment that is asked about. */
  readonly at: Instant;
}

/** Work on what this service's ledger says of releases. */
export function withReleases<T>(args: Arguments, io: Io, mode: LedgerUse, work: (given: ReleaseWork) => Promise<T>): Promise<T> {
  const { map } = readServiceMap(args, io);
  const dataDir = dataFolder(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const views = foldViews(ledger, [...VIEWS, register(developmentView)]);
      const folded = foldedOf(views);
      refuseOtherService(folded, map, dataDir);
      return work({ view: views.view(developmentView), ledger, dataDir, map, folded, at: args.text('at') === undefined ? io.now() : momentOf(args, io) });
    },
    mode,
  );
}

export function rolesOf({ parts }: ServiceMap): readonly string[] {
  return parts.filter(({ kind }) => kind === 'role').map(({ id }) => id);
}

/** The option that an act cannot do without. Throws `Refused` (ASSAY-CLI-003). */
export function neededOption(args: Arguments, name: string, verb: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', {
      message: `this needs --${name}`,
      expected: `--${name}`,
      found: 'nothing',
      remedy: `See: assay development ${verb} --help`,
    }),
  );
}

/** A word that is none of the acts of a command. Throws `Refused` (ASSAY-CLI-004). */
export function noAct(verb: string, acts: readonly string[], found: string): Refused {
  return new Refused(
    cliFaults.fault('004', {
      message: `"development ${verb}" takes no "${found}"`,
      expected: acts.join(', '),
      found,
      remedy: `See: assay development ${verb} --help`,
    }),
  );
}

export function noFacts(release: string, known: readonly string[]): Refused {
  return new Refused(
    releaseFaults.fault('007', {
      message: `the ledger has no fact of the release "${release}"`,
      expected: [...new Set(known)].slice(-8).join(', ') || 'a release of which something was recorded',
      found: release,
      remedy: `Record what you have of it, such as: assay development review REPO --release ${release} --record --part REPOSITORY`,
    }),
  );
}

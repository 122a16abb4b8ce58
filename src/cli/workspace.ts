import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { standardsAt } from '../assurance/edge/shelf.ts';
import type { Exclusions } from '../assurance/exclusion.ts';
import { type Folded, foldLedger, foldLedgerAt } from '../assurance/folded.ts';
import type { Standard } from '../assurance/model.ts';
import { type Position, positionOf } from '../assurance/position.ts';
import { type Digest, Instant, Refused } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { type Ledger, openLedger } from '../ledger/edge/open.ts';
import { EMPTY_ROOT } from '../ledger/hash.ts';
import type { Head } from '../ledger/model.ts';
import { readTextFile } from '../map/edge/files.ts';
import { keptText, rememberMap } from '../map/edge/kept.ts';
import { readMap, type ServiceMap } from '../map/index.ts';
import type { Arguments, Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { wholeNumber } from './parse.ts';
import { instantNamed, readKeptMap } from './past.ts';

export function dataFolder(args: Arguments, io: Io): string {
  return resolve(io.cwd, args.text('data') ?? io.env['ASSAY_DATA'] ?? '.assay');
}

/** The moment to answer for. Now is cut to the second, so that what is printed can be asked for again. */
export function momentOf(args: Arguments, io: Io): Instant {
  const at = args.text('at');
  return at === undefined ? Instant.of(Math.floor(io.now() / 1000) * 1000) : instantNamed(at);
}

export interface NamedMap {
  readonly file: string;
  readonly map: ServiceMap;
}

/** Reads the map that the command names: a positional, else --service, else ./service.yaml. Throws `Refused` (ASSAY-CLI-006, ASSAY-MAP-…). */
export function readServiceMap(args: Arguments, io: Io, positional?: string): NamedMap {
  const option = args.text('service');
  if (positional !== undefined && option !== undefined && resolve(io.cwd, positional) !== resolve(io.cwd, option)) {
    throw new Refused(
      cliFaults.fault('014', {
        message: 'two maps are named',
        expected: 'one map',
        found: `${positional} and --service ${option}`,
        remedy: 'Name the map once.',
      }),
    );
  }
  const named = positional ?? option;
  const file = named ?? 'service.yaml';
  const path = resolve(io.cwd, file);
  if (named === undefined && !existsSync(path)) {
    throw new Refused(
      cliFaults.fault('006', {
        message: 'there is no service.yaml here',
        file,
        expected: 'a service map',
        found: 'no such file',
        remedy: 'Name one with --service FILE, or import one: assay map import MODEL --from otm --to service.yaml',
      }),
    );
  }
  return { file, map: readMap(readTextFile(file), file) };
}

/** The map, the ledger's head, and the position that follows from them at a moment. */
export interface Workspace extends NamedMap {
  /** Of the map's canonical JSON: what the ledger names it by. */
  readonly mapDigest: Digest;
  readonly at: Instant;
  readonly head: Head & { readonly origin: string };
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly position: Position;
  /** Shipped and imported, oldest first; of one id there may be several editions. */
  readonly standards: readonly Standard[];
}

/** A folder of something else is not ours to begin a ledger in: a slip of the keyboard must not leave a signing key in /etc. */
export function refuseForeignFolder(dataDir: string): void {
  if (!existsSync(dataDir) || existsSync(join(dataDir, DATABASE_FILE))) return;
  const found = namesIn(dataDir).filter((name) => !OWN.test(name));
  if (found.length === 0) return;
  const services = servicesBelow(dataDir);
  throw new Refused(
    cliFaults.fault('013', {
      message: services === undefined ? `${dataDir} holds other things, and no ledger` : `${dataDir} is the folder of a server, and holds services`,
      file: dataDir,
      expected: 'a data folder of Assay, an empty folder, or a new one',
      found: found.slice(0, 5).join(', '),
      remedy: services === undefined ? 'Give --data DIR (or ASSAY_DATA) a folder of its own.' : services,
    }),
  );
}

/** What to say instead of the folder of a server, where somebody stands beside one: each of its services has a data folder of its own. */
export function servicesBelow(dataDir: string): string | undefined {
  const folder = join(dataDir, 'services');
  if (!existsSync(folder)) return undefined;
  const [first, ...more] = namesIn(folder).filter((name) => !name.startsWith('.'));
  if (first === undefined) return undefined;
  return `Name that of a service: --data ${join(folder, first)}${more.length === 0 ? '' : ` (or of ${more.slice(0, 3).join(', ')})`}. For one of your own, give --data DIR (or ASSAY_DATA) a new folder.`;
}

/** Throws `Refused` (ASSAY-CLI-017) for a file in place of a folder, and for a folder that is closed to whoever runs this. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const file = code === 'ENOTDIR';
    throw new Refused(
      cliFaults.fault('017', {
        message: file ? `${folder} is no folder, and cannot hold the data` : `the folder ${folder} cannot be read`,
        file: folder,
        expected: 'a data folder that whoever runs this may read and write, or a new one',
        found: file ? 'a file' : code === 'EACCES' || code === 'EPERM' ? `${code}: it is closed to whoever runs this` : code,
        remedy: file ? 'Give --data DIR (or ASSAY_DATA) a folder.' : 'Open it to whoever runs this, or give --data DIR (or ASSAY_DATA) a folder of their own.',
      }),
    );
  }
}

// What Assay itself may have left in a folder before its ledger was there.
const OWN = /^(?:maps|standards|raw|inventory|playbooks|product|signing-key|verifier-key|checkpoint|report\.[a-z]+|ledger\..*|writer.*|\..*)$/;

/** Writers hold the ledger for a moment: two jobs of one pipeline wait for one another, and a hung process is still reported. */
async function patiently<T>(open: () => Promise<T>): Promise<T> {
  for (let left = PATIENCE_MS; ; left -= PAUSE_MS) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-004' || left <= 0) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
}

const PATIENCE_MS = 2000;
const PAUSE_MS = 100;

export type LedgerUse = 'write' | 'continue' | 'read';

/**
 * Opens the ledger, for writing unless said otherwise, runs `work`, and closes it whatever happens. `continue` writes to a ledger that is there and begins none: for
 * what acts on entries alone. Throws `Refused` (ASSAY-CLI-013, -017, ASSAY-LEDGER-005 where there is none and none is begun, ASSAY-LEDGER-…).
 */
export async function withLedger<T>(args: Arguments, io: Io, work: (ledger: Ledger) => Promise<T>, mode: LedgerUse = 'write'): Promise<T> {
  const dataDir = dataFolder(args, io);
  if (mode === 'write') refuseForeignFolder(dataDir);
  const begun = mode === 'write' || (mode === 'continue' && existsSync(join(dataDir, DATABASE_FILE)));
  const ledger = await patiently(() => openLedger({ dataDir, now: io.now, mode: begun ? 'write' : 'read' }));
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/**
 * Reads the map, puts its version on the ledger where it is not the newest there, and judges. The order matters: the head that is cited covers the map.
 * A ledger that has the map already is opened for reading alone, so that reports do not shut one another out. Throws `Refused` (ASSAY-CLI-007 for
 * another service's ledger, ASSAY-LEDGER-…).
 */
export async function openWorkspace(args: Arguments, io: Io, positional?: string): Promise<Workspace> {
  if (args.text('head') !== undefined) return openPast(args, io, positional);
  const named = readServiceMap(args, io, positional);
  const at = momentOf(args, io);
  const { digest } = keptText(named.map);
  const dataDir = dataFolder(args, io);
  const judged = (ledger: Ledger, folded: Folded) => workspaceOf(named, digest, at, dataDir, ledger, folded);
  if (existsSync(join(dataDir, DATABASE_FILE))) {
    const known = await withLedger(
      args,
      io,
      async (ledger) => {
        const folded = foldLedger(ledger);
        refuseOtherService(folded, named.map, dataDir);
        return folded.maps.at(-1) === digest ? judged(ledger, folded) : undefined;
      },
      'read',
    );
    if (known !== undefined) return known;
  }
  return withLedger(args, io, async (ledger) => {
    const folded = foldLedger(ledger);
    refuseOtherService(folded, named.map, dataDir);
    if (folded.maps.at(-1) !== digest) await rememberMap(ledger, dataDir, named.map);
    return judged(ledger, { ...folded, head: ledger.head() });
  });
}

/**
 * The map alone, judged with no evidence at all, where there is no ledger in the data folder: for questions that have an answer then, too. Nothing is made there. Undefined
 * where there is a ledger, and where its past is asked for. Throws `Refused` (ASSAY-LEDGER-… for a folder that nobody may look into).
 */
export async function workspaceWithoutLedger(args: Arguments, io: Io, positional?: string): Promise<Workspace | undefined> {
  if (args.text('head') !== undefined || existsSync(join(dataFolder(args, io), DATABASE_FILE))) return undefined;
  try {
    return await withLedger(args, io, async () => undefined, 'read');
  } catch (error) {
    if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-005') throw error;
  }
  const named = readServiceMap(args, io, positional);
  const at = momentOf(args, io);
  const exclusions: Exclusions = new Map();
  return {
    ...named,
    mapDigest: keptText(named.map).digest,
    at,
    evidence: [],
    exclusions,
    head: { size: 0 as Head['size'], root: EMPTY_ROOT, origin: '' },
    position: positionOf({ map: named.map, evidence: [], exclusions, at }),
    standards: standardsAt(dataFolder(args, io), [], at),
  };
}

function workspaceOf(
  named: NamedMap,
  mapDigest: Digest,
  at: Instant,
  dataDir: string,
  ledger: Ledger,
  { head, evidence, exclusions, imports }: Folded,
): Workspace {
  return {
    ...named,
    mapDigest,
    at,
    evidence,
    exclusions,
    head: { ...head, origin: ledger.origin },
    position: positionOf({ map: named.map, evidence, exclusions, at }),
    standards: standardsAt(dataDir, imports, at),
  };
}

/** The ledger as it was at the size that --head names. Nothing is written: a question about the past leaves no trace in it. */
function openPast(args: Arguments, io: Io, positional?: string): Promise<Workspace> {
  const size = wholeNumber(args, 'head', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const dataDir = dataFolder(args, io);
  const at = momentOf(args, io);
  return withLedger(
    args,
    io,
    async (ledger) => {
      const [folded] = foldLedgerAt(ledger, [{ size }]) as [Folded];
      const named =
        positional === undefined && args.text('service') === undefined
          ? { file: dataDir, map: readKeptMap(dataDir, folded.maps.at(-1), size) }
          : readServiceMap(args, io, positional);
      refuseOtherService(folded, named.map, dataDir);
      return workspaceOf(named, keptText(named.map).digest, at, dataDir, ledger, folded);
    },
    'read',
  );
}

/** Parts of two services may share their names: what was seen at one would prove the other. */
export function refuseOtherService({ services }: Folded, map: ServiceMap, dataDir: string): void {
  const other = services.find((service) => service !== map.service.id);
  if (other === undefined) return;
  throw new Refused(
    cliFaults.fault('007', {
      message: `the ledger belongs to the service "${other}", and the map is of "${map.service.id}"`,
      file: dataDir,
      expected: `a map of "${other}"`,
      found: `a map of "${map.service.id}"`,
      remedy: 'Give this service a data folder of its own: --data DIR',
    }),
  );
}

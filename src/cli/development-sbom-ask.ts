import { basename, dirname, join, resolve } from 'node:path';
import { Digest, Refused } from '../core/index.ts';
import { openAdvisories } from '../development/advisory/edge/open.ts';
import { declaredScope } from '../development/advisory/scope.ts';
import { bomSchemas } from '../development/component/edge/schemas.ts';
import type { Bom } from '../development/component/model.ts';
import { readBom } from '../development/component/read.ts';
import { exposureOf } from '../development/exposure/expose.ts';
import type { Exposure } from '../development/exposure/model.ts';
import { PartOnMap } from '../development/exposure/on-map.ts';
import { type Ranked, rankedOf } from '../development/exposure/rank.ts';
import { applyVex } from '../development/vex/apply.ts';
import type { ReceivedVex } from '../development/vex/received.ts';
import { readFileBytes } from '../map/edge/files.ts';
import { type Attacked, attackedOf } from './attack.ts';
import type { Arguments, Io, Option } from './command.ts';
import { receivedVex, STATEMENTS } from './development-vex-trust.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';
import { momentOf, openWorkspace, workspaceWithoutLedger } from './workspace.ts';

/** Options of what matches a bill of materials. */
export const MATCHING: readonly Option[] = [
  { name: 'advisories', kind: 'text', value: 'PATH', about: 'a file or folder of advisories: OSV, CSAF, NVD, KEV, EPSS' },
  {
    name: 'covers',
    kind: 'texts',
    value: 'ECOSYSTEM',
    about: 'of what these are all advisories there are: npm, Debian:12, … or NVD; a dump of OSV that is named npm/all.zip says so itself',
  },
  { name: 'index', kind: 'text', value: 'FILE', about: 'where the index of them is kept (default: beside them, with the ending .index.db)' },
  ...STATEMENTS,
  {
    name: 'part',
    kind: 'text',
    value: 'PART',
    about: 'the part of the map that runs it, such as camera or camera/fw-2.3: what each vulnerability adds there is computed',
  },
  { name: 'from', kind: 'texts', value: 'ACTOR', about: 'only attacks by these actors of the map (default: all of them together)' },
];

/** Where a part was named: its questions, and the map as it was judged. */
export interface OnPart {
  readonly part: string;
  readonly attacked: Attacked;
  readonly actors: readonly string[];
  readonly questions: PartOnMap;
}

/** Everything that was matched. */
export interface MatchedBom {
  readonly file: string;
  readonly bom: Bom;
  readonly exposure: Exposure;
  readonly ranked: readonly Ranked[];
  readonly received: readonly ReceivedVex[];
  readonly on?: OnPart;
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
  readonly indexed: 'made' | 'kept' | 'once';
}

const BOM_LIMITS = { bytes: 64 * 1024 * 1024 };

/** Reads the bill of materials, matches it, applies statements, and ranks what is open. Throws `Refused` of every room that it asks. */
export async function matchBom(args: Arguments, io: Io, naming: { readonly verb: string; readonly usage: string; readonly at: number }): Promise<MatchedBom> {
  const file = needed(args, naming.at, 'a bill of materials', { noun: 'development', ...naming });
  const advisories = args.text('advisories');
  if (advisories === undefined) {
    throw new Refused(
      cliFaults.fault('003', {
        message: `"development ${naming.verb}" needs advisories: without them nothing is known of any component`,
        expected: `assay development ${naming.verb} ${naming.usage}`,
        found: 'no --advisories',
        remedy: 'Name a file or folder of advisories: --advisories osv/',
      }),
    );
  }
  const moment = momentOf(args, io);
  const covers = args.texts('covers').map((text) => declaredScope(text, '--covers'));
  const root = resolve(io.cwd, advisories);
  const bytes = readFileBytes(resolve(io.cwd, file), BOM_LIMITS);
  const received = receivedVex(args, io);
  // First of what takes long: a process of its own makes the index, and beside it this one is still small.
  const index = await openAdvisories(root, resolve(io.cwd, args.text('index') ?? join(dirname(root), `${basename(root)}.index.db`)));
  try {
    // A list that breaks a rule of its format is read as far as it can be, and what it breaks is told: refusing it whole would leave its components unmatched.
    const read = readBom(bytes, file, bomSchemas(), { lenient: true });
    const own = received.some(({ digest }) => digest === Digest.of(bytes));
    const bom = own ? { ...read, skipped: read.skipped.filter(({ code }) => code !== 'statements-left-out') } : read;
    const on = await partOf(args, io);
    const matched = exposureOf(bom, index, covers);
    const exposure = received.length === 0 ? matched : applyVex(matched, bom, received, on?.attacked.at ?? moment);
    return {
      file,
      bom,
      exposure,
      ranked: rankedOf(exposure, on?.questions),
      received,
      ...(on === undefined ? {} : { on }),
      inputs: [
        { name: 'bill of materials', digest: Digest.of(bytes) },
        { name: 'advisories', digest: index.digest },
        ...received.map(({ file: name, digest }) => ({ name: `statements ${name}`, digest })),
      ],
      indexed: !index.kept ? 'once' : index.made ? 'made' : 'kept',
    };
  } finally {
    index.close();
  }
}

async function partOf(args: Arguments, io: Io): Promise<OnPart | undefined> {
  const part = args.text('part');
  if (part === undefined) return undefined;
  const workspace = (await workspaceWithoutLedger(args, io)) ?? (await openWorkspace(args, io));
  const attacked = attackedOf(workspace);
  const from = args.texts('from');
  const actors = from.length === 0 ? Object.keys(attacked.graph.starts) : from;
  return { part, attacked, actors, questions: new PartOnMap(attacked.graph, part, actors) };
}

import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldLedger } from '../assurance/folded.ts';
import { type Entering, entering } from '../assurance/intake/index.ts';
import { PACE } from '../business/probe/edge/pace.ts';
import { resolverAt } from '../business/probe/edge/resolver.ts';
import { runProbes } from '../business/probe/edge/run.ts';
import { probeFaults } from '../business/probe/faults.ts';
import { type Judged, judgeProbes, type Probed, type Verdict } from '../business/probe/judge.ts';
import { chosenTargets } from '../business/probe/targets.ts';
import { lineOf } from '../business/probe/words.ts';
import { type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/index.ts';
import { TARGET_PROBES } from '../map/model.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE, wholeNumber } from './parse.ts';
import { counted } from './table.ts';
import { dataFolder, momentOf, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const WIDTH = 100;

export const probe: Command = {
  noun: 'business',
  verb: 'probe',
  usage: '',
  most: 1000,
  about:
    'Looks at the operator’s own hosts, those that the map lists under "targets" and no others, and records what was seen as evidence. Reads only: DNS, one visit after the other, no mail, no sign-in. Exits 1 where something fails or could not be seen.',
  options: [
    ...WORKSPACE.filter((option) => option.name !== 'at'),
    { name: 'domain', kind: 'texts', value: 'HOST,…', about: 'targets of the map (default: all of them)' },
    { name: 'dns', kind: 'flag', about: 'DNSSEC, CAA, dangling aliases (passive)' },
    { name: 'mail', kind: 'flag', about: 'SPF, DKIM, DMARC, MTA-STS, TLS-RPT (passive); STARTTLS of its mail exchangers (safe)' },
    { name: 'web', kind: 'flag', about: 'security headers, security.txt, exposed administration and build pages (safe)' },
    { name: 'tls', kind: 'flag', about: 'versions, certificate and chain (safe)' },
    { name: 'resolver', kind: 'text', value: 'ADDRESS:PORT', about: 'the DNS resolver to believe (default: the first of this machine)' },
    { name: 'ca', kind: 'text', value: 'FILE', about: 'certificates in PEM to trust instead of the public authorities' },
    { name: 'rate', kind: 'text', value: 'N', about: 'connections a second to one host, 1 to 10 (default: 2)' },
    { name: 'deadline', kind: 'text', value: 'SECONDS', about: 'for each connection, 1 to 60 (default: 10)' },
    { name: 'dry-run', kind: 'flag', about: 'look, say what would be recorded, and record nothing' },
  ],
  examples: ['assay business probe --domain example.org --mail --web --dns --tls', 'assay business probe --resolver 9.9.9.9 --dry-run'],
  async run(args, io) {
    const [host] = args.positionals;
    if (host !== undefined) throw nameless(host);
    const { map } = readServiceMap(args, io);
    const chosen = chosenTargets(
      map,
      args.texts('domain'),
      TARGET_PROBES.filter((name) => args.flag(name)),
    );
    const resolver = resolverAt(args.text('resolver'));
    const rate = wholeNumber(args, 'rate', { least: 1, most: 10, otherwise: 2 });
    const seconds = wholeNumber(args, 'deadline', { least: 1, most: 60, otherwise: 10 });
    const roots = rootsOf(args);
    // Before anything is sent: a run whose evidence could not be recorded is not begun.
    if (!args.flag('dry-run')) await withLedger(args, io, async (ledger) => refuseOtherService(foldLedger(ledger), map, dataFolder(args, io)));
    const now = momentOf(args, io);
    const probed = await runProbes({
      chosen,
      resolver,
      roots,
      now,
      pace: { ...PACE, betweenMs: 1000 / rate, deadlineMs: seconds * 1000, queryMs: Math.min(PACE.queryMs, seconds * 1000) },
      // The id of a service is plain letters; its name may be anything.
      userAgent: `Assay-probe (read-only look at its own hosts by the operator of ${map.service.id})`,
      ...(io.interactive ? { seen: (observation) => io.err(`${printed(lineOf(observation))}\n`) } : {}),
    });
    const { judged, refused } = readable(judgeProbes(map, probed, now), (evidence) =>
      readEvidence(JSON.stringify([evidence]), 'what the probes saw', { now: io.now(), subjects: subjectsOf(map) }),
    );
    const recorded = await (args.flag('dry-run') ? foreseen(args, io, map, judged) : record(args, io, map, judged));
    return outcome(`${resolver.address}:${resolver.port}`, probed, judged, recorded, refused);
  },
};

/**
 * What can be recorded of what was seen, and why the rest cannot. A statement that we should not have made loses that statement alone: what was seen of the other hosts
 * is not seen again.
 */
export function readable(
  judged: Judged,
  read: (evidence: Judged['evidence'][number]) => unknown,
): { readonly judged: Judged; readonly refused: readonly string[] } {
  const refused: string[] = [];
  const evidence = judged.evidence.filter((each) => {
    try {
      read(each);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(`${each.claim} of ${each.subject}: ${error.faults.map(({ code, message }) => `${message} (${code})`).join('; ')}`);
      return false;
    }
  });
  return { judged: { ...judged, evidence }, refused };
}

/** What may be visited is on the map: a host is chosen among those, and no word of the command line adds one. */
function nameless(host: string): Refused {
  return new Refused(
    cliFaults.fault('004', {
      message: `"business probe" takes no "${host}"`,
      expected: 'assay business probe --domain HOST',
      found: host,
      remedy: `Name a target with --domain, one that the map lists under "targets": assay business probe --domain ${host}`,
    }),
  );
}

function rootsOf(args: Arguments): { ca?: string } {
  const file = args.text('ca');
  if (file === undefined) return {};
  const ca = readTextFile(file, { bytes: 4 * 1024 * 1024 });
  const blocks = ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > 0 && blocks.every(isCertificate)) return { ca };
  throw new Refused(
    probeFaults.fault('006', {
      message: `${file} holds no certificate that can be read`,
      file,
      field: '--ca',
      expected: 'one or more certificates in PEM',
      found: blocks.length === 0 ? 'none' : 'one that cannot be read',
      remedy: 'Give the certificates of the authorities to trust, or leave --ca out.',
    }),
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

interface Recorded {
  readonly recorded: number;
  readonly alreadyKnown: number;
  readonly outdated: Entering['outdated'];
  readonly dryRun: boolean;
  readonly first?: number;
  readonly last?: number;
}

async function foreseen(args: Arguments, io: Io, map: ServiceMap, { evidence }: Judged): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  if (!existsSync(join(dataDir, DATABASE_FILE))) return { recorded: evidence.length, alreadyKnown: 0, outdated: [], dryRun: true };
  return withLedger(
    args,
    io,
    async (ledger) => {
      const folded = foldLedger(ledger);
      refuseOtherService(folded, map, dataDir);
      const { fresh, known, outdated } = entering(evidence, folded.evidence);
      return { recorded: fresh.length, alreadyKnown: known, outdated, dryRun: true };
    },
    'read',
  );
}

async function record(args: Arguments, io: Io, map: ServiceMap, { evidence, raw }: Judged): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  return withLedger(args, io, async (ledger) => {
    const folded = foldLedger(ledger);
    refuseOtherService(folded, map, dataDir);
    const { fresh, known, outdated } = entering(evidence, folded.evidence);
    const cited = new Set(fresh.map((each) => each.raw.digest));
    // The inputs first: a crash between the two leaves a file that nothing cites, never a statement without its input.
    for (const { digest, text } of raw) if (cited.has(digest)) keepRaw(dataDir, new TextEncoder().encode(text), digest);
    const receipts = await ledger.append(fresh.map((body) => ({ type: EVIDENCE_RECORDED, body: body as Json })));
    const [first, last] = [receipts[0]?.seq, receipts.at(-1)?.seq];
    return {
      recorded: receipts.length,
      alreadyKnown: known,
      outdated,
      dryRun: false,
      ...(first === undefined || last === undefined ? {} : { first, last }),
    };
  });
}

function outcome(resolver: string, probed: readonly Probed[], { verdicts, evidence }: Judged, recorded: Recorded, refused: readonly string[]): Outcome {
  const { recorded: count, alreadyKnown, dryRun, first, last } = recorded;
  const known = alreadyKnown === 0 ? '' : `; ${counted(alreadyKnown, 'statement')} already known`;
  return {
    json: { resolver, ...recorded, targets: probed, verdicts, evidence, refused },
    text: [
      `Asked ${resolver} for DNS.`,
      '',
      ...probed.flatMap(({ target, probes, observations }) => [
        `${target.host} (${target.part}): ${probes.join(', ')}`,
        ...observations.map((observation) => `  ${printed(lineOf(observation))}`),
        '',
      ]),
      ...verdicts.flatMap(described),
      ...refused.flatMap((why) => [cut(`Not recorded: ${why}`), '']),
      dryRun
        ? `Would record ${counted(count, 'statement')}${known}. Nothing was recorded.`
        : `Recorded ${counted(count, 'statement')}${first === undefined ? '' : ` as entries ${first} to ${last}`}${known}.`,
    ].join('\n'),
    code: verdicts.every(({ result }) => result === 'holds') && recorded.outdated.length === 0 && refused.length === 0 ? 0 : 1,
  };
}

const RESULTS = { holds: 'holds', fails: 'FAILS', 'not-observed': 'not observed' } as const;

function described({ part, claim, result, problems, undecided, remarks }: Verdict): readonly string[] {
  return [
    `${claim} of ${part}: ${RESULTS[result]}`,
    ...problems.map(({ severity, title, host }) => cut(`  - ${severity}: ${host}: ${title}`)),
    ...undecided.map((why) => cut(`  ? not seen: ${why}`)),
    ...remarks.map((remark) => cut(`  ${remark}`)),
    '',
  ];
}

function printed({ safety, asked, seen }: ReturnType<typeof lineOf>): string {
  return cut(`${safety.padEnd(7)} ${asked}: ${seen.replaceAll(/\s+/g, ' ')}`);
}

const cut = (text: string): string => (text.length > 2 * WIDTH ? `${text.slice(0, 2 * WIDTH - 1)}…` : text);

import { Duration, Instant, Refused } from '../core/index.ts';
import { duesOf } from '../operations/credential/due.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { auditCredentials } from './operations-credentials-audit.ts';
import { openSteps, openStepsText } from './operations-credentials-orders.ts';
import { REFRESH, refreshCredentials } from './operations-credentials-refresh.ts';
import { inventoryOf, SOURCES } from './operations-credentials-sources.ts';
import { credentialJson, dueJson, dueText, listText } from './operations-credentials-text.ts';
import { needed, WORKSPACE } from './parse.ts';
import { momentOf } from './workspace.ts';

const NAMED = { noun: 'operations', verb: 'credentials', usage: 'list | due | refresh [ID…] | audit' } as const;

export const operationsCredentials: Command = {
  ...NAMED,
  most: 1000,
  about:
    'Every credential that the service relies on, and never the secret itself. "list" says what there is, how old and how strong; "due" what has to be replaced by when, and exits 1 where something is overdue; "refresh" orders that these, or all, are renewed, goes on with what was ordered, and takes for done only what a newer fact shows; "audit" runs thirteen checks over authorities, device certificates and policies, and exits 1 unless all are clear. Where the fleet is served, each fact was judged as it was entered.',
  options: [
    ...WORKSPACE,
    ...SOURCES,
    ...REFRESH,
    { name: 'within', kind: 'text', value: 'DURATION', about: 'due: what falls due within this time counts as due (default: P30D)' },
    { name: 'policies', kind: 'text', value: 'FOLDER', about: 'audit: the fleet’s own policies (default: where product serve looks for them)' },
    { name: 'anew', kind: 'flag', about: 'audit: read the whole ledger again, and do not ask whoever serves the fleet' },
  ],
  examples: [
    'assay operations credentials due --certificates /etc/ssl/own',
    'assay operations credentials list --register credentials.yaml --json',
    'assay operations credentials refresh --all --reason "a laptop with keys was stolen" --preview',
    'assay operations credentials audit',
  ],
  async run(args, io) {
    const act = needed(args, 0, 'list, due, refresh or audit', NAMED);
    if (act === 'list') return list(args, io);
    if (act === 'due') return due(args, io);
    if (act === 'refresh') return refreshCredentials(args, io);
    if (act === 'audit') return auditCredentials(args, io);
    throw new Refused(
      cliFaults.fault('003', {
        message: `"operations credentials" has no "${act}"`,
        expected: `assay operations credentials ${NAMED.usage}`,
        found: act,
        remedy: 'Name one of these.',
      }),
    );
  },
};

async function list(args: Arguments, io: Io): Promise<Outcome> {
  const { credentials, sources } = await inventoryOf(args, io);
  return { json: { at: Instant.format(momentOf(args, io)), sources, credentials: credentials.map(credentialJson) }, text: listText(credentials), code: 0 };
}

async function due(args: Arguments, io: Io): Promise<Outcome> {
  const at = momentOf(args, io);
  const { credentials, policy, sources, seen } = await inventoryOf(args, io);
  const dues = duesOf(credentials, policy, at, Duration.parse(args.text('within') ?? 'P30D'));
  const ordered = await openSteps(args, io, { credentials, seen, at });
  const late = dues.some(({ standing }) => standing === 'overdue') || ordered.some(({ overdue }) => overdue);
  return {
    json: { at: Instant.format(at), sources, due: dues.map(dueJson), ordered },
    text: [dueText(dues), ...openStepsText(ordered)].join('\n'),
    code: late ? 1 : 0,
  };
}

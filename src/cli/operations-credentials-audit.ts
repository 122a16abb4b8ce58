import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duration, Instant, type Json, Refused } from '../core/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { openLedger } from '../ledger/edge/open.ts';
import type { Seq } from '../ledger/model.ts';
import type { Audit } from '../operations/credential/audit/audit.ts';
import { openAudit } from '../operations/credential/audit/audit.ts';
import type { LoggingFact } from '../operations/credential/audit/logging.ts';
import { type Told, titleOf, toldOf, withLogging } from '../operations/credential/audit/told.ts';
import { AUDIT, auditOf } from '../operations/credential/edge/room.ts';
import { FLEET_POLICIES } from '../product/authorization/policies.ts';
import { servedFleet } from '../product/fleet/edge/door.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { counted, table, wholeTable } from './table.ts';
import { dataFolder, momentOf } from './workspace.ts';

const PAGE = 1000;

/** Every entry of the ledger in a folder, whoever holds it, with the key that it is signed with; none where there is no ledger. */
export async function entriesIn(
  dir: string,
  io: Io,
  each: (entry: { readonly seq: number; readonly type: string; readonly body: Json; readonly recordedAt: Instant }) => void,
) {
  if (!existsSync(join(dir, DATABASE_FILE))) return undefined;
  const ledger = await openLedger({ dataDir: dir, now: io.now, mode: 'read' });
  try {
    for (let from = 0; ; ) {
      const page = ledger.read(from as Seq, PAGE);
      for (const entry of page) each(entry);
      from += page.length;
      if (page.length < PAGE) return { size: from, origin: ledger.origin };
    }
  } finally {
    await ledger.close();
  }
}

/** The audit of the fleet of a data folder, judged anew from its ledger; an empty one where there is no fleet. */
export async function fleetAudit(args: Arguments, io: Io): Promise<Audit> {
  const folder = fleetFolder(dataFolder(args, io));
  if (!existsSync(join(folder, DATABASE_FILE))) return openAudit();
  const ledger = await openLedger({ dataDir: folder, now: io.now, mode: 'read' });
  try {
    const policies = args.text('policies');
    return await auditOf(ledger, { shipped: FLEET_POLICIES, policies: policies === undefined ? join(folder, 'policies') : resolve(io.cwd, policies) });
  } finally {
    await ledger.close();
  }
}

/** What whoever serves the fleet has judged on change; `undefined` where nobody serves it, and where an older version does. */
async function servedAudit(args: Arguments, io: Io): Promise<Told | undefined> {
  if (args.text('at') !== undefined || args.text('policies') !== undefined || args.flag('anew')) return undefined;
  const folder = dataFolder(args, io);
  if (!existsSync(fleetFolder(folder))) return undefined;
  const door = await servedFleet(folder);
  if (door === undefined) return undefined;
  try {
    return (await door.ask(AUDIT, {})) as unknown as Told;
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-FLEET-005') return undefined;
    throw error;
  } finally {
    await door.close();
  }
}

async function loggingIn(dir: string, io: Io): Promise<readonly LoggingFact[]> {
  const facts: LoggingFact[] = [];
  await entriesIn(dir, io, ({ seq, type, body }) => {
    const said = body as { readonly claim?: Json; readonly subject?: Json; readonly value?: Json; readonly observedAt?: Json; readonly validFor?: Json } | null;
    if (type !== 'evidence.recorded' || said?.claim !== 'logs.collected') return;
    // Evidence is checked before it is entered.
    const until = Instant.parse(String(said.observedAt)) + Duration.parse(String(said.validFor));
    facts.push({ seq, subject: String(said.subject), collected: said.value === true, until });
  });
  return facts;
}

export async function auditCredentials(args: Arguments, io: Io): Promise<Outcome> {
  const at = momentOf(args, io);
  const served = await servedAudit(args, io);
  const told = withLogging(served ?? toldOf(await fleetAudit(args, io), at), await loggingIn(dataFolder(args, io), io), at);
  const judged = served === undefined ? 'anew' : 'on-change';
  const fine = told.checks.every(({ state }) => state === 'clear');
  const moment = (millis: number | undefined) => (millis === undefined ? undefined : Instant.format(Instant.of(millis)));
  const findings = told.findings.map(({ from, until, ...rest }) => ({
    ...rest,
    ...(from === undefined ? {} : { from: moment(from) }),
    ...(until === undefined ? {} : { until: moment(until) }),
  }));
  return {
    json: { at: Instant.format(at), judged, entries: told.size, checks: told.checks, findings },
    text: auditText(told, judged, at),
    code: fine ? 0 : 1,
  };
}

const MOST_LINES = 40;

function auditText({ size, checks, findings }: Told, judged: string, at: Instant): string {
  const lines = checks.map(({ check, state, found, unknown, why }) => [state, check, found + unknown, why ?? titleOf(check)]);
  const rows = findings
    .slice(0, MOST_LINES)
    .map(({ check, state, says, by }) => [state === 'found' ? check : `${check} ?`, by.slice(0, 3).join(' ') || '-', says]);
  return [
    `${counted(checks.length, 'check')} at ${Instant.format(at)}, ${judged === 'anew' ? 'judged anew' : 'judged on change'} over ${counted(size, 'entry', 'entries')} of the fleet.`,
    '',
    table(['', 'check', 'found', 'about'], lines),
    ...(rows.length === 0 ? [] : ['', wholeTable(['finding (? not known)', 'entry', ''], rows)]),
    ...(findings.length > MOST_LINES ? ['', `And ${counted(findings.length - MOST_LINES, 'more finding')}: --json has them.`] : []),
  ].join('\n');
}

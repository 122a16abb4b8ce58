import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Instant, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { BROKERS, type BrokerKind, brokerFile } from '../product/authorization/brokers/files.ts';
import { type Compiled, grantsOf, type Lost } from '../product/authorization/brokers/grants.ts';
import { readFacts, runCases } from '../product/authorization/cases.ts';
import { openPolicyFolder, type PolicyFolder } from '../product/authorization/edge/policy-folder.ts';
import { enforcementOf } from '../product/authorization/enforcement.ts';
import { type Explanation, explainToMember, explainToOperator } from '../product/authorization/explain.ts';
import { memberNamed } from '../product/authorization/given.ts';
import type { Asked } from '../product/authorization/model.ts';
import { readRecord, type Shadow, shadowOf } from '../product/authorization/record.ts';
import { POINTS } from '../product/authorization/schema.ts';
import { isDeviceId } from '../product/authorization/topic.ts';
import { actionNamed, channelNamed, said, subjectOf, subjectText } from '../product/authorization/words.ts';
import { noSuchDevice } from '../product/device/decide.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { instantNamed } from './past.ts';
import { enforcedText, explainText, shadowText, testText } from './product-access-text.ts';
import { withFleet } from './product-device-fleet.ts';
import { momentOf, readServiceMap } from './workspace.ts';

const ACTS = ['explain', 'test', 'export', 'map'] as const;
const USAGE = 'explain | test FOLDER | export | map';
const NAMED = { noun: 'product', verb: 'access', usage: USAGE };

export const productAccess: Command = {
  ...NAMED,
  most: 2,
  about:
    'Who may do what with the devices of the fleet, and why. "explain" answers one question in plain words and exits 1 where it is refused; "test" runs the test cases of a folder of policies and exits 1 where one fails; "export" writes what is decided now as the file of a broker, and lists what no such file can say; "map" holds the policies of the map to those that decide, and exits 1 where one has a gap.',
  options: [
    ...WORKSPACE,
    { name: 'who', kind: 'text', value: 'SUBJECT', about: 'explain: user:NAME, device:ID, device:GATEWAY+ID (on behalf of), service:NAME' },
    { name: 'do', kind: 'text', value: 'ACTION', about: 'explain: request, command, publish, subscribe, receive, read, export, erase, administer' },
    { name: 'on', kind: 'text', value: 'CHANNEL', about: 'explain: device:ID/CHANNEL, such as device:cam-17/video' },
    { name: 'purpose', kind: 'text', value: 'PURPOSE', about: 'explain: what for (default: operation)' },
    { name: 'point', kind: 'text', value: 'POINT', about: `explain: where it is enforced, one of ${POINTS.join(', ')} (default: server)` },
    {
      name: 'to',
      kind: 'text',
      value: 'WHOM',
      about: 'explain: operator (default) or member, who is told nothing of other households; export: mosquitto, nats or emqx',
    },
    { name: 'device', kind: 'texts', value: 'ID', about: 'export: the devices to compile for (with --facts: all of them)' },
    { name: 'policies', kind: 'text', value: 'FOLDER', about: "explain, export: the operator's own policies (default: ./policies where it is there)" },
    { name: 'shadow', kind: 'text', value: 'FOLDER', about: 'test: what these policies would have decided otherwise of recorded decisions' },
    { name: 'decisions', kind: 'text', value: 'FILE', about: 'test --shadow: the record of decisions' },
    {
      name: 'against-traffic',
      kind: 'flag',
      about:
        'test: what FOLDER would have decided otherwise of what the served fleet was asked, against what was decided then (with --policies: against those)',
    },
    { name: 'since', kind: 'text', value: 'MOMENT', about: 'test --against-traffic: from when on (default: the first moment of yesterday, UTC)' },
    { name: 'facts', kind: 'text', value: 'FILE', about: 'explain, export: facts of a file in the place of those of the fleet' },
  ],
  examples: [
    'assay product access export --to mosquitto --device cam-17',
    'assay product access explain --who user:household-17 --do subscribe --on device:cam-17/video',
    'assay product access test policies/',
    'assay product access test new-policies --against-traffic',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'explain':
        return explain(args, io);
      case 'test':
        return test(args, io);
      case 'export':
        return exported(args, io);
      case 'map':
        return mapped(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"product access" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay product access --help',
          }),
        );
    }
  },
};

/** The folder that is named, else ./policies where there is one, else none: what Assay ships. */
function folderOf(args: Arguments, io: Io): string | undefined {
  const named = args.text('policies');
  if (named !== undefined) return named;
  return existsSync(resolve(io.cwd, 'policies')) ? 'policies' : undefined;
}

async function explain(args: Arguments, io: Io): Promise<Outcome> {
  const at = momentOf(args, io);
  const audience = choice(args, 'to', ['operator', 'member'], 'operator');
  const { asked, told } = args.text('facts') === undefined ? await toldByFleet(args, io, at, audience) : await toldByFile(args, io, at, audience);
  return {
    json: { asked: askedJson(asked), ...told, ...(told.until === undefined ? {} : { until: Instant.format(told.until) }) },
    text: explainText(asked, told),
    code: told.allowed ? 0 : 1,
  };
}

interface Told {
  readonly asked: Asked;
  readonly told: Explanation;
}

async function toldByFile(args: Arguments, io: Io, at: Instant, audience: 'operator' | 'member'): Promise<Told> {
  const { policies, declared } = await openPolicyFolder(folderOf(args, io), at);
  const facts = readFacts(readTextFile(option(args, 'facts')), option(args, 'facts'));
  const asked = askedOf(args, at, (name) => (facts.members.has(name) ? memberNamed(name) : undefined));
  const deciding = { facts, declared, policies };
  return { asked, told: audience === 'operator' ? explainToOperator(asked, deciding) : explainToMember(asked, deciding) };
}

/** Whoever holds the fleet reads the folder of policies itself: both are of the same user on the same machine. */
export const policiesOf = (args: Arguments, io: Io): { readonly policies?: string } => {
  const folder = folderOf(args, io);
  return folder === undefined ? {} : { policies: resolve(io.cwd, folder) };
};

async function toldByFleet(args: Arguments, io: Io, at: Instant, audience: 'operator' | 'member'): Promise<Told> {
  const input = {
    who: option(args, 'who'),
    do: option(args, 'do'),
    on: option(args, 'on'),
    purpose: args.text('purpose') ?? 'operation',
    point: choice(args, 'point', POINTS, 'server'),
    at,
    audience,
    ...policiesOf(args, io),
  };
  // The answer of a command of ours, over a socket that is ours alone.
  return (await withFleet(args, io, false, (ask) => ask('access.explain', input))) as unknown as Told;
}

async function exported(args: Arguments, io: Io): Promise<Outcome> {
  const at = momentOf(args, io);
  const to = choice(args, 'to', BROKERS);
  const { file, compiled } = args.text('facts') === undefined ? await exportedByFleet(args, io, at, to) : await exportedByFile(args, io, at, to);
  const { lost, expires } = compiled;
  const notes = [...grouped(lost), expires === undefined ? 'Good until a fact changes.' : `EXPIRES ${said(expires)}: export anew before.`];
  return {
    json: { to, file, at: Instant.format(at), ...(expires === undefined ? {} : { expires: Instant.format(expires) }), grants: compiled.grants, lost },
    text: file,
    code: 0,
    notes,
  };
}

async function mapped(args: Arguments, io: Io): Promise<Outcome> {
  const { policies } = await openPolicyFolder(folderOf(args, io), momentOf(args, io));
  const enforced = enforcementOf(readServiceMap(args, io).map, policies);
  return { json: enforced, text: enforcedText(enforced), code: enforced.some(({ gaps }) => gaps.length > 0) ? 1 : 0 };
}

/** One line for each client and reason: the JSON names every topic. */
function grouped(lost: readonly Lost[]): readonly string[] {
  const groups = Map.groupBy(lost, ({ what, user, said: words }) => `NOT IN THE FILE (${what})  ${user}: ${words}`);
  return [...groups].map(([line, some]) => `${line} (${some.length === 1 ? (some[0]?.filter ?? '') : `${some.length} topics`})`);
}

interface Exported {
  readonly file: string;
  readonly compiled: Compiled;
}

async function exportedByFile(args: Arguments, io: Io, at: Instant, to: BrokerKind): Promise<Exported> {
  const { policies, declared } = await openPolicyFolder(folderOf(args, io), at);
  const facts = readFacts(readTextFile(option(args, 'facts')), option(args, 'facts'));
  const named = args.texts('device');
  const absent = named.filter((id) => !isDeviceId(id) || !facts.devices.has(id));
  if (absent.length > 0) throw new Refused(...absent.slice(0, 20).map((id) => noSuchDevice(id)));
  const compiled = grantsOf(named.length > 0 ? named.filter(isDeviceId) : facts.devices.keys(), { facts, declared, policies }, at);
  return { file: brokerFile(to, compiled), compiled };
}

async function exportedByFleet(args: Arguments, io: Io, at: Instant, to: BrokerKind): Promise<Exported> {
  const devices = args.texts('device');
  if (devices.length === 0) option(args, 'device');
  // As above.
  return (await withFleet(args, io, false, (ask) => ask('access.export', { to, devices, at, ...policiesOf(args, io) }))) as unknown as Exported;
}

function askedOf(args: Arguments, moment: Instant, member: Parameters<typeof subjectOf>[1]): Asked {
  return {
    subject: subjectOf(option(args, 'who'), member),
    action: actionNamed(option(args, 'do')),
    on: channelNamed(option(args, 'on')),
    at: choice(args, 'point', POINTS, 'server'),
    purpose: args.text('purpose') ?? 'operation',
    moment,
  };
}

function askedJson({ subject, action, on, at, purpose, moment }: Asked) {
  return { who: subjectText(subject), do: action, on: `device:${on.device}/${on.name}`, point: at, purpose, at: Instant.format(moment) };
}

function option(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', {
      message: `"product access" needs --${name}`,
      expected: `--${name}`,
      found: 'nothing',
      remedy: 'See: assay product access --help',
    }),
  );
}

async function test(args: Arguments, io: Io): Promise<Outcome> {
  const folder = needed(args, 1, 'a folder of policies', NAMED);
  if (args.flag('against-traffic')) return againstTraffic(args, io, folder);
  const opened = await openPolicyFolder(folder, momentOf(args, io));
  const other = args.text('shadow');
  if (other !== undefined) return shadowed(args, io, opened, other);
  const run = runCases(opened.cases, opened);
  return { json: run, text: testText(run, opened.policies), code: run.failed > 0 ? 1 : 0 };
}

const DAY_MS = 86_400_000;

/** What was really asked, under other policies: whoever holds the fleet reads its own record. A change is no fault of anybody's, so the exit is 0. */
async function againstTraffic(args: Arguments, io: Io, folder: string): Promise<Outcome> {
  const named = args.text('since');
  const since = named === undefined ? Instant.of((Math.floor(io.now() / DAY_MS) - 1) * DAY_MS) : instantNamed(named);
  const before = args.text('policies');
  const asked = { since, after: resolve(io.cwd, folder), ...(before === undefined ? {} : { before: resolve(io.cwd, before) }) };
  // The answer of a command of ours, over a socket that is ours alone.
  const shadow = (await withFleet(args, io, false, (ask) => ask('access.shadow', asked))) as unknown as Shadow;
  return { json: shadow, text: shadowText(shadow), code: 0 };
}

/** Recorded traffic under other policies, on the facts of a file. What would change is no fault of anybody's, so the exit is 0. */
async function shadowed(args: Arguments, io: Io, before: PolicyFolder, folder: string): Promise<Outcome> {
  const after = await openPolicyFolder(folder, momentOf(args, io));
  const record = readRecord(readTextFile(option(args, 'decisions')), option(args, 'decisions'));
  const facts = readFacts(readTextFile(option(args, 'facts')), option(args, 'facts'));
  const shadow = shadowOf(record, facts, { before, after });
  return { json: shadow, text: shadowText(shadow), code: 0 };
}

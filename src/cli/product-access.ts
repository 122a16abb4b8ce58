import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Instant, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { readFacts, runCases } from '../product/authorization/cases.ts';
import { openPolicyFolder } from '../product/authorization/edge/policy-folder.ts';
import { explainToMember, explainToOperator } from '../product/authorization/explain.ts';
import { memberNamed } from '../product/authorization/given.ts';
import type { Asked } from '../product/authorization/model.ts';
import { POINTS } from '../product/authorization/schema.ts';
import { actionNamed, channelNamed, subjectOf, subjectText } from '../product/authorization/words.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { explainText, testText } from './product-access-text.ts';
import { momentOf } from './workspace.ts';

const ACTS = ['explain', 'test'] as const;
const USAGE = 'explain | test FOLDER';
const NAMED = { noun: 'product', verb: 'access', usage: USAGE };

export const productAccess: Command = {
  ...NAMED,
  most: 2,
  about:
    'Who may do what with the devices of the fleet, and why. "explain" answers one question in plain words and exits 1 where it is refused; "test" runs the test cases of a folder of policies and exits 1 where one fails.',
  options: [
    ...WORKSPACE.filter(({ name }) => name !== 'service'),
    { name: 'who', kind: 'text', value: 'SUBJECT', about: 'explain: user:NAME, device:ID, device:GATEWAY+ID (on behalf of), service:NAME' },
    { name: 'do', kind: 'text', value: 'ACTION', about: 'explain: request, command, publish, subscribe, receive, read, export, erase, administer' },
    { name: 'on', kind: 'text', value: 'CHANNEL', about: 'explain: device:ID/CHANNEL, such as device:cam-17/video' },
    { name: 'purpose', kind: 'text', value: 'PURPOSE', about: 'explain: what for (default: operation)' },
    { name: 'point', kind: 'text', value: 'POINT', about: `explain: where it is enforced, one of ${POINTS.join(', ')} (default: server)` },
    { name: 'to', kind: 'text', value: 'AUDIENCE', about: 'explain: operator (default) or member, who is told nothing of other households' },
    { name: 'policies', kind: 'text', value: 'FOLDER', about: "explain: the operator's own policies (default: ./policies where it is there)" },
    { name: 'facts', kind: 'text', value: 'FILE', about: 'explain: facts of a file in the place of those of the fleet' },
  ],
  examples: ['assay product access explain --who user:household-17 --do subscribe --on device:cam-17/video', 'assay product access test policies/'],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'explain':
        return explain(args, io);
      case 'test':
        return test(args, io);
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
  const { policies, declared } = await openPolicyFolder(folderOf(args, io), at);
  const facts = readFacts(readTextFile(option(args, 'facts')), option(args, 'facts'));
  const asked = askedOf(args, at, (name) => (facts.members.has(name) ? memberNamed(name) : undefined));
  const audience = choice(args, 'to', ['operator', 'member'], 'operator');
  const told = audience === 'operator' ? explainToOperator(asked, { facts, declared, policies }) : explainToMember(asked, { facts, declared, policies });
  return {
    json: { asked: askedJson(asked), ...told, ...(told.until === undefined ? {} : { until: Instant.format(told.until) }) },
    text: explainText(asked, told),
    code: told.allowed ? 0 : 1,
  };
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
      message: `"product access explain" needs --${name}`,
      expected: `--${name}`,
      found: 'nothing',
      remedy: 'See: assay product access --help',
    }),
  );
}

async function test(args: Arguments, io: Io): Promise<Outcome> {
  const folder = needed(args, 1, 'a folder of policies', NAMED);
  const opened = await openPolicyFolder(folder, momentOf(args, io));
  const run = runCases(opened.cases, opened);
  return { json: run, text: testText(run, opened.policies), code: run.failed > 0 ? 1 : 0 };
}

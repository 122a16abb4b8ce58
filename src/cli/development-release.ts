import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Digest } from '../core/index.ts';
import { LINKS } from '../development/release/link.ts';
import type { ReleasePolicy } from '../development/release/policy.ts';
import { gateMarkdown, gateSarif } from '../development/release/summary.ts';
import { isPublished } from '../development/release/views.ts';
import { writeFileWhole } from '../map/edge/files.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { runAct } from './development-acts.ts';
import { drill } from './development-release-drill.ts';
import { EXCEPTION, exceptionAct } from './development-release-exception.ts';
import { hold, holds, thaw } from './development-release-hold.ts';
import { judged, nameOf, POLICY_FILE, policyOf } from './development-release-judge.ts';
import { withReleases } from './development-release-ledger.ts';
import { lookUpInLog } from './development-release-log.ts';
import { publish } from './development-release-publish.ts';
import { chainText, gateJson, gateText } from './development-release-text.ts';
import { WORKSPACE } from './parse.ts';

const NAMED = {
  noun: 'development',
  verb: 'release',
  usage: 'check NAME | show NAME | publish NAME | log NAME | except … | drill NAME | freeze NAME… | takedown KEY | thaw HOLD | holds',
} as const;

export const developmentRelease: Command = {
  ...NAMED,
  most: 20,
  about:
    'The gate of a release: what was recorded of it is held to the policy. "check" says every reason why it may not go out, with its remedy; "show" the chain from review to release; "publish" signs what the gate says, and refuses where it does not pass; "log" records what the code log shows of it; "except" asks for an exception, and another person grants it; "drill" tries to publish it without its evidence, and expects to be refused. "freeze" stops releases (NAME, or all by "*"), "takedown" a key that is in other hands, until "thaw"; "holds" lists both.',
  options: [
    ...WORKSPACE,
    { name: 'policy', kind: 'text', value: 'FILE', about: `what a release has to show (default: ./${POLICY_FILE})` },
    { name: 'artifact', kind: 'text', value: 'DIGEST', about: 'which of several artifacts is meant, as sha256:…' },
    { name: 'sarif', kind: 'text', value: 'FILE', about: 'check: write the reasons as SARIF to this file' },
    { name: 'markdown', kind: 'text', value: 'FILE', about: 'check: write a summary as Markdown to this file' },
    {
      name: 'key',
      kind: 'text',
      value: 'FILE',
      about: 'publish, except: the private key that signs, as PEM or of OpenSSH; without, what except enters is typed, and not signed',
    },
    { name: 'passphrase', kind: 'text', value: 'FROM', about: 'publish, except: where the passphrase of the key is: env:NAME or file:PATH' },
    { name: 'out', kind: 'text', value: 'FILE', about: 'publish: write the signed statement to this file' },
    {
      name: 'expect',
      kind: 'text',
      value: 'FILE',
      about:
        'publish: the list by which a monitor of the code log knows what to expect (default: ./expected.ndjson where there is one, else beside the record)',
    },
    { name: 'part', kind: 'text', value: 'ELEMENT', about: 'drill: the signing system of the map that publishes by this gate; log: the repository' },
    { name: 'repository', kind: 'text', value: 'ID', about: 'log: what the code log calls the repository' },
    { name: 'witnesses', kind: 'text', value: 'FILE', about: 'log: which witnesses have to have cosigned, and how many' },
    ...EXCEPTION,
  ],
  examples: [
    'assay development release check v3.1.0 --sarif gate.sarif --markdown gate.md',
    'assay development release publish v3.1.0 --key release-key.pem --out v3.1.0.gate.json',
    'assay development release except ask v3.1.0 provenance --by build-engineer --until 2026-12-20 --reason "The builder signs from December on."',
  ],
  async run(args, io) {
    return runAct(args, NAMED, {
      check: () => check(args, io),
      show: () => show(args, io),
      publish: () => publish(args, io),
      log: () => lookUpInLog(args, io, nameOf(args)),
      except: () => exceptionAct(args, io, 'release', LINKS),
      freeze: () => hold(args, io, 'release'),
      takedown: () => hold(args, io, 'key'),
      thaw: () => thaw(args, io),
      holds: () => holds(args, io),
      drill: () => drill(args, io, { release: nameOf(args), policy: policyOf(args, io) }),
    });
  },
};

async function check(args: Arguments, io: Io): Promise<Outcome> {
  const release = nameOf(args);
  const policy = policyOf(args, io);
  const result = await withReleases(args, io, 'read', async (work) => judged(args, release, policy, work));
  const notes = (
    [
      ['sarif', gateSarif],
      ['markdown', gateMarkdown],
    ] as const
  ).flatMap(([name, render]) => {
    const file = args.text(name);
    if (file === undefined) return [];
    writeFileWhole(resolve(io.cwd, file), render(result), { overwrite: true });
    return [`Wrote ${file}.`];
  });
  return { json: gateJson(result, policy), text: gateText(result, policy), code: result.pass ? 0 : 1, notes };
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const release = nameOf(args);
  const file = args.text('policy') ?? (existsSync(resolve(io.cwd, POLICY_FILE)) ? POLICY_FILE : undefined);
  // Without a policy nothing is asked for, and the chain shows what there is.
  const policy: ReleasePolicy = file === undefined ? { format: 'release-policy/1', name: 'none', require: {}, digest: Digest.of('') } : policyOf(args, io);
  return withReleases(args, io, 'read', async (work) => {
    const result = judged(args, release, policy, work);
    const published = isPublished(work.view, release, work.at);
    return { json: { ...gateJson(result, policy), published }, text: chainText(result, published), code: 0 };
  });
}

import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { compareArtifact } from '../development/artifact/edge/compare.ts';
import { artifactLink } from '../development/artifact/link.ts';
import type { Command } from './command.ts';
import { artifactJson, artifactText } from './development-artifact-text.ts';
import { RECORD, recordFact } from './development-release-record.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const NAMING = { noun: 'development', verb: 'artifact', usage: 'TARBALL|PACKAGE|FOLDER|MANIFEST --against REPO --tag TAG' } as const;

export const developmentArtifact: Command = {
  ...NAMING,
  most: 1,
  about:
    'Compares what ships with the tag’s tree, file by file: identical, explained by its content, or unexplained; what runs at build first. Executes nothing of either, unless a recipe says what to make. Exits 1 unless each file is explained.',
  options: [
    { name: 'against', kind: 'text', value: 'REPO', about: 'the repository, or a manifest with its tree; a manifest as artifact may bring its own' },
    { name: 'tag', kind: 'text', value: 'TAG', about: 'the release: a tag, a branch or a whole commit id' },
    { name: 'submodule', kind: 'texts', value: 'PATH=REPO', about: 'the repository of a submodule, by its path in the tree' },
    { name: 'catalogue', kind: 'texts', value: 'FILE', about: 'toolchain files by content; see: assay development catalogue --help' },
    { name: 'stamps', kind: 'text', value: 'FILE', about: 'the lines that the release writes into its files' },
    { name: 'recipe', kind: 'text', value: 'FILE', about: 'what tools make from the tag’s tree: run apart from the network, on a copy, and compared by bytes' },
    {
      name: 'dangerously-run-recipe-with-network',
      kind: 'flag',
      about: 'run the recipe even where it cannot be held apart from the network: it may send or fetch anything, and shows nothing',
    },
    { name: 'release', kind: 'text', value: 'NAME', about: 'with --record: the release that ships it (default: the tag)' },
    ...RECORD,
  ],
  examples: [
    'assay development artifact camera-1.2.3.tar.gz --against ../camera --tag v1.2.3',
    'assay development artifact camera-1.2.3.tar.xz --against ../camera --tag v1.2.3 --submodule lib/codec=../codec --catalogue toolchain.json --stamps stamps.yaml --json',
  ],
  async run(args, io) {
    const at = (path: string) => resolve(io.cwd, path);
    const artifact = needed(args, 0, 'what ships', NAMING);
    const [against, tag, stamps, recipe] = [args.text('against'), args.text('tag'), args.text('stamps'), args.text('recipe')];
    const result = await compareArtifact({
      artifact: at(artifact),
      submodules: new Map(args.texts('submodule').map((text) => submodule(text, at))),
      catalogues: args.texts('catalogue').map(at),
      ...(against === undefined ? {} : { against: at(against) }),
      ...(tag === undefined ? {} : { tag }),
      ...(stamps === undefined ? {} : { stamps: at(stamps) }),
      ...(recipe === undefined ? {} : { recipe: at(recipe) }),
      recipeWithNetwork: args.flag('dangerously-run-recipe-with-network'),
    });
    const named = { artifact, ...(against === undefined ? {} : { against }), ...(tag === undefined ? {} : { tag }) };
    const outcome = { json: artifactJson(result, named), text: artifactText(result, named), code: result.state === 'proven' ? 0 : 1 } as const;
    if (!args.flag('record')) return outcome;
    const recorded = await recordFact(args, io, artifactLink(result, { release: args.text('release') ?? tag ?? artifact }, io.now()));
    return { ...outcome, json: { ...outcome.json, recorded: recorded.json }, notes: recorded.notes };
  },
};

function submodule(text: string, at: (path: string) => string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0 && equals < text.length - 1) return [text.slice(0, equals).replace(/\/$/, ''), at(text.slice(equals + 1))];
  throw new Refused(
    cliFaults.fault('005', {
      message: '--submodule takes a path in the tree and a repository',
      expected: '--submodule lib/codec=../codec',
      found: text,
      remedy: 'Write the path as .gitmodules has it, an equals sign, and the folder of the repository.',
    }),
  );
}

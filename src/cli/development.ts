import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { openRepository } from '../development/git/edge/open.ts';
import { alikePairs } from '../development/person/alike.ts';
import { readRegister } from '../development/person/read.ts';
import { type Register, registerOf } from '../development/person/register.ts';
import { reviewOf } from '../development/review/edge/review.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Command, Io } from './command.ts';
import { type Judged, reviewJson, reviewText } from './development-text.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const NAMING = { noun: 'development', verb: 'review', usage: 'REPO --release TAG [--since TAG]' } as const;

export const developmentReview: Command = {
  ...NAMING,
  most: 1,
  about:
    'Judges every commit of a release: reviewed, not reviewed, or cannot be known, by whom and by what proof. Reads the repository without running anything that it names. Exits 1 unless each commit is reviewed.',
  options: [
    { name: 'release', kind: 'text', value: 'TAG', about: 'the release: a tag, a branch or a whole commit id' },
    { name: 'since', kind: 'text', value: 'TAG', about: 'the release before it; without, everything back to the first commit' },
    { name: 'people', kind: 'text', value: 'FILE', about: 'the register of people (default: ./people.yaml, where there is one)' },
    { name: 'weak-is-enough', kind: 'flag', about: 'let a review count whose tie to the commit anybody could have written who makes commits' },
  ],
  examples: [
    'assay development review ../camera-firmware --release v1.2.3 --since v1.2.2',
    'assay development review . --release v1.2.3 --people people.yaml --json',
  ],
  async run(args, io) {
    const folder = resolve(io.cwd, needed(args, 0, 'a repository', NAMING));
    const release = args.text('release');
    if (release === undefined) {
      throw new Refused(
        cliFaults.fault('003', {
          message: '"development review" needs a release',
          expected: `assay development review ${NAMING.usage}`,
          found: 'no --release',
          remedy: 'Name its tag: --release v1.2.3',
        }),
      );
    }
    const since = args.text('since');
    const { register, file } = registerFor(args, io);
    const repository = openRepository(folder);
    try {
      const reviewed = await reviewOf(repository, { release, ...(since === undefined ? {} : { since }) }, register);
      const judged: Judged = {
        reviewed,
        repository: args.positionals[0] ?? '',
        shallow: repository.shallow.size > 0,
        partial: repository.partial,
        borrows: repository.borrows,
        people: file,
        entries: register.people.length,
        alike: alikePairs(register.people),
        weakIsEnough: args.flag('weak-is-enough'),
      };
      const { state, weak } = reviewed.review;
      return { json: reviewJson(judged), text: reviewText(judged), code: state === 'reviewed' && (weak === 0 || judged.weakIsEnough) ? 0 : 1 };
    } finally {
      repository.close();
    }
  },
};

function registerFor(args: Arguments, io: Io): { readonly register: Register; readonly file?: string } {
  const file = args.text('people') ?? (existsSync(resolve(io.cwd, 'people.yaml')) ? 'people.yaml' : undefined);
  return file === undefined ? { register: registerOf([]) } : { register: readRegister(readTextFile(resolve(io.cwd, file)), file), file };
}

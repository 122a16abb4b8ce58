import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Instant, Refused } from '../core/index.ts';
import { openRepository } from '../development/git/edge/open.ts';
import { writeReview } from '../development/statement/edge/folder.ts';
import { openSigningKey } from '../development/statement/edge/key.ts';
import { changeRange } from '../development/statement/edge/range.ts';
import { OUTCOMES, type Review } from '../development/statement/review.ts';
import { signedReview } from '../development/statement/review-make.ts';
import { checkReviewer } from '../development/statement/reviewer.ts';
import type { Arguments, Command } from './command.ts';
import { registerAt } from './development-people.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';
import { secretAt } from './secret.ts';
import { counted } from './table.ts';

const NAMING = { noun: 'development', verb: 'review record', usage: 'REPO --change FROM..TO --outcome WORD --as PERSON --key FILE' } as const;
const FOLDER = 'reviews';
const TOOL = { name: 'assay', version: '0.1.0' } as const;

export const developmentReviewRecord: Command = {
  ...NAMING,
  most: 1,
  about:
    'Signs a statement of a review, when the review happens, over the commits of a change and the tree after them. Refuses a reviewer who is an author of the change. A review is taken back by another statement: --outcome withdrawn.',
  options: [
    { name: 'change', kind: 'text', value: 'FROM..TO', about: 'what was reviewed: what TO has and FROM has not; one name alone is one commit' },
    { name: 'outcome', kind: 'text', value: 'WORD', about: OUTCOMES.join(', ') },
    { name: 'as', kind: 'text', value: 'PERSON', about: 'the id of the reviewer in the register' },
    {
      name: 'key',
      kind: 'text',
      value: 'FILE',
      about: 'the key of the reviewer: PKCS #8, or FILE.pub of OpenSSH, with which ssh-keygen signs by an agent, a token or the file beside it',
    },
    { name: 'passphrase', kind: 'text', value: 'env:NAME', about: 'where the passphrase of a sealed key is: env:NAME, file:PATH or fd:NUMBER' },
    { name: 'path', kind: 'texts', value: 'PATH', about: 'a path that was looked at, where it was not the whole change; may be repeated' },
    { name: 'note', kind: 'text', value: 'TEXT', about: 'words of the reviewer, kept with the statement' },
    { name: 'people', kind: 'text', value: 'FILE', about: 'the register of people (default: ./people.yaml)' },
    { name: 'out', kind: 'text', value: 'DIR', about: `the folder of statements (default: ./${FOLDER})` },
  ],
  examples: [
    'assay development review record firmware --change main..topic --outcome approved --as bob --key bob.pem --passphrase env:REVIEW_PASSPHRASE',
    'assay development review record firmware --change main..topic --outcome withdrawn --as bob --key bob.pem',
  ],
  async run(args, io) {
    const folder = resolve(io.cwd, needed(args, 0, 'a repository', NAMING));
    const [change, id, keyFile] = [given(args, 'change'), given(args, 'as'), given(args, 'key')];
    const outcome = outcomeOf(given(args, 'outcome'));
    const people = args.text('people') ?? 'people.yaml';
    if (!existsSync(resolve(io.cwd, people))) throw missing('people');
    const register = registerAt(people, io);
    const source = args.text('passphrase');
    const key = openSigningKey(resolve(io.cwd, keyFile), () => (source === undefined ? undefined : secretAt(source, io, 'passphrase of the key')));
    const repository = openRepository(folder);
    try {
      const range = await changeRange(repository, change);
      const now = io.now();
      const { role, unknown } = checkReviewer({ id, key: key.id, seconds: Math.floor(now / 1000), commits: range.commits, outcome }, register, people);
      const paths = args.texts('path');
      const note = args.text('note');
      const { commits, ...ends } = range;
      const review: Review = {
        reviewer: { id, publicKey: key.publicKey },
        role,
        range: ends,
        looked: paths.length === 0 ? { at: 'whole' } : { at: 'paths', paths: [...paths] },
        outcome,
        moment: Instant.format(now),
        tool: TOOL,
        ...(note === undefined ? {} : { note }),
      };
      const out = args.text('out') ?? FOLDER;
      const name = writeReview(
        resolve(io.cwd, out),
        signedReview(
          review,
          commits.map((one) => one.id),
          key.id,
          key.sign,
        ),
      );
      const few = `${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''}`;
      const said =
        unknown.length === 0
          ? []
          : [`${few}: not known to be another than ${id}. What they wrote will not count as reviewed by this statement until the register says so.`];
      return {
        json: { file: `${out}/${name}`, key: key.id, commits: commits.map((one) => one.id), review },
        text: [
          `${id} signed: ${outcome}, ${counted(commits.length, 'commit')}${paths.length === 0 ? '' : `, ${counted(paths.length, 'path')} of them`}.`,
          `  from  ${ends.from ?? 'the first commit'}`,
          `  to    ${ends.to}`,
          `  tree  ${ends.tree}`,
          `  key   ${key.id}`,
          `Written: ${out}/${name}`,
        ].join('\n'),
        code: 0,
        notes: said,
      };
    } finally {
      repository.close();
    }
  },
};

function given(args: Arguments, name: string): string {
  const text = args.text(name);
  if (text === undefined) throw missing(name);
  return text;
}

function missing(name: string): Refused {
  return new Refused(
    cliFaults.fault('003', {
      message: `"development review record" needs --${name}`,
      expected: `assay development review record ${NAMING.usage}`,
      found: name === 'people' ? 'no register of people' : `no --${name}`,
      remedy: 'See: assay development review record --help',
    }),
  );
}

function outcomeOf(text: string): Review['outcome'] {
  const found = OUTCOMES.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Refused(
    cliFaults.fault('005', {
      message: '--outcome takes another value',
      expected: OUTCOMES.join(', '),
      found: text,
      remedy: 'Say what the reviewer says of the change.',
    }),
  );
}

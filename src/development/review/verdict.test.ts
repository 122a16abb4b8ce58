import { describe, expect, it } from 'vitest';
import { type ChangeFacts, factsOf } from '../change/facts.ts';
import { readCommit } from '../git/commit.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import { registerOf } from '../person/register.ts';
import { reviewFactsOf } from './facts.ts';
import type { ReviewFact } from './model.ts';
import { verdictOf } from './verdict.ts';

const REGISTER = readRegister(
  `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org, ada@home.example], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], confirmedBy: cleo }
  - { id: cleo, name: Cleo, addresses: [cleo@example.org], confirmedBy: ada }
  - { id: eve, name: Eve, addresses: [eve@example.org] }
  - { id: robot, kind: model, name: Robot, addresses: [robot@example.org], confirmedBy: ada }
`,
  'people.yaml',
);

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
interface Made {
  readonly author?: string;
  readonly committer?: string;
  readonly message?: string;
  readonly parents?: number;
  readonly signed?: boolean;
}
function change({ author = 'Ada <ada@example.org>', committer = author, message = 'Subject\n', parents = 1, signed = false }: Made = {}): ChangeFacts {
  const head = [
    `tree ${TREE}`,
    ...Array.from({ length: parents }, (_, i) => `parent ${String(i).repeat(40)}`),
    `author ${author} 1700000000 +0000`,
    `committer ${committer} 1700000000 +0000`,
    ...(signed ? ['gpgsig -----BEGIN PGP SIGNATURE-----', ' ', ' abcd', ' -----END PGP SIGNATURE-----'] : []),
  ];
  return factsOf('f'.repeat(40) as ObjectId, readCommit(new TextEncoder().encode(`${head.join('\n')}\n\n${message}`)));
}
const judge = (made: Made, merge?: Made, register = REGISTER) => {
  const one = change(made);
  return verdictOf(one, reviewFactsOf(one, merge === undefined ? undefined : change({ parents: 2, ...merge })), register);
};
const BOB = 'Bob <bob@example.org>';
const by = (who: string, key = 'Reviewed-by') => `Subject\n\nBody\n\n${key}: ${who}\n`;

describe('what evidence in commits proves', () => {
  it.each<[string, Made, Made | undefined, string, string]>([
    ['a trailer of another who applied it', { committer: BOB, message: by(BOB) }, undefined, 'reviewed', 'trailer-applied-by-reviewer'],
    ['the same, the key in other capitals', { committer: BOB, message: by(BOB, 'REVIEWED-BY') }, undefined, 'reviewed', 'trailer-applied-by-reviewer'],
    [
      'the same, in a last paragraph that git takes for prose',
      { committer: BOB, message: `Subject\n\nReviewed-by: ${BOB}\nCloses #1\n` },
      undefined,
      'reviewed',
      'trailer-applied-by-reviewer',
    ],
    ['a trailer of another whom nothing binds', { message: by(BOB) }, undefined, 'cannot-be-known', 'trailer-not-bound'],
    ['a trailer of another, applied by a third', { committer: 'Cleo <cleo@example.org>', message: by(BOB) }, undefined, 'cannot-be-known', 'trailer-not-bound'],
    [
      'a trailer of somebody who is not in the register',
      { committer: 'X <x@y>', message: by('X <x@y>') },
      undefined,
      'cannot-be-known',
      'trailer-of-somebody-unknown',
    ],
    [
      'a trailer of somebody whom nobody confirmed',
      { committer: 'Eve <eve@example.org>', message: by('Eve <eve@example.org>') },
      undefined,
      'cannot-be-known',
      'trailer-of-somebody-unknown',
    ],
    [
      'a trailer quoted amid the message',
      { committer: BOB, message: `Subject\n\nReviewed-by: ${BOB}\n\nSaid of another commit.\n` },
      undefined,
      'cannot-be-known',
      'trailer-quoted',
    ],
    ['a trailer of the author', { message: by('Ada <ada@example.org>') }, undefined, 'not-reviewed', 'trailer-of-author'],
    [
      'a trailer of the author under another address',
      { committer: BOB, message: by('Somebody Else <ada@home.example>') },
      undefined,
      'not-reviewed',
      'trailer-of-author',
    ],
    ['a trailer of the author by name alone', { author: 'Zed <z@z>', message: by('zed') }, undefined, 'not-reviewed', 'trailer-of-author'],
    [
      'a trailer of a further author',
      { committer: BOB, message: `Subject\n\nCo-authored-by: ${BOB}\nReviewed-by: ${BOB}\n` },
      undefined,
      'not-reviewed',
      'trailer-of-author',
    ],
    ['a trailer of a model', { committer: 'R <robot@example.org>', message: by('R <robot@example.org>') }, undefined, 'not-reviewed', 'trailer-of-no-person'],
    ['a pull request that another merged', {}, { author: BOB, message: 'Merge pull request #7 from x/y\n' }, 'not-reviewed', 'merged-by-other-only'],
    ['a pull request that its author merged', {}, { message: 'Merge pull request #7 from x/y\n' }, 'not-reviewed', 'nothing'],
    ['a squash of the forge', { committer: 'GitHub <noreply@github.com>', message: 'Subject (#7)\n' }, undefined, 'cannot-be-known', 'forge-squash'],
    ['a subject that only looks like one', { message: 'Subject (#7)\n' }, undefined, 'not-reviewed', 'nothing'],
    ['a signature alone', { signed: true }, undefined, 'not-reviewed', 'signed-only'],
    ['applied by another alone', { committer: BOB }, undefined, 'not-reviewed', 'applied-by-other-only'],
    [
      'tested and signed off by another',
      { committer: BOB, message: `Subject\n\nTested-by: ${BOB}\nSigned-off-by: ${BOB}\n` },
      undefined,
      'not-reviewed',
      'applied-by-other-only',
    ],
    ['nothing', {}, undefined, 'not-reviewed', 'nothing'],
    ['a merge', { parents: 2 }, undefined, 'cannot-be-known', 'merge-not-compared'],
  ])('%s', (_, made, merge, state, reason) => expect(judge(made, merge)).toMatchObject({ state, reason }));

  it('is never a review without a register', () => {
    expect(judge({ committer: BOB, message: by(BOB) }, undefined, registerOf([])).state).toBe('cannot-be-known');
  });

  it('says by whom, and that the tie is weak', () => {
    expect(judge({ committer: BOB, message: by(BOB) })).toMatchObject({ binding: 'weak', by: ['bob'] });
  });

  it('is a merge that adds nothing, where its tree says so', () => {
    expect(verdictOf(change({ parents: 2 }), [], REGISTER, { kind: 'clean' })).toMatchObject({ state: 'reviewed', reason: 'merge-adds-nothing' });
  });
});

describe('the facts of a commit', () => {
  it.each([
    ['Merge pull request #12 from a/b\n', '12'],
    ['Merged in topic (pull request #12)\n', '12'],
    ["Merge pull request 'A title' (#12) from a/b into main\n", '12'],
    ["Merge branch 'x' into 'main'\n\nA title\n\nSee merge request group/project!12\n", '12'],
    ["Merge branch 'x'\n", undefined],
  ])('%j is of pull request %s', (message, pull) => expect(change({ parents: 2, message }).pull).toBe(pull));
  it('name a program by its own name', () => expect(change({ author: 'renovate[bot] <r@x>' }).bot).toBe(true));
  it.each(['\n', ' \n', 'x\n', 'a-by: b\n', '-', 'See merge request '])('are read from a message of nothing but %j without delay', (piece) => {
    const message = `Subject\n\n${piece.repeat(400_000 / piece.length)}\nReviewed-by: A\n`;
    expect(change({ message }).lines.at(0)).toBeDefined();
  });
  it('are of one parent no merge of a pull request', () => expect(change({ message: 'Merge pull request #12 from a/b\n' }).pull).toBeUndefined());
});

describe('a signature that was judged', () => {
  const valid = (by: string, role: 'person' | 'forge' | 'bot' = 'person'): ReviewFact => ({
    source: 'signature',
    verdict: { state: 'valid', by, role, why: '' },
  });
  const broken: ReviewFact = { source: 'signature', verdict: { state: 'invalid', reason: 'bytes-do-not-match', why: '' } };
  const open: ReviewFact = { source: 'signature', verdict: { state: 'not-checkable', reason: 'key-not-given', by: 'bob', why: '' } };
  it.each<[string, Made, ReviewFact, string, string, string | undefined]>([
    ['by the reviewer binds the line', { message: by(BOB) }, valid('bob'), 'reviewed', 'trailer-signed-by-reviewer', 'signed'],
    ['by the author leaves it unbound', { message: by(BOB) }, valid('ada'), 'cannot-be-known', 'trailer-not-bound', undefined],
    ['by the author gives a made-up committer away', { committer: BOB, message: by(BOB) }, valid('ada'), 'cannot-be-known', 'trailer-not-bound', undefined],
    [
      'by a program of the reviewer binds nothing',
      { committer: BOB, message: by(BOB) },
      valid('bob', 'bot'),
      'cannot-be-known',
      'trailer-not-bound',
      undefined,
    ],
    ['by a forge proves passage alone', { message: by(BOB) }, valid('github', 'forge'), 'cannot-be-known', 'trailer-not-bound', undefined],
    ['by a forge leaves a weak tie weak', { committer: BOB, message: by(BOB) }, valid('github', 'forge'), 'reviewed', 'trailer-applied-by-reviewer', 'weak'],
    ['that nobody can check binds nothing', { message: by(BOB) }, open, 'cannot-be-known', 'trailer-not-bound', undefined],
    ['of the author who names herself', { message: by('Ada <ada@example.org>') }, valid('ada'), 'not-reviewed', 'trailer-of-author', undefined],
    ['by somebody is no review', { signed: true }, valid('bob'), 'not-reviewed', 'signed-only', undefined],
    ['that is broken is a reason of its own', { committer: BOB, message: by(BOB) }, broken, 'not-reviewed', 'signature-invalid', undefined],
  ])('%s', (_, made, fact, state, reason, binding) => {
    const one = change(made);
    const verdict = verdictOf(one, [...reviewFactsOf(one, undefined), fact], REGISTER);
    expect(verdict).toMatchObject({ state, reason });
    expect(verdict.binding).toBe(binding);
  });

  it('that is broken outweighs a clean merge too', () => {
    expect(verdictOf(change({ parents: 2 }), [broken], REGISTER, { kind: 'clean' })).toMatchObject({ state: 'not-reviewed', reason: 'signature-invalid' });
  });
});

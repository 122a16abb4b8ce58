import { describe, expect, it } from 'vitest';
import type { ChangeFacts, Named } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Person } from '../person/model.ts';
import { registerOf } from '../person/register.ts';
import type { ReviewFact, ReviewVerdict } from '../review/model.ts';
import type { ReviewedChange } from '../review/release.ts';
import type { Signal } from '../signal/model.ts';
import type { SignatureVerdict } from '../signature/model.ts';
import { insidersOf, type ReleaseHands } from './insiders.ts';

const id = (digit: string) => digit.repeat(40) as ObjectId;
const person = (name: string, more: Partial<Person> = {}): Person => ({
  id: name,
  kind: 'person',
  name,
  names: [],
  addresses: [`${name}@example.org`],
  accounts: [`github:${name}`],
  keys: [],
  ...more,
});
const register = registerOf([person('ada'), person('bob'), person('ci', { kind: 'bot' }), person('app', { kind: 'forge', keys: [{ id: 'A'.repeat(16) }] })]);
const named = (who: string): Named => ({ name: who, email: who.includes('@') ? who : `${who}@example.org` });

function reviewed(
  digit: string,
  author: string,
  committer: string,
  verdict: Partial<ReviewVerdict> & Pick<ReviewVerdict, 'state'>,
  facts: readonly ReviewFact[] = [],
): ReviewedChange {
  const change: ChangeFacts = {
    id: id(digit),
    tree: id('0'),
    parents: [],
    author: named(author),
    committer: named(committer),
    subject: 'x',
    lines: [],
    bot: false,
    flaws: [],
  };
  return { change, class: 'nothing', facts, verdict: { reason: 'nothing', by: [], why: '', ...verdict } };
}
const valid = (by: string, more: Partial<SignatureVerdict> = {}): SignatureVerdict => ({
  state: 'valid',
  key: `SHA256:${by}`,
  by,
  role: 'person',
  why: '',
  ...more,
});
const twice = [{ signatures: [valid('ada'), valid('bob')] }];

function told(changes: readonly ReviewedChange[], more: Partial<ReleaseHands> = {}) {
  const insiders = insidersOf({ changes, signatures: new Map(), tags: twice, ...more }, register);
  return insiders.map(({ who, kind, means }) => [who, kind, means.map(({ way, commits, perhaps }) => `${way} ${commits.length} ${perhaps}`)]);
}
const gittuf: ReviewFact = {
  source: 'gittuf',
  kind: 'forge-approval',
  ref: 'refs/heads/main',
  signatures: [{ key: 'A'.repeat(16), state: 'holds' }],
  approvers: [],
  authors: [],
  policyExpired: false,
};

describe('who could insert code unseen', () => {
  it.each<[string, ReviewedChange, readonly unknown[]]>([
    ['an author whom nobody read', reviewed('a', 'ada', 'ada', { state: 'not-reviewed' }), [['ada', 'person', ['own-change 1 0']]]],
    [
      'whoever applied it',
      reviewed('a', 'ada', 'bob', { state: 'not-reviewed' }),
      [
        ['ada', 'person', ['own-change 1 0']],
        ['bob', 'person', ['applied-alone 1 0']],
      ],
    ],
    [
      'a forge, perhaps',
      reviewed('a', 'ada', 'noreply@github.com', { state: 'cannot-be-known' }),
      [
        ['ada', 'person', ['own-change 1 1']],
        ['github', 'forge', ['applied-alone 1 1']],
      ],
    ],
    ['whoever wrote the review line', reviewed('a', 'ada', 'bob', { state: 'reviewed', binding: 'weak', by: ['bob'] }), [['bob', 'person', ['own-word 1 0']]]],
    ['the only approver', reviewed('a', 'ada', 'ada', { state: 'reviewed', binding: 'signed', by: ['bob'] }), [['bob', 'person', ['approval-alone 1 0']]]],
    ['nobody, of two approvers', reviewed('a', 'ada', 'ada', { state: 'reviewed', binding: 'signed', by: ['bob', 'cleo'] }), []],
    ['nobody, of a merge that adds nothing', reviewed('a', 'ada', 'bob', { state: 'reviewed', reason: 'merge-adds-nothing' }), []],
    [
      'a forge’s key',
      reviewed('a', 'ada', 'ada', { state: 'reviewed', binding: 'forge', by: ['github:bob'] }, [gittuf]),
      [
        ['app', 'forge', ['system-word 1 0']],
        ['bob', 'person', ['approval-alone 1 0']],
      ],
    ],
    ['somebody unknown', reviewed('a', 'eve', 'eve', { state: 'not-reviewed' }), [['eve@example.org', 'not-known', ['own-change 1 0']]]],
  ])('is %s', (_, change, expected) => expect(told([change])).toEqual(expected));

  it('is not whoever applied what its author’s own signature binds', () => {
    const change = reviewed('a', 'ada', 'bob', { state: 'not-reviewed' });
    expect(told([change], { signatures: new Map([[id('a'), valid('ada')]]) })).toEqual([['ada', 'person', ['own-change 1 0']]]);
    expect(told([change], { signatures: new Map([[id('a'), valid('ada', { role: 'bot' })]]) })).toHaveLength(2);
  });

  it.each<[string, ReleaseHands['tags'], readonly unknown[]]>([
    ['the only signer', [{ tagger: named('ada'), signatures: [valid('bob')] }], [['bob', 'person', ['release-alone 0 0']]]],
    ['the key of a program', [{ signatures: [valid('bob', { role: 'bot' })] }], [['key SHA256:bob', 'key', ['release-alone 0 0']]]],
    ['a program', [{ signatures: [valid('ci', { role: 'bot' })] }], [['ci', 'bot', ['release-alone 0 0']]]],
    ['the tagger', [{ tagger: named('ada'), signatures: [valid('bob', { state: 'not-checkable' })] }], [['ada', 'person', ['release-alone 0 0']]]],
    ['whoever may push', [], [['whoever may push', 'not-known', ['release-alone 0 0']]]],
    ['nobody, of two signers', twice, []],
  ])('makes the release: %s', (_, tags, expected) => expect(told([], { tags })).toEqual(expected));

  it('comes with what tells of it, and with the keys that signed', () => {
    const signal: Signal = { kind: 'check-never-succeeds', weak: false, place: {}, who: 'ada', what: 'x' };
    const signals = { signals: [signal], looked: { files: 0, checks: 0, earlierCommits: 0, earlierTags: 0 }, left: [] };
    const change = reviewed('a', 'ada', 'ada', { state: 'not-reviewed' });
    const [ada] = insidersOf({ changes: [change], signatures: new Map([[id('a'), valid('ada')]]), tags: twice, signals }, register);
    expect(ada?.keys).toEqual(['SHA256:ada']);
    expect(ada?.means[0]?.noticedBy.map(({ by, state }) => [by, state])).toEqual([
      ['signal', 'did'],
      ['review', 'did'],
    ]);
  });
});

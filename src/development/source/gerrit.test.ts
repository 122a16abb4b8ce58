import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../change/facts.ts';
import { readCommit } from '../git/commit.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import { registerOf } from '../person/register.ts';
import { reviewFactsOf } from '../review/facts.ts';
import { verdictOf } from '../review/verdict.ts';
import { gerritSource, readNote } from './gerrit.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const ID = 'b'.repeat(40) as ObjectId;
const END = `Submitted-by: Cleo <cleo@example.org>
Submitted-at: Wed, 01 May 2013 07:43:31 +0200
Reviewed-on: http://review.example.org/3147
Project: camera
Branch: refs/heads/master
`;
const note = (...lines: readonly string[]) => `${lines.join('\n')}\n${END}`;
const PEOPLE = readRegister(
  `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org, ada@home.example], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], confirmedBy: cleo }
  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }
  - { id: jenkins, kind: bot, name: Jenkins, addresses: [jenkins@example.org] }
`,
  'people.yaml',
);
const judged = (text: string, message = 'Subject\n', register = PEOPLE, committer = 'Ada <ada@example.org>', vouched = true) => {
  const change = factsOf(ID, readCommit(bytes(`tree ${'c'.repeat(40)}\nauthor Ada <ada@example.org> 1 +0000\ncommitter ${committer} 1 +0000\n\n${message}`)));
  const read = readNote(bytes(text));
  const source = gerritSource(new Map(read === undefined ? [] : [[ID, read]]), vouched);
  return verdictOf(change, [...reviewFactsOf(change, undefined), ...source.facts(change, undefined)], register);
};

describe('a note of Gerrit', () => {
  it('is read', () => {
    expect(readNote(bytes(note('Verified+1: build bot (Jenkins)', 'Code-Review+2: Bob <bob@example.org>', 'Code-Review-1: Eve <eve@example.org>')))).toEqual({
      labels: [
        { label: 'Verified', value: 1, who: { name: 'build bot (Jenkins)' } },
        { label: 'Code-Review', value: 2, who: { name: 'Bob', email: 'bob@example.org' } },
        { label: 'Code-Review', value: -1, who: { name: 'Eve', email: 'eve@example.org' } },
      ],
      submitter: { name: 'Cleo', email: 'cleo@example.org' },
      submittedAt: 'Wed, 01 May 2013 07:43:31 +0200',
      reviewedOn: 'http://review.example.org/3147',
    });
  });
  it.each([
    ['+2 by another', note('Code-Review+2: Bob <bob@example.org>'), 'gerrit-approved'],
    ['+2 by the author and by another', note('Code-Review+2: Ada <ada@example.org>', 'Code-Review+2: Bob <bob@example.org>'), 'gerrit-approved'],
    ['+2 by the author alone', note('Code-Review+2: Ada <ada@example.org>'), 'gerrit-of-author'],
    ['+2 by the author under another address', note('Code-Review+2: Somebody <ada@home.example>'), 'gerrit-of-author'],
    ['+2 by the author’s name under an address that nobody knows', note('Code-Review+2: Ada <ada@elsewhere.example>'), 'gerrit-of-author'],
    ['+2 by somebody whom nobody knows', note('Code-Review+2: Eve <eve@example.org>'), 'gerrit-approver-unknown'],
    ['+2 by a name of the register without an address, which anybody may take', note('Code-Review+2: Bob'), 'gerrit-approver-unknown'],
    ['+2 by the author’s name without an address', note('Code-Review+2: Ada'), 'gerrit-of-author'],
    ['+2 by somebody whom nobody confirmed', note('Code-Review+2: Cleo <cleo@example.org>'), 'gerrit-approver-unknown'],
    ['+2 by a program', note('Code-Review+2: Jenkins <jenkins@example.org>'), 'gerrit-of-no-person'],
    ['+1 alone', note('Code-Review+1: Bob <bob@example.org>'), 'gerrit-not-approved'],
    ['+2 of another label', note('Owners+2: Bob <bob@example.org>', 'Verified+2: Bob <bob@example.org>'), 'gerrit-not-approved'],
    ['+2 and a -2', note('Code-Review+2: Bob <bob@example.org>', 'Code-Review-2: Cleo <cleo@example.org>'), 'gerrit-not-approved'],
    ['submitted by another and nothing more', END, 'gerrit-not-approved'],
    ['a note of somebody', 'Code-Review+2: Bob <bob@example.org>\n', 'nothing'],
  ])('%s', (_, text, reason) => expect(judged(text).reason).toBe(reason));
  it('is bound by the note alone', () =>
    expect(judged(note('Code-Review+2: Bob <bob@example.org>'))).toMatchObject({ state: 'reviewed', binding: 'note', by: ['bob'] }));
  it('is bound weakly where nobody says who may write notes', () =>
    expect(judged(note('Code-Review+2: Bob <bob@example.org>'), 'x\n', PEOPLE, 'Ada <ada@example.org>', false)).toMatchObject({
      state: 'reviewed',
      binding: 'weak',
    }));
  it('proves nothing without a register', () =>
    expect(judged(note('Code-Review+2: Bob <bob@example.org>'), 'x\n', registerOf([])).state).toBe('cannot-be-known'));
  it('goes before a trailer that nothing else binds', () => {
    const message = 'Subject\n\nReviewed-by: Bob <bob@example.org>\n';
    expect(judged(END, message, PEOPLE, 'Bob <bob@example.org>').reason).toBe('gerrit-not-approved');
    expect(judged('x\n', message, PEOPLE, 'Bob <bob@example.org>').reason).toBe('trailer-applied-by-reviewer');
  });
  it('is read without delay, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (given) => {
        const read = readNote(given);
        return read === undefined || read.labels.length <= 1000;
      }),
    );
    const line = 'Code-Review+2: Bob <bob@example.org>\n';
    expect(readNote(bytes(line.repeat(20_000) + END))?.labels.length).toBe(1000);
    expect(readNote(bytes(line.repeat(40_000)))).toBeUndefined();
  });
});

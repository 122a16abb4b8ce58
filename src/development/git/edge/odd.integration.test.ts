import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { factsOf } from '../../change/facts.ts';
import { registerOf } from '../../person/register.ts';
import { reviewFactsOf } from '../../review/facts.ts';
import { verdictOf } from '../../review/verdict.ts';
import { messageOf, plainParents, readByHeaders, readCommit } from '../commit.ts';
import { isObjectId, type ObjectId, objectName } from '../object.ts';
import { readCommits, readHistory } from './history.ts';
import { openRepository } from './open.ts';

// Commits that no porcelain writes and that git keeps, made by `git hash-object --literally`: whoever may push can push them.
const room = mkdtempSync(join(tmpdir(), 'assay-odd-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const env = { PATH: process.env['PATH'] ?? '', HOME: room, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const folder = join(room, 'odd');
const git = (input: Uint8Array, ...args: string[]) => execFileSync('git', ['-C', folder, ...args], { env, input }).toString('latin1');
const NONE = new Uint8Array(0);
let tree = '';
let first = '';

beforeAll(() => {
  execFileSync('git', ['init', '-q', '-b', 'main', folder], { env });
  tree = git(NONE, 'mktree').trim();
  first = keep(bytesOf(`tree ${tree}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nfirst\n`));
});

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
const keep = (bytes: Uint8Array) => git(bytes, 'hash-object', '-t', 'commit', '--literally', '-w', '--stdin').trim();

/** What our reader makes of a commit that git keeps, through the door by which every commit comes. */
async function read(bytes: Uint8Array) {
  const id = keep(bytes) as ObjectId;
  expect(objectName('sha1', 'commit', bytes)).toBe(id);
  const repository = openRepository(folder);
  try {
    const history = await readHistory(repository, [id]);
    for await (const { id: one, commit } of readCommits(repository, [id]))
      return { history, parents: history.get(id), commit, facts: factsOf(one, commit), id };
    throw new Error('the commit was not read');
  } finally {
    repository.close();
  }
}

const WHO = 'A Uthor <a@example.org> 1767225600 +0100';
const odd = (headers: string, message = '\nA change\n', parents = `parent ${first}\n`) =>
  bytesOf(`tree ${tree}\n${parents}author ${WHO}\ncommitter ${WHO}\n${headers}${message}`);

describe('an odd commit', () => {
  it.each<[string, () => Uint8Array, readonly string[], string]>([
    ['with a header that nobody knows', () => odd('x-odd one\n two\n'), ['unknown-header'], 'A change\n'],
    ['with a NUL in its message', () => odd('', '\nseen\0unseen\n'), ['nul-in-message'], 'seen\0unseen\n'],
    ['without a line feed at its end', () => odd('', '\nno end'), [], 'no end'],
    ['with carriage returns', () => odd('', '\r\nA change\r\n'), ['unknown-header'], ''],
    ['with an empty message', () => odd('', '\n'), ['no-message'], ''],
    ['that ends behind its headers', () => odd('', ''), ['no-message'], ''],
    ['in Latin-1, and says so', () => odd('encoding ISO-8859-1\n', '\nGr\u00fc\u00dfe\n'), [], 'Grüße\n'],
    ['in Latin-1, and does not', () => odd('', '\nGr\u00fc\u00dfe\n'), [], 'Grüße\n'],
    ['of an encoding that is none', () => odd('encoding ../../x\n', '\nA\n'), [], 'A\n'],
    ['with a tag that it merged', () => odd(`mergetag object ${'1'.repeat(40)}\n type commit\n tag v0\n \n A tag\n`), [], 'A change\n'],
    ['with two authors', () => odd(`author B <b@example.org> 1 +0000\n`), ['two-authors'], 'A change\n'],
    ['with a parent behind its author', () => odd(`parent ${'2'.repeat(40)}\n`), ['parent-out-of-place'], 'A change\n'],
  ])('%s is read, and says what is odd', async (_, make, flaws, message) => {
    const { commit, parents, facts } = await read(make());
    expect(commit.flaws.filter((flaw) => flaws.includes(flaw))).toEqual(flaws);
    expect(parents).toEqual([first]);
    if (!flaws.includes('unknown-header') || message !== '') expect(messageOf(commit)).toBe(message);
    expect([facts.author.email, facts.tree]).toEqual(['a@example.org', tree]);
  });

  it('with two authors is nobody’s to review who is one of them: git shows the first or the last, as it is asked', async () => {
    const { id, facts } = await read(odd('author B <b@example.org> 1 +0000\n', '\nA change\n\nReviewed-by: B <b@example.org>\n'));
    expect(git(NONE, 'log', '-1', '--format=%ae', id).trim()).toBe('b@example.org');
    const person = (name: string) => ({
      id: name,
      kind: 'person' as const,
      name,
      names: [],
      addresses: [`${name}@example.org`],
      accounts: [],
      keys: [],
      confirmedBy: 'c',
    });
    const verdict = verdictOf(facts, reviewFactsOf(facts, undefined), registerOf(['a', 'b', 'c'].map(person)));
    expect(verdict).toMatchObject({ state: 'not-reviewed', reason: 'trailer-of-author' });
    const applied = bytesOf(
      `tree ${tree}\nparent ${first}\nauthor ${WHO}\ncommitter B <b@example.org> 1 +0000\ncommitter ${WHO}\n\nA change\n\nReviewed-by: B <b@example.org>\n`,
    );
    const twice = (await read(applied)).facts;
    expect(verdictOf(twice, reviewFactsOf(twice, undefined), registerOf(['a', 'b', 'c'].map(person)))).toMatchObject({ reason: 'trailer-not-bound' });
  });

  it('is understood as git understands it, however it is put together', async () => {
    const line = fc.oneof(
      fc.constantFrom('encoding ISO-8859-1', 'encoding UTF-8', 'gpgsig x\n y', 'mergetag x\n y', 'x y', ' more', 'HG:rename x', 'committer <> 0 +0000'),
      fc.string({ unit: fc.constantFrom('a', ' ', '<', '>', '\0', '\r', '\xff', ':'), maxLength: 12 }).filter((text) => text.trim() !== ''),
    );
    const body = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\0', ' ', '\xfc', ':', 'b: c', '\nReviewed-by: B <b@x>'), maxLength: 20 });
    const made = new Map<ObjectId, Uint8Array>();
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), body, fc.boolean(), (lines, text, whole) => {
        const bytes = odd(lines.map((one) => `${one}\n`).join(''), whole ? `\n${text}` : '');
        const commit = readCommit(bytes);
        expect(commit).toMatchObject(readByHeaders(bytes, 'sha1'));
        expect([-1, commit.parents.length]).toContain(plainParents(bytes, 'sha1'));
        expect([commit.tree, commit.parents]).toEqual([tree, [first]]);
        expect(factsOf(objectName('sha1', 'commit', bytes), commit).author.email).toBe('a@example.org');
        if (made.size < 40) made.set(objectName('sha1', 'commit', bytes), bytes);
      }),
    );
    const kept = [...made].map(([id, bytes]) => ({ id, bytes }));
    for (const { id, bytes } of kept) expect(keep(bytes)).toBe(id);
    const shown = git(bytesOf(kept.map(({ id }) => `${id}\n`).join('')), 'rev-list', '--stdin', '--no-walk=unsorted', '--format=%H%x09%T%x09%P%x09%ae').split(
      '\n',
    );
    expect(shown.filter((one) => one.includes('\t'))).toEqual(kept.map(({ id }) => `${id}\t${tree}\t${first}\ta@example.org`));
    const repository = openRepository(folder);
    try {
      const history = await readHistory(
        repository,
        kept.map(({ id }) => id),
      );
      expect(kept.map(({ id }) => id).every((id) => history.get(id)?.join() === first)).toBe(true);
    } finally {
      repository.close();
    }
  });

  it('that is no commit at all is refused where a release stands on it, and else passed over', async () => {
    const bad = keep(bytesOf('nothing of a commit\n')) as ObjectId;
    expect(isObjectId(bad)).toBe(true);
    await expect(read(odd('', '\nA change beside it\n'))).resolves.toMatchObject({ parents: [first] });
    const repository = openRepository(folder);
    try {
      await expect(readHistory(repository, [bad])).rejects.toSatisfy((error) => error instanceof Refused && error.faults[0]?.code === 'ASSAY-GIT-001');
    } finally {
      repository.close();
    }
  });
});

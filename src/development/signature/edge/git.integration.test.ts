import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instant, Refused } from '../../../core/index.ts';
import { openRepository, type Repository } from '../../git/edge/open.ts';
import { resolveName } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { readRegister } from '../../person/read.ts';
import type { Register } from '../../person/register.ts';
import { reviewOf } from '../../review/edge/review.ts';
import { readKeyFolder } from './key-folder.ts';
import { fingerprint, sshKey, workshop } from './made.fixture.ts';
import { openJudge } from './verify.ts';

const shop = workshop();
const git = (...args: readonly string[]) =>
  shop
    .run('git', ['-C', shop.path('repo'), ...args])
    .toString('utf8')
    .trim();
const now = Date.parse('2030-01-01T00:00:00Z') as Instant;
const openpgp = ['-c', 'gpg.format=openpgp', '-c', 'user.signingKey=bob@example.org'];
const ssh = (key: string) => ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${shop.path(key)}`];
let changes = 0;
function commit(message: string, options: readonly string[], sign = true): ObjectId {
  changes += 1;
  writeFileSync(shop.path('repo', 'file.txt'), `${changes}\n`);
  git('add', '.');
  git(...options, 'commit', '-q', sign ? '-S' : '--no-gpg-sign', '-m', message);
  return git('rev-parse', 'HEAD') as ObjectId;
}
/** The same commit with other bytes in its message, under its new name; the signature stays. */
function tampered(id: ObjectId): ObjectId {
  const bytes = shop.run('git', ['-C', shop.path('repo'), 'cat-file', 'commit', id]).toString('latin1');
  return shop
    .run('git', ['-C', shop.path('repo'), 'hash-object', '-t', 'commit', '-w', '--stdin'], Buffer.from(bytes.replace('\n\nA', '\n\nB'), 'latin1'))
    .toString('utf8')
    .trim() as ObjectId;
}
const verifies = (id: ObjectId): boolean => {
  try {
    git('-c', `gpg.ssh.allowedSignersFile=${shop.path('keys', 'allowed_signers')}`, 'verify-commit', id);
    return true;
  } catch {
    return false;
  }
};

let register: Register;
let repository: Repository;
const ids: Record<string, ObjectId> = {};
beforeAll(() => {
  mkdirSync(shop.path('repo'));
  mkdirSync(shop.path('keys'));
  git('init', '-q', '-b', 'main');
  for (const name of ['ada', 'eve']) sshKey(shop, name, 'ed25519');
  shop.run('gpg', [
    '--batch',
    '--quiet',
    '--pinentry-mode',
    'loopback',
    '--passphrase',
    '',
    '--quick-generate-key',
    'Bob <bob@example.org>',
    'ed25519',
    'sign',
    'never',
  ]);
  const [, bob] = /^fpr:+([0-9A-F]{40}):/m.exec(shop.run('gpg', ['--with-colons', '--list-keys']).toString('utf8')) ?? [];
  writeFileSync(shop.path('keys', 'bob.asc'), shop.run('gpg', ['--armor', '--export', 'bob@example.org']));
  writeFileSync(shop.path('keys', 'allowed_signers'), `ada@example.org namespaces="git" ${shop.run('cat', [shop.path('ada.pub')]).toString('utf8')}`);
  writeFileSync(shop.path('keys', 'notes.txt'), 'not a key\n');
  ids['ssh'] = commit('A change', ssh('ada'));
  ids['stranger'] = commit('A change', ssh('eve'));
  ids['openpgp'] = commit('A change', openpgp);
  ids['unsigned'] = commit('A change', [], false);
  ids['reviewed'] = commit('A change\n\nReviewed-by: Bob <bob@example.org>', openpgp);
  ids['made-up'] = commit('A change\n\nReviewed-by: Bob <bob@example.org>', [...ssh('ada'), '-c', 'user.name=Bob'], true);
  const earlier = { GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  shop.run('git', ['-C', shop.path('repo'), ...ssh('ada'), 'tag', '-s', '-m', 'The release', 'v1'], '', earlier);
  git(...openpgp, 'tag', '-s', '-m', 'The next release', 'v2');
  for (const name of ['ssh', 'openpgp']) ids[`${name}-tampered`] = tampered(ids[name] as ObjectId);
  register = readRegister(
    `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], keys: [{ id: ${bob} }], confirmedBy: cleo }
  - { id: cleo, name: Cleo }
`,
    'people.yaml',
  );
  repository = openRepository(shop.path('repo'));
});
afterAll(() => {
  repository.close();
  shop.close();
});
const judging = () => openJudge({ register, ring: readKeyFolder(shop.path('keys')), now });

describe('signatures of commits', () => {
  it('are each what they are, and agree with git', async () => {
    const judge = judging();
    const found = await judge.commits(repository, Object.values(ids));
    judge.close();
    const states = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, found.get(id)?.verdict.state]));
    expect(states).toEqual({
      ssh: 'valid',
      stranger: 'not-checkable',
      openpgp: 'valid',
      unsigned: 'none',
      reviewed: 'valid',
      'made-up': 'valid',
      'ssh-tampered': 'invalid',
      'openpgp-tampered': 'invalid',
    });
    for (const id of Object.values(ids)) expect([id, found.get(id)?.verdict.state === 'valid']).toEqual([id, verifies(id)]);
    expect(found.get(ids['ssh'] as ObjectId)?.verdict).toMatchObject({ by: 'ada', role: 'person', key: fingerprint(shop, 'ada') });
  });

  it('are broken without any key where the bytes are others', async () => {
    const judge = openJudge({ register, ring: { signers: [], sshKeys: [], roots: [], openpgp: [], unread: [] }, now }, 'gpg-that-is-not-there');
    const found = await judge.commits(repository, [ids['openpgp'] as ObjectId, ids['openpgp-tampered'] as ObjectId]);
    judge.close();
    expect([...found.values()].map(({ verdict }) => verdict.state)).toEqual(['not-checkable', 'invalid']);
  });

  it('tie a review line to whoever signed, and to nobody else', async () => {
    const judge = judging();
    const { review, signatures } = await reviewOf(repository, { release: 'v2' }, register, [], judge);
    judge.close();
    const of = (name: string) => review.changes.find(({ change }) => change.id === ids[name])?.verdict;
    expect(of('reviewed')).toMatchObject({ state: 'reviewed', reason: 'trailer-signed-by-reviewer', binding: 'signed', by: ['bob'] });
    expect(of('made-up')).toMatchObject({ state: 'cannot-be-known', reason: 'trailer-not-bound' });
    expect(of('ssh')).toMatchObject({ state: 'not-reviewed', reason: 'signed-only' });
    expect(signatures?.tags).toMatchObject([{ name: 'v2', signatures: [{ state: 'valid', by: 'bob', role: 'person' }] }]);
    expect(signatures?.signers).toEqual({ by: ['bob'], newcomers: ['bob'], ceased: false, known: 1 });
  });

  it('that are broken make the commit not reviewed, whatever else is said', async () => {
    const bad = tampered(ids['reviewed'] as ObjectId);
    git('branch', 'bad', bad);
    const judge = judging();
    const other = openRepository(shop.path('repo'));
    const { review } = await reviewOf(other, { release: 'bad' }, register, [], judge);
    judge.close();
    other.close();
    expect(review.changes.find(({ change }) => change.id === bad)?.verdict).toMatchObject({ state: 'not-reviewed', reason: 'signature-invalid' });
  });

  it('of tags that a merge brought in are judged', async () => {
    git('checkout', '-q', '-b', 'side', ids['ssh'] as string);
    commit('On the side', ssh('ada'));
    git(...ssh('ada'), 'tag', '-s', '-m', 'For the merge', 'side-tag');
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '--no-edit', '-s', 'ours', '--no-gpg-sign', 'side-tag');
    const merge = git('rev-parse', 'HEAD') as ObjectId;
    const other = openRepository(shop.path('repo'));
    const judge = judging();
    const found = await judge.commits(other, [merge]);
    expect(found.get(merge)).toMatchObject({ verdict: { state: 'none' }, mergetags: [{ name: 'side-tag', verdict: { state: 'valid', by: 'ada' } }] });
    expect(await resolveName(other, 'v1')).toMatchObject({ tags: [{ tag: { name: 'v1' } }] });
    judge.close();
    other.close();
  });
});

describe('the folder of keys', () => {
  it('is read by kind, and says what it did not read', () => {
    const ring = readKeyFolder(shop.path('keys'));
    expect(ring).toMatchObject({ signers: [{ principals: ['ada@example.org'] }], unread: ['notes.txt'], roots: [] });
    expect(ring.openpgp.map(({ name }) => name)).toEqual(['bob.asc']);
  });

  it.each([
    ['a private key', 'key.pem', '-----BEGIN PRIVATE KEY-----\n', 'ASSAY-SIGNATURE-003'],
    ['a key that is none', 'key.pub', 'hello\n', 'ASSAY-SIGNATURE-003'],
    ['an empty file of roots', 'root.pem', '\n', 'ASSAY-SIGNATURE-003'],
    ['a line that is none', 'allowed_signers', 'ada@example.org what is this\n', 'ASSAY-SIGNATURE-002'],
  ])('with %s is refused', (what, name, text, code) => {
    const folder = shop.path(what.replaceAll(' ', '-'));
    mkdirSync(folder);
    writeFileSync(`${folder}/${name}`, text);
    try {
      readKeyFolder(folder);
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults.map((fault) => fault.code)).toEqual([code]);
    }
  });

  it('that is not there is refused', () => expect(() => readKeyFolder(shop.path('nowhere'))).toThrow('there is no folder of keys of this name'));

  it('with a file that cannot be read is refused', () => {
    const folder = shop.path('unreadable');
    mkdirSync(folder);
    symlinkSync('/proc/self/mem', join(folder, 'ada.pub'));
    expect(() => readKeyFolder(folder)).toThrow('may not or cannot be read');
  });

  it('of too many files is refused', () => {
    mkdirSync(shop.path('many'));
    for (let at = 0; at <= 2000; at += 1) writeFileSync(shop.path('many', `${at}.txt`), '');
    expect(() => readKeyFolder(shop.path('many'))).toThrow('ASSAY-SIGNATURE-004');
  });
});

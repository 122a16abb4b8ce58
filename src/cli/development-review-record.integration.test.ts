import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pae } from '../development/statement/dsse.ts';
import { assayIn } from './assay.fixture.ts';

// The example of docs/development-review-statement.md, on the repository of docs/development-review.md.
const folder = mkdtempSync(join(tmpdir(), 'assay-statement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const blockOf = (page: string, after: string) => new RegExp(`${after}[\\s\\S]*?\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(readFileSync(page, 'utf8'))?.[1] ?? '';
const PAGE = 'docs/development-review-statement.md';
const SECRET = { REVIEW_PASSPHRASE: 'a passphrase of Bob' };
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...SECRET };
const sh = (text: string) => execFileSync('sh', ['-e', '-c', text], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });

const assay = (line: string, at?: string) => assayIn(folder, { env: SECRET, ...(at === undefined ? {} : { at }) })(...line.split(' '));

/** Fingerprints of keys and names of files are new with each key; all else stands as printed. */
const alike = (text: string) =>
  text
    .replace(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:KEY')
    .replace(/[0-9a-f]{64}\.dsse/g, 'NAME.dsse')
    .replace(/\s+/g, ' ')
    .trim();

const RECORD = 'development review record firmware --change v1.0..v1.1 --outcome approved --as bob --key bob.pem --passphrase env:REVIEW_PASSPHRASE';
const REVIEW = 'development review firmware --release v1.1 --since v1.0 --statements reviews';
const counts = async (line = REVIEW) => JSON.parse((await assay(`${line} --json`)).out).counts;

describe('assay development review record', () => {
  beforeAll(async () => {
    sh(blockOf('docs/development-review.md', 'A repository to try it on'));
    writeFileSync(join(folder, 'people.yaml'), `${blockOf('docs/development-review.md', 'the one for the example')}\n`);
    sh(blockOf(PAGE, 'makes a key that a passphrase seals'));
  });

  it('prints what the page shows', async () => {
    const [asked = '', ...refusal] = blockOf(PAGE, 'says so with its fingerprint').split('\n');
    const first = await assay(asked.replace('$ assay ', ''));
    expect(first.code).toBe(2);
    expect(alike(first.err)).toBe(alike(refusal.join('\n')));
    const [id = ''] = /SHA256:[A-Za-z0-9+/]{43}/.exec(first.err) ?? [];
    const people = join(folder, 'people.yaml');
    writeFileSync(people, readFileSync(people, 'utf8').replace('addresses: [bob@example.org]', `addresses: [bob@example.org]\n    keys: [{ id: "${id}" }]`));
    const shown = blockOf(PAGE, 'Then:')
      .split(/^\$ assay /m)
      .slice(1);
    expect(shown).toHaveLength(2);
    for (const one of shown) {
      const [line = '', ...rest] = one.split('\n');
      const { code, out } = await assay(line);
      expect(alike(out)).toBe(alike(rest.join('\n')));
      expect(code).toBe(0);
    }
  });

  it('makes the same file of the same review in the same moment, and writes over no other', async () => {
    const before = readdirSync(join(folder, 'reviews'));
    expect((await assay(RECORD)).code).toBe(0);
    expect(readdirSync(join(folder, 'reviews'))).toEqual(before);
    const file = join(folder, 'reviews', before[0] ?? '');
    renameSync(file, `${file}.kept`);
    writeFileSync(file, '{}');
    expect((await assay(RECORD)).err).toContain('ASSAY-STATEMENT-009');
    expect((await assay(REVIEW)).out).toContain('proves nothing');
    renameSync(`${file}.kept`, file);
  });

  it('takes a review back, also what a trailer says of the same person', async () => {
    const out = `${RECORD.replace('approved', 'withdrawn')} --out taken`;
    await assay(RECORD.concat(' --out taken'));
    expect((await assay(out, '2026-11-22T00:00:00Z')).code).toBe(0);
    expect(await counts(REVIEW.replace('reviews', 'taken'))).toEqual({ reviewed: 4, 'not-reviewed': 0, 'cannot-be-known': 0 });
    expect((await assay(out, '2026-11-24T00:00:00Z')).code).toBe(0);
    expect(await counts(REVIEW.replace('reviews', 'taken'))).toEqual({ reviewed: 0, 'not-reviewed': 4, 'cannot-be-known': 0 });
  });

  it('does not count a part for the whole', async () => {
    await assay(`${RECORD} --path log.txt --note seen --out part`);
    expect(await counts(REVIEW.replace('reviews', 'part'))).toMatchObject({ 'cannot-be-known': 3 });
  });

  it('covers a squash of the change on the same parent, and not the change once it moved', async () => {
    sh(`cd firmware
      export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=GitHub GIT_COMMITTER_EMAIL=noreply@github.com
      git tag squash $(git commit-tree v1.1^{tree} -p v1.0 -m 'All of it (#9)')
      git tag moved $(git commit-tree v1.0^{tree} -p v1.0 -m 'All of it (#9)')
      git tag back $(git commit-tree v1.1^{tree} -p moved -m 'Back again')`);
    const reasons = async (line: string) =>
      JSON.parse((await assay(`${line} --statements reviews --json`)).out).changes.map((one: { verdict: { reason: string } }) => one.verdict.reason);
    expect(await reasons('development review firmware --release squash --since v1.0')).toEqual(['statement-of-other']);
    expect(await reasons('development review firmware --release moved --since v1.0')).toEqual(['statement-of-other-tree']);
    expect(await reasons('development review firmware --release back --since moved')).toEqual(['applied-by-other-only']);
  });

  it('begins a change that holds all of its target where the target stands', async () => {
    sh(`cd firmware
      export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
      git checkout -q -b topic v1.0; echo topic > topic.txt; git add topic.txt; git commit -q -m Topic
      git checkout -q -b target v1.0; echo target > target.txt; git add target.txt; git commit -q -m Target
      git checkout -q topic; git merge -q -m Join target
      git tag joined $(git commit-tree topic^{tree} -p target -m 'Squashed (#11)')`);
    const { code } = await assay(`${RECORD.replace('v1.0..v1.1', 'target..topic')} --out joined`);
    expect(code).toBe(0);
    const { out } = await assay('development review firmware --release joined --since target --statements joined --json');
    expect(JSON.parse(out).changes.map((one: { verdict: { reason: string } }) => one.verdict.reason)).toEqual(['statement-of-other']);
  });

  it('begins a change whose target went on where the two parted last, since what came in before was not looked at', async () => {
    sh(`cd firmware
      export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
      git checkout -q -b begun v1.0; echo begun > begun.txt; git add begun.txt; git commit -q -m Begun
      git checkout -q -b aim v1.0; echo unseen > unseen.txt; git add unseen.txt; git commit -q -m Unseen; git tag parted
      git checkout -q begun; git merge -q -m Join aim
      git checkout -q aim; echo on > on.txt; git add on.txt; git commit -q -m On
      git tag smuggled $(git commit-tree begun^{tree} -p v1.0 -m 'All of it (#12)')
      git tag fair $(git commit-tree begun^{tree} -p parted -m 'What was looked at (#13)')`);
    const { code } = await assay(`${RECORD.replace('v1.0..v1.1', 'aim..begun')} --out parted`);
    expect(code).toBe(0);
    const reason = async (release: string, since: string) =>
      JSON.parse((await assay(`development review firmware --release ${release} --since ${since} --statements parted --json`)).out).changes.map(
        (one: { verdict: { reason: string } }) => one.verdict.reason,
      );
    expect(await reason('fair', 'parted')).toEqual(['statement-of-other']);
    expect(await reason('smuggled', 'v1.0')).not.toContain('statement-of-other');
  });

  it('signs no change that stands on two commits, neither of which has all of the other', async () => {
    sh(`cd firmware
      export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
      git checkout -q -b left v1.0; echo left > left.txt; git add left.txt; git commit -q -m Left
      git checkout -q -b right v1.0; echo right > right.txt; git add right.txt; git commit -q -m Right
      git checkout -q -b crossed left; git merge -q -m Cross right
      git checkout -q -b both left; git merge -q -m Both right; echo more > more.txt; git add more.txt; git commit -q -m More`);
    expect((await assay(`${RECORD.replace('v1.0..v1.1', 'both..crossed')} --out crossed`)).err).toContain('ASSAY-STATEMENT-011');
  });

  it('takes a key of OpenSSH, whose fingerprint is that of ssh-keygen', async () => {
    sh(`ssh-keygen -q -t ed25519 -N '' -f open; ssh-keygen -q -t ed25519 -N 'sealed one' -f closed; ssh-keygen -q -t ecdsa -b 256 -m PKCS8 -N '' -f curve`);
    const record = (key: string) => assay(`development review record firmware --change v1.1 --outcome approved --as bob --key ${key}`);
    for (const key of ['open', 'curve']) expect((await record(key)).err).toContain(sh(`ssh-keygen -l -f ${key}.pub`).split(' ')[1]);
    expect((await record('closed')).err).toContain('ASSAY-STATEMENT-006');
    expect((await record('nowhere')).err).toContain('ASSAY-STATEMENT-006');
    // A file that is there and cannot be read, to root as well.
    expect((await record('/proc/self/mem')).err).toContain('ASSAY-STATEMENT-006');
    expect((await record('bob.pem')).err).toContain('its passphrase');
  });

  it('signs by ssh-keygen where the public half is named', async () => {
    sh(`ssh-keygen -q -t rsa -b 2048 -N '' -f modulus; ssh-keygen -q -t ecdsa -b 521 -N '' -f wide`);
    const people = readFileSync(join(folder, 'people.yaml'), 'utf8');
    for (const key of ['open', 'modulus', 'wide']) {
      const id = sh(`ssh-keygen -l -f ${key}.pub`).split(' ')[1] ?? '';
      writeFileSync(join(folder, 'ssh.yaml'), people.replace(/SHA256:[^"]+/, id));
      const more = `--people ssh.yaml --out by-${key}`;
      expect(await assay(`development review record firmware --change v1.0..v1.1 --outcome approved --as bob --key ${key}.pub ${more}`)).toMatchObject({
        code: 0,
      });
      expect(await counts(`${REVIEW.replace('reviews', `by-${key}`)} --people ssh.yaml`)).toMatchObject({ reviewed: 4 });
      const [name = ''] = readdirSync(join(folder, `by-${key}`));
      const file = join(folder, `by-${key}`, name);
      // The same signature, made for another use.
      const envelope = JSON.parse(readFileSync(file, 'utf8')) as { payload: string; payloadType: string; signatures: { sig: string }[] };
      writeFileSync(join(folder, 'message'), pae(envelope.payloadType, Buffer.from(envelope.payload, 'base64')));
      const sig = Buffer.from(`${sh(`ssh-keygen -Y sign -q -n git -f ${key} < message`)}\n`).toString('base64');
      writeFileSync(file, JSON.stringify({ ...envelope, signatures: [{ sig }] }));
      expect((await assay(`${REVIEW.replace('reviews', `by-${key}`)} --people ssh.yaml`)).out).toContain('proves nothing');
    }
    rmSync(join(folder, 'open'));
    expect((await assay(`development review record firmware --change v1.0..v1.1 --outcome approved --as bob --key open.pub --people ssh.yaml`)).code).toBe(2);
  });

  it('says of a key that is another person’s whose it is, and enters it for nobody else', async () => {
    const { code, err } = await assay(RECORD.replace('--as bob', '--as ada'));
    expect(code).toBe(2);
    expect(err).toMatch(/ASSAY-STATEMENT-007[\s\S]*found +bob’s[\s\S]*Sign with a key of ada, or, where bob reviewed it, with: --as\s+bob/);
    expect(err).not.toContain('Enter it');
  });

  it('says which passphrase cannot be had', async () => {
    expect((await assay(RECORD.replace('env:REVIEW_PASSPHRASE', 'env:NOBODY'))).err).toContain('ASSAY-CA-012 the passphrase of the key cannot be had');
  });

  it('refuses an author, and says of whom it is not known', async () => {
    const people = readFileSync(join(folder, 'people.yaml'), 'utf8');
    const [, key = ''] = /(keys: .*)\n/.exec(people) ?? [];
    const mine = `format: people/1\npeople:\n  - { id: bob, name: Bob, addresses: [bob@example.org, ada@example.org], ${key} }\n`;
    writeFileSync(join(folder, 'mine.yaml'), mine);
    expect((await assay(`${RECORD} --people mine.yaml`)).err).toContain('ASSAY-STATEMENT-008');
    writeFileSync(join(folder, 'mine.yaml'), mine.replace(', ada@example.org', ''));
    const { code, err } = await assay(`${RECORD} --people mine.yaml --out unknown`);
    expect(code).toBe(0);
    expect(err).toContain('ada@example.org: not known to be another than bob');
    expect(await counts(`${REVIEW.replace('reviews', 'unknown')} --people mine.yaml`)).toMatchObject({ reviewed: 0 });
  });

  it.each([
    ['development review record firmware', 'ASSAY-CLI-003'],
    [RECORD.replace('approved', 'fine'), 'ASSAY-CLI-005'],
    [RECORD.replace('v1.0..v1.1', 'v1.1..v1.0'), 'ASSAY-STATEMENT-011'],
    [RECORD.replace('v1.0..v1.1', 'v1.0...v1.1'), 'ASSAY-STATEMENT-011'],
    [RECORD.replace('v1.0..v1.1', 'v1.0..v9'), 'ASSAY-GIT-006'],
    [RECORD.replace('--as bob', '--as eve'), 'ASSAY-STATEMENT-007'],
    [`${RECORD} --people none.yaml`, 'ASSAY-CLI-003'],
    [`${RECORD} --out people.yaml`, 'ASSAY-STATEMENT-012'],
    [REVIEW.replace('reviews', 'nowhere'), 'ASSAY-STATEMENT-012'],
  ])('refuses %s', async (line, code) => {
    const answer = await assay(line);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain(code);
  });
});

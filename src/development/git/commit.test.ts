import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { messageOf, parentPlace, plainParents, readByHeaders, readCommit, signedPayload } from './commit.ts';
import { objectName } from './object.ts';
import { plainCommit } from './plain-commit.ts';
import { signatureKind } from './signature.ts';
import { readTag } from './tag.ts';
import { readTree } from './tree.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const PARENT = 'a'.repeat(40);
const WHO = 'Ada Example <ada@example.org> 1700000000 +0100';
const commit = ({ head = `tree ${TREE}\nparent ${PARENT}\nauthor ${WHO}\ncommitter ${WHO}\n`, rest = '\nSubject\n' } = {}) => bytes(head + rest);
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
};

describe('a commit', () => {
  it('is read', () => {
    expect(readCommit(commit())).toMatchObject({
      tree: TREE,
      parents: [PARENT],
      author: { name: 'Ada Example', email: 'ada@example.org', seconds: 1_700_000_000, zone: '+0100' },
      signatures: [],
      flaws: [],
    });
  });

  it('has the name that git gives it', () => {
    expect(objectName('sha1', 'tree', bytes(''))).toBe(TREE);
    expect(objectName('sha256', 'tree', bytes(''))).toBe('6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321');
  });

  it('gives its signature and what was signed, byte for byte', () => {
    const signature = 'gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n \n abcd\n -----END SSH SIGNATURE-----\n';
    const mergetag = `mergetag object ${PARENT}\n type commit\n tag v1\n tagger ${WHO}\n \n The tag\n -----BEGIN PGP SIGNATURE-----\n \n xyz\n -----END PGP SIGNATURE-----\n`;
    const head = `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\n`;
    const rest = '\nSubject\n\ngpgsig this line is of the message\n no header\n';
    const signed = bytes(`${head}${mergetag}${signature}${rest}`);
    const read = readCommit(signed);
    expect(new TextDecoder().decode(read.signatures[0]?.bytes)).toBe('-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n\nabcd\n-----END SSH SIGNATURE-----');
    expect(signatureKind(read.signatures[0]?.bytes ?? bytes(''))).toBe('ssh');
    expect(new TextDecoder().decode(signedPayload(signed))).toBe(`${head}${mergetag}${rest}`);
    const tag = readTag(read.mergetags[0] ?? bytes(''));
    expect(tag).toMatchObject({ object: PARENT, kind: 'commit', name: 'v1', tagger: { email: 'ada@example.org' } });
    expect(new TextDecoder().decode(tag.payload)).toMatch(/The tag\n$/);
    expect(tag.signatures).toHaveLength(1);
  });

  it('leaves a signature of either format out of what was signed', () => {
    const head = `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\n`;
    const both = bytes(`${head}gpgsig one\n two\ngpgsig-sha256 three\n four\n\nSubject\n`);
    expect(new TextDecoder().decode(signedPayload(both))).toBe(`${head}\nSubject\n`);
    expect(readCommit(both).signatures.map(({ of }) => of)).toEqual(['sha1', 'sha256']);
  });

  it.each([
    ['no author', `tree ${TREE}\ncommitter ${WHO}\n`, 'no-author'],
    ['no committer', `tree ${TREE}\nauthor ${WHO}\n`, 'no-committer'],
    ['an author without an address', `tree ${TREE}\nauthor Ada\ncommitter ${WHO}\n`, 'no-author'],
    ['no date', `tree ${TREE}\nauthor Ada <ada>\ncommitter ${WHO}\n`, 'no-date'],
    ['two authors', `tree ${TREE}\nauthor ${WHO}\nauthor Eve <eve> 1 +0000\ncommitter ${WHO}\n`, 'two-authors'],
    ['two committers', `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\ncommitter Eve <eve> 1 +0000\n`, 'two-committers'],
    ['a parent behind the author', `tree ${TREE}\nauthor ${WHO}\nparent ${PARENT}\ncommitter ${WHO}\n`, 'parent-out-of-place'],
    ['two signatures', `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\ngpgsig a\ngpgsig b\n`, 'two-signatures'],
    ['a header of its own', `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\nHG:extra branch\n`, 'unknown-header'],
    ['a signature that has no end', `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\ngpgsig ${'x'.repeat(300_000)}\n`, 'signature-too-long'],
  ])('of a real history with %s is read, and says so', (_, head, flaw) => {
    expect(readCommit(commit({ head })).flaws).toContain(flaw);
  });

  it.each([
    ['', 'no-message'],
    ['\nSubject\0hidden\n', 'nul-in-message'],
  ])('with the message %j says so', (rest, flaw) => expect(readCommit(commit({ rest })).flaws).toEqual([flaw]));

  it('takes the first of two authors, as git does', () => {
    const head = `tree ${TREE}\nauthor ${WHO}\nauthor Eve <eve@example.org> 1 +0000\ncommitter ${WHO}\n`;
    expect(readCommit(commit({ head })).author.name).toBe('Ada Example');
  });

  it.each([
    ['ISO-8859-1', 'J\xf6rg', 'Jörg'],
    ['utf-8', 'J\xc3\xb6rg', 'Jörg'],
    ['klingon', 'J\xf6rg', 'Jörg'],
  ])('is read by its encoding %s', (encoding, raw, name) => {
    const read = readCommit(latin1(`tree ${TREE}\nauthor ${raw} <j@example.org> 1 +0000\ncommitter ${WHO}\nencoding ${encoding}\n\n${raw}\n`));
    expect(read.author.name).toBe(name);
    expect(messageOf(read)).toBe(`${name}\n`);
  });

  it.each([
    ['nothing', ''],
    ['no tree', `author ${WHO}\n\nx`],
    ['a tree that is no name', 'tree zz\n\nx'],
    ['a tree in capitals', `tree ${TREE.toUpperCase()}\n\nx`],
    ['a tree of the other format', `tree ${'a'.repeat(64)}\n\nx`],
    ['a parent that is no name', `tree ${TREE}\nparent ${PARENT}0\n\nx`],
    ['a line that continues nothing', ` tree ${TREE}\n`],
    ['a tree over two lines', `tree ${TREE}\n x\n\n`],
  ])('that git would not read, with %s, is refused', (_, text) => expect(code(() => readCommit(bytes(text)))).toEqual(['ASSAY-GIT-001']));

  it.each([
    ['bytes', 'x'.repeat(5_000_000)],
    ['headers', `tree ${TREE}\n${'x y\n'.repeat(10_001)}`],
    ['parents', `tree ${TREE}\n${`parent ${PARENT}\n`.repeat(4097)}`],
  ])('of too many %s is refused', (_, text) => expect(code(() => readCommit(bytes(text)))).toEqual(['ASSAY-GIT-002']));
});

describe('a commit of the common form', () => {
  const person = fc.constantFrom(
    WHO,
    'A <a> 1 +0000',
    'A <a@x>',
    'A',
    ' <> 1 +1',
    'J\u00f6rg <j@x> 5 -0100',
    'A <a> <b> 12345678901234567 +0000',
    'A <a>  7  +0100 ',
  );
  const line = fc.oneof(
    fc.constantFrom(
      `tree ${TREE}\n`,
      `parent ${PARENT}\n`,
      `parent ${PARENT}0\n`,
      'gpgsig -----BEGIN SSH SIGNATURE-----\n',
      ' more\n',
      ' \n',
      'gpgsig-sha256 x\n',
      'encoding latin1\n',
      'x y\n',
      '\n',
      'text',
    ),
    person.map((who) => `author ${who}\n`),
    person.map((who) => `committer ${who}\n`),
  );
  const usual = fc
    .tuple(fc.nat(3), person, person, fc.constantFrom('', 'gpgsig a\n', 'gpgsig a\n b\n \n c\n', 'gpgsig a\n \n'), fc.string())
    .map(
      ([parents, by, applied, signature, message]) =>
        `tree ${TREE}\n${`parent ${PARENT}\n`.repeat(parents)}author ${by}\ncommitter ${applied}\n${signature}\n${message}`,
    );
  const text = fc.oneof(
    usual,
    fc.tuple(usual, fc.nat(300), line).map(([one, at, more]) => one.slice(0, at) + more + one.slice(at)),
    fc.array(line).map((lines) => `tree ${TREE}\n${lines.join('')}`),
  );

  it('is read as any other is, header by header', () => {
    fc.assert(
      fc.property(text, (one) => {
        const raw = bytes(one);
        if (code(() => readByHeaders(raw, 'sha1')).length > 0) expect(code(() => readCommit(raw))).toEqual(code(() => readByHeaders(raw, 'sha1')));
        else {
          const { text: message, ...read } = readCommit(raw);
          const slow = readByHeaders(raw, 'sha1');
          expect(read).toEqual(slow);
          expect(message ?? messageOf(slow)).toBe(messageOf(slow));
          const parents = plainParents(raw, 'sha1');
          if (parents !== -1)
            expect(Array.from({ length: parents }, (_, which) => one.slice(parentPlace('sha1', which), parentPlace('sha1', which) + 40))).toEqual(slow.parents);
        }
      }),
    );
  });

  it('is told by its place, and most are', () => {
    expect(plainCommit(commit(), 'sha1')?.parents).toEqual([PARENT]);
    expect(plainCommit(commit({ rest: 'gpgsig a\n b\n\nSubject\n' }), 'sha1')?.signatures).toHaveLength(1);
    expect(plainParents(commit(), 'sha1')).toBe(1);
    expect(plainParents(commit({ head: `tree ${TREE}\nauthor ${WHO}\ncommitter ${WHO}\n` }), 'sha1')).toBe(0);
    expect(plainParents(commit({ head: `tree ${TREE}\nparent ${PARENT}\n continued\nauthor ${WHO}\n` }), 'sha1')).toBe(-1);
  });
});

describe('a tree', () => {
  const entry = (mode: string, name: string) => [...bytes(`${mode} ${name}\0`), ...new Uint8Array(20).fill(7)];
  it('is read', () => {
    const read = readTree(
      Uint8Array.from([...entry('100644', 'a'), ...entry('100755', 'b'), ...entry('40000', 'c'), ...entry('120000', 'd'), ...entry('160000', 'e')]),
    );
    expect(read.map(({ kind }) => kind)).toEqual(['file', 'program', 'folder', 'link', 'submodule']);
    expect(read[0]?.id).toBe('07'.repeat(20));
  });
  it.each([
    ['a name with a slash', entry('100644', 'a/b')],
    ['no name', entry('100644', '')],
    ['a mode that is no number', entry('xyz', 'a')],
    ['a kind that is none', entry('7', 'a')],
    ['half an entry', entry('100644', 'a').slice(0, 15)],
  ])('with %s is refused', (_, raw) => expect(code(() => readTree(Uint8Array.from(raw)))).toEqual(['ASSAY-GIT-001']));
});

describe('a tag', () => {
  it('of an SSH signature ends where it begins, at the last such line', () => {
    const quoted = '-----BEGIN PGP SIGNATURE-----\nquoted\n';
    const tag = readTag(bytes(`object ${PARENT}\ntype commit\ntag v1\n\nText\n${quoted}-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----\n`));
    expect(new TextDecoder().decode(tag.message)).toBe(`Text\n${quoted}`);
    expect(tag.tagger).toBeUndefined();
  });
  it.each(['', `object ${PARENT}\n`, `object ${PARENT}\ntype commit\n`, `object ${PARENT}\ntype soup\ntag v1\n`])('%j is refused', (text) =>
    expect(code(() => readTag(bytes(text)))).toEqual(['ASSAY-GIT-001']),
  );
});

describe('whatever the bytes', () => {
  const real = commit({ rest: 'encoding latin1\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\nmergetag object x\n y\n\nSubject\n\nReviewed-by: X <x@y>\n' });
  const mutated = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const out = real.slice();
    for (const [at, value] of changes) out[at] = value;
    return out;
  });
  it('nothing but a refusal comes of them, and the payload is never longer than they are', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (raw) => {
        for (const read of [readCommit, readTag, readTree]) expect(code(() => read(raw)).every((one) => one === 'ASSAY-GIT-001')).toBe(true);
        if (code(() => signedPayload(raw)).length === 0) expect(signedPayload(raw).length).toBeLessThanOrEqual(raw.length);
      }),
    );
  });
});

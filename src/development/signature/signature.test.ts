import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import { registerOf } from '../person/register.ts';
import { namesPrincipal, readAllowedSigners } from './allowed-signers.ts';
import { definite } from './ber.ts';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import { leadsToRoot } from './chain.ts';
import { readDetached } from './cms.ts';
import { gpgOutcome, linesByFile, linesOf } from './gpg-status.ts';
import { judgeSignature } from './judge.ts';
import { type ReleaseSignatures, signaturesLink } from './link.ts';
import type { SignatureVerdict } from './model.ts';
import { openpgpFlaw } from './openpgp-packet.ts';
import { overall } from './overall.ts';
import type { SignatureCrypto } from './port.ts';
import { releaseSigners } from './release-signers.ts';
import { NO_KEYS } from './ring.ts';
import { readSshCertificate } from './ssh-certificate.ts';
import { sshString } from './ssh-wire.ts';
import { readSshSig, verifySshSig } from './sshsig.ts';
import { outsideTime } from './time.ts';
import { verifyX509 } from './x509.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKgnPpbtvH+VxHgtrhmwUPMKJSPaFdLZMcBYyWxGqvt';
/** Says yes to everything: what is refused below is refused by its form. */
const YES: SignatureCrypto = { digest: () => new Uint8Array(64), verify: () => true };
const codes = (run: () => unknown) => {
  try {
    run();
    return [];
  } catch (error) {
    return error instanceof Refused ? error.faults.map(({ code }) => code) : ['another error'];
  }
};

describe('bytes of strangers', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.uint8Array({ maxLength: 400 }).map((tail) => Uint8Array.from([...new TextEncoder().encode('SSHSIG'), 0, 0, 0, 1, 0, 0, 0, 4, ...tail])),
    fc.uint8Array({ maxLength: 400 }).map((tail) => Uint8Array.from([0x30, 0x80, ...tail])),
    fc.string({ maxLength: 300 }).map((text) => new TextEncoder().encode(`-----BEGIN SSH SIGNATURE-----\n${text}\n-----END SSH SIGNATURE-----\n`)),
    fc
      .uint8Array({ maxLength: 300 })
      .map((tail) => new TextEncoder().encode(`-----BEGIN PGP SIGNATURE-----\n\n${btoa(String.fromCharCode(...tail))}\n-----END PGP SIGNATURE-----\n`)),
  );
  it('are refused or nothing, and never anything else', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        for (const read of [() => readSshSig(input), () => readCertificate(input), () => readDetached(input), () => definite(input, 'it')])
          expect(codes(read).filter((code) => !/^ASSAY-(?:SIGNATURE-001|DER-\d+)$/.test(code))).toEqual([]);
        expect(verifySshSig(input, input, 'git', YES).kind).not.toBe('holds');
        expect(verifyX509(input, input, [], 0, YES).kind).toBe('unchecked');
        expect(openpgpFlaw(input, input, YES)?.kind ?? 'open').not.toBe('holds');
      }),
      { numRuns: 500 },
    );
  });
  it('of a signature that ends early are refused', () => expect(codes(() => readSshSig(new TextEncoder().encode('SSHSIG')))).toEqual(['ASSAY-SIGNATURE-001']));
  it('that nest without end are refused', () => {
    expect(
      codes(() =>
        definite(
          new Uint8Array(4000).map((_, at) => (at % 2 === 0 ? 0x30 : 0x80)),
          'it',
        ),
      ),
    ).toEqual(['ASSAY-DER-006']);
  });
});

describe('allowed signers', () => {
  it('are read with their options', () => {
    const text = `# people\nada@example.org,"b" ${KEY}\n"*@example.org,!eve@example.org" cert-authority,namespaces="git,file",valid-after="20260101",valid-before="20270101120000" ${KEY} a note\n`;
    const [first, second] = readAllowedSigners(text.replace(',"b"', ',bob@example.org'), 'allowed_signers');
    expect(first).toEqual({ principals: ['ada@example.org', 'bob@example.org'], key: expect.stringMatching(/^SHA256:/), authority: false });
    expect(second).toMatchObject({ authority: true, namespaces: ['git', 'file'], after: Date.parse('2026-01-01T00:00:00Z') / 1000 });
    expect(second?.before).toBe(Date.parse('2027-01-01T12:00:00Z') / 1000);
  });
  it.each(['ada', 'ada ssh-ed25519', `ada ssh-rsa ${KEY.split(' ')[1]}`, `ada unknown-option ${KEY}`, `ada valid-after="soon" ${KEY}`])('refuse %j', (line) =>
    expect(codes(() => readAllowedSigners(line, 'f'))).toEqual(['ASSAY-SIGNATURE-002']),
  );
  it('of too many lines are refused', () => expect(codes(() => readAllowedSigners('\n'.repeat(20_001), 'f'))).toEqual(['ASSAY-SIGNATURE-004']));
  it.each([
    ['*@example.org', 'ada@example.org', true],
    ['*@example.org', 'ada@example.com', false],
    ['a?a@example.org', 'ADA@example.org', true],
    ['*', 'anybody', true],
    ['!eve@example.org,*', 'eve@example.org', false],
  ])('%s and %s: %s', (patterns, name, answer) => expect(namesPrincipal({ principals: patterns.split(','), key: '', authority: false }, name)).toBe(answer));
  it('match in time whatever the pattern', () =>
    expect(namesPrincipal({ principals: [`${'*a'.repeat(400)}b`], key: '', authority: false }, 'a'.repeat(500))).toBe(false));
});

describe('the time of a key', () => {
  const [day, year] = [86_400, 31_536_000];
  it.each([
    ['in time', { from: 0, until: year }, { claimed: day, now: 2 * day }, undefined],
    ['older than the key', { from: day }, { claimed: 0, now: year }, 'before-its-key'],
    ['of a key that has ended since, by its own clock', { until: year }, { claimed: day, now: 2 * year }, 'key-past-its-end'],
    ['the same, proven by a log', { until: year }, { claimed: day, provenBy: 2 * day, now: 2 * year }, undefined],
    ['proven too late', { until: year }, { claimed: day, provenBy: year, now: 2 * year }, 'key-past-its-end'],
    ['by a clock that runs ahead', { until: year }, { claimed: 2 * year, now: day }, 'key-past-its-end'],
    ['of a key that was lost, by an older clock', { compromisedFrom: year }, { claimed: 0, now: 2 * year }, 'key-compromised'],
    ['of a key that was lost, proven older', { compromisedFrom: year }, { claimed: 0, provenBy: day, now: 2 * year }, undefined],
    ['without a clock', { from: 0 }, { now: day }, 'before-its-key'],
  ] as const)('%s', (_, time, when, reason) => expect(outsideTime(time, when)).toBe(reason));
});

describe('what gpg says', () => {
  const status = (...lines: readonly string[]) => linesOf(lines.map((line) => `[GNUPG:] ${line}`).join('\n'));
  const FPR = 'A'.repeat(40);
  const VALID = `VALIDSIG ${FPR} 2026-01-01 1767225600 0 4 0 22 8 00 ${FPR}`;
  it.each([
    [['GOODSIG AAAAAAAAAAAAAAAA Ada', VALID], { kind: 'holds' }],
    [['BADSIG AAAAAAAAAAAAAAAA Ada'], { kind: 'broken', claimed: 'AAAAAAAAAAAAAAAA' }],
    [['GOODSIG AAAAAAAAAAAAAAAA x', VALID, 'BADSIG AAAAAAAAAAAAAAAA x'], { kind: 'broken' }],
    [['GOODSIG AAAAAAAAAAAAAAAA Ada'], { kind: 'unchecked', reason: 'tool-failed' }],
    [[VALID], { kind: 'unchecked' }],
    [['ERRSIG AAAAAAAAAAAAAAAA 22 8 00 1767225600 9 -', 'NO_PUBKEY AAAAAAAAAAAAAAAA'], { kind: 'unchecked', reason: 'key-not-given' }],
    [['ERRSIG AAAAAAAAAAAAAAAA 99 8 00 1767225600 4 -'], { kind: 'unchecked', reason: 'algorithm-not-accepted' }],
    [['ERRSIG AAAAAAAAAAAAAAAA 1 8 00 1767225600 1 -'], { kind: 'unchecked', reason: 'tool-failed' }],
    [['NODATA 4'], { kind: 'broken', reason: 'unreadable' }],
    [['EXPSIG AAAAAAAAAAAAAAAA x', VALID], { kind: 'holds', key: { signatureEnded: true } }],
    [['KEYEXPIRED 1767225601', 'EXPKEYSIG AAAAAAAAAAAAAAAA x', VALID], { kind: 'holds', key: { keyEnds: 1767225601, keyEnded: true } }],
    [['GOODSIG AAAAAAAAAAAAAAAA x', VALID, 'GOODSIG BBBBBBBBBBBBBBBB x', VALID], { kind: 'unchecked', reason: 'several-signatures' }],
    [[], { kind: 'unchecked' }],
  ])('%j', (lines, outcome) => expect(gpgOutcome(status(...lines))).toMatchObject(outcome));

  it('is cut by file, and what has no end is not there', () => {
    const text = ['FILE_START 1 a', 'GOODSIG x', 'FILE_DONE', 'FILE_START 1 b', 'GOODSIG y'].map((line) => `[GNUPG:] ${line}`).join('\n');
    expect([...linesByFile(text)]).toEqual([['a', ['GOODSIG x']]]);
  });
});

describe('whose a signature is', () => {
  const when = { now: 2_000_000_000, claimed: 1_900_000_000 };
  const register = readRegister(
    `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org], keys: [{ id: '${'A'.repeat(40)}', until: 2031-01-01 }] }
  - { id: bob, name: Bob, addresses: [bob@example.org] }
`,
    'p',
  );
  const ssh = (signers: string, id = readAllowedSigners(`x ${KEY}`, 'f')[0]?.key ?? '') =>
    judgeSignature('ssh', { kind: 'holds', key: { format: 'ssh', id } }, { register, ring: { ...NO_KEYS, signers: readAllowedSigners(signers, 'f') }, when });
  it.each([
    [`ada@example.org ${KEY}`, 'valid', undefined],
    [`ada@example.org namespaces="file" ${KEY}`, 'not-checkable', 'owner-not-declared'],
    [`ada@example.org,bob@example.org ${KEY}`, 'not-checkable', 'owners-differ'],
    [`*@example.org ${KEY}`, 'not-checkable', 'owner-not-declared'],
    [`ada@example.org cert-authority ${KEY}`, 'not-checkable', 'owner-not-declared'],
    [`ada@example.org valid-before="20300101" ${KEY}`, 'not-checkable', 'key-past-its-end'],
    ['', 'not-checkable', 'owner-not-declared'],
  ])('by %j is %s', (signers, state, reason) => expect(ssh(signers)).toMatchObject({ state, ...(reason === undefined ? {} : { reason }) }));

  it('is the forge’s, unverified, where nobody entered its key', () => {
    const unchecked = { kind: 'unchecked', reason: 'key-not-given', claimed: 'B5690EEEBB952194' } as const;
    expect(judgeSignature('openpgp', unchecked, { register: registerOf([]), ring: NO_KEYS, when })).toMatchObject({
      state: 'not-checkable',
      by: 'github',
      role: 'forge',
      why: expect.stringContaining('GitHub, unverified'),
    });
    const gone = { made: 0, keyEnded: false, revoked: false, signatureEnded: false, weakHash: false } as const;
    const held = { kind: 'holds', key: { format: 'openpgp', id: 'B5690EEEBB952194', primary: `${'0'.repeat(24)}B5690EEEBB952194`, ...gone } } as const;
    expect(judgeSignature('openpgp', held, { register: registerOf([]), ring: NO_KEYS, when })).toMatchObject({ state: 'not-checkable', by: 'github' });
    const entered = readRegister('format: people/1\npeople: [{ id: gh, kind: forge, name: GitHub, keys: [{ id: B5690EEEBB952194 }] }]', 'p');
    expect(judgeSignature('openpgp', held, { register: entered, ring: NO_KEYS, when })).toMatchObject({ state: 'valid', by: 'gh', role: 'forge' });
  });
  it('is broken before it is anything where one of several is', () => {
    const of = (state: SignatureVerdict['state']): SignatureVerdict => ({ state, why: '' });
    expect(overall([of('valid'), of('invalid')]).state).toBe('invalid');
    expect(overall([of('not-checkable'), of('valid')]).state).toBe('valid');
    expect(overall([]).state).toBe('none');
  });
});

describe('what a certificate may', () => {
  const NAME = (letter: string) => new TextEncoder().encode(letter);
  const certificate = (subject: string, issuer: string, more: Partial<Certificate> = {}): Certificate => ({
    ...{ der: NAME(subject), id: `SHA256:${subject}`, body: NAME(subject), serial: '1', issuer: NAME(issuer), issuerName: issuer, subject: NAME(subject) },
    ...{ subjects: [], begins: 0, ends: 100, spki: NAME(subject), authority: subject !== 'leaf', notUnderstood: [], others: new Map(), signature: NAME('s') },
    ...{ algorithm: { scheme: 'ed25519' } },
    ...more,
  });
  const leaf = certificate('leaf', 'middle');
  const middle = certificate('middle', 'root');
  const chain = (root: Partial<Certificate>, between: Partial<Certificate> = {}, seconds = 50) =>
    leadsToRoot(leaf, { sent: [{ ...middle, ...between }], roots: [certificate('root', 'root', root)], seconds }, YES);
  it.each<[string, Partial<Certificate>, Partial<Certificate>]>([
    ['with more authorities below it than it allows', { pathLength: 0 }, {}],
    ['below one that is no authority', {}, { authority: false }],
    ['below one whose key signs no certificates', {}, { keyUsage: [0] }],
    ['below one that has ended', {}, { ends: 50 }],
    ['below one that has not begun', {}, { begins: 51 }],
    ['below one that demands what is not understood', {}, { notUnderstood: ['1.2.3'] }],
  ])('does not lead to a root %s', (_, root, between) => expect(chain(root, between)).toHaveProperty('broken'));
  it('leads to one that allows as many authorities as there are', () => expect(chain({ pathLength: 1 }, { pathLength: 0 })).toBe('given-root'));

  it('names nobody where it names two people', () => {
    const people = `format: people/1
people:
  - { id: ada, name: Ada, keys: [{ id: 'email:ada@example.org', issuer: 'CA' }] }
  - { id: bob, name: Bob, keys: [{ id: 'email:bob@example.org', issuer: 'CA' }] }
`;
    const of = (...subjects: readonly string[]) => {
      const key = { format: 'x509', id: 'SHA256:x', subjects, issuer: 'CA', begins: 0, ends: 100, chain: 'given-root' } as const;
      return judgeSignature('x509', { kind: 'holds', key }, { register: readRegister(people, 'p'), ring: NO_KEYS, when: { claimed: 50, now: 60 } });
    };
    expect(of('email:ada@example.org')).toMatchObject({ state: 'valid', by: 'ada' });
    expect(of('email:ada@example.org', 'email:bob@example.org')).toMatchObject({ state: 'not-checkable', reason: 'owners-differ' });
  });

  it('of SSH signs for a user, and not for a host', () => {
    const word = (bytes: Uint8Array | string) => sshString(typeof bytes === 'string' ? NAME(bytes) : bytes);
    const [zero, key] = [new Uint8Array(8), new Uint8Array(32)];
    const made = (kind: number) =>
      Uint8Array.from([
        ...[
          ...word('ssh-ed25519-cert-v01@openssh.com'),
          ...word('nonce'),
          ...word(key),
          ...zero,
          0,
          0,
          0,
          kind,
          ...word('id'),
          ...word(word('ada@example.org')),
        ],
        ...[...zero, ...new Uint8Array(8).fill(255), ...word(''), ...word(''), ...word('')],
        ...[...word(Uint8Array.from([...word('ssh-ed25519'), ...word(key)])), ...word(Uint8Array.from([...word('ssh-ed25519'), ...word(new Uint8Array(64))]))],
      ]);
    expect(readSshCertificate(made(1), YES)?.of.principals).toEqual(['ada@example.org']);
    expect(readSshCertificate(made(2), YES)).toBeUndefined();
  });
});

const ID = (letter: string) => letter.repeat(40) as ObjectId;
const valid = (by: string, role: SignatureVerdict['role'] = 'person'): SignatureVerdict => ({
  state: 'valid',
  by,
  ...(role === undefined ? {} : { role }),
  why: '',
});
const invalid: SignatureVerdict = { state: 'invalid', reason: 'bytes-do-not-match', why: 'the signature is not of these bytes' };
const open: SignatureVerdict = { state: 'not-checkable', reason: 'key-not-given', why: 'the key was not given' };

describe('the link of signatures', () => {
  const judge = (result: Partial<ReleaseSignatures>) =>
    signaturesLink({ policy: {}, tags: [], commits: [], unread: 0, inputs: [], ...result }, { release: 'v1' }, Instant.parse('2026-11-23T00:00:00Z'));
  const tag = (...signatures: readonly SignatureVerdict[]) => [{ id: ID('a'), name: 'v1', signatures }];
  const two = { tag: { atLeast: 2, of: ['ada', 'bob'] } };
  it.each<[string, Partial<ReleaseSignatures>, string, readonly string[]]>([
    ['two of two', { policy: two, tags: tag(valid('ada'), valid('bob')) }, 'proven', []],
    ['one person twice', { policy: two, tags: tag(valid('ada'), valid('ada')) }, 'broken', ['tag-signers-missing']],
    ['a key of a person that a program holds', { policy: two, tags: tag(valid('ada'), valid('bob', 'bot')) }, 'broken', ['tag-signers-missing']],
    ['somebody who is not of them', { policy: two, tags: tag(valid('ada'), valid('eve')) }, 'broken', ['tag-signers-missing']],
    ['one that cannot be checked', { policy: two, tags: tag(valid('ada'), open) }, 'unknown', ['tag-signers-missing', 'signature-key-not-given']],
    ['no tag', { policy: two }, 'broken', ['tag-signers-missing']],
    ['a broken one beside enough', { policy: two, tags: tag(valid('ada'), valid('bob'), invalid) }, 'broken', ['signature-invalid']],
    ['a tag that was made under another name', { tags: [{ id: ID('a'), name: 'v0', signatures: [] }] }, 'broken', ['tag-name-differs']],
    [
      // Whoever may push wraps a signed tag of an earlier release in one of this name.
      'a signed tag of another name within one of this name',
      { policy: two, tags: [...tag(), { id: ID('b'), name: 'v0', signatures: [valid('ada'), valid('bob')] }] },
      'broken',
      ['tag-signers-missing'],
    ],
    ['the same tag within another of its name', { policy: two, tags: [...tag(), ...tag(valid('ada'), valid('bob'))] }, 'proven', []],
    ['commits by a person and a forge', { policy: { commits: ['person', 'forge'] }, commits: [{ id: ID('b'), verdict: valid('gh', 'forge') }] }, 'proven', []],
    ['a commit by a program', { policy: { commits: ['person'] }, commits: [{ id: ID('b'), verdict: valid('ci', 'bot') }] }, 'broken', ['signed-by-other-role']],
    ['a commit without one', { policy: { commits: ['person'] }, commits: [{ id: ID('b'), verdict: { state: 'none', why: '' } }] }, 'broken', ['not-signed']],
    ['the same where none is asked for', { commits: [{ id: ID('b'), verdict: { state: 'none', why: '' } }] }, 'proven', []],
    ['a broken one where none is asked for', { commits: [{ id: ID('b'), verdict: invalid }] }, 'broken', ['signature-invalid']],
    ['commits that are not there', { unread: 2 }, 'unknown', ['commits-not-read']],
  ])('%s', (_, result, state, reasons) => {
    const fact = judge(result);
    expect([fact.state, fact.reasons.map(({ code }) => code)]).toEqual([state, reasons]);
    for (const { what, remedy, place } of fact.reasons) expect([what, remedy, place].every((text) => text !== '')).toBe(true);
  });
});

describe('who signs releases', () => {
  const release = (name: string, ...signatures: readonly SignatureVerdict[]) => ({ name, signatures });
  it.each([
    ['the same as ever', [release('v1', valid('ada'))], release('v2', valid('ada')), { newcomers: [], ceased: false }],
    ['somebody new', [release('v1', valid('ada')), release('v0')], release('v2', valid('eve')), { newcomers: ['eve'], ceased: false, known: 1 }],
    ['nobody any more', [release('v1', valid('ada'))], release('v2'), { newcomers: [], ceased: true }],
    ['one whose signature is broken', [release('v1', valid('ada'))], release('v2', invalid), { by: [], ceased: true }],
    ['the first that anybody signed', [release('v1')], release('v2', valid('ada')), { newcomers: [], ceased: false, known: 0 }],
  ])('%s', (_, before, now, answer) => expect(releaseSigners(now, before)).toMatchObject(answer));
});

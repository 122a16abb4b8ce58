import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { factsOf } from '../change/facts.ts';
import { readCommit } from '../git/commit.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import { reviewFactsOf } from '../review/facts.ts';
import { verdictOf } from '../review/verdict.ts';
import { nodeCrypto } from '../signature/edge/crypto.ts';
import { sshString } from '../signature/ssh-wire.ts';
import { base64Text } from './base64.ts';
import { envelopeText, IN_TOTO } from './dsse.ts';
import { signBytes, verifySignature } from './edge/signatures.ts';
import { REVIEW_TYPE, type Review, SSH_NAMESPACE } from './review.ts';
import { signedReview } from './review-make.ts';
import { readReview } from './review-read.ts';
import { reviewSource } from './review-source.ts';
import { statementBytes } from './statement.ts';
import { signEnvelope } from './verify.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const oid = (digit: string) => digit.repeat(40) as ObjectId;
const [PARENT, COMMIT, TREE] = [oid('a'), oid('b'), oid('c')];

const { privateKey } = generateKeyPairSync('ed25519');
const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12);
const publicKey = base64Text(Buffer.concat([sshString(bytes('ssh-ed25519')), sshString(raw)]));
const sign = signBytes(privateKey, 'ed25519');

const REVIEW: Review = {
  reviewer: { id: 'bob', publicKey },
  role: 'person',
  range: { from: PARENT, to: COMMIT, tree: TREE },
  looked: { at: 'whole' },
  outcome: 'approved',
  moment: '2026-06-01T00:00:00Z',
  tool: { name: 'assay', version: '0.1.0' },
};
const text = (review: Partial<Review> = {}, commits = [COMMIT]) => signedReview({ ...REVIEW, ...review }, commits, 'hint', sign);
const read = (given: string) => readReview(bytes(given), 'x', verifySignature, nodeCrypto());
const codesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
};

describe('a signed review', () => {
  it('is read as it was signed', () => {
    expect(read(text())).toMatchObject({ review: REVIEW, commits: new Set([COMMIT]), seconds: 1_780_272_000 });
  });
  const predicate = JSON.parse(JSON.stringify(REVIEW));
  const statement = (predicateType: string, value: typeof predicate, subjects = [{ gitCommit: COMMIT }, { gitTree: TREE }]) =>
    envelopeText(
      signEnvelope(
        IN_TOTO,
        statementBytes({ subjects: subjects.map((one) => ({ digest: new Map(Object.entries(one)) as Map<string, string> })), predicateType, predicate: value }),
        [{ sign }],
      ),
    );
  const TYPE = 'https://assay.invalid/predicate/code-review/v1';
  it.each([
    ['of another type', statement('https://example.org/x', predicate)],
    ['of another outcome', statement(TYPE, { ...predicate, outcome: 'fine' })],
    ['of no moment', statement(TYPE, { ...predicate, moment: '2026-02-30T00:00:00Z' })],
    ['whose commit is another', statement(TYPE, predicate, [{ gitCommit: PARENT }, { gitTree: TREE }])],
    ['whose tree is another', statement(TYPE, predicate, [{ gitCommit: COMMIT }, { gitTree: PARENT }])],
    ['of two trees', statement(TYPE, predicate, [{ gitCommit: COMMIT }, { gitTree: TREE }, { gitTree: PARENT }])],
    [
      'by a key of a kind that signs nothing here',
      statement(TYPE, { ...predicate, reviewer: { id: 'bob', publicKey: base64Text(sshString(bytes('ssh-dss-and-more'))) } }),
    ],
    [
      'that another key signed',
      envelopeText(
        signEnvelope(
          IN_TOTO,
          statementBytes({
            subjects: [
              {
                digest: new Map([
                  ['gitCommit', COMMIT],
                  ['gitTree', TREE],
                ]),
              },
            ],
            predicateType: TYPE,
            predicate,
          }),
          [{ sign: signBytes(generateKeyPairSync('ed25519').privateKey, 'ed25519') }],
        ),
      ),
    ],
  ])('%s is refused', (_, given) => expect(codesOf(() => read(given))).toEqual(['ASSAY-STATEMENT-010']));
  it('is read or refused, whatever was done to it', () => {
    const whole = text();
    const fine = (given: string) => codesOf(() => read(given)).every((code) => /^ASSAY-(?:STATEMENT|JSON|SIGNATURE)-\d{3}$/.test(code));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(5), fc.string({ maxLength: 5 }), (at, cut, put) => fine(whole.slice(0, at) + put + whole.slice(at + cut))),
    );
    // The signature is over every byte of the payload: what is changed there and still signed by the same key does not exist.
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const envelope = JSON.parse(whole) as { payload: string };
        const payload = Buffer.from(envelope.payload, 'base64');
        payload[at % payload.length] = (payload[at % payload.length] ?? 0) ^ by;
        return codesOf(() => read(JSON.stringify({ ...envelope, payload: payload.toString('base64') }))).length > 0;
      }),
    );
  });
});

describe('a review that a key of SSH signed', () => {
  const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  const word = (given: string | Uint8Array) => sshString(typeof given === 'string' ? bytes(given) : given);
  const number = (value: number) => new Uint8Array([0, 0, 0, value]);
  const hash = (given: Uint8Array) => nodeCrypto().digest('sha256', given);
  const token = generateKeyPairSync('ed25519');
  const point = new Uint8Array(createPublicKey(token.privateKey).export({ format: 'der', type: 'spki' }).subarray(12));
  const TOKEN = 'sk-ssh-ed25519@openssh.com';
  const onToken = join(word(TOKEN), word(point), word('ssh:'));
  const plain = join(word('ssh-ed25519'), word(raw));
  /** The key with which it is signed may be another than the one that the statement names. */
  const made = ({ key = onToken, named = key, flags = 1, type = IN_TOTO }: { key?: Uint8Array; named?: Uint8Array; flags?: number; type?: string }) => {
    const review: Review = { ...REVIEW, reviewer: { id: 'bob', publicKey: base64Text(named) } };
    const subjects = [{ digest: new Map([['gitCommit', COMMIT]]) }, { digest: new Map([['gitTree', TREE]]) }];
    const payload = statementBytes({ subjects, predicateType: REVIEW_TYPE, predicate: JSON.parse(JSON.stringify(review)) });
    const signSsh = (message: Uint8Array) => {
      const data = join(bytes('SSHSIG'), word(SSH_NAMESPACE), word(''), word('sha256'), word(hash(message)));
      const rest = new Uint8Array([flags, 0, 0, 0, 1]);
      const blob =
        key === onToken
          ? join(word(TOKEN), word(signBytes(token.privateKey, 'ed25519')(join(hash(bytes('ssh:')), rest, hash(data)))), rest)
          : join(word('ssh-ed25519'), word(sign(data)));
      return join(bytes('SSHSIG'), number(1), word(key), word(SSH_NAMESPACE), word(''), word('sha256'), word(blob));
    };
    return envelopeText(signEnvelope(type, payload, [{ sign: signSsh }]));
  };
  const authority = generateKeyPairSync('ed25519');
  const open = new Uint8Array(createPublicKey(authority.privateKey).export({ format: 'der', type: 'spki' }).subarray(12));
  const long = new Uint8Array(8);
  const certified = join(
    ...[word('ssh-ed25519-cert-v01@openssh.com'), word('nonce'), word(raw), long, number(1), word('id'), word(word('bob@example.org'))],
    ...[long, new Uint8Array(8).fill(255), word(''), word(''), word(''), word(join(word('ssh-ed25519'), word(open)))],
  );
  const certificate = join(certified, word(join(word('ssh-ed25519'), word(signBytes(authority.privateKey, 'ed25519')(certified)))));

  it('is read, of a key in a file and of one on a token that somebody touched', () => {
    expect(read(made({})).review.outcome).toBe('approved');
    expect(read(made({ key: plain })).review.outcome).toBe('approved');
  });
  it.each<[string, string]>([
    ['on a token that nobody touched', made({ flags: 0 })],
    ['as something else than a statement', made({ key: plain, type: 'text/plain' })],
    ['in a certificate, whose end nobody looks at here', made({ key: certificate, named: plain })],
    ['that is not the one it names', made({ named: plain })],
  ])('is refused of a key %s', (_, given) => expect(codesOf(() => read(given))).toEqual(['ASSAY-STATEMENT-010']));
});

const register = (key: string, bob = '') =>
  readRegister(
    `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], confirmedBy: cleo, keys: [{ id: "${key}"${bob} }] }
  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }
`,
    'people.yaml',
  );
const change = (made: { id?: ObjectId; tree?: ObjectId; parent?: ObjectId; author?: string } = {}) =>
  factsOf(
    made.id ?? COMMIT,
    readCommit(
      bytes(
        `tree ${made.tree ?? TREE}\nparent ${made.parent ?? PARENT}\nauthor ${made.author ?? 'Ada <ada@example.org>'} 1 +0000\ncommitter Ada <ada@example.org> 1 +0000\n\nSubject\n`,
      ),
    ),
  );
const judged = (texts: readonly string[], one = change(), people = register(read(text()).key)) => {
  const source = reviewSource(texts.map(read), people);
  return verdictOf(one, [...reviewFactsOf(one, undefined), ...source.facts(one, undefined)], people).reason;
};

describe('what a signed review proves', () => {
  const later = '2026-07-01T00:00:00Z';
  it.each<[string, readonly string[], Parameters<typeof change>[0], string]>([
    ['of another, approved', [text()], {}, 'statement-of-other'],
    ['for another commit with the tree, on the same parent', [text()], { id: oid('d') }, 'statement-of-other'],
    ['for another tree on the same parent', [text()], { id: oid('d'), tree: oid('e') }, 'statement-of-other-tree'],
    ['for the same tree on another parent', [text()], { id: oid('d'), parent: oid('e') }, 'nothing'],
    ['of the author', [text()], { author: 'Bob <bob@example.org>' }, 'statement-of-author'],
    ['for an author whom nobody knows', [text()], { author: 'Eve <eve@example.org>' }, 'statement-of-somebody-unknown'],
    ['for an author whom nobody confirmed', [text()], { author: 'Cleo <cleo@example.org>' }, 'statement-of-somebody-unknown'],
    ['of a model', [text({ role: 'model' })], {}, 'statement-of-no-person'],
    ['of some paths', [text({ looked: { at: 'paths', paths: ['a'] } })], {}, 'statement-of-part'],
    ['that says changes are needed', [text({ outcome: 'changes-requested' })], {}, 'statement-not-approved'],
    ['that was taken back', [text(), text({ outcome: 'withdrawn', moment: later })], {}, 'statement-not-approved'],
    ['that was taken back before', [text({ moment: later }), text({ outcome: 'withdrawn' })], {}, 'statement-of-other'],
    ['that was taken back in the same moment', [text(), text({ outcome: 'withdrawn' })], {}, 'statement-not-approved'],
    ['under the name of another', [text({ reviewer: { id: 'cleo', publicKey } })], {}, 'statement-key-unknown'],
  ])('%s', (_, texts, made, reason) => {
    expect(judged(texts, change(made))).toBe(reason);
    expect(judged(texts.toReversed(), change(made))).toBe(reason);
  });
  it('that was taken back goes before what a line of the same person says', () => {
    const lines = (who: string) =>
      factsOf(
        COMMIT,
        readCommit(bytes(`tree ${TREE}\nparent ${PARENT}\nauthor Ada <ada@example.org> 1 +0000\ncommitter ${who} 1 +0000\n\nSubject\n\nReviewed-by: ${who}\n`)),
      );
    const bob = lines('Bob <bob@example.org>');
    expect(judged([], bob)).toBe('trailer-applied-by-reviewer');
    expect(judged([text(), text({ outcome: 'withdrawn', moment: later })], bob)).toBe('statement-not-approved');
  });
  it.each([
    ['a key that nobody has', register('SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU')],
    ['a key before its time', register(read(text()).key, ', from: 2026-06-02')],
    ['a key after its time', register(read(text()).key, ', until: 2026-05-31')],
    ['a key that somebody else may have', register(read(text()).key, ', compromisedFrom: 2026-12-01')],
  ])('by %s, nothing is known', (_, people) => expect(judged([text()], change(), people)).toBe('statement-key-unknown'));
  it('by a key that a build server holds, nothing', () =>
    expect(judged([text()], change(), register(read(text()).key, ', role: bot'))).toBe('statement-of-no-person'));
});

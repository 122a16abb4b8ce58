import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { base64Text, bytesOfBase64 } from './base64.ts';
import { envelopeText, IN_TOTO, readEnvelope } from './dsse.ts';
import { signBytes, statementKey, verifySignature } from './edge/signatures.ts';
import { readStatement, STATEMENT_V1, statementBytes } from './statement.ts';
import { type StatementKey, signEnvelope, verifyEnvelope } from './verify.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const codesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
};

describe('base64 of either alphabet', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        const text = base64Text(given);
        const safe = text.replaceAll('+', '-').replaceAll('/', '_');
        for (const one of [text, safe, text.replace(/=+$/, ''), safe.replace(/=+$/, '')]) expect(bytesOfBase64(one)).toEqual(given);
      }),
    );
  });
  it.each(['a', 'ab=', 'abc==', 'a===', 'ab==cd==', 'YQ==\n', 'Y Q==', '+_==', '+/-_', 'YR==', 'YWJ=', '=', '==', '*'])('%j has no bytes', (text) =>
    expect(bytesOfBase64(text)).toBeUndefined(),
  );
});

describe('signing and verifying', () => {
  const made = [
    generateKeyPairSync('ed25519').privateKey,
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ].map((key) => ({ key, open: statementKey(key) as StatementKey }));
  const envelope = signEnvelope(
    IN_TOTO,
    bytes('{}'),
    made.map(({ key, open }) => ({ sign: signBytes(key, open.scheme) })),
  );

  it.each(made.map(({ open }) => [open.scheme, open] as const))('goes by %s', (_, open) => {
    const ask = { keys: [open], payloadTypes: [IN_TOTO] };
    expect(verifyEnvelope(envelope, ask, verifySignature)).toEqual({ ok: true, by: [open], why: '' });
    expect(verifyEnvelope({ ...envelope, payload: bytes('[]') }, ask, verifySignature)).toMatchObject({ ok: false, by: [] });
  });
  it('goes by PKCS #1 where the key is for that', () => {
    const { key, open } = made[3] as (typeof made)[number];
    const pkcs = { ...open, scheme: 'rsa-pkcs1-sha256' } as const;
    const signed = signEnvelope(IN_TOTO, bytes('{}'), [{ sign: signBytes(key, pkcs.scheme) }]);
    expect(verifyEnvelope(signed, { keys: [pkcs], payloadTypes: [IN_TOTO] }, verifySignature).ok).toBe(true);
    expect(verifyEnvelope(signed, { keys: [open], payloadTypes: [IN_TOTO] }, verifySignature).ok).toBe(false);
  });
  it('counts a key once, under however many names', () => {
    const [{ open }] = made as [(typeof made)[number]];
    const twice = { ...envelope, signatures: [envelope.signatures[0], envelope.signatures[0]].filter((one) => one !== undefined) };
    const keys = [
      { ...open, keyid: 'a' },
      { ...open, keyid: 'b' },
    ];
    expect(verifyEnvelope(twice, { keys, threshold: 2, payloadTypes: [IN_TOTO] }, verifySignature)).toMatchObject({ ok: false, why: '1 of 2 keys signed' });
  });
  it('counts a key once also where it signed twice, each time under another name', () => {
    const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [a, b] = [statementKey(publicKey, 'a'), statementKey(publicKey, 'b')] as [StatementKey, StatementKey];
    const sign = signBytes(key, a.scheme);
    const signed = signEnvelope(IN_TOTO, bytes('{}'), [
      { sign, keyid: 'a' },
      { sign, keyid: 'b' },
    ]);
    expect(new Set(signed.signatures.map(({ sig }) => sig.join())).size).toBe(2);
    expect(verifyEnvelope(signed, { keys: [a, b], threshold: 2, payloadTypes: [IN_TOTO] }, verifySignature)).toMatchObject({ ok: false });
  });
  it('goes by no name of a key', () => {
    const [{ open }] = made as [(typeof made)[number]];
    const named = { ...envelope, signatures: envelope.signatures.slice(1, 2).map((one) => ({ ...one, keyid: 'mine' })) };
    expect(verifyEnvelope(named, { keys: [{ ...open, keyid: 'mine' }], payloadTypes: [IN_TOTO] }, verifySignature).ok).toBe(false);
  });
  it.each([0, -1, 1.5, Number.NaN])('has no threshold of %d', (threshold) =>
    expect(codesOf(() => verifyEnvelope(envelope, { keys: [], threshold, payloadTypes: [IN_TOTO] }, verifySignature))).toEqual(['ASSAY-STATEMENT-005']),
  );
  it('ends before it tries for ever', () => {
    const many = { ...envelope, signatures: Array.from({ length: 64 }, () => ({ sig: bytes('x') })) };
    const keys = Array.from({ length: 1000 }, () => made[0]?.open as StatementKey);
    expect(codesOf(() => verifyEnvelope(many, { keys, payloadTypes: [IN_TOTO] }, () => false))).toEqual(['ASSAY-STATEMENT-002']);
  });
});

const ENVELOPE = { payload: 'e30=', payloadType: IN_TOTO, signatures: [{ keyid: '', sig: 'YQ==' }] };
describe('what is no envelope', () => {
  it.each([
    ['other bytes', new Uint8Array([0xff]), 'ASSAY-STATEMENT-001'],
    ['a list', bytes('[]'), 'ASSAY-STATEMENT-001'],
    ['no JSON', bytes('{'), 'ASSAY-JSON-001'],
    ['the same field twice', bytes('{"payload":"","payload":""}'), 'ASSAY-JSON-006'],
    ['no type', bytes(JSON.stringify({ ...ENVELOPE, payloadType: 1 })), 'ASSAY-STATEMENT-001'],
    ['a long type', bytes(JSON.stringify({ ...ENVELOPE, payloadType: 'x'.repeat(2000) })), 'ASSAY-STATEMENT-002'],
    ['no payload', bytes(JSON.stringify({ ...ENVELOPE, payload: null })), 'ASSAY-STATEMENT-001'],
    ['a payload in plain', bytes(JSON.stringify({ ...ENVELOPE, payload: '{}' })), 'ASSAY-STATEMENT-003'],
    ['no signature', bytes(JSON.stringify({ ...ENVELOPE, signatures: [] })), 'ASSAY-STATEMENT-001'],
    ['an empty signature', bytes(JSON.stringify({ ...ENVELOPE, signatures: [{ sig: '' }] })), 'ASSAY-STATEMENT-001'],
    ['a signature that is a text', bytes(JSON.stringify({ ...ENVELOPE, signatures: ['YQ=='] })), 'ASSAY-STATEMENT-001'],
    ['a key name that is a number', bytes(JSON.stringify({ ...ENVELOPE, signatures: [{ sig: 'YQ==', keyid: 1 }] })), 'ASSAY-STATEMENT-001'],
    ['too many signatures', bytes(JSON.stringify({ ...ENVELOPE, signatures: Array.from({ length: 65 }, () => ({ sig: 'YQ==' })) })), 'ASSAY-STATEMENT-002'],
  ])('%s', (_, given, code) => expect(codesOf(() => readEnvelope(given, 'x.json'))).toEqual([code]));
  it('and one with an empty key name has none', () => expect(readEnvelope(bytes(JSON.stringify(ENVELOPE)), 'x').signatures[0]).toEqual({ sig: bytes('a') }));
});

const COMMIT = 'a'.repeat(40);
const good = { _type: STATEMENT_V1, subject: [{ digest: { gitCommit: COMMIT } }], predicateType: 'https://example.org/x', predicate: { a: 1 } };
const read = (value: unknown, options = {}) => readStatement(bytes(JSON.stringify(value)), 'x', options);

describe('a statement of in-toto', () => {
  it('is read, and written as it was', () => {
    const statement = read({ ...good, more: true });
    expect(statement).toEqual({
      edition: 'v1',
      subjects: [{ digest: new Map([['gitCommit', COMMIT]]) }],
      predicateType: good.predicateType,
      predicate: { a: 1 },
    });
    expect(JSON.parse(new TextDecoder().decode(statementBytes(statement)))).toEqual(good);
  });
  it('of the form before is read where it is asked for', () => {
    const older = { ...good, _type: 'https://in-toto.io/Statement/v0.1' };
    expect(codesOf(() => read(older))).toEqual(['ASSAY-STATEMENT-004']);
    expect(read(older, { older: true }).edition).toBe('v0.1');
  });
  it('with the names of the protocol buffer is read where that is asked for, and never with both', () => {
    const other = { type: STATEMENT_V1, subject: good.subject, predicate_type: good.predicateType, predicate: {} };
    expect(codesOf(() => read(other))).toEqual(['ASSAY-STATEMENT-004', 'ASSAY-STATEMENT-004']);
    expect(read(other, { asProtobuf: true }).predicateType).toBe(good.predicateType);
    expect(codesOf(() => read({ ...good, ...other }, { asProtobuf: true }))).toEqual(['ASSAY-STATEMENT-004', 'ASSAY-STATEMENT-004']);
  });
  it.each([
    ['another type', { ...good, _type: 'x' }, 1],
    ['a list', [], 1],
    ['no subject', { ...good, subject: [] }, 1],
    ['a subject without a digest', { ...good, subject: [{ name: 'x' }, { digest: {} }] }, 2],
    ['a digest in capitals', { ...good, subject: [{ digest: { gitCommit: COMMIT.toUpperCase() } }] }, 1],
    ['a digest of another length', { ...good, subject: [{ digest: { sha256: COMMIT } }] }, 1],
    ['a digest that is a number', { ...good, subject: [{ digest: { other: 1 } }] }, 1],
    ['a name that is a number', { ...good, subject: [{ name: 1, digest: { gitCommit: COMMIT } }] }, 1],
    ['no type of predicate', { ...good, predicateType: 'plain words' }, 1],
    ['a predicate that is a list', { ...good, predicate: [] }, 1],
    ['everything at once', { subject: [1] }, 3],
  ])('is not %s', (_, value, faults) => expect(codesOf(() => read(value))).toEqual(Array.from({ length: faults }, () => 'ASSAY-STATEMENT-004')));
  it('of other bytes is none', () => expect(codesOf(() => readStatement(new Uint8Array([0xff]), 'x'))).toEqual(['ASSAY-STATEMENT-004']));
  it('has not too many subjects', () =>
    expect(codesOf(() => read({ ...good, subject: Array.from({ length: 10_001 }, () => good.subject[0]) }))).toEqual(['ASSAY-STATEMENT-002']));
});

describe('whatever comes', () => {
  const text = envelopeText({ payload: statementBytes(read(good)), payloadType: IN_TOTO, signatures: [{ sig: bytes('signature'), keyid: 'k' }] });
  const tried = (given: Uint8Array) => {
    const refused = codesOf(() => readStatement(readEnvelope(given, 'x').payload, 'x'));
    return refused.every((code) => /^ASSAY-(?:STATEMENT|JSON)-\d{3}$/.test(code));
  };
  it('is read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), tried));
    fc.assert(fc.property(fc.json(), (json) => tried(bytes(json))));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(text.length), fc.string({ maxLength: 4 }), (at, length, put) =>
        tried(bytes(text.slice(0, at) + put + text.slice(at + (length % 5)))),
      ),
    );
  });
});

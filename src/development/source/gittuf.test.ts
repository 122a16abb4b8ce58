import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { factsOf } from '../change/facts.ts';
import { readCommit } from '../git/commit.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import type { GittufFact } from '../review/source.ts';
import { verdictOf } from '../review/verdict.ts';
import { nodeCrypto } from '../signature/edge/crypto.ts';
import { base64Text } from '../statement/base64.ts';
import { gittufSource, readAttestation, readPolicy } from './gittuf.ts';
import { readRsl, readRslEntry } from './rsl.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const oid = (digit: string) => digit.repeat(40) as ObjectId;
const [FROM, TREE, COMMIT] = [oid('a'), oid('b'), oid('c')];
const crypto = nodeCrypto();

const envelope = (statement: object, payloadType = 'application/vnd.gittuf+json') =>
  bytes(
    JSON.stringify({
      payloadType,
      payload: base64Text(bytes(JSON.stringify(statement))),
      signatures: [{ keyid: 'SHA256:x', sig: base64Text(bytes('-----BEGIN SSH SIGNATURE-----\nnone')) }],
    }),
  );
const approval = (predicate: object = {}, more: object = {}) => ({
  type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { gitTree: TREE } }],
  predicate_type: 'https://gittuf.dev/github-pull-request-approval/v0.1',
  predicate: {
    approvers: ['ada+12', 'bob+34', 'app[bot]+56'],
    dismissedApprovers: ['ada+12'],
    fromRevisionID: FROM,
    targetRef: 'refs/heads/main',
    targetTreeID: TREE,
    ...predicate,
  },
  ...more,
});
const read = (statement: object, type?: string) => readAttestation(envelope(statement, type), 'x', crypto);

describe('an attestation of gittuf', () => {
  it('of a forge is read, without those who were dismissed', () => {
    expect(read(approval())).toMatchObject({
      is: 'attestation',
      value: {
        kind: 'forge-approval',
        ref: 'refs/heads/main',
        from: FROM,
        target: TREE,
        approvers: [
          { account: 'github:bob', bot: false },
          { account: 'github:app[bot]', bot: true },
        ],
        signatures: [{ key: 'SHA256:x', state: 'broken' }],
      },
    });
  });
  it('with the names that the specification has is read too', () => {
    const { type, predicate_type, ...rest } = approval();
    expect(read({ ...rest, _type: type, predicateType: predicate_type }, 'application/vnd.in-toto+json')?.is).toBe('attestation');
  });
  it.each([
    ['of another type of payload', approval(), 'text/plain'],
    ['of another kind', approval({}, { predicate_type: 'https://gittuf.dev/hook-execution/v0.1' }), undefined],
    ['of another place', approval({}, { predicate_type: 'https://example.org/reference-authorization/v0.1' }), undefined],
    ['whose subject is another tree', approval({ targetTreeID: FROM }), undefined],
    ['of two subjects', approval({}, { subject: [{ digest: { gitTree: TREE } }, { digest: { gitTree: FROM } }] }), undefined],
    ['without a commit before', approval({ fromRevisionID: 1 }), undefined],
  ])('%s tells of no review', (_, statement, type) => expect(read(statement, type)).toBeUndefined());
  it('is read or refused, whatever comes', () => {
    const whole = JSON.stringify(JSON.parse(new TextDecoder().decode(envelope(approval()))));
    const fine = (given: Uint8Array) => {
      try {
        readAttestation(given, 'x', crypto);
        readPolicy([{ path: 'x', bytes: given }]);
        return true;
      } catch (error) {
        return error instanceof Refused;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fine));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(5), fc.string({ maxLength: 4 }), (at, cut, put) =>
        fine(bytes(whole.slice(0, at) + put + whole.slice(at + cut))),
      ),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => fine(envelope({ ...approval(), predicate: value }))));
  });
});

const KEY = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const PEOPLE = readRegister(
  `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org], accounts: ["github:ada"], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], accounts: ["github:bob"], confirmedBy: cleo, keys: [{ id: "${KEY}" }] }
  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }
  - { id: app, kind: forge, name: App, keys: [{ id: "SHA256:AAAAQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU" }] }
`,
  'people.yaml',
);
const APP = 'SHA256:AAAAQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const change = (author = 'Ada <ada@example.org>', parent = FROM, tree = TREE) =>
  factsOf(COMMIT, readCommit(bytes(`tree ${tree}\nparent ${parent}\nauthor ${author} 1 +0000\ncommitter ${author} 1 +0000\n\nSubject\n`)));
const reason = (fact: Partial<GittufFact>, author?: string) =>
  verdictOf(
    change(author),
    [
      {
        source: 'gittuf',
        kind: 'forge-approval',
        ref: 'refs/heads/main',
        signatures: [{ key: APP, state: 'holds' }],
        approvers: [{ account: 'github:bob', bot: false }],
        authors: [],
        policyExpired: false,
        ...fact,
      },
    ],
    PEOPLE,
  ).reason;
const signed = (key: string, state: 'holds' | 'broken' | 'unchecked') => ({ signatures: [{ key, state }] });

describe('what gittuf proves', () => {
  it.each<[string, Partial<GittufFact>, string | undefined, string]>([
    ['the forge’s key says that another approved', {}, undefined, 'gittuf-forge-approved'],
    ['that the author did', { approvers: [{ account: 'github:ADA', bot: false }] }, undefined, 'gittuf-of-author'],
    ['that a program did', { approvers: [{ account: 'github:app[bot]', bot: true }] }, undefined, 'gittuf-of-no-person'],
    ['that nobody did', { approvers: [] }, undefined, 'gittuf-not-approved'],
    ['of an author whom nobody knows', {}, 'Eve <eve@example.org>', 'gittuf-approver-unknown'],
    [
      'of whom the same key says who opened it, and not who pushed what is in it: it cannot be known',
      { authors: [{ account: 'github:eve', bot: false }] },
      'Eve <eve@example.org>',
      'gittuf-approver-unknown',
    ],
    [
      'of whom the same key says that the approver opened it',
      { authors: [{ account: 'github:bob', bot: false }] },
      'Eve <eve@example.org>',
      'gittuf-of-author',
    ],
    ['a key of a person says what another did', signed(KEY, 'holds'), undefined, 'gittuf-key-unknown'],
    ['a key that nobody has', signed('SHA256:none', 'holds'), undefined, 'gittuf-key-unknown'],
    ['a signature that is not checked', signed(APP, 'unchecked'), undefined, 'gittuf-key-unknown'],
    ['a signature that does not hold', signed(APP, 'broken'), undefined, 'gittuf-signature-wrong'],
    ['the same under a policy that has ended: it cannot be known', { policyExpired: true }, undefined, 'gittuf-policy-expired'],
    ['a person’s under one that has ended', { kind: 'authorization', ...signed(KEY, 'holds'), policyExpired: true }, undefined, 'gittuf-policy-expired'],
    ['of an author, under one that has ended', { approvers: [{ account: 'github:ada', bot: false }], policyExpired: true }, undefined, 'gittuf-of-author'],
    ['a person’s own authorisation', { kind: 'authorization', ...signed(KEY, 'holds') }, undefined, 'gittuf-authorized'],
    ['the author’s own authorisation', { kind: 'authorization', ...signed(KEY, 'holds') }, 'Bob <bob@example.org>', 'gittuf-of-author'],
    ['an authorisation by the forge', { kind: 'authorization' }, undefined, 'gittuf-of-no-person'],
    ['an authorisation for nobody whom we know', { kind: 'authorization', ...signed(KEY, 'holds') }, 'Eve <eve@example.org>', 'gittuf-approver-unknown'],
  ])('%s', (_, fact, author, expected) => expect(reason(fact, author)).toBe(expected));

  it('takes the word of who opened a request only of the key that approves', () => {
    const by = (key: string) => [{ key, state: 'holds' as const }];
    const approved = { kind: 'forge-approval', path: 'x', ref: 'refs/heads/main', from: FROM, target: TREE, signatures: by(APP), approvers: [] } as const;
    const opened = (key: string) =>
      gittufSource(
        [
          { is: 'attestation', value: approved },
          { is: 'request', value: { commit: COMMIT, author: { account: 'github:eve', bot: false }, signatures: by(key) } },
        ],
        false,
      ).facts(change(), undefined);
    expect(opened(APP)).toMatchObject([{ authors: [{ account: 'github:eve' }] }]);
    expect(opened(KEY)).toMatchObject([{ authors: [] }]);
  });

  it('speaks of that tree on that commit, and of what a merge of it brought', () => {
    const file = read(approval());
    const source = gittufSource(file === undefined ? [] : [file], true);
    expect(source.facts(change(), undefined)).toMatchObject([{ source: 'gittuf', policyExpired: true }]);
    expect(source.facts(change(undefined, oid('d')), undefined)).toEqual([]);
    expect(source.facts(change(undefined, FROM, oid('d')), undefined)).toEqual([]);
    expect(source.facts(change(undefined, oid('d'), oid('d')), change())).toHaveLength(1);
  });
});

const entry = (message: string, parent?: ObjectId) =>
  readCommit(bytes(`tree ${TREE}\n${parent === undefined ? '' : `parent ${parent}\n`}author A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\n${message}`));
const reference = (number: number, target: ObjectId, ref = 'refs/heads/main') => `RSL Reference Entry\n\nref: ${ref}\ntargetID: ${target}\nnumber: ${number}\n`;

describe('the log of gittuf', () => {
  it.each([
    ['an entry', reference(3, COMMIT), { kind: 'reference', number: 3, ref: 'refs/heads/main', target: COMMIT }],
    [
      'one of an older edition',
      `RSL Reference Entry\n\nref: refs/heads/main\ntargetID: ${COMMIT}`,
      { kind: 'reference', ref: 'refs/heads/main', target: COMMIT },
    ],
    [
      'an annotation',
      `RSL Annotation Entry\n\nentryID: ${COMMIT}\nentryID: ${FROM}\nskip: true\nnumber: 4\n`,
      { kind: 'annotation', number: 4, entries: [COMMIT, FROM], skip: true },
    ],
    ['another commit', 'Merge\n', undefined],
    ['an entry without its target', 'RSL Reference Entry\n\nref: refs/heads/main\n', undefined],
    ['an entry of no ref', `RSL Reference Entry\n\nref: main\ntargetID: ${COMMIT}\n`, undefined],
  ])('%s is read', (_, message, expected) => expect(readRslEntry(entry(message))).toEqual(expected));

  const ids = [oid('1'), oid('2'), oid('3')] as const;
  const chain = (messages: readonly string[]) =>
    new Map(messages.map((message, at) => [ids[at] as ObjectId, entry(message, at === 0 ? undefined : ids[at - 1])]));
  it('shows where refs pointed, without what was taken back', () => {
    const skip = `RSL Annotation Entry\n\nentryID: ${ids[1]}\nskip: true\nnumber: 3\n`;
    const log = readRsl(ids[2], chain([reference(1, FROM), reference(2, COMMIT), skip]));
    expect(log).toMatchObject({ entries: 3, annotations: 1, skipped: 1, unsigned: 3, faults: [] });
    expect(log.refs).toEqual(new Map([['refs/heads/main', FROM]]));
  });
  it.each([
    ['a number that does not follow', [reference(1, FROM), reference(5, COMMIT), reference(6, FROM)], 'number 1 before 5'],
    ['a commit that is no entry', [reference(1, FROM), 'x\n', reference(3, FROM)], 'no entry'],
  ])('says of %s', (_, messages, what) => expect(readRsl(ids[2], chain(messages)).faults[0]?.what).toContain(what));
  it('says of a commit that is missing', () => expect(readRsl(oid('9'), new Map()).faults).toEqual([{ commit: oid('9'), what: 'is not in this copy' }]));
});

describe('the policy of gittuf', () => {
  const part = (value: object) => ({ path: 'metadata/root.json', bytes: envelope(value) });
  it('is read as what it claims', () => {
    const root = { type: 'root', expires: '2026-04-23T12:33:38-04:00', githubApps: { 'https://gittuf.dev/github-app': { principalIDs: [APP] } } };
    const targets = {
      expires: '2026-05-01T00:00:00Z',
      delegations: { principals: { ada: { personID: 'ada', keys: { [KEY]: {} }, associatedIdentities: { app: 'ada+12' } }, key: { keytype: 'ssh' } } },
    };
    expect(readPolicy([part(root), part(targets), { path: 'x', bytes: bytes('{') }])).toEqual({
      expires: Date.parse('2026-04-23T16:33:38Z'),
      appKeys: [APP],
      people: [{ id: 'ada', keys: [KEY], accounts: ['github:ada'] }],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { AT, bytes, evidence, LANDMARK, made, map } from '../../../test/fixtures/certified.ts';
import { certifier } from '../../../test/fixtures/certifier.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, its types stand beside it
import { check } from '../edge/assay-check.mjs';

const LANDMARK_STEP = JSON.parse(made.certify(LANDMARK)).claim.step as string;

describe('a dishonest issuer, who has the key and seals what he likes', () => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a certificate may be made into
  type Change = (value: any) => void;
  const other = certifier({ map, evidence: evidence.slice(0, 40), at: AT });
  it.each<[string, string, Change, RegExp]>([
    [
      'leaves out a step that blocks',
      'signing-key:read',
      (it) => delete it.graph.steps[Object.keys(it.graph.steps).find((id) => it.graph.steps[id].closedBy?.[0]?.startsWith('signing-key-protected')) ?? ''],
      /cannot be taken/,
    ],
    [
      'says closed of what is undecided',
      'ca-key:read',
      (it) => {
        it.claim.reach = 'proven-closed';
        it.graph.way.mode = 'all';
        it.graph.wall.mode = 'may';
      },
      /through the wall/,
    ],
    [
      'says proven of what is undecided',
      'ca-key:read',
      (it) => {
        it.claim.reach = 'proven-reachable';
        it.graph.way.mode = 'must';
        delete it.graph.wall;
      },
      /cannot be taken/,
    ],
    [
      'shows a way for another claim',
      'ca-key:read',
      (it) => {
        it.claim.reach = 'proven-closed';
      },
      /does not show/,
    ],
    ['takes the steps in another order', 'signing-key:change', (it) => it.graph.way.steps.reverse(), /cannot be taken/],
    ['takes a step of its own', 'signing-key:change', (it) => it.graph.way.steps.push('no-such-step'), /cannot be taken/],
    [
      'names another goal',
      'signing-key:change',
      (it) => {
        it.claim.goal = 'video:read:every';
      },
      /does not lead/,
    ],
    [
      'stands the wall beside the goal',
      'signing-key:read',
      (it) => {
        it.graph.wall.outside = [];
      },
      /between start and goal/,
    ],
    [
      'stands the start outside the wall',
      'signing-key:read',
      (it) => {
        it.graph.start.push(...it.graph.wall.outside);
      },
      /between start and goal/,
    ],
    [
      'names another step as the landmark',
      LANDMARK,
      (it) => {
        it.claim.step = 'another';
      },
      /does not show/,
    ],
    [
      'has the wall leave out another step',
      LANDMARK,
      (it) => {
        it.claim.step = 'another';
        it.graph.wall.without = 'another';
      },
      /through the wall/,
    ],
    [
      'says a better verdict',
      'unique-device-credentials@camera',
      (it) => {
        it.claim.verdict = 'proven';
      },
      /the verdict is/,
    ],
    [
      'says a better verdict of a requirement',
      'cra:I.1.2a',
      (it) => {
        it.claim.verdict = 'proven';
      },
      /the verdict is/,
    ],
    [
      'says partly',
      'cra:I.1.2a',
      (it) => {
        it.claim.partly = true;
      },
      /the verdict is/,
    ],
    [
      'judges another subject',
      'signing-key-protected@signing-server',
      (it) => {
        it.instances['signing-key-protected@signing-server'].pieces = ['build-server'];
      },
      /something else/,
    ],
    [
      'judges another control',
      'signing-key-protected@signing-server',
      (it) => {
        it.instances['signing-key-protected@signing-server'].control = 'two-person-review';
      },
      /something else/,
    ],
    [
      'asks of a moment when the evidence had lapsed',
      'signing-key-protected@signing-server',
      (it) => {
        it.at = '2029-11-01T00:00:00Z';
      },
      /the verdict is stale/,
    ],
    [
      'asks of a moment before it was seen',
      'signing-key-protected@signing-server',
      (it) => {
        it.at = '2020-11-01T00:00:00Z';
      },
      /the verdict is unproven/,
    ],
    [
      'asks of no moment',
      'signing-key-protected@signing-server',
      (it) => {
        it.at = '2026-02-30T00:00:00Z';
      },
      /not a moment/,
    ],
    [
      'asks for a stronger method than there was',
      'signing-key-protected@signing-server',
      (it) => {
        it.controls['signing-key-protected'][0].atLeast = 'drill';
      },
      /the verdict is/,
    ],
    [
      'gives the evidence another method',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger.entries = it.ledger.entries.map((entry: string) => entry.replace(/"method":"\w+"/, '"method":"drill"'));
      },
      /not those that the checkpoint/,
    ],
    [
      'gives the evidence another subject',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger.entries = it.ledger.entries.map((entry: string) => entry.replaceAll('signing-server', 'build-server'));
      },
      /not those that the checkpoint/,
    ],
    ['gives an entry twice', 'signing-key-protected@signing-server', (it) => it.ledger.entries.push(it.ledger.entries.at(-1)), /in order, each once/],
    ['gives entries in another order', 'cra:I.1.2a', (it) => it.ledger.entries.reverse(), /missing|order|not those|too many|type/],
    ['gives a hash too many', 'signing-key-protected@signing-server', (it) => it.ledger.hashes.push(it.ledger.hashes[0]), /too many/],
    ['gives a hash too few', 'signing-key-protected@signing-server', (it) => it.ledger.hashes.pop(), /./],
    ['leaves out the evidence', 'signing-key-protected@signing-server', (it) => it.ledger.entries.pop(), /./],
    [
      'is another service',
      'signing-key-protected@signing-server',
      (it) => {
        it.service = 'kettle';
      },
      /used this map/,
    ],
    [
      'names another map',
      'signing-key-protected@signing-server',
      (it) => {
        it.map = `sha256:${'0'.repeat(64)}`;
      },
      /used this map/,
    ],
    [
      'takes the ledger of another',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger = JSON.parse(other.certify('signing-key-protected@signing-server')).ledger;
      },
      /./,
    ],
    [
      'takes the checkpoint of another',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger.checkpoint = JSON.parse(other.certify('signing-key-protected@signing-server')).ledger.checkpoint;
      },
      /not signed/,
    ],
    [
      'takes a key that is no key',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger.key = it.ledger.key.replace('+', '+0');
      },
      /verifier key/,
    ],
    [
      'passes the seal for a checkpoint',
      'signing-key-protected@signing-server',
      (it) => {
        it.ledger.checkpoint = JSON.parse(made.certify('ca-key:read')).seal;
      },
      /none of this ledger/,
    ],
    [
      'claims what there is no word for',
      'signing-key:read',
      (it) => {
        it.claim.reach = 'constructor';
      },
      /claim reach/,
    ],
    [
      'writes a mode so that it prints as another',
      'ca-key:read',
      (it) => {
        it.claim.reach = 'proven-closed';
        it.graph.way.mode = 'all';
        it.graph.wall.mode = ['may'];
      },
      /graph wall mode/,
    ],
    ['writes a mode of his own', 'signing-key:read', (it) => Object.assign(it.graph.wall, { mode: 'will' }), /graph wall mode/],
    [
      'takes a step out of the wall of a closed set',
      'ca-key:read',
      (it) => {
        it.claim = { kind: 'reach', goal: 'ca-key:read', reach: 'proven-closed', step: LANDMARK_STEP };
        it.graph.way.mode = 'all';
        it.graph.wall = { ...JSON.parse(made.certify(LANDMARK)).graph.wall, without: LANDMARK_STEP };
      },
      /claim step/,
    ],
    [
      'takes the step out and does not say so',
      'ca-key:read',
      (it) => {
        it.claim.reach = 'proven-closed';
        it.graph.way.mode = 'all';
        it.graph.wall = JSON.parse(made.certify(LANDMARK)).graph.wall;
      },
      /does not show/,
    ],
    ['adds a member to the claim', 'signing-key:read', (it) => Object.assign(it.claim, { audited: true }), /claim audited/],
    ['adds a member to the certificate', 'signing-key:read', (it) => Object.assign(it, { audited: true }), /it: audited/],
    [
      'makes a claim of a kind of its own',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.claim, { kind: 'compliance' }),
      /not as it must be/,
    ],
    [
      'makes a claim of a kind that only a shape has',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.claim, { kind: 'all' }),
      /not as it must be/,
    ],
    ['makes a verdict half of a requirement', 'signing-key-protected@signing-server', (it) => Object.assign(it, { answers: [] }), /it: answers/],
    [
      'says the rest is all',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.instances['signing-key-protected@signing-server'], { rest: 1 }),
      /rest is not/,
    ],
    [
      'says that a whole stands alone',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.instances['signing-key-protected@signing-server'], { alone: true }),
      /something else/,
    ],
    [
      'answers with another control',
      'cra:I.1.2a',
      (it) => {
        it.answers[0].at = ['no-such-part'];
      },
      /is not given/,
    ],
    ['does not say what is left over', 'cra:I.2.1', (it) => Object.assign(it, { remainder: 1 }), /remainder/],
    [
      'gives a number of members that is none',
      'unique-device-credentials@camera',
      (it) => Object.assign(it.populations, { camera: '1' }),
      /populations camera/,
    ],
    [
      'lets a check pass by a rule of its own',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.controls['signing-key-protected'][0], { passes: { anything: true } }),
      /passes anything/,
    ],
    [
      'lets a claim last for a time of its own',
      'signing-key-protected@signing-server',
      (it) => Object.assign(it.longest, { 'signing.key-in-hardware': 'for ever' }),
      /longest/,
    ],
    ['leaves the checks out', 'signing-key-protected@signing-server', (it) => Object.assign(it, { controls: {} }), /something else|undefined/],
    ['gives hashes that are shorter', 'signing-key-protected@signing-server', (it) => it.ledger.hashes.splice(0, 1, 'ab'), /hashes 0/],
    [
      'gives an entry of another spelling',
      'signing-key-protected@signing-server',
      (it) => it.ledger.entries.splice(0, 1, `${it.ledger.entries[0]} `),
      /canonical/,
    ],
  ])('%s', (_name, words, change, reason) => {
    const certificate = made.tampered(made.certify(words), change);
    const found = check(bytes(certificate));
    expect(found.status).toBe(1);
    expect(found.reason).toMatch(reason);
  });
});

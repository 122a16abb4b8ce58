import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Certifier, certifier } from '../../../test/fixtures/certifier.ts';
import { seeded } from '../../../test/random-problem.ts';
import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import { canonicalJson, Instant, type Json, Refused } from '../../core/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import { readEvidence } from '../../evidence/read.ts';
import { readMap } from '../../map/index.ts';
import { directJudgeOf } from '../directly.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, its types stand beside it
import { check } from '../edge/assay-check.mjs';
import type { ExclusionGranted } from '../events.ts';
import { standardPosition } from '../report/requirements.ts';
import { STANDARDS } from '../standards/index.ts';
import { draft } from './draft.ts';
import { refuseGrown, refuseUnsound } from './issue.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/camera-service', import.meta.url));
const map = readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml');
const evidence = globSync(`${EXAMPLE}/evidence/*.json`)
  .sort()
  .flatMap((file) => readEvidence(readFileSync(file, 'utf8'), file, { now: Instant.parse('2027-01-01T00:00:00Z') }));
const AT = '2026-11-01T00:00:00Z';
const made = certifier({ map, evidence, at: AT });
const bytes = (text: string) => new TextEncoder().encode(text);

/** One claim of each kind, none of them large. */
const LANDMARK = 'landmark:ca-key:read:issuing-key-copied:ca-key,device-ca';
const KINDS: readonly (readonly [string, string])[] = [
  ['a way that is proven', 'signing-key:change'],
  ['a way that is undecided', 'ca-key:read'],
  ['a closed set', 'signing-key:read'],
  ['no way at all', noWay(made)],
  ['a landmark', LANDMARK],
  ['a verdict', 'signing-key-protected@signing-server'],
  ['a verdict of a fleet with members', 'unique-device-credentials@camera'],
  ['a requirement', 'cra:I.1.2a'],
];

function noWay({ graph }: Certifier): string {
  const goals = graph.states.map((state) => state.id);
  const verdicts = reach(compile(toProblem(graph, { goals })));
  return goals.find((_, g) => verdicts[g] === 'no-way-known') ?? '';
}

describe('the checker', () => {
  const file = fileURLToPath(new URL('../edge/assay-check.mjs', import.meta.url));

  it('is one file of at most 200 lines, none wider than the formatter lets them be', () => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(200);
    expect(lines.filter((line) => line.length > 160 && !line.startsWith('/**'))).toEqual([]);
    const imports = lines.flatMap((line) => /^import .* from '([^']+)'/.exec(line)?.[1] ?? []);
    expect(imports).toEqual(['node:crypto', 'node:fs', 'node:url']);
  });

  it('says by its exit status what it found, where there is no Assay', () => {
    const run = (...args: string[]) => {
      try {
        return [0, execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })] as const;
      } catch (error) {
        const { status, stdout } = error as { readonly status: number; readonly stdout: string };
        return [status, stdout] as const;
      }
    };
    expect(run('no-such-file')[0]).toBe(2);
    expect(run(file)).toEqual([2, expect.stringMatching(/^Unreadable: /)]);
  });
});

describe.each(KINDS)('%s (%s)', (_, words) => {
  const certificate = made.certify(words);

  it.each([
    ['as it is', undefined],
    ['with the key from elsewhere', made.key],
  ])('is accepted %s', (_name, key) => {
    const { status, reason, trusted } = check(bytes(certificate), key);
    expect([status, reason]).toEqual([0, undefined]);
    expect(trusted.some((line) => line.includes('whoever made it chose it'))).toBe(key === undefined);
  });

  it('says the same of the whole ledger, and then needs no word that nothing was left out', () => {
    const whole = check(bytes(made.certify(words, { whole: true })), made.key);
    expect(whole.status).toBe(0);
    expect(whole.trusted.some((line) => line.includes('left out'))).toBe(false);
    expect(whole.proven).toEqual(check(bytes(certificate), made.key).proven);
  });

  it('is refused with any one bit of it turned', { timeout: 400_000 }, () => {
    const turned = Buffer.from(certificate);
    const accepted: number[] = [];
    for (let bit = 0; bit < turned.length * 8; bit += 1) {
      const [at, mask] = [bit >> 3, 1 << (bit & 7)];
      turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
      if (check(turned).status === 0) accepted.push(bit);
      turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
    }
    expect(accepted).toEqual([]);
    expect(turned.toString()).toBe(certificate);
  });

  it.each([
    ['a line end more', (text: string) => `${text}\n`],
    ['no line end', (text: string) => text.trimEnd()],
    ['a mark of byte order', (text: string) => `\ufeff${text}`],
    ['white space', (text: string) => text.replace(',', ', ')],
    ['an escape for a letter', (text: string) => text.replace('"at"', '"\\u0061t"')],
    ['members in another order', (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))],
    ['a member twice', (text: string) => text.replace('{', '{"at":"2026-11-01T00:00:00Z",')],
    ['a number of another spelling', (text: string) => text.replace(/\d(?=[,}])/, '$&.0')],
    [
      'base64 of another spelling',
      (text: string) => text.replace(/(.)(=\\n"})/, (_all, last: string, rest: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}${rest}`),
    ],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
  ])('is refused with %s, though it means the same', (_name, change) => {
    const changed = change(certificate);
    if (changed !== certificate) expect(check(bytes(changed)).status).not.toBe(0);
  });

  it('is refused by the key of another ledger', () => {
    expect(check(bytes(certificate), certifier({ map, evidence: [], at: AT }).key)).toMatchObject({ status: 1 });
  });
});

it('a large certificate is refused with any of 5,000 bits turned', { timeout: 400_000 }, () => {
  const turned = Buffer.from(made.certify('video:read:every', { whole: true }));
  expect(turned.length).toBeGreaterThan(50_000);
  const random = seeded(8);
  let accepted = 0;
  for (let i = 0; i < 5000; i += 1) {
    const bit = Math.floor(random() * turned.length * 8);
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
    if (check(turned).status === 0) accepted += 1;
    turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
  }
  expect(accepted).toBe(0);
});

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
      /does not show/,
    ],
  ])('%s', (_name, words, change, reason) => {
    const certificate = made.tampered(made.certify(words), change);
    const found = check(bytes(certificate));
    expect(found.status).toBe(1);
    expect(found.reason).toMatch(reason);
  });

  it('leaves out a member of which an entry speaks', () => {
    const words = 'unique-device-credentials@camera';
    const certificate = made.tampered(made.certify(words, { whole: true }), (it) => {
      const one = it.instances[words];
      expect(one.pieces.some((piece: string) => piece.includes('#'))).toBe(true);
      one.pieces = one.pieces.filter((piece: string) => !piece.includes('#'));
    });
    expect(check(bytes(certificate))).toMatchObject({ status: 1, reason: expect.stringContaining('leaves out camera/') });
  });

  it('makes nothing of it that crashes or hangs the checker: any value of it becomes any other', () => {
    const certificates = KINDS.map(([, words]) => made.certify(words));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (which, where, value) => {
        const certificate = made.tampered(certificates[which % certificates.length] ?? '', (it) => {
          const places: [Record<string, unknown>, string][] = [];
          const walk = (node: unknown) => {
            if (typeof node !== 'object' || node === null) return;
            for (const key of Object.keys(node)) {
              places.push([node as Record<string, unknown>, key]);
              walk((node as Record<string, unknown>)[key]);
            }
          };
          walk(it);
          const [node, key] = places[where % places.length] ?? [it, 'at'];
          node[key] = value;
          // The key is what it is sealed by.
          if (it.ledger?.key !== made.key) it.ledger = { ...it.ledger, key: made.key };
        });
        expect([0, 1, 2]).toContain(check(bytes(certificate)).status);
      }),
      { numRuns: 1500, seed: 3 },
    );
  });
});

describe('what is no certificate is said to be unreadable, and never crashes the checker', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a number', '1'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['a huge number', '{"format":"assay-certificate/2","at":1e400}'],
    ['deep nesting', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['a prototype', '{"__proto__":{"format":"assay-certificate/1"}}'],
    ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0x7d])],
  ])('%s', (_name, text) => {
    expect(check(typeof text === 'string' ? bytes(text) : text)).toMatchObject({ status: 2, reason: expect.any(String) });
  });

  it.each([
    ['nothing in it', '{"format":"assay-certificate/1"}\n'],
    ['deep nesting in it', `{"a":${'['.repeat(90)}${']'.repeat(90)},"format":"assay-certificate/1"}\n`],
    ['deeper nesting in it', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"format":"assay-certificate/1"}\n`],
  ])('with %s it is refused', (_name, text) => expect(check(bytes(text))).toMatchObject({ status: 1 }));
});

describe('checker and engine judge alike', () => {
  const controls = made.position.controls.flatMap(({ control, subjects }) => subjects.map((one) => `${control.id}@${one.subject}`));

  it('every verdict of the example, and a score of moments and shares of its evidence', { timeout: 400_000 }, () => {
    const random = seeded(40);
    const moments = ['2026-11-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-12-20T00:00:00Z', '2027-03-01T00:00:00Z'];
    const seen = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const some = round === 0 ? evidence : evidence.filter(() => random() < 0.7).flatMap((one) => altered(one, random));
      const exclusions = controls
        .filter(() => random() < 0.1)
        .map(
          (at): ExclusionGranted => ({
            type: 'exclusion.granted',
            control: at.slice(0, at.indexOf('@')),
            subject: at.slice(at.indexOf('@') + 1),
            reason: 'replaced next year',
            approver: 'head of product',
            grantedAt: '2026-09-01T00:00:00Z',
            until: '2027-01-01T00:00:00Z',
          }),
        );
      const one = certifier({ map, evidence: some, exclusions, at: moments[round % moments.length] ?? AT });
      const asked = round === 0 ? controls : controls.filter(() => random() < 0.15);
      for (const words of asked) {
        const certificate = one.certify(words);
        seen.add(JSON.parse(certificate).claim.verdict);
        expect(check(bytes(certificate), one.key), `round ${round} ${words}`).toMatchObject({ status: 0 });
      }
      for (const { state } of one.graph.goals.filter(() => round === 0 || random() < 0.2)) {
        const certificate = one.certify(state);
        seen.add(JSON.parse(certificate).claim.reach);
        expect(check(bytes(certificate), one.key), `round ${round} ${state}`).toMatchObject({ status: 0 });
      }
      for (const words of ['cra:I.1.2a', 'cra:I.2.1', 'nist-csf:PR.AA-01', 'en-303-645:5.1-1'])
        expect(check(bytes(one.certify(words)), one.key), `round ${round} ${words}`).toMatchObject({ status: 0 });
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['excluded', 'failing', 'proven', 'stale', 'unproven', 'proven-reachable', 'undecided', 'proven-closed']),
    );
  });
});

/** The statement as it was, or as somebody else might have made it. */
function altered(one: Evidence, random: () => number): readonly Evidence[] {
  const roll = random();
  if (roll < 0.1 && typeof one.value === 'boolean') return [one, { ...one, value: !one.value, observedAt: '2026-10-30T00:00:00.5Z' }];
  if (roll < 0.2) return [{ ...one, method: 'attestation' }];
  if (roll < 0.3) return [{ ...one, population: { total: 250_000, seen: Math.floor(random() * 250_000), query: 'a sample' } }];
  if (roll < 0.4) return [{ ...one, population: { total: 3, seen: 3, query: 'all' } }];
  return [one];
}

describe('claims that cannot be certified', () => {
  it.each([
    ['a word', 'hello there', 'ASSAY-CERT-001'],
    ['two states at once', 'video:read', 'ASSAY-CERT-001'],
    ['a landmark without a state', 'landmark:nothing', 'ASSAY-CERT-001'],
    ['a control where it is not owed', 'two-person-review@camera', 'ASSAY-CERT-002'],
    ['a variant that the map does not have', 'unique-device-credentials@camera/fw-0.0', 'ASSAY-CERT-002'],
    ['a requirement that there is not', 'cra:I.9', 'ASSAY-CERT-002'],
    ['a rule that no control answers', 'cert-c:STR31-C', 'ASSAY-CERT-002'],
    ['a step that there is not', 'landmark:ca-key:read:nothing', 'ASSAY-CERT-003'],
    ['a step that can be gone round', 'landmark:video:read:every:known-hole-in-server:update-server', 'ASSAY-CERT-003'],
    ['a step to what is closed', 'landmark:signing-key:read:signing-key-copied:signing-key,signing-server', 'ASSAY-CERT-003'],
    ['a state that there is not', 'kettle:read', 'ASSAY-ATTACK-001'],
  ])('%s', (_name, words, code) => {
    const codes = () => {
      try {
        made.certify(words);
        return [];
      } catch (error) {
        return error instanceof Refused ? error.faults.map((fault) => fault.code) : [String(error)];
      }
    };
    expect(codes()).toEqual([code]);
  });

  it('what the checker turns down (ASSAY-CERT-004)', () => {
    expect(() => refuseUnsound(undefined)).not.toThrow();
    expect(() => refuseUnsound('the seal is of another text')).toThrow(Refused);
  });

  it('a ledger that grew meanwhile (ASSAY-CERT-006)', () => {
    expect(() => refuseGrown(4, 4)).not.toThrow();
    expect(() => refuseGrown(4, 5)).toThrow(Refused);
  });
});

it('a requirement is certified with the verdict that the report gives it, in every standard', { timeout: 400_000 }, () => {
  let asked = 0;
  for (const standard of STANDARDS) {
    if (directJudgeOf(standard.id) !== undefined) continue;
    for (const row of standardPosition(standard, map, made.position).requirements) {
      if (row.verdict === 'not-applicable') continue;
      const words = `${standard.id}:${row.id}`;
      const { claim } = draft(words, { map, graph: made.graph, position: made.position, standards: STANDARDS });
      expect(claim, words).toMatchObject({ kind: 'requirement', verdict: row.verdict, partly: row.partly });
      asked += 1;
      if (asked % 8 === 0) expect(check(bytes(made.certify(words))), words).toMatchObject({ status: 0 });
    }
  }
  expect(asked).toBeGreaterThan(200);
});

it('the canonical form is the one that the ledger has', () => {
  const certificate = made.certify('cra:I.1.2a');
  expect(`${canonicalJson(JSON.parse(certificate) as Json)}\n`).toBe(certificate);
});

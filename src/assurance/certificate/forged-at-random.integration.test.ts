import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, KINDS, made } from '../../../test/fixtures/certified.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, its types stand beside it
import { check } from '../edge/assay-check.mjs';

describe('a dishonest issuer, who changes anything at all,', () => {
  /** All places in a value, each as what holds it and under which key. */
  const placesIn = (value: unknown): readonly (readonly [Record<string, unknown>, string])[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.keys(value).flatMap((key) => [[value as Record<string, unknown>, key] as const, ...placesIn((value as Record<string, unknown>)[key])]);
  const certificates = KINDS.map(([, words]) => made.certify(words));
  const words = fc.constantFrom(
    'must',
    'may',
    'all',
    'proven',
    'failing',
    'unproven',
    'proven-closed',
    'proven-reachable',
    'undecided',
    'no-way-known',
    'subset-of',
    'camera',
    '__proto__',
    'constructor',
  );
  /** What a value becomes: anything, a word that the format has, itself in a list, or nothing at all. */
  const becomes = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }).map((value) => () => value as unknown),
    words.map((word) => () => word as unknown),
    fc.constant((was: unknown) => [was] as unknown),
    fc.constant((was: unknown) => (typeof was === 'number' ? String(was) : !was) as unknown),
    fc.constant(() => undefined as unknown),
  );
  const change = (it: Record<string, unknown>, where: number, become: (was: unknown) => unknown) => {
    const places = placesIn(it);
    const [node, key] = places[where % places.length] ?? [it, 'at'];
    const made = become(node[key]);
    if (made === undefined) delete node[key];
    else node[key] = made;
  };
  const said = ({ claim, service, map: digest, at }: Record<string, unknown>) => ({ claim, service, digest, at: Date.parse(String(at)) });

  it('makes nothing else of it that is accepted, nor that crashes or hangs the checker: any value of it becomes any other', () => {
    const count = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.nat(), becomes, (which, where, become) => {
        const honest = certificates[which % certificates.length] ?? '';
        const forged = made.tampered(honest, (it) => {
          change(it, where, become);
          // The key is what it is sealed by.
          if (it.ledger?.key !== made.key) it.ledger = { ...it.ledger, key: made.key };
        });
        const { status } = check(bytes(forged), made.key);
        expect([0, 1, 2]).toContain(status);
        count[status === 0 ? 'accepted' : 'refused'] += 1;
        // What the checker cannot tell is by which name a standard goes. All else that a certificate says was so before it was changed.
        const named = ({ claim, ...rest }: Record<string, unknown>) =>
          said({ ...rest, claim: { ...(claim as object), standard: '', edition: '', requirement: '' } });
        if (status === 0) expect(named(JSON.parse(forged))).toEqual(named(JSON.parse(honest)));
      }),
      { numRuns: 4000, seed: 3 },
    );
    expect(count.accepted).toBeGreaterThan(0);
    expect(count.refused).toBeGreaterThan(3000);
  });

  it('makes no false claim that is accepted, whatever else he changes that does not stand on the list of what is trusted', () => {
    const TRUSTED = new Set(['claim', 'at', 'service', 'map', 'library', 'controls', 'longest', 'populations', 'answers', 'remainder', 'seal']);
    const reaches = ['proven-reachable', 'undecided', 'proven-closed', 'no-way-known'];
    const verdicts = ['failing', 'unproven', 'stale', 'excluded', 'proven'];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.array(fc.tuple(fc.nat(), becomes), { minLength: 1, maxLength: 3 }), (which, lie, changes) => {
        const honest = certificates[which % certificates.length] ?? '';
        const forged = made.tampered(honest, (it) => {
          if (it.claim.kind === 'landmark') it.claim = { kind: 'reach', goal: it.claim.goal, reach: reaches[lie % 2 === 0 ? 2 : 3] };
          else if (it.claim.kind === 'reach') it.claim.reach = reaches.filter((one) => one !== it.claim.reach)[lie % 3];
          else it.claim.verdict = verdicts.filter((one) => one !== it.claim.verdict)[lie % 4];
          // Which steps there are follows from the map. How they are taken, and what holds the wall, does not.
          const { steps: _, start: _start, ...shown } = it.graph ?? {};
          const free = { ...Object.fromEntries(Object.entries(it).filter(([key]) => !TRUSTED.has(key) && key !== 'graph')), shown };
          for (const [where, become] of changes) change(free, where, become);
          if (it.graph !== undefined) it.graph = { ...(typeof free.shown === 'object' ? free.shown : {}), steps: it.graph.steps, start: it.graph.start };
          const { shown: _shown, ...rest } = free;
          for (const key of Object.keys(it)) if (!TRUSTED.has(key) && key !== 'graph' && !(key in rest)) delete it[key];
          Object.assign(it, rest);
          if (it.ledger?.key !== made.key) it.ledger = { ...it.ledger, key: made.key };
        });
        expect(check(bytes(forged), made.key).status).not.toBe(0);
      }),
      { numRuns: 4000, seed: 5 },
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

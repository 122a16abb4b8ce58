import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Digest, Instant, Refused } from '../../../core/index.ts';
import { readMap } from '../../../map/index.ts';
import type { ObjectId } from '../../git/object.ts';
import { judgeRelease } from '../gate.ts';
import type { LinkFact } from '../link.ts';
import { readPolicy } from '../policy.ts';
import { keptFact } from '../record.ts';
import { factsOf, keepFact } from './facts.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-facts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const AT = Instant.parse('2026-11-23T12:00:00Z');
const map = readMap('assay: service/1\nservice: { id: kettles, name: Kettles }\nparts:\n  - { id: source, kind: repository, name: Source }\n', 'service.yaml');
const unsigned = (n: number): LinkFact => ({
  link: 'signatures',
  about: { release: 'v1', commit: 'a'.repeat(40) as ObjectId },
  state: 'broken',
  reasons: Array.from({ length: n }, (_, i) => ({ code: 'not-signed', place: `commit ${i}`, what: 'There is no signature.', remedy: 'Sign it.' })),
  counts: {},
  at: AT,
  inputs: [],
});
const policy = readPolicy(
  'format: release-policy/1\nrequire:\n  signatures: { within: P7D, allow: { not-signed: { atMost: 9, until: 2026-12-31, because: Keys come later. } } }\n',
  'release-policy.yaml',
);
const passes = (facts: readonly LinkFact[]) => judgeRelease(facts, policy, { release: 'v1', at: AT }).pass;

describe('the file of a fact', () => {
  it.each([
    [9, true],
    [10, false],
    [150, false],
  ])('makes no allowance wider where it is erased: %i reasons', (n, expected) => {
    const kept = keptFact(unsigned(n), map, 'source');
    const erased = factsOf(folder, [{ ...kept.entry.body, recordedAt: Instant.format(AT) }]);
    expect(erased[0]).toMatchObject({ part: 'source', state: 'broken' });
    expect(passes(erased)).toBe(expected);
    keepFact(folder, kept);
    expect(passes(factsOf(folder, [{ ...kept.entry.body, recordedAt: Instant.format(AT) }]))).toBe(expected);
  });

  it('is refused where it is another than the ledger names', () => {
    const kept = keptFact(unsigned(3), map);
    writeFileSync(join(folder, 'raw', Digest.of(kept.text).slice('sha256:'.length)), '{"reasons":[]}');
    let code: string | undefined;
    try {
      factsOf(folder, [{ ...kept.entry.body, recordedAt: Instant.format(AT) }]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      code = error.faults[0]?.code;
    }
    expect(code).toBe('ASSAY-RELEASE-010');
  });
});

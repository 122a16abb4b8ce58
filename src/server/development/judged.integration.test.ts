import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { ChainLink } from '../../development/release/gate.ts';
import type { LinkFact } from '../../development/release/link.ts';
import { type Judging, linkShown } from './judged.ts';

const look = (part: string, state: LinkFact['state'], at: string): LinkFact => ({
  link: 'findings',
  about: { release: 'v1' },
  part,
  state,
  reasons: state === 'proven' ? [] : [{ code: 'new-error', place: 'a.c', what: 'It is so.', remedy: 'Mend it.' }],
  counts: {},
  at: Instant.parse(at),
  inputs: [],
});
const entry = (fact: LinkFact, seq: number) => {
  const { reasons: _, at, ...rest } = fact;
  return { seq, recordedAt: Instant.format(at), body: { ...rest, inputs: [], at: Instant.format(at), codes: {}, fact: Digest.of(`${seq}`) } };
};

describe('a link of a release', () => {
  it('shows the day, the entry and the part of the look that has its state, and not of a newer one of another part', () => {
    const [bad, good] = [look('firmware', 'broken', '2026-11-20T00:00:00Z'), look('app', 'proven', '2026-11-22T00:00:00Z')];
    const one: ChainLink = { link: 'findings', asked: true, state: 'broken', verdict: 'stopped', fact: bad, reasons: [] };
    // Of all that a page is judged by, a link needs the folder of kept files and the policy.
    const judging = { desk: { dataDir: tmpdir() }, policy: { state: 'none', file: 'release-policy.yaml' } } as unknown as Judging;
    const entries = new Map([
      [bad, entry(bad, 3)],
      [good, entry(good, 5)],
    ]);
    expect(linkShown(one, entries, judging)).toMatchObject({ state: 'broken', at: '2026-11-20T00:00:00Z', entry: 3, part: 'firmware' });
    expect(linkShown({ ...one, state: 'proven', fact: good }, entries, judging)).toMatchObject({
      state: 'proven',
      at: '2026-11-22T00:00:00Z',
      entry: 5,
      part: 'app',
    });
  });
});

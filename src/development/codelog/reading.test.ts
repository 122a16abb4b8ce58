import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Digest, Instant, Refused } from '../../core/index.ts';
import { signCheckpoint } from '../../ledger/checkpoint.ts';
import { publicKeyOf, signerOf, verifyEd25519 } from '../../ledger/edge/ed25519.ts';
import { writeEntry } from '../../ledger/entry.ts';
import { type Hash, leafHashOfBytes } from '../../ledger/hash.ts';
import type { Entry, Seq } from '../../ledger/model.ts';
import { EMPTY_RANGE, grow, rootOf } from '../../ledger/range.ts';
import { verifierKey } from '../../ledger/signed-note.ts';
import { EMPTY_EDGE, extend, nodesFromTiles } from '../../ledger/tiles.ts';
import { consistencyPath, inclusionPath } from '../../ledger/tree-proof.ts';
import type { ObjectId } from '../git/object.ts';
import { expectedLine, readExpectation } from './expectation.ts';
import { draftOf, identityOf, type Leaf } from './leaf.ts';
import { logLink, viewOf } from './link.ts';
import { checkLogProof, formatLogProof, parseLogProof } from './log-proof.ts';
import { freshState, judgeAge, judgeHead, type MonitorState, readMonitorState, readOn } from './monitor.ts';
import { ALARMING, compareRefs, leavesFor, refsOf } from './refs.ts';

const T = Instant.parse('2026-11-23T00:00:00Z');
const id = (letter: string) => letter.repeat(40) as ObjectId;
const ref = (name: string, at: string, follows?: number): Leaf => ({
  kind: 'ref',
  repository: 'fw',
  ref: name,
  object: id(at),
  commit: id(at),
  ...(follows === undefined ? {} : { follows }),
});
const statement = (kind: 'review' | 'release', text: string, more: object = {}): Leaf => ({ kind, digest: Digest.of(text), ...more });

const entryOf = (leaf: Leaf, seq: number): Entry => {
  const { type, body } = draftOf(leaf);
  return { seq: seq as Seq, recordedAt: T, type, body, canonical: writeEntry({ type, body: canonicalJson(body) }, seq, Instant.format(T)) };
};
const bytesOf = (leaves: readonly Leaf[]) => leaves.map((leaf, i) => new TextEncoder().encode(entryOf(leaf, i).canonical));
const headOf = (entries: readonly Uint8Array[]) => {
  const range = grow(EMPTY_RANGE);
  for (const entry of entries) range.push(leafHashOfBytes(entry), 0);
  return { origin: 'log.example/a', size: entries.length, root: rootOf(range.range()) };
};
const many = (count: number) => Array.from({ length: count }, (_, i) => statement('review', `${i}`));

function read(state: MonitorState, entries: readonly Uint8Array[], list?: string, head = headOf(entries)) {
  const reading = readOn(state, list === undefined ? undefined : readExpectation(list, 'expected'));
  for (const entry of entries.slice(reading.from * 256)) reading.take(entry);
  return reading.finish(head, T);
}
const begin = freshState('log.example/a', T);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.faults[0]?.code : String(error);
  }
}

describe('a monitor', () => {
  it('goes on from where it stopped, at whatever sizes it stopped', () => {
    const all = bytesOf(many(600));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 6 }), (sizes) => {
        let state = begin;
        for (const size of sizes.toSorted((a, b) => a - b)) {
          const result = read(state, all.slice(0, size));
          expect(result.alarms).toEqual([]);
          expect(result.read).toBe(size - state.size);
          state = readMonitorState(JSON.stringify(result.state), 'state.json');
          expect(state).toMatchObject({ size, root: headOf(all.slice(0, size)).root });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('sees a log that shrank, forked, or changed what it gave before', () => {
    const all = bytesOf(many(300));
    const { state } = read(begin, all);
    expect(judgeHead(state, headOf(all.slice(0, 299)))).toMatchObject({ code: 'shrank' });
    expect(judgeHead(state, { ...headOf(all), root: 'a'.repeat(64) as Hash })).toMatchObject({ code: 'forked' });
    expect(judgeHead(state, headOf(all))).toBeUndefined();
    // Signed consistently from the changed entry on: the root that was seen before is what tells.
    const changed = all.with(280, new TextEncoder().encode('other'));
    const grown = [...changed, ...bytesOf(many(1))];
    const result = read(state, grown);
    expect(result.alarms).toMatchObject([{ code: 'entries-denied', what: expect.stringContaining('other entries among the first 300') }]);
    expect(result.state).toBe(state);
  });

  it('sees entries that are not those that were signed, and keeps its state', () => {
    const all = bytesOf(many(10));
    for (const given of [all.slice(0, 9), [...all, ...bytesOf(many(1))], all.with(3, Uint8Array.of(1)), []]) {
      const result = read(begin, given, undefined, headOf(all));
      expect(result.alarms).toMatchObject([{ code: 'entries-denied' }]);
      expect(result.state).toBe(begin);
    }
  });

  it('alarms on what is in the operator’s name and not on the list, until it is', () => {
    const leaves = [statement('release', 'mine'), statement('release', 'not mine')];
    const list = expectedLine(leaves[0] as Leaf);
    const first = read(begin, bytesOf(leaves), list);
    expect(first.alarms).toMatchObject([{ code: 'unexpected', index: 1, leaf: identityOf(leaves[1] as Leaf) }]);
    // Nobody heeded it: it is said again, though nothing is new.
    const second = read(first.state, bytesOf(leaves), list);
    expect(second).toMatchObject({ read: 0, alarms: [{ code: 'unexpected', index: 1 }] });
    const third = read(second.state, bytesOf(leaves), `${list}{"leaf":"${identityOf(leaves[1] as Leaf)}"}\n`);
    expect(third.alarms).toEqual([]);
  });

  it('takes a statement for expected under whatever else is said of it', () => {
    const leaf = statement('review', 'mine', { by: ['ada'] });
    expect(read(begin, bytesOf([leaf]), `{"statement":"${Digest.of('mine')}"}\n`).alarms).toEqual([]);
  });

  it('keeps to what is the operator’s own in a log of several', () => {
    const leaves = [
      statement('review', 'a', { by: ['ada'] }),
      statement('review', 'b', { by: ['eve'] }),
      statement('release', 'c', { repository: 'fw' }),
      ref('refs/heads/x', 'a'),
    ];
    const own = (value: object) => read(begin, bytesOf(leaves), `${JSON.stringify({ own: value })}\n`).alarms.map(({ index }) => index);
    expect(own({ by: ['ada'], repositories: ['other'] })).toEqual([0]);
    expect(own({ by: ['mallory'], repositories: ['fw'] })).toEqual([2, 3]);
    expect(own({ by: ['mallory'], repositories: ['other'] })).toEqual([]);
    // Entered by a stranger, and signed, it is said, by a key of ours.
    const stolen = [statement('release', 'd', { signers: [Digest.of('key-1')] })];
    expect(read(begin, bytesOf(stolen), '{"own":{"keys":["key-1"]}}\n').alarms).toMatchObject([{ code: 'unexpected', index: 0 }]);
    expect(read(begin, bytesOf(stolen), '{"own":{"keys":["key-2"]}}\n').alarms).toEqual([]);
  });

  it('alarms on an entry that nothing ties to anybody of whom the list speaks, until it is on the list', () => {
    const bare = statement('release', 'bare');
    const leaves = [bare, statement('review', 'b', { by: ['eve'] }), statement('release', 'c', { repository: 'theirs' }), ref('refs/heads/x', 'a')];
    const alarms = (own: object, more = '') =>
      read(begin, bytesOf(leaves), `${JSON.stringify({ own })}\n${more}`).alarms.map(({ code, index }) => [code, index]);
    expect(alarms({ by: ['ada'], repositories: ['mine'], keys: ['k'] })).toEqual([['untied', 0]]);
    // What the list says nothing of ties nothing: of refs nobody says who they are by.
    expect(alarms({ repositories: ['mine'] })).toEqual([
      ['untied', 0],
      ['untied', 1],
    ]);
    expect(alarms({ by: ['ada'] })).toEqual([
      ['untied', 0],
      ['untied', 2],
      ['untied', 3],
    ]);
    expect(alarms({ by: ['ada'], repositories: ['mine'] }, `{"statement":"${Digest.of('bare')}"}\n`)).toEqual([]);
    const first = read(begin, bytesOf(leaves), '{"own":{"by":["ada"],"repositories":["mine"]}}\n');
    expect(read(first.state, bytesOf(leaves), '{"own":{"by":["ada"],"repositories":["mine"]}}\n').alarms).toMatchObject([{ code: 'untied', index: 0 }]);
    expect(read(first.state, bytesOf(leaves), expectedLine(bare)).alarms).toEqual([]);
  });

  it('alarms on an entry that it cannot read wherever there is a list, and counts it elsewhere', () => {
    const strange = [new TextEncoder().encode('{"release":"v1"}'), Uint8Array.of(0xff)];
    expect(read(begin, strange, '').alarms).toMatchObject([
      { code: 'unreadable', index: 0 },
      { code: 'unreadable', index: 1 },
    ]);
    // Spoilt on purpose, an entry of ours would be in nobody's name.
    const spoilt = writeEntry({ type: 'code.review', body: canonicalJson({ digest: Digest.of('x'), by: ['ada'], more: 1 }) }, 0, Instant.format(T));
    expect(read(begin, [new TextEncoder().encode(spoilt)], '{"own":{"by":["ada"]}}\n').alarms).toMatchObject([{ code: 'unreadable', index: 0 }]);
    expect(read(begin, strange, '{"own":{"by":["ada"]}}\n').alarms).toMatchObject([{ code: 'unreadable' }, { code: 'unreadable' }]);
    const settled = strange.map((bytes) => `{"leaf":"${Digest.of(bytes)}"}\n`).join('');
    expect(read(begin, strange, settled)).toMatchObject({ alarms: [], foreign: 2 });
    expect(read(begin, strange)).toMatchObject({ alarms: [], foreign: 2 });
  });

  it('sees a tag that moved, across runs, and no branch that went on', () => {
    const leaves = [ref('refs/tags/v1', 'a'), ref('refs/heads/main', 'a'), ref('refs/heads/main', 'b', 1)];
    const { state, alarms } = read(begin, bytesOf(leaves));
    expect(alarms).toEqual([]);
    const moved = [...leaves, ref('refs/tags/v1', 'b', 0)];
    expect(read(state, bytesOf(moved)).alarms).toMatchObject([
      { code: 'tag-moved', index: 3, what: expect.stringContaining(`pointed to ${id('a')} by entry 0`) },
    ]);
    expect(read(state, bytesOf(moved), moved.map(expectedLine).join('')).alarms).toEqual([]);
  });

  it('keeps and shows so many alarms, and counts the rest', () => {
    const result = read(begin, bytesOf(many(1100)), '');
    expect(result.state.open).toHaveLength(1000);
    expect(result.alarms.at(-1)?.what).toBe('100 further entries are to be looked at');
  });

  it('says when a checkpoint is too old', () => {
    expect(judgeAge(T, Instant.of(T + 1000), 1000)).toBeUndefined();
    expect(judgeAge(T, Instant.of(T + 1001), 1000)).toMatchObject({ code: 'stalled' });
  });

  it('refuses state that is none, and never hangs on it', () => {
    const sound = JSON.stringify(read(begin, bytesOf(many(300))).state);
    expect(codeOf(() => readMonitorState(sound, 'state.json'))).toBeUndefined();
    for (const bad of ['{}', sound.replace('"size":300', '"size":3'), sound.replace('"height":8', '"height":7'), sound.replace('"peaks":[', '"peaks":[null,')])
      expect(codeOf(() => readMonitorState(bad, 'state.json'))).toBe('ASSAY-CODELOG-010');
    fc.assert(
      fc.property(fc.nat(sound.length), fc.string({ maxLength: 3 }), (at, put) => {
        expect(codeOf(() => readMonitorState(sound.slice(0, at) + put + sound.slice(at + 1), 'state.json')) ?? 'ASSAY-').toMatch(/^ASSAY-/);
      }),
    );
  });
});

describe('a list of what is expected', () => {
  it.each([['[]'], ['{}'], ['{"leaf":"x"}'], ['{"own":[]}'], ['{"own":{"by":"ada"}}'], ['{"leaf":1,"own":{}}']])('is refused: %s', (line) => {
    expect(codeOf(() => readExpectation(`\n${line}\n`, 'expected'))).toBe('ASSAY-CODELOG-005');
  });
});

describe('a proof', () => {
  const pair = generateKeyPairSync('ed25519').privateKey;
  const key = verifierKey('log.example/a', publicKeyOf(pair));
  const entries = bytesOf(many(20));
  const { tiles } = extend(EMPTY_EDGE, entries.map(leafHashOfBytes));
  const nodes = nodesFromTiles(
    (level, index) => tiles.findLast((tile) => tile.level === level && tile.index === index) ?? { level, index, hashes: new Uint8Array() },
  );
  const note = (size: number) => signCheckpoint(size, headOf(entries.slice(0, size)).root, key, signerOf(pair));
  const inclusion = (index: number, size: number) =>
    formatLogProof({ kind: 'inclusion', entry: entries[index] as Uint8Array, index, path: inclusionPath(nodes, index, size), checkpoint: note(size) });
  const growth = (from: number, to: number) =>
    formatLogProof({ kind: 'consistency', path: consistencyPath(nodes, from, to), older: note(from), newer: note(to) });

  it('of any entry under any checkpoint holds, and comes back as it was written', () => {
    for (let size = 1; size <= 20; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const text = inclusion(index, size);
        expect(checkLogProof(parseLogProof(text, 'p'), key, verifyEd25519, 'p').size).toBe(size);
        expect(formatLogProof(parseLogProof(text, 'p'))).toBe(text);
      }
      expect(checkLogProof(parseLogProof(growth(size, 20), 'p'), key, verifyEd25519, 'p').size).toBe(20);
      expect(formatLogProof(parseLogProof(growth(size, 20), 'p'))).toBe(growth(size, 20));
    }
  });

  it('is in the form of C2SP tlog-proof', () => {
    expect(inclusion(1, 2).split('\n').slice(0, 4)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${Buffer.from(entries[1] as Uint8Array).toString('base64')}`,
      'index 1',
      Buffer.from(leafHashOfBytes(entries[0] as Uint8Array), 'hex').toString('base64'),
    ]);
  });

  it('with anything changed holds no more, and says so in one way', () => {
    const real = [inclusion(5, 20), growth(7, 20)];
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(2000), fc.string({ maxLength: 3 }), fc.nat(3), (text, at, put, cut) => {
        const changed = text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut);
        if (changed === text) return;
        expect(codeOf(() => checkLogProof(parseLogProof(changed, 'p'), key, verifyEd25519, 'p'))).toMatch(/^ASSAY-(?:CODELOG-008|LEDGER-01[013])$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [''],
    ['x'.repeat(300_000)],
    ['c2sp.org/tlog-proof@v1\nindex 0\n\nx'],
    ['c2sp.org/tlog-proof@v1\nextra AA==\nindex 00\n\nx'],
    ['assay-log-consistency/1\n\nx\n\ny'],
  ])('is none: %#', (text) => {
    expect(codeOf(() => parseLogProof(text, 'p'))).toBe('ASSAY-CODELOG-008');
  });
});

describe('refs', () => {
  const fold = (leaves: readonly Leaf[]) => {
    const { take, history } = refsOf('fw');
    leaves.forEach((leaf, i) => {
      take(entryOf(leaf, i));
    });
    return history;
  };
  const now = (name: string, at: string) => ({ ref: name, object: id(at), commit: id(at) });

  it.each([
    ['a tag that stands', 'refs/tags/v1', ['a'], 'a', 'same'],
    ['a new tag', 'refs/tags/v1', [], 'a', 'new'],
    ['a tag that moved', 'refs/tags/v1', ['a'], 'b', 'moved'],
    ['a tag that moved, and was logged again', 'refs/tags/v1', ['a', 'b'], 'b', 'moved-before'],
    ['a tag that moved away and back', 'refs/tags/v1', ['a', 'b', 'a'], 'a', 'moved-before'],
    ['a branch that went on', 'refs/heads/m', ['a'], 'b', 'forward'],
    ['a branch that was rewritten', 'refs/heads/m', ['b'], 'a', 'rewritten'],
    ['a branch that came back and stands', 'refs/heads/m', ['a', 'b', 'a'], 'a', 'same'],
  ])('%s', (_, name, before, at, state) => {
    const history = fold(before.map((one, i) => ref(name, one, i === 0 ? undefined : i - 1)));
    expect(compareRefs(history, [now(name, at)], (old, young) => old < young)).toMatchObject([{ state, ref: name }]);
  });

  it('that are gone are said of tags alone', () => {
    const findings = compareRefs(fold([ref('refs/tags/v1', 'a'), ref('refs/heads/m', 'a')]), [], () => true);
    expect(findings).toMatchObject([{ state: 'gone', ref: 'refs/tags/v1', logged: { index: 0 } }]);
    expect(ALARMING.has('gone')).toBe(true);
    expect(leavesFor('fw', findings)).toEqual([]);
  });

  it('are entered after the entry that they follow, so that a way back is a new fact', () => {
    const history = fold([ref('refs/heads/m', 'a'), ref('refs/heads/m', 'b', 0)]);
    const [leaf] = leavesFor(
      'fw',
      compareRefs(history, [now('refs/heads/m', 'a')], () => false),
    );
    expect(leaf).toEqual(ref('refs/heads/m', 'a', 1));
    expect(identityOf(leaf as Leaf)).not.toBe(identityOf(ref('refs/heads/m', 'a')));
  });

  it('of another repository are another thing', () => {
    expect(fold([{ ...ref('refs/tags/v1', 'a'), repository: 'other' } as Leaf]).size).toBe(0);
  });
});

describe('the link of a release', () => {
  const tag = ref('refs/tags/v1', 'a');
  const release = statement('release', 'r', { subjects: [`gitCommit:${id('a')}`] });
  const review = statement('review', 'v', { subjects: [`gitTree:${id('c')}`] });
  const about = { release: 'v1', commit: id('a'), tree: id('c') };
  const seen = { size: 3, by: ['w.example/1'], checkpoint: 'note' };
  const link = (leaves: readonly Leaf[], cosigned: typeof seen | undefined, of: Parameters<typeof logLink>[1] = about) => {
    const { take, view } = viewOf('fw');
    leaves.forEach((leaf, i) => {
      take(entryOf(leaf, i));
    });
    const { state, reasons, counts } = logLink(view(cosigned), of, T);
    return { state, codes: reasons.map(({ code }) => code), counts };
  };

  it('is proven where everything is in the log and witnessed', () => {
    expect(link([tag, release, review], seen)).toEqual({ state: 'proven', codes: [], counts: { places: 1, releases: 1, reviews: 1, witnesses: 1 } });
  });

  it.each<[string, readonly Leaf[], typeof seen | undefined, string, string]>([
    ['the tag moved', [tag, release, review, ref('refs/tags/v1', 'b', 0), ref('refs/tags/v1', 'a', 3)], { ...seen, size: 5 }, 'broken', 'tag-moved'],
    ['the log has the tag elsewhere', [ref('refs/tags/v1', 'b'), release, review], seen, 'broken', 'ref-elsewhere'],
    ['the tag is not logged', [release, review], seen, 'unknown', 'ref-not-logged'],
    ['no release entry', [tag, review], seen, 'unknown', 'release-not-logged'],
    ['no review entry', [tag, release], seen, 'unknown', 'review-not-logged'],
    ['no witness', [tag, release, review], undefined, 'unknown', 'not-cosigned'],
    ['witnesses that saw less', [tag, release, review], { ...seen, size: 2 }, 'unknown', 'not-cosigned'],
  ])('says: %s', (_, leaves, cosigned, state, code) => {
    expect(link(leaves, cosigned)).toMatchObject({ state, codes: [code] });
  });

  it('takes what ships itself as an entry of the release', () => {
    const shipped = statement('release', 'the tarball');
    expect(link([tag, shipped, review], seen).codes).toEqual(['release-not-logged']);
    expect(link([tag, shipped, review], seen, { ...about, artifact: Digest.of('the tarball') })).toMatchObject({ state: 'proven', codes: [] });
  });

  it('asks for a commit', () => {
    expect(link([tag], seen, { release: 'v1' }).codes).toContain('commit-not-named');
  });
});

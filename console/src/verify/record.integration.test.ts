import { generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../src/core/index.ts';
import { signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { type Hash, leafHash as leafOf, nodeHash as nodeOf } from '../../../src/ledger/hash.ts';
import type { ProofBundle } from '../../../src/ledger/proof.ts';
import { formatVerifierKey, type VerifierKey, verifierKey } from '../../../src/ledger/signed-note.ts';
import { consistencyPath, inclusionPath, type ReadNode, rangeRoot } from '../../../src/ledger/tree-proof.ts';
import { canVerify, openCheckpoint, readKey } from './note.ts';
import { checkProof } from './proof.ts';
import { type Kept, watch } from './watch.ts';
import { verifyWhole } from './whole.ts';

// Ledgers that this test makes, signs, forges and forks with the ledger's own code.

interface Log {
  readonly texts: readonly string[];
  readonly key: VerifierKey;
  readonly secret: KeyObject;
  readonly read: ReadNode;
}

function keys(name: string): Pick<Log, 'key' | 'secret'> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { key: verifierKey(name, new Uint8Array(raw)), secret: privateKey };
}

const entry = (seq: number, note = 'as it was'): string =>
  canonicalJson({
    seq,
    recordedAt: `2026-11-01T00:00:${String(seq % 60).padStart(2, '0')}Z`.replace(/:\d\dZ$/, ':00Z'),
    type: 'evidence.recorded',
    body: { note, seq },
  });

function log(texts: readonly string[], { key, secret }: Pick<Log, 'key' | 'secret'>): Log {
  const leaves = texts.map(leafOf);
  const read: ReadNode = (height, index) => (height === 0 ? (leaves[index] as Hash) : nodeOf(read(height - 1, 2 * index), read(height - 1, 2 * index + 1)));
  return { texts, key, secret, read };
}

const rootOf = ({ read }: Log, size: number) => rangeRoot(read, 0, size);
const checkpointOf = (made: Log, size = made.texts.length): string =>
  signCheckpoint(size, rootOf(made, size), made.key, (message) => new Uint8Array(signWith(null, message, made.secret)));
const offered = (made: Log, size?: number) => ({ verifierKey: formatVerifierKey(made.key), checkpoint: checkpointOf(made, size) });
const proofOf = (made: Log, seq: number, size = made.texts.length): ProofBundle => ({
  format: 'assay-ledger-proof/1',
  entry: made.texts[seq] ?? '',
  leafHash: leafOf(made.texts[seq] ?? ''),
  index: seq,
  treeSize: size,
  path: inclusionPath(made.read, seq, size),
  checkpoint: checkpointOf(made, size),
  verifierKey: formatVerifierKey(made.key),
});

const OWN = keys('assay.local/cameras');
const TRUE = log(
  Array.from({ length: 300 }, (_, i) => entry(i)),
  OWN,
);
const askOf = (made: Log) => async (from: number, to: number) => (from === to ? [] : consistencyPath(made.read, from, to));
const kept = (made: Log, size: number): Kept => ({ ...offered(made, size), since: '2026-11-01T00:00:00Z', seenAt: '2026-11-01T00:00:00Z' });

describe('one entry', () => {
  it('is proven for every size up to 300, by the pinned key and by the text that is shown', async () => {
    for (const size of [1, 2, 3, 5, 64, 100, 127, 128, 129, 255, 256, 257, 299, 300]) {
      for (const seq of new Set([0, size >> 1, size - 1])) {
        const checked = await checkProof(proofOf(TRUE, seq, size), formatVerifierKey(TRUE.key), { seq, text: TRUE.texts[seq] ?? '' }, undefined);
        expect(checked).toMatchObject({ kind: 'holds', entry: { seq }, head: { size } });
      }
    }
  });

  const FIELDS = ['entry', 'leafHash', 'checkpoint', 'verifierKey'] as const;
  it('is refused with any bit of the entry, the hash, the checkpoint or the key flipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(299), fc.constantFrom(...FIELDS), fc.nat(), fc.nat(6), async (seq, field, place, bit) => {
        const proof = proofOf(TRUE, seq);
        const text = proof[field];
        const at = place % text.length;
        const bent = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
        const shown = { seq, text: field === 'entry' ? bent : proof.entry };
        const checked = await checkProof({ ...proof, [field]: bent }, formatVerifierKey(TRUE.key), shown, undefined);
        expect(checked.kind, `${field} ${at} ${bit}`).toBe('broken');
      }),
      { numRuns: 400 },
    );
  });

  it('is refused with any digit of the path changed, another index or size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(299), fc.nat(), fc.nat(63), async (seq, which, digit) => {
        const proof = proofOf(TRUE, seq);
        const at = which % proof.path.length;
        const path = proof.path.map((hash, i) => (i === at ? hash.slice(0, digit) + (hash[digit] === '0' ? '1' : '0') + hash.slice(digit + 1) : hash));
        const shown = { seq, text: proof.entry };
        const key = formatVerifierKey(TRUE.key);
        for (const bent of [{ path }, { index: seq + 1 }, { treeSize: 299 }, { path: proof.path.slice(1) }, { path: ['x'] as never }]) {
          expect((await checkProof({ ...proof, ...bent }, key, shown, undefined)).kind).toBe('broken');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is refused where the page shows another text than was proven, or another key is pinned', async () => {
    const proof = proofOf(TRUE, 7);
    const key = formatVerifierKey(TRUE.key);
    expect(await checkProof(proof, key, { seq: 7, text: entry(7, 'as we would like it') }, undefined)).toMatchObject({ kind: 'broken' });
    expect(await checkProof(proof, key, { seq: 8, text: proof.entry }, undefined)).toMatchObject({ kind: 'broken' });
    const other = formatVerifierKey(keys('assay.local/cameras').key);
    expect(await checkProof(proof, other, { seq: 7, text: proof.entry }, undefined)).toMatchObject({
      kind: 'broken',
      why: expect.stringContaining('another verifier key'),
    });
  });

  it.each([
    ['a member twice', '{"body":{},"recordedAt":"2026-11-01T00:00:00Z","seq":0,"seq":0,"type":"a"}'],
    ['members in another order', '{"seq":0,"body":{},"recordedAt":"2026-11-01T00:00:00Z","type":"a"}'],
    ['white space', '{"body": {},"recordedAt":"2026-11-01T00:00:00Z","seq":0,"type":"a"}'],
    ['another spelling of a number', '{"body":{"a":1.0},"recordedAt":"2026-11-01T00:00:00Z","seq":0,"type":"a"}'],
    ['an escape that is not needed', '{"body":{"a":"\\u0061"},"recordedAt":"2026-11-01T00:00:00Z","seq":0,"type":"a"}'],
    ['half a character', '{"body":{"a":"\\ud800"},"recordedAt":"2026-11-01T00:00:00Z","seq":0,"type":"a"}'],
    ['no type', '{"body":{},"recordedAt":"2026-11-01T00:00:00Z","seq":0}'],
    ['no JSON', '{'],
  ])('is refused where its signed text has %s', async (_, text) => {
    const made = log([text], OWN);
    expect(await checkProof(proofOf(made, 0), undefined, { seq: 0, text }, undefined)).toMatchObject({ kind: 'broken' });
  });

  it('has the same canonical form here as on the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const body = JSON.parse(JSON.stringify(value)) as Json;
        let text: string;
        try {
          text = canonicalJson({ seq: 0, recordedAt: '2026-11-01T00:00:00Z', type: 'a', body });
        } catch {
          return;
        }
        expect((await checkProof(proofOf(log([text], OWN), 0), undefined, { seq: 0, text }, undefined)).kind).toBe('holds');
      }),
      { numRuns: 200 },
    );
  });
});

describe('one entry beside the head that was accepted', () => {
  const key = formatVerifierKey(TRUE.key);
  const fork = log([...TRUE.texts.slice(0, 50), entry(50, 'a statement that nobody ever recorded'), ...TRUE.texts.slice(51)], OWN);
  const accepted = async (size: number) => {
    const watched = await watch(kept(TRUE, Math.min(size, 100)), offered(TRUE, size), askOf(TRUE));
    if (!('head' in watched)) throw new TypeError(watched.why);
    return watched.head;
  };

  it.each([
    ['of the same size', 300, 300],
    ['of an earlier size', 300, 120],
    ['of a later size', 120, 300],
    ['of any size, where nothing had been recorded', 0, 300],
  ])('is proven by a head %s of the same log', async (_, seen, proven) => {
    const checked = await checkProof(proofOf(TRUE, 50, proven), key, { seq: 50, text: TRUE.texts[50] ?? '' }, { head: await accepted(seen), ask: askOf(TRUE) });
    expect(checked).toMatchObject({ kind: 'holds', head: { size: proven } });
  });

  it.each([
    ['the same size', 300, 300],
    ['an earlier size', 300, 120],
    ['a later size', 120, 300],
  ])('is refused where a fork of %s was signed for this entry alone, whatever is offered between the two', async (_, seen, forked) => {
    const shown = { seq: 50, text: fork.texts[50] ?? '' };
    expect(await checkProof(proofOf(fork, 50, forked), key, shown, undefined)).toMatchObject({ kind: 'holds' });
    for (const ask of [askOf(fork), askOf(TRUE), async () => [], async () => ['x'], async () => undefined as never]) {
      expect(await checkProof(proofOf(fork, 50, forked), key, shown, { head: await accepted(seen), ask })).toMatchObject({
        kind: 'broken',
        why: expect.stringContaining('another ledger'),
      });
    }
  });
});

describe('a ledger that is looked at again', () => {
  it('is first seen, then the same, then grown, from every size to every later one', async () => {
    expect(await watch(undefined, offered(TRUE, 10), askOf(TRUE))).toMatchObject({ kind: 'first' });
    for (const [from, to, kind] of [
      [0, 0, 'same'],
      [0, 300, 'grown'],
      [1, 300, 'grown'],
      [10, 10, 'same'],
      [10, 11, 'grown'],
      [64, 128, 'grown'],
      [127, 300, 'grown'],
      [299, 300, 'grown'],
    ] as const) {
      expect(await watch(kept(TRUE, from), offered(TRUE, to), askOf(TRUE)), `${from} to ${to}`).toMatchObject({ kind });
    }
  });

  it('that was cut is told from one that grew', async () => {
    expect(await watch(kept(TRUE, 100), offered(TRUE, 99), askOf(TRUE))).toMatchObject({ kind: 'shrunk', why: expect.stringContaining('gone') });
  });

  it('that was forked with the true key is told, with both heads', async () => {
    const fork = log([...TRUE.texts.slice(0, 50), entry(50, 'for you alone'), ...TRUE.texts.slice(51)], OWN);
    expect(await watch(kept(TRUE, 100), offered(fork, 100), askOf(fork))).toMatchObject({ kind: 'forked', from: { size: 100 }, head: { size: 100 } });
  });

  it('whose past was rewritten with the true key is told, at any place, whatever proof is offered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 250 }), fc.nat(), async (from, which) => {
        const at = which % from;
        const other = log([...TRUE.texts.slice(0, at), entry(at, 'as we would like it'), ...TRUE.texts.slice(at + 1)], OWN);
        for (const ask of [askOf(other), askOf(TRUE), async () => [], async () => ['x'], async () => undefined as never]) {
          expect((await watch(kept(TRUE, from), offered(other), ask)).kind).toBe('rewritten');
        }
      }),
      { numRuns: 25 },
    );
  });

  it('that has another key, or a checkpoint that nobody signed, is told', async () => {
    const other = log(TRUE.texts, keys('assay.local/cameras'));
    expect(await watch(kept(TRUE, 10), offered(other, 20), askOf(other))).toMatchObject({ kind: 'other-key' });
    const forged = { ...offered(TRUE, 20), checkpoint: checkpointOf(TRUE, 20).replace('\n20\n', '\n21\n') };
    expect(await watch(kept(TRUE, 10), forged, askOf(TRUE))).toMatchObject({ kind: 'refused' });
    expect(await watch({ ...kept(TRUE, 10), checkpoint: 'scribbled over' }, offered(TRUE, 20), askOf(TRUE))).toMatchObject({ kind: 'unreadable' });
    expect(await watch(undefined, { verifierKey: 'none', checkpoint: '' }, askOf(TRUE))).toMatchObject({ kind: 'refused' });
  });
});

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let at = 0; at < all.length; at += length) yield all.slice(at, at + length);
}

const linesOf = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
const headOf = async (made: Log) => {
  const opened = await openCheckpoint(checkpointOf(made), (await readKey(formatVerifierKey(made.key))) as never);
  if (opened.kind !== 'open') throw new TypeError(opened.why);
  return opened.head;
};
const whole = async (made: Log, text: string, length = 1000) => verifyWhole(pieces(text, length), await headOf(made), () => undefined);

describe('the whole ledger', () => {
  const MANY = log(
    Array.from({ length: 2500 }, (_, i) => entry(i)),
    OWN,
  );

  it('holds, however the bytes come in', async () => {
    for (const length of [1, 7, 4096, 10_000_000]) expect(await whole(TRUE, linesOf(TRUE.texts), length)).toMatchObject({ kind: 'holds', entries: 300 });
    expect(await whole(MANY, linesOf(MANY.texts), 65_536)).toMatchObject({ kind: 'holds', entries: 2500 });
    expect(await whole(log([], OWN), '')).toMatchObject({ kind: 'holds', entries: 0 });
  });

  it('does not where one bit of it is flipped, wherever', async () => {
    const bytes = new TextEncoder().encode(linesOf(TRUE.texts));
    const head = await headOf(TRUE);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const bent = bytes.slice();
        bent[at] = (bent[at] ?? 0) ^ (1 << bit);
        async function* sent() {
          yield bent;
        }
        expect((await verifyWhole(sent(), head, () => undefined)).kind).toBe('broken');
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['an entry is left out', [...TRUE.texts.slice(0, 40), ...TRUE.texts.slice(41)], 40],
    ['the end is cut off', TRUE.texts.slice(0, 299), 299],
    ['one is put in', [...TRUE.texts, entry(300)], 300],
    ['two change places', [...TRUE.texts.slice(0, 5), TRUE.texts[6] ?? '', TRUE.texts[5] ?? '', ...TRUE.texts.slice(7)], 5],
    ['one says something else', [...TRUE.texts.slice(0, 5), entry(5, 'else'), ...TRUE.texts.slice(6)], 0],
  ])('does not where %s', async (_, texts, at) => {
    expect(await whole(TRUE, linesOf(texts))).toMatchObject({ kind: 'broken', at });
  });

  it('does not where time runs backwards, or what comes is no list', async () => {
    const back = log([entry(0), entry(1).replace('2026-11', '2025-11')], OWN);
    expect(await whole(back, linesOf(back.texts))).toMatchObject({ kind: 'broken', at: 1 });
    expect(await whole(TRUE, '<html>')).toMatchObject({ kind: 'broken' });
    expect(await whole(TRUE, 'x'.repeat(100_000))).toMatchObject({ kind: 'broken' });
  });
});

describe('a browser', () => {
  it('that has Ed25519 is believed only where it tells a forgery', async () => {
    expect(await canVerify()).toBe(true);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { signCheckpoint } from '../../ledger/checkpoint.ts';
import { publicKeyOf, signerOf, verifyEd25519 } from '../../ledger/edge/ed25519.ts';
import { EMPTY_ROOT, type Hash, leafHash } from '../../ledger/hash.ts';
import { EMPTY_RANGE, grow, rootOf } from '../../ledger/range.ts';
import { formatVerifierKey, parseNote, verifierKey } from '../../ledger/signed-note.ts';
import { EMPTY_EDGE, extend, nodesFromTiles } from '../../ledger/tiles.ts';
import { consistencyPath } from '../../ledger/tree-proof.ts';
import { cosign, cosignaturesOn, formatWitnessKey, needCosigned, parseWitnessKey, witnessKey } from './cosignature.ts';
import { readKnownLogs, readWitnessPolicy } from './settings.ts';
import { type Asked, judgeAsked, NEVER_SEEN, readAsked, type Seen } from './witness.ts';
import { formatWitnessRequest, parseWitnessRequest } from './witness-request.ts';

const pair = (name: string, made = generateKeyPairSync('ed25519').privateKey) => ({ name, publicKey: new Uint8Array(publicKeyOf(made)), sign: signerOf(made) });
const [one, two, stranger] = [pair('log.example/a'), pair('w.example/1'), pair('w.example/2')];
const log = verifierKey(one.name, one.publicKey);
const witness = witnessKey(two.name, two.publicKey);
const NOW = 1_790_000_000;

const leaves = Array.from({ length: 20 }, (_, i) => leafHash(`entry ${i}`));
const rootAt = (size: number): Hash => {
  const range = grow(EMPTY_RANGE);
  for (const leaf of leaves.slice(0, size)) range.push(leaf, 0);
  return rootOf(range.range());
};
const { tiles } = extend(EMPTY_EDGE, leaves);
const nodes = nodesFromTiles(
  (level, index) => tiles.findLast((tile) => tile.level === level && tile.index === index) ?? { level, index, hashes: new Uint8Array() },
);
const note = (size: number, root = rootAt(size), signer = one) => signCheckpoint(size, root, verifierKey(signer.name, signer.publicKey), signer.sign);
const request = (oldSize: number, size: number, root?: Hash) =>
  formatWitnessRequest({ oldSize, proof: oldSize === 0 || oldSize >= size ? [] : consistencyPath(nodes, oldSize, size), checkpoint: note(size, root) });
const known = new Map([[log.name, [log]]]);
const seen = (size: number): Seen => ({ size, root: rootAt(size) });

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.faults[0]?.code : String(error);
  }
}

describe('a cosignature', () => {
  const text = parseNote(note(5)).text;
  const cosigned = `${note(5)}${cosign(text, NOW, witness, two.sign)}`;

  it('is verified, and says when', () => {
    expect(cosignaturesOn(cosigned, [witness], NOW, verifyEd25519)).toMatchObject([{ witness: 'w.example/1', seconds: NOW }]);
  });

  it('has a key of a type of its own, whose id no key of a log has', () => {
    expect(parseWitnessKey(formatWitnessKey(witness))).toEqual(witness);
    expect(witness.id).not.toBe(verifierKey(two.name, two.publicKey).id);
    expect(codeOf(() => parseWitnessKey(formatVerifierKey(log)))).toBe('ASSAY-LEDGER-012');
  });

  it('signs what C2SP tlog-cosignature says: header, moment and the text of the checkpoint', () => {
    const line = cosign(text, NOW, witness, (message) => {
      expect(new TextDecoder().decode(message)).toBe(`cosignature/v1\ntime ${NOW}\n${text}`);
      return new Uint8Array(64);
    });
    const blob = Buffer.from(line.trim().split(' ').at(-1) ?? '', 'base64');
    expect(blob.length).toBe(4 + 8 + 64);
    expect(blob.readBigUInt64BE(4)).toBe(BigInt(NOW));
  });

  it.each([
    ['over another text', `${note(6)}${cosign(text, NOW, witness, two.sign)}`],
    ['from the future', `${note(5)}${cosign(text, NOW + 1000, witness, two.sign)}`],
    ['by another key', `${note(5)}${cosign(text, NOW, witness, stranger.sign)}`],
    ['of another length', `${note(5)}${cosign(text, NOW, witness, () => new Uint8Array(63))}`],
    ['beyond what a clock can say', `${note(5)}${cosign(text, Number.MAX_SAFE_INTEGER, witness, two.sign).replace(/ \S+$/m, (blob) => blob)}`],
  ])('is refused: %s', (_, bad) => {
    expect(codeOf(() => cosignaturesOn(bad, [witness], NOW, verifyEd25519))).toBe('ASSAY-CODELOG-003');
  });

  it('of a stranger counts for nothing, and the policy says how many are needed', () => {
    const other = witnessKey(stranger.name, stranger.publicKey);
    const both = `${cosigned}${cosign(text, NOW, other, stranger.sign)}`;
    expect(cosignaturesOn(both, [witness], NOW, verifyEd25519)).toHaveLength(1);
    const policy = { need: 2, witnesses: [{ key: witness }, { key: other }] };
    expect(needCosigned(both, policy, NOW, verifyEd25519)).toHaveLength(2);
    expect(codeOf(() => needCosigned(cosigned, policy, NOW, verifyEd25519))).toBe('ASSAY-CODELOG-007');
    // The same witness twice is one.
    const twice = `${cosigned}${cosign(text, NOW - 5, witness, two.sign)}`;
    expect(codeOf(() => needCosigned(twice, policy, NOW, verifyEd25519))).toBe('ASSAY-CODELOG-007');
  });
});

describe('a request to a witness', () => {
  it('comes back as it was written', () => {
    const body = request(7, 20);
    expect(formatWitnessRequest(parseWitnessRequest(body))).toBe(body);
  });

  it.each([
    ['nothing', ''],
    ['no old size', `\n\n${note(1)}`],
    ['a leading zero', `old 01\n\n${note(1)}`],
    ['a sign', `old -1\n\n${note(1)}`],
    ['a size beyond exact numbers', `old 9999999999999999\n\n${note(1)}`],
    ['a hash that is none', `old 1\nAAAA\n\n${note(2)}`],
    ['64 lines of proof', `old 1\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\n${note(2)}`],
    ['more than is read', `old 0\n\n${'x'.repeat(80_000)}`],
  ])('is refused: %s', (_, body) => {
    expect(codeOf(() => parseWitnessRequest(body))).toBe('ASSAY-CODELOG-004');
    expect(readAsked(body, known, verifyEd25519)).toMatchObject({ status: 400 });
  });

  it('is answered by a status and never by an error, whatever comes', () => {
    const real = request(7, 20);
    fc.assert(
      fc.property(fc.nat(real.length), fc.string({ maxLength: 5 }), fc.nat(4), (at, put, cut) => {
        const asked = readAsked(real.slice(0, at) + put + real.slice(at + cut), known, verifyEd25519);
        expect('status' in asked ? asked.status : 200).toBeGreaterThanOrEqual(200);
      }),
    );
  });
});

describe('a witness', () => {
  const judged = (body: string, before: Seen) => {
    const asked = readAsked(body, known, verifyEd25519);
    if ('status' in asked) return asked.status;
    const answer = judgeAsked(asked as Asked, before);
    return answer === 'cosign' ? 200 : answer.status;
  };
  const other = 'b'.repeat(64) as Hash;

  it.each<[string, string, Seen, number]>([
    ['the first checkpoint', request(0, 5), NEVER_SEEN, 200],
    ['an empty log', request(0, 0), NEVER_SEEN, 200],
    ['an empty log with a root', request(0, 0, other), NEVER_SEEN, 409],
    ['one that goes on', request(5, 20), seen(5), 200],
    ['the same again', request(5, 5), seen(5), 200],
    ['the same size with another root', request(5, 5, other), seen(5), 409],
    ['a fork further on', request(5, 20, other), seen(5), 422],
    ['another size than was seen', request(4, 20), seen(5), 409],
    ['nothing seen, and an old size', request(4, 20), NEVER_SEEN, 409],
    ['a log that shrank', formatWitnessRequest({ oldSize: 5, proof: [], checkpoint: note(4) }), seen(5), 400],
    ['a proof where none is due', formatWitnessRequest({ oldSize: 0, proof: [EMPTY_ROOT], checkpoint: note(5) }), NEVER_SEEN, 422],
    ['no proof where one is due', formatWitnessRequest({ oldSize: 5, proof: [], checkpoint: note(20) }), seen(5), 422],
    ['an unknown log', formatWitnessRequest({ oldSize: 0, proof: [], checkpoint: note(5, rootAt(5), stranger) }), NEVER_SEEN, 404],
    [
      'a known name and a strange key',
      formatWitnessRequest({ oldSize: 0, proof: [], checkpoint: note(5, rootAt(5), { ...stranger, name: one.name }) }),
      NEVER_SEEN,
      403,
    ],
  ])('answers %s', (_, body, before, status) => {
    expect(judged(body, before)).toBe(status);
  });

  it('goes only from a tree to one that holds it, from any size to any', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.boolean(), (from, to, forked) => {
        const body = request(from, to, forked ? other : rootAt(to));
        // The first tree of a log is taken as it is: nothing was seen that it could deny.
        expect(judged(body, from === 0 ? NEVER_SEEN : seen(from)) === 200).toBe(from <= to && (!forked || (from === 0 && to > 0)));
      }),
    );
  });
});

describe('settings', () => {
  const policy = (value: object) => codeOf(() => readWitnessPolicy(JSON.stringify(value), 'w.json'));
  const key = formatWitnessKey(witness);

  it('of witnesses are read', () => {
    const text = JSON.stringify({ format: 'assay-witnesses/1', need: 1, witnesses: [{ key, url: 'https://w.example/' }] });
    expect(readWitnessPolicy(text, 'w.json')).toEqual({ need: 1, witnesses: [{ key: witness, url: 'https://w.example/' }] });
    expect(readKnownLogs(JSON.stringify({ format: 'assay-witnessed-logs/1', logs: [formatVerifierKey(log)] }), 'l.json')).toEqual(known);
  });

  it.each([
    ['no format', { need: 1, witnesses: [{ key }] }],
    ['none', { format: 'assay-witnesses/1', need: 1, witnesses: [] }],
    ['fewer than are needed', { format: 'assay-witnesses/1', need: 2, witnesses: [{ key }] }],
    ['none needed', { format: 'assay-witnesses/1', need: 0, witnesses: [{ key }] }],
    ['one twice', { format: 'assay-witnesses/1', need: 2, witnesses: [{ key }, { key }] }],
    [
      'one under two names',
      { format: 'assay-witnesses/1', need: 2, witnesses: [{ key }, { key: formatWitnessKey(witnessKey('w.example/9', two.publicKey)) }] },
    ],
    ['an address that is none', { format: 'assay-witnesses/1', need: 1, witnesses: [{ key, url: 'file:///etc/passwd' }] }],
    ['no key', { format: 'assay-witnesses/1', need: 1, witnesses: [{}] }],
  ])('are refused: %s', (_, value) => {
    expect(policy(value)).toBe('ASSAY-CODELOG-005');
  });

  it('of known logs are refused where they are none', () => {
    for (const value of [{}, { format: 'assay-witnessed-logs/1', logs: [] }, { format: 'assay-witnessed-logs/1', logs: [1] }])
      expect(codeOf(() => readKnownLogs(JSON.stringify(value), 'l.json'))).toBe('ASSAY-CODELOG-005');
  });
});

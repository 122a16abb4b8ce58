import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Digest, Instant } from '../../core/index.ts';
import { publicKeyOf, signerOf } from '../../ledger/edge/ed25519.ts';
import { parseNote, parseVerifierKey } from '../../ledger/signed-note.ts';
import { TILE_WIDTH } from '../../ledger/tiles.ts';
import { pae } from '../statement/dsse.ts';
import { cosign, formatWitnessKey, witnessKey } from './cosignature.ts';
import { emptyFolder, leavesOf } from './edge/log.fixture.ts';
// biome-ignore lint/correctness/useImportExtensions: the file itself, whose types stand beside it.
import { check, extended, included } from './edge/log-check.mjs';
import { monitorLog } from './edge/monitor.ts';
import { initCodeLog } from './edge/open.ts';
import { growthProof, inclusionProof } from './edge/prove.ts';
import { openSource } from './edge/source.ts';
import { leafOfFile } from './envelope.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const FILE = fileURLToPath(new URL('./edge/log-check.mjs', import.meta.url));
const bytes = (base64: unknown) => Buffer.from(String(base64 ?? ''), 'base64');
const now = () => Instant.parse('2026-11-23T00:00:00Z');

interface Vector {
  readonly [field: string]: unknown;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
}

const merkle = vectors('development/merkle/testdata');
describe.runIf(merkle !== undefined)('the verifier for auditors, on the proof vectors of transparency-dev/merkle', () => {
  const holds: Readonly<Record<string, (v: Vector, path: readonly Buffer[]) => boolean>> = {
    inclusion: (v, path) => included(v['leafIdx'] as number, v['treeSize'] as number, bytes(v['leafHash']), path, bytes(v['root'])),
    consistency: (v, path) => extended(v['size1'] as number, v['size2'] as number, bytes(v['root1']), bytes(v['root2']), path),
  };
  it.each(['inclusion', 'consistency'])('agrees with all 98 of %s', (kind) => {
    const files = readdirSync(`${merkle}/${kind}`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    const wrong = files.filter((file) => {
      const vector = JSON.parse(readFileSync(`${merkle}/${kind}/${file}`, 'utf8')) as Vector;
      return holds[kind]?.(vector, (vector.proof ?? []).map(bytes)) === vector.wantErr;
    });
    expect(files).toHaveLength(98);
    expect(wrong).toEqual([]);
  });
});

const tessera = vectors('development/tlog-tessera/testdata/log');
const KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
describe.runIf(tessera !== undefined)('a log of another make (development/tlog-tessera of the vectors)', () => {
  const sizes = Array.from({ length: 16 }, (_, size) => size);
  const note = (size: number) => readFileSync(`${tessera}/checkpoint.${size}`, 'utf8');

  it('has 16 checkpoints that the verifier for auditors accepts, and none with a letter changed', () => {
    for (const size of sizes) {
      expect(check(note(size), { key: KEY })).toMatchObject({ status: 0, proven: [`example.com/log/testdata signed ${size} entries.`] });
      expect(check(note(size).replace(`\n${size}\n`, `\n${size + 1}\n`), { key: KEY })).toMatchObject({ status: 1 });
    }
  });

  it('is walked by the monitor from size to size, and from nothing to each of them', async () => {
    const source = await openSource(tessera ?? '');
    const at = (size: number) => ({ ...source, checkpoint: async () => note(size) });
    const run = (size: number, stateFile: string) => monitorLog({ source: at(size), key: parseVerifierKey(KEY), stateFile, now: now(), most: 100 });
    for (const size of sizes) {
      expect(await run(size, join(folder, 'walk.json'))).toMatchObject({ size, before: Math.max(0, size - 1), read: Math.min(size, 1), alarms: [] });
      expect(await run(size, join(folder, `walk-${size}.json`))).toMatchObject({ size, before: 0, read: size, foreign: size, alarms: [] });
    }
    expect((await run(14, join(folder, 'walk.json'))).alarms).toMatchObject([{ code: 'shrank' }]);
    // The newest as the folder has it.
    expect(await monitorLog({ source, key: parseVerifierKey(KEY), stateFile: join(folder, 'newest.json'), now: now(), most: 100 })).toMatchObject({
      alarms: [],
    });
  });
});

describe('the verifier for auditors, on our own log', () => {
  const reviewer = generateKeyPairSync('ed25519');
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { gitCommit: 'a'.repeat(40) } }],
      predicateType: 'https://a.example/review/v1',
      predicate: {},
    }),
  );
  const type = 'application/vnd.in-toto+json';
  const signature = sign(null, pae(type, payload), reviewer.privateKey).toString('base64');
  const statement = Buffer.from(JSON.stringify({ payloadType: type, payload: payload.toString('base64'), signatures: [{ sig: signature }] }));
  const signer = reviewer.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const pairs = ['w.example/1', 'w.example/2'].map((name) => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return { key: witnessKey(name, publicKeyOf(privateKey)), sign: signerOf(privateKey) };
  });
  const witnesses = pairs.map(({ key }) => formatWitnessKey(key));
  // The very bytes of a statement, signed as something else: whoever signs anything for others would have signed this too.
  const asLetter = sign(null, pae('text/plain', payload), reviewer.privateKey).toString('base64');
  const disguised = Buffer.from(JSON.stringify({ payloadType: 'text/plain', payload: payload.toString('base64'), signatures: [{ sig: asLetter }] }));
  let [key, older, cosigned, inclusion, growth, otherType] = ['', '', '', '', '', ''];

  beforeAll(async () => {
    const log = await initCodeLog(folder, now, 'log.example/own');
    await log.submit(leavesOf(70));
    older = log.ledger.checkpoint();
    const [entered, letter] = await log.submit([leafOfFile(statement, 'review'), leafOfFile(disguised, 'review')]);
    await log.submit(leavesOf(TILE_WIDTH + 40));
    const newest = log.ledger.checkpoint();
    cosigned = `${newest}${pairs.map((one) => cosign(parseNote(newest).text, now() / 1000, one.key, one.sign)).join('')}`;
    key = log.ledger.verifierKey;
    inclusion = inclusionProof(log.ledger, entered?.index ?? -1, cosigned);
    otherType = inclusionProof(log.ledger, letter?.index ?? -1, cosigned);
    growth = growthProof(log.ledger, older, cosigned);
    await log.close();
  });

  it('accepts a cosigned checkpoint, a proof of growth, and a signed review in the log', () => {
    const size = 70 + 2 + TILE_WIDTH + 40 - 70;
    expect(check(cosigned, { key, witnesses }).proven[0]).toBe(
      `log.example/own signed ${size} entries, cosigned by w.example/1 at 2026-11-23T00:00:00.000Z, w.example/2 at 2026-11-23T00:00:00.000Z.`,
    );
    expect(check(growth, { key, witnesses })).toMatchObject({
      status: 0,
      proven: [expect.anything(), 'Its first 70 entries are those of the older checkpoint.'],
    });
    expect(check(inclusion, { key, witnesses, statement, signer }).proven.slice(2)).toEqual([
      `The statement with the digest ${Digest.of(statement)} is what the entry is of.`,
      `It is signed by the key given, and is a https://a.example/review/v1 of gitCommit:${'a'.repeat(40)}.`,
    ]);
  });

  it('refuses too few witnesses, another key, another statement, another signer', () => {
    const [first] = witnesses;
    const stranger = formatWitnessKey(witnessKey('w.example/3', publicKeyOf(generateKeyPairSync('ed25519').privateKey)));
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string;
    expect(check(older, { key, witnesses: [first ?? ''] }).reason).toBe('0 of the 1 witnesses that are needed cosigned it');
    expect(check(cosigned, { key, witnesses: [...witnesses, stranger] }).reason).toBe('2 of the 3 witnesses that are needed cosigned it');
    expect(check(cosigned, { key, witnesses: [...witnesses, stranger], need: 2 }).status).toBe(0);
    expect(check(cosigned, { key: KEY })).toMatchObject({ status: 1 });
    expect(check(cosigned, { key, witnesses, now: now() / 1000 - 1000 }).reason).toContain('from the future');
    expect(check(inclusion, { key, statement: Buffer.from('another') }).reason).toContain('the statement has the digest');
    expect(check(inclusion, { key, statement, signer: other }).reason).toBe('the statement is not signed by the key given');
    expect(check(growth, { key, statement }).reason).toContain('only a proof');
    // One witness is one pair of eyes, however often it is named.
    expect(check(cosigned, { key, witnesses: [first ?? '', first ?? ''] })).toMatchObject({ status: 1, reason: 'a witness is given twice' });
    const [pair] = pairs;
    const renamed = formatWitnessKey(witnessKey('w.example/other', pair?.key.publicKey ?? new Uint8Array(32)));
    expect(check(cosigned, { key, witnesses: [first ?? '', renamed], need: 1 })).toMatchObject({ status: 1, reason: 'a witness is given twice' });
  });

  it('takes what is signed for a statement only where it was signed as one', () => {
    expect(check(otherType, { key, statement: disguised }).status).toBe(0);
    expect(check(otherType, { key, statement: disguised, signer })).toMatchObject({ status: 1, reason: 'the statement was signed as text/plain' });
  });

  it('refuses any change, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), fc.nat(5000), fc.string({ maxLength: 3 }), fc.nat(3), (which, at, put, cut) => {
        const text = [cosigned, growth, inclusion][which] as string;
        const changed = text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut);
        if (changed !== text) expect(check(changed, { key, witnesses }).status).toBe(1);
      }),
      { numRuns: 400 },
    );
  });

  it('runs by itself, and says so by its exit status', () => {
    const run = (...args: string[]) => {
      try {
        return { code: 0, out: execFileSync(process.execPath, [FILE, ...args], { encoding: 'utf8', stdio: 'pipe' }) };
      } catch (error) {
        const { status, stdout } = error as { readonly status: number; readonly stdout: string };
        return { code: status, out: stdout };
      }
    };
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const proof = file('p.tlog-proof', inclusion);
    const flags = ['--key', key, '--witness', witnesses[0] ?? '', '--witness', witnesses[1] ?? '', '--need', '2'];
    expect(run(proof, ...flags, '--statement', file('s.json', statement), '--signer', file('k.pem', signer))).toMatchObject({
      code: 0,
      out: expect.stringContaining('Accepted.'),
    });
    expect(run(file('bad.tlog-proof', inclusion.replace('index 70', 'index 71')), ...flags)).toMatchObject({
      code: 1,
      out: expect.stringContaining('Refused: '),
    });
    expect(run(proof)).toMatchObject({ code: 2, out: expect.stringContaining('Unreadable: usage') });
    expect(run(join(folder, 'none'), ...flags).code).toBe(2);
    expect(run(proof, '--key', key, '--need', '1').code).toBe(2);
  });

  it('stays short enough to be read, and asks for nothing but Node', () => {
    const text = readFileSync(FILE, 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(200);
    expect([...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['node:assert/strict', 'node:crypto', 'node:fs']);
  });
});

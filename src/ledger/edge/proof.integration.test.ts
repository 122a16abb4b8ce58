import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import type { Seq, TreeSize } from '../model.ts';
import { formatProof, type ProofBundle, parseProof, verifyProof } from '../proof.ts';
import { verifyConsistency } from '../tree-proof.ts';
import { verifyEd25519 } from './ed25519.ts';
import { type Ledger, openLedger } from './open.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'assay-proof-'));
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ dataDir, now: () => Instant.parse('2026-11-01T00:00:00Z'), mode: 'write' });
  await ledger.append(Array.from({ length: 600 }, (_, n) => ({ type: 'test.entry', body: { n } })));
});
afterAll(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

describe('proof bundle', () => {
  it.each([0, 1, 255, 256, 511, 512, 598, 599])('shows entry %i to be in the log', (seq) => {
    const bundle = parseProof(formatProof(ledger.proveInclusion(seq as Seq)), 'proof.json');
    const proven = verifyProof(bundle, verifyEd25519, ledger.verifierKey);
    expect(proven).toMatchObject({ entry: { seq, body: { n: seq } }, treeSize: 600, origin: ledger.origin, keyFromOutside: true });
    expect(verifyProof(bundle, verifyEd25519).keyFromOutside).toBe(false);
  });

  it('is not made for an entry that is not there', () => {
    expect(() => ledger.proveInclusion(600 as Seq)).toThrow('ASSAY-LEDGER-009');
    expect(() => ledger.proveInclusion(-1 as Seq)).toThrow('ASSAY-LEDGER-009');
    expect(() => ledger.proveInclusion(1.5 as Seq)).toThrow('ASSAY-LEDGER-009');
  });

  const other = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
  it.each<[string, (bundle: ProofBundle) => ProofBundle, string]>([
    ['another entry', (bundle) => ({ ...bundle, entry: bundle.entry.replace('"n":300', '"n":301') }), '029'],
    ['another entry with its own leaf hash', (bundle) => ({ ...ledger.proveInclusion(301 as Seq), path: bundle.path }), '029'],
    ['another index', (bundle) => ({ ...bundle, index: 301 }), '017'],
    ['another tree size', (bundle) => ({ ...bundle, treeSize: 599 }), '029'],
    ['a longer path', (bundle) => ({ ...bundle, path: [...bundle.path, bundle.leafHash] }), '029'],
    ['a shorter path', (bundle) => ({ ...bundle, path: bundle.path.slice(1) }), '029'],
    ['a changed checkpoint', (bundle) => ({ ...bundle, checkpoint: bundle.checkpoint.replace('600', '601') }), '011'],
    ['another key', (bundle) => ({ ...bundle, verifierKey: other }), '011'],
    ['no key', (bundle) => ({ ...bundle, verifierKey: 'none' }), '012'],
  ])('with %s does not hold', (_, change, code) => {
    expect(() => verifyProof(change(ledger.proveInclusion(300 as Seq)), verifyEd25519)).toThrow(`ASSAY-LEDGER-${code}`);
  });

  it.each(['format', 'entry', 'leafHash', 'index', 'treeSize', 'path', 'checkpoint', 'verifierKey'])('without %s is refused by name', (field) => {
    const bundle: Record<string, unknown> = { ...ledger.proveInclusion(0 as Seq) };
    delete bundle[field];
    const error = thrownBy(() => parseProof(JSON.stringify(bundle), 'proof.json'));
    expect(error.faults).toMatchObject([{ code: 'ASSAY-LEDGER-026', field, file: 'proof.json', found: 'nothing' }]);
  });

  it.each(['', '[]', 'null', '{"a":', '{"format":1}'])('refuses %j', (text) => {
    expect(thrownBy(() => parseProof(text, 'proof.json')).faults[0]?.code).toMatch(/^ASSAY-(JSON-001|LEDGER-026)$/);
  });
});

describe('consistency proof', () => {
  it.each([
    [1, 600],
    [255, 256],
    [256, 600],
    [300, 512],
    [600, 600],
  ])('shows that %i entries became %i', (from, to) => {
    const proof = ledger.proveConsistency(from as TreeSize, to as TreeSize);
    expect(verifyConsistency(from, to, proof.fromRoot, proof.toRoot, proof.path)).toBe(true);
    expect(proof.toRoot).toBe(ledger.rootAt(to as TreeSize));
  });
});

function thrownBy(work: () => unknown): Refused {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error;
  }
  return expect.fail('nothing was refused');
}

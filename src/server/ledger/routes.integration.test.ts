import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyEd25519 } from '../../ledger/edge/ed25519.ts';
import { exportLedger } from '../../ledger/edge/export.ts';
import { verifyExport } from '../../ledger/edge/export-check.ts';
import { type Hash, leafHash } from '../../ledger/hash.ts';
import { verifyProof } from '../../ledger/proof.ts';
import { bundlePath, bundlesOf, tilePath, tilesOf } from '../../ledger/tiles.ts';
import { verifyConsistency } from '../../ledger/tree-proof.ts';
import type { Problem } from '../model.ts';
import { consistencyAnswer, entriesAnswer, entryAnswer, headAnswer, type ProofAnswer, proofAnswer, verifyAnswer } from './model.ts';
import { CAMERAS, type RecordWorld, recordWorld } from './record.fixture.ts';

let world: RecordWorld;
beforeAll(async () => {
  world = await recordWorld();
  // More than one bundle, with a group of acts among them.
  const drafts = Array.from({ length: 300 }, (_, i) => ({ type: 'session.opened', body: { person: `p_${String(i % 7).repeat(20)}`, session: `s${i}` } }));
  for (let from = 0; from < drafts.length; from += 50) await world.office.append(drafts.slice(from, from + 50));
});
afterAll(() => world.close());

const SERVICE = `/api/services/${CAMERAS}/ledger`;
const OFFICE = '/api/office/ledger';
const bytes = async (path: string) => new Uint8Array(await (await world.send('GET', path)).arrayBuffer());

describe.each([
  ['a service', SERVICE],
  ['the office', OFFICE],
])('the ledger of %s', (_, place) => {
  it('has a head whose checkpoint is over it', async () => {
    const head = headAnswer.parse(await world.read(`${place}/head`));
    expect(head.checkpoint.split('\n')[1]).toBe(String(head.size));
    const again = await world.app.request(`http://localhost:8420${place}/head`, {
      headers: { host: 'localhost:8420', cookie: 'assay-session=anna', 'if-none-match': `"${head.size}-${head.root.slice(0, 32)}"` },
    });
    expect(again.status).toBe(304);
  });

  it('proves each entry to whoever has the key', async () => {
    const { size, verifierKey } = headAnswer.parse(await world.read(`${place}/head`));
    for (const seq of [0, 1, size >> 1, size - 1]) {
      const entry = entryAnswer.parse(await world.read(`${place}/entries/${seq}`));
      const proof = proofAnswer.parse(await world.read(`${place}/entries/${seq}/proof`)) as ProofAnswer & { path: Hash[]; leafHash: Hash };
      expect(proof.entry).toBe(entry.canonical);
      expect(leafHash(entry.canonical)).toBe(entry.leafHash);
      expect(verifyProof(proof, verifyEd25519, verifierKey).treeSize).toBe(size);
    }
    const answer = await world.send('GET', `${place}/entries/${size}`);
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([403, 'ASSAY-SERVER-003']);
  });

  it('proves that it grew out of itself', async () => {
    const { size } = headAnswer.parse(await world.read(`${place}/head`));
    for (const from of [1, 2, size >> 1, size - 1, size]) {
      const { fromRoot, toRoot, to, path } = consistencyAnswer.parse(await world.read(`${place}/consistency?from=${from}`));
      expect(verifyConsistency(from, to, fromRoot as Hash, toRoot as Hash, path as Hash[])).toBe(true);
    }
    expect((await world.send('GET', `${place}/consistency?from=${size + 1}`)).status).toBe(404);
  });

  it('is read whole in pages, both ways', async () => {
    const { size } = headAnswer.parse(await world.read(`${place}/head`));
    const back: number[] = [];
    for (let before: number | null = size; before !== null; ) {
      const page: ReturnType<typeof entriesAnswer.parse> = entriesAnswer.parse(await world.read(`${place}/entries?limit=100&before=${before}`));
      back.push(...page.entries.map(({ seq }) => seq));
      before = page.older;
    }
    expect(back).toEqual(Array.from({ length: size }, (_, i) => size - 1 - i));
    const forth: number[] = [];
    for (let after: number | null = -1; after !== null; ) {
      const page: ReturnType<typeof entriesAnswer.parse> = entriesAnswer.parse(await world.read(`${place}/entries?limit=100&after=${after}`));
      forth.push(...page.entries.map(({ seq }) => seq).toReversed());
      after = page.newer;
    }
    expect(forth).toEqual(back.toReversed());
  });

  it('is served in the layout of C2SP tlog-tiles, to the byte of an export', async () => {
    const ledger = place === OFFICE ? world.office : world.services.get(CAMERAS).ledger;
    if (ledger === undefined) throw new TypeError('the ledger is open');
    const folder = mkdtempSync(join(tmpdir(), 'assay-tiles-'));
    exportLedger(ledger, join(folder, 'exported'));
    const served = join(folder, 'served');
    const { size } = ledger.head();
    const paths = [...[...tilesOf(size)].map(tilePath), ...[...bundlesOf(size)].map(({ index, width }) => bundlePath(index, width)), 'checkpoint'];
    for (const path of paths) {
      mkdirSync(join(served, path, '..'), { recursive: true });
      writeFileSync(join(served, path), await bytes(`${place}/${path}`));
    }
    writeFileSync(join(served, 'entries.ndjson'), await bytes(`${place}/lines`));
    expect(verifyExport(served, { verifierKey: ledger.verifierKey })).toMatchObject({ ok: true, head: { size } });
    expect(execFileSync('diff', ['-r', '-x', 'verifier-key', join(folder, 'exported'), served]).toString()).toBe('');
    rmSync(folder, { recursive: true });
  });

  it.each([
    '0/001',
    '0/000.p/256',
    '0/000.p/0',
    '1/000',
    '63/000',
    '64/000',
    'entries/9',
    'entries/x000/000',
    '00/000',
    '..%2f..%2fetc/000',
    '0/x001/x002/x003/000',
  ])('has no tile at %s', async (path) => {
    // Of fewer than 512 entries.
    expect([400, 404]).toContain((await world.send('GET', `${place}/tile/${path}`)).status);
  });

  it('is downloaded as an archive that verifies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-tar-'));
    const first = await bytes(`${place}/export`);
    writeFileSync(join(folder, 'a.tar'), first);
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
    const { size } = headAnswer.parse(await world.read(`${place}/head`));
    expect(verifyExport(join(folder, 'ledger'))).toMatchObject({ ok: true, head: { size }, faults: [] });
    expect(Buffer.from(await bytes(`${place}/export`)).equals(first)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('is verified by the server in a thread of its own', async () => {
    const report = verifyAnswer.parse(await world.read(`${place}/verify`));
    expect(report.faults).toEqual([]);
    expect(report.ok).toBe(true);
  });
});

describe('search', () => {
  it('finds by type, by its beginning, by actor and by words, and says when there is more to look at', async () => {
    const search = async (query: string) => entriesAnswer.parse(await world.read(`${OFFICE}/entries?${query}`));
    expect((await search('type=person')).entries.map(({ type }) => type)).toEqual(['person.enrolled']);
    expect((await search('type=person.enrolled')).entries).toHaveLength(1);
    expect((await search('type=pers')).entries).toEqual([]);
    const actor = await search(`actor=p_${'3'.repeat(20)}&limit=200`);
    expect(actor.entries).toHaveLength(43);
    expect(actor.entries.every(({ refers }) => refers.some(({ kind }) => kind === 'person'))).toBe(true);
    expect((await search('text=S299%20opened')).entries.map(({ seq }) => seq)).toEqual([300]);
    expect((await search('text=s12&limit=2')).older).not.toBeNull();
    expect((await search('from=2030-01-01T00:00:00Z')).entries).toEqual([]);
    expect((await search('to=2026-11-01T00:00:00Z&limit=1')).entries).toHaveLength(1);
    expect((await search('to=2026-10-01T00:00:00Z')).entries).toEqual([]);
  });

  it('is for whoever may see the office', async () => {
    expect((await world.send('GET', `${OFFICE}/head`, undefined, 'nobody')).status).toBe(401);
  });
});

describe('a fact', () => {
  it('names the act that it was entered with', async () => {
    const { size } = headAnswer.parse(await world.read(`${SERVICE}/head`));
    const statements = [
      {
        subject: 'camera',
        claim: 'code.static-analysis-clean',
        value: true,
        observedAt: '2026-10-31T12:00:00Z',
        validFor: 'P30D',
        source: 'analyser 3.1',
        method: 'import',
        raw: { digest: `sha256:${'0'.repeat(64)}`, mediaType: 'text/plain' },
      },
    ];
    expect((await world.send('POST', `/api/services/${CAMERAS}/evidence`, { statements })).status).toBe(201);
    const fact = entryAnswer.parse(await world.read(`${SERVICE}/entries/${size + 1}`));
    expect(fact.act).toMatchObject({ seq: size, action: 'evidence.record', actor: 'p_annaxxxxxxxxxxxxxxxx', via: 'session' });
    expect(entryAnswer.parse(await world.read(`${SERVICE}/entries/${size}`)).act).toBeNull();
    expect(fact.refers).toContainEqual({ kind: 'statement', id: String(size + 1) });
  });
});

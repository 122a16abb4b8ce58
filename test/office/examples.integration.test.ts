import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Digest } from '../../src/core/index.ts';
import type { Evidence } from '../../src/evidence/model.ts';
import { packageGraph, probingItself, repositoryTable } from './assay.ts';
import { importing, probing, ROOT, written } from './recording.ts';

// The evidence of business IT that the examples carry is what the importers and probes say today of the inputs beside it. Written anew with:
//
//   UPDATE_EXAMPLES=1 npx vitest run --project integration test/office/examples.integration.test.ts

//
// With UPDATE_EXAMPLES=assay what this repository shows of itself is gathered anew too, at the moment and commit of the run.

const UPDATE = process.env['UPDATE_EXAMPLES'] !== undefined;
const GATHER = process.env['UPDATE_EXAMPLES'] === 'assay';
const CAMERA = 'examples/camera-service';
const SERVICE = `${CAMERA}/service.yaml`;

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as readonly Evidence[];
const told = (evidence: readonly Evidence[]) => evidence.map(({ raw: _, ...statement }) => statement);

describe('the camera service', () => {
  it('carries what its imports say', async () => {
    const I = `${CAMERA}/imports`;
    const now = await importing('2026-10-30T12:00:00Z', SERVICE, [
      ['scuba', `${I}/office.scuba.json`],
      ['ocsf', `${I}/github.ocsf.json`],
      ['scorecard', `${I}/repositories.scorecard.ndjson`],
      ['opengraph', `${I}/source-host.opengraph.json`],
      ['scim', `${I}/directory.scim.ndjson`],
      ['nmap', `${I}/office.nmap.xml`, '--subject', 'office-network'],
      ['osquery', `${I}/laptops.osquery.log`, '--subject', 'staff-laptop'],
      ['csv', `${I}/accounts.csv`],
      ['csv', `${I}/restores.csv`, '--subject', 'office-backup'],
    ]);
    const file = `${CAMERA}/evidence/office.json`;
    if (UPDATE) writeFileSync(join(ROOT, file), written(now));
    expect(now).toEqual(read(file));
  });

  it.concurrent.each([
    ['october', '2026-10-30T08:00:00Z', 'evidence/sites.json'],
    ['mended', '2026-10-31T06:00:00Z', 'imports/mended/sites.json'],
  ] as const)('carries what the probes see of its sites: %s', async (state, at, statements) => {
    const { evidence, raw } = await probing(at, state, SERVICE);
    if (UPDATE) {
      writeFileSync(join(ROOT, CAMERA, statements), written(evidence));
      for (const [part, input] of raw) writeFileSync(join(ROOT, CAMERA, 'raw', `seen-of-${part}-${state}.json`), input);
    }
    // Ports and certificates are new in each run, and so the inputs are.
    expect(told(evidence)).toEqual(told(read(`${CAMERA}/${statements}`)));
  });

  it('keeps the input of every statement', () => {
    const kept = new Set(
      globSync([`${CAMERA}/raw/*`, `${CAMERA}/imports/**/*.*`], { cwd: ROOT }).map((file) => String(Digest.of(readFileSync(join(ROOT, file))))),
    );
    const evidence = globSync([`${CAMERA}/evidence/*.json`, `${CAMERA}/imports/mended/{sites,reset}.json`], { cwd: ROOT }).flatMap(read);
    expect(evidence.filter(({ raw }) => !kept.has(raw.digest)).map(({ subject, claim }) => `${subject} ${claim}`)).toEqual([]);
  });
});

describe('Assay', () => {
  const ITSELF = 'examples/assay';
  const FILES = { office: `${ITSELF}/evidence/office.json`, sites: `${ITSELF}/evidence/sites.json` };
  const gathered = `${new Date().toISOString().slice(0, 19)}Z`;

  it('carries what its imports say, which is what this repository shows of itself', async () => {
    const I = `${ITSELF}/imports`;
    if (GATHER) {
      writeFileSync(join(ROOT, I, 'packages.opengraph.json'), packageGraph(gathered));
      writeFileSync(join(ROOT, I, 'repository.csv'), repositoryTable(gathered));
    }
    const { last_seen: at } = JSON.parse(readFileSync(join(ROOT, I, 'packages.opengraph.json'), 'utf8')).graph.nodes[0].properties as { last_seen: string };
    const now = await importing(at, `${ITSELF}/service.yaml`, [
      ['csv', `${I}/repository.csv`],
      ['opengraph', `${I}/packages.opengraph.json`],
    ]);
    if (UPDATE) writeFileSync(join(ROOT, FILES.office), written(now));
    expect(now).toEqual(read(FILES.office));
  });

  it('carries what the probes see of a server of its own', async () => {
    const { evidence, raw } = await probingItself(gathered, `${ITSELF}/service.yaml`);
    if (GATHER) {
      writeFileSync(join(ROOT, FILES.sites), written(evidence));
      for (const [part, input] of raw) writeFileSync(join(ROOT, ITSELF, 'raw', `seen-of-${part}.json`), input);
    }
    const seen = (all: readonly Evidence[]) =>
      all.map(({ subject, claim, value, method, finding }) => ({ subject, claim, value, method, finding: finding?.title }));
    expect(seen(evidence)).toEqual(seen(read(FILES.sites)));
  });

  it('keeps the input of every statement', () => {
    const kept = new Set(globSync([`${ITSELF}/raw/*`, `${ITSELF}/imports/*`], { cwd: ROOT }).map((file) => String(Digest.of(readFileSync(join(ROOT, file))))));
    const evidence = globSync(`${ITSELF}/evidence/*.json`, { cwd: ROOT }).flatMap(read);
    expect(evidence.filter(({ raw }) => !kept.has(raw.digest)).map(({ subject, claim }) => `${subject} ${claim}`)).toEqual([]);
  });
});

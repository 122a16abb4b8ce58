import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Digest } from '../../src/core/index.ts';
import type { Evidence } from '../../src/evidence/model.ts';
import { importing, probing, ROOT, written } from './recording.ts';

// The evidence of business IT that the examples carry is what the importers and probes say today of the inputs beside it. Written anew with:
//
//   UPDATE_EXAMPLES=1 npx vitest run --project integration test/office/examples.integration.test.ts

const UPDATE = process.env['UPDATE_EXAMPLES'] !== undefined;
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

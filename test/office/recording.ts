import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/index.ts';
import { run } from '../../src/cli/run.ts';
import { Instant } from '../../src/core/index.ts';
import type { Evidence } from '../../src/evidence/model.ts';
import { type OfficeState, openOffice } from './servers.ts';

/**
 * How the evidence of the examples that comes from importers and probes is made: the commands are run as anybody would, on a clock that stands still. The clock is all that is
 * not real: a report without a moment of its own is dated by it, and so is what the probes see.
 */

export const ROOT = new URL('../..', import.meta.url).pathname;

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function assay(now: string, ...argv: string[]): Promise<Said> {
  let [out, err] = ['', ''];
  const code = await run(argv, COMMANDS, {
    cwd: ROOT,
    env: {},
    now: () => Instant.parse(now),
    interactive: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

async function recorded(now: string, service: string, data: string): Promise<readonly Evidence[]> {
  const listed = await assay(now, 'evidence', 'list', '--json', '--service', service, '--data', data);
  const { evidence } = JSON.parse(listed.out) as { evidence: readonly (Evidence & { seq: number; state: string; expiresAt: string })[] };
  return evidence.toSorted((a, b) => a.seq - b.seq).map(({ seq: _seq, state: _state, expiresAt: _expiresAt, ...statement }) => statement);
}

/** What `assay business import` records of these files, each with its options, in a ledger of their own. */
export async function importing(now: string, service: string, imports: readonly (readonly string[])[]): Promise<readonly Evidence[]> {
  const data = mkdtempSync(join(tmpdir(), 'assay-recording-'));
  try {
    for (const each of imports) {
      const { code, err } = await assay(now, 'business', 'import', ...each, '--service', service, '--data', data);
      if (code > 1) throw new Error(`business import ${each.join(' ')} exits ${code}: ${err}`);
    }
    return await recorded(now, service, data);
  } finally {
    rmSync(data, { recursive: true });
  }
}

export interface Probing {
  readonly evidence: readonly Evidence[];
  /** What the probes saw of each part, as they kept it. */
  readonly raw: ReadonlyMap<string, string>;
}

export interface Looked {
  readonly map: string;
  readonly resolver: string;
  readonly authority: string;
}

/** What `assay business probe` records of the targets of a map. */
export async function probingWith(now: string, looked: Looked): Promise<Probing> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-recording-'));
  try {
    const [map, ca, data] = [join(folder, 'service.yaml'), join(folder, 'ca.pem'), join(folder, 'data')];
    writeFileSync(map, looked.map);
    writeFileSync(ca, looked.authority);
    const { code, err } = await assay(now, 'business', 'probe', '--service', map, '--data', data, '--resolver', looked.resolver, '--ca', ca, '--rate', '10');
    if (code > 1) throw new Error(`business probe exits ${code}: ${err}`);
    const evidence = await recorded(now, map, data);
    const kept = evidence.map(({ subject, raw }) => [subject, readFileSync(join(data, 'raw', raw.digest.slice('sha256:'.length)), 'utf8')] as const);
    return { evidence, raw: new Map(kept) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the office of the camera service in that state. */
export async function probing(now: string, state: OfficeState, service: string): Promise<Probing> {
  const office = await openOffice(state);
  try {
    return await probingWith(now, { map: office.map(readFileSync(join(ROOT, service), 'utf8')), resolver: office.resolver, authority: office.authority });
  } finally {
    await office.close();
  }
}

/** One statement a line, as the evidence of the examples is written. */
export function written(evidence: readonly Evidence[]): string {
  return `[\n${evidence.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`;
}

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { vectors } from '../../../../test/vectors.ts';
import { readMap } from '../../read.ts';
import { importThreagile } from './index.ts';

const MODELS = ['models/threagile', 'attack'].flatMap((folder) => {
  const path = vectors(folder);
  return path === undefined ? [] : globSync(`${path}/*.yaml`);
});
const files = MODELS.filter((path) => /^\s*threagile_version:/m.test(readFileSync(path, 'utf8')));

type Counted = Record<string, Record<string, Record<string, unknown>> | undefined>;

/** Counted by another reader of YAML than the importer's. */
function independent(text: string): Record<string, number> {
  const source = parse(text, { merge: true }) as Counted;
  const size = (key: string): number => Object.keys(source[key] ?? {}).length;
  const links = Object.values(source['technical_assets'] ?? {}).reduce((sum, asset) => sum + Object.keys(asset['communication_links'] ?? {}).length, 0);
  return Object.fromEntries(
    Object.entries({
      'technical asset': size('technical_assets'),
      'data asset': size('data_assets'),
      'trust boundary': size('trust_boundaries'),
      'shared runtime': size('shared_runtimes'),
      'risk tracking entry': size('risk_tracking'),
      'communication link': links,
    }).filter(([, count]) => count > 0),
  );
}

describe.skipIf(files.length === 0)('Threagile models (vectors models/threagile and attack)', () => {
  it.each(files.map((path) => [basename(path), path]))('%s is carried whole', (name, path) => {
    const text = readFileSync(path, 'utf8');
    const { map, carried, lost, mapped } = importThreagile(text, name);
    expect(carried).toMatchObject(independent(text));
    expect(lost).toEqual([]);
    expect(mapped.length).toBeGreaterThan(3);
    const read = readMap(JSON.stringify(map), 'imported.json');
    expect(read.parts.length).toBeGreaterThanOrEqual(carried['technical asset'] ?? 0);
    expect(read.flows.length + read.notes.filter((note) => note.status === 'dangling reference').length).toBeGreaterThanOrEqual(
      carried['communication link'] ?? 0,
    );
  });
});

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { vectors } from '../../../../test/vectors.ts';
import { readMap } from '../../read.ts';
import { importOtm } from './index.ts';

const folder = vectors('models/otm');
const files = (folder === undefined ? [] : globSync(`${folder}/*.{json,yaml,yml,otm}`)).filter((path) => !path.endsWith('schema.json'));

type Source = Record<string, unknown[] | null | undefined>;

describe.skipIf(files.length === 0)('Open Threat Model documents (vectors models/otm)', () => {
  it.each(files.map((path) => [basename(path), path]))('%s is carried whole', (name, path) => {
    const text = readFileSync(path, 'utf8');
    const { map, carried, lost } = importOtm(text, name);
    const source = parse(text) as Source;
    const expected = {
      'trust zone': 'trustZones',
      component: 'components',
      'data flow': 'dataflows',
      asset: 'assets',
      threat: 'threats',
      mitigation: 'mitigations',
    };
    for (const [word, key] of Object.entries(expected)) expect([word, carried[word] ?? 0]).toEqual([word, source[key]?.length ?? 0]);
    expect(lost).toEqual([]);
    readMap(JSON.stringify(map), 'imported.json');
  });
});

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { Refused } from '../../../core/index.ts';
import { readMap } from '../../read.ts';
import { importThreatDragon } from './index.ts';

const folder = vectors('models/threat-dragon');
const all = folder === undefined ? [] : globSync(`${folder}/*.json`);
const models = all.filter((path) => !/malformed|schema/.test(path));
const malformed = all.filter((path) => /malformed|schema/.test(path));

interface Cells {
  detail: { diagrams: { cells?: { shape: string; data?: { threats?: { mitigation?: string }[] } }[] }[] };
}

describe.skipIf(all.length === 0)('Threat Dragon models (vectors models/threat-dragon)', () => {
  it.each(models.map((path) => [basename(path), path]))('%s is carried whole', (name, path) => {
    const text = readFileSync(path, 'utf8');
    const { map, carried, lost } = importThreatDragon(text, name);
    const cells = (JSON.parse(text) as Cells).detail.diagrams.flatMap((diagram) => diagram.cells ?? []);
    const shape = (pattern: RegExp): number | undefined => cells.filter((cell) => pattern.test(cell.shape)).length || undefined;
    const threats = cells.flatMap((cell) => cell.data?.threats ?? []);
    expect({ ...carried }).toMatchObject(
      JSON.parse(
        JSON.stringify({
          actor: shape(/^actor$/),
          process: shape(/^process$/),
          store: shape(/^store$/),
          flow: shape(/^flow$/),
          boundary: shape(/boundary/),
          text: shape(/text/),
          threat: threats.length || undefined,
          mitigation: threats.filter((threat) => (threat.mitigation ?? '').trim() !== '').length || undefined,
        }),
      ),
    );
    expect(lost).toEqual([]);
    readMap(JSON.stringify(map), 'imported.json');
  });

  it.each(malformed.map((path) => [basename(path), path]))('%s is refused', (name, path) => {
    expect(() => importThreatDragon(readFileSync(path, 'utf8'), name)).toThrow(Refused);
  });
});

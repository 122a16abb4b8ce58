import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { readMap } from '../../read.ts';
import { importCycloneDx } from './index.ts';

const folder = vectors('models/cyclonedx-tmbom');
const models = folder === undefined ? [] : globSync(`${folder}/*.json`);
const bomFolder = vectors('development/cyclonedx/tools/src/test/resources');
const boms = bomFolder === undefined ? [] : globSync(`${bomFolder}/1.{5,6,7}/valid-*.json`).toSorted();

interface Component {
  properties?: { name: string; value: string }[];
  components?: Component[];
}

function flat(list: readonly Component[] | undefined): Component[] {
  return (list ?? []).flatMap((component) => [component, ...flat(component.components)]);
}

describe.skipIf(models.length === 0)('threat-model BOMs (vectors models/cyclonedx-tmbom)', () => {
  it.each(models.map((path) => [basename(path), path]))('%s is carried whole', (name, path) => {
    const text = readFileSync(path, 'utf8');
    const { map, carried, lost } = importCycloneDx(text, name);
    const source = JSON.parse(text) as { bomFormat?: string; components?: Component[] };
    expect(lost).toEqual([]);
    if (source.bomFormat === 'CycloneDX') {
      const type = (component: Component): string => component.properties?.find((property) => property.name === 'cdx:model:type')?.value ?? '';
      const typed = flat(source.components);
      const count = (word: string): number => typed.filter((component) => type(component) === word).length;
      for (const [word, theirs] of [
        ['data flow', 'dataflow'],
        ['boundary', 'boundary'],
        ['data class', 'asset'],
      ] as const)
        expect([word, carried[word] ?? 0]).toEqual([word, count(theirs)]);
      expect(Object.values(carried).reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(typed.length);
    }
    readMap(JSON.stringify(map), 'imported.json');
  });
});

describe.skipIf(boms.length === 0)('CycloneDX test documents (vectors development/cyclonedx)', () => {
  it.each(boms.map((path) => [path.split('/').slice(-2).join('/'), path]))('%s is carried whole', (name, path) => {
    const { map, lost } = importCycloneDx(readFileSync(path, 'utf8'), name);
    expect(lost).toEqual([]);
    readMap(JSON.stringify(map), 'imported.json');
  });
});

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../../test/any-map.ts';
import { vectors } from '../../../test/vectors.ts';
import type { Json } from '../../core/index.ts';
import { importCycloneDx, importOtm, importThreagile, importThreatDragon } from '../import/index.ts';
import type { ServiceMap } from '../model.ts';
import { readMap } from '../read.ts';
import { exportCycloneDx, exportOtm } from './index.ts';

const otmSchema = vectors('models/otm/schema.json');
const cycloneDx = vectors('development/cyclonedx/schema');
const models = vectors('models');

type Documents = readonly (readonly [string, string])[];
const documents: Documents =
  models === undefined
    ? []
    : globSync(`${models}/{otm,threagile,threat-dragon,cyclonedx-tmbom}/*.{json,yaml,otm}`)
        .filter((path) => !/schema|malformed/.test(path))
        .map((path) => [basename(path), path] as const);

function imported(path: string): ServiceMap {
  const text = readFileSync(path, 'utf8');
  const from = path.includes('/otm/')
    ? importOtm
    : path.includes('/threagile/')
      ? importThreagile
      : path.includes('/threat-dragon/')
        ? importThreatDragon
        : importCycloneDx;
  return readMap(JSON.stringify(from(text, path).map), 'imported.json');
}

function json(path: string): object {
  return JSON.parse(readFileSync(path, 'utf8')) as object;
}

describe.skipIf(otmSchema === undefined || cycloneDx === undefined)('exports (vectors models and development/cyclonedx)', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  const isOtm = ajv.compile(json(otmSchema ?? ''));
  const bom = new Ajv({ strict: false, validateFormats: false, logger: false });
  for (const name of ['spdx.schema.json', 'jsf-0.82.schema.json', 'cryptography-defs.schema.json']) bom.addSchema(json(`${cycloneDx}/${name}`));
  const isBom = bom.compile(json(`${cycloneDx}/bom-1.6.schema.json`));

  it.each(documents)('%s, imported, is exported to valid documents', (_, path) => {
    const map = imported(path);
    isOtm(exportOtm(map).document);
    expect(isOtm.errors).toBeNull();
    isBom(exportCycloneDx(map).document);
    expect(isBom.errors).toBeNull();
  });

  it('any sound map is exported to valid documents', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const map = readMap(JSON.stringify(input), 'a.json');
        expect([isOtm(exportOtm(map).document), isOtm.errors]).toEqual([true, null]);
        expect([isBom(exportCycloneDx(map).document), isBom.errors]).toEqual([true, null]);
      }),
      { numRuns: 100 },
    );
  });

  it.each(documents.filter(([, path]) => path.includes('/otm/')))('%s keeps every element on the way there and back', (_, path) => {
    const source = importOtm(readFileSync(path, 'utf8'), path);
    const again = importOtm(JSON.stringify(exportOtm(imported(path)).document), 'again.json');
    expect(again.carried).toEqual(source.carried);
    expect(again.lost).toEqual([]);
    const origins = (map: typeof source.map, list: 'parts' | 'zones' | 'flows' | 'assets' | 'notes'): Json[] =>
      (map[list] ?? []).flatMap((element) => element.origin?.fields ?? []) as Json[];
    for (const list of ['parts', 'zones', 'flows', 'assets', 'notes'] as const) expect(origins(again.map, list)).toEqual(origins(source.map, list));
  });

  it('a CycloneDX export is read back with the same parts and flows', () => {
    for (const [, path] of documents) {
      const map = imported(path);
      const again = importCycloneDx(JSON.stringify(exportCycloneDx(map).document), 'again.json');
      expect(again.lost).toEqual([]);
      expect(again.map.flows?.length).toBe(map.flows.length);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { parseJson, parseXml } from '../../core/index.ts';
import { bomSchemas } from './edge/schemas.ts';
import { checkXml } from './xsd-check.ts';

const folder = vectors('development/cyclonedx');
const schemas = bomSchemas();

describe.runIf(folder !== undefined)("the specification's own valid and invalid documents", () => {
  const root = join(folder ?? '', 'tools/src/test/resources');
  const versions = (['1.4', '1.5', '1.6', '1.7'] as const).filter((version) => readdirSync(root).includes(version));

  it.each(versions)('JSON of %s', (version) => {
    const files = readdirSync(join(root, version)).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(20);
    const check = schemas.json(version);
    const wrong = files.flatMap((name) => {
      const violations = check(parseJson(readFileSync(join(root, version, name), 'utf8'), name));
      return (violations.length === 0) === name.startsWith('valid-') ? [] : [{ name, violations }];
    });
    expect(wrong).toEqual([]);
  });

  it.each(versions)('XML of %s', (version) => {
    const files = readdirSync(join(root, version)).filter((name) => name.endsWith('.xml'));
    expect(files.length).toBeGreaterThan(20);
    const xsd = schemas.xml(version);
    const wrong = files.flatMap((name) => {
      const violations = checkXml(parseXml(readFileSync(join(root, version, name), 'utf8'), name), xsd, version);
      return (violations.length === 0) === name.startsWith('valid-') ? [] : [{ name, violations }];
    });
    expect(wrong).toEqual([]);
  });
});

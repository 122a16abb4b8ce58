import { describe, expect, it } from 'vitest';
import { Refused } from '../core/index.ts';
import { IMPORTERS } from './import/index.ts';
import { readMap } from './read.ts';

const mapCalled = (name: string) => `assay: service/1\nservice: { id: s, name: S }\nparts:\n  - id: camera\n    name: ${name}\n    kind: device\n`;

function refused(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof Refused) return error.faults;
    throw error;
  }
  return [];
}

describe('characters that turn the direction of text', () => {
  it.each([0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])('U+%i is refused with its place (ASSAY-MAP-081)', (code) => {
    const [found, ...more] = refused(() => readMap(mapCalled(`Cam${String.fromCharCode(code)}era`), 'service.yaml'));
    expect(found).toMatchObject({ code: 'ASSAY-MAP-081', file: 'service.yaml', line: 5, column: 14, found: `U+${code.toString(16).toUpperCase()}` });
    expect(more).toEqual([]);
  });

  it('is refused where an escape says it, with the field', () => {
    const faults = refused(() => readMap(mapCalled('"Cam\\u202eera"'), 'service.yaml'));
    expect(faults).toMatchObject([{ code: 'ASSAY-MAP-081', line: 5, field: 'parts[0].name' }]);
  });

  it('is refused in the models of other tools, whether plain or by escape', () => {
    const model = (name: string) => `threagile_version: 1.0.0\ntitle: ${name}\n`;
    for (const name of ['"T\\u2067"', 'T\u2067']) {
      expect(refused(() => IMPORTERS.threagile(model(name), 'model.yaml'))).toMatchObject([{ code: 'ASSAY-MAP-081', line: 2 }]);
    }
  });

  it('leaves letters that are written from right to left as they are, and names every one that it finds', () => {
    expect(readMap(mapCalled('מצלמה'), 'service.yaml').parts[0]?.name).toBe('מצלמה');
    expect(refused(() => readMap(mapCalled('\u202eera\u202c'), 'service.yaml'))).toHaveLength(2);
  });
});

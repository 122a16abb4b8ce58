import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../test/any-map.ts';
import { writeFileWhole } from './edge/files.ts';
import { mapJsonSchema } from './schema.ts';

const COMMITTED = fileURLToPath(new URL('../../docs/schema/service.schema.json', import.meta.url));

describe('the JSON Schema for editors', () => {
  it('is the one committed under docs/schema (run with UPDATE_SCHEMA=1 to write it)', () => {
    const text = `${JSON.stringify(mapJsonSchema(), null, 2)}\n`;
    if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileWhole(COMMITTED, text, { overwrite: true });
    expect(existsSync(COMMITTED) ? readFileSync(COMMITTED, 'utf8') : '').toBe(text);
  });

  it('accepts every sound map, and refuses a field that the map does not have', () => {
    const validate = new Ajv2020.default({ strict: false, logger: false }).compile(mapJsonSchema() as object);
    fc.assert(
      fc.property(anyMap, (input) => {
        expect([validate(input), validate.errors]).toEqual([true, null]);
        expect(validate({ ...input, prats: [] })).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

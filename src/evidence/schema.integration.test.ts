import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { evidenceJsonSchema } from './schema.ts';

const COMMITTED = fileURLToPath(new URL('../../docs/schema/evidence.schema.json', import.meta.url));
const EXAMPLE = new URL('../../examples/camera-service/evidence/product.json', import.meta.url);

describe('the JSON Schema of evidence', () => {
  it('is the one committed under docs/schema (run with UPDATE_SCHEMA=1 to write it)', () => {
    const text = `${JSON.stringify(evidenceJsonSchema(), null, 2)}\n`;
    if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(COMMITTED, text);
    expect(existsSync(COMMITTED) ? readFileSync(COMMITTED, 'utf8') : '').toBe(text);
  });

  it('accepts the example, and refuses another claim and another field', () => {
    const validate = new Ajv2020.default({ strict: false, logger: false }).compile(evidenceJsonSchema() as object);
    const statements = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Record<string, unknown>[];
    expect(statements.length).toBeGreaterThan(50);
    expect(statements.filter((statement) => !validate(statement))).toEqual([]);
    expect([validate({ ...statements[0], claim: 'device.nice' }), validate({ ...statements[0], colour: 'green' })]).toEqual([false, false]);
  });
});

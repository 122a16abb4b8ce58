import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { reviewJsonSchema } from './review.ts';

const COMMITTED = fileURLToPath(new URL('../../../docs/schema/code-review.schema.json', import.meta.url));

const REVIEW = {
  reviewer: { id: 'bob', publicKey: 'AAAAC3NzaC1lZDI1NTE5AAAAIH' },
  role: 'person',
  range: { from: 'a'.repeat(40), to: 'b'.repeat(40), tree: 'c'.repeat(40) },
  looked: { at: 'whole' },
  outcome: 'approved',
  moment: '2026-11-23T00:00:00Z',
  tool: { name: 'assay', version: '0.1.0' },
};

describe('the JSON Schema of a code review', () => {
  it('is the one committed under docs/schema (run with UPDATE_SCHEMA=1 to write it)', () => {
    const text = `${JSON.stringify(reviewJsonSchema(), null, 2)}\n`;
    if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(COMMITTED, text);
    expect(existsSync(COMMITTED) ? readFileSync(COMMITTED, 'utf8') : '').toBe(text);
  });

  it('accepts a review, and refuses another outcome and another range', () => {
    const validate = new Ajv2020.default({ strict: false, logger: false }).compile(reviewJsonSchema() as object);
    const looked = { at: 'paths', paths: ['src/a.c'] };
    expect(
      [REVIEW, { ...REVIEW, looked }, { ...REVIEW, outcome: 'fine' }, { ...REVIEW, range: {} }, { ...REVIEW, looked: { at: 'paths', paths: [] } }].map((one) =>
        validate(one),
      ),
    ).toEqual([true, true, false, false, false]);
  });
});

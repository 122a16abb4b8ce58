import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeFileWhole } from '../../map/edge/files.ts';
import { registerJsonSchema } from './register-schema.ts';

const COMMITTED = fileURLToPath(new URL('../../../docs/schema/credentials.schema.json', import.meta.url));

it('the JSON Schema of the register is the one under docs/schema (run with UPDATE_SCHEMA=1 to write it)', () => {
  const text = `${JSON.stringify(registerJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileWhole(COMMITTED, text, { overwrite: true });
  expect(existsSync(COMMITTED) ? readFileSync(COMMITTED, 'utf8') : '').toBe(text);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeLibrary } from './describe.ts';

it('docs/attack-steps.md is what the library says of itself', () => {
  expect(readFileSync(new URL('../../../docs/attack-steps.md', import.meta.url), 'utf8')).toBe(describeLibrary());
});

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rolesTable } from './roles.ts';

const PAGE = 'docs/people.md';

/** The page with the table as it is now. UPDATE_DOCS writes it. */
function withTable(page: string): string {
  return page.replace(/<!-- roles -->[\s\S]*<!-- \/roles -->/, () => `<!-- roles -->\n${rolesTable()}\n<!-- /roles -->`);
}

it('docs/people.md has the table that the policies are held to', () => {
  const page = readFileSync(PAGE, 'utf8');
  if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(PAGE, withTable(page));
  expect(withTable(page)).toBe(readFileSync(PAGE, 'utf8'));
});

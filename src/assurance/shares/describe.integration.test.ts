import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { standardPages } from './describe.ts';

const docs = new URL('../../../docs/', import.meta.url);

// Made anew with: npx vitest run src/assurance/shares -u
describe('the pages of the standards', () => {
  it.each([...standardPages()])('%s is what the data says today', async (path, text) => {
    await expect(text).toMatchFileSnapshot(new URL(path, docs).pathname);
  });

  it('are one for each standard, and no other', () => {
    expect(readdirSync(new URL('standards', docs)).sort()).toEqual([...standardPages().keys()].map((path) => path.slice('standards/'.length)).sort());
  });

  it('break no table by a bar', () => {
    for (const [path] of standardPages())
      for (const line of readFileSync(new URL(path, docs), 'utf8').split('\n'))
        if (/^\| `/.test(line)) expect(line.replaceAll('\\|', '').split('|'), `${path}: ${line}`).toHaveLength(6);
  });
});

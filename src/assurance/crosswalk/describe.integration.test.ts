import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeCrosswalk } from './describe.ts';
import { EDGES } from './index.ts';

const page = new URL('../../../docs/crosswalk.md', import.meta.url);

describe('docs/crosswalk.md', () => {
  it('is what the crosswalk says today (its first lines say how to write it anew)', () => {
    expect(readFileSync(page, 'utf8')).toBe(describeCrosswalk());
  });

  it('holds every edge', () => {
    const text = describeCrosswalk();
    for (const edge of EDGES) expect(text).toContain(`\`${edge.control}\``);
    expect(text.split('\n').filter((line) => /^\| .*\| `[a-z0-9-]+` \| /.test(line))).toHaveLength(EDGES.length);
  });

  it('breaks no table by a bar in a reason', () => {
    const rows = describeCrosswalk()
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ['));
    for (const row of rows) expect([6, 9], row).toContain(row.split('|').length);
  });
});

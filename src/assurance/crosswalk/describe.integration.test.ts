import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STANDARDS } from '../standards/index.ts';
import { describeCrosswalk } from './describe.ts';
import { crosswalkOf, EDGES } from './index.ts';

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

  // Counted anew from the rows of each section, without asking the crosswalk.
  it.each(STANDARDS.filter(({ id }) => crosswalkOf(id)?.directly === undefined).map(({ id }) => id))(
    'counts what %s has, and what of it is covered whole',
    (id) => {
      const text = describeCrosswalk();
      const counted = text.split('\n').find((line) => line.includes(`](#${id}) |`)) ?? '';
      const section =
        text
          .slice(text.indexOf(`<a id="${id}"></a>`))
          .split('\n\n## ')[1]
          ?.split('<a id=')[0] ?? '';
      const whole = new Set<string>();
      const seen = new Set<string>();
      const held = new Set<string>();
      let requirement = '';
      for (const line of section.split('\n')) {
        const [, name = '', control = '', relation = ''] = line.split('|').map((cell) => cell.trim());
        if (name.startsWith('**')) requirement = name.split('**')[1] ?? '';
        if (requirement === '' || !line.startsWith('|')) continue;
        seen.add(requirement);
        if (control.startsWith('`')) held.add(requirement);
        if (control === '*together*' || ['equal to', 'equivalent to', 'superset of'].includes(relation)) whole.add(requirement);
      }
      const [, , , requirements, edges, wholes, without] = counted.split('|').map((cell) => cell.trim());
      expect(edges).toBe(String(section.split('\n').filter((line) => /^\| .*\| `[a-z0-9-]+` \| /.test(line)).length));
      expect(wholes).toBe(String(whole.size));
      expect(requirements).toBe(String(seen.size));
      expect(without).toBe(String(seen.size - held.size));
    },
  );

  it('leaves a standard that is judged by findings to them', () => {
    const counted = describeCrosswalk()
      .split('\n')
      .find((line) => line.includes('](#cert-c) |'));
    expect(counted?.split('|').filter((cell) => cell.trim() === 'by findings')).toHaveLength(2);
    expect(counted).toContain('| 302 |');
  });

  it('breaks no table by a bar in a reason', () => {
    const rows = describeCrosswalk()
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ['));
    for (const row of rows) expect([6, 9], row).toContain(row.split('|').length);
  });
});

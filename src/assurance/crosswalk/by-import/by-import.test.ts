import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../controls/index.ts';
import { RELATIONS } from '../../model.ts';
import { STANDARDS } from '../../standards/index.ts';
import { crosswalk } from '../declare.ts';
import type { Crosswalk } from '../index.ts';
import { answersTo, crosswalkOf, edgesTo } from '../index.ts';
import { BY_IMPORT } from './index.ts';

const SHIPPED = new Set(STANDARDS.map((standard) => standard.id));
const CONTROL_IDS = new Set<string>(CONTROLS.map((control) => control.id));

/** What is wrong with a crosswalk that is held for an import, in sentences. */
function wrong({ standard, edition, edges, together, remainders }: Crosswalk): readonly string[] {
  const found: string[] = [];
  if (SHIPPED.has(standard)) found.push(`${standard} is shipped, and has its crosswalk beside the others`);
  if (edition === '') found.push(`${standard} names no edition`);
  const pairs = new Set<string>();
  for (const edge of edges) {
    const name = `${edge.control} -> ${edge.requirement}`;
    if (!CONTROL_IDS.has(edge.control)) found.push(`${name}: no such control`);
    if (!RELATIONS.includes(edge.relation)) found.push(`${name}: no such relation`);
    if (!/^[A-Z].{26,}\.$/.test(edge.reason)) found.push(`${name}: no sentence as its reason`);
    if (pairs.has(name)) found.push(`${name}: twice`);
    pairs.add(name);
  }
  const answered = new Set(edges.map((edge) => edge.requirement));
  for (const id of answered) {
    const own = edges.filter((edge) => edge.requirement === id);
    const ways = [own.some((edge) => ['equal-to', 'equivalent-to', 'superset-of'].includes(edge.relation)), together.has(id), remainders.has(id)].filter(
      Boolean,
    );
    if (ways.length !== 1) found.push(`${id}: says in ${ways.length} ways whether it is covered whole`);
    if (together.has(id) && own.filter((edge) => edge.relation === 'subset-of').length < 2) found.push(`${id}: parts that are fewer than two`);
  }
  return found;
}

describe('crosswalks of standards that come by import', () => {
  it('are of standards that are not shipped, and keep the rules of the others', () => {
    expect(BY_IMPORT.flatMap(wrong)).toEqual([]);
  });

  it('are found like the others', () => {
    for (const one of BY_IMPORT) {
      expect(crosswalkOf(one.standard)).toBe(one);
      for (const edge of one.edges) expect(edgesTo(one.standard, edge.requirement)).toContain(edge);
    }
    expect(crosswalkOf('a standard that nobody has')).toBeUndefined();
    expect(answersTo('a standard that nobody has', 'x')).toEqual({ edges: [] });
  });

  it.each([
    ['a shipped standard', crosswalk('ssdf', '1', [], { together: [], remainders: {} }), /shipped/],
    [
      'a control that is not there',
      crosswalk('x', '1', [['nothing', 'a', 'equal-to', 'Says something about the thing.']], { together: [], remainders: {} }),
      /no such control/,
    ],
    ['no reason', crosswalk('x', '1', [['policy-approved', 'a', 'equal-to', 'Yes']], { together: [], remainders: {} }), /no sentence/],
    [
      'nothing said of the whole',
      crosswalk('x', '1', [['policy-approved', 'a', 'subset-of', 'Says something about the thing.']], { together: [], remainders: {} }),
      /0 ways/,
    ],
    [
      'one part as a whole',
      crosswalk('x', '1', [['policy-approved', 'a', 'subset-of', 'Says something about the thing.']], { together: ['a'], remainders: {} }),
      /fewer than two/,
    ],
    [
      'a pair twice',
      crosswalk(
        'x',
        '',
        [...Array(2)].map(() => ['policy-approved', 'a', 'equal-to', 'Says something about the thing.'] as const),
        { together: [], remainders: {} },
      ),
      /twice/,
    ],
  ])('are refused for %s', (_, one, said) => expect(wrong(one).join('\n')).toMatch(said));
});

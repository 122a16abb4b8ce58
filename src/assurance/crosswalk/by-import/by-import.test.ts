import { describe, expect, it } from 'vitest';
import { STANDARDS } from '../../standards/index.ts';
import { crosswalk } from '../declare.ts';
import { answersTo, type Crosswalk, crosswalkOf, EDGES, edgesTo } from '../index.ts';
import { fewerThanTwo, namedBy, shapeless, twice, undeclared, unreasoned, unsaid, worn } from '../rules.fixture.ts';
import { BY_IMPORT } from './index.ts';

const SHIPPED = new Set(STANDARDS.map((standard) => standard.id));

/** What is wrong with a crosswalk that is held for an import, in sentences. What needs the standard itself is held by by-import.integration.test.ts. */
function wrong(one: Crosswalk): readonly string[] {
  return [
    ...(SHIPPED.has(one.standard) ? [`${one.standard} is shipped, and has its crosswalk beside the others`] : []),
    ...(one.edition === '' ? [`${one.standard} names no edition`] : []),
    ...undeclared(one.edges),
    ...twice(one.edges),
    ...unreasoned(one.edges),
    ...unsaid(
      one,
      namedBy(one).map((id) => ({ id })),
    ),
    ...fewerThanTwo(one),
    ...shapeless(one),
  ];
}

describe('crosswalks of standards that come by import', () => {
  it('are of standards that are not shipped, and keep the rules of the others', () => {
    expect(BY_IMPORT.flatMap(wrong)).toEqual([]);
    expect(worn([...EDGES, ...BY_IMPORT.flatMap((one) => one.edges)])).toEqual([]);
  });

  it('are found like the others', () => {
    for (const one of BY_IMPORT) {
      expect(crosswalkOf(one.standard)).toBe(one);
      for (const edge of one.edges) expect(edgesTo(one.standard, edge.requirement)).toContain(edge);
    }
    expect(crosswalkOf('a standard that nobody has')).toBeUndefined();
    expect(answersTo('a standard that nobody has', 'x')).toEqual({ edges: [], together: false });
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
      /a: not said/,
    ],
    [
      'one part as a whole',
      crosswalk('x', '1', [['policy-approved', 'a', 'subset-of', 'Says something about the thing.']], { together: ['a'], remainders: {} }),
      /fewer than two/,
    ],
    [
      'a whole that also leaves something',
      crosswalk('x', '1', [['policy-approved', 'a', 'equal-to', 'Says something about the thing.']], {
        together: [],
        remainders: { a: 'Something is left of it.' },
      }),
      /by one control and with a remainder/,
    ],
    ['a remainder that is no sentence', crosswalk('x', '1', [], { together: [], remainders: { a: 'nothing' } }), /no sentence as its remainder/],
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

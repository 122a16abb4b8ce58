import { describe, expect, it } from 'vitest';
import { Digest } from '../../../core/index.ts';
import { readStandard } from '../../imported/index.ts';
import { judgeRequirement } from '../../requirement.ts';
import { sharesOf } from '../../shares/index.ts';
import { standardOf } from '../../standards/index.ts';
import { crossing } from '../compose.ts';
import { answersTo, edgesTo } from '../index.ts';
import { namedBy, outOfOrder, unsaid } from '../rules.fixture.ts';
import { ISVS_CROSSWALK } from './isvs/index.ts';

// How many rows each section of the main branch had on 2026-06-28. Numbers alone: the text is CC BY-SA, so the rows below have none of it.
const SECTIONS: Readonly<Record<string, number>> = {
  ...{ '1.1': 6, '1.2': 9, '1.3': 15, '1.4': 7, '1.5': 3, '1.6': 4 },
  ...{ '2.1': 13, '2.2': 4, '2.3': 4, '2.4': 8 },
  ...{ '3.1': 9, '3.2': 11, '3.3': 5, '3.4': 13, '3.5': 4, '3.6': 2 },
  ...{ '4.1': 8, '4.2': 3, '4.3': 10, '4.4': 5, '4.5': 8, '4.6': 5 },
  '5.1': 13,
};

const IDS = Object.entries(SECTIONS).flatMap(([section, rows]) => [...Array(rows)].map((_, i) => `${section}.${i + 1}`));
const EXPORT = ['ID,Description,L1,L2,L3', ...IDS.map((id) => `${id},A row,TRUE,TRUE,TRUE`)].join('\n');
const read = () => readStandard(EXPORT, 'isvs.csv', Digest.of(EXPORT), { edition: '1.0' }, () => undefined).standard;

// Radios and boards that no control looks at.
const UNANSWERED = ['3.1.8', '3.2.9', '3.4.1', '3.4.9', '4.3.8', '4.3.9', '4.3.10', '4.5.1', '4.5.2', '4.6.1', '5.1.10', '5.1.12'];

describe('OWASP ISVS, once it is imported', () => {
  it('is found under the id and the edition that the crosswalk names', () => {
    expect(read().id).toBe(ISVS_CROSSWALK.standard);
    expect(ISVS_CROSSWALK.edition).toMatch(/^1\.0, 169 rows /);
  });

  it.each([
    ['V1', 44],
    ['V2', 29],
    ['V3', 44],
    ['V4', 39],
    ['V5', 13],
  ])('%s has each of its %i rows reached by an edge or left with a remainder, in exactly one way', (chapter, count) => {
    const rows = read().requirements.filter((requirement) => requirement.group === chapter);
    expect(rows).toHaveLength(count);
    expect(unsaid(ISVS_CROSSWALK, rows)).toEqual([]);
    for (const { id } of rows) expect(edgesTo('isvs', id).length > 0 || answersTo('isvs', id).remainder !== undefined, id).toBe(true);
  });

  it('has no row that the crosswalk does not name, and is followed in its order', () => {
    expect(namedBy(ISVS_CROSSWALK).toSorted()).toEqual(IDS.toSorted());
    expect(outOfOrder(ISVS_CROSSWALK, IDS)).toEqual([]);
  });

  it('has rows that nothing answers, and says what is left of each', () => {
    expect(IDS.filter((id) => edgesTo('isvs', id).length === 0)).toEqual(UNANSWERED);
  });

  it('is proven where nothing is left and all that covers is proven, and nowhere else', () => {
    const proven = IDS.filter((id) => judgeRequirement({ id }, answersTo('isvs', id), () => 'proven', new Set()).verdict === 'proven');
    expect(proven).toEqual(IDS.filter((id) => answersTo('isvs', id).remainder === undefined));
  });

  it('is looked at to these shares', () => {
    expect(sharesOf('isvs', IDS).counts).toEqual({ machine: 45, word: 2, part: 109, person: 13 });
  });

  it('holds no sentence of the standard: none begins as its rows do', () => {
    const said = [...ISVS_CROSSWALK.edges.map((edge) => edge.reason), ...ISVS_CROSSWALK.remainders.values()];
    expect(said.filter((text) => /\b(?:verify|ensure) that\b/i.test(text))).toEqual([]);
  });

  it('meets EN 303 645 in the controls', () => {
    const other = standardOf('en-303-645');
    expect(other).toBeDefined();
    if (other === undefined) return;
    const { pairs } = crossing(read(), other);
    expect(pairs.find((pair) => pair.from === '1.1.5' && pair.to === '5.2-1')?.via.map((via) => via.control)).toEqual(['disclosure-contact']);
    expect(pairs.filter((pair) => pair.from === '2.1.12').map((pair) => pair.to)).toContain('5.1-5');
  });
});

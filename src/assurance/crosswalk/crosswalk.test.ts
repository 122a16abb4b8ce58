import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../controls/index.ts';
import { directJudgeOf } from '../directly.ts';
import { STANDARDS, standardOf } from '../standards/index.ts';
import { answersTo, CROSSWALKS, crosswalkOf, EDGES, edgesFrom, unmapped } from './index.ts';
import { fewerThanTwo, namedBy, outOfOrder, overclaimed, shapeless, twice, undeclared, unreasoned, unsaid, worn } from './rules.fixture.ts';

// Numbers of IEC 62443-4-2 that ask nothing of a component or only point to what is asked by type: owed by nobody.
const IEC_62443_4_2_POINTERS = [
  ...[
    'CR 1.6',
    'CR 1.13',
    'CR 2.3',
    'CR 2.4',
    'CR 2.13',
    'CR 3.2',
    'CR 3.10',
    'CR 3.11',
    'CR 3.12',
    'CR 3.13',
    'CR 3.14',
    'CR 5.2',
    'CR 5.3',
    'CR 5.4',
    'CR 7.5',
  ],
];
// What it does ask, and no control looks at.
const IEC_62443_4_2_GAPS = ['CR 1.12', 'CR 2.1 RE(3)', 'CR 2.11 RE(1)', 'CR 2.11 RE(2)', 'HDR 3.12', 'HDR 3.14 RE(1)', 'NDR 5.2 RE(3)'];

describe('the crosswalk as a whole', () => {
  it('has one crosswalk for each standard', () => {
    expect(CROSSWALKS.map((crosswalk) => crosswalk.standard)).toEqual(STANDARDS.map((standard) => standard.id));
  });

  it.each([
    ['names no control that is not declared', undeclared],
    ['joins a control and a requirement once', twice],
    ['gives each edge a relation of OSCAL, a sentence as its reason, and an edition', unreasoned],
    ['never repeats a reason more than three times', worn],
    ['never says that a control covers what its claims do not speak of', overclaimed],
  ])('%s', (_, broken) => {
    expect(broken(EDGES)).toEqual([]);
  });

  it('mentions every control', () => {
    expect(CONTROLS.filter((control) => edgesFrom(control.id).length === 0).map((control) => control.id)).toEqual([]);
  });
});

describe.each(CROSSWALKS)('the crosswalk of $standard', (crosswalk) => {
  const standard = standardOf(crosswalk.standard);
  const requirements = standard?.requirements ?? [];
  const ids = new Set(requirements.map((requirement) => requirement.id));

  it('was judged on the edition that Assay carries', () => {
    expect(crosswalk.edition).toBe(standard?.edition);
    expect(crosswalk.edges.every((edge) => edge.edition === crosswalk.edition)).toBe(true);
  });

  it('names no requirement that the standard does not have', () => {
    expect(namedBy(crosswalk).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('follows the order of the standard', () => {
    expect(outOfOrder(crosswalk, [...ids])).toEqual([]);
  });

  it('says of each requirement in exactly one way whether it is covered whole', () => {
    expect(unsaid(crosswalk, requirements)).toEqual([]);
  });

  it('calls parts a whole only where there are two or more of them', () => {
    expect(fewerThanTwo(crosswalk)).toEqual([]);
  });

  it('leaves to controls nothing that is judged by findings', () => {
    const deciding = crosswalk.edges.filter((edge) => edge.relation !== 'intersects-with');
    expect(crosswalk.directly === undefined ? [] : deciding).toEqual([]);
    expect(crosswalk.directly !== undefined).toBe(directJudgeOf(crosswalk.standard) !== undefined);
  });

  it('states a remainder as a sentence', () => {
    expect(shapeless(crosswalk)).toEqual([]);
  });
});

describe('what stays unmapped', () => {
  it.each([
    ['en-303-645', ['5.3-15B']],
    ['cra', ['13.23']],
    ['nist-csf', ['GV.RM-07']],
    ['ssdf', []],
    ['en-18031-1', []],
    ['en-18031-2', []],
    ['en-18031-3', []],
    ['uk-psti', []],
    ['nist-8259a', []],
    ['nist-8259b', []],
    ['nist-800-213a', ['DC (DSP)', 'CS (SRT)']],
    ['iso-27001', ['A.5.13', 'A.8.17']],
    ['iso-27034', ['ASC-7']],
    ['cis-8.1', ['1.4', '1.5', '4.9', '8.4', '8.8', '9.2']],
    ['iec-62443-4-1', []],
    ['iec-62443-4-2', IEC_62443_4_2_GAPS],
  ])('%s: %j', (id, requirements) => {
    const standard = standardOf(id);
    expect(standard).toBeDefined();
    if (standard === undefined) return;
    const found = unmapped(standard, CONTROLS);
    expect(found.requirements).toEqual(requirements);
    // Both sides: a control is listed as unmapped exactly when none of its edges ends in this standard.
    const mapped = new Set(crosswalkOf(id)?.edges.map((edge) => edge.control));
    expect(new Set(found.controls)).toEqual(new Set(CONTROLS.map((control) => control.id).filter((control) => !mapped.has(control))));
  });
});

it('IEC 62443-4-2 has 15 numbers that only point elsewhere, which nothing answers and nobody owes', () => {
  const pointers = standardOf('iec-62443-4-2')?.requirements.filter((requirement) => requirement.withdrawn !== undefined) ?? [];
  expect(pointers.map((requirement) => requirement.id)).toEqual(IEC_62443_4_2_POINTERS);
  expect(pointers).toHaveLength(15);
  for (const { id } of pointers) expect(answersTo('iec-62443-4-2', id), id).toMatchObject({ edges: [] });
});

// A capability of IR 8259A or 8259B is the sum of its sub-capabilities in SP 800-213A: it cannot be whole while one of them is not.
describe.each(['nist-8259a', 'nist-8259b'])('%s and SP 800-213A', (id) => {
  const parts = standardOf('nist-800-213a')?.requirements ?? [];

  it.each(standardOf(id)?.requirements.map((requirement) => requirement.id) ?? [])('%s is covered whole only where all of its parts are', (capability) => {
    const children = parts.filter((requirement) => requirement.group === capability);
    expect(children.length).toBeGreaterThan(0);
    const left = children.filter((child) => answersTo('nist-800-213a', child.id).remainder !== undefined);
    if (left.length > 0) expect(answersTo(id, capability).remainder, left.map((child) => child.id).join(', ')).toBeDefined();
  });
});

import { describe, expect, it } from 'vitest';
import { CONDITION_NUMBERS, FEATURE_LETTERS } from '../model.ts';
import { CIS_8_1 } from './cis-8.1.ts';
import { CRA } from './cra.ts';
import { EN_303_645 } from './en-303-645.ts';
import { STANDARDS, standardOf } from './index.ts';
import { ISO_27001 } from './iso-27001.ts';
import { ISO_27034 } from './iso-27034.ts';
import { NIST_CSF } from './nist-csf.ts';
import { SSDF } from './ssdf.ts';

const range = (prefix: string, from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);
const two = (prefix: string, numbers: readonly number[]) => numbers.map((number) => `${prefix}-${String(number).padStart(2, '0')}`);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const ids = (standard: { requirements: readonly { id: string }[] }) => standard.requirements.map((requirement) => requirement.id);

describe.each(STANDARDS)('$id', (standard) => {
  it('names each requirement once', () => {
    expect(new Set(ids(standard)).size).toBe(standard.requirements.length);
  });

  it('has titles of its own, unlike one another and short', () => {
    const titles = standard.requirements.map((requirement) => requirement.title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) {
      expect(title.length, title).toBeLessThanOrEqual(90);
      expect(title.length, title).toBeGreaterThan(12);
    }
  });

  it('never uses the words that make a standard’s sentence', () => {
    // "shall" and "should" are how ETSI and the law write; a title with either was copied, or reads as if it were.
    for (const requirement of standard.requirements) expect(requirement.title).not.toMatch(/\b(shall|should be)\b/i);
  });

  it('names its edition and its source, and is found by id', () => {
    expect(standard.edition).toMatch(/\d{4}/);
    expect(standard.source.length).toBeGreaterThan(20);
    expect(standardOf(standard.id)).toBe(standard);
  });
});

describe('ETSI EN 303 645 V3.1.3', () => {
  const expected = [
    '5.0-1',
    ...['5.1-1', '5.1-2', '5.1-2A', '5.1-3', '5.1-4', '5.1-5'],
    ...range('5.2-', 1, 3),
    ...['5.3-1', '5.3-2', '5.3-3', '5.3-4A', '5.3-4B', '5.3-5', '5.3-6A', '5.3-6B'],
    ...range('5.3-', 7, 14),
    ...['5.3-15A', '5.3-15B', '5.3-16'],
    ...range('5.4-', 1, 4),
    ...range('5.5-', 1, 8),
    ...['5.6-1', '5.6-2', '5.6-3', '5.6-4A', '5.6-4B'],
    ...range('5.6-', 5, 9),
    ...range('5.7-', 1, 2),
    ...range('5.8-', 1, 3),
    ...range('5.9-', 1, 3),
    '5.10-1',
    ...range('5.11-', 1, 4),
    ...range('5.12-', 1, 3),
    ...['5.13-1A', '5.13-1B'],
    ...['6-1', '6-2', '6-3A', '6-3B', '6-4', '6-5', '6-6', '6-7', '6-8'],
  ];

  it('has 78 provisions, 36 mandatory and 42 recommended', () => {
    expect(ids(EN_303_645)).toEqual(expected);
    expect(EN_303_645.requirements).toHaveLength(78);
    expect(EN_303_645.requirements.filter((requirement) => requirement.level === 'M')).toHaveLength(36);
    expect(EN_303_645.requirements.filter((requirement) => requirement.level === 'R')).toHaveLength(42);
  });

  it('has its groups in order', () => {
    expect([...new Set(EN_303_645.requirements.map((requirement) => requirement.group))]).toEqual([...range('5.', 0, 13), '6']);
  });

  it('uses every one of the 5 conditions and 27 features, and no other', () => {
    const conditions = new Set(EN_303_645.requirements.flatMap((requirement) => requirement.condition ?? []));
    const features = new Set(EN_303_645.requirements.flatMap((requirement) => requirement.feature ?? []));
    expect([...conditions].sort((a, b) => a - b)).toEqual([...CONDITION_NUMBERS]);
    expect(features).toEqual(new Set(FEATURE_LETTERS));
    expect(FEATURE_LETTERS).toHaveLength(27);
  });

  it('says where transcriptions of the table differ', () => {
    const noted = EN_303_645.requirements.filter((requirement) => requirement.note !== undefined);
    expect(noted.map((requirement) => requirement.id)).toEqual(['5.1-2A', '5.1-5']);
  });
});

describe('the Cyber Resilience Act', () => {
  const inGroup = (group: string) => CRA.requirements.filter((requirement) => requirement.group === group).map((requirement) => requirement.id);

  it('has 14 + 8 points of Annex I', () => {
    expect(inGroup('I.1')).toEqual(['I.1.1', ...[...'abcdefghijklm'].map((letter) => `I.1.2${letter}`)]);
    expect(inGroup('I.1')).toHaveLength(14);
    expect(inGroup('I.2')).toEqual(range('I.2.', 1, 8));
  });

  it('has the 20 duties of Article 13 and the 11 of Article 14', () => {
    expect(inGroup('13')).toEqual([...range('13.', 2, 9), ...range('13.', 12, 23)]);
    expect(inGroup('14')).toEqual(['14.1', '14.2a', '14.2b', '14.2c', '14.3', '14.4a', '14.4b', '14.4c', '14.6', '14.7', '14.8']);
    expect(CRA.requirements).toHaveLength(53);
  });

  it('binds from September 2026 for reporting and December 2027 for the rest', () => {
    for (const requirement of CRA.requirements) {
      expect(requirement.appliesFrom, requirement.id).toBe(requirement.group === '14' ? '2026-09-11T00:00:00Z' : '2027-12-11T00:00:00Z');
    }
  });
});

describe('NIST CSF 2.0', () => {
  const expected = [
    ...two('GV.OC', upTo(5)),
    ...two('GV.RM', upTo(7)),
    ...two('GV.RR', upTo(4)),
    ...two('GV.PO', upTo(2)),
    ...two('GV.OV', upTo(3)),
    ...two('GV.SC', upTo(10)),
    ...two('ID.AM', [1, 2, 3, 4, 5, 7, 8]),
    ...two('ID.RA', upTo(10)),
    ...two('ID.IM', upTo(4)),
    ...two('PR.AA', upTo(6)),
    ...two('PR.AT', upTo(2)),
    ...two('PR.DS', [1, 2, 10, 11]),
    ...two('PR.PS', upTo(6)),
    ...two('PR.IR', upTo(4)),
    ...two('DE.CM', [1, 2, 3, 6, 9]),
    ...two('DE.AE', [2, 3, 4, 6, 7, 8]),
    ...two('RS.MA', upTo(5)),
    ...two('RS.AN', [3, 6, 7, 8]),
    ...two('RS.CO', [2, 3]),
    ...two('RS.MI', upTo(2)),
    ...two('RC.RP', upTo(6)),
    ...two('RC.CO', [3, 4]),
  ];

  it('has 106 subcategories in 22 categories of 6 functions', () => {
    expect(ids(NIST_CSF)).toEqual(expected);
    expect(NIST_CSF.requirements).toHaveLength(106);
    expect(new Set(NIST_CSF.requirements.map((requirement) => requirement.group)).size).toBe(22);
  });

  it.each([
    ['GV', 31],
    ['ID', 21],
    ['PR', 22],
    ['DE', 11],
    ['RS', 13],
    ['RC', 8],
  ])('%s has %i', (name, count) => {
    expect(NIST_CSF.requirements.filter((requirement) => requirement.id.startsWith(`${name}.`))).toHaveLength(count);
  });
});

describe('NIST SSDF 1.1', () => {
  it('has 42 tasks in 19 practices of 4 groups', () => {
    expect(ids(SSDF)).toEqual([
      ...['PO.1.1', 'PO.1.2', 'PO.1.3', 'PO.2.1', 'PO.2.2', 'PO.2.3', 'PO.3.1', 'PO.3.2', 'PO.3.3', 'PO.4.1', 'PO.4.2', 'PO.5.1', 'PO.5.2'],
      ...['PS.1.1', 'PS.2.1', 'PS.3.1', 'PS.3.2'],
      ...['PW.1.1', 'PW.1.2', 'PW.1.3', 'PW.2.1', 'PW.4.1', 'PW.4.2', 'PW.4.4', 'PW.5.1', 'PW.6.1', 'PW.6.2', 'PW.7.1', 'PW.7.2'],
      ...['PW.8.1', 'PW.8.2', 'PW.9.1', 'PW.9.2'],
      ...['RV.1.1', 'RV.1.2', 'RV.1.3', 'RV.2.1', 'RV.2.2', 'RV.3.1', 'RV.3.2', 'RV.3.3', 'RV.3.4'],
    ]);
    expect(SSDF.requirements).toHaveLength(42);
    expect(new Set(SSDF.requirements.map((requirement) => requirement.group)).size).toBe(19);
  });
});

describe('ISO/IEC 27001 Annex A', () => {
  it('has 93 controls: 37 organisational, 8 of people, 14 physical, 34 technological', () => {
    expect(ids(ISO_27001)).toEqual([...range('A.5.', 1, 37), ...range('A.6.', 1, 8), ...range('A.7.', 1, 14), ...range('A.8.', 1, 34)]);
    expect(ISO_27001.requirements).toHaveLength(93);
    expect(new Set(ISO_27001.requirements.map((requirement) => requirement.group))).toEqual(new Set(['A.5', 'A.6', 'A.7', 'A.8']));
  });

  it('says of the amendment of 2024 where it is felt, and that Annex A is as it was', () => {
    const noted = ISO_27001.requirements.filter((requirement) => requirement.note !== undefined);
    expect(noted.map((requirement) => requirement.id)).toEqual(['A.7.5']);
    expect(noted[0]?.note).toContain('leaves Annex A as it is');
  });
});

describe('ISO/IEC 27034', () => {
  it.each([
    ['ONF', 8],
    ['ONM', 6],
    ['ASC', 7],
    ['LOT', 4],
    ['ASMP', 5],
    ['ANF', 4],
    ['APF', 1],
  ])('%s has %i', (group, count) => {
    expect(ISO_27034.requirements.filter((requirement) => requirement.group === group).map((requirement) => requirement.id)).toEqual(
      range(`${group}-`, 1, count),
    );
  });

  it('says of each where it belongs, and that this is to be checked', () => {
    expect(ISO_27034.requirements).toHaveLength(35);
    for (const { id, note } of ISO_27034.requirements) expect(note, id).toMatch(/^Clause, from memory and to be checked: ISO\/IEC 27034-\d/);
    expect(ISO_27034.source).toContain('from memory');
  });
});

describe('CIS Controls v8.1', () => {
  const sizes = [5, 7, 14, 12, 6, 8, 7, 12, 7, 7, 5, 8, 11, 9, 7, 14, 9, 5];

  it('has 153 safeguards in 18 controls', () => {
    expect(ids(CIS_8_1)).toEqual(sizes.flatMap((size, index) => range(`${index + 1}.`, 1, size)));
    expect(CIS_8_1.requirements).toHaveLength(153);
    expect(new Set(CIS_8_1.requirements.map((requirement) => requirement.group)).size).toBe(18);
  });

  it.each([
    ['IG1', 56],
    ['IG2', 130],
    ['IG3', 153],
  ])('%s counts %i', (group, count) => {
    expect(CIS_8_1.requirements.filter((requirement) => requirement.levels?.includes(group))).toHaveLength(count);
  });

  it('puts each safeguard of a group into the groups above it', () => {
    const ways = new Set(CIS_8_1.requirements.map((requirement) => requirement.levels?.join(' ')));
    expect(ways).toEqual(new Set(['IG1 IG2 IG3', 'IG2 IG3', 'IG3']));
  });

  it('carries numbers only: no safeguard in CIS’s words or in others', () => {
    for (const { id, title } of CIS_8_1.requirements) expect(title).toBe(`Safeguard ${id}`);
  });
});

import { describe, expect, it } from 'vitest';
import type { Standard } from '../model.ts';
import { EN_18031_1 } from './en-18031-1.ts';
import { EN_18031_2 } from './en-18031-2.ts';
import { EN_18031_3 } from './en-18031-3.ts';
import { NIST_800_213A } from './nist-800-213a.ts';
import { NIST_8259A } from './nist-8259a.ts';
import { NIST_8259B } from './nist-8259b.ts';
import { UK_PSTI } from './uk-psti.ts';

const ids = (standard: Standard) => standard.requirements.map((requirement) => requirement.id);
const upTo = (prefix: string, last: number) => Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);
const inGroups = (standard: Standard) => {
  const counts: Record<string, number> = {};
  for (const { group } of standard.requirements) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
};

const SHARED_SIGN_IN = ['AUM-3', 'AUM-4', 'AUM-5-1', 'AUM-5-2', 'AUM-6'];
const UPDATES_STORES_CHANNELS = [...upTo('SUM-', 3), ...upTo('SSM-', 3), ...upTo('SCM-', 4)];

describe('EN 18031:2024', () => {
  it('part 1 has 33 requirements', () => {
    expect(ids(EN_18031_1)).toEqual([
      ...upTo('ACM-', 2),
      ...['AUM-1-1', 'AUM-1-2', 'AUM-2', ...SHARED_SIGN_IN],
      ...UPDATES_STORES_CHANNELS,
      ...['RLM-1', 'NMM-1', 'TCM-1'],
      ...upTo('CCK-', 3),
      ...upTo('GEC-', 6),
      'CRY-1',
    ]);
    expect(EN_18031_1.requirements).toHaveLength(33);
  });

  it('part 2 has 43 requirements', () => {
    expect(ids(EN_18031_2)).toEqual([
      ...upTo('ACM-', 6),
      ...['AUM-1-1', 'AUM-1-2', 'AUM-2-1', 'AUM-2-2', ...SHARED_SIGN_IN],
      ...UPDATES_STORES_CHANNELS,
      ...upTo('LGM-', 4),
      ...['DLM-1', 'UNM-1', 'UNM-2'],
      ...upTo('CCK-', 3),
      ...upTo('GEC-', 7),
      'CRY-1',
    ]);
    expect(EN_18031_2.requirements).toHaveLength(43);
  });

  it('part 3 has 37 requirements', () => {
    expect(ids(EN_18031_3)).toEqual([
      ...upTo('ACM-', 2),
      ...['AUM-1-1', 'AUM-1-2', 'AUM-1-3', 'AUM-2-1', 'AUM-2-2', ...SHARED_SIGN_IN],
      ...UPDATES_STORES_CHANNELS,
      ...upTo('LGM-', 4),
      ...upTo('CCK-', 3),
      ...upTo('GEC-', 6),
      'GEC-8',
      'CRY-1',
    ]);
    expect(EN_18031_3.requirements).toHaveLength(37);
  });

  it.each([
    [EN_18031_1, ['ACM', 'AUM', 'SUM', 'SSM', 'SCM', 'RLM', 'NMM', 'TCM', 'CCK', 'GEC', 'CRY']],
    [EN_18031_2, ['ACM', 'AUM', 'SUM', 'SSM', 'SCM', 'LGM', 'DLM', 'UNM', 'CCK', 'GEC', 'CRY']],
    [EN_18031_3, ['ACM', 'AUM', 'SUM', 'SSM', 'SCM', 'LGM', 'CCK', 'GEC', 'CRY']],
  ])('$id has its families of mechanisms', (standard, families) => {
    expect([...new Set(standard.requirements.map((requirement) => requirement.group))]).toEqual(families);
  });

  it.each([
    [EN_18031_1, ['AUM-5-1', 'AUM-5-2']],
    [EN_18031_2, ['ACM-3', 'ACM-4', 'ACM-5', 'ACM-6', 'AUM-5-1', 'AUM-5-2']],
    [EN_18031_3, ['AUM-5-1', 'AUM-5-2', 'SUM-2']],
  ])('$id notes where the Official Journal restricts it', (standard, restricted) => {
    const noted = standard.requirements.filter(({ note }) => note?.includes('2025/138'));
    expect(noted.map((requirement) => requirement.id)).toEqual(restricted);
  });

  it('binds from August 2025', () => {
    for (const standard of [EN_18031_1, EN_18031_2, EN_18031_3])
      expect(new Set(standard.requirements.map((requirement) => requirement.appliesFrom))).toEqual(new Set(['2025-08-01T00:00:00Z']));
  });
});

describe('UK PSTI', () => {
  it('has 13 paragraphs of Schedule 1 under its three headings, and the statement', () => {
    expect(ids(UK_PSTI)).toEqual([
      ...['1(2)(a)', '1(2)(b)', '1(3)(a)', '1(3)(b)', '1(3)(c)', '1(3)(d)'],
      ...['2(2)', '2(3)', '2(4)', '3(2)', '3(3)', '3(4)', '3(5)', 'SoC.1', 'SoC.2'],
    ]);
    expect(inGroups(UK_PSTI)).toEqual({ 1: 6, 2: 3, 3: 4, SoC: 2 });
  });

  it.each([
    ['1', '5.1-1'],
    ['1', '5.1-2'],
    ['2', '5.2-1'],
    ['3', '5.3-13'],
  ])('notes that paragraph %s is deemed met by %s', (group, provision) => {
    const of = UK_PSTI.requirements.filter((requirement) => requirement.group === group);
    expect(of.length).toBeGreaterThan(0);
    for (const { id, note } of of) expect(note, id).toContain('ETSI EN 303 645 V2.1.1 (2020-06) ');
    for (const { id, note } of of) expect(note, id).toContain(provision);
  });

  it('names the edition of ISO/IEC 29147 that is deemed to do, and what is no password', () => {
    for (const { group, id, note } of UK_PSTI.requirements) {
      expect(note?.includes('ISO/IEC 29147:2018'), id).toBe(group === '2');
      expect(note?.includes('By 1(4), '), id).toBe(group === '1');
    }
  });
});

const TECHNICAL = ['DI', 'DC', 'DP', 'LA', 'SU', 'CS', 'DS'];

describe('NIST’s device catalogues', () => {
  it('IR 8259A has 6 capabilities and IR 8259B 4', () => {
    expect(ids(NIST_8259A)).toEqual(['DI', 'DC', 'DP', 'LA', 'SU', 'CS']);
    expect(ids(NIST_8259B)).toEqual(['DO', 'IQ', 'ID', 'EA']);
  });

  it('SP 800-213A has 38 technical sub-capabilities in 7 capabilities', () => {
    const technical = NIST_800_213A.requirements.filter((requirement) => TECHNICAL.includes(requirement.group));
    expect(technical).toHaveLength(38);
    expect(technical.map((requirement) => requirement.id)).toEqual([
      ...['DI (IMS)', 'DI (AID)', 'DI (DAS)', 'DI (PID)'],
      ...['DC (PRV)', 'DC (AUT)', 'DC (INT)', 'DC (DSP)', 'DC (CTL)'],
      ...['DP (CRY)', 'DP (KEY)', 'DP (STO)', 'DP (STX)'],
      ...['LA (AUN)', 'LA (ACF)', 'LA (USE)', 'LA (AUZ)', 'LA (AIM)', 'LA (ROL)', 'LA (LDU)', 'LA (XCN)', 'LA (IFC)'],
      ...['SU (UPD)', 'SU (APP)'],
      ...['CS (AEI)', 'CS (EIM)', 'CS (EVR)', 'CS (LCT)', 'CS (RDL)', 'CS (LSR)', 'CS (SRT)', 'CS (AUP)', 'CS (AWR)'],
      ...['DS (EXE)', 'DS (COM)', 'DS (RSC)', 'DS (DIN)', 'DS (OPS)'],
    ]);
  });

  it('SP 800-213A has 14 non-technical sub-capabilities in 4 capabilities', () => {
    const supporting = NIST_800_213A.requirements.filter((requirement) => !TECHNICAL.includes(requirement.group));
    expect(supporting.map((requirement) => requirement.id)).toEqual([
      ...['DO (SMP)', 'DO (CAP)', 'DO (DSC)', 'DO (MNT)', 'IQ (BUG)', 'IQ (QRY)', 'ID (CRI)', 'ID (VNT)'],
      ...['EA (CSC)', 'EA (EOL)', 'EA (RSP)', 'EA (EXP)', 'EA (BAK)', 'EA (VMG)'],
    ]);
    expect(inGroups(NIST_800_213A)).toEqual({ DI: 4, DC: 5, DP: 4, LA: 9, SU: 2, CS: 9, DS: 5, DO: 4, IQ: 2, ID: 2, EA: 6 });
  });

  it('says where a code rests on one account', () => {
    expect(NIST_800_213A.requirements.filter((requirement) => requirement.note !== undefined).map((requirement) => requirement.id)).toEqual([
      'DC (DSP)',
      'CS (AWR)',
    ]);
  });
});

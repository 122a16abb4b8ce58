import { describe, expect, it } from 'vitest';
import { isRule, level, priority } from '../cert-c/rating.ts';
import { CERT_C, CERT_C_COMMIT, ratingOf } from './cert-c.ts';
import { CERT_C_RECOMMENDATIONS } from './cert-c-recommendations.ts';
import { CERT_C_RULES } from './cert-c-rules.ts';

// Priority and level as the standard prints them beside the ratings, read from the same commit: an answer that nobody here computed.
const PRINTED = [
  'API00:P2L3 API01:P18L1 API02:P18L1 API03:P2L3 API04:P2L3 API05:P12L1 API07:P2L3 API09:P1L3 API10:P6L3 ARR00:P6L2 ARR01:P12L1 ARR02:P6L2 ARR30:P9L2 ARR32:P6L2',
  'ARR36:P4L3 ARR37:P8L2 ARR38:P9L2 ARR39:P6L2 CON01:P4L3 CON02:P4L3 CON03:P4L3 CON04:P2L3 CON05:P2L3 CON06:P4L3 CON07:P8L2 CON08:P2L3 CON09:P2L3 CON30:P2L3',
  'CON31:P4L3 CON32:P4L3 CON33:P4L3 CON34:P4L3 CON35:P2L3 CON36:P2L3 CON37:P4L3 CON38:P2L3 CON39:P3L3 CON40:P8L2 CON41:P2L3 CON43:P4L3 DCL00:P3L3 DCL01:P3L3',
  'DCL02:P3L3 DCL03:P3L3 DCL04:P3L3 DCL05:P2L3 DCL06:P2L3 DCL07:P2L3 DCL08:P1L3 DCL09:P2L3 DCL10:P6L2 DCL11:P12L1 DCL12:P1L3 DCL13:P3L3 DCL15:P1L3 DCL16:P3L3',
  'DCL17:P4L3 DCL18:P1L3 DCL19:P3L3 DCL20:P12L1 DCL21:P1L3 DCL22:P4L3 DCL23:P6L2 DCL30:P6L2 DCL31:P3L3 DCL36:P8L2 DCL37:P2L3 DCL38:P3L3 DCL39:P2L3 DCL40:P2L3',
  'DCL41:P6L2 DCL42:P2L3 ENV01:P9L2 ENV02:P2L3 ENV03:P9L2 ENV30:P2L3 ENV31:P4L3 ENV32:P12L1 ENV33:P12L1 ENV34:P4L3 ERR00:P4L3 ERR01:P6L2 ERR02:P1L3 ERR04:P4L3',
  'ERR05:P8L2 ERR06:P2L3 ERR07:P12L1 ERR30:P12L1 ERR32:P3L3 ERR33:P27L1 ERR34:P6L2 EXP00:P6L2 EXP02:P1L3 EXP03:P3L3 EXP05:P4L3 EXP07:P1L3 EXP08:P6L2 EXP09:P6L2',
  'EXP10:P8L2 EXP11:P4L3 EXP12:P4L3 EXP13:P3L3 EXP14:P3L3 EXP15:P27L1 EXP16:P6L2 EXP19:P12L1 EXP20:P12L1 EXP30:P8L2 EXP32:P6L2 EXP33:P12L1 EXP34:P18L1 EXP35:P6L2',
  'EXP36:P2L3 EXP37:P4L3 EXP39:P2L3 EXP40:P2L3 EXP42:P12L1 EXP43:P4L3 EXP44:P3L3 EXP45:P6L2 EXP46:P6L2 EXP47:P6L2 FIO01:P12L1 FIO02:P4L3 FIO03:P4L3 FIO05:P4L3',
  'FIO06:P4L3 FIO08:P4L3 FIO09:P4L3 FIO10:P4L3 FIO11:P4L3 FIO13:P4L3 FIO14:P2L3 FIO15:P4L3 FIO17:P6L2 FIO18:P4L3 FIO19:P3L3 FIO20:P12L1 FIO21:P4L3 FIO22:P2L3',
  'FIO23:P4L3 FIO24:P4L3 FIO30:P18L1 FIO32:P2L3 FIO34:P18L1 FIO37:P18L1 FIO38:P4L3 FIO39:P6L2 FIO40:P6L2 FIO41:P3L3 FIO42:P2L3 FIO44:P2L3 FIO45:P6L2 FIO46:P2L3',
  'FIO47:P6L2 FLP00:P4L3 FLP01:P2L3 FLP02:P2L3 FLP03:P2L3 FLP04:P4L3 FLP05:P2L3 FLP06:P2L3 FLP07:P4L3 FLP30:P6L2 FLP32:P12L1 FLP34:P3L3 FLP36:P2L3 FLP37:P3L3',
  'FLP38:P3L3 INT00:P3L3 INT01:P8L2 INT02:P4L3 INT04:P12L1 INT05:P8L2 INT07:P12L1 INT08:P4L3 INT09:P4L3 INT10:P3L3 INT12:P1L3 INT13:P6L2 INT14:P4L3 INT15:P6L2',
  'INT16:P2L3 INT17:P6L3 INT18:P18L1 INT30:P9L2 INT31:P12L1 INT32:P18L1 INT33:P6L2 INT34:P2L3 INT35:P1L3 INT36:P4L3 MEM00:P12L1 MEM01:P9L2 MEM02:P3L3 MEM03:P4L3',
  'MEM04:P6L2 MEM05:P6L2 MEM06:P2L3 MEM07:P6L2 MEM10:P3L3 MEM11:P2L3 MEM12:P2L3 MEM30:P9L2 MEM31:P4L3 MEM33:P2L3 MEM34:P9L2 MEM35:P6L2 MEM36:P2L3 MSC00:P4L3',
  'MSC01:P4L3 MSC04:P4L3 MSC05:P2L3 MSC06:P12L1 MSC07:P2L3 MSC09:P4L3 MSC10:P2L3 MSC11:P1L3 MSC12:P2L3 MSC13:P3L3 MSC14:P1L3 MSC15:P9L2 MSC17:P18L1 MSC18:P4L3',
  'MSC19:P2L3 MSC20:P8L2 MSC21:P1L3 MSC22:P2L3 MSC23:P6L3 MSC24:P12L1 MSC25:P4L3 MSC30:P4L3 MSC32:P18L1 MSC33:P9L2 MSC37:P6L2 MSC38:P2L3 MSC39:P2L3 MSC40:P1L3',
  'MSC41:P6L2 POS01:P6L2 POS02:P9L2 POS04:P3L3 POS05:P4L3 POS30:P18L1 POS34:P6L2 POS35:P9L2 POS36:P18L1 POS37:P18L1 POS38:P2L3 POS39:P12L1 POS44:P2L3 POS47:P4L3',
  'POS48:P4L3 POS49:P4L3 POS50:P4L3 POS51:P2L3 POS52:P2L3 POS53:P8L2 POS54:P27L1 PRE00:P2L3 PRE01:P12L1 PRE02:P12L1 PRE04:P2L3 PRE05:P2L3 PRE06:P3L3 PRE07:P2L3',
  'PRE08:P2L3 PRE09:P18L1 PRE10:P12L1 PRE11:P8L2 PRE12:P4L3 PRE13:P2L3 PRE30:P2L3 PRE31:P2L3 PRE32:P3L3 SIG00:P9L2 SIG01:P1L3 SIG02:P6L2 SIG30:P18L1 SIG31:P18L1',
  'SIG34:P2L3 SIG35:P1L3 STR00:P4L3 STR01:P1L3 STR02:P9L2 STR03:P4L3 STR04:P2L3 STR05:P3L3 STR06:P6L2 STR09:P2L3 STR10:P4L3 STR11:P6L2 STR30:P6L2 STR31:P9L2',
  'STR32:P12L1 STR34:P8L2 STR37:P3L3 STR38:P18L1 WIN00:P6L2 WIN01:P18L1 WIN02:P18L1 WIN03:P3L3 WIN04:P3L3 WIN30:P2L3',
];

const printed = new Map(
  PRINTED.flatMap((line) => line.split(' ')).map((entry) => {
    const [, id = '', value = '', its = ''] = /^(\w+):P(\d+)(L\d)$/.exec(entry) ?? [];
    return [`${id}-C`, { priority: Number(value), level: its }] as const;
  }),
);

const chapters = (rows: readonly (readonly [string, ...unknown[]])[]) =>
  Object.fromEntries([...Map.groupBy(rows, ([id]) => id.slice(0, 3))].map(([chapter, inIt]) => [chapter, inIt.length]));

describe('SEI CERT C', () => {
  it('has 122 rules and 183 recommendations at the pinned commit', () => {
    expect(CERT_C_RULES).toHaveLength(122);
    expect(CERT_C_RECOMMENDATIONS).toHaveLength(183);
    expect(CERT_C.edition).toContain(CERT_C_COMMIT.slice(0, 8));
    expect(CERT_C.requirements.map((requirement) => requirement.id)).toEqual([...CERT_C_RULES, ...CERT_C_RECOMMENDATIONS].map(([id]) => id));
  });

  it('has its rules by chapter', () => {
    expect(chapters(CERT_C_RULES)).toEqual({
      PRE: 3,
      DCL: 9,
      EXP: 15,
      INT: 7,
      FLP: 6,
      ARR: 6,
      STR: 6,
      MEM: 6,
      FIO: 13,
      ENV: 5,
      SIG: 4,
      ERR: 4,
      CON: 13,
      MSC: 8,
      POS: 16,
      WIN: 1,
    });
  });

  it('has its recommendations by chapter', () => {
    expect(chapters(CERT_C_RECOMMENDATIONS)).toEqual({
      PRE: 13,
      DCL: 23,
      EXP: 16,
      INT: 16,
      FLP: 8,
      ARR: 3,
      STR: 10,
      MEM: 11,
      FIO: 20,
      ENV: 4,
      SIG: 3,
      ERR: 7,
      API: 9,
      CON: 9,
      MSC: 22,
      POS: 4,
      WIN: 5,
    });
  });

  it('tells rules and recommendations apart by number', () => {
    expect(CERT_C_RULES.every(([id]) => isRule(id))).toBe(true);
    expect(CERT_C_RECOMMENDATIONS.some(([id]) => isRule(id))).toBe(false);
    for (const requirement of CERT_C.requirements) expect(requirement.level, requirement.id).toBe(isRule(requirement.id) ? 'M' : 'R');
  });

  it('computes every priority as it is printed, and every level but three', () => {
    expect(printed.size).toBe(304);
    const differ: string[] = [];
    for (const [id, said] of printed) {
      const rating = ratingOf(id);
      expect(rating, id).toBeDefined();
      if (rating === undefined) continue;
      expect(priority(rating), id).toBe(said.priority);
      if (level(rating) !== said.level) differ.push(id);
    }
    expect(differ.sort()).toEqual(['API10-C', 'INT17-C', 'MSC23-C']);
    for (const id of differ) expect(CERT_C.requirements.find((requirement) => requirement.id === id)?.note).toContain('prints level L3');
  });

  it('has 23 rules at L1, 35 at L2 and 64 at L3', () => {
    const of = (wanted: string) => CERT_C.requirements.filter((requirement) => requirement.level === 'M' && requirement.levels?.[0] === wanted).length;
    expect([of('L1'), of('L2'), of('L3')]).toEqual([23, 35, 64]);
  });

  it('gives every priority that three values of 1 to 3 can, with its level', () => {
    const all = (['low', 'medium', 'high'] as const).flatMap((severity) =>
      (['unlikely', 'probable', 'likely'] as const).flatMap((likelihood) =>
        (['neither', 'detectable', 'repairable', 'both'] as const).map((byTool) => [severity, likelihood, byTool] as const),
      ),
    );
    expect([...new Set(all.map(priority))].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 6, 8, 9, 12, 18, 27]);
    for (const rating of all) {
      const value = priority(rating);
      expect(level(rating)).toBe(value <= 4 ? 'L3' : value <= 9 ? 'L2' : 'L1');
    }
    expect(priority(['high', 'likely', 'both'])).toBe(27);
    expect(priority(['high', 'likely', 'detectable'])).toBe(priority(['high', 'likely', 'repairable']));
  });

  it('carries the CWE ids of the repository', () => {
    expect(CERT_C.requirements.find((requirement) => requirement.id === 'STR31-C')?.note).toBe(
      'Severity high, likely, remediation cost 1: priority 9. CWE-119, CWE-120, CWE-193.',
    );
  });

  it('lists what the standard has taken back or not finished', () => {
    const withdrawn = CERT_C.requirements.filter((requirement) => requirement.withdrawn !== undefined);
    expect(withdrawn.map((requirement) => [requirement.id, requirement.withdrawn?.replacedBy])).toEqual([
      ['EXP14-C', ['INT02-C']],
      ['ENV04-C', undefined],
      ['MSC07-C', ['MSC12-C']],
    ]);
    expect(CERT_C.requirements.filter((requirement) => requirement.levels === undefined).map((requirement) => requirement.id)).toEqual(['ENV04-C']);
  });

  it('names whose work it is and under which licence', () => {
    expect(CERT_C.source).toContain('Carnegie Mellon University');
    expect(CERT_C.source).toContain('CC BY 4.0');
  });
});

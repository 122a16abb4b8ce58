import { describe, expect, it } from 'vitest';
import { IEC_62443_4_1 } from './iec-62443-4-1.ts';
import { IEC_62443_4_2, lowestLevel } from './iec-62443-4-2.ts';

const upTo = (prefix: string, last: number) => Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);

describe('IEC 62443-4-1:2018', () => {
  it('has 47 requirements in 8 practices', () => {
    expect(IEC_62443_4_1.requirements.map((requirement) => requirement.id)).toEqual([
      ...upTo('SM-', 13),
      ...upTo('SR-', 5),
      ...upTo('SD-', 4),
      ...upTo('SI-', 2),
      ...upTo('SVV-', 5),
      ...upTo('DM-', 6),
      ...upTo('SUM-', 5),
      ...upTo('SG-', 7),
    ]);
    expect(IEC_62443_4_1.requirements).toHaveLength(47);
    expect(new Set(IEC_62443_4_1.requirements.map((requirement) => requirement.group)).size).toBe(8);
  });
});

describe('IEC 62443-4-2:2019', () => {
  const base = IEC_62443_4_2.requirements.filter((requirement) => !requirement.id.includes('RE('));
  const ids = base.map((requirement) => requirement.id);
  const of = (prefix: string) => ids.filter((id) => id.startsWith(`${prefix} `));

  it.each([
    ['CCSC', 4],
    ['CR 1.', 14],
    ['CR 2.', 13],
    ['CR 3.', 14],
    ['CR 4.', 3],
    ['CR 5.', 4],
    ['CR 6.', 2],
    ['CR 7.', 8],
    ['SAR', 2],
    ['EDR', 8],
    ['HDR', 8],
    ['NDR', 12],
  ])('%s has %i', (prefix, count) => {
    expect(ids.filter((id) => id.startsWith(prefix))).toHaveLength(count);
  });

  it('has 58 component requirements, numbered without a hole, and 92 requirements in all', () => {
    const groups = [14, 13, 14, 3, 4, 2, 8];
    expect(of('CR')).toEqual(groups.flatMap((count, index) => upTo(`CR ${index + 1}.`, count)));
    expect(of('CR')).toHaveLength(58);
    expect(base).toHaveLength(92);
  });

  it('names by type what the general list only points to', () => {
    expect(of('SAR')).toEqual(['SAR 2.4', 'SAR 3.2']);
    const devices = ['2.4', '2.13', '3.2', '3.10', '3.11', '3.12', '3.13', '3.14'];
    expect(of('EDR')).toEqual(devices.map((id) => `EDR ${id}`));
    expect(of('HDR')).toEqual(devices.map((id) => `HDR ${id}`));
    expect(of('NDR')).toEqual(['1.6', '1.13', ...devices, '5.2', '5.3'].map((id) => `NDR ${id}`));
    const pointers = base.filter((requirement) => requirement.withdrawn !== undefined);
    expect(pointers).toHaveLength(15);
    const targets = new Set(pointers.flatMap((pointer) => pointer.withdrawn?.replacedBy ?? []));
    expect([...targets].sort()).toEqual([...of('SAR'), ...of('EDR'), ...of('HDR'), ...of('NDR')].sort());
  });

  it('puts each of its 49 enhancements after what it enhances, at a higher level or the same', () => {
    const enhancements = IEC_62443_4_2.requirements.filter((requirement) => requirement.id.includes('RE('));
    expect(enhancements).toHaveLength(49);
    const all = IEC_62443_4_2.requirements;
    for (const enhancement of enhancements) {
      const at = all.findIndex((requirement) => requirement.id === enhancement.id.slice(0, enhancement.id.indexOf(' RE(')));
      const enhanced = all[at];
      expect(at, enhancement.id).toBeGreaterThanOrEqual(0);
      expect(all.indexOf(enhancement)).toBeGreaterThan(at);
      expect(enhanced?.withdrawn).toBeUndefined();
      expect(lowestLevel(enhancement), enhancement.id).toBeGreaterThan(enhanced === undefined ? 4 : lowestLevel(enhanced));
    }
  });

  it('gives each requirement that asks something its levels, up to the highest', () => {
    for (const requirement of IEC_62443_4_2.requirements) {
      if (requirement.withdrawn === undefined) expect(requirement.levels?.at(-1), requirement.id).toBe('SL-C 4');
      else expect(requirement.levels, requirement.id).toBeUndefined();
    }
  });

  it.each([
    ['CR 1.1', 1],
    ['CR 1.1 RE(2)', 3],
    ['CR 1.2', 2],
    ['CR 2.7', 3],
    ['CR 2.1 RE(4)', 4],
    ['EDR 3.11', 2],
    ['NDR 5.2 RE(3)', 3],
  ])('%s is asked from level %i', (id, level) => {
    const requirement = IEC_62443_4_2.requirements.find((each) => each.id === id);
    expect(requirement === undefined ? undefined : lowestLevel(requirement)).toBe(level);
  });

  it('says which of its facts are not settled', () => {
    const noted = IEC_62443_4_2.requirements.filter((requirement) => requirement.note !== undefined);
    expect(noted.map((requirement) => requirement.id)).toEqual(['CR 6.1', 'SAR 2.4 RE(1)', 'HDR 3.2 RE(1)']);
  });
});

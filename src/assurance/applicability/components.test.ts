import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { IEC_62443_4_2, lowestLevel } from '../standards/iec-62443-4-2.ts';
import { COMPONENT_TYPES, isOfType, ofComponents } from './components.ts';
import { applicability } from './index.ts';

const part = (id: string, kind: string, facts: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({ id, kind, name: id, facts, ...more });

function mapOf(parts: readonly unknown[], facts: Record<string, unknown> = {}): ServiceMap {
  return serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home', facts }, parts });
}

const of = (id: string, map: ServiceMap) => applicability(IEC_62443_4_2, map).find((each) => each.requirement === id);

describe('the type of a component', () => {
  it.each([
    ['device', ['no', 'yes', 'no', 'no']],
    ['gateway', ['no', 'unknown', 'unknown', 'yes']],
    ['app', ['yes', 'no', 'no', 'no']],
    ['server', ['yes', 'no', 'unknown', 'no']],
    ['broker', ['yes', 'no', 'unknown', 'no']],
    ['update-server', ['yes', 'no', 'unknown', 'no']],
  ])('of a %s by its kind', (kind, values) => {
    const map = mapOf([part('one', kind)]);
    expect(COMPONENT_TYPES.flatMap((type) => map.parts.map((each) => isOfType(each, type).value))).toEqual(values);
  });

  it.each([
    ['host-device', ['no', 'no', 'yes', 'no']],
    ['embedded-device, network-device', ['no', 'yes', 'no', 'yes']],
    ['toaster', ['unknown', 'unknown', 'unknown', 'unknown']],
  ])('as stated: %s', (stated, values) => {
    const map = mapOf([part('one', 'device', { 'component-type': stated })]);
    expect(COMPONENT_TYPES.flatMap((type) => map.parts.map((each) => isOfType(each, type)))).toEqual(values.map((value) => ({ value, decidedBy: ['one'] })));
  });

  it('is a network device too where it is stated to carry traffic for others', () => {
    const map = mapOf([part('hub', 'device', { 'network-equipment': true })]);
    expect(of('NDR 5.2', map)?.applies).toBe('yes');
    expect(of('EDR 3.14', map)?.applies).toBe('yes');
  });
});

describe('a requirement of IEC 62443-4-2', () => {
  it('is owed by type, with the parts that decided', () => {
    const map = mapOf([part('camera', 'device'), part('phone', 'app')]);
    expect(of('EDR 3.14', map)).toEqual({
      requirement: 'EDR 3.14',
      applies: 'yes',
      because: [{ fact: 'There is an embedded device', value: 'yes', decidedBy: ['camera'] }],
    });
    expect(of('NDR 5.2', map)).toEqual({
      requirement: 'NDR 5.2',
      applies: 'no',
      because: [{ fact: 'There is a network device', value: 'no', decidedBy: ['camera', 'phone'] }],
    });
    expect(of('SAR 3.2', map)?.applies).toBe('yes');
    expect(of('CR 1.1', map)?.applies).toBe('yes');
  });

  it('is left open where the kind does not tell', () => {
    const map = mapOf([part('cloud', 'server')]);
    expect(of('HDR 3.14', map)).toEqual({
      requirement: 'HDR 3.14',
      applies: 'undecided',
      because: [{ fact: 'There is a host device', value: 'unknown', decidedBy: ['cloud'] }],
    });
  });

  it('is left open by a map without a part of the product', () => {
    expect(ofComponents(IEC_62443_4_2, mapOf([part('office', 'place')])).filter((each) => each.applies === 'yes')).toEqual([]);
    expect(of('CR 1.1', mapOf([part('office', 'place')]))).toEqual({
      requirement: 'CR 1.1',
      applies: 'undecided',
      because: [{ fact: 'There is a component of the product', value: 'unknown', decidedBy: ['home'] }],
    });
  });

  it('leaves parts out of scope to others', () => {
    expect(of('EDR 3.14', mapOf([part('camera', 'device', {}, { inScope: false }), part('phone', 'app')]))?.applies).toBe('no');
  });

  it('is not owed above the level aimed at, and only where one is stated', () => {
    const parts = [part('camera', 'device')];
    expect(of('CR 2.7', mapOf(parts))?.applies).toBe('yes');
    expect(of('CR 2.7', mapOf(parts, { 'security-level-target': 2 }))).toEqual({
      requirement: 'CR 2.7',
      applies: 'no',
      because: [
        { fact: 'There is a component of the product', value: 'yes', decidedBy: ['camera'] },
        { fact: 'The level aimed at is 3 or more', value: 'no', decidedBy: ['home'] },
      ],
    });
    expect(of('CR 2.7', mapOf([part('camera', 'device', { 'security-level-target': 3 })], { 'security-level-target': 2 }))?.applies).toBe('yes');
    // Another part that states none keeps it owed.
    expect(of('CR 2.7', mapOf([part('camera', 'device', { 'security-level-target': 1 }), part('phone', 'app')]))?.applies).toBe('yes');
    // A level must be met by a part of the type that is asked.
    const mixed = mapOf([part('camera', 'device', { 'security-level-target': 1 }), part('phone', 'app', { 'security-level-target': 4 })]);
    expect(of('EDR 3.11', mixed)?.applies).toBe('no');
    for (const wrong of [0, 5, 2.5]) expect(of('CR 2.7', mapOf(parts, { 'security-level-target': wrong }))?.applies, String(wrong)).toBe('yes');
  });

  it('is not owed where the number only points elsewhere, and says so', () => {
    expect(of('CR 3.14', mapOf([part('camera', 'device')]))).toEqual({
      requirement: 'CR 3.14',
      applies: 'no',
      because: [{ fact: 'The number only points to what is asked by type of component.', value: 'no', decidedBy: [] }],
    });
  });

  it('is never asked less because a level is not stated', () => {
    const kinds = fc.constantFrom('device', 'gateway', 'app', 'server', 'broker', 'update-server', 'place', 'repository');
    const facts = fc.record(
      { 'security-level-target': fc.integer({ min: 0, max: 5 }), 'component-type': fc.constantFrom(...COMPONENT_TYPES, 'other') },
      { requiredKeys: [] },
    );
    const rank = { no: 0, undecided: 1, yes: 2 } as const;
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, facts), { minLength: 1, maxLength: 5 }), (drawn) => {
        const parts = drawn.map(([kind, said], index) => part(`p${index}`, kind, said));
        const all = ofComponents(IEC_62443_4_2, mapOf(parts));
        const silent = ofComponents(
          IEC_62443_4_2,
          mapOf(drawn.map(([kind, said], i) => part(`p${i}`, kind, said['component-type'] === undefined ? {} : { 'component-type': said['component-type'] }))),
        );
        for (const [index, requirement] of IEC_62443_4_2.requirements.entries()) {
          const [with_, without] = [all[index], silent[index]];
          if (with_ === undefined || without === undefined) throw new Error('one answer for each requirement');
          // Without a stated level nothing is asked less.
          expect(rank[without.applies], requirement.id).toBeGreaterThanOrEqual(rank[with_.applies]);
          if (lowestLevel(requirement) === 1 && requirement.withdrawn === undefined) expect(with_.applies, requirement.id).toBe(without.applies);
        }
      }),
    );
  });
});

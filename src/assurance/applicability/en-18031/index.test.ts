import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS, type FactKey } from '../../../map/facts.ts';
import { type ServiceMap, serviceMapSchema } from '../../../map/model.ts';
import type { Applicability } from '../../model.ts';
import { EN_18031_1 } from '../../standards/en-18031-1.ts';
import { EN_18031_2 } from '../../standards/en-18031-2.ts';
import { EN_18031_3 } from '../../standards/en-18031-3.ts';
import { applicability } from '../index.ts';
import { gather } from '../shown.ts';
import { factsMissing, presumptionLost } from './index.ts';
import { RESTRICTIONS } from './restrictions.ts';

type Facts = Partial<Record<FactKey, boolean>>;

const device = (facts: Facts, more: Record<string, unknown> = {}) => ({ id: 'camera', kind: 'device', name: 'Camera', facts, ...more });

function mapOf(parts: readonly unknown[], more: Record<string, unknown> = {}): ServiceMap {
  return serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts, ...more });
}

const RADIO: Facts = { wireless: true, 'internet-connected': true };
const STANDARD = { 1: EN_18031_1, 2: EN_18031_2, 3: EN_18031_3 } as const;

function ask(part: 1 | 2 | 3, requirement: string, map: ServiceMap): Applicability {
  const found = applicability(STANDARD[part], map).find((one) => one.requirement === requirement);
  if (found === undefined) throw new TypeError(`${requirement} is not in part ${part}`);
  return found;
}
const owed = (part: 1 | 2 | 3, requirement: string, facts: Facts) => ask(part, requirement, mapOf([device(facts)])).applies;

describe('the scope of each part', () => {
  it.each([
    [1, RADIO, 'yes'],
    [1, { wireless: false }, 'no'],
    [1, { wireless: true, 'internet-connected': false }, 'no'],
    [1, { wireless: true }, 'undecided'],
    [1, {}, 'undecided'],
    [2, { ...RADIO, 'personal-data-processed': true }, 'yes'],
    [2, { ...RADIO, 'personal-data-processed': false }, 'undecided'],
    [2, { ...RADIO, 'traffic-or-location-data': false }, 'undecided'],
    [2, { ...RADIO, 'traffic-or-location-data': true, 'personal-data-processed': false }, 'yes'],
    [2, { ...RADIO, 'personal-data-processed': false, 'traffic-or-location-data': false }, 'no'],
    [2, RADIO, 'undecided'],
    [2, { wireless: true, 'internet-connected': false, toy: true, 'personal-data-processed': true }, 'yes'],
    [2, { wireless: true, 'internet-connected': false, childcare: true, 'personal-data-processed': true }, 'yes'],
    [2, { wireless: true, 'internet-connected': false, wearable: true, 'personal-data-processed': true }, 'yes'],
    [2, { wireless: true, 'internet-connected': false, toy: false, childcare: false, wearable: false, 'personal-data-processed': true }, 'no'],
    [2, { wireless: true, 'internet-connected': false, toy: false, 'personal-data-processed': true }, 'undecided'],
    [3, { ...RADIO, 'transfers-money': true }, 'yes'],
    [3, { ...RADIO, 'transfers-money': false }, 'no'],
    [3, RADIO, 'undecided'],
  ] as const)('part %i with %j: CRY-1 is owed: %s', (part, facts, applies) => {
    expect(owed(part, 'CRY-1', facts)).toBe(applies);
  });

  it('is shown by a radio interface, and by a flow with what the Internet reaches', () => {
    const map = mapOf(
      [
        { id: 'camera', kind: 'device', name: 'Camera', interfaces: [{ id: 'radio', protocol: 'BLE', purpose: 'introduction' }] },
        { id: 'cloud', kind: 'server', name: 'Cloud', facts: { 'internet-facing': true } },
      ],
      { flows: [{ id: 'uplink', from: 'camera', to: 'cloud' }] },
    );
    const { applies, because } = ask(1, 'CRY-1', map);
    expect(applies).toBe('yes');
    expect(because.slice(0, 2)).toEqual([
      { fact: 'Scope: It talks by radio', value: 'yes', decidedBy: ['radio'] },
      { fact: 'Scope: It can talk over the Internet, by itself or through other equipment', value: 'yes', decidedBy: ['uplink'] },
    ]);
  });

  it('is shown by the radio network that a device is on', () => {
    const map = mapOf([
      device({ 'internet-connected': true }, { attached: ['air'] }),
      { id: 'air', kind: 'network', name: 'Home network', facts: { wireless: true } },
    ]);
    expect(ask(1, 'CRY-1', map).because[0]).toEqual({ fact: 'Scope: It talks by radio', value: 'yes', decidedBy: ['air'] });
  });

  it('is all there is to say of equipment out of it', () => {
    expect(ask(3, 'AUM-5-1', mapOf([device({ ...RADIO, 'transfers-money': false })])).because).toEqual([
      { fact: 'Scope: It talks by radio', value: 'yes', decidedBy: ['camera'] },
      { fact: 'Scope: It can talk over the Internet, by itself or through other equipment', value: 'yes', decidedBy: ['camera'] },
      { fact: 'Scope: With it people move money, monetary value or virtual currency', value: 'no', decidedBy: ['camera'] },
    ]);
  });

  it('says so where one device has the one half of it and another the other', () => {
    const map = mapOf([
      device({ wireless: true, 'internet-connected': false }),
      { id: 'box', kind: 'gateway', name: 'Box', facts: { wireless: false, 'internet-connected': true } },
    ]);
    const { applies, because } = ask(1, 'CRY-1', map);
    expect(applies).toBe('no');
    expect(because.map(({ value }) => value)).toEqual(['yes', 'yes', 'no']);
    expect(because[2]).toEqual({ fact: 'Scope: some one device is all of that', value: 'no', decidedBy: ['camera', 'box'] });
  });

  it('is undecided where the map states a no and shows a yes, of traffic data and the Internet too', () => {
    const router = { ...RADIO, 'personal-data-processed': false, 'traffic-or-location-data': false, 'network-equipment': true };
    expect(owed(2, 'CRY-1', router)).toBe('undecided');
    expect(owed(1, 'CRY-1', { wireless: true, 'internet-connected': false, 'internet-facing': true })).toBe('undecided');
    expect(owed(1, 'CRY-1', { wireless: true, 'internet-connected': false, 'internet-facing': false })).toBe('no');
  });

  it('of part 2 is met by traffic and location data, which are asked for by name', () => {
    const asked = (facts: Facts) => ask(2, 'UNM-1', mapOf([device(facts)]));
    expect(asked({ ...RADIO, 'traffic-or-location-data': true }).applies).toBe('yes');
    expect(asked({ ...RADIO, 'personal-data-processed': false }).because[2]).toEqual({
      fact: 'Scope: It can process personal data, or data on traffic or location',
      value: 'unknown',
      decidedBy: ['camera'],
    });
    const map = mapOf([device({ ...RADIO, 'personal-data-processed': false })]);
    const [camera] = map.parts;
    if (camera === undefined) throw new TypeError('no camera');
    expect(factsMissing(EN_18031_2, 2, 'CRY-1', gather(map), camera)).toEqual(['traffic-or-location-data']);
  });

  it('is undecided where the map states a no and shows a yes', () => {
    const map = mapOf([device({ ...RADIO, wireless: false }, { interfaces: [{ id: 'radio', protocol: 'wifi', purpose: 'stream' }] })]);
    expect(ask(1, 'CRY-1', map).applies).toBe('undecided');
  });

  it('excuses nobody where the map has no device, or none in scope', () => {
    for (const parts of [[{ id: 'cloud', kind: 'server', name: 'Cloud' }], [device({ wireless: false }, { inScope: false })]]) {
      for (const standard of Object.values(STANDARD)) {
        const answers = applicability(standard, mapOf(parts));
        expect(new Set(answers.map((answer) => answer.applies))).toEqual(new Set(['undecided']));
        expect(answers[0]?.because).toEqual([{ fact: 'There is a device or gateway', value: 'unknown', decidedBy: ['home'] }]);
      }
    }
  });

  it('is met where one device of several meets it, and missed only where all miss it', () => {
    const pair = (first: Facts, second: Facts) => mapOf([device(first), { ...device(second), id: 'hub', kind: 'gateway' }]);
    expect(ask(1, 'CRY-1', pair({ wireless: false }, RADIO)).applies).toBe('yes');
    expect(ask(1, 'CRY-1', pair({ wireless: false }, {})).applies).toBe('undecided');
    expect(ask(1, 'CRY-1', pair({ wireless: false }, { wireless: false })).applies).toBe('no');
  });

  it('has to be met by the device that has the object', () => {
    // The router carries traffic but has no radio; the camera has a radio but carries nothing: neither owes NMM-1.
    const map = mapOf([
      device({ ...RADIO, 'network-equipment': false }),
      { id: 'router', kind: 'gateway', name: 'Router', facts: { wireless: false, 'network-equipment': true } },
    ]);
    expect(ask(1, 'NMM-1', map).applies).toBe('no');
  });
});

const PRIVATE: Facts = { ...RADIO, 'personal-data-processed': true };
const MONEY: Facts = { ...RADIO, 'transfers-money': true };

describe('what each fact does to a requirement in scope', () => {
  it.each([
    // part, requirement, fact, with yes, with no, with silence
    [2, 'ACM-3', 'toy', 'yes', 'no', 'undecided'],
    [2, 'ACM-5', 'toy', 'yes', 'no', 'undecided'],
    [2, 'ACM-6', 'toy', 'yes', 'no', 'undecided'],
    [2, 'AUM-2-2', 'special-category-data', 'yes', 'no', 'undecided'],
    [3, 'AUM-2-2', 'user-interface', 'yes', 'no', 'undecided'],
    [3, 'AUM-1-3', 'machine-interface', 'yes', 'no', 'undecided'],
    [1, 'AUM-1-2', 'user-interface', 'yes', 'no', 'undecided'],
    [1, 'AUM-5-2', 'passwords-used', 'yes', 'no', 'undecided'],
    [1, 'NMM-1', 'network-equipment', 'yes', 'no', 'undecided'],
    [1, 'TCM-1', 'network-equipment', 'yes', 'no', 'undecided'],
    [1, 'CCK-1', 'critical-security-parameters', 'yes', 'no', 'undecided'],
    [1, 'GEC-3', 'optional-network-services', 'yes', 'no', 'undecided'],
    [2, 'GEC-7', 'senses-surroundings', 'yes', 'no', 'undecided'],
    [1, 'ACM-1', 'environment-limits-access', 'no', 'yes', 'yes'],
    [1, 'ACM-1', 'law-forbids-access-control', 'no', 'yes', 'yes'],
    [1, 'ACM-2', 'environment-limits-access', 'no', 'yes', 'yes'],
    [1, 'AUM-1-1', 'trusted-networks-only', 'no', 'yes', 'yes'],
    [1, 'SUM-1', 'safety-forbids-updates', 'no', 'yes', 'yes'],
    [1, 'SUM-1', 'software-mutable', 'yes', 'no', 'yes'],
    [1, 'SUM-2', 'software-mutable', 'yes', 'no', 'yes'],
    [1, 'SSM-1', 'environment-protects-storage', 'no', 'yes', 'yes'],
    [1, 'SSM-3', 'environment-protects-storage', 'no', 'yes', 'yes'],
    [2, 'LGM-1', 'law-forbids-logging', 'no', 'yes', 'yes'],
    [3, 'LGM-4', 'law-forbids-logging', 'no', 'yes', 'yes'],
    [2, 'UNM-1', 'users-told-otherwise', 'no', 'yes', 'yes'],
    [2, 'UNM-2', 'users-told-otherwise', 'no', 'yes', 'yes'],
  ] as const)('part %i, %s, %s: yes gives %s, no gives %s, silence gives %s', (part, requirement, fact, withYes, withNo, withSilence) => {
    const base = { 1: RADIO, 2: PRIVATE, 3: MONEY }[part];
    expect(owed(part, requirement, { ...base, [fact]: true })).toBe(withYes);
    expect(owed(part, requirement, { ...base, [fact]: false })).toBe(withNo);
    expect(owed(part, requirement, base)).toBe(withSilence);
  });

  it('a factory password needs a password, and a preset key needs keys', () => {
    expect(owed(1, 'AUM-5-1', { ...RADIO, 'passwords-used': true, 'factory-password': true })).toBe('yes');
    expect(owed(1, 'AUM-5-1', { ...RADIO, 'passwords-used': false, 'factory-password': true })).toBe('no');
    expect(owed(1, 'AUM-5-1', { ...RADIO, 'passwords-used': true })).toBe('undecided');
    expect(owed(1, 'CCK-2', { ...RADIO, 'critical-security-parameters': true, 'critical-keys-generated': true })).toBe('yes');
    expect(owed(1, 'CCK-3', { ...RADIO, 'critical-security-parameters': false, 'critical-keys-preinstalled': true })).toBe('no');
  });

  it('ACM-4 reaches childcare equipment that is no toy', () => {
    expect(owed(2, 'ACM-4', { ...PRIVATE, toy: false, childcare: true })).toBe('yes');
    expect(owed(2, 'ACM-4', { ...PRIVATE, toy: false, childcare: false })).toBe('no');
    expect(owed(2, 'ACM-3', { ...PRIVATE, toy: false, childcare: true })).toBe('no');
  });

  it('sign-in has no object once both of its ways are excused', () => {
    const closed: Facts = { ...RADIO, 'trusted-networks-only': true };
    expect(owed(1, 'AUM-6', { ...closed, 'user-interface': false })).toBe('no');
    expect(owed(1, 'AUM-6', { ...closed, 'user-interface': true })).toBe('yes');
    expect(owed(1, 'AUM-6', closed)).toBe('undecided');
  });

  it('names node, answer and what decided, and never says that anything passed', () => {
    const { because } = ask(1, 'SUM-3', mapOf([device({ ...RADIO, 'automatic-updates': true })]));
    expect(because.slice(2)).toEqual([
      { fact: 'Needs SUM-1 to be owed', value: 'yes', decidedBy: ['camera'] },
      { fact: 'DT.SUM-3.DN-1 (for the assessor): Updates install without people', value: 'yes', decidedBy: ['camera'] },
      { fact: 'DT.SUM-3.DN-2 (for the assessor): Updates install at a time that people approved', value: 'unknown', decidedBy: ['camera'] },
      { fact: 'DT.SUM-3.DN-3 (for the assessor): Updates install when people start them', value: 'unknown', decidedBy: ['camera'] },
    ]);
  });

  it('leaves the exceptions that part 3 does not have out of its trees', () => {
    const nodes = (part: 1 | 3) => ask(part, 'SCM-2', mapOf([device({ ...MONEY })])).because.filter(({ fact }) => fact.startsWith('DT.')).length;
    expect([nodes(1), nodes(3)]).toEqual([2, 1]);
  });
});

describe('the restrictions of the Official Journal', () => {
  const of = (id: string) => {
    const found = RESTRICTIONS.find((one) => one.id === id);
    if (found === undefined) throw new TypeError(`no restriction ${id}`);
    return found;
  };
  const lost = (id: string, part: 1 | 2 | 3, facts: Facts) => {
    const map = mapOf([device(facts)]);
    return presumptionLost(of(id), part, gather(map), map.parts).value;
  };

  it.each([
    [{ 'passwords-used': true, 'password-optional': true }, 'yes'],
    [{ 'passwords-used': true, 'password-optional': false }, 'no'],
    [{ 'passwords-used': false }, 'no'],
    [{ 'passwords-used': true }, 'unknown'],
    [{}, 'unknown'],
  ] as const)('a password that may be left unset: %j: %s', (facts, value) => {
    for (const [part, base] of [
      [1, RADIO],
      [2, PRIVATE],
      [3, MONEY],
    ] as const)
      expect(lost('password-unset', part, { ...base, ...facts })).toBe(value);
  });

  it.each([
    [{ toy: true, 'parents-control-access': false }, 'yes'],
    [{ toy: false, childcare: true, 'parents-control-access': false }, 'yes'],
    [{ toy: true, 'parents-control-access': true }, 'no'],
    [{ toy: true }, 'unknown'],
    [{ toy: false, childcare: false }, 'no'],
  ] as const)('children without parents’ control: %j: %s', (facts, value) => {
    expect(lost('children-unguarded', 2, { ...PRIVATE, ...facts })).toBe(value);
  });

  it.each([
    [MONEY, 'yes'],
    [{ ...RADIO, 'transfers-money': false }, 'no'],
    [RADIO, 'unknown'],
  ] as const)('updates where money moves: %j: %s', (facts, value) => {
    expect(lost('update-criteria', 3, facts)).toBe(value);
  });

  it('is no matter for equipment out of scope', () => {
    expect(lost('password-unset', 1, { wireless: false, 'passwords-used': true, 'password-optional': true })).toBe('no');
  });

  it.each([
    [1, ['AUM-5-1', 'AUM-5-2']],
    [2, ['ACM-3', 'ACM-4', 'ACM-5', 'ACM-6', 'AUM-5-1', 'AUM-5-2']],
    [3, ['AUM-5-1', 'AUM-5-2', 'SUM-2']],
  ] as const)('stands with the position of part %i at %j', (part, requirements) => {
    const answers = applicability(STANDARD[part], mapOf([device({})]));
    const restricted = answers.filter(({ because }) => because.some(({ fact, caution }) => caution === true && fact.includes('2025/138')));
    expect(restricted.map((answer) => answer.requirement)).toEqual(requirements);
  });

  it('changes nothing about what is owed', () => {
    const facts: Facts = { ...RADIO, 'passwords-used': true };
    for (const optional of [true, false]) expect(owed(1, 'AUM-5-2', { ...facts, 'password-optional': optional })).toBe('yes');
  });
});

// A map that states a no and, by another fact, a yes has answered nothing: that is undecided by design, and held by the tables above.
const contradicts = (said: Facts) =>
  (said['internet-facing'] === true && said['internet-connected'] === false) ||
  (said['network-equipment'] === true && [said['internet-connected'], said['traffic-or-location-data'], said['personal-data-processed']].includes(false));

describe('the facts that are missing', () => {
  const missing = (part: 1 | 2 | 3, requirement: string, facts: Facts) => {
    const map = mapOf([device(facts)]);
    return map.parts.flatMap((one) => factsMissing(STANDARD[part], part, requirement, gather(map), one));
  };

  it.each([
    [1, 'CRY-1', {}, ['wireless', 'internet-connected']],
    [1, 'CRY-1', { wireless: true }, ['internet-connected']],
    [1, 'CRY-1', RADIO, []],
    [1, 'CRY-1', { wireless: false }, []],
    [1, 'CCK-2', RADIO, ['critical-security-parameters', 'critical-keys-generated']],
    [1, 'AUM-5-1', { ...RADIO, 'passwords-used': true }, ['factory-password']],
    [1, 'AUM-6', { ...RADIO, 'trusted-networks-only': true }, ['user-interface']],
    [1, 'ACM-1', RADIO, []],
    [2, 'ACM-4', { ...PRIVATE, toy: false }, ['childcare']],
    [3, 'SUM-2', RADIO, ['transfers-money']],
  ] as const)('part %i, %s, %j: %j', (part, requirement, facts, keys) => {
    expect(missing(part, requirement, facts)).toEqual(keys);
  });

  it('decide once they are stated, whichever way', () => {
    const anyFact = fc.constantFrom(...(Object.keys(FACTS) as FactKey[]).filter((key) => FACTS[key].type === 'boolean'));
    fc.assert(
      fc.property(
        fc.constantFrom<1 | 2 | 3>(1, 2, 3),
        fc.nat(),
        fc.dictionary(anyFact, fc.boolean(), { maxKeys: 12 }),
        fc.infiniteStream(fc.boolean()),
        (part, at, facts, coins) => {
          const { requirements } = STANDARD[part];
          const requirement = requirements[at % requirements.length]?.id ?? 'ACM-1';
          const said: Facts = { ...facts };
          for (const key of missing(part, requirement, facts)) said[key] = coins.next().value === true;
          fc.pre(!contradicts(said));
          expect(owed(part, requirement, said)).not.toBe('undecided');
        },
      ),
    );
  });
});

describe('properties over maps', () => {
  const booleans = (Object.keys(FACTS) as FactKey[]).filter((key) => FACTS[key].type === 'boolean');
  const facts = fc.dictionary(fc.constantFrom(...booleans), fc.boolean(), { maxKeys: 20 });
  const standard = fc.constantFrom(EN_18031_1, EN_18031_2, EN_18031_3);

  it('another fact stated never leaves an answer less decided, unless it contradicts one', () => {
    fc.assert(
      fc.property(standard, facts, fc.constantFrom(...booleans), fc.boolean(), (of, before, key, value) => {
        fc.pre(!(key in before) && !contradicts({ ...before, [key]: value }));
        const first = applicability(of, mapOf([device(before)]));
        const second = applicability(of, mapOf([device({ ...before, [key]: value })]));
        first.forEach((answer, index) => {
          if (answer.applies !== 'undecided') expect(second[index]?.applies, answer.requirement).not.toBe('undecided');
        });
      }),
    );
  });

  it('not applicable only by something that the map states', () => {
    fc.assert(
      fc.property(standard, facts, (of, known) => {
        const stated = applicability(of, mapOf([device(known)]));
        const silent = applicability(of, mapOf([device({})]));
        stated.forEach((answer, index) => {
          expect(silent[index]?.applies).not.toBe('no');
          if (answer.applies === 'no') expect(answer.because.some(({ value }) => value !== 'unknown')).toBe(true);
        });
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { FactKey } from '../../map/facts.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { CONDITION_NUMBERS, type ConditionNumber, FEATURE_LETTERS, type FeatureLetter } from '../model.ts';
import { CRA } from '../standards/cra.ts';
import { EN_303_645 } from '../standards/en-303-645.ts';
import { STANDARDS } from '../standards/index.ts';
import { SSDF } from '../standards/ssdf.ts';
import { CONDITIONS, FEATURES } from './features.ts';
import { applicability } from './index.ts';
import { gather } from './shown.ts';

type Draft = Parameters<typeof serviceMapSchema.parse>[0] & Record<string, unknown>;
type Facts = Partial<Record<FactKey, boolean | string>>;

const device = (facts: Facts = {}, more: Record<string, unknown> = {}) => ({ id: 'camera', kind: 'device', name: 'Camera', facts, ...more });
const cloud = { id: 'cloud', kind: 'server', name: 'Cloud' };

function mapOf(parts: readonly unknown[], more: Draft = {}): ServiceMap {
  return serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts, ...more });
}

const flow = (more: Record<string, unknown>) => ({ id: 'uplink', from: 'camera', to: 'cloud', ...more });
const personal = (more: Record<string, unknown> = {}, asset: Record<string, unknown> = {}) => ({
  id: 'video',
  name: 'Video',
  kind: 'information',
  personal: { category: 'ordinary', ...more },
  ...asset,
});
const weather = { id: 'weather', name: 'Weather', kind: 'information' };
const secret = (more: Record<string, unknown> = {}) => ({ id: 'wifi-key', name: 'Wi-Fi key', kind: 'credential', ...more });

function askFeature(letter: FeatureLetter, map: ServiceMap) {
  return FEATURES[letter].ask(
    gather(map),
    map.parts.filter((part) => part.kind === 'device' || part.kind === 'gateway'),
  );
}
function askCondition(number: ConditionNumber, map: ServiceMap) {
  return CONDITIONS[number].ask(
    gather(map),
    map.parts.filter((part) => part.kind === 'device' || part.kind === 'gateway'),
  );
}

describe('features and conditions that a fact decides', () => {
  const features: readonly (readonly [FeatureLetter, FactKey])[] = [
    ['a', 'passwords-used'],
    ['b', 'unique-password-preinstalled'],
    ['c', 'cryptographic-authentication'],
    ['d', 'user-authentication'],
    ['e', 'network-authentication'],
    ['f', 'software-mutable'],
    ['g', 'software-updatable'],
    ['h', 'automatic-updates'],
    ['i', 'update-notices'],
    ['j', 'network-updates'],
    ['k', 'security-parameters-stored'],
    ['l', 'hard-coded-identity'],
    ['m', 'parameters-protect-updates-or-traffic'],
    ['n', 'network-security-settings'],
    ['o', 'critical-parameters-leave'],
    ['p', 'unused-interfaces'],
    ['q', 'debug-interfaces'],
    ['r', 'physical-debug-ports'],
    ['s', 'secure-boot'],
    ['v', 'senses-surroundings'],
    ['w', 'telemetry-collected'],
    ['y', 'consent-based-processing'],
    ['z', 'personal-data-processed'],
  ];
  const conditions: readonly (readonly [ConditionNumber, FactKey])[] = [
    [3, 'software-not-updatable'],
    [12, 'software-updatable'],
    [14, 'guessing-defence-feasible'],
    [15, 'updates-feasible'],
    [16, 'critical-security-parameters'],
  ];

  it('are, with those that data decides, all of the table', () => {
    expect(new Set([...features.map(([letter]) => letter), 't', 'u', 'x', 'aa'])).toEqual(new Set(FEATURE_LETTERS));
    expect(conditions.map(([number]) => number)).toEqual([...CONDITION_NUMBERS]);
  });

  const rows = [
    ...features.map(([letter, fact]) => [`feature ${letter}`, fact, (map: ServiceMap) => askFeature(letter, map)] as const),
    ...conditions.map(([number, fact]) => [`condition ${number}`, fact, (map: ServiceMap) => askCondition(number, map)] as const),
  ];
  const other = { id: 'hub', kind: 'gateway', name: 'Hub' };

  it.each(rows)('%s by %s', (_, fact, ask) => {
    const hub = (value?: boolean) => ({ ...other, ...(value === undefined ? {} : { facts: { [fact]: value } }) });
    expect(ask(mapOf([device({ [fact]: true })]))).toEqual({ value: 'yes', decidedBy: ['camera'] });
    expect(ask(mapOf([device({ [fact]: false })]))).toEqual({ value: 'no', decidedBy: ['camera'] });
    expect(ask(mapOf([device()])).value).toBe('unknown');
    // One that has it is enough, and all have to deny it.
    expect(ask(mapOf([device({ [fact]: false }), hub(true)]))).toEqual({ value: 'yes', decidedBy: ['hub'] });
    expect(ask(mapOf([device({ [fact]: false }), hub(false)]))).toEqual({ value: 'no', decidedBy: ['camera', 'hub'] });
    expect(ask(mapOf([device({ [fact]: false }), hub()]))).toEqual({ value: 'unknown', decidedBy: ['hub'] });
    // What a variant states goes before what the part states, and that before what is stated of the service.
    const variants = (one: boolean, two?: boolean) => ({
      variants: [
        { id: 'v1', population: 1, facts: { [fact]: one } },
        { id: 'v2', population: 1, ...(two === undefined ? {} : { facts: { [fact]: two } }) },
      ],
    });
    expect(ask(mapOf([device({}, variants(false, true))]))).toEqual({ value: 'yes', decidedBy: ['camera/v2'] });
    expect(ask(mapOf([device({ [fact]: false }, variants(false))]))).toEqual({ value: 'no', decidedBy: ['camera/v1', 'camera'] });
    expect(ask(mapOf([device({}, variants(false))]))).toEqual({ value: 'unknown', decidedBy: ['camera/v2'] });
    expect(ask(mapOf([device()], { service: { id: 'home', name: 'Home', facts: { [fact]: false } } }))).toEqual({ value: 'no', decidedBy: ['home'] });
  });
});

describe('what a map shows without stating it', () => {
  const face = (more: Record<string, unknown>) => device({}, { interfaces: [{ id: 'door', protocol: 'https', purpose: 'user-api', ...more }] });
  const lan = { id: 'lan', kind: 'network', name: 'Home network' };
  const updates = { links: [{ id: 'ota', type: 'updates', from: 'updater', to: 'camera' }] };
  const updater = { id: 'updater', kind: 'update-server', name: 'Updater' };

  it.each<[string, FeatureLetter | ConditionNumber, ServiceMap, string[]]>([
    ['a password at an interface', 'a', mapOf([face({ authentication: 'default-credential' })]), ['door']],
    ['a password on a flow', 'a', mapOf([device(), cloud], { flows: [flow({ authentication: 'password' })] }), ['uplink']],
    ['a certificate on a flow', 'c', mapOf([device(), cloud], { flows: [flow({ authentication: 'mutual-tls' })] }), ['uplink']],
    ['a sign-in for users', 'd', mapOf([face({ authentication: 'password' })]), ['door']],
    ['a sign-in on a network', 'e', mapOf([face({ authentication: 'token', on: ['lan'] }), lan]), ['door']],
    ['an update', 'f', mapOf([device(), updater], updates), ['ota']],
    ['an update', 'g', mapOf([device(), updater], updates), ['ota']],
    ['an update', 12, mapOf([device(), updater], updates), ['ota']],
    ['an update', 15, mapOf([device(), updater], updates), ['ota']],
    ['an update server', 'j', mapOf([device(), updater], updates), ['ota']],
    ['a stored key', 'k', mapOf([device()], { assets: [secret({ at: [{ part: 'camera', state: 'at-rest' }] })] }), ['wifi-key']],
    ['a key in use', 16, mapOf([device()], { assets: [secret({ at: [{ part: 'camera', state: 'in-use' }] })] }), ['wifi-key']],
    ['a key that travels', 'o', mapOf([device(), cloud], { flows: [flow({ carries: ['wifi-key'] })], assets: [secret()] }), ['wifi-key']],
    ['a debug interface', 'q', mapOf([face({ purpose: 'debug', protocol: 'telnet' })]), ['door']],
    ['a debug port', 'r', mapOf([face({ purpose: 'debug', protocol: 'UART' })]), ['door']],
    [
      'telemetry that travels',
      'w',
      mapOf([device(), cloud], { flows: [flow({ carries: ['weather'] })], assets: [{ ...weather, telemetry: true }] }),
      ['weather'],
    ],
    ['personal data at hand', 'z', mapOf([device()], { assets: [personal({}, { at: [{ part: 'camera' }] })] }), ['video']],
    ['personal data received', 'z', mapOf([device(), cloud], { flows: [flow({ returns: ['video'] })], assets: [personal()] }), ['video']],
    ['consent as its basis', 'y', mapOf([device()], { assets: [personal({ basis: 'consent' }, { at: [{ part: 'camera' }] })] }), ['video']],
  ])('%s says yes to %s', (_, question, map, decidedBy) => {
    const answer = typeof question === 'number' ? askCondition(question, map) : askFeature(question, map);
    expect(answer).toEqual({ value: 'yes', decidedBy });
  });

  it('leaves the question open where a map states a no and shows a yes', () => {
    const map = mapOf([device({ 'passwords-used': false }, { interfaces: [{ id: 'door', protocol: 'https', purpose: 'admin', authentication: 'password' }] })]);
    expect(askFeature('a', map)).toEqual({ value: 'unknown', decidedBy: ['camera', 'door'] });
  });

  it('shows neither a debug port by telnet nor a network by a place', () => {
    expect(askFeature('r', mapOf([face({ purpose: 'debug', protocol: 'telnet' })])).value).toBe('unknown');
    const yard = { id: 'yard', kind: 'place', name: 'Yard' };
    expect(askFeature('e', mapOf([face({ authentication: 'token', on: ['yard'] }), yard])).value).toBe('unknown');
  });

  it('counts nothing that is no sign-in', () => {
    for (const authentication of ['none', 'identifier-only', 'unknown']) {
      expect(askFeature('d', mapOf([face({ authentication })])).value, authentication).toBe('unknown');
    }
  });
});

describe('features that data decides', () => {
  const both = [device(), cloud];
  const noData = [device({ 'personal-data-processed': false }), cloud];
  const stored = (state: string, part = 'cloud') => personal({}, { at: [{ part, state }] });

  it.each<[FeatureLetter, 'yes' | 'no' | 'unknown', string, ServiceMap, string[]]>([
    ['t', 'yes', 'a flow carries it', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal()] }), ['video']],
    ['t', 'yes', 'a service fetches it', mapOf(both, { flows: [flow({ from: 'cloud', to: 'camera', returns: ['video'] })], assets: [personal()] }), ['video']],
    ['t', 'no', 'the flow says what it carries instead', mapOf(both, { flows: [flow({ carries: ['weather'] })], assets: [weather] }), ['uplink']],
    ['t', 'no', 'none is processed', mapOf(noData), ['camera']],
    ['t', 'unknown', 'the flow does not say', mapOf(both, { flows: [flow({})], assets: [personal()] }), ['uplink']],
    ['t', 'unknown', 'nothing is drawn', mapOf(both), ['camera']],
    [
      't',
      'unknown',
      'it goes to another device alone',
      mapOf([...both, { id: 'hub', kind: 'gateway', name: 'Hub' }], { flows: [flow({ to: 'hub', carries: ['video'] })], assets: [personal()] }),
      ['camera', 'hub'],
    ],
    ['u', 'yes', 'it is sensitive', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal({ category: 'sensitive' })] }), ['video']],
    ['u', 'no', 'it is ordinary', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal()] }), ['uplink']],
    ['u', 'no', 'none is processed', mapOf(noData), ['camera']],
    ['u', 'unknown', 'the flow does not say', mapOf(both, { flows: [flow({})], assets: [personal({ category: 'sensitive' })] }), ['uplink']],
    ['x', 'yes', 'it is at rest in a service', mapOf(both, { assets: [stored('at-rest')] }), ['video']],
    ['x', 'no', 'it is at rest on the device alone', mapOf(both, { assets: [stored('at-rest', 'camera')] }), ['video']],
    ['x', 'no', 'a service only passes it on', mapOf(both, { assets: [stored('in-transit')] }), ['video']],
    ['x', 'unknown', 'in what state is not said', mapOf(both, { assets: [stored('unknown')] }), ['video']],
    ['x', 'unknown', 'where it lives is not said', mapOf(both, { assets: [personal()] }), ['video']],
    ['x', 'unknown', 'there is no data on the map', mapOf(both), []],
    ['y', 'no', 'it has another basis', mapOf(both, { assets: [personal({ basis: 'contract' }, { at: [{ part: 'camera' }] })] }), ['video']],
    ['y', 'unknown', 'its basis is not said', mapOf(both, { assets: [personal({}, { at: [{ part: 'camera' }] })] }), ['camera', 'video']],
    ['aa', 'yes', 'only a total is wanted', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal({ aggregateOnly: true })] }), ['video']],
    ['aa', 'no', 'single records are wanted', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal({ aggregateOnly: false })] }), ['video']],
    ['aa', 'no', 'none is processed', mapOf(noData), ['camera']],
    ['aa', 'unknown', 'it is not said', mapOf(both, { flows: [flow({ carries: ['video'] })], assets: [personal()] }), ['video']],
  ])('%s is %s where %s', (letter, value, _, map, decidedBy) => {
    expect(askFeature(letter, map)).toEqual({ value, decidedBy });
  });
});

describe('a provision', () => {
  const of = (id: string, map: ServiceMap) => applicability(EN_303_645, map).find((each) => each.requirement === id);

  it('without condition or feature is owed by every device', () => {
    expect(of('5.2-1', mapOf([device()]))).toEqual({
      requirement: '5.2-1',
      applies: 'yes',
      because: [{ fact: 'There is a device or gateway', value: 'yes', decidedBy: ['camera'] }],
    });
  });

  it('says which feature decided, and by whom', () => {
    expect(of('5.4-1', mapOf([device({ 'security-parameters-stored': true })]))).toEqual({
      requirement: '5.4-1',
      applies: 'yes',
      because: [{ fact: 'Feature k: It keeps sensitive security parameters in persistent storage', value: 'yes', decidedBy: ['camera'] }],
    });
  });

  it.each<[boolean | undefined, boolean | undefined, string]>([
    [true, true, 'yes'],
    [true, false, 'no'],
    [false, true, 'no'],
    [false, undefined, 'no'],
    [true, undefined, 'undecided'],
    [undefined, undefined, 'undecided'],
  ])('with condition %s and feature %s is %s', (condition, feature, applies) => {
    const facts: Facts = {
      ...(condition === undefined ? {} : { 'guessing-defence-feasible': condition }),
      ...(feature === undefined ? {} : { 'network-authentication': feature }),
    };
    const answer = of('5.1-5', mapOf([device(facts)]));
    expect(answer?.applies).toBe(applies);
    expect(answer?.because).toHaveLength(2);
  });

  it('is owed only where one device meets condition and feature both', () => {
    const one = device({ 'guessing-defence-feasible': true, 'network-authentication': false });
    const two = { id: 'hub', kind: 'gateway', name: 'Hub', facts: { 'guessing-defence-feasible': false, 'network-authentication': true } };
    expect(of('5.1-5', mapOf([one, two]))?.applies).toBe('no');
  });

  it('is never decided by a device that is out of scope', () => {
    const foreign = { id: 'tv', kind: 'device', name: 'Television', inScope: false, facts: { 'passwords-used': true } };
    expect(of('5.1-1', mapOf([device({ 'passwords-used': false }), foreign]))?.applies).toBe('no');
  });

  it('is undecided, each of them, on a map without a device', () => {
    expect(new Set(applicability(EN_303_645, mapOf([cloud])).map((each) => each.applies))).toEqual(new Set(['undecided']));
  });

  it('uses one letter for one question, whether condition 12 or feature g', () => {
    const answers = applicability(EN_303_645, mapOf([device({ 'software-updatable': true })]));
    expect(answers.find((each) => each.requirement === '5.3-8')?.because[0]?.fact).toMatch(/^Condition 12: /);
    expect(answers.find((each) => each.requirement === '5.3-3')?.because[0]?.fact).toMatch(/^Feature g: /);
  });
});

describe('every standard', () => {
  it.each(STANDARDS)('$id: answers for each requirement, in order, with what decided', (standard) => {
    const answers = applicability(standard, mapOf([device(), cloud]));
    expect(answers.map((each) => each.requirement)).toEqual(standard.requirements.map((requirement) => requirement.id));
    for (const answer of answers) expect(answer.because.length, answer.requirement).toBeGreaterThan(0);
  });
});

describe('the standards that are owed whole', () => {
  const withComponents = (value: boolean | undefined) => mapOf([device(value === undefined ? {} : { 'third-party-components': value })]);

  it.each([
    [CRA, '13.5'],
    [CRA, '13.6'],
    [SSDF, 'PO.1.3'],
    [SSDF, 'PW.4.1'],
    [SSDF, 'PW.4.4'],
  ] as const)('$id lets $1 fall away only where the product is said to contain nothing of others', (standard, id) => {
    const of = (map: ServiceMap) => applicability(standard, map).find((each) => each.requirement === id)?.applies;
    expect(of(withComponents(false))).toBe('no');
    expect(of(withComponents(true))).toBe('yes');
    expect(of(withComponents(undefined))).toBe('yes');
    expect(of(mapOf([device({ 'third-party-components': false }), cloud]))).toBe('yes');
  });

  it('owe all else, whatever the map says', () => {
    const others = applicability(CRA, withComponents(false)).filter((each) => each.applies !== 'yes');
    expect(others.map((each) => each.requirement)).toEqual(['13.5', '13.6']);
  });
});

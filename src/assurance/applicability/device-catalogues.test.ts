import { describe, expect, it } from 'vitest';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import type { Standard } from '../model.ts';
import { NIST_800_213A } from '../standards/nist-800-213a.ts';
import { NIST_8259A } from '../standards/nist-8259a.ts';
import { NIST_8259B } from '../standards/nist-8259b.ts';
import { UK_PSTI } from '../standards/uk-psti.ts';
import { applicability } from './index.ts';

const mapOf = (parts: readonly unknown[]): ServiceMap => serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts });
const camera = (facts = {}, more = {}) => ({ id: 'camera', kind: 'device', name: 'Camera', facts, ...more });
const app = (facts = {}) => ({ id: 'app', kind: 'app', name: 'App', facts });
const cloud = { id: 'cloud', kind: 'server', name: 'Cloud', facts: { 'passwords-used': true } };

const counts = (standard: Standard, map: ServiceMap) => {
  const answers = applicability(standard, map).map((answer) => answer.applies);
  return (['yes', 'no', 'undecided'] as const).map((word) => answers.filter((answer) => answer === word).length);
};

describe('NIST’s device catalogues', () => {
  it.each([
    [NIST_8259A, 6, 0],
    [NIST_800_213A, 38, 14],
    [NIST_8259B, 0, 4],
  ])('$id: of devices %i, of whoever makes them %i', (standard, ofDevices, ofMakers) => {
    const total = ofDevices + ofMakers;
    expect(counts(standard, mapOf([camera()]))).toEqual([total, 0, 0]);
    // A map without a device is unfinished: what is asked of devices is undecided, and is never excused.
    expect(counts(standard, mapOf([cloud]))).toEqual([ofMakers, 0, ofDevices]);
    expect(counts(standard, mapOf([camera({}, { inScope: false })]))).toEqual([ofMakers, 0, ofDevices]);
  });

  it('name the devices that owe it, or the service that has none', () => {
    const first = (map: ServiceMap) => applicability(NIST_8259A, map)[0]?.because;
    expect(first(mapOf([camera(), { id: 'hub', kind: 'gateway', name: 'Hub' }]))).toEqual([
      { fact: 'There is a device or gateway', value: 'yes', decidedBy: ['camera', 'hub'] },
    ]);
    expect(first(mapOf([cloud]))).toEqual([{ fact: 'There is a device or gateway', value: 'unknown', decidedBy: ['home'] }]);
  });
});

describe('the UK regime', () => {
  const PASSWORDS = ['1(2)(a)', '1(2)(b)'];
  const PRESET = ['1(3)(a)', '1(3)(b)', '1(3)(c)', '1(3)(d)'];
  const excused = (map: ServiceMap) =>
    applicability(UK_PSTI, map)
      .filter((answer) => answer.applies === 'no')
      .map((answer) => answer.requirement);

  it.each([
    ['silence', [camera(), app()], []],
    ['the app silent', [camera({ 'passwords-used': false, 'unique-password-preinstalled': false }), app()], []],
    [
      'a server with passwords, which is not what is sold',
      [
        camera({ 'passwords-used': false, 'unique-password-preinstalled': false }),
        app({ 'passwords-used': false, 'unique-password-preinstalled': false }),
        cloud,
      ],
      [...PASSWORDS, ...PRESET],
    ],
    ['no password preset', [camera({ 'passwords-used': true, 'unique-password-preinstalled': false })], PRESET],
    ['nothing that is sold', [cloud], []],
  ])('%s', (_, parts, expected) => {
    expect(excused(mapOf(parts))).toEqual(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeviceId } from '../device/naming.ts';
import { planned, spreadOf } from './plan.ts';

describe('a plan', () => {
  it('is the same for the same seed, and names nobody twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 1, max: 400 }), (seed, n) => {
        const plan = planned(seed, n);
        expect(planned(seed, n)).toEqual(plan);
        expect(plan.devices).toHaveLength(n);
        for (const values of [
          plan.devices.map(({ device }) => device),
          plan.devices.map(({ address }) => address),
          plan.households.map(({ household }) => household),
        ])
          expect(new Set(values).size).toBe(values.length);
        expect(plan.devices.every(({ device, address }) => isDeviceId(device) && /^127\.\d+\.\d+\.\d+$/.test(address))).toBe(true);
        expect(plan.devices.every(({ household }) => plan.households[household] !== undefined)).toBe(true);
        expect(plan.households.every(({ household, owner }) => /^h_[a-z0-9]{20}$/.test(household) && /^u_[a-z0-9]{20}$/.test(owner))).toBe(true);
      }),
    );
  });

  it('is another one for another seed', () => {
    expect(planned(1, 3).households).not.toEqual(planned(2, 3).households);
  });

  it('has addresses for 10,000, each its own', () => {
    expect(new Set(planned(1, 10_000).devices.map(({ address }) => address)).size).toBe(10_000);
  });
});

describe('the spread of figures', () => {
  it.each([
    [[], { n: 0, p50: 0, p99: 0 }],
    [[7], { n: 1, p50: 7, p99: 7 }],
    [[3, 1, 2], { n: 3, p50: 2, p99: 3 }],
    [Array.from({ length: 100 }, (_, i) => i + 1), { n: 100, p50: 50, p99: 99 }],
  ])('of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });
});

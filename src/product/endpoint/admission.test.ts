import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { admissions } from './admission.ts';

const limits = { all: { perSecond: 10, burst: 20 }, perAddress: { perSecond: 2, burst: 4 }, addresses: 100 };
const at = (ms: number) => Instant.of(ms);

describe('admission', () => {
  it('lets no more in than the rates say, whoever comes whenever', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(500), fc.nat(9)), { maxLength: 300 }), (coming) => {
        const { admit } = admissions(limits, () => 0.5);
        let now = 0;
        let all = 0;
        const each = new Map<number, number>();
        for (const [later, who] of coming) {
          now += later;
          if (!admit(`192.0.2.${who}`, at(now)).ok) continue;
          all += 1;
          each.set(who, (each.get(who) ?? 0) + 1);
        }
        expect(all).toBeLessThanOrEqual(20 + (now / 1000) * 10);
        for (const n of each.values()) expect(n).toBeLessThanOrEqual(4 + (now / 1000) * 2);
      }),
    );
  });

  it('one address that floods leaves the others alone', () => {
    const { admit } = admissions(limits, () => 0);
    for (let i = 0; i < 1000; i += 1) admit('192.0.2.1', at(0));
    expect(admit('192.0.2.2', at(0)).ok).toBe(true);
  });

  it('spreads those who are refused over the time that letting them in takes', () => {
    const { admit } = admissions(limits, () => 0.999);
    let last = 0;
    for (let i = 0; i < 1000; i += 1) {
      const answer = admit(`2001:db8:${i}::1`, at(0));
      if (!answer.ok) last = answer.retryAfterSeconds;
    }
    expect(last).toBeGreaterThan(90);
    expect(last).toBeLessThanOrEqual(300);
  });
});

import type { Instant } from '../../../core/index.ts';

/** Lets through so much a second, and `burst` at once after a pause. A clock that was set back adds nothing. */
export function pace(perSecond: number, burst: number, now: () => Instant): (amount: number) => boolean {
  let left = burst;
  let last = now();
  return (amount) => {
    const at = now();
    left = Math.min(burst, left + (Math.max(0, at - last) / 1000) * perSecond);
    last = at;
    if (amount > left) return false;
    left -= amount;
    return true;
  };
}

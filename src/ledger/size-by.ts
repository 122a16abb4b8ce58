import type { Instant } from '../core/index.ts';
import type { LedgerStore, Seq } from './model.ts';

/** How many of the first entries a ledger had by a moment. Moments never go back along it. */
export function sizeBy(ledger: Pick<LedgerStore, 'read'>, moment: Instant, most: number): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const recordedAt = ledger.read(middle as Seq, 1)[0]?.recordedAt;
    if (recordedAt !== undefined && recordedAt <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { Duration, Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import type { DenialExplained, NoticeAnswered } from '../events.ts';

/** Entered for one household within a day; what comes after is not counted, so that nobody fills a ledger by tapping. */
const MOST_A_DAY = 50;
const DAY = Duration.hours(24);

type Felt = { readonly notice: NoticeAnswered['notice']; readonly answer: NoticeAnswered['answer'] } | { readonly explained: DeviceId };

const counted = new WeakMap<Fleet, Map<HouseholdId, { day: number; n: number }>>();

/** Enters how people took what they were shown. Gives whether it was entered: it is a count, and nothing depends on it. */
export async function noteFelt(fleet: Fleet, household: HouseholdId, felt: Felt): Promise<boolean> {
  const now = fleet.now();
  const day = Math.floor(now / DAY);
  const counts = counted.get(fleet) ?? new Map<HouseholdId, { day: number; n: number }>();
  counted.set(fleet, counts);
  for (const [id, one] of counts) if (one.day !== day) counts.delete(id);
  const mine = counts.get(household) ?? { day, n: 0 };
  counts.set(household, mine);
  if (mine.n >= MOST_A_DAY) return false;
  mine.n += 1;
  const base = { at: Instant.format(now), household };
  const event: NoticeAnswered | DenialExplained =
    'explained' in felt
      ? { type: 'denial.explained', ...base, device: felt.explained }
      : { type: 'notice.answered', ...base, notice: felt.notice, answer: felt.answer };
  await fleet.act(`household:${household}`, () => ({ ok: true, events: [event] }));
  return true;
}

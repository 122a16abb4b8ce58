import { Instant, type Json } from '../../../core/index.ts';
import { devicesOf } from '../../device/edge/questions.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { HouseholdId, MemberId } from '../../fleet/model.ts';
import { isConsented, isMember } from '../model.ts';
import type { HouseholdNames } from './names.ts';
import { householdQuestions } from './tables.ts';

/** Who may see what of a household, as of now: who is in it, what is shared and with whom, who visits, what it agreed to, and its devices. Names from what can be erased, where there are any. */
export function householdShown(
  { db, now }: Pick<Fleet, 'db' | 'now'>,
  names: Pick<HouseholdNames, 'nameOf'>,
  id: HouseholdId,
): { readonly [key: string]: Json } {
  const at = now();
  const { members, shares, visits, consents, foundedAt, dissolvedAt } = householdQuestions(db).household(id);
  const named = (of: MemberId | HouseholdId) => {
    const name = names.nameOf(of);
    return name === undefined ? {} : { name };
  };
  const moment = (name: string, value: Instant | undefined) => (value === undefined ? {} : { [name]: Instant.format(value) });
  return {
    household: id,
    ...named(id),
    at: Instant.format(at),
    foundedAt: Instant.format(foundedAt),
    ...moment('dissolvedAt', dissolvedAt),
    devices: devicesOf(db, id).map((device) => ({ device: device.id, product: device.product, life: device.life })),
    members: [...members.values()]
      .filter((member) => isMember(member, at))
      .map((member) => ({ member: member.id, ...named(member.id), role: member.role, since: Instant.format(member.since), ...moment('until', member.until) })),
    shares: [...shares.values()]
      .filter(({ endedAt, until }) => endedAt === undefined && at < until)
      .map(({ id: share, device, channel, to, from, until }) => ({
        share,
        device,
        ...(channel === undefined ? {} : { channel }),
        to,
        ...named(to),
        ...moment('from', from),
        ...moment('until', until),
      })),
    visits: [...visits.values()]
      .filter(({ endedAt, until }) => endedAt === undefined && (until === undefined || at < until))
      .map(({ id: visit, supporter, device, minutes, askedAt, until }) => ({
        visit,
        supporter,
        ...named(supporter),
        ...(device === undefined ? {} : { device }),
        minutes,
        ...moment('askedAt', askedAt),
        ...moment('until', until),
      })),
    consents: [...consents.values()]
      .filter((consent) => isConsented(consent, at))
      .map(({ purpose, dataClass, givenAt, until }) => ({ purpose, class: dataClass, ...moment('givenAt', givenAt), ...moment('until', until) })),
  };
}

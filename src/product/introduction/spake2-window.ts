import { Duration, type Instant } from '../../core/index.ts';
import type { DeviceId, FleetEvent, HouseholdId } from '../fleet/model.ts';

// How often somebody may guess at the few digits of a device. Nobody may at all but while a window is open, which a press of the device's own button opens: so whoever is not at the device cannot use up
// its tries, and whoever is, opens another. What is left to a stranger is what comes in while its household stands there, and that is a handful.

/** A press of the button: codes are taken from here on. */
export interface CodeOpened extends FleetEvent {
  readonly type: 'code.opened';
  readonly device: DeviceId;
  readonly until: string;
  /** The device shows a code that it has just made: what was guessed at before is of no use. */
  readonly fresh: boolean;
}

/** A household tried a code, as the device says or time did: of a try that nobody ended it is not known, and it counts as wrong. */
export interface CodeTried extends FleetEvent {
  readonly type: 'code.tried';
  readonly device: DeviceId;
  readonly household: HouseholdId;
  readonly right: boolean;
}

export type CodeEvent = CodeOpened | CodeTried;
export const CODE_EVENTS = ['code.opened', 'code.tried'] as const satisfies readonly CodeEvent['type'][];

export const CODE_BOUNDS = {
  window: Duration.minutes(5),
  /** An exchange that takes longer counts as a wrong try. */
  exchange: Duration.seconds(30),
  /** Wrong tries in one window, and of one household in it. */
  wrong: 5,
  wrongOfOne: 2,
  /** Wrong tries at a code that is printed on the device, in all its life, since one was right: of 8 digits one in 100,000. */
  wrongEver: 1000,
} as const;

/** How it stands with a device. */
export interface CodeStanding {
  /** Until when a code is taken; absent: it never was. */
  readonly until?: Instant;
  /** Wrong tries in this window, newest last. */
  readonly wrong: readonly { readonly household: HouseholdId; readonly at: Instant }[];
  /** Since a right one, or a fresh code. */
  readonly ever: number;
}

/** `0`: this household may try now; else how long it has to wait, in milliseconds; `never`: not in this window. */
export function mayTry({ until, wrong, ever }: CodeStanding, household: HouseholdId, at: Instant): number | 'never' {
  if (until === undefined || at >= until || ever >= CODE_BOUNDS.wrongEver) return 'never';
  if (wrong.length >= CODE_BOUNDS.wrong || wrong.filter((one) => one.household === household).length >= CODE_BOUNDS.wrongOfOne) return 'never';
  const last = wrong.at(-1);
  // 1, 2, 4, 8 seconds: never longer, because a press begins anew.
  return last === undefined ? 0 : Math.max(0, last.at + 1000 * 2 ** (wrong.length - 1) - at);
}

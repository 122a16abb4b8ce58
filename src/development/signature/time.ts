import type { PersonKey } from '../person/model.ts';
import type { NotKnownReason } from './model.ts';

/** From when to when a key counts, in seconds since 1970; the end is not in it. */
export interface KeyTime {
  readonly from?: number;
  readonly until?: number;
  readonly compromisedFrom?: number;
}

/** What is known of when something was signed. `claimed` is the signer's own clock; `provenBy` a moment at which a log already had it. */
export interface SignedWhen {
  readonly claimed?: number;
  readonly provenBy?: number;
  /** When the question is asked. */
  readonly now: number;
}

/**
 * Why a key does not count for something signed then; `undefined` where it does. Whoever holds a key that has ended sets the clock of what it signs to a day before: so after its
 * end, only a log that had the thing before tells that it is older. Pure.
 */
export function outsideTime({ from, until, compromisedFrom }: KeyTime, { claimed, provenBy, now }: SignedWhen): NotKnownReason | undefined {
  if (compromisedFrom !== undefined && !(provenBy !== undefined && provenBy < compromisedFrom)) return 'key-compromised';
  if (from !== undefined && (claimed === undefined || claimed < from)) return 'before-its-key';
  if (until === undefined || (provenBy !== undefined && provenBy < until)) return undefined;
  return now >= until || (claimed !== undefined && claimed >= until) ? 'key-past-its-end' : undefined;
}

/** The days of an entry of the register. A day is meant whole at the end, and from its first moment for what is lost. */
export function timeOf({ from, until, compromisedFrom }: PersonKey): KeyTime {
  return {
    ...(from === undefined ? {} : { from: Date.parse(from) / 1000 }),
    ...(until === undefined ? {} : { until: Date.parse(until) / 1000 + (until.includes('T') ? 0 : 86_400) }),
    ...(compromisedFrom === undefined ? {} : { compromisedFrom: Date.parse(compromisedFrom) / 1000 }),
  };
}

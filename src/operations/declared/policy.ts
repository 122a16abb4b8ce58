import type { Table } from './table.ts';

/** A table, whom it is for, and which versions of the firmware. */
export interface Policy {
  /** What it is called where it is broken: the MUD URL, or a part of the map. */
  readonly id: string;
  /** A hardware address, an address, or an id; a star stands for any letters. */
  readonly device: string;
  /** Versions, with stars; all where left out. */
  readonly versions?: readonly string[];
  readonly table: Table;
  /** The URL by which peers of this device know it. */
  readonly mudUrl?: string;
}

const MOST_KNOWN = 65_536;
const NONE: readonly Policy[] = [];

/** Whether `text` is what the pattern says: a star stands for any letters, all else for itself. In time of the two lengths' product at worst. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p;
      p += 1;
      from = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star !== -1) {
      p = star + 1;
      from += 1;
      t = from;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** The policies of a device by any of the names that it goes by. */
export function policiesOf(policies: readonly Policy[]): (device: string) => readonly Policy[] {
  const known = new Map<string, readonly Policy[]>();
  return (device) => {
    const before = known.get(device);
    if (before !== undefined) return before;
    const found = policies.filter((policy) => matchesPattern(policy.device, device));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(device, found.length === 0 ? NONE : found);
    return found;
  };
}

/**
 * The policies that hold for a version. Where the version is not known, all: then what one of them denies and another allows is not known.
 */
export function heldBy(policies: readonly Policy[], version: string | undefined): readonly Policy[] {
  if (version === undefined) return policies;
  return policies.filter(({ versions }) => versions === undefined || versions.some((pattern) => matchesPattern(pattern, version)));
}

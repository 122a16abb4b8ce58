import type { Digest, Instant } from '../../core/index.ts';
import type { Link, LinkFact } from './link.ts';

// Clocks of two machines differ a little; a fact of tomorrow is a mistake or a lie.
const SKEW_MS = 5 * 60 * 1000;

interface Asked {
  readonly release: string;
  readonly at: Instant;
  readonly artifact?: Digest;
}

/**
 * The looks that count for a release at a moment, of each link the newest first. A newer look replaces an older one only where it is of the same element of the map and was made by at least
 * the same tools: otherwise whoever dislikes an answer would ask of another part, or with a tool that finds nothing.
 */
export function standingFacts(all: readonly LinkFact[], { release, at, artifact }: Asked): ReadonlyMap<Link, readonly LinkFact[]> {
  const own = all.filter(
    (fact) =>
      fact.about.release === release &&
      (artifact === undefined || fact.about.artifact === undefined || fact.about.artifact === artifact) &&
      // A fact of a later moment was not known at the one asked about; a little ahead it is a clock that goes wrong.
      fact.at <= at + SKEW_MS,
  );
  const standing = new Map<Link, LinkFact[]>();
  // The sort keeps the order of entries of one moment, of which the later counts.
  for (const fact of own.toSorted((a, b) => a.at - b.at).toReversed()) {
    const known = standing.get(fact.link) ?? [];
    if (!known.some((newer) => replaces(newer, fact))) standing.set(fact.link, [...known, fact]);
  }
  return standing;
}

function replaces(newer: LinkFact, older: LinkFact): boolean {
  if (older.part !== undefined && newer.part !== older.part) return false;
  return Object.keys(older.counts).every((name) => !name.startsWith(TOOL) || Object.hasOwn(newer.counts, name));
}

/** Figures by which a fact says which tools it was made by. */
export const TOOL = 'tool-';

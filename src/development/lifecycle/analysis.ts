import { canonicalJson, Digest, type Json } from '../../core/index.ts';
import { describeDiff, diffMaps } from '../../map/diff.ts';
import type { ServiceMap } from '../../map/model.ts';

// What of a map matters to security: all but how things are called and described, what somebody noted, and where it was imported from. Owners and tags are words, too.

const WORDS: ReadonlySet<string> = new Set(['name', 'title', 'description', 'origin', 'tags', 'owner', 'operator', 'notes', 'technology']);
const MOST = 50;

/** The map without its words; ids stand for names, so that differences can still be said. */
export function relevantMap(map: ServiceMap): ServiceMap {
  const bare = (value: unknown, key?: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => bare(item));
    if (typeof value !== 'object' || value === null) return value;
    const { id } = value as { readonly id?: unknown };
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => {
        if (!WORDS.has(name) || key === 'facts') return [[name, bare(member, name)]];
        return (name === 'name' || name === 'title') && id !== undefined ? [[name, id]] : [];
      }),
    );
  };
  return { ...(bare({ ...map, notes: undefined }) as ServiceMap), notes: [] }; // The same shape, less optional members.
}

/** One digest for maps that an analyst would judge alike. The order of elements does not matter. */
export function contentDigest(map: ServiceMap): Digest {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted).toSorted((a, b) => (canonicalJson(a as Json) < canonicalJson(b as Json) ? -1 : 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, sorted(member)]])));
  };
  return Digest.of(canonicalJson(sorted(relevantMap(map)) as Json));
}

/** What differs from the map that was analysed, in sentences, the first fifty. */
export function differencesSince(analysed: ServiceMap, now: ServiceMap): readonly string[] {
  const { added, removed, changed } = diffMaps(relevantMap(analysed), relevantMap(now));
  if (added.length + removed.length + changed.length === 0) return [];
  const all = describeDiff({ added, removed, changed });
  return all.length > MOST ? [...all.slice(0, MOST), `And ${all.length - MOST} more.`] : all;
}

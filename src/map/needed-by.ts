import type { LinkType, ServiceMap } from './model.ts';

/** Powers by which whoever took one part silences another, or listens to it. */
const CARRIES: ReadonlySet<LinkType> = new Set(['authenticates', 'administers', 'hosts', 'deploys', 'updates']);

/**
 * For each part, itself and every system without which it cannot be relied on: what signs people in to it, hosts it, runs it, and what does so of those in turn. People are left
 * out, since a person who turns is no outage; the machine from which they administer is not. Asked once for a map.
 */
export function neededBy(map: ServiceMap): (part: string) => ReadonlySet<string> {
  const people = new Set(map.parts.flatMap(({ id, kind }) => (kind === 'role' || kind === 'supplier' ? [id] : [])));
  const over = new Map<string, string[]>();
  for (const { type, from, to } of map.links) {
    if (!CARRIES.has(type) || people.has(from)) continue;
    const known = over.get(to);
    if (known === undefined) over.set(to, [from]);
    else known.push(from);
  }
  return (part) => {
    const found = new Set([part]);
    // A set is walked in the order of insertion, what is added on the way too.
    for (const one of found) for (const power of over.get(one) ?? []) found.add(power);
    return found;
  };
}

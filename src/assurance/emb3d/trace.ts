import type { Answer } from '../applicability/answer.ts';
import type { DeviceProperty, Emb3d, Mitigation, Threat } from './model.ts';

// Pure questions to the catalogue: from the properties of a device to its threats, from threats to mitigations, from those to clauses.

/** The given properties and all that they are special cases of. */
export function withAllAbove(emb3d: Pick<Emb3d, 'properties'>, ids: Iterable<string>): ReadonlySet<string> {
  const byId = new Map(emb3d.properties.map((property) => [property.id, property]));
  const held = new Set<string>();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const property = byId.get(id);
    if (property === undefined || held.has(id)) continue;
    held.add(id);
    waiting.push(...property.under);
  }
  return held;
}

/** The threats that a device with these properties has, in the catalogue's order. */
export function threatsOf(emb3d: Emb3d, properties: Iterable<string>): readonly Threat[] {
  const held = withAllAbove(emb3d, properties);
  const brought = new Set(emb3d.properties.filter((property) => held.has(property.id)).flatMap((property) => property.threats));
  return emb3d.threats.filter((threat) => brought.has(threat.id));
}

/** The mitigations of any of these threats, in the catalogue's order. */
export function mitigationsOf(emb3d: Emb3d, threats: Iterable<string>): readonly Mitigation[] {
  const wanted = new Set(threats);
  return emb3d.mitigations.filter((mitigation) => mitigation.threats.some((threat) => wanted.has(threat)));
}

/**
 * Answers for single properties made consistent: what a device has, it has in general too; what it does not have in general, it has in no
 * special form. A yes below a no leaves the general one open, and both are named.
 */
export function consistent(properties: readonly DeviceProperty[], own: ReadonlyMap<string, Answer>): ReadonlyMap<string, Answer> {
  const unknown: Answer = { value: 'unknown', decidedBy: [] };
  const shownBy = new Map<string, string[]>();
  for (const { id } of properties) {
    const answer = own.get(id);
    if (answer?.value !== 'yes') continue;
    for (const held of withAllAbove({ properties }, [id])) shownBy.set(held, [...(shownBy.get(held) ?? []), ...answer.decidedBy]);
  }
  const lifted = (id: string): Answer => {
    const said = own.get(id) ?? unknown;
    const by = shownBy.get(id);
    if (said.value === 'yes' || by === undefined) return said;
    return said.value === 'no' ? { value: 'unknown', decidedBy: [...new Set([...said.decidedBy, ...by])] } : { value: 'yes', decidedBy: [...new Set(by)] };
  };
  const settled = new Map<string, Answer>();
  const byId = new Map(properties.map((property) => [property.id, property]));
  const lower = (id: string): Answer => {
    const known = settled.get(id);
    if (known !== undefined) return known;
    const mine = lifted(id);
    // What something special speaks for is not denied by what is more general; that one is open then, too.
    const no = mine.value === 'unknown' && !shownBy.has(id) ? (byId.get(id)?.under ?? []).map(lower).find((answer) => answer.value === 'no') : undefined;
    const answer = no ?? mine;
    settled.set(id, answer);
    return answer;
  };
  // As deep as sub-properties go, which the reader bounds.
  for (const property of properties) lower(property.id);
  return settled;
}

import { parseSubject } from '../evidence/subject.ts';
import type { ServiceMap } from '../map/model.ts';

const namesOf = new WeakMap<ServiceMap, ReadonlyMap<string, string>>();

/** What the map calls a subject: its element's name (of a flow without one, those of its ends), with the variant or the member behind it; the subject itself where the map has none. */
export function elementName(map: ServiceMap, subject: string): string {
  const { element } = parseSubject(subject);
  const name = names(map).get(element);
  return name === undefined ? subject : `${name}${subject.slice(element.length)}`;
}

function names(map: ServiceMap): ReadonlyMap<string, string> {
  const known = namesOf.get(map);
  if (known !== undefined) return known;
  const titled = [map.service, ...map.parts, ...map.flows, ...map.links, ...map.gates, ...map.assets, ...map.policies, ...map.actors];
  const made = new Map<string, string>();
  for (const one of titled) {
    const name = 'name' in one ? one.name : undefined;
    if (name !== undefined) made.set(one.id, name);
  }
  const called = (id: string): string => made.get(id) ?? id;
  for (const { id, from, to } of map.flows) if (!made.has(id)) made.set(id, `${called(from)} to ${called(to)}`);
  namesOf.set(map, made);
  return made;
}

import type { ServiceMap } from '../../../src/map/model.ts';
import { namesOf } from '../map/words.ts';

export interface Named {
  /** By id of an element of the map. */
  readonly names: ReadonlyMap<string, string>;
  /** By state: what the attacker does who holds it. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Of every part and of each of its variants, as `part/variant`, and of everything else that a map names. */
export function namesIn(map: ServiceMap): ReadonlyMap<string, string> {
  const names = new Map(namesOf(map));
  for (const part of map.parts)
    for (const variant of part.variants ?? []) names.set(`${part.id}/${variant.id}`, `${part.name} (${variant.name ?? variant.id})`);
  return names;
}

/** `camera/fw-1.8#FL-7` is the member FL-7 of the variant fw-1.8 of the part camera. What the map does not name is called by its id. */
export function nameIn({ names }: Pick<Named, 'names'>, id: string): string {
  const known = names.get(id);
  if (known !== undefined) return known;
  const mark = id.indexOf('#');
  if (mark > 0) {
    const whole = nameIn({ names }, id.slice(0, mark));
    const member = id.slice(mark + 1);
    return member === '+others' ? `${whole} (the others)` : `${whole} ${member}`;
  }
  const slash = id.indexOf('/');
  const part = slash < 0 ? undefined : names.get(id.slice(0, slash));
  return part === undefined ? id : `${part} (${id.slice(slash + 1)})`;
}

/** `camera:code:every` is told by its title where a page knows it, and else as "holds Camera: code, every one of them". */
export function stateIn(named: Named, state: string): string {
  const title = named.titles.get(state);
  if (title !== undefined) return title;
  const [subject = state, what, scope] = state.split(':');
  const name = nameIn(named, subject);
  return `holds ${name}${what === undefined ? '' : `: ${what.replaceAll('-', ' ')}`}${scope === 'every' ? ', every one of them' : ''}`;
}

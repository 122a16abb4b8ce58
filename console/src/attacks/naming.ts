export interface Named {
  /** By id of an element of the map. */
  readonly names: ReadonlyMap<string, string>;
  /** By state: what the attacker does who holds it. */
  readonly titles: ReadonlyMap<string, string>;
}

/** `camera/fw-1.8` is the part `camera` in its cohort `fw-1.8`. */
export function nameIn({ names }: Named, id: string): string {
  const known = names.get(id);
  if (known !== undefined) return known;
  const slash = id.indexOf('/');
  const base = slash < 0 ? undefined : names.get(id.slice(0, slash));
  return base === undefined ? id : `${base} (${id.slice(slash + 1)})`;
}

/** `camera:code:every` is told by its title where a page knows it, and else as "holds Camera: code, every one of them". */
export function stateIn(named: Named, state: string): string {
  const title = named.titles.get(state);
  if (title !== undefined) return title;
  const [subject = state, what, scope] = state.split(':');
  const name = nameIn(named, subject);
  return `holds ${name}${what === undefined ? '' : `: ${what.replaceAll('-', ' ')}`}${scope === 'every' ? ', every one of them' : ''}`;
}

import type { Part, ServiceMap } from '../../map/model.ts';
import type { Class } from '../build/terrain.ts';
import type { ControlStates } from '../model.ts';
import { profileOf } from './profile.ts';

/**
 * Splits each population by what evidence says of its members: those with the same verdicts form a group, with its number; all others stay
 * with the whole. `subjects` are the subjects that evidence names (`camera/fw-1.2#SN1`), in any order; the result does not depend on it.
 * A member of which nobody says what it runs is counted out of the largest variant.
 */
export function groupsOf(map: ServiceMap, verdicts: ControlStates, subjects: Iterable<string>): ReadonlyMap<string, readonly Class[]> {
  const parts = new Map(map.parts.map((part) => [part.id, part]));
  const members = new Map<string, Set<string>>();
  for (const subject of subjects) {
    const hash = subject.indexOf('#');
    if (hash === -1) continue;
    const whole = subject.slice(0, hash);
    const [id = '', variant] = whole.split('/');
    const part = parts.get(id);
    if (part === undefined || part.population < 2) continue;
    const of = variant === undefined ? largest(part) : whole;
    if (variant !== undefined && part.variants?.some((each) => each.id === variant) !== true) continue;
    members.set(of, (members.get(of) ?? new Set()).add(subject));
  }
  const groups = new Map<string, readonly Class[]>();
  for (const [whole, known] of [...members].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const part = parts.get(whole.split('/')[0] ?? '');
    if (part !== undefined) groups.set(whole, split(part, whole, [...known].sort(), verdicts));
  }
  return groups;
}

function largest(part: Part): string {
  const most = [...(part.variants ?? [])].sort((a, b) => b.population - a.population)[0];
  return most === undefined ? part.id : `${part.id}/${most.id}`;
}

function split(part: Part, whole: string, members: readonly string[], verdicts: ControlStates): readonly Class[] {
  const variant = part.variants?.find((each) => `${part.id}/${each.id}` === whole);
  const name = variant === undefined ? part.name : `${part.name} (${variant.name ?? variant.id})`;
  const population = variant?.population ?? part.population;
  const usual = profileOf(whole, part.kind, verdicts, true);
  const apart = new Map<string, string[]>();
  // More members than the map counts cannot be told apart from it: the map's number stands.
  for (const member of members.slice(0, population)) {
    const profile = profileOf(member, part.kind, verdicts);
    if (profile === usual) continue;
    const group = apart.get(profile);
    if (group === undefined) apart.set(profile, [member]);
    else group.push(member);
  }
  const groups = [...apart.values()].map((group): Class => {
    const [first = whole] = group;
    const serial = first.slice(first.indexOf('#') + 1);
    const more = group.length - 1;
    return {
      id: more === 0 ? first : `${first}+${more}`,
      name: `${name} ${serial}${more === 0 ? '' : ` and ${more} like it`}`,
      population: group.length,
      subject: first,
    };
  });
  // Where members are left out of the count, the class answers for them as well.
  const counted = members.length <= population;
  const rest = population - groups.reduce((sum, group) => sum + group.population, 0);
  return rest > 0 ? [{ id: whole, name, population: rest, subject: whole, ...(counted ? { rest: true } : {}) }, ...groups] : groups;
}

import type { Gate, LinkType, ServiceMap } from '../../map/model.ts';
import type { FoundationKind } from './model.ts';

/** What controls may rest on, and the subjects of the map that rest on it. */
export interface Ground {
  readonly id: string;
  readonly name: string;
  readonly kind: FoundationKind;
  /** Parts and gates. */
  readonly subjects: ReadonlySet<string>;
  readonly gates: readonly Gate[];
}

const POWERS: ReadonlySet<LinkType> = new Set(['uses', 'writes', 'administers', 'reviews', 'signs', 'supports']);

/** By which whoever rules the one rules the other. */
const RULES: ReadonlySet<LinkType> = new Set(['administers', 'hosts', 'deploys', 'authenticates']);

/**
 * Identity providers, with what they sign people in to and the people who come in by them; roles, with what they administer; suppliers, with what they supply or support; each also with what those systems administer, host, deploy to
 * or sign in to, and so on: whoever rules the sign-in of the console of a database rules the database.
 * A gate rests on what its part rests on, and on an identity provider all its people come in by. One that a single subject rests on is no foundation.
 */
export function foundationsIn(map: ServiceMap): readonly Ground[] {
  const to = (from: string, ...types: readonly LinkType[]) =>
    map.links.filter((link) => link.from === from && types.includes(link.type)).map((link) => link.to);
  const ruled = new Map<string, string[]>();
  for (const { type, from, to: end } of map.links) if (RULES.has(type)) ruled.set(from, [...(ruled.get(from) ?? []), end]);
  const onward = (first: readonly string[]): ReadonlySet<string> => {
    const found = new Set(first);
    // A set takes in what is added while it is walked.
    for (const id of found) for (const end of ruled.get(id) ?? []) found.add(end);
    return found;
  };
  const people = map.parts.filter((part) => part.kind === 'role' || part.kind === 'supplier');
  return map.parts.flatMap((part): Ground[] => {
    const governed =
      part.kind === 'identity-provider'
        ? to(part.id, 'authenticates')
        : part.kind === 'role'
          ? to(part.id, 'administers')
          : part.kind === 'supplier'
            ? to(part.id, 'supplies', 'supports')
            : [];
    const systems = onward(governed);
    if (governed.length === 0) return [];
    const entering =
      part.kind !== 'identity-provider'
        ? []
        : people.filter((one) => map.links.some((link) => link.from === one.id && systems.has(link.to) && POWERS.has(link.type)));
    const come = new Set(entering.map((one) => one.id));
    const gates = map.gates.filter((gate) => systems.has(gate.on) || (part.kind === 'identity-provider' && gate.of.every((role) => come.has(role))));
    const subjects = new Set([part.id, ...systems, ...come, ...gates.map((gate) => gate.id)]);
    if (subjects.size < 3) return [];
    const kind: FoundationKind = part.kind === 'role' ? 'administrator' : part.kind === 'supplier' ? 'supplier' : 'identity-provider';
    return [{ id: part.id, name: part.name, kind, subjects, gates }];
  });
}

/** Whether a control at a subject (`control@subject`) rests on it; one at a class or a member rests where the whole does. */
export function restingOn(ground: Ground, control: string): boolean {
  const subject = control.slice(control.indexOf('@') + 1);
  return ground.subjects.has(subject.split(/[/#]/)[0] ?? subject);
}

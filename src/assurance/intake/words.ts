import type { Listening, SignsIn } from '../../evidence/import/model.ts';
import { upTo } from '../../evidence/import/resolve.ts';
import type { PartKind, ServiceMap } from '../../map/model.ts';
import { subjectsOf } from '../../map/subjects.ts';

/** What a map calls its things, as importers look names up. */
export interface SubjectWords {
  readonly subjects: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
  readonly populations: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, string>;
  readonly service: string;
  readonly listens: ReadonlyMap<string, readonly Listening[]>;
  readonly signIns: ReadonlyMap<string, SignsIn>;
}

/** Every id that evidence may name, and the words by which else a source may name them: each word of one subject alone. */
export function subjectWords(map: ServiceMap): SubjectWords {
  const known = subjectsOf(map);
  const words: [string, string][] = [];
  for (const part of map.parts) {
    words.push([part.name, part.id]);
    const purl = part.origin?.fields?.['purl'];
    if (typeof purl === 'string') words.push([upTo(purl, '@?#'), part.id]);
    for (const { id, name } of part.variants ?? []) if (name !== undefined) words.push([name, `${part.id}/${id}`]);
  }
  words.push([map.service.name, map.service.id]);
  for (const { id, name } of map.assets) words.push([name, id]);
  const owners = new Map<string, Set<string>>();
  for (const [word, subject] of words) {
    const small = word.trim().toLowerCase();
    owners.set(small, (owners.get(small) ?? new Set()).add(subject));
  }
  const names = new Map([...owners].flatMap(([word, [only, ...others]]) => (only !== undefined && others.length === 0 ? [[word, only] as const] : [])));
  const populations = map.parts.flatMap((part) => [
    [part.id, part.population] as const,
    ...(part.variants ?? []).map(({ id, population }) => [`${part.id}/${id}`, population] as const),
  ]);
  return {
    subjects: new Set([...known.elements, ...known.variants]),
    names,
    populations: new Map(populations.filter(([, population]) => population > 1)),
    kinds: new Map(map.parts.map(({ id, kind }) => [id, kind])),
    service: map.service.id,
    listens: new Map(map.parts.map((part) => [part.id, listeningOf(part)])),
    signIns: signInsOf(map),
  };
}

/** Entered by hand, by a cable or by a door, and not by a sign-in that a provider could ask. */
const NOT_SIGNED_IN_TO: ReadonlySet<PartKind> = new Set(['workstation', 'device', 'gateway', 'network', 'place', 'role', 'supplier', 'app']);

/** Whom each identity provider signs in: roles with a link to a part that it authenticates, and to it. */
function signInsOf(map: ServiceMap): ReadonlyMap<string, SignsIn> {
  const kinds = new Map(map.parts.map(({ id, kind }) => [id, kind]));
  const systems = new Map<string, Set<string>>();
  for (const { type, from, to } of map.links) {
    const kind = kinds.get(to);
    if (kinds.get(from) !== 'role' || kind === undefined || NOT_SIGNED_IN_TO.has(kind)) continue;
    if (type === 'uses' || type === 'writes' || type === 'administers' || type === 'reviews') systems.set(from, (systems.get(from) ?? new Set()).add(to));
  }
  const providers = map.parts.filter(({ kind }) => kind === 'identity-provider').map(({ id }) => id);
  return new Map(
    providers.map((provider) => {
      const behind = new Set([provider, ...map.links.filter(({ type, from }) => type === 'authenticates' && from === provider).map(({ to }) => to)]);
      const roles = [...systems].filter(([, used]) => [...used].some((system) => behind.has(system)));
      const wholly = roles.filter(([, used]) => [...used].every((system) => behind.has(system))).map(([role]) => role);
      return [
        provider,
        {
          wholly,
          partly: roles.map(([role]) => role).filter((role) => !wholly.includes(role)),
          administrators: roles
            .map(([role]) => role)
            .filter((role) => map.links.some(({ type, from, to }) => type === 'administers' && from === role && to === provider)),
        },
      ];
    }),
  );
}

function listeningOf({ interfaces }: ServiceMap['parts'][number]): readonly Listening[] {
  return (interfaces ?? []).flatMap(({ port, protocol, on }) => (port === undefined ? [] : [{ port, protocol, on }]));
}

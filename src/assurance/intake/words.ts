import { upTo } from '../../evidence/import/resolve.ts';
import type { ServiceMap } from '../../map/model.ts';
import { subjectsOf } from '../../map/subjects.ts';

/** What a map calls its things, as importers look names up. */
export interface SubjectWords {
  readonly subjects: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
  readonly populations: ReadonlyMap<string, number>;
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
  return { subjects: new Set([...known.elements, ...known.variants]), names, populations: new Map(populations.filter(([, population]) => population > 1)) };
}

import { upTo } from '../../evidence/import/resolve.ts';
import type { PartKind, ServiceMap } from '../../map/model.ts';
import { globMatches, type Joins } from './joins.ts';
import type { Thing, ThingKind } from './model.ts';
import { targetHosts } from './targets.ts';

// Which part of the map a thing of a source is. Each level answers or passes on; within a level, different answers are none.

/** How a join came about, weakest last: the operator's rule, a word that the map has for the part, or the only part of a fitting kind. */
export type JoinBy = 'rule' | 'name' | 'only' | 'within';

export type Join =
  | { readonly to: 'part'; readonly part: string; readonly by: JoinBy; readonly why: string }
  /** A rule says that it is no matter for the map. */
  | { readonly to: 'left'; readonly why: string }
  /** Rules or names of the map that mean different parts. */
  | { readonly to: 'unclear'; readonly parts: readonly string[]; readonly why: string }
  | { readonly to: 'nothing' };

/** Asks of a thing of one format what it is. */
export type Joiner = (thing: Thing, format: string) => Join;

/** Kinds of thing that are one tenant's system as a whole, and what of their words tells which kind of part they are. */
const TENANT_WIDE: ReadonlySet<ThingKind> = new Set(['tenant', 'system', 'identity-provider']);
const KIND_WORDS: readonly (readonly [words: RegExp, kind: PartKind])[] = [
  [/\b(?:entra|aad|azure ?a(?:ctive )?d(?:irectory)?|okta|identity ?provider|single sign-?on|sign-?in|idp)\b/, 'identity-provider'],
  [/\b(?:exchange|exo|gmail|mail|e-?mail)\b/, 'mail'],
  [/\b(?:sharepoint|onedrive|google ?drive|drive|documents?|file ?share)\b/, 'document-system'],
  [/\b(?:wiki|confluence|notion)\b/, 'wiki'],
  [/\b(?:intune|endpoint ?manager|mdm)\b/, 'admin-console'],
];

/** Kinds that the host of a target may be. A tenant that is called by the domain of its mail is no machine. */
const MACHINES: ReadonlySet<ThingKind> = new Set(['host', 'device', 'runner', 'system']);

/** `map` and `joins` as they are to be asked: their words are gathered once. */
export function joinerOf(map: ServiceMap, joins: Joins): Joiner {
  const words = partWords(map);
  const hosts = targetHosts(map);
  const byKind = Map.groupBy(
    map.parts.filter(({ inScope }) => inScope),
    ({ kind }) => kind,
  );
  const rules = joins.rules.map((rule) => ({ ...rule, pattern: rule.name.toLowerCase() }));
  return (thing, format) => {
    const own = wordsOf(thing);
    const ruled = rules.filter(
      (rule) =>
        (rule.format === undefined || rule.format === format) &&
        (rule.kind === undefined || rule.kind === thing.kind) &&
        own.some((one) => globMatches(rule.pattern, one)),
    );
    const [rule] = ruled;
    if (rule !== undefined) {
      const answers = new Set(ruled.map(({ says }) => ('is' in says ? `is ${says.is}` : 'left')));
      const where = `rule ${ruled.map(({ number }) => number).join(' and ')} of ${joins.file}`;
      if (answers.size > 1) return { to: 'unclear', parts: partsOf(ruled), why: `${where} say different things` };
      return 'is' in rule.says ? { to: 'part', part: rule.says.is, by: 'rule', why: where } : { to: 'left', why: `${where}: ${rule.says.leave}` };
    }
    const named = new Map<string, string>();
    for (const one of own) for (const part of words.get(one) ?? []) if (!named.has(part)) named.set(part, one);
    if (MACHINES.has(thing.kind)) for (const one of own) for (const part of hosts.get(one) ?? []) if (!named.has(part)) named.set(part, one);
    const [only, ...others] = named;
    if (only !== undefined && others.length > 0)
      return { to: 'unclear', parts: [...named.keys()].sort(), why: `its words mean ${[...named.keys()].sort().join(' and ')}` };
    if (only !== undefined) return { to: 'part', part: only[0], by: 'name', why: `the map knows it as "${only[1]}"` };
    return onlyOfItsKind(thing, byKind);
  };
}

function partsOf(rules: readonly { readonly says: { readonly is: string } | { readonly leave: string } }[]): readonly string[] {
  return [...new Set(rules.flatMap(({ says }) => ('is' in says ? [says.is] : [])))].sort();
}

function onlyOfItsKind(thing: Thing, byKind: ReadonlyMap<PartKind, readonly { readonly id: string }[]>): Join {
  if (!TENANT_WIDE.has(thing.kind)) return { to: 'nothing' };
  const text = [thing.sourceKind ?? '', thing.name, ...(thing.aliases ?? [])].join(' ; ').toLowerCase();
  const told = new Set(KIND_WORDS.flatMap(([pattern, kind]) => (pattern.test(text) ? [kind] : [])));
  const kinds: readonly PartKind[] = thing.kind === 'identity-provider' ? ['identity-provider'] : [...told];
  const [kind, ...more] = kinds;
  if (kind === undefined || more.length > 0) return { to: 'nothing' };
  const [part, ...others] = byKind.get(kind) ?? [];
  if (part === undefined || others.length > 0) return { to: 'nothing' };
  return { to: 'part', part: part.id, by: 'only', why: `the only ${kind} of the map` };
}

/** The words by which a thing may be known, in small letters. */
function wordsOf({ name, key, aliases = [] }: Thing): readonly string[] {
  return [...new Set([name, key, ...aliases].map(small).filter((one) => one !== ''))];
}

function small(word: string): string {
  const lower = word.trim().toLowerCase();
  return lower.startsWith('pkg:') ? upTo(lower, '@?#') : lower;
}

/** What the map calls each part: id, name, package url with its `owner/name`, hosts, and the words of the model it came from. */
function partWords(map: ServiceMap): ReadonlyMap<string, ReadonlySet<string>> {
  const words = new Map<string, Set<string>>();
  const add = (word: unknown, part: string) => {
    if (typeof word !== 'string' || word.trim() === '' || word.length > 500) return;
    const key = small(word);
    const known = words.get(key);
    if (known === undefined) words.set(key, new Set([part]));
    else known.add(part);
  };
  for (const part of map.parts) {
    add(part.id, part.id);
    add(part.name, part.id);
    const fields = part.origin?.fields;
    for (const field of ['host', 'hostname', 'url', 'repository', 'address']) add(fields?.[field], part.id);
    const purl = fields?.['purl'];
    add(purl, part.id);
    if (typeof purl === 'string') add(/^pkg:(?:github|gitlab|bitbucket)\/([^@?#]+)/i.exec(purl)?.[1], part.id);
    for (const each of part.interfaces ?? []) for (const field of ['host', 'hostname', 'url', 'address']) add(each.origin?.fields?.[field], part.id);
  }
  return words;
}

import type { ImportContext } from '../../evidence/import/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { globMatches, type Joins } from '../inventory/joins.ts';
import { targetHosts } from '../inventory/targets.ts';

/**
 * What the operator's rules say of a system that a report names: which part it is, or that it is left alone. The first rule decides where all that match
 * agree; where they do not, none does. Rules for other formats, and for kinds that no report of checks names (people, tokens), are not asked. Where no rule
 * matches, a machine that was scanned and is a target of the map is the target's part: other reports call tenants and accounts by such names.
 */
export function joinedBy({ rules, file }: Pick<Joins, 'rules' | 'file'>, map: Pick<ServiceMap, 'targets'>): NonNullable<ImportContext['joined']> {
  const hosts = targetHosts(map);
  const asked = rules
    .filter(({ kind }) => kind === undefined || KINDS.has(kind))
    .map(({ format, name, number, says }) => ({ format, pattern: name.toLowerCase(), number, says }));
  return (words, format) => {
    const small = words.map((word) => word.trim().toLowerCase());
    const matching = asked.filter((rule) => (rule.format === undefined || rule.format === format) && small.some((word) => globMatches(rule.pattern, word)));
    const [first] = matching;
    if (first === undefined) return format === MACHINES ? byTarget(small, hosts) : undefined;
    if (matching.some(({ says }) => JSON.stringify(says) !== JSON.stringify(first.says))) return undefined;
    const why = `rule ${first.number} of ${file}`;
    return 'is' in first.says ? { part: first.says.is, why } : { left: `${why}: ${first.says.leave}` };
  };
}

function byTarget(words: readonly string[], hosts: ReadonlyMap<string, ReadonlySet<string>>): ReturnType<NonNullable<ImportContext['joined']>> {
  const parts = new Set(words.flatMap((word) => [...(hosts.get(word) ?? [])]));
  const [part, ...others] = parts;
  return part === undefined || others.length > 0 ? undefined : { part, why: 'a target of the map' };
}

/** The format whose words are those of machines. */
const MACHINES = 'nmap';

const KINDS: ReadonlySet<string> = new Set(['tenant', 'organisation', 'identity-provider', 'system', 'host', 'repository', 'cloud-identity']);

import type { ImportContext } from '../../evidence/import/index.ts';
import { globMatches, type Joins } from '../inventory/joins.ts';

/**
 * What the operator's rules say of a system that a report names: which part it is, or that it is left alone. The first rule decides where all that match
 * agree; where they do not, none does. Rules for other formats, and for kinds that no report of checks names (people, tokens), are not asked.
 */
export function joinedBy({ rules, file }: Joins): NonNullable<ImportContext['joined']> {
  const asked = rules
    .filter(({ kind }) => kind === undefined || KINDS.has(kind))
    .map(({ format, name, number, says }) => ({ format, pattern: name.toLowerCase(), number, says }));
  return (words, format) => {
    const small = words.map((word) => word.trim().toLowerCase());
    const matching = asked.filter((rule) => (rule.format === undefined || rule.format === format) && small.some((word) => globMatches(rule.pattern, word)));
    const [first] = matching;
    if (first === undefined || matching.some(({ says }) => JSON.stringify(says) !== JSON.stringify(first.says))) return undefined;
    const why = `rule ${first.number} of ${file}`;
    return 'is' in first.says ? { part: first.says.is, why } : { left: `${why}: ${first.says.leave}` };
  };
}

const KINDS: ReadonlySet<string> = new Set(['tenant', 'organisation', 'identity-provider', 'system', 'host', 'repository', 'cloud-identity']);

import { Refused } from '../../core/index.ts';
import { nearest } from '../../core/nearest.ts';
import { baseOf, ECOSYSTEMS, releaseOf } from './ecosystem.ts';
import { advisoryFaults } from './faults.ts';
import type { Affected } from './model.ts';

/**
 * Something of which every advisory is there: an ecosystem (`npm`), one release of a distribution (`Debian:12`), or the products that the NVD names (`NVD`). That some records
 * are about npm says nothing of the others, so a component that none of them names is cleared only within such a scope.
 */
export interface Scope {
  readonly ecosystem: string;
  readonly release?: string;
  /** Who says so: the file of the dump, or whoever asks. */
  readonly by: string;
}

/** The products of the NVD, beside the ecosystems of OSV. */
export const NVD = 'NVD';

/** The scope of OSV's dump of an ecosystem, which is published as `ECOSYSTEM/all.zip`; undefined for any other path. Who names the folder is whoever fetched it. */
export function scopeOfDump(path: string, by: string): Scope | undefined {
  const folder = /(?:^|[/\\])([^/\\]+)[/\\]all\.zip$/.exec(path)?.[1];
  return folder === undefined ? undefined : scopeOf(folder, by);
}

/** Whether an entry of a record is about what a scope is of. A dump of which none is can be no dump of that. */
export function isOfScope(entry: Affected, { ecosystem, release }: Omit<Scope, 'by'>): boolean {
  if (entry.kind === 'product') return ecosystem === NVD;
  if (baseOf(entry.ecosystem) !== ecosystem) return false;
  const own = releaseOf(entry.ecosystem.slice(ecosystem.length));
  return release === undefined || own === undefined || within(own, release);
}

/** A scope that somebody declares. Throws `Refused` (ASSAY-ADVISORY-007) for what is no ecosystem: a word that is mistaken would cover nothing, and say nothing. */
export function declaredScope(text: string, by: string): Scope {
  const scope = scopeOf(text, by);
  if (scope !== undefined) return scope;
  const names = [...ECOSYSTEMS, NVD];
  const [near] = nearest(baseOf(text), names, 1);
  throw new Refused(
    advisoryFaults.fault('007', {
      message: `there is no database of "${text.slice(0, 80)}" that advisories could be all of`,
      expected: `an ecosystem of OSV as it writes it (npm, Go, Debian:12), or ${NVD}`,
      found: text.slice(0, 80),
      remedy: near === undefined ? `One of: ${names.join(', ')}` : `Did you mean "${near}"?`,
    }),
  );
}

function scopeOf(text: string, by: string): Scope | undefined {
  const ecosystem = baseOf(text);
  if (ecosystem !== NVD && !ECOSYSTEMS.has(ecosystem)) return undefined;
  const suffix = text.slice(ecosystem.length + 1);
  if (suffix === '') return text === ecosystem ? { ecosystem, by } : undefined;
  const release = releaseOf(suffix);
  return release === undefined ? undefined : { ecosystem, release, by };
}

/** The scope that holds every advisory about an ecosystem, and the release where one is asked about; without a release only the whole of a distribution does. */
export function scopeHolding(scopes: readonly Scope[], ecosystem: string, release: string | undefined): Scope | undefined {
  return scopes.find((scope) => scope.ecosystem === ecosystem && (scope.release === undefined || (release !== undefined && within(release, scope.release))));
}

/** `9.3` is in `9`; `9` is not in `9.3`. */
function within(release: string, of: string): boolean {
  return release === of || release.startsWith(`${of}.`);
}

export function scopeText({ ecosystem, release }: Omit<Scope, 'by'>): string {
  return release === undefined ? ecosystem : `${ecosystem}:${release}`;
}

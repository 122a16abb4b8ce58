/** A repository as an address: where it is, and the ref or revision that stood behind it. */
export interface RepositoryAddress {
  readonly place: string;
  readonly revision?: string;
}

/**
 * The same repository in one spelling: `git+https://host/path.git@refs/heads/main` (SPDX 2.3 section 7.7), `https://host/path`, `git@host:path` and `ssh://git@host/path` are one place. Only
 * host names are without case. Nothing where it is no address of a repository.
 */
export function repositoryOf(uri: string): RepositoryAddress | undefined {
  const short = /^(?:[A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):(?!\/)(.+)$/.exec(uri);
  const whole = /^(?:git\+)?(?:https?|ssh|git|file):\/\/(?:[^@/\s]+@)?([^/\s]*)\/(.+)$/.exec(uri);
  const found = short ?? whole;
  if (found === null) return undefined;
  const [, host = '', rest = ''] = found;
  const [path = '', ...behind] = rest.replace(/#.*$/, '').split('@');
  const place = `${host.toLowerCase()}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}`;
  return behind.length === 0 ? { place } : { place, revision: behind.join('@') };
}

/** Whether two addresses name one repository. */
export function sameRepository(a: string, b: string): boolean {
  const [one, other] = [repositoryOf(a), repositoryOf(b)];
  return one !== undefined && one.place === other?.place;
}

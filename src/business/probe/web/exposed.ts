import type { Observation } from '../model.ts';
import { type Looked, looked, problem } from '../problem.ts';
import { INTERFACES, LISTED_PATHS } from './interfaces.ts';

/** A page that bears the marks of so many products at once is one about products, or one made to mislead. */
const MOST_PRODUCTS = 3;

/** Whether administration or build interfaces answer strangers. That they ask for a password is no excuse: whoever reaches them can try. */
export function lookAtExposed(host: string, port: number, observations: readonly Observation[]): Looked {
  const visits = observations.filter(
    (each): each is Extract<Observation, { kind: 'http' }> => each.kind === 'http' && each.host === host && each.port === port && each.scheme === 'https',
  );
  const byPath = new Map(visits.filter(({ purpose }) => purpose === 'list' || purpose === 'page').map((each) => [each.path, each.seen]));
  const control = visits.find(({ purpose }) => purpose === 'control')?.seen;
  if (control === undefined) return looked({ undecided: [`the interfaces of ${host} were not looked for`] });
  if (control.outcome !== 'response')
    return looked({ undecided: [`interfaces of ${host}: ${control.outcome === 'refused' ? 'nothing listens there' : control.why}`] });
  const shown = new Map<string, string>();
  const undecided: string[] = [];
  // A page for paths that cannot exist, with marks of many products: nothing that this host says of them is worth anything.
  if (control.marks.length >= MOST_PRODUCTS) undecided.push(`${host} answers any path with the marks of ${control.marks.length} products`);
  for (const path of LISTED_PATHS) {
    const seen = byPath.get(path);
    if (seen === undefined) undecided.push(`${path} was not asked for`);
    else if (seen.outcome !== 'response') undecided.push(`${path}: ${seen.outcome === 'refused' ? 'nothing listened' : seen.why}`);
    else if (seen.identity !== 'shown') undecided.push(`${path}: ${seen.identity ?? 'not known to be the host'}`);
    else if (seen.marks.length >= MOST_PRODUCTS) undecided.push(`${path} bears the marks of ${seen.marks.length} products`);
    else if (seen.marks.length > 0) for (const product of seen.marks) shown.set(product, shown.get(product) ?? path);
    else if (seen.status === 408 || seen.status === 425 || seen.status === 429 || seen.status >= 500) undecided.push(`${path} answered ${seen.status}`);
  }
  const problems = [...shown].map(([product, path]) => {
    const kind = INTERFACES.find((each) => each.product === product)?.kind ?? 'administration';
    return problem(
      kind === 'monitoring' ? 'medium' : 'high',
      `exposed-${product.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
      `strangers reach ${product} (${kind}) at ${path}`,
    );
  });
  return looked({
    problems,
    undecided:
      undecided.length > 3 ? [`${undecided.length} of ${LISTED_PATHS.length} paths for interfaces could not be judged, such as ${undecided[0]}`] : undecided,
  });
}

import type { Observation, Visit } from '../model.ts';
import { type Looked, looked, problem, together } from '../problem.ts';
import { INTERFACES, LISTED_PATHS } from './interfaces.ts';
import { ledTo, type Scheme } from './redirect.ts';

/** A page that bears the marks of so many products at once is one about products, or one made to mislead. */
const MOST_PRODUCTS = 3;

type Http = Extract<Observation, { kind: 'http' }>;

/** Whether administration or build interfaces answer strangers, over TLS or in the clear. That they ask for a password is no excuse: whoever reaches them can try. */
export function lookAtExposed(host: string, port: number, observations: readonly Observation[]): Looked {
  const visits = observations.filter((each): each is Http => each.kind === 'http' && each.host === host && (each.scheme === 'http' || each.port === port));
  const plain = visits.find(({ purpose }) => purpose === 'plain');
  const ports = { https: port, http: plain?.port };
  const control = visits.find(({ purpose, scheme }) => purpose === 'control' && scheme === 'https')?.seen;
  if (control === undefined) return looked({ undecided: [`the interfaces of ${host} were not looked for`] });
  if (control.outcome !== 'response')
    return looked({ undecided: [`interfaces of ${host}: ${control.outcome === 'refused' ? 'nothing listens there' : control.why}`] });
  const found = together([listed(host, 'https', visits, ports, control), inTheClear(host, visits, ports, plain)]);
  const problems = new Map(found.problems.map((each) => [each.id, each]));
  const { undecided } = found;
  return looked({
    problems: [...problems.values()],
    undecided: undecided.length > 3 ? [`${undecided.length} paths for interfaces of ${host} could not be judged, such as ${undecided[0]}`] : undecided,
  });
}

type Ports = Readonly<Record<Scheme, number | undefined>>;

/** What is said without TLS. Where every path leads away from it, nothing more is there. */
function inTheClear(host: string, visits: readonly Http[], ports: Ports, plain: Http | undefined): Looked {
  if (plain === undefined) return looked({ undecided: [`http://${host}/ was not visited`] });
  if (plain.seen.outcome === 'refused') return looked({});
  if (plain.seen.outcome === 'unseen') return looked({ undecided: [`http://${host}/: ${plain.seen.why}`] });
  const control = visits.find(({ purpose, scheme }) => purpose === 'control' && scheme === 'http')?.seen;
  const own = leadsAway(plain.seen, host, ports) && plain.seen.marks.length === 0 ? looked({}) : judged(host, 'http', '/', visits, ports, undefined);
  if (control === undefined || control.outcome !== 'response')
    return together([own, looked({ undecided: [`the interfaces of http://${host}/ were not looked for`] })]);
  return leadsAway(control, host, ports) ? own : together([own, listed(host, 'http', visits, ports, control)]);
}

/** Whether an answer in the clear sends everybody to TLS, or to another host. */
export function leadsAway(control: Extract<Visit, { outcome: 'response' }>, host: string, ports: Ports): boolean {
  const led = ledTo(control, { host, scheme: 'http', path: '/' }, ports);
  const [, location = ''] = control.headers.find(([name]) => name === 'location') ?? [];
  return led !== undefined && (led.to === 'elsewhere' || (led.to === 'here' && led.scheme === 'https') || (led.to === 'unknown' && /^https:/i.test(location)));
}

function listed(host: string, scheme: Scheme, visits: readonly Http[], ports: Ports, control: Extract<Visit, { outcome: 'response' }>): Looked {
  // A page for paths that cannot exist, with marks of many products: nothing that this host says of them is worth anything.
  const misleading = control.marks.length >= MOST_PRODUCTS ? [`${host} answers any path with the marks of ${control.marks.length} products`] : [];
  return together([looked({ undecided: misleading }), ...LISTED_PATHS.map((path) => judged(host, scheme, path, visits, ports, control))]);
}

/** What one path shows, redirects within the host followed. */
function judged(
  host: string,
  scheme: Scheme,
  path: string,
  visits: readonly Http[],
  ports: Ports,
  control: Extract<Visit, { outcome: 'response' }> | undefined,
): Looked {
  const name = scheme === 'http' ? `http://${host}${path}` : path;
  const undecided = (why: string): Looked => looked({ undecided: [`${name}${why}`] });
  const been = new Set<string>();
  for (let at = { scheme, path }; ; ) {
    if (been.has(`${at.scheme} ${at.path}`)) return undecided(' leads round and round');
    been.add(`${at.scheme} ${at.path}`);
    const seen = visits.findLast((each) => each.scheme === at.scheme && each.path === at.path && each.purpose !== 'security-txt')?.seen;
    if (seen === undefined) return undecided(been.size === 1 ? ' was not asked for' : ` leads to ${at.path.slice(0, 80)}, which was not asked for`);
    if (seen.outcome !== 'response') return undecided(`: ${seen.outcome === 'refused' ? 'nothing listened' : seen.why}`);
    if (at.scheme === 'https' && seen.identity !== 'shown') return undecided(`: ${seen.identity ?? 'not known to be the host'}`);
    if (seen.marks.length >= MOST_PRODUCTS) return undecided(` bears the marks of ${seen.marks.length} products`);
    if (seen.marks.length > 0) return looked({ problems: seen.marks.map((product) => exposed(product, name)) });
    const { status } = seen;
    if (status === 408 || status === 425 || status === 429 || status >= 500) return undecided(` answered ${status}`);
    const led = ledTo(seen, { host, ...at }, ports);
    if (led?.to === 'elsewhere') return looked({});
    if (led?.to === 'unknown') return undecided(` ${led.why}`);
    if (led?.to === 'here') {
      at = { scheme: led.scheme, path: led.path };
      continue;
    }
    if (seen.unreadable !== undefined) return undecided(`: ${seen.unreadable}`);
    if (seen.cut) return undecided(' is longer than is read');
    // Something is there and keeps itself from us; or everything does, and a stranger from elsewhere may be let through.
    if (status === 401 || (status >= 400 && status === control?.status && status !== 404 && status !== 410))
      return undecided(status === control?.status ? ` answered ${status}, as a path does that cannot exist` : ` answered ${status}`);
    return looked({});
  }
}

function exposed(product: string, where: string) {
  const kind = INTERFACES.find((each) => each.product === product)?.kind ?? 'administration';
  return problem(
    kind === 'monitoring' ? 'medium' : 'high',
    `exposed-${product.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    `strangers reach ${product} (${kind}) at ${where}`,
  );
}

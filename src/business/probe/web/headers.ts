import type { Observation } from '../model.ts';
import { type Looked, looked, type Problem, problem } from '../problem.ts';

/** Headers that are kept of an answer. Cookies and whatever else may hold secrets are not. */
export const KEPT_HEADERS: readonly string[] = [
  'content-security-policy',
  'content-security-policy-report-only',
  'content-type',
  'location',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
];

/** Half a year: less is forgotten between two visits of many people. */
const LEAST_AGE = 15_552_000;

type Response = Extract<Extract<Observation, { kind: 'http' }>['seen'], { outcome: 'response' }>;

/** What the start page tells browsers (RFC 6797, Content Security Policy level 3, RFC 7034, the Fetch and Referrer Policy standards). */
export function lookAtHeaders(host: string, port: number, observations: readonly Observation[]): Looked {
  const visits = observations.filter((each) => each.kind === 'http' && each.host === host);
  const page = visits.findLast((each) => each.kind === 'http' && each.purpose === 'page' && each.port === port);
  const plain = visits.find((each) => each.kind === 'http' && each.purpose === 'plain');
  if (page?.kind !== 'http') return looked({ undecided: [`https://${host}/ was not visited`] });
  const seen = page.seen;
  if (seen.outcome !== 'response') return looked({ undecided: [`https://${host}/: ${seen.outcome === 'refused' ? 'nothing listens there' : seen.why}`] });
  // Somebody between could have written anything, and browsers keep nothing of such an answer (RFC 6797 section 8.1).
  if (seen.identity !== 'shown') return looked({ undecided: [`https://${host}/: ${seen.identity ?? 'not known to be the host'}`] });
  if (seen.status === 429 || seen.status >= 500) return looked({ undecided: [`https://${host}/ answered ${seen.status}`] });
  const problems: Problem[] = [...transport(seen)];
  const undecided: string[] = [];
  if (seen.status >= 300 && seen.status < 400) undecided.push(`https://${host}/ leads elsewhere; make where it leads a target of its own`);
  else problems.push(...content(seen));
  const redirect = plainProblems(host, plain);
  if (typeof redirect === 'string') undecided.push(redirect);
  else problems.push(...redirect);
  return looked({ problems, undecided });
}

const all = (seen: Response, name: string): readonly string[] => seen.headers.flatMap(([each, value]) => (each === name ? [value] : []));

function transport(seen: Response): readonly Problem[] {
  // RFC 6797 section 8.1: only the first counts. Section 6.1: names in any case, a value may be quoted, nothing stands twice.
  const [first] = all(seen, 'strict-transport-security');
  if (first === undefined) return [problem('medium', 'hsts-absent', 'it does not tell browsers to stay with HTTPS (no Strict-Transport-Security)')];
  const ages = first.split(';').flatMap((piece) => /^\s*max-age\s*=\s*"?(\d{1,15})"?\s*$/i.exec(piece)?.[1] ?? []);
  if (ages.length !== 1) return [problem('medium', 'hsts-broken', 'Strict-Transport-Security does not say for how long, so browsers ignore it')];
  return Number(ages[0]) < LEAST_AGE ? [problem('low', 'hsts-short', 'Strict-Transport-Security holds for less than 180 days')] : [];
}

function content(seen: Response): readonly Problem[] {
  const problems: Problem[] = [];
  const policies = all(seen, 'content-security-policy')
    .flatMap((value) => value.split(','))
    .map(directives);
  if (policies.length === 0) problems.push(problem('medium', 'csp-absent', 'it does not say whose script may run (no Content-Security-Policy)'));
  // Every policy must allow it, so one that restricts is enough.
  else if (!policies.some(restrictsElements) || !policies.some(restrictsAttributes))
    problems.push(problem('medium', 'csp-open', 'its Content-Security-Policy lets foreign or inline script run'));
  const framed = policies.some((policy) => policy.has('frame-ancestors') && !(policy.get('frame-ancestors') ?? []).some((source) => ANYWHERE.test(source)));
  const options = all(seen, 'x-frame-options')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase());
  // Where frame-ancestors stands, browsers do not look at the older header.
  const older =
    !policies.some((policy) => policy.has('frame-ancestors')) && options.length > 0 && options.every((value) => value === 'deny' || value === 'sameorigin');
  if (!framed && !older) problems.push(problem('medium', 'framing-allowed', 'any page may show it in a frame (neither frame-ancestors nor X-Frame-Options)'));
  if (all(seen, 'x-content-type-options')[0]?.split(',')[0]?.trim().toLowerCase() !== 'nosniff')
    problems.push(problem('low', 'sniffing-allowed', 'browsers may take its files for something else (no X-Content-Type-Options: nosniff)'));
  // The last policy that a browser knows counts; without any it takes the strict default.
  const referrer = all(seen, 'referrer-policy')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase());
  const known = referrer.findLast((value) => REFERRER.includes(value));
  if (known === 'unsafe-url' || known === 'no-referrer-when-downgrade')
    problems.push(problem('low', 'referrer-leaks', 'it has browsers tell other sites the whole address of its pages'));
  else if (known === undefined)
    problems.push(problem('low', 'referrer-absent', 'it does not say how much of its addresses other sites are told (no Referrer-Policy)'));
  return problems;
}

const REFERRER = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];
/** Any host at all, or any under a top-level name, at whatever port and path: `*`, `https:`, `http://*:*`, `*:443`, `*.com`. */
const ANYWHERE = /^(?:https?:|(?:https?:\/\/)?\*(?:\.[a-z0-9-]+\.?)?(?::(?:\d+|\*))?(?:\/.*)?)$/i;

/** Section 2.2.1 of CSP: the first of a name counts. */
function directives(policy: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const piece of policy.split(';')) {
    const [name, ...values] = piece.trim().split(/[\t\n\f\r ]+/);
    if (name !== undefined && name !== '' && !found.has(name.toLowerCase()))
      found.set(
        name.toLowerCase(),
        values.map((value) => value.toLowerCase()),
      );
  }
  return found;
}

/** Sections 6.1.11 and 6.1.12: elements and attributes each go by a directive of their own where there is one. */
function restrictsElements(policy: ReadonlyMap<string, readonly string[]>): boolean {
  const sources = policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src');
  if (sources === undefined) return false;
  const anywhere = sources.some((source) => ANYWHERE.test(source) || source === 'data:' || source === 'blob:' || source === 'filesystem:');
  return !allowsInline(sources) && (!anywhere || (sources.includes("'strict-dynamic'") && sources.some(isExact)));
}

function restrictsAttributes(policy: ReadonlyMap<string, readonly string[]>): boolean {
  const sources = policy.get('script-src-attr') ?? policy.get('script-src') ?? policy.get('default-src');
  return sources !== undefined && !allowsInline(sources);
}

/** A nonce or a digest has browsers ignore 'unsafe-inline'; with 'strict-dynamic' they ignore lists of hosts too. */
const allowsInline = (sources: readonly string[]): boolean => sources.includes("'unsafe-inline'") && !sources.some(isExact);
const isExact = (source: string): boolean => /^'(?:nonce-|sha(?:256|384|512)-)/.test(source);

function plainProblems(host: string, plain: Observation | undefined): readonly Problem[] | string {
  if (plain?.kind !== 'http') return `http://${host}/ was not visited`;
  const { seen } = plain;
  if (seen.outcome === 'unseen') return `http://${host}/: ${seen.why}`;
  // That nothing listens is as good as a redirect: nothing is said in the clear.
  if (seen.outcome === 'refused') return [];
  if (seen.status === 429 || seen.status >= 500) return `http://${host}/ answered ${seen.status}`;
  const [to = ''] = all(seen, 'location');
  const url = seen.status >= 300 && seen.status < 400 && URL.canParse(to) ? new URL(to) : undefined;
  if (url?.protocol !== 'https:') return [problem('medium', 'http-stays', 'it answers in the clear without leading to HTTPS')];
  // Whoever is between may have written where it leads; and browsers that come back by this name are not told to stay with HTTPS there.
  return url.hostname.replace(/^\[|\]$/g, '') === host || url.hostname === new URL(`http://${host.includes(':') ? `[${host}]` : host}`).hostname
    ? []
    : `http://${host}/ leads to another host; make it lead to https://${host}/, and where that leads a target of its own`;
}

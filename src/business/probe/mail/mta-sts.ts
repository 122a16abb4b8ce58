import { type Found, type Known, textsOf } from '../dns/known.ts';
import type { Observation } from '../model.ts';
import { type Problem, problem } from '../problem.ts';
import { tagsOf } from './tags.ts';

// SMTP MTA Strict Transport Security, RFC 8461.

export const STS_PATH = '/.well-known/mta-sts.txt';
export const stsHost = (domain: string): string => `mta-sts.${domain}`;
const MOST_MX = 100;

export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  readonly maxAge: number;
  readonly mx: readonly string[];
}

/** Section 3.2: lines of `key: value`. In words where it is none. The text is whoever's answers for the policy host. */
export function readStsPolicy(text: string): StsPolicy | string {
  if (text.length > 65_536) return 'it is longer than a policy may be';
  const single = new Map<string, string>();
  const mx: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const match = /^([a-z0-9][a-z0-9_.-]{0,31}):[ \t]*(\S.*?)[ \t]*$/i.exec(line);
    if (match === null) return 'a line is no field';
    const [, key = '', value = ''] = match;
    if (key === 'mx') mx.push(value.toLowerCase());
    // Of a field that may stand once the first counts.
    else if (!single.has(key)) single.set(key, value);
  }
  const mode = single.get('mode');
  const maxAge = single.get('max_age') ?? '';
  if (single.get('version') !== 'STSv1') return 'it is of no known version';
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return 'it has no mode that senders know';
  if (!/^\d{1,10}$/.test(maxAge) || Number(maxAge) > 31_557_600) return 'it does not say for how long it holds';
  if (mx.length > MOST_MX || mx.some((name) => !/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(name))) return 'it names hosts that cannot be any';
  if (mode !== 'none' && mx.length === 0) return 'it names no mail exchanger';
  return { mode, maxAge: Number(maxAge), mx };
}

/** Section 4.1: `*.` stands for exactly one label. */
export function namedByPolicy(policy: StsPolicy, exchange: string): boolean {
  return policy.mx.some((name) => name === exchange || (name.startsWith('*.') && exchange.slice(exchange.indexOf('.') + 1) === name.slice(2)));
}

/** Whether there is a record at all: without one no sender asks for the policy. */
export function stsRecord(domain: string, known: Known): Found<'good' | 'absent' | 'broken'> {
  const found = textsOf(known, `_mta-sts.${domain}`, /^v=STSv1 *;/);
  if (!('is' in found)) return found;
  const [text, ...more] = found.is;
  if (text === undefined) return { is: 'absent' };
  // Section 3.1: several records are as none.
  return { is: more.length === 0 && /^[A-Za-z0-9]{1,32}$/.test(tagsOf(text)?.get('id') ?? '') ? 'good' : 'broken' };
}

/** The policy that was fetched: read, or what is wrong with it, or why it was not seen. */
export function stsPolicy(
  domain: string,
  seen: readonly Observation[],
): { readonly policy: StsPolicy } | { readonly problem: Problem } | { readonly unseen: string } {
  const visit = seen.findLast((each) => each.kind === 'http' && each.purpose === 'mta-sts' && each.host === stsHost(domain));
  if (visit?.kind !== 'http') {
    const omitted = seen.find((each) => each.kind === 'omitted' && each.host === stsHost(domain));
    return { unseen: omitted?.kind === 'omitted' ? omitted.why : 'the policy of MTA-STS was not fetched' };
  }
  const { seen: result } = visit;
  if (result.outcome === 'unseen') return { unseen: `the policy of MTA-STS: ${result.why}` };
  const broken = (why: string) => ({ problem: problem('medium', 'mta-sts-broken', `the policy of MTA-STS cannot be used: ${why}`) });
  if (result.outcome === 'refused') return broken('nothing listens at its host');
  // Section 3.3: senders check the certificate as browsers do, and follow no redirect.
  if (result.identity !== 'shown') return broken('the certificate of its host does not hold');
  if (result.status >= 500 || result.status === 429) return { unseen: `the policy of MTA-STS: its host answered ${result.status}` };
  if (result.status !== 200) return broken(`its host answered ${result.status}`);
  if (result.unreadable !== undefined) return { unseen: `the policy of MTA-STS: ${result.unreadable}` };
  if (result.cut || result.text === undefined) return broken('it is longer than a policy may be');
  const policy = readStsPolicy(result.text);
  return typeof policy === 'string' ? broken(policy) : { policy };
}

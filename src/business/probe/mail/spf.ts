import { addressBytes } from '../../../map/host.ts';
import { type Found, type Known, textsOf } from '../dns/known.ts';
import { canAsk } from '../dns/wire.ts';
import type { Question } from '../model.ts';
import { type Looked, looked, type Problem, problem } from '../problem.ts';

// Sender Policy Framework, RFC 7208. Records are read as they stand, not for one sender: every branch that a sender could make a receiver take is counted.

/** Section 4.6.4. */
const MOST_LOOKUPS = 10;
/** Far beyond what a receiver follows, so that a record that includes itself ends. */
const MOST_RECORDS = 30;

interface Term {
  readonly qualifier: '+' | '-' | '~' | '?';
  readonly name: string;
  readonly value: string;
  readonly domain?: string;
  /** Of `a` and `mx`: the prefixes of the networks around what they find. */
  readonly four?: number;
  readonly six?: number;
}

/** Section 7.1: characters and macros, and a name at the end, whole or by a macro. */
function isDomainSpec(text: string): boolean {
  return (
    /^(?:[!-$&-.0-~]|%\{[slodiphv]\d{0,3}r?[.\-+,/_=]*\}|%[%_-])+$/i.test(text) &&
    (text.endsWith('}') || canAsk(text.replace(/%\{[^}]*\}|%./g, 'x').replace(/\.$/, '')))
  );
}

interface SpfRecord {
  readonly terms: readonly Term[];
  readonly redirect?: string;
}

/** Section 12's grammar, as far as it decides something; in words why the text breaks it. */
export function readSpf(text: string): SpfRecord | string {
  const terms: Term[] = [];
  let redirect: string | undefined;
  const modifiers = new Set<string>();
  for (const word of text.split(/ +/).slice(1)) {
    if (word === '') continue;
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(word);
    if (modifier !== null) {
      const name = (modifier[1] ?? '').toLowerCase();
      if ((name === 'redirect' || name === 'exp') && modifiers.has(name)) return `two modifiers "${name}"`;
      modifiers.add(name);
      if (name === 'redirect') redirect = modifier[2] ?? '';
      continue;
    }
    const term = termOf(word);
    if (typeof term === 'string') return term;
    terms.push(term);
  }
  if (redirect !== undefined && !isDomainSpec(redirect)) return 'a redirect to nothing';
  return { terms, ...(redirect === undefined ? {} : { redirect }) };
}

function termOf(word: string): Term | string {
  const match = /^([+\-~?]?)([a-z0-9]+)(?:([:/])(.*))?$/i.exec(word);
  const name = (match?.[2] ?? '').toLowerCase();
  const qualifier = (match?.[1] === '' ? '+' : (match?.[1] ?? '+')) as Term['qualifier'];
  const separator = match?.[3];
  const value = match?.[4] ?? '';
  const term = { qualifier, name, value };
  switch (name) {
    case 'all':
      return separator === undefined ? term : 'a mechanism "all" with a value';
    case 'include':
    case 'exists':
      if (separator !== ':' || value === '') return `a mechanism "${name}" without a domain`;
      return isDomainSpec(value) ? { ...term, domain: value } : `a mechanism "${name}" with what is no domain`;
    case 'ptr':
      return separator === undefined || (separator === ':' && isDomainSpec(value)) ? term : 'a mechanism "ptr" with what is no domain';
    case 'a':
    case 'mx': {
      // Sections 5.3 and 5.4: a domain, a prefix for version 4 after one stroke, one for version 6 after two.
      const parts = /^(?::(.*?))?(?:\/(0|[1-9]\d?))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(separator === undefined ? '' : `${separator}${match?.[4] ?? ''}`);
      const [, domain, four, six] = parts ?? [];
      if (parts === null || domain === '' || (domain !== undefined && !isDomainSpec(domain)) || Number(four ?? 0) > 32 || Number(six ?? 0) > 128)
        return `a mechanism "${name}" with what is no domain and no prefix`;
      return { ...term, ...(domain === undefined ? {} : { domain }), four: Number(four ?? 32), six: Number(six ?? 128) };
    }
    case 'ip4':
    case 'ip6': {
      const [address = '', prefix, ...more] = value.split('/');
      const bits = name === 'ip4' ? 32 : 128;
      const good =
        separator === ':' &&
        addressBytes(address)?.length === bits / 8 &&
        more.length === 0 &&
        (prefix === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits));
      return good ? term : `a mechanism "${name}" without a network`;
    }
    default:
      return 'a mechanism that there is not';
  }
}

interface Walked {
  lookups: number;
  records: number;
  readonly need: Question[];
  readonly unseen: string[];
  readonly problems: Problem[];
  /** Networks that may pass, first address and last. */
  readonly four: Range[];
  readonly six: Range[];
}

type Range = readonly [first: bigint, last: bigint];

/** What the domain's policy lets through. It needs every record that it draws in. */
export function lookAtSpf(domain: string, known: Known): Found<Looked & { readonly lookups: number }> {
  const walked: Walked = { lookups: 0, records: 0, need: [], unseen: [], problems: [], four: [], six: [] };
  const end = walk(domain, known, walked, { top: true, passes: true });
  if (walked.need.length > 0) return { need: walked.need };
  if (walked.lookups > MOST_LOOKUPS)
    walked.problems.push(
      problem(
        'medium',
        'spf-too-many-lookups',
        `SPF needs ${walked.lookups > 100 ? 'more than 100' : walked.lookups} look-ups of DNS, and receivers stop at ${MOST_LOOKUPS} (RFC 7208 section 4.6.4)`,
      ),
    );
  if (spread(walked.four) > MOST_FOUR || spread(walked.six) > MOST_SIX)
    walked.problems.push(problem('high', 'spf-allows-too-many', 'SPF lets networks pass that together are larger than anybody’s own'));
  if (end === '?' || end === 'open')
    walked.problems.push(problem('medium', 'spf-neutral', 'SPF ends without saying that other senders are not allowed (no "-all" or "~all")'));
  // A problem shows by itself; what could not be seen only keeps back that there is none.
  return { is: { ...looked({ problems: unique(walked.problems), undecided: walked.unseen.map((why) => `SPF: ${why}`) }), lookups: walked.lookups } };
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((each) => [each.id, each])).values()];
}

/** How the record ends for a sender that nothing matches. `nothing`: there is no record, or none that can be used, which has been said. */
type End = '+' | '-' | '~' | '?' | 'open' | 'nothing';

/** `passes`: what the record lets pass, passes. A record that is drawn in to be refused does not. */
interface Where {
  readonly top: boolean;
  readonly passes: boolean;
}

function walk(domain: string, known: Known, walked: Walked, { top, passes }: Where): End {
  walked.records += 1;
  if (walked.records > MOST_RECORDS) return 'nothing';
  if (domain.includes('%')) {
    walked.unseen.push('a record named by a macro, which only a message decides');
    return 'nothing';
  }
  const name = domain.toLowerCase().replace(/\.$/, '');
  if (name === '' || !canAsk(name)) {
    walked.problems.push(problem('medium', 'spf-broken', 'SPF names a domain that cannot be one (RFC 7208 section 4.3)'));
    return 'nothing';
  }
  const found = textsOf(known, name, /^v=spf1(?: |$)/i);
  if ('need' in found) walked.need.push(...found.need);
  if ('unseen' in found) walked.unseen.push(found.unseen);
  if (!('is' in found)) return 'nothing';
  const [text, ...more] = found.is;
  if (text === undefined) {
    walked.problems.push(
      top
        ? problem('medium', 'spf-absent', 'there is no SPF record')
        : problem('medium', 'spf-dangling', 'SPF draws in a domain that has no SPF record (a permanent error: RFC 7208 section 5.2)'),
    );
    return 'nothing';
  }
  const record = more.length > 0 ? 'there are several records' : readSpf(text);
  if (typeof record === 'string') {
    walked.problems.push(problem('medium', 'spf-broken', `SPF cannot be used: ${record} (a permanent error: RFC 7208 section 4.6)`));
    return 'nothing';
  }
  return terms(record, known, walked, passes);
}

/** As many addresses as one /8 of version 4 has, or one /16 of version 6: providers that send for half the world need a small part of that. */
const MOST_FOUR = 2n ** 24n;
const MOST_SIX = 2n ** 112n;

function terms(record: SpfRecord, known: Known, walked: Walked, passes: boolean): End {
  for (const { qualifier, name, value, domain, four = 32, six = 128 } of record.terms) {
    const lets = passes && qualifier === '+';
    if (name === 'all') {
      if (lets) walked.problems.push(problem('high', 'spf-allows-all', 'SPF lets every sender in the world pass ("+all")'));
      // What stands behind `all` is never looked at, a redirect neither (sections 5.1 and 6.1).
      return qualifier;
    }
    if (name === 'ip4' || name === 'ip6') {
      const [address = '', prefix] = value.split('/');
      const bits = name === 'ip4' ? 32 : 128;
      if (lets) (name === 'ip4' ? walked.four : walked.six).push(network(addressBytes(address) ?? [], Number(prefix ?? bits), bits));
      continue;
    }
    walked.lookups += 1;
    switch (name) {
      case 'include':
        // An included record that ends in `+all` lets everybody pass here too; how else it ends does not matter (section 5.2).
        walk(value, known, walked, { top: false, passes: lets });
        break;
      case 'exists':
        // Section 5.7: a name without a macro is there for every sender or for none.
        if (lets && value.includes('%')) walked.unseen.push('a mechanism "exists" named by a macro, which only a message decides');
        else if (lets)
          walked.problems.push(
            problem('high', 'spf-exists-all', 'SPF lets every sender in the world pass as long as one name exists ("exists" without a macro)'),
          );
        break;
      case 'ptr':
        walked.problems.push(
          problem('medium', 'spf-ptr', 'SPF goes by what the sender’s network calls itself ("ptr"), which RFC 7208 section 5.5 says not to use'),
        );
        break;
      default:
        if (!lets) break;
        if (domain?.includes('%') === true) walked.unseen.push(`a mechanism "${name}" named by a macro, which only a message decides`);
        // Whatever addresses it finds, the networks around them are at least so large.
        if (2n ** BigInt(32 - four) > MOST_FOUR || 2n ** BigInt(128 - six) > MOST_SIX)
          walked.problems.push(problem('high', 'spf-allows-too-many', `SPF lets networks pass around "${name}" that are larger than anybody’s own`));
    }
  }
  if (record.redirect === undefined) return 'open';
  walked.lookups += 1;
  return walk(record.redirect, known, walked, { top: false, passes });
}

function network(bytes: readonly number[], prefix: number, bits: number): Range {
  const size = 2n ** BigInt(bits - prefix);
  const at = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const first = at - (at % size);
  return [first, first + size - 1n];
}

/** How many addresses the ranges have, each counted once. */
function spread(ranges: readonly Range[]): bigint {
  let total = 0n;
  let next = 0n;
  for (const [first, last] of ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const from = first > next ? first : next;
    if (last < from) continue;
    total += last - from + 1n;
    next = last + 1n;
  }
  return total;
}

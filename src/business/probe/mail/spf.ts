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
  if (redirect === '') return 'a redirect to nothing';
  return { terms, ...(redirect === undefined ? {} : { redirect }) };
}

function termOf(word: string): Term | string {
  const match = /^([+\-~?]?)([a-z0-9]+)(?:([:/])(.*))?$/i.exec(word);
  const name = (match?.[2] ?? '').toLowerCase();
  const qualifier = (match?.[1] === '' ? '+' : (match?.[1] ?? '+')) as Term['qualifier'];
  const separator = match?.[3];
  const value = separator === '/' ? `/${match?.[4] ?? ''}` : (match?.[4] ?? '');
  const term = { qualifier, name, value };
  switch (name) {
    case 'all':
      return separator === undefined ? term : 'a mechanism "all" with a value';
    case 'include':
    case 'exists':
      return separator === ':' && value !== '' ? term : `a mechanism "${name}" without a domain`;
    case 'a':
    case 'mx':
    case 'ptr':
      return separator === ':' && value === '' ? `a mechanism "${name}" with an empty domain` : term;
    case 'ip4':
    case 'ip6': {
      const [address = '', prefix, ...more] = value.split('/');
      const bits = name === 'ip4' ? 32 : 128;
      const good =
        separator === ':' &&
        addressBytes(address)?.length === bits / 8 &&
        more.length === 0 &&
        (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
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
}

/** What the domain's policy lets through. It needs every record that it draws in. */
export function lookAtSpf(domain: string, known: Known): Found<Looked & { readonly lookups: number }> {
  const walked: Walked = { lookups: 0, records: 0, need: [], unseen: [], problems: [] };
  const end = walk(domain, known, walked, true);
  if (walked.need.length > 0) return { need: walked.need };
  if (walked.lookups > MOST_LOOKUPS)
    walked.problems.push(
      problem(
        'medium',
        'spf-too-many-lookups',
        `SPF needs ${walked.lookups > 100 ? 'more than 100' : walked.lookups} look-ups of DNS, and receivers stop at ${MOST_LOOKUPS} (RFC 7208 section 4.6.4)`,
      ),
    );
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

function walk(domain: string, known: Known, walked: Walked, top: boolean): End {
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
  return terms(record, known, walked);
}

function terms(record: SpfRecord, known: Known, walked: Walked): End {
  for (const { qualifier, name, value } of record.terms) {
    if (name === 'all') {
      if (qualifier === '+') walked.problems.push(problem('high', 'spf-allows-all', 'SPF lets every sender in the world pass ("+all")'));
      // What stands behind `all` is never looked at, a redirect neither (sections 5.1 and 6.1).
      return qualifier;
    }
    if (name === 'ip4' || name === 'ip6') {
      const prefix = value.includes('/') ? Number(value.split('/')[1]) : 128;
      if (qualifier === '+' && prefix < (name === 'ip4' ? 8 : 16))
        walked.problems.push(problem('high', 'spf-allows-too-many', 'SPF lets a network pass that is larger than anybody’s own'));
      continue;
    }
    walked.lookups += 1;
    // An included record that ends in `+all` lets everybody pass here too; how else it ends does not matter (section 5.2).
    if (name === 'include') walk(value, known, walked, false);
  }
  if (record.redirect === undefined) return 'open';
  walked.lookups += 1;
  return walk(record.redirect, known, walked, false);
}

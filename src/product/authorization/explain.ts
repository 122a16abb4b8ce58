import type { Instant } from '../../core/index.ts';
import { isConsented, isMember, isShared } from '../household/model.ts';
import type { Declared } from './declared.ts';
import type { Facts } from './facts.ts';
import type { Asked } from './model.ts';
import type { PolicySet } from './policy-set.ts';
import { covers, type Question, questionOf, type Unasked, visitsOf } from './question.ts';
import { deed, said } from './words.ts';

/** A fact whose coming would allow what is refused now. */
export type Missing = 'share' | 'visit' | 'consent' | 'owner' | 'purpose' | 'service' | 'household' | 'behalf';

export interface Explanation {
  readonly allowed: boolean;
  /** In plain words, whole. */
  readonly sentence: string;
  /** That decided, with what they say of themselves. A member is told the words alone. */
  readonly policies: readonly { readonly id: string; readonly effect: 'permit' | 'forbid'; readonly because?: string }[];
  /** What is missing, each with a sentence. Together they would do where none of them does alone. */
  readonly missing: readonly { readonly fact: Missing; readonly said: string }[];
  /** Policies that would allow it then. */
  readonly would: readonly string[];
  /** When time alone changes what is in force. Policies that read the clock may change it before. */
  readonly until?: Instant;
}

export interface Deciding {
  readonly facts: Facts;
  readonly declared: Declared;
  readonly policies: PolicySet;
}

/** The whole truth, for whoever operates the service. */
export function explainToOperator(asked: Asked, deciding: Deciding): Explanation {
  const { facts, declared, policies } = deciding;
  const put = questionOf(asked, { facts, declared, timed: policies.timed });
  if (!put.ok) return { allowed: false, sentence: `Refused: ${UNASKED[put.why](asked)}.`, policies: [], missing: [], would: [] };
  const { question } = put;
  const answer = policies.evaluate(question);
  const { until: ends } = questionOf(asked, { facts, declared, timed: 0 });
  const until = ends === undefined ? {} : { until: ends };
  const decided = answer.policies.map((id) => {
    const { effect = 'forbid', because } = policies.policies.get(id) ?? {};
    return { id, effect, ...(because === undefined ? {} : { because }) };
  });
  if (answer.allowed) {
    const why = decided.map(({ because, id }) => because ?? `the policy ${id} permits it`).join('; ');
    const end = ends === undefined ? '' : ` This can change on ${said(ends)}.`;
    return {
      allowed: true,
      sentence: `${whoOf(question)} may ${deed(asked.action, asked.on)}: ${why}.${end}`,
      policies: decided,
      missing: [],
      would: [],
      ...until,
    };
  }
  const { missing, would } = whatIsMissing(asked, question, deciding);
  // What a missing fact explains need not be said again by the policy that stands guard over it.
  const forbids = missing.length > 0 ? [] : decided.map(({ because, id }) => because ?? `the policy ${id} forbids it`);
  const reasons = [...missing.map((one) => one.said), ...forbids];
  const why = reasons.length > 0 ? reasons.join('; ') : 'no policy permits it, whatever is shared or agreed to';
  return { allowed: false, sentence: `${whoOf(question)} may not ${deed(asked.action, asked.on)}: ${why}.`, policies: decided, missing, would, ...until };
}

/**
 * What may be told to the member who asks. Of another household nothing is told but what concerns the member: shares with them. So for a device that is not there, one that is nobody's and one
 * that others have, the answer is the same to the letter.
 */
export function explainToMember(asked: Asked, deciding: Deciding): Explanation {
  const { facts } = deciding;
  const { subject, on, moment } = asked;
  const device = facts.device(on.device);
  const member = subject.kind === 'member' ? facts.member(subject.member) : undefined;
  if (device?.household !== undefined && member?.household === device.household && isMember(member, moment)) {
    const whole = explainToOperator(asked, deciding);
    return { ...whole, sentence: whole.sentence.replace(/^.+? may /, 'You may '), policies: [], would: [] };
  }
  const shares =
    subject.kind === 'member' && device !== undefined ? facts.shares(subject.member, on.device).filter((share) => covers(share, device, on.name)) : [];
  const allowed = allows(asked, deciding);
  const bare = { policies: [], would: [] };
  if (allowed) return { allowed, sentence: `You may ${deed(asked.action, on)}: it is shared with you, or you are let in to help.`, missing: [], ...bare };
  if (shares.some((share) => isShared(share, moment)))
    return { allowed, sentence: `You may not ${deed(asked.action, on)}: what is shared with you does not go so far.`, missing: [], ...bare };
  if (shares.length === 0)
    return { allowed, sentence: `You may not ${deed(asked.action, on)}: nothing of this name is yours or shared with you.`, missing: [], ...bare };
  const reason = shareSaid(shares, moment);
  return { allowed, sentence: `You may not ${deed(asked.action, on)}: ${reason}.`, missing: [{ fact: 'share', said: reason }], ...bare };
}

function allows(asked: Asked, { facts, declared, policies }: Deciding): boolean {
  const put = questionOf(asked, { facts, declared, timed: policies.timed });
  return put.ok && policies.evaluate(put.question).allowed;
}

const UNASKED: Readonly<Record<Unasked, (asked: Asked) => string>> = {
  malformed: () => 'what is asked does not read as a question',
  'no-purpose': () => 'no purpose is named',
  'no-device': ({ subject, on }) =>
    `there is no device ${on.device}${subject.kind === 'device' && subject.device !== on.device ? `, or none ${subject.device}` : ''}`,
  'no-channel': ({ on }) => `the product of ${on.device} has no channel ${on.name}`,
  'no-member': () => 'nobody of this id is known here: a member of no household, and not visiting',
  left: () => 'whoever asks is no longer a member of any household',
  'no-service': () => 'no service of this name is declared',
  'not-behalf': ({ on }) => `the device speaks on behalf of another than ${on.device}`,
  'other-household': () => 'the session is of another household than the member',
};

function whoOf({ asker }: Question): string {
  switch (asker.kind) {
    case 'member':
      if (asker.home === 'other') return 'Members of other households';
      return { owner: 'Owners', household: 'Members', guest: 'Guests', installer: 'Installers', none: 'Support' }[asker.role];
    case 'device':
      return { self: 'The device itself', gateway: 'Its gateway', other: 'Another device' }[asker.is];
    case 'service':
      return `The service ${asker.name}`;
  }
}

type Change = readonly [fact: Missing, changed: Partial<Question>];

/** Facts that could come to be true of this asker, as changes of the question. */
function changesOf({ asker, purpose, consent, share, visit, owned, behalf }: Question): readonly Change[] {
  const changes: Change[] = [];
  if (asker.kind === 'member') {
    if (!share && (asker.role === 'guest' || asker.home === 'other')) changes.push(['share', { share: true }]);
    if (!visit && asker.role === 'none') changes.push(['visit', { visit: true }]);
    if (asker.home === 'same' && asker.role !== 'owner') changes.push(['owner', { asker: { ...asker, role: 'owner' } }]);
  }
  if (!consent) changes.push(['consent', { consent: true }]);
  if (asker.kind === 'service' && !asker.purposes.includes(purpose)) changes.push(['service', { asker: { ...asker, purposes: [...asker.purposes, purpose] } }]);
  if (asker.kind === 'member' && asker.role === 'none' && purpose !== 'support') changes.push(['purpose', { purpose: 'support' }]);
  if (asker.kind === 'device' && asker.is === 'gateway' && !behalf) changes.push(['behalf', { behalf: true }]);
  if (!owned && asker.kind === 'device' && asker.is === 'self') changes.push(['household', { owned: true, asker: { ...asker, home: 'same' } }]);
  return changes;
}

/** Tries what could be missing: each alone, then by twos. What turns the answer is what is missing, whatever the operator's own policies say. */
function whatIsMissing(asked: Asked, question: Question, deciding: Deciding): Pick<Explanation, 'missing' | 'would'> {
  const changes = changesOf(question);
  const turns = (some: readonly Change[]) => deciding.policies.evaluate(Object.assign({ ...question }, ...some.map(([, change]) => change)) as Question);
  const tellOf = ([fact]: Change) => ({ fact, said: missingSaid(fact, asked, question, deciding) });
  for (const tried of [changes.map((one) => [one]), pairs(changes)]) {
    const found = tried.map((some) => ({ some, answer: turns(some) })).filter(({ answer }) => answer.allowed);
    // The nearest to hand first: what an owner can grant, before what would need another role.
    const [first] = found;
    if (first !== undefined) return { missing: first.some.map(tellOf), would: first.answer.policies };
  }
  return { missing: [], would: [] };
}

function pairs(changes: readonly Change[]): readonly (readonly Change[])[] {
  return changes.flatMap((one, i) => changes.slice(i + 1).map((other) => [one, other]));
}

function missingSaid(fact: Missing, { subject, on, moment, purpose }: Asked, { dataClass, product }: Question, { facts }: Deciding): string {
  const device = facts.device(on.device);
  switch (fact) {
    case 'share': {
      const all = subject.kind === 'member' && device !== undefined ? facts.shares(subject.member, on.device) : [];
      return shareSaid(device === undefined ? [] : all.filter((share) => covers(share, device, on.name)), moment);
    }
    case 'visit': {
      const all = subject.kind === 'member' && device?.household !== undefined ? visitsOf(facts.visits(subject.member, device.household), on.device) : [];
      const last = all.at(-1);
      if (last === undefined) return 'support has not asked for a visit';
      if (last.agreedAt === undefined && last.endedAt === undefined) return `support asked for a visit on ${said(last.askedAt)}, and no owner has agreed`;
      const over = last.endedAt ?? last.until;
      return over === undefined ? 'no visit of support is agreed' : `no visit of support is agreed; the last one ended on ${said(over)}`;
    }
    case 'consent': {
      const consent = device?.household === undefined ? undefined : facts.consent(device.household, purpose, dataClass);
      const words = `the household has not agreed that its ${dataClass} data is used for ${purpose}`;
      if (consent === undefined || isConsented(consent, moment)) return words;
      if (consent.withdrawnAt !== undefined) return `${words}: it took its consent back on ${said(consent.withdrawnAt)}`;
      return consent.until === undefined ? words : `${words}: its consent ended on ${said(consent.until)}`;
    }
    case 'owner':
      return 'only owners may';
    case 'purpose':
      return `it is asked for ${purpose}, and allowed for support`;
    case 'service':
      return `the service is not declared for ${purpose}`;
    case 'household':
      return `the ${product} belongs to nobody yet`;
    case 'behalf':
      return 'a gateway says for whom it speaks';
  }
}

function shareSaid(shares: readonly { readonly from: Instant; readonly until: Instant; readonly endedAt?: Instant }[], moment: Instant): string {
  const words = 'no share of this channel is in force';
  const next = shares.filter(({ endedAt, from }) => endedAt === undefined && from > moment).sort((a, b) => a.from - b.from)[0];
  if (next !== undefined) return `${words}; one begins on ${said(next.from)}`;
  const over = shares.map(({ until, endedAt }) => (endedAt !== undefined && endedAt < until ? endedAt : until)).sort((a, b) => a - b);
  const last = over.at(-1);
  return last === undefined ? words : `${words}; the last one ended on ${said(last)}`;
}

import { Digest, Duration, Instant } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import { type GateAsked, type GateReason, judgeRelease } from './gate.ts';
import type { Link, LinkFact } from './link.ts';
import type { ReleasePolicy } from './policy.ts';

/** One way to publish what should not be published. */
export interface Attempt {
  readonly what: string;
  readonly link: Link;
  readonly how: 'without' | 'old' | 'broken' | 'of-other';
  /** Why it was refused, as far as it was for what was done to it: that the release lacks something else anyhow proves nothing. */
  readonly by: readonly GateReason[];
}

/** What the claim speaks of, and the control that it proves: nothing is signed before its review, its tree with what ships of it, its bill of materials and its approvals were shown. */
export const CLAIMED: readonly Link[] = ['review', 'signatures', 'artifact', 'components'];

export interface Drilled {
  readonly attempts: readonly Attempt[];
  /** `enforced`: a good release passed, and none of these did. `let-through`: one did. `not-shown`: refusals that show nothing of the gate. */
  readonly state: 'enforced' | 'let-through' | 'not-shown';
  /** In sentences, why it shows nothing; empty where it does. */
  readonly why: readonly string[];
}

/**
 * A release as an attacker would have it: each link that is asked for taken away, turned bad, left to grow old, and taken from another tree; everything else as it is, and no exceptions.
 * The gate is there only where it refuses every one of these, and lets through what they were made of: a gate that refuses everything, or a policy that asks for little, shows nothing.
 */
export function drillOf(facts: readonly LinkFact[], policy: ReleasePolicy, asked: GateAsked): Drilled {
  const attempts = attemptsOn(facts, policy, asked);
  const through = attempts.some(({ by }) => by.length === 0);
  const good = judgeRelease(facts, policy, { ...asked, exceptions: [] });
  const why = [
    ...(good.pass
      ? []
      : [
          `The release does not pass as it is, without exceptions (${good.reasons[0]?.link} ${good.reasons[0]?.code}), so that nobody can tell by which change it was refused.`,
        ]),
    ...CLAIMED.flatMap((link) => {
      const tried = attempts.filter((one) => one.link === link).map(({ how }) => how);
      if (policy.require[link] === undefined) return [`The policy does not ask for ${link}.`];
      if (policy.require[link].unknown !== undefined) return [`The policy lets it pass that nothing is known of ${link}.`];
      const missing = (['without', 'old', 'broken', 'of-other'] as const).filter((how) => !tried.includes(how));
      return missing.length === 0 ? [] : [`Of ${link} the release has nothing that could be tried as: ${missing.join(', ')}.`];
    }),
  ];
  return { attempts, state: through ? 'let-through' : why.length > 0 ? 'not-shown' : 'enforced', why };
}

const BINDS = ['tree', 'commit', 'artifact'] as const;
const OTHERS = { tree: 'f'.repeat(40) as ObjectId, commit: 'f'.repeat(40) as ObjectId, artifact: Digest.of('another artifact, by a drill') };

/** What a fact shares with others, by which a look at something else is told from it. */
function sharedBind(own: LinkFact, facts: readonly LinkFact[]): (typeof BINDS)[number] | undefined {
  return BINDS.find((bind) => own.about[bind] !== undefined && facts.some((fact) => fact !== own && fact.link !== own.link && fact.about[bind] !== undefined));
}

export function attemptsOn(facts: readonly LinkFact[], policy: ReleasePolicy, asked: GateAsked): readonly Attempt[] {
  const bare: GateAsked = { ...asked, exceptions: [] };
  return (Object.keys(policy.require) as Link[]).flatMap((link) => {
    const rest = facts.filter((fact) => fact.link !== link);
    const own = facts.findLast((fact) => fact.link === link && fact.about.release === asked.release);
    const wanted = policy.require[link];
    const attempt = (how: Attempt['how'], what: string, given: readonly LinkFact[]): Attempt => ({
      what,
      link,
      how,
      by: judgeRelease(given, policy, bare).reasons.filter((reason) => reason.link === link || reason.link === 'chain'),
    });
    // What the policy lets be unknown until a day may be missing until then: that is its word, and no hole.
    const without = wanted?.unknown === undefined ? [attempt('without', `without ${link}`, rest)] : [];
    if (own === undefined || wanted === undefined) return without;
    const bind = sharedBind(own, facts);
    return [
      ...without,
      ...(wanted.unknown !== undefined
        ? []
        : [attempt('old', `with ${link} left to grow old`, [...rest, { ...whole(own), at: Instant.of(asked.at - Duration.parse(wanted.within)) }])]),
      attempt('broken', `with ${link} broken`, [
        ...rest,
        { ...own, state: 'broken', reasons: [{ code: 'drill', place: asked.release, what: 'A drill broke it.', remedy: 'Nothing.' }] },
      ]),
      ...(bind === undefined
        ? []
        : [attempt('of-other', `with ${link} of another ${bind}`, [...rest, { ...whole(own), about: { ...own.about, [bind]: OTHERS[bind] } }])]),
    ];
  });
}

/** The fact as if nothing were wrong with it: what it lacks anyhow shall not be why it is refused. */
function whole(fact: LinkFact): LinkFact {
  return { ...fact, state: 'proven', reasons: [] };
}

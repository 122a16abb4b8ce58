import { Duration, Instant } from '../../core/index.ts';
import { type GateAsked, type GateReason, judgeRelease } from './gate.ts';
import type { LinkFact } from './link.ts';
import type { ReleasePolicy } from './policy.ts';

/** One way to publish what should not be published. */
export interface Attempt {
  readonly what: string;
  /** Why it was refused, as far as it was for what was done to it: that the release lacks something else anyhow proves nothing. */
  readonly by: readonly GateReason[];
}

const OTHER_TREE = 'f'.repeat(40);

/**
 * A release as an attacker would have it: each link that is asked for taken away, turned bad, left to grow old, and taken from another tree; everything else as it is, and no exceptions.
 * The gate is there only where it refuses every one of these.
 */
export function attemptsOn(facts: readonly LinkFact[], policy: ReleasePolicy, asked: GateAsked): readonly Attempt[] {
  const bare: GateAsked = { ...asked, exceptions: [] };
  return (Object.keys(policy.require) as LinkFact['link'][]).flatMap((link) => {
    const rest = facts.filter((fact) => fact.link !== link);
    const own = facts.findLast((fact) => fact.link === link && fact.about.release === asked.release);
    const wanted = policy.require[link];
    const attempt = (what: string, given: readonly LinkFact[]): Attempt => ({
      what,
      by: judgeRelease(given, policy, bare).reasons.filter((reason) => reason.link === link || reason.link === 'chain'),
    });
    return [
      // What the policy lets be unknown until a day may be missing until then: that is its word, and no hole.
      ...(wanted?.unknown === undefined ? [attempt(`without ${link}`, rest)] : []),
      ...(own === undefined || wanted === undefined || wanted.unknown !== undefined
        ? []
        : [attempt(`with ${link} left to grow old`, [...rest, { ...whole(own), at: Instant.of(asked.at - Duration.parse(wanted.within)) }])]),
      ...(own === undefined
        ? []
        : [
            attempt(`with ${link} broken`, [
              ...rest,
              { ...own, state: 'broken' as const, reasons: [{ code: 'drill', place: asked.release, what: 'A drill broke it.', remedy: 'Nothing.' }] },
            ]),
            ...(own.about.tree === undefined || facts.every((fact) => fact === own || fact.about.tree === undefined)
              ? []
              : [
                  attempt(`with ${link} of another tree`, [
                    ...rest,
                    { ...whole(own), about: { ...own.about, tree: OTHER_TREE as NonNullable<typeof own.about.tree> } },
                  ]),
                ]),
          ]),
    ];
  });
}

/** The fact as if nothing were wrong with it: what it lacks anyhow shall not be why it is refused. */
function whole(fact: LinkFact): LinkFact {
  return { ...fact, state: 'proven', reasons: [] };
}

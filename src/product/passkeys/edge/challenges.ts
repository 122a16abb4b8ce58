import { Digest, Duration, type Instant } from '../../../core/index.ts';
import { shortLived } from '../../people/edge/short-lived.ts';

/** What a challenge may be answered for. One that was given out for a sign-in is of no use for anything else. */
export type ChallengePurpose = 'sign-in' | 'enrol' | 'add' | 'step-up';

/** `browser`: secret of the ceremony's cookie. `subject`: the link, the person or the session that it is about. */
export interface ChallengeFor {
  readonly purpose: ChallengePurpose;
  readonly browser: string;
  readonly subject?: string;
}

/** 32 random bytes each, good for five minutes, once, in the browser that asked for it. */
export interface Challenges {
  give(to: ChallengeFor): string;
  /** Whether it was given out for just this. It is forgotten either way. */
  take(challenge: string, by: ChallengeFor): boolean;
}

// One address may ask for 50 pages a second (guard/rate.ts): in five minutes it cannot push anybody else's challenge out.
const MOST = 50_000;

export function openChallenges({ now, random }: { readonly now: () => Instant; readonly random: (bytes: number) => Uint8Array }): Challenges {
  const kept = shortLived<string>({ now, life: Duration.minutes(5), most: MOST });
  const bound = ({ purpose, browser, subject = '' }: ChallengeFor) => Digest.of(JSON.stringify([purpose, browser, subject]));
  return {
    give(to) {
      const challenge = Buffer.from(random(32)).toString('base64url');
      kept.put(challenge, bound(to));
      return challenge;
    },
    take: (challenge, by) => kept.take(challenge) === bound(by),
  };
}

import { eyesFor } from '../product/approval/alone.ts';
import type { FrameOptions } from './frame.ts';
import type { Identities } from './guard/admission.ts';
import type { House } from './house.ts';
import { activeOperators } from './people/operators.ts';

/**
 * The frame around a house: who asks is what its people, tokens and broken glass say, and where two have to agree its proposals wait. `sessions` says whose a session is;
 * the house's own people do when it is absent.
 */
export function frameOf(house: House, sessions: Identities['session'] = (secret, at) => house.people.resolveSession(secret, at)?.principal): FrameOptions {
  const { tokens, breakGlass, proposals, now } = house;
  return {
    house,
    identities: {
      session: (secret, at) => {
        const found = sessions(secret, at);
        const until = found === undefined ? undefined : breakGlass.until(found.person);
        return found === undefined || until === undefined ? found : { ...found, breakGlassUntil: until };
      },
      token: (bearer) => tokens.resolve(bearer),
    },
    fourEyes: {
      propose: (request, by, resource, reason) =>
        proposals.propose({ request, proposer: by.person, resource, ...(reason === undefined ? {} : { reason }) }, (drafts) => house.append(drafts)),
      eyes: (by, action) => eyesFor(by, action, activeOperators(house), now()),
      alone: async (by, action, resource) => {
        await breakGlass.use(by.person, action, resource, (drafts) => house.append(drafts));
      },
    },
  };
}

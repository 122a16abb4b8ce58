import type { Role } from './model.ts';

/**
 * Roles that are a second pair of eyes: they agree to what another proposes, or review what was done behind broken glass. Whoever could give them away alone could be
 * their own second person, so inviting to one takes two. Whoever could shut them all out alone would be seen by nobody, so
 * suspending one takes two as well.
 */
export const SECOND_EYES: readonly Role[] = ['operator', 'responder', 'auditor'];

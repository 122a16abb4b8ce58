import type { Role } from '../../../src/product/access/model.ts';
import { ROLE_WORDS } from '../kit/role.ts';

/** The roles whose policies let them bring a service; a test holds this to the policies. */
export const BRINGERS: readonly Role[] = ['operator'];

export const WHO_BRINGS = `A service is brought by whoever has the role of ${BRINGERS.map((role) => ROLE_WORDS[role].word.toLowerCase()).join(' or ')}.`;

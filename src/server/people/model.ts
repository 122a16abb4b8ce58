import { z } from '@hono/zod-openapi';
import { personId, ROLES } from '../../product/access/model.ts';
import { displayName, PERSON_STATES, userName } from '../../product/people/model.ts';
import { moment, reason } from '../model.ts';

export const role = z.enum(ROLES);

/** Whom an id means. Without a name: the person's data were erased. */
export const named = z.object({ id: personId, name: z.string().optional() }).openapi('Named');
export type Named = z.infer<typeof named>;

export const person = z
  .object({
    id: personId,
    displayName: z.string(),
    userName: z.string().optional(),
    state: z.enum(PERSON_STATES),
    roles: z.array(role),
    createdAt: moment,
    /** Whether it is who asks. */
    self: z.boolean(),
    /** The last operator who can sign in: they can be neither suspended nor lose the role. */
    lastOperator: z.boolean(),
    openSessions: z.number().int(),
    identities: z.array(z.object({ issuer: z.string(), linkedAt: moment })),
  })
  .openapi('Person');
export type PersonView = z.infer<typeof person>;

export const personList = z.object({ people: z.array(person), next: z.string().optional() }).openapi('PersonList');

export const invitation = z.strictObject({ displayName, userName: userName.optional(), roles: z.array(role).min(1).max(ROLES.length), reason });
export const rolesChange = z.strictObject({ roles: z.array(role).min(1).max(ROLES.length), reason });
export const because = z.strictObject({ reason });

/** A one-time link. It is shown here and never again; whoever has it becomes this person. */
export const handed = z.object({ person: personId, url: z.string(), expiresAt: moment }).openapi('OneTimeLink');

export const session = z.object({
  id: z.string(),
  method: z.string(),
  browser: z.string(),
  system: z.string(),
  createdAt: moment,
  lastSeenAt: moment,
});
export const sessionList = z.object({ sessions: z.array(session) }).openapi('SessionsOfPerson');

/** What each role may do, by the very policies that decide. */
export const roleList = z
  .object({ roles: z.array(z.object({ role, actions: z.array(z.object({ id: z.string(), title: z.string(), stepUp: z.boolean(), fourEyes: z.boolean() })) })) })
  .openapi('RoleList');

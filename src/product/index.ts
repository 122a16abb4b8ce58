/**
 * Security functions that a connected product needs, running: who a person is, what they may, what two must agree on. Built for the operator's own staff
 * first, and for the service's users by the same rooms. HTTP belongs in server/; what is judged of a product, in assurance/.
 */
export { ACTION_IDS, ACTIONS, type Action, type ActionId, actionOf } from './access/actions.ts';
export type { AccessPolicy, PersonId, Principal, Resource, Role } from './access/model.ts';

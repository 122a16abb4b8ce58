import type { PersonId } from '../../product/index.ts';

/** The key by which a person is counted. Addresses have theirs in `product/endpoint/edge/address.ts`: no person's can be one of an address. */
export function personKey(person: PersonId): string {
  return `p:${person}`;
}

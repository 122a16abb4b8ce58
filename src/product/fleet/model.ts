import type { Brand } from '../../core/index.ts';

/** The operator's own word for one device, such as `cam-17`: letters, digits, `.`, `_`, `:`, `-`; never a person's name. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** Opaque and random (`h_` and 20 of a-z0-9): what it means is in what can be erased. */
export type HouseholdId = Brand<string, 'HouseholdId'>;
/** One person of a household (`u_` and 20 of a-z0-9), whose name is nowhere but in what can be erased. */
export type MemberId = Brand<string, 'MemberId'>;
/** A fleet's product, such as `camera`: the id of the map's part that these devices are members of. */
export type ProductId = Brand<string, 'ProductId'>;

/** One fact on the fleet's ledger: a type in two words (`device.retired`) and a body without personal data. */
export interface FleetEvent {
  readonly type: string;
  /** RFC 3339. */
  readonly at: string;
}

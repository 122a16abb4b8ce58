import type { DataClass } from './model.ts';
import { COMMAND_CHANNEL, isChannelName } from './topic.ts';

/** What products carry and services are for, as the operator declares it (policies/fleet.yaml). A sender's own word on it counts for nothing. */
export interface Declared {
  /** By product, by channel. A product that is not here has the channels of `USUAL_CHANNELS`. */
  readonly products: ReadonlyMap<string, ReadonlyMap<string, DataClass>>;
  /** By name: the purposes it works for. */
  readonly services: ReadonlyMap<string, readonly string[]>;
}

/** Channels by their usual names, for products of which nothing is declared. */
const USUAL_CHANNELS: ReadonlyMap<string, DataClass> = new Map([
  ['status', 'operational'],
  ['log', 'operational'],
  ['update', 'operational'],
  ['wipe', 'operational'],
  ['telemetry', 'telemetry'],
  ['motion', 'personal'],
  ['notice', 'personal'],
  ['state', 'personal'],
  ['video', 'sensitive'],
  ['audio', 'sensitive'],
  ['position', 'sensitive'],
]);

/** With nothing declared: usual channels, and the operator's own server for running the service. */
export const USUAL: Declared = { products: new Map(), services: new Map([['server', ['operation']]]) };

export const channelsOf = (declared: Declared, product: string): ReadonlyMap<string, DataClass> => {
  const own = declared.products.get(product) ?? USUAL_CHANNELS;
  return own.has(COMMAND_CHANNEL) ? own : new Map([...own, [COMMAND_CHANNEL, 'operational']]);
};

/** `undefined` for a channel that the product does not have. */
export function classOf(declared: Declared, product: string, channel: string): DataClass | undefined {
  if (channel !== COMMAND_CHANNEL && !isChannelName(channel)) return undefined;
  const own = (declared.products.get(product) ?? USUAL_CHANNELS).get(channel);
  return own ?? (channel === COMMAND_CHANNEL ? 'operational' : undefined);
}

import { z } from 'zod';
import { purposeName } from '../household/model.ts';
import { type Declared, USUAL } from './declared.ts';
import { channelName, readYaml } from './given.ts';
import { DATA_CLASSES } from './schema.ts';

const short = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens');

/** policies/fleet.yaml: what products carry, by class, and what services are for. */
const fleetFile = z.strictObject({
  assay: z.literal('fleet/1'),
  products: z.record(short, z.strictObject({ channels: z.record(channelName, z.enum(DATA_CLASSES)) })).default({}),
  services: z.record(short, z.strictObject({ purposes: z.array(purposeName).max(50) })).default({}),
});

/** Throws `Refused` (ASSAY-AUTHORIZATION-006, ASSAY-MAP-001 to -008). */
export function readFleetFile(text: string, file: string): Declared {
  const { products, services } = readYaml(fleetFile, text, file);
  return {
    products: new Map(Object.entries(products).map(([product, { channels }]) => [product, new Map(Object.entries(channels))])),
    services: new Map([...USUAL.services, ...Object.entries(services).map(([name, { purposes }]) => [name, purposes] as const)]),
  };
}

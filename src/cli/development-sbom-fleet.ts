import { existsSync } from 'node:fs';
import { Refused } from '../core/index.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import type { Arguments, Io } from './command.ts';
import { withFleet } from './product-device-fleet.ts';
import { dataFolder } from './workspace.ts';

/** Devices in the field that are known to run this firmware: they came with it, or said so last. */
export interface InTheField {
  readonly product: string;
  readonly firmware: string;
  /** How many of the product are known, retired ones left out. */
  readonly devices: number;
  /** How many are known to run it. */
  readonly running: number;
  /** The first of them, by id. */
  readonly named: readonly string[];
  /** What could not be asked, in a sentence. */
  readonly not?: string;
}

const PAGE = 1000;
const NAMED = 10;

interface Page {
  readonly devices: readonly { readonly id: string; readonly life: string }[];
  readonly next?: string;
}

/**
 * Asks the fleet of the service, where there is one, which devices run a version of the product that a part of the map is. One whose firmware is not
 * known is not among them.
 */
export async function inTheField(args: Arguments, io: Io, part: string, version: string | undefined): Promise<InTheField | undefined> {
  if (!existsSync(fleetFolder(dataFolder(args, io)))) return undefined;
  const [product = part] = part.split(/[/#]/);
  const firmware = args.text('firmware') ?? version ?? '';
  const none = { product, firmware, devices: 0, running: 0, named: [] };
  if (firmware === '') return { ...none, not: 'the bill of materials has no version of the product; name it with --firmware' };
  try {
    return await withFleet(args, io, false, async (ask) => {
      const { counts } = (await ask('device.counts', {})) as unknown as {
        readonly counts: readonly { readonly product: string; readonly life: string; readonly devices: number }[];
      };
      const devices = counts.filter((each) => each.product === product && each.life !== 'retired').reduce((sum, each) => sum + each.devices, 0);
      let running = 0;
      const named: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = (await ask('device.search', { product, firmware, limit: PAGE, ...(after === undefined ? {} : { after }) })) as unknown as Page;
        const alive = page.devices.filter(({ life }) => life !== 'retired');
        running += alive.length;
        named.push(...alive.slice(0, NAMED - named.length).map(({ id }) => id));
        after = page.next;
        if (after === undefined) return { product, firmware, devices, running, named };
      }
    });
  } catch (error) {
    // A version that no device can have, or a fleet that is shut: what the components are does not hang on it.
    if (!(error instanceof Refused)) throw error;
    return { ...none, not: error.faults[0]?.message ?? 'the fleet does not answer' };
  }
}

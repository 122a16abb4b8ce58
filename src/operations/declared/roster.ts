import type { Instant, Json } from '../../core/index.ts';

/** The devices of a fleet as its ledger tells of them: of which product each is, and which firmware it ran when. */
export interface Roster {
  /** An entry of the fleet's ledger, in its order; what says nothing of this is passed over. */
  take(entry: { readonly type: string; readonly body: Json; readonly recordedAt: Instant }): void;
  has(device: string): boolean;
  productOf(device: string): string | undefined;
  /** What the device ran at a moment, by its own last word until then; `undefined` before the first. */
  versionOf(device: string, at: Instant): string | undefined;
  devices(): Iterable<string>;
}

interface Known {
  readonly product: string;
  readonly ran: { readonly since: Instant; readonly firmware: string }[];
}

interface Said {
  readonly device?: Json;
  readonly product?: Json;
  readonly firmware?: Json;
}

export function roster(): Roster {
  const all = new Map<string, Known>();
  const runs = (device: Json | undefined, firmware: Json | undefined, since: Instant): void => {
    if (typeof device === 'string' && typeof firmware === 'string') all.get(device)?.ran.push({ since, firmware });
  };
  return {
    take({ type, body, recordedAt }) {
      if (type === 'device.registered') {
        for (const { device, product, firmware } of (body as { readonly devices?: readonly Said[] } | null)?.devices ?? []) {
          if (typeof device !== 'string' || typeof product !== 'string') continue;
          if (!all.has(device)) all.set(device, { product, ran: [] });
          runs(device, firmware, recordedAt);
        }
      } else if (type === 'device.reported') {
        const { device, firmware } = (body ?? {}) as Said;
        runs(device, firmware, recordedAt);
      }
    },
    has: (device) => all.has(device),
    productOf: (device) => all.get(device)?.product,
    versionOf: (device, at) => all.get(device)?.ran.findLast(({ since }) => since <= at)?.firmware,
    devices: () => all.keys(),
  };
}

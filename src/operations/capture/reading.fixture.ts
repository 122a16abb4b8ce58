import type { Batch } from '../event/model.ts';
import { FLOW_LIMITS, type FlowLimits } from './flows.ts';
import { type CaptureTally, captureReader } from './reader.ts';

/** Reads a capture in portions that end at `cuts`, and holds its account to closing. */
export function read(capture: Uint8Array, limits: FlowLimits = FLOW_LIMITS, cuts: readonly number[] = []): Batch & { readonly tally: CaptureTally } {
  const reader = captureReader(limits);
  const batches: Batch[] = [];
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (capture.length + 1)).sort((a, b) => a - b), capture.length]) {
    batches.push(reader.feed(capture.subarray(at, cut)));
    at = cut;
  }
  batches.push(reader.end());
  const { tally } = reader;
  const accounted = tally.conversing + tally.arp + tally.rejected + tally.waiting + tally.abandoned + tally.joined;
  if (tally.packets !== accounted) throw new Error(`${tally.packets} packets came, and ${accounted} are accounted for`);
  return { events: batches.flatMap(({ events }) => events), rejected: batches.flatMap(({ rejected }) => rejected), tally };
}

/** What the events of a batch say beyond their flows. */
export const told = ({ events }: Batch): readonly unknown[] => events.flatMap(({ detail }) => detail ?? []);

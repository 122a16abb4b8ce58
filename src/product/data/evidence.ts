import { type Digest, Duration, figure, Instant } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';

/** What the room of data knows of itself at one moment. */
export interface DataShown {
  /** Erasures that are done, or whose time is up. */
  readonly due: number;
  /** Of those, done in time. */
  readonly inTime: number;
  /** Records that are kept, and by how many seconds the oldest of them is over its time. */
  readonly records: number;
  readonly lateSeconds: number;
}

/** Names what states it. */
const SOURCE = 'assay product: the fleet’s own store of data';
/** What is past its time is looked for every ten minutes: an hour says that nobody looks. */
const LATE = Duration.hours(1);

/** What the fleet states of its own store of data, as the datastore of the map that it is. Where nothing was asked for or is kept, nothing is stated of it. The raw input is the fleet's checkpoint. */
export function dataEvidence(store: string, { due, inTime, records, lateSeconds }: DataShown, at: Instant, checkpoint: Digest): readonly Evidence[] {
  const stated = (claim: string, value: boolean, total: number, query: string): readonly Evidence[] => {
    const declared = claimOf(claim);
    if (declared === undefined || total === 0) return [];
    return [
      {
        subject: store,
        claim,
        value,
        observedAt: Instant.format(at),
        validFor: declared.validFor,
        source: SOURCE,
        method: 'runtime',
        population: { total, seen: total, query },
        raw: { digest: checkpoint, mediaType: 'text/plain' },
      },
    ];
  };
  return [
    ...stated('data.erasable', inTime === due, due, `requests to erase, of which the keys were destroyed within a month: ${figure(inTime)} of ${figure(due)}`),
    ...stated('data.retention-enforced', lateSeconds * 1000 <= LATE, records, `records that are kept; the oldest is ${figure(lateSeconds)} s past its time`),
  ];
}

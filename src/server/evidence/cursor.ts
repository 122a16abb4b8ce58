import { Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';

/** Where a sorted list goes on: behind this key, and of equal keys behind this entry. */
export interface Place {
  readonly key: number;
  readonly seq: number;
}

export function writeCursor({ key, seq }: Place): string {
  return `${key.toString(36)}.${seq.toString(36)}`;
}

/** Throws `Refused` (ASSAY-SERVER-001): a cursor that this server did not write. */
export function readCursor(text: string): Place {
  const [, key, seq] = /^(-?[0-9a-z]{1,12})\.([0-9a-z]{1,11})$/.exec(text) ?? [];
  const place = { key: Number.parseInt(key ?? '', 36), seq: Number.parseInt(seq ?? '', 36) };
  if (Number.isSafeInteger(place.key) && Number.isSafeInteger(place.seq)) return place;
  throw new Refused(
    serverFaults.fault('001', {
      message: 'the cursor is not one that this server gave',
      field: 'query.after',
      expected: 'the value of next in the answer before',
      found: text.slice(0, 60),
      remedy: 'Leave it out to begin anew.',
    }),
  );
}

import type { Instant } from '../../../core/index.ts';
import type { DataClass } from '../../authorization/model.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { DataRecord, Holder, Label } from '../model.ts';

/** One channel of one device, of one holder: what is decided about at once. */
export interface Series {
  readonly holder: Holder;
  readonly device: DeviceId;
  readonly channel: string;
}

/** Of one series, oldest first, from behind `after` on. */
export interface Wanted {
  readonly from?: Instant;
  readonly until?: Instant;
  readonly after?: { readonly at: number; readonly id: number };
  readonly limit: number;
}

export interface Found {
  readonly records: readonly DataRecord[];
  /** Rows that do not open: changed, or another's. */
  readonly bad: readonly number[];
  /** Behind the last row that was looked at; absent: that was all. */
  readonly next?: { readonly at: number; readonly id: number };
}

/** What was erased of whom, and when that was done. */
export interface Erasure {
  readonly request: string;
  readonly holder: Holder;
  readonly device?: DeviceId;
  readonly doneAt: Instant;
}

export interface Gone {
  readonly class: DataClass;
  readonly purpose: string;
  readonly records: number;
}

export interface DataStore {
  /** Takes a record to be written with the next batch. `false`: too much waits, and it was not taken. Throws `Refused` (ASSAY-DATA-006). */
  put(label: Label, until: Instant, value: Uint8Array): boolean;
  /** Writes what waits. */
  flush(): void;
  holdersOf(device: DeviceId): readonly Holder[];
  /** What is kept, of one device or of all. */
  series(holder: Holder, device?: DeviceId): readonly Series[];
  read(series: Series, wanted: Wanted): Found;
  /**
   * Destroys the key of a holder, or of one device of it: what it opens is gone, and is deleted next. What went is noted under `request` in the same transaction; asked again under it, adds what
   * is left, and gives the sum. Resolves when the keys stand in no file any more.
   */
  destroy(request: string, holder: Holder, device?: DeviceId): Promise<{ readonly records: number; readonly keys: number }>;
  /** Of erasures that are done: destroys again what this file holds of them, where it was put back from a back-up. The keys are gone when it returns, and the records when it resolves. */
  again(done: readonly Erasure[]): Promise<void>;
  /** Deletes what is past its time. `late`: milliseconds by which the oldest was. */
  expire(now: Instant): Promise<{ readonly gone: readonly Gone[]; readonly late: number }>;
  /** Deletes what a holder has of a class for a purpose. */
  withdraw(holder: Holder, purpose: string, dataClass: DataClass): Promise<number>;
  /** For which purposes besides operation something of what class is kept of whom. */
  further(): readonly { readonly holder: Holder; readonly purpose: string; readonly dataClass: DataClass }[];
  status(now: Instant): Status;
  close(): void;
}

export interface Status {
  readonly kept: readonly Gone[];
  readonly holders: number;
  /** Past their time, and still there; and by how many milliseconds the oldest. */
  readonly overdue: number;
  readonly late: number;
}

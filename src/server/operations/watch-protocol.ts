import type { Fault } from '../../core/index.ts';
import type { Format } from '../../operations/intake/formats.ts';
import type { Grown } from './incident-acts.ts';
import type { Taken } from './live-watch.ts';
import type { WatchState } from './model.ts';

/** What the main thread tells the thread that watches a service. */
export type WatchTold =
  | { readonly kind: 'offer'; readonly id: number; readonly body: Uint8Array; readonly format?: Format; readonly path?: string }
  | { readonly kind: 'state'; readonly id: number }
  | { readonly kind: 'stop' };

/** What the thread tells the main one. `changed`: something was detected since the last time. */
export type WatchSaid =
  | { readonly kind: 'taken'; readonly id: number; readonly taken: Taken }
  | { readonly kind: 'state'; readonly id: number; readonly state: WatchState }
  | { readonly kind: 'refused'; readonly id: number; readonly faults: readonly Fault[] }
  | { readonly kind: 'failed'; readonly id?: number; readonly message: string }
  /** To be entered on the ledger. */
  | { readonly kind: 'grown'; readonly grown: Grown }
  | { readonly kind: 'changed' };

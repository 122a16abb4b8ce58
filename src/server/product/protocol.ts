import type { Fault, Json } from '../../core/index.ts';

/** What the main thread tells the thread of a fleet. `now`: the server's clock, in milliseconds, which the fleet goes by. */
export type Told =
  | { readonly kind: 'ask'; readonly id: number; readonly now: number; readonly command: string; readonly input: Json }
  | { readonly kind: 'stop' };

/** What the thread tells the main one. A fault of ours carries no stack across. */
export type Said =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Json }
  | { readonly kind: 'refused'; readonly id: number; readonly faults: readonly Fault[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

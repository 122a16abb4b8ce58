import type { Fault } from '../../core/index.ts';

export interface Asked {
  readonly kind: 'ask';
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What the main thread tells a judge: one question, and the next when that is answered. */
export type Told = Asked | { readonly kind: 'stop' };

/** What a judge tells the main thread. A fault of ours carries no stack across: it is logged where it happened. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly faults: readonly Fault[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown; readonly ms: number }
  | { readonly kind: 'refused'; readonly id: number; readonly faults: readonly Fault[]; readonly ms: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly ms: number };

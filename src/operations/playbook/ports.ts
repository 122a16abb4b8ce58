import type { Instant } from '../../core/index.ts';
import type { Call, Fact, Preview } from './run.ts';

/** What somebody who acts says of a call. `never-begun` says for certain that nothing was done, so that it may be; `unknown` is taken as a failure, and never done again. */
export type Outcome =
  | { readonly kind: 'done'; readonly out: Readonly<Record<string, string>>; readonly said: string }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'never-begun' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Who does what a playbook orders. A call has a key: doing the same key twice does it once. None of the four may reject; what goes wrong is an outcome. */
export interface Actions {
  preview(call: Call): Promise<Preview>;
  perform(call: Call, stop: AbortSignal): Promise<Outcome>;
  /** How a call went that was begun before, perhaps by a process that is no more. */
  outcome(call: Call): Promise<Outcome>;
  /** Takes back a call that was done, by `how`: what the playbook says takes it back. */
  undo(call: Call, how: string): Promise<Outcome>;
}

/** Where the facts of runs are kept. What `append` returned from survives the end of the process, and of the machine. */
export interface Journal {
  append(run: string, facts: readonly Fact[]): void;
  facts(run: string): readonly Fact[];
  runs(): readonly { readonly run: string; readonly begun: Instant }[];
  /** For one process at a time; gives how to let go. Throws `Refused` (ASSAY-PLAYBOOK-027). */
  hold(run: string): () => void;
}

import type { ControlAt } from '../model.ts';

/** The controls that decide a step: those that close it, then those that narrow it. Steps that ask the same share one. */
export interface Asked {
  /** `rest`: asked of a class without its members that stand apart. */
  readonly at: readonly (ControlAt & { readonly rest: boolean })[];
  /** How many of them close it. */
  readonly closers: number;
}

/** What decides one step of a graph, for one who decides it again when verdicts have moved. */
export interface Decides {
  readonly step: string;
  readonly asked: Asked;
  /** Open is no more than undecided here. */
  readonly atMostUndecided: boolean;
  /** Id of the class of members that the step is about, where its part has several. */
  readonly of?: string;
}

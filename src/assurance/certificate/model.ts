import type { Reach } from '../../attack/model.ts';
import type { Check, Relation, Verdict } from '../model.ts';

/** What a certificate says. */
export type Claim =
  | { readonly kind: 'reach'; readonly goal: string; readonly reach: Reach }
  /** Every attack on the goal goes through the step. */
  | { readonly kind: 'landmark'; readonly goal: string; readonly step: string }
  | { readonly kind: 'verdict'; readonly control: string; readonly subject: string; readonly verdict: Verdict }
  | {
      readonly kind: 'requirement';
      readonly standard: string;
      readonly edition: string;
      readonly requirement: string;
      readonly verdict: Verdict;
      /** All that can be checked is proven, and something is left that cannot. */
      readonly partly: boolean;
    };

/** A control at a subject, and the pieces that are judged one by one: the worst of them is its verdict. */
export interface Instance {
  readonly control: string;
  readonly subject: string;
  readonly pieces: readonly string[];
  /** For the attack graph only. Judged by what is said of the subject itself: the map owes it no verdict there, and its members are judged elsewhere. */
  readonly alone?: true;
  /** For the attack graph only. Judged without the members among its pieces: they stand apart there. */
  readonly rest?: true;
  /** Variants that evidence speaks of and the map does not have. */
  readonly gone?: readonly string[];
}

export interface StepShown {
  readonly from: readonly string[];
  readonly need?: number;
  readonly to: string;
  /** Keys of instances. */
  readonly closedBy?: readonly string[];
  readonly narrowedBy?: readonly string[];
  /** Found open it is still undecided: evidence about the kind shows nothing of every member. */
  readonly rare?: true;
}

/** `all`: as though every step were open, whatever evidence says. */
export type Passing = 'must' | 'may' | 'all';

/** The part of the attack graph that the claim needs. */
export interface Fragment {
  /** States held at the start by any of the actors, each once. */
  readonly start: readonly string[];
  readonly steps: Readonly<Record<string, StepShown>>;
  /** Steps in an order in which each finds what it needs. */
  readonly way?: { readonly mode: Passing; readonly steps: readonly string[] };
  /** States outside the wall, the goal among them. All steps into them are among `steps`, and none leads in from the start's side. */
  readonly wall?: { readonly mode: Passing; readonly outside: readonly string[]; readonly without?: string };
}

export interface AnswerShown {
  readonly control: string;
  readonly relation: Relation;
  /** Subjects: wherever the map owes the control. Each is an instance. */
  readonly at: readonly string[];
  /** Owed nowhere because the map denies what the control is about, so that nothing is left for it to cover. */
  readonly denied?: true;
}

/** Everything of a certificate that follows from map, position and library. */
export interface Reasons {
  readonly claim: Claim;
  readonly graph?: Fragment;
  readonly answers?: readonly AnswerShown[];
  /** What no control covers, where something is left. */
  readonly remainder?: string;
  readonly instances: Readonly<Record<string, Instance>>;
}

/** The rule of judgement as data, as far as the instances need it. */
export interface Rules {
  /** Checks by control. */
  readonly controls: Readonly<Record<string, readonly Check[]>>;
  /** How long a claim may be relied on at the most, ISO 8601, by claim. */
  readonly longest: Readonly<Record<string, string>>;
  /** Members by subject, where there are more than one. */
  readonly populations: Readonly<Record<string, number>>;
}

/** The entries shown, ascending, and what stands for all others. */
export interface LedgerShown {
  /** C2SP verifier key of the ledger. */
  readonly key: string;
  /** C2SP tlog-checkpoint. */
  readonly checkpoint: string;
  /** Canonical text of entries: the bytes of their leaves. */
  readonly entries: readonly string[];
  /** Hashes of the largest subtrees without an entry shown, left to right (RFC 6962 trees). */
  readonly hashes: readonly string[];
}

/** `assay-certificate/1`, without its seal. The file is the canonical JSON (RFC 8785) of this and `seal`, and a line end. */
export interface Unsealed extends Reasons, Rules {
  readonly format: 'assay-certificate/1';
  readonly service: string;
  /** RFC 3339: the moment judged at. */
  readonly at: string;
  /** Digest of the map's canonical JSON. */
  readonly map: string;
  /** What made it, by version. */
  readonly library: string;
  readonly ledger: LedgerShown;
}

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
  /** Judged by what is said of the subject itself: the map owes it no verdict of its own there, and its members are judged elsewhere. */
  readonly alone?: true;
  /** Without the members that evidence names: they stand apart in the attack graph. */
  readonly rest?: true;
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
  /** Keys of instances: wherever the map owes the control. */
  readonly at: readonly string[];
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

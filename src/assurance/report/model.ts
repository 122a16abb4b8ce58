import type { Reach } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import type { DirectAt } from '../directly.ts';
import type { Applicability, Outcome, Relation, Verdict } from '../model.ts';

// What a gap report says, as plain data: the JSON that `--format json` prints, and what the Markdown and the HTML are drawn from.
// Everything in it follows from the ledger's head, the map and the moment, so the same three give the same bytes.

export type Tally = Readonly<Record<Verdict, number>>;

export interface Report {
  readonly format: 'assay-gap-report/1';
  /** RFC 3339: the moment that is judged. */
  readonly at: string;
  /** The ledger it was judged at. */
  readonly head: { readonly origin: string; readonly size: number; readonly root: string };
  readonly service: { readonly id: string; readonly name: string; readonly operator?: string; readonly description?: string; readonly mapDigest: string };
  readonly library: {
    readonly version: string;
    readonly templates: number;
    readonly steps: number;
    readonly states: number;
    readonly notAnalysed: readonly string[];
  };
  /** Where the operator stands, in one sentence; then a few more. */
  readonly answer: string;
  readonly points: readonly string[];
  readonly layers: readonly { readonly layer: Layer; readonly controls: Tally; readonly subjects: Tally }[];
  readonly outcomes: readonly { readonly outcome: Outcome; readonly controls: Tally }[];
  readonly standards: readonly StandardPosition[];
  readonly goals: readonly GoalPosition[];
  /** Every requirement that is owed and not proven, ordered by risk removed per effort. */
  readonly gaps: readonly Gap[];
  /** Controls to put in place, best first: what each would do. */
  readonly moves: readonly Move[];
  /** The few checks that would settle most of what is undecided. */
  readonly settle: readonly { readonly control: string; readonly subject: string; readonly title: string; readonly goals: number; readonly how: string }[];
  /** Pairs of controls that one failure defeats together. */
  readonly oneFailureDeep: readonly { readonly controls: readonly [string, string]; readonly goal: string; readonly shared: readonly string[] }[];
  /** Controls at each element of the map. */
  readonly controls: readonly ControlRow[];
  readonly exclusions: readonly {
    readonly control: string;
    readonly subject: string;
    readonly reason: string;
    readonly approver: string;
    readonly until: string;
  }[];
  /** The statements that the report rests on, by ledger entry. */
  readonly evidence: readonly {
    readonly seq: number;
    readonly subject: string;
    readonly claim: string;
    readonly value: string;
    readonly method: string;
    readonly source: string;
    readonly observedAt: string;
    readonly expiresAt: string;
    readonly digest: string;
    readonly finding?: string;
  }[];
  /** How the figures were made, and what they assume. */
  readonly assumptions: readonly string[];
}

export interface StandardPosition {
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly source: string;
  /** Requirements by verdict, of those that apply or may apply. Adds up, with `notApplicable`, to `requirements.length`. */
  readonly tally: Tally;
  readonly notApplicable: number;
  /** Of those counted, what the law puts off: how many bind from when, RFC 3339. */
  readonly later: readonly { readonly from: string; readonly requirements: number }[];
  /** Of those counted, the ones of which it is not known whether they apply. */
  readonly applicabilityUndecided: number;
  readonly requirements: readonly RequirementRow[];
  /** The unmapped remainder: requirements that no control answers. */
  readonly unanswered: readonly string[];
}

export interface RequirementRow {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly level?: 'M' | 'R';
  /** Levels or groups in which the standard puts it, lowest first, in its own names. */
  readonly levels?: readonly string[];
  readonly applies: 'yes' | 'no' | 'undecided';
  readonly because: Applicability['because'];
  /** `not-applicable` where `applies` is no. */
  readonly verdict: Verdict | 'not-applicable';
  /** All that can be checked is proven, but something is left. */
  readonly partly: boolean;
  readonly remainder?: string;
  /** Empty where it is judged directly. */
  readonly answers: readonly { readonly control: string; readonly relation: Relation; readonly reason: string; readonly verdict: Verdict | 'not-owed' }[];
  /** Of a standard that is judged by findings: the verdict at each element, and how soon it should be dealt with among others (the higher, the sooner). */
  readonly directly?: { readonly at: readonly DirectAt[]; readonly urgency: number };
}

export interface GoalPosition {
  /** State id, such as `video:read:every`. */
  readonly state: string;
  readonly title: string;
  readonly asset: string;
  readonly effect: string;
  readonly weight: number;
  readonly reach: Reach;
  /** Members of the population, where it is known. */
  readonly members?: number;
  /** The cheapest way in; absent where it is closed. */
  readonly cheapest?: AttackStory;
  /** Steps that no attack on this goal can do without, as sentences. */
  readonly unavoidable: readonly string[];
}

export interface AttackStory {
  readonly summary: string;
  /** Person-days. `exact` or an upper bound. */
  readonly days: number;
  readonly bound: 'exact' | 'upper';
  readonly hops: readonly {
    readonly sentence: string;
    readonly layer: Layer;
    readonly status: 'open' | 'undecided';
    readonly days: number;
    readonly techniques: readonly string[];
    readonly closedBy: readonly { readonly control: string; readonly subject: string; readonly verdict: Verdict }[];
    /** What leaves fewer members to it, and closes it for none; absent where there is nothing of the kind. */
    readonly narrowedBy?: readonly { readonly control: string; readonly subject: string; readonly verdict: Verdict }[];
    readonly evidence: readonly number[];
    /** What would notice, with its verdict. */
    readonly seenBy: readonly { readonly control: string; readonly subject: string; readonly verdict: Verdict }[];
  }[];
}

export interface Gap {
  readonly standard: string;
  readonly requirement: string;
  readonly title: string;
  readonly level?: 'M' | 'R';
  /** As in its requirement. */
  readonly levels?: readonly string[];
  readonly verdict: Verdict;
  readonly applies: 'yes' | 'undecided';
  /** What is not proven, where, and why. */
  readonly why: readonly {
    /** The control; where the requirement is judged directly, the claim. */
    readonly control: string;
    readonly subject: string;
    readonly verdict: Verdict;
    readonly because: string;
    readonly shares: Readonly<Partial<Record<Verdict, number>>>;
    readonly evidence: readonly number[];
  }[];
  readonly remainder?: string;
  /** Goals that an attack through this gap can reach, and the cheapest such attack. */
  readonly attacks: { readonly goals: number; readonly cheapest?: { readonly goal: string; readonly story: AttackStory } };
  /** Controls whose proof closes it. */
  readonly closes: readonly string[];
  /** What else closes with it. */
  readonly alsoCloses: readonly { readonly standard: string; readonly requirement: string }[];
  readonly riskRemoved: number;
  readonly effort: number;
}

export interface Move {
  readonly rank: number;
  /** True where a factor of two in one effort would change places with the move before. */
  readonly tooCloseToCall: boolean;
  readonly control: string;
  readonly title: string;
  readonly layer: Layer;
  readonly verdict: Verdict;
  readonly remedy: string;
  readonly who: string;
  /** Person-days, an assumption. */
  readonly effort: number;
  /** Subjects where it is not proven. */
  readonly subjects: readonly string[];
  /** Goals that fall away when it is proven everywhere, alone. */
  readonly cuts: readonly string[];
  /** Goals that become dearer, with their cheapest before and after, in person-days. */
  readonly raises: readonly { readonly goal: string; readonly before: number; readonly after: number }[];
  /** Goals with an attack through it. */
  readonly through: number;
  readonly riskRemoved: number;
  /** Requirements it would help to close, and those it closes by itself. */
  readonly answers: readonly { readonly standard: string; readonly requirement: string; readonly closes: boolean }[];
}

export interface ControlRow {
  readonly id: string;
  readonly layer: Layer;
  readonly title: string;
  readonly intent: string;
  readonly remedy: string;
  readonly who: string;
  readonly outcomes: readonly Outcome[];
  readonly verdict: Verdict | 'not-owed';
  readonly subjects: readonly {
    readonly subject: string;
    readonly population: number;
    readonly verdict: Verdict;
    readonly shares: Readonly<Partial<Record<Verdict, number>>>;
    readonly checks: readonly {
      readonly subject: string;
      readonly claim: string;
      readonly verdict: Verdict;
      readonly why: string;
      readonly evidence: readonly number[];
    }[];
  }[];
}

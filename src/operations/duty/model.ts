import type { Instant } from '../../core/index.ts';

/** What the law speaks of. One incident may be several of them, each with clocks of its own. */
export type Track = 'exploited-vulnerability' | 'severe-incident' | 'significant-incident' | 'personal-data-breach';

export type Stage = 'early-warning' | 'notification' | 'intermediate' | 'progress' | 'final' | 'users' | 'persons';

/** What people of the CSIRT recorded. `at` is when it happened, which is what clocks go by; when it was written down is the ledger's to say. Persons are ids. */
export type DutyFact =
  /** Somebody judged what happened to be of this track, and so the operator is aware of it. The first counts. */
  | { readonly kind: 'aware'; readonly id: string; readonly track: Track; readonly at: Instant; readonly by: string }
  /** A further question of a duty, answered. The last answer counts; one that takes a duty away, only with a second person's word. */
  | {
      readonly kind: 'judged';
      readonly id: string;
      readonly question: Question;
      readonly answer: boolean;
      readonly reason: string;
      readonly at: Instant;
      readonly by: string;
      readonly approvedBy?: string;
    }
  /** An update or another measure that corrects or mitigates can be had. The first counts. */
  | { readonly kind: 'measure-available'; readonly id: string; readonly at: Instant; readonly by: string }
  /** A paper was handed in. */
  | {
      readonly kind: 'submitted';
      readonly id: string;
      readonly track: Track;
      readonly stage: Stage;
      readonly at: Instant;
      readonly by: string;
      readonly to: string;
      readonly receipt?: string;
    }
  /** An authority asked for an intermediate report, by then if it said so. */
  | { readonly kind: 'requested'; readonly id: string; readonly track: Track; readonly at: Instant; readonly by: string; readonly due?: Instant }
  /** The incident is over. The last counts: it may begin again. */
  | { readonly kind: 'handled'; readonly id: string; readonly at: Instant; readonly by: string }
  /** It was decided that a track is not notified. Two people, and a reason that is kept. */
  | {
      readonly kind: 'decided-not-to-notify';
      readonly id: string;
      readonly track: Track;
      readonly reason: string;
      readonly at: Instant;
      readonly by: string;
      readonly approvedBy: string;
    }
  /** The decision is taken back: the clocks were never stopped by it. */
  | { readonly kind: 'decided-to-notify'; readonly id: string; readonly track: Track; readonly at: Instant; readonly by: string };

/** `high-risk`: to the rights and freedoms of persons (GDPR Art. 34(1)). That there is no risk at all is a decision not to notify (Art. 33(1)). */
export type Question = 'high-risk';

/** A length of time as a law writes it. Hours pass; days and months are of the calendar. */
export type Term = { readonly hours: number } | { readonly days: number } | { readonly months: number } | 'without-undue-delay';

/** What starts a clock. */
export type Start =
  | { readonly fact: 'aware' }
  | { readonly fact: 'measure-available' }
  | { readonly fact: 'submitted'; readonly stage: Stage }
  | { readonly fact: 'handled' }
  | { readonly fact: 'requested' };

export interface Field {
  readonly id: string;
  readonly title: string;
  /** The clause that asks for it. */
  readonly article: string;
  /** `where-available` and `where-applicable` may be answered by saying that it is not. */
  readonly need: 'always' | 'where-available' | 'where-applicable' | 'if-late';
}

export interface Duty {
  /** Unique within its track. */
  readonly stage: Stage;
  readonly title: string;
  readonly article: string;
  readonly start: Start;
  readonly term: Term;
  /** Owed only where this question was answered so; unanswered, it is not known. */
  readonly asks?: { readonly question: Question; readonly answer: boolean };
  /** Which recorded paper fulfils it, besides its own. */
  readonly metBy?: readonly Stage[];
  /** Owed only once a paper of this stage was handed in, such as a final report after one of progress. */
  readonly after?: Stage;
  readonly fields: readonly Field[];
}

export interface LawTrack {
  readonly track: Track;
  readonly law: string;
  readonly title: string;
  /** Whom it is told to. */
  readonly to: string;
  /** From when on: what one became aware of before is not owed. */
  readonly inForce: Instant;
  readonly duties: readonly Duty[];
}

/** Where one duty stands at a moment. */
export type ClockState =
  /** What starts it has not been recorded; `waitsFor` says in words what would. */
  | { readonly state: 'undetermined'; readonly waitsFor: string }
  | { readonly state: 'running'; readonly started: Instant; readonly due?: Instant; readonly latest?: Instant; readonly remind: readonly Instant[] }
  | { readonly state: 'overdue'; readonly started: Instant; readonly due: Instant; readonly latest?: Instant }
  | { readonly state: 'met'; readonly started?: Instant; readonly submitted: Instant; readonly due?: Instant; readonly late: boolean; readonly by: string }
  | { readonly state: 'not-owed'; readonly why: string };

export interface Clock {
  readonly track: Track;
  readonly law: string;
  readonly stage: Stage;
  readonly title: string;
  readonly article: string;
  readonly clock: ClockState;
  /** The ids of the facts that decided. */
  readonly facts: readonly string[];
}

import type { Instant } from '../../core/index.ts';
import type { Detection, Level } from '../detection/model.ts';
import type { DutyFact, Track } from '../duty/model.ts';
import type { IncidentFactType, RawEvidence, Sealed } from './events.ts';

/** What one rule said within an incident, of all its devices together. */
export interface Stage {
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly techniques: readonly string[];
  readonly first: Instant;
  readonly last: Instant;
  /** Detections, not events. */
  readonly detections: number;
}

/** What the plan handles: detections that have a cause or a device in common. Times by the clocks of the sources. */
export interface FoldedIncident {
  /** By what began it: the same input gives the same id, whoever reads it. */
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  /** When the first event that counts was, when it was enough for an incident, and when the last was. */
  readonly first: Instant;
  readonly raised: Instant;
  readonly last: Instant;
  /** Each once, in the order of their names; at most `MOST_NAMED`, with how many there are in all. */
  readonly devices: readonly string[];
  readonly deviceCount: number;
  readonly causes: readonly string[];
  readonly causeCount: number;
  /** In the order in which they began. */
  readonly stages: readonly Stage[];
  /** The first detections, with the places of their events; `detectionCount` counts all. */
  readonly detections: readonly Detection[];
  readonly detectionCount: number;
  /** Other incidents that turned out to be this one. */
  readonly absorbed: readonly string[];
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';
export type Verdict = 'true' | 'benign' | 'false' | 'unknown';
export const VERDICTS: readonly Verdict[] = ['true', 'benign', 'false', 'unknown'];

/** Where handling stands: `contained` and `recovered` where that is so of every device. */
export type IncidentState = 'open' | 'contained' | 'recovered' | 'closed' | 'merged';

interface Entered {
  /** Of the ledger's entry. */
  readonly seq: number;
  readonly at: Instant;
  readonly by: string;
}

export interface RuleVerdict extends Entered {
  readonly rule: string;
  /** Keyed id; absent where it is said of every device. */
  readonly device?: string;
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** What measurements say of one device. Absent: nothing was measured. */
export interface IncidentDevice {
  /** Keyed: stands for the name on the ledger. */
  readonly id: string;
  /** Absent where it was erased. */
  readonly name?: string;
  /** Of the map, or a member of one, such as `camera/fw-1.8`: as a person declared it. */
  readonly part?: string;
  readonly contained?: Entered & { readonly since: Instant; readonly heardUntil: Instant };
  readonly firmware?: Entered & { readonly digest: string; readonly expected: string };
  readonly credential?: Entered & { readonly digest: string; readonly issuedAt: Instant };
  readonly behaviour?: Entered & { readonly since: Instant; readonly until: Instant; readonly heardUntil: Instant };
  readonly waived?: boolean;
}

export interface ReviewAction {
  readonly id: string;
  readonly owner: string;
  readonly due: Instant;
  /** Controls of the gap analysis that it is to improve. */
  readonly controls: readonly string[];
  readonly text?: string;
  readonly done?: Instant;
  readonly seq: number;
}

/** One entry of the ledger in a line. */
export interface TimelineItem {
  readonly seq: number;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly type: IncidentFactType;
  readonly by: string;
  readonly says: string;
  /** Words that are sealed beside the ledger; absent where none were given or they were erased. */
  readonly text?: string;
}

/** An incident as the ledger has it, with what stands beside it. Names and words are absent where they were erased. */
export interface Incident {
  readonly id: string;
  /** A rehearsal: nothing of it happened. */
  readonly exercise: boolean;
  readonly state: IncidentState;
  readonly mergedInto?: string;
  readonly title?: string;
  readonly level: Level;
  /** As a person ranked it, and before that by its level. */
  readonly severity: Severity;
  readonly openedAt: Instant;
  /** By the clocks of the sources. */
  readonly first: Instant;
  readonly raised: Instant;
  readonly last: Instant;
  /** Keyed ids of the folded incidents that it is, with how many detections each had when it was last seen. */
  readonly origins: ReadonlyMap<string, number>;
  /** Keyed ids of those that turned out to be another of the origins. */
  readonly absorbed: ReadonlySet<string>;
  readonly devices: ReadonlyMap<string, IncidentDevice>;
  readonly deviceCount: number;
  readonly causes: ReadonlySet<string>;
  readonly causeNames: readonly string[];
  readonly rules: readonly Stage[];
  readonly detectionCount: number;
  readonly evidence: readonly { readonly seq: number; readonly raw: RawEvidence; readonly sealed?: Sealed }[];
  /** The last of each rule, and of each rule and device. */
  readonly verdicts: readonly RuleVerdict[];
  /** When everything that was seen had been verified for the first time. */
  readonly verifiedAt?: Instant;
  readonly roles: ReadonlyMap<string, Entered & { readonly to: string }>;
  readonly duties: readonly DutyFact[];
  /** The last word on each field of each track's papers. */
  readonly said: readonly (Entered & { readonly track: Track; readonly field: string; readonly kind: 'said' | 'none'; readonly text?: string })[];
  readonly actions: readonly (Entered & {
    readonly run: string;
    readonly playbook?: string;
    readonly call?: string;
    readonly outcome: 'begun' | 'done' | 'failed' | 'undone';
    readonly devices: readonly string[];
    readonly text?: string;
  })[];
  /** Audiences of the plan, each time that one was told something. */
  readonly told: readonly { readonly audience: string; readonly by: string; readonly recordedAt: Instant; readonly seq: number }[];
  readonly closed?: Entered & { readonly approvedBy?: string; readonly reason?: string };
  readonly reviewed?: Entered & { readonly text?: string };
  readonly improvements: readonly ReviewAction[];
  readonly timeline: readonly TimelineItem[];
  readonly erased?: Instant;
}

/** By id, in the order in which they were opened. */
export type Incidents = ReadonlyMap<string, Incident>;

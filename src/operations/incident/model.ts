import type { Instant } from '../../core/index.ts';
import type { Detection, Level } from '../detection/model.ts';

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

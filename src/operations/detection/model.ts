import type { Instant } from '../../core/index.ts';

export type Engine = 'sigma' | 'declared' | 'behaviour';

/** Of Sigma, which the other engines use too. */
export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** Bytes of an input: with the digest of the input, evidence that somebody else can look up. */
export interface EventRef {
  readonly input: string;
  readonly offset: number;
  readonly length: number;
}

/** A rule's match: what one engine says of one endpoint. */
export interface Detection {
  /** The id of the rule: a UUID of Sigma, `declared/undeclared-peer`, `behaviour/horizontal-scan`. */
  readonly rule: string;
  readonly engine: Engine;
  readonly title: string;
  readonly level: Level;
  /** ATT&CK technique ids, `T1046`; of the ICS matrix too. */
  readonly techniques: readonly string[];
  /** The endpoint that it is about: a device of the map where it is known, else an address, a client id or a host's name. */
  readonly subject: string;
  /** What would be the same on another device that suffers the same: the rule with the peer, the port or the pattern. Two detections with one cause are one incident. */
  readonly cause: string;
  /** By the clock of the source: the first event that counts, the last, and the one by which it was enough. */
  readonly first: Instant;
  readonly last: Instant;
  readonly raised: Instant;
  /** How many events count, of which `events` are the first few. */
  readonly count: number;
  readonly events: readonly EventRef[];
  /** One sentence with the figures that decided. */
  readonly why: string;
}

/** Facts on the office's ledger, so that nothing done behind broken glass is quiet. */
export interface GlassBroken {
  readonly type: 'glass.broken';
  readonly glass: string;
  readonly person: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly at: string;
  readonly until: string;
}

/** Entered before an act that nobody else agreed to is done, on whatever ledger the act itself then stands. */
export interface GlassUsed {
  readonly type: 'glass.used';
  readonly glass: string;
  readonly action: string;
  readonly on: { readonly kind: string; readonly id: string };
  readonly at: string;
}

export interface GlassClosed {
  readonly type: 'glass.closed';
  readonly glass: string;
  readonly by: string;
  readonly at: string;
}

export interface GlassReviewed {
  readonly type: 'glass.reviewed';
  readonly glass: string;
  readonly by: string;
  /** Whether the reviewer found that it had to be. */
  readonly finding: 'justified' | 'unjustified';
  readonly reason: string;
  readonly at: string;
}

export type BreakGlassEvent = GlassBroken | GlassUsed | GlassClosed | GlassReviewed;

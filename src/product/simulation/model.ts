/** Kinds of simulated devices. A kind is a product of its own where the fleet has a profile for it. */
export const KINDS = ['camera', 'lock', 'kettle'] as const;
export type Kind = (typeof KINDS)[number];

/** What goes wrong on purpose: a certificate in two places, an enrolment sent twice, a code that was photographed, and everybody gone at once. */
export const ATTEMPTS = ['clone', 'replay', 'stolen-qr', 'storm', 'clock-skew'] as const;
export type Attempt = (typeof ATTEMPTS)[number];

export interface Planned {
  readonly device: string;
  readonly kind: Kind;
  /** Which of the households, from 0. */
  readonly household: number;
  /** Somebody presses the button before the code is shown to anybody. */
  readonly pressedFirst: boolean;
  /** Each speaks from an address of its own, as devices do: bounds are held for each. */
  readonly address: string;
}

export interface Plan {
  readonly devices: readonly Planned[];
  /** Opaque ids, the same for the same seed. */
  readonly households: readonly { readonly household: string; readonly owner: string; readonly address: string }[];
}

/** What an agent tells of a device, on a line of JSON. Of it, what is counted here. */
export type Heard = { readonly device: string; readonly copy?: boolean } & (
  | { readonly type: 'enrolled'; readonly ms: number }
  | { readonly type: 'time'; readonly now: string; readonly was?: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'session'; readonly ms: number }
  | { readonly type: 'over'; readonly why: string }
  | { readonly type: 'refused'; readonly code: string; readonly says: string; readonly waits: number }
  | { readonly type: 'replayed'; readonly code: string }
  | { readonly type: 'stopped'; readonly why: string }
  | { readonly type: 'owned' | 'said' | 'done' | 'renewed' | 'erased' }
);

/** Of one thing that went wrong on purpose. */
export interface Attempted {
  readonly attempt: Attempt;
  readonly device?: string;
  /** By which code it was refused or noticed; absent where nothing of it was believed in the first place. */
  readonly code?: string;
  /** Whether an alarm of that code stands on the fleet's ledger. */
  readonly alarm: boolean;
  /** Whether it ended as it should. */
  readonly held: boolean;
  readonly says: string;
}

export interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
}

/** What happened. Milliseconds and counts. */
export interface Report {
  readonly seed: number;
  readonly devices: Readonly<Record<Kind, number>>;
  readonly households: number;
  readonly seconds: number;
  readonly enrolled: Spread & { readonly perSecond: number };
  /** From the code to the owner. */
  readonly introduced: Spread;
  readonly sessions: Spread & { readonly open: number };
  readonly messages: { readonly n: number; readonly perSecond: number };
  readonly renewed: number;
  readonly retired: { readonly n: number; readonly closed: Spread; readonly erased: number };
  /** Of devices that were refused something, by code or by what was said. */
  readonly refused: Readonly<Record<string, number>>;
  /** Nobody can do anything about these but a person. */
  readonly stopped: number;
  readonly attempts: readonly Attempted[];
}

import type { Outcome } from '../model.ts';
import { heaviest, NEEDS, type Need, type Needs } from './need.ts';

export const LEVELS = [0, 1, 2, 3] as const;
/** A Level of Trust. They are ordered, and each asks for all that the one below asks for. */
export type Level = (typeof LEVELS)[number];

export interface LevelOfTrust {
  readonly level: Level;
  readonly name: string;
  /** What an application of this level may be trusted with: assets whose heaviest need is at most this, 0 to 4. */
  readonly upTo: number;
  /** The outcomes whose controls are asked from this level on. */
  readonly asks: readonly Outcome[];
  readonly meaning: string;
}

// The organisation defines its levels (ISO/IEC 27034-1, concepts of the ONF). These are Assay's: what an asset can lose decides how much has to stand
// between it and an attacker, first that it is kept, then that an attack is seen, then that the application comes back from one.
export const LEVELS_OF_TRUST: readonly LevelOfTrust[] = [
  { level: 0, name: 'none', upTo: 0, asks: [], meaning: 'Nothing is asked, and nothing that needs protection may be here.' },
  {
    level: 1,
    name: 'resists',
    upTo: 2,
    asks: ['resist', 'protect-privacy'],
    meaning: 'Whatever resists attack or protects privacy here is proven.',
  },
  { level: 2, name: 'watched', upTo: 3, asks: ['detect'], meaning: 'And whatever detects an attack here is proven.' },
  { level: 3, name: 'recovers', upTo: 4, asks: ['recover'], meaning: 'And whatever recovers from an attack here is proven.' },
];

/** The lowest level that may be trusted with assets of that need, 0 to 4. */
export function levelForNeed(need: number): Level {
  return LEVELS_OF_TRUST.find(({ upTo }) => need <= upTo)?.level ?? 3;
}

// Privacy is at stake where something private or confidential is; the other outcomes serve every need there is.
const SERVES: Readonly<Record<Outcome, readonly Need[]>> = {
  'protect-privacy': ['privacy', 'confidentiality'],
  resist: NEEDS,
  detect: NEEDS,
  recover: NEEDS,
};

/**
 * From which level on a control with these outcomes is asked where these needs are: the lowest level that asks for one of its outcomes which serves
 * a need there. `undefined` where it serves none: nothing there is to be protected by it.
 */
export function levelOf(outcomes: readonly Outcome[], needs: Needs): Level | undefined {
  const served = outcomes.filter((outcome) => SERVES[outcome].some((need) => needs[need] !== undefined));
  return LEVELS_OF_TRUST.find(({ asks }) => asks.some((outcome) => served.includes(outcome)))?.level;
}

/** The level that these needs ask for. */
export function levelFor(needs: Needs): Level {
  return levelForNeed(heaviest(needs)?.level ?? 0);
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.some((level) => level === value);
}

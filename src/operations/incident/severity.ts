import type { Level } from '../detection/model.ts';
import type { Severity } from './model.ts';

/** Until a person has ranked it. */
export const severityOf = (level: Level): Severity => (level === 'informational' ? 'low' : level);

const RANK: Readonly<Record<Level, number>> = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 };

export const higher = (a: Level, b: Level): Level => (RANK[b] > RANK[a] ? b : a);

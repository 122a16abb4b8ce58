import { MAP_READINGS } from '../map/readings.ts';
import type { Reading } from './question.ts';

/** Everything that the reading thread reads, by rooms. */
export const READINGS: ReadonlyMap<string, Reading<never, unknown>> = new Map([...MAP_READINGS].map((one) => [one.name, one]));

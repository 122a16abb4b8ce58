import { CONTROLS } from '../../assurance/controls/index.ts';
import { Instant, LAYERS, type Layer } from '../../core/index.ts';
import { question } from '../judge/question.ts';

type Tally = { proven: number; failing: number; stale: number; unproven: number; excluded: number };

/** What the live events tell of a position: how many controls of each layer have which verdict, and when time alone will change one. */
export interface Pulse {
  readonly at: string;
  readonly size: number;
  readonly layers: readonly { readonly layer: Layer; readonly tally: Tally }[];
  /** RFC 3339; absent where no evidence can run out. */
  readonly next?: string;
}

/** From the position that follows what happens, so it costs what has moved. Of a service without a map, nothing. */
export const pulseQuestion = question('live.pulse', (desk, _: Record<string, never>): Pulse | undefined => {
  if (desk.map === undefined) return undefined;
  const live = desk.live();
  const tallies = new Map<Layer, Tally>(LAYERS.map((layer) => [layer, { proven: 0, failing: 0, stale: 0, unproven: 0, excluded: 0 }]));
  for (const control of CONTROLS) {
    const verdict = live.verdictOf(control.id);
    const tally = tallies.get(control.layer);
    if (verdict !== 'not-owed' && tally !== undefined) tally[verdict] += 1;
  }
  const next = live.next();
  return {
    at: Instant.format(live.at),
    size: desk.folded.head.size,
    layers: [...tallies].map(([layer, tally]) => ({ layer, tally })),
    ...(next === undefined ? {} : { next: Instant.format(next) }),
  };
});

export const LIVE_QUESTIONS = [pulseQuestion];

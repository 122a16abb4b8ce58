import type { Place } from './pack.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';
export const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/**
 * Where an arrow key leads from a box: to the nearest in that direction that is joined to it, else to the nearest in that direction at all. `undefined` at the edge
 * of the drawing.
 */
export function neighbour(from: string, direction: Direction, places: Readonly<Record<string, Place>>, joined: ReadonlySet<string>): string | undefined {
  const here = places[from];
  if (here === undefined) return undefined;
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, { x, y }] of Object.entries(places)) {
    if (id === from) continue;
    const along = sign * (sideways ? x - here.x : y - here.y);
    const across = Math.abs(sideways ? y - here.y : x - here.x);
    // Within 60 degrees of where the arrow points.
    if (along <= 0 || across > along * 1.75) continue;
    const cost = along + 2 * across + (joined.has(id) ? 0 : 100_000);
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

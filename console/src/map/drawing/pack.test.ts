import { describe, expect, it } from 'vitest';
import { BANDS } from '../words.ts';
import { BOX, pack } from './pack.ts';

const boxes = [
  { id: 'a', layer: 'product', x: 0, y: 0 },
  { id: 'b', layer: 'product', x: 1, y: 0 },
  { id: 'c', layer: 'business', x: 0, y: 1 },
] as const;

describe('the bands of the map', () => {
  it('are all five, also where nothing stands in some of them', () => {
    expect(pack(boxes, 5, BANDS).bands.map(({ layer }) => layer)).toEqual(BANDS);
    expect(pack([], 5, BANDS).bands).toHaveLength(5);
  });

  it('are those that were asked for', () => {
    expect(pack(boxes.slice(0, 2), 5, ['product', 'operations']).bands.map(({ layer }) => layer)).toEqual(['product', 'operations']);
  });

  it('lie below one another, and each box in its own', () => {
    const { bands, places, height } = pack(boxes, 5, BANDS);
    for (const [i, band] of bands.entries()) expect(band.y).toBeGreaterThanOrEqual(i === 0 ? 0 : (bands[i - 1]?.y ?? 0) + (bands[i - 1]?.height ?? 0));
    for (const { id, layer } of boxes) {
      const band = bands.find((one) => one.layer === layer);
      expect(places[id]?.y).toBeGreaterThanOrEqual(band?.y ?? Number.NaN);
      expect((places[id]?.y ?? Number.NaN) + BOX.height).toBeLessThanOrEqual((band?.y ?? 0) + (band?.height ?? 0));
    }
    expect(height).toBe((bands.at(-1)?.y ?? 0) + (bands.at(-1)?.height ?? 0));
  });
});

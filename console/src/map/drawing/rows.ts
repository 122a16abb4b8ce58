import { BANDS } from '../words.ts';
import { bandOf, type Scene } from './scene.ts';

/**
 * The row of each box, counted from the top over all bands: a band has as many rows as its boxes need, and of its boxes those whose neighbours lie higher stand
 * higher. Deterministic.
 */
export function rowsOf({ boxes, joints }: Scene, columns: number): ReadonlyMap<string, number> {
  const bands = new Map(boxes.map(({ id, layer }) => [id, bandOf(layer)]));
  const pull = new Map<string, { sum: number; n: number }>();
  const add = (id: string, towards: string) => {
    const here = pull.get(id) ?? { sum: 0, n: 0 };
    here.sum += bands.get(towards) ?? 0;
    here.n += 1;
    pull.set(id, here);
  };
  for (const { a, b } of joints) {
    add(a, b);
    add(b, a);
  }
  const height = (id: string, band: number) => {
    const { sum, n } = pull.get(id) ?? { sum: 0, n: 0 };
    return n === 0 ? band : sum / n;
  };
  const rows = new Map<string, number>();
  let first = 0;
  for (const [band, layer] of BANDS.entries()) {
    const members = boxes.filter((box) => box.layer === layer).sort((x, y) => height(x.id, band) - height(y.id, band) || (x.id < y.id ? -1 : 1));
    if (members.length === 0) continue;
    const count = Math.ceil(members.length / columns);
    for (const [i, { id }] of members.entries()) rows.set(id, first + Math.floor((i * count) / members.length));
    first += count;
  }
  return rows;
}

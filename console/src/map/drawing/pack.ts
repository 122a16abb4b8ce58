import type { LayerName } from '../words.ts';

export const CELL = { width: 214, height: 114 } as const;
export const BOX = { width: 188, height: 76 } as const;
const BAND = { top: 38, foot: 14, gap: 10, side: 16, empty: 44 } as const;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Band {
  readonly layer: LayerName;
  readonly y: number;
  readonly height: number;
}

export interface Layout {
  readonly places: Readonly<Record<string, Place>>;
  readonly bands: readonly Band[];
  readonly width: number;
  readonly height: number;
}

export interface Ordered {
  readonly id: string;
  readonly layer: LayerName;
  /** Where the layered layout has it: rows by y, order by x. */
  readonly x: number;
  readonly y: number;
}

/** How many boxes a row takes: wide enough for a screen, and three on a phone. */
export function columnsFor(boxes: number, narrow: boolean): number {
  return narrow ? Math.min(3, Math.max(2, boxes)) : Math.min(26, Math.max(5, Math.round(Math.sqrt(boxes * 1.4))));
}

/**
 * Puts what the layered layout has ordered into the rows of five bands. That layout gives each edge a way of its own and so grows four times as wide as a screen;
 * its order, which crosses few edges, is kept, and its rows are joined as long as they fit. A band that is shown and has nothing in it is there all the same.
 */
export function pack(ordered: readonly Ordered[], columns: number, shown: readonly LayerName[]): Layout {
  const left = Math.min(...ordered.map(({ x }) => x));
  const right = Math.max(...ordered.map(({ x }) => x), left + 1);
  const wish = ({ x }: Ordered) => ((x - left) / (right - left)) * (columns - 1);
  const places: Record<string, Place> = {};
  const bands: Band[] = [];
  let y = 0;
  for (const layer of shown) {
    const rows = rowsOf(
      ordered.filter((one) => one.layer === layer),
      columns,
    );
    for (const [i, row] of rows.entries()) {
      for (const [id, column] of slots(row, wish, columns))
        places[id] = { x: BAND.side + column * CELL.width + (CELL.width - BOX.width) / 2, y: y + BAND.top + i * CELL.height };
    }
    const height = rows.length === 0 ? BAND.empty : BAND.top + rows.length * CELL.height - (CELL.height - BOX.height) + BAND.foot;
    bands.push({ layer, y, height });
    y += height + BAND.gap;
  }
  return { places, bands, width: columns * CELL.width + 2 * BAND.side, height: Math.max(0, y - BAND.gap) };
}

function rowsOf(members: readonly Ordered[], columns: number): readonly (readonly Ordered[])[] {
  const byY = new Map<number, Ordered[]>();
  for (const one of members) byY.set(Math.round(one.y), [...(byY.get(Math.round(one.y)) ?? []), one]);
  const rows: Ordered[][] = [];
  for (const [, row] of [...byY].sort(([a], [b]) => a - b)) {
    const pieces = Math.ceil(row.length / columns);
    const sorted = row.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1));
    for (let i = 0; i < pieces; i += 1) {
      // A row that is too long is dealt out, so that each of its pieces spans the width.
      const piece = pieces === 1 ? sorted : sorted.filter((_, at) => at % pieces === i);
      const last = rows.at(-1);
      if (last !== undefined && last.length + piece.length <= columns) {
        last.push(...piece);
        last.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1));
      } else rows.push([...piece]);
    }
  }
  return rows;
}

/** A column for each box of a row: in its order, as near as can be to where the layered layout has it. */
function slots(row: readonly Ordered[], wish: (one: Ordered) => number, columns: number): readonly (readonly [string, number])[] {
  let least = 0;
  return row.map((one, i) => {
    const column = Math.min(Math.max(Math.round(wish(one)), least), columns - (row.length - i));
    least = column + 1;
    return [one.id, column] as const;
  });
}

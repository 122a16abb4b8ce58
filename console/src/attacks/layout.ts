import type { Course } from './words.ts';

type Layer = Course['spots'][number]['layer'];

/** Experience on top, business at the foot, as on every page. */
export const BANDS: readonly Layer[] = ['experience', 'product', 'development', 'operations', 'business'];

export const CARD = { width: 164, height: 62 } as const;
const GAP = 72;
const LEFT = 128;
const ROW = 104;
/** A band that the way does not touch keeps its place and gives up its height. */
const EMPTY = 30;
const TOP = 12;

export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly column: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly number[];
  readonly path: string;
  /** Where the numbers stand. */
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly { readonly layer: Layer; readonly y: number; readonly height: number }[];
  readonly cards: readonly Placed[];
  readonly lines: readonly Line[];
  /** Hops that stay where they are, by spot. */
  readonly staying: ReadonlyMap<string, readonly number[]>;
}

/**
 * A route over the bands. A spot stands in its band, one column further right than the furthest of those from which the attacker comes there, so that the way
 * reads from left to right; no two spots share a cell. Pure: the same course gives the same drawing.
 */
export function layoutOf({ spots, moves, hops, starts }: Course): Layout {
  const order = new Map(spots.map(({ id }, i) => [id, i]));
  const layerOf = new Map(spots.map(({ id, layer }) => [id, layer]));
  // A spot is come to for the first time by its first move; later moves back to it do not push it on.
  const column = new Map<string, number>();
  const taken = new Set<string>();
  const put = (id: string, least: number) => {
    if (column.has(id)) return;
    let at = least;
    while (taken.has(`${layerOf.get(id)} ${at}`)) at += 1;
    taken.add(`${layerOf.get(id)} ${at}`);
    column.set(id, at);
  };
  for (const { spot } of starts) put(spot, 0);
  hops.forEach(({ spot }, i) => {
    const into = moves.filter((move) => move.to === spot && move.hops.includes(i + 1) && column.has(move.from));
    put(spot, into.length === 0 ? 0 : Math.max(...into.map((move) => column.get(move.from) ?? 0)) + 1);
  });
  for (const { id } of spots) put(id, 0);
  const used = new Set(spots.map(({ layer }) => layer));
  let next = TOP;
  const bands = BANDS.map((layer) => {
    const [y, height] = [next, used.has(layer) ? ROW : EMPTY];
    next += height;
    return { layer, y, height };
  });
  const topOf = new Map(bands.map(({ layer, y }) => [layer, y]));
  const cards = spots.map(({ id, layer }): Placed => {
    const at = column.get(id) ?? 0;
    return { id, column: at, x: LEFT + at * (CARD.width + GAP), y: (topOf.get(layer) ?? TOP) + (ROW - CARD.height) / 2 };
  });
  const byId = new Map(cards.map((card) => [card.id, card]));
  const columns = Math.max(1, ...cards.map((card) => card.column + 1));
  const lines = moves
    .toSorted((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0))
    .flatMap(({ from, to, hops: of }): readonly Line[] => {
      const [a, b] = [byId.get(from), byId.get(to)];
      return a === undefined || b === undefined ? [] : [{ from, to, hops: of, ...lineBetween(a, b) }];
    });
  const moved = new Set(moves.flatMap((move) => move.hops));
  const staying = new Map<string, number[]>();
  hops.forEach(({ spot }, i) => {
    if (!moved.has(i + 1)) staying.set(spot, [...(staying.get(spot) ?? []), i + 1]);
  });
  return {
    width: LEFT + columns * (CARD.width + GAP) - GAP + 24,
    height: next + TOP,
    bands,
    cards,
    lines,
    staying,
  };
}

/** From edge to edge: forwards out of the right side into the left, in one column from top to foot, backwards below both. */
function lineBetween(a: Placed, b: Placed): Pick<Line, 'path' | 'x' | 'y'> {
  const middle = (card: Placed) => card.y + CARD.height / 2;
  if (b.column > a.column) {
    const [x1, y1, x2, y2] = [a.x + CARD.width, middle(a), b.x, middle(b)];
    const bend = Math.max(36, (x2 - x1) / 2);
    // The numbers stand just before the end, where nothing else does: lines into one card come together, lines out of one part.
    return { path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 8} ${y2}`, x: x2 - 34, y: y2 - (y2 - y1) * 0.08 };
  }
  if (b.column === a.column) {
    const down = b.y > a.y;
    const x = a.x + CARD.width / 2;
    const [y1, y2] = down ? [a.y + CARD.height, b.y - 8] : [a.y, b.y + CARD.height + 8];
    return { path: `M${x} ${y1}L${x} ${y2}`, x, y: (y1 + y2) / 2 };
  }
  const [x1, x2] = [a.x + CARD.width / 2, b.x + CARD.width / 2];
  const [y1, y2] = [a.y + CARD.height, b.y + CARD.height + 8];
  const low = Math.max(y1, y2) + 14;
  return { path: `M${x1} ${y1}C${x1} ${low + 14} ${x2} ${low + 14} ${x2} ${y2}`, x: (x1 + x2) / 2, y: low + 6 };
}

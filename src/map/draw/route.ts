import type { Cell, Grid } from './place.ts';

// Orthogonal routing in the gutters of the grid. Boxes fill cells and lines run only between cells, so no line crosses a box. Every
// gutter holds lanes; two lines share a lane only where they do not overlap, and a gutter is as wide as its lanes need.

export interface Wire {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Wires of one source that may leave it as one trunk; its own id for one that may not. */
  readonly trunk: string;
}

export const BOX = { width: 186, height: 76 } as const;
const LANE = 8;
const MARGIN = 14;
const NARROWEST = 34;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Routed {
  readonly paths: ReadonlyMap<string, readonly Point[]>;
  /** Left edge of a column's boxes, top edge of a row's. */
  readonly columnX: readonly number[];
  readonly rowY: readonly number[];
  readonly width: number;
  readonly height: number;
}

type Side = 'top' | 'bottom' | 'left' | 'right';
interface End {
  readonly cell: Cell;
  readonly side: Side;
  /** Where the other end is, to order the ports of a side so that lines leave without crossing at once. */
  readonly towards: number;
  /** Ends with the same key share a port. */
  readonly shared: string;
  offset: number;
}
interface Segment {
  readonly gutter: number;
  /** Segments with the same key share a lane. */
  readonly shared: string;
  readonly from: number;
  readonly to: number;
  lane: number;
}
interface Plan {
  readonly wire: Wire;
  readonly start: End;
  readonly end: End;
  readonly first?: Segment;
  readonly across?: Segment;
  readonly second?: Segment;
}

/** Routes every wire. Linear but for the lanes, which are sorted. */
export function routeWires(grid: Grid, wires: readonly Wire[]): Routed {
  const plans = wires.flatMap((wire) => plan(grid, wire) ?? []);
  ports(plans);
  const rowLanes = lanes(
    plans.flatMap((each) => [each.first, each.second].filter((segment) => segment !== undefined)),
    grid.rows + 1,
  );
  const columnLanes = lanes(
    plans.flatMap((each) => each.across ?? []),
    grid.columns + 1,
  );
  const gutter = (count: number): number => Math.max(NARROWEST, count * LANE + 2 * MARGIN);
  const columnX: number[] = [];
  const rowY: number[] = [];
  const gutterX: number[] = [];
  const gutterY: number[] = [];
  let x = 0;
  for (let column = 0; column <= grid.columns; column += 1) {
    const width = column === 0 || column === grid.columns ? Math.max(14, (columnLanes[column] ?? 0) * LANE + MARGIN) : gutter(columnLanes[column] ?? 0);
    gutterX.push(x + (width - ((columnLanes[column] ?? 1) - 1) * LANE) / 2);
    x += width;
    columnX.push(x);
    if (column < grid.columns) x += BOX.width;
  }
  let y = 0;
  for (let row = 0; row <= grid.rows; row += 1) {
    const height = gutter(rowLanes[row] ?? 0);
    gutterY.push(y + (height - ((rowLanes[row] ?? 1) - 1) * LANE) / 2);
    y += height;
    rowY.push(y);
    if (row < grid.rows) y += BOX.height;
  }
  const port = ({ cell, side, offset }: End): Point => {
    const left = columnX[cell.column] ?? 0;
    const top = rowY[cell.row] ?? 0;
    if (side === 'top' || side === 'bottom') return { x: left + BOX.width * offset, y: side === 'top' ? top : top + BOX.height };
    return { x: side === 'left' ? left : left + BOX.width, y: top + BOX.height * offset };
  };
  const laneY = (segment: Segment): number => (gutterY[segment.gutter] ?? 0) + segment.lane * LANE;
  const laneX = (segment: Segment): number => (gutterX[segment.gutter] ?? 0) + segment.lane * LANE;
  const paths = new Map<string, readonly Point[]>();
  for (const { wire, start, end, first, across, second } of plans) {
    const a = port(start);
    const b = port(end);
    if (first === undefined) {
      // Neighbours in a row: straight across the gutter, with a step where the ports differ in height.
      const middle = (a.x + b.x) / 2;
      paths.set(wire.id, a.y === b.y ? [a, b] : [a, { x: middle, y: a.y }, { x: middle, y: b.y }, b]);
    } else if (across === undefined || second === undefined) paths.set(wire.id, [a, { x: a.x, y: laneY(first) }, { x: b.x, y: laneY(first) }, b]);
    else
      paths.set(wire.id, [
        a,
        { x: a.x, y: laneY(first) },
        { x: laneX(across), y: laneY(first) },
        { x: laneX(across), y: laneY(second) },
        { x: b.x, y: laneY(second) },
        b,
      ]);
  }
  return { paths, columnX, rowY, width: x, height: y };
}

// In lane arithmetic a column's boxes stand at odd places and gutters at even ones, so that a gutter k is 2k and a column c is 2c + 1.
const at = (column: number): number => 2 * column + 1;

function plan(grid: Grid, wire: Wire): Plan | undefined {
  const a = grid.cells.get(wire.from);
  const b = grid.cells.get(wire.to);
  if (a === undefined || b === undefined || a === b) return undefined;
  const end = (cell: Cell, side: Side, other: Cell): End => ({
    cell,
    side,
    shared: cell === a ? wire.trunk : wire.id,
    towards: side === 'top' || side === 'bottom' ? other.column + other.row / 1000 : other.row,
    offset: 0.5,
  });
  if (a.row === b.row && Math.abs(a.column - b.column) === 1) {
    const right = b.column > a.column;
    return { wire, start: end(a, right ? 'right' : 'left', b), end: end(b, right ? 'left' : 'right', a) };
  }
  const down = b.row > a.row;
  const level = b.row === a.row;
  const exit = down ? a.row + 1 : a.row;
  const entry = level || down ? b.row : b.row + 1;
  const start = end(a, down ? 'bottom' : 'top', b);
  const finish = end(b, down || level ? 'top' : 'bottom', a);
  if (exit === entry) return { wire, start, end: finish, first: segment(`${wire.trunk} ${exit}`, exit, at(a.column), at(b.column)) };
  const gutter = b.column > a.column ? a.column + 1 : b.column < a.column ? a.column : a.column < grid.columns / 2 ? a.column : a.column + 1;
  return {
    wire,
    start,
    end: finish,
    first: segment(`${wire.trunk} ${exit}`, exit, at(a.column), 2 * gutter),
    across: segment(`${wire.trunk} ${exit} ${gutter} ${down}`, gutter, 2 * exit, 2 * entry),
    second: segment(`${wire.trunk} ${gutter} ${entry}`, entry, 2 * gutter, at(b.column)),
  };
}

function segment(shared: string, gutter: number, from: number, to: number): Segment {
  return { gutter, shared, from: Math.min(from, to) - 0.9, to: Math.max(from, to) + 0.9, lane: 0 };
}

/** Spreads the ends on each side of each box. */
function ports(plans: readonly Plan[]): void {
  const sides = new Map<string, End[]>();
  for (const { start, end } of plans) {
    for (const each of [start, end]) {
      const key = `${each.cell.part.id} ${each.side}`;
      const known = sides.get(key);
      if (known === undefined) sides.set(key, [each]);
      else known.push(each);
    }
  }
  for (const ends of sides.values()) {
    const groups = new Map<string, End[]>();
    for (const end of ends) groups.set(end.shared, [...(groups.get(end.shared) ?? []), end]);
    const mean = (group: readonly End[]): number => group.reduce((sum, end) => sum + end.towards, 0) / group.length;
    const order = [...groups.values()].sort((a, b) => mean(a) - mean(b));
    for (const [i, group] of order.entries()) for (const end of group) end.offset = order.length === 1 ? 0.5 : 0.1 + (0.8 * i) / (order.length - 1);
  }
}

/** Gives each segment the first lane of its gutter that is free along its length; how many lanes each gutter then has. */
function lanes(segments: readonly Segment[], gutters: number): number[] {
  const counts = new Array<number>(gutters).fill(0);
  const ends = Array.from({ length: gutters }, (): number[] => []);
  const groups = new Map<string, Segment[]>();
  for (const each of segments) {
    const known = groups.get(each.shared);
    if (known === undefined) groups.set(each.shared, [each]);
    else known.push(each);
  }
  const spans = [...groups.values()].map((group) => ({
    group,
    gutter: group[0]?.gutter ?? 0,
    from: Math.min(...group.map((each) => each.from)),
    to: Math.max(...group.map((each) => each.to)),
  }));
  for (const { group, gutter, from, to } of spans.sort((a, b) => a.gutter - b.gutter || a.from - b.from || a.to - b.to)) {
    const open = ends[gutter] ?? [];
    let lane = open.findIndex((end) => end <= from);
    if (lane === -1) lane = open.length;
    open[lane] = to;
    for (const each of group) each.lane = lane;
    counts[gutter] = Math.max(counts[gutter] ?? 0, lane + 1);
  }
  return counts;
}

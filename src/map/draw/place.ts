import { LAYERS, type Layer } from '../../core/index.ts';
import { layersOf } from '../layer.ts';
import type { Part, ServiceMap } from '../model.ts';

/** A part in its cell of the grid. Rows count from the top of the picture, columns from the left, over all bands alike. */
export interface Cell {
  readonly part: Part;
  readonly layer: Layer;
  row: number;
  column: number;
}

interface Band {
  readonly layer: Layer;
  readonly firstRow: number;
  readonly rows: number;
}

export interface Grid {
  readonly cells: ReadonlyMap<string, Cell>;
  /** From the top of the picture down: experience first, business at the foot. */
  readonly bands: readonly Band[];
  readonly rows: number;
  readonly columns: number;
}

const SWEEPS = 12;

/** Puts every part into a cell: bands by layer, order within a band by where its neighbours stand (barycentre). Deterministic. */
export function placeParts(map: ServiceMap): Grid {
  const layers = layersOf(map);
  const columns = Math.min(Math.max(Math.ceil(Math.sqrt(map.parts.length)), 4), map.parts.length > 150 ? Math.ceil(Math.sqrt(map.parts.length) * 0.8) : 8);
  const members = LAYERS.toReversed().map((layer) => ({ layer, parts: map.parts.filter((part) => layers.get(part.id) === layer) }));
  const cells = new Map<string, Cell>();
  const bands: Band[] = [];
  let row = 0;
  for (const { layer, parts } of members) {
    if (parts.length === 0) continue;
    const rows = Math.ceil(parts.length / columns);
    bands.push({ layer, firstRow: row, rows });
    for (const part of parts) cells.set(part.id, { part, layer, row, column: 0 });
    row += rows;
  }
  const next = neighbours(map);
  const orders = bands.map((band) => [...cells.values()].filter((cell) => cell.layer === band.layer));
  for (const [i, order] of orders.entries())
    settle(
      order,
      bands[i] as Band,
      columns,
      order.map((_, at) => ((at + 0.5) * columns) / order.length - 0.5),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const indices = sweep % 2 === 0 ? [...orders.keys()] : [...orders.keys()].toReversed();
    for (const i of indices) {
      const order = orders[i] as Cell[];
      const wish = new Map(order.map((cell) => [cell, wished(cell, next, cells)]));
      order.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || (a.part.id < b.part.id ? -1 : 1));
      settle(
        order,
        bands[i] as Band,
        columns,
        order.map((cell) => wish.get(cell) ?? 0),
      );
    }
  }
  return { cells, bands, rows: row, columns };
}

function neighbours(map: ServiceMap): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, string[]>(map.parts.map((part) => [part.id, []]));
  const join = (a: string, b: string): void => {
    next.get(a)?.push(b);
    next.get(b)?.push(a);
  };
  for (const { from, to } of [...map.flows, ...map.links]) join(from, to);
  for (const part of map.parts) for (const on of [...(part.attached ?? []), ...(part.interfaces ?? []).flatMap((face) => face.on)]) join(part.id, on);
  return next;
}

/** The mean column of a cell's neighbours; its own where it has none. */
function wished(cell: Cell, next: ReadonlyMap<string, readonly string[]>, cells: ReadonlyMap<string, Cell>): number {
  const columns = (next.get(cell.part.id) ?? []).flatMap((id) => cells.get(id)?.column ?? []);
  return columns.length === 0 ? cell.column : columns.reduce((sum, column) => sum + column, 0) / columns.length;
}

/** Gives the cells of a band their columns, in order, as near to their wishes as the width allows; bands of several rows fill column by column. */
function settle(order: readonly Cell[], band: Band, columns: number, wishes: readonly number[]): void {
  if (band.rows > 1) {
    const used = Math.ceil(order.length / band.rows);
    const shift = Math.floor((columns - used) / 2);
    for (const [i, cell] of order.entries()) {
      cell.column = shift + Math.floor(i / band.rows);
      cell.row = band.firstRow + (i % band.rows);
    }
    return;
  }
  let least = 0;
  for (const [i, cell] of order.entries()) {
    const most = columns - (order.length - i);
    cell.column = Math.min(Math.max(Math.round(wishes[i] ?? 0), least), most);
    least = cell.column + 1;
  }
}

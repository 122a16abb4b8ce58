/**
 * The implementation extra information of ETSI TS 103 701, as far as a map can give it: what the map says, and for everything else what is to
 * be written. Declarations only; whether any of it is so is for evidence to show.
 */
import type { Part, ServiceMap } from '../model.ts';
import { type Device, deviceOf, known, missing } from './device.ts';
import { FILL } from './fill.ts';
import type { Cell, Ixit, Row, Table } from './model.ts';
import { FORMS, type Form } from './tables.ts';

export type { Cell, Ixit, Table } from './model.ts';

/** The parts that EN 303 645, and so TS 103 701, is about. */
export function devicesOf(map: ServiceMap): readonly Part[] {
  return map.parts.filter((part) => part.inScope && (part.kind === 'device' || part.kind === 'gateway'));
}

/** The 29 tables for one device of the map. Pure; the same map gives the same tables. */
export function ixitOf(map: ServiceMap, part: Part): Ixit {
  const device = deviceOf(map, part);
  const tables = FORMS.map((form) => tableOf(form, device));
  const of = (state: ReturnType<typeof stateOf>) => tables.filter((table) => stateOf(table) === state).length;
  return {
    format: 'assay-ixit/1',
    service: map.service.id,
    device: part.id,
    deviceName: part.name,
    tables,
    counts: { tables: tables.length, complete: of('complete'), partly: of('partly'), empty: of('empty'), notApplicable: of('not applicable') },
  };
}

/** `complete`: every cell has an answer. `empty`: no cell has. */
export function stateOf(table: Table): 'complete' | 'partly' | 'empty' | 'not applicable' {
  if (table.notApplicable !== undefined && table.rows.length === 0) return 'not applicable';
  const cells = table.rows.flatMap((row) => row.cells);
  const filled = cells.filter(isFilled).length;
  return filled === 0 ? 'empty' : filled === cells.length ? 'complete' : 'partly';
}

export function isFilled(cell: Cell): cell is Extract<Cell, { readonly value: string }> {
  return 'value' in cell;
}

function tableOf({ number, name, later, title, columns, write }: Form, device: Device): Table {
  const filled = FILL[name]?.(device) ?? { rows: [] };
  const written = [name, `${number}-${name}`, ...(later === undefined ? [] : [later, `${number}-${later}`])].flatMap((called) => device.written(called));
  const all = [...filled.rows, ...written.map((note): Row => writtenRow(name, note, columns.length))];
  return {
    number,
    name,
    ...(later === undefined ? {} : { later }),
    title,
    columns,
    rows: all,
    ...(filled.notApplicable === undefined || all.length > 0 ? {} : { notApplicable: filled.notApplicable }),
    ...(all.length > 0 || filled.notApplicable !== undefined ? {} : { toWrite: write }),
  };
}

// The operator's own words. A note has one text: lines of the form `column: text` would be one more syntax, so its whole text answers the first
// column and each line after it the next.
function writtenRow(table: string, note: ServiceMap['notes'][number], columns: number): Row {
  const [first = '', ...lines] = [
    note.title.slice(note.title.indexOf(':') + 1).trim(),
    ...(note.description ?? '').split('\n').map((line) => line.trim()),
  ].filter((line) => line !== '');
  const rest = lines.length > columns - 1 ? [...lines.slice(0, columns - 2), lines.slice(Math.max(0, columns - 2)).join(' ')] : lines;
  const said = columns === 1 ? [[first, ...lines].join(' ')] : [first, ...rest];
  return {
    id: `${table}-${note.id}`,
    cells: Array.from({ length: columns }, (_, i) => {
      const text = said[i];
      return text === undefined || text === '' ? missing(`Write it as line ${i} of the note ${note.id}.`) : known(text, note.id);
    }),
  };
}

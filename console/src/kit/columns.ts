import type { ReactNode } from 'react';

/** One column: what it says of a row. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What is sorted by, searched in, copied and downloaded. Nothing where the row has none. */
  readonly value: (row: Row) => string | number | undefined;
  /** How it is drawn, where that is more than the value. */
  readonly show?: (row: Row) => ReactNode;
  /** A number: right-aligned, in tabular figures. */
  readonly figure?: boolean;
  /** Such as `10rem` or `20%`. */
  readonly width?: string;
  /** For values whose order is no alphabet: smaller comes first. */
  readonly rank?: (row: Row) => number;
}

export interface TableView {
  /** A column's id; with `-` before it, the largest first. */
  readonly sort?: string | undefined;
  readonly find?: string | undefined;
  /** From 1. */
  readonly page?: number | undefined;
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Rows whose columns hold every word of `find`. */
export function found<Row>(rows: readonly Row[], columns: readonly Column<Row>[], find = ''): readonly Row[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const said = columns
      .map((column) => column.value(row) ?? '')
      .join('\n')
      .toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** Rows without a value come last in both directions. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort?: string): readonly Row[] {
  const column = columns.find(({ id }) => id === sort?.replace(/^-/, ''));
  if (column === undefined) return rows;
  const turn = sort?.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column.rank !== undefined) return turn * (column.rank(a) - column.rank(b));
    const [x, y] = [column.value(a), column.value(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return turn * (typeof x === 'number' && typeof y === 'number' ? x - y : order.compare(String(x), String(y)));
  });
}

/** A text that a spreadsheet would run as a formula is made plain by a quotation mark before it: names come from imported models. */
const plain = (value: string | number | undefined): string => (typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? ''));

/** RFC 4180, with a heading. */
export function asCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [columns.map(({ title }) => cell(plain(title))), ...rows.map((row) => columns.map((column) => cell(plain(column.value(row)))))];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/** For pasting into a spreadsheet or a text. */
export function asLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cell = (value: string | number | undefined): string => plain(value).replace(/[\t\r\n]+/g, ' ');
  return [columns.map(({ title }) => cell(title)), ...rows.map((row) => columns.map((column) => cell(column.value(row))))]
    .map((line) => line.join('\t'))
    .join('\n');
}

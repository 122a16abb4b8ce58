import { figure } from '../core/index.ts';
import { wrap } from './help.ts';

/** Rows as text columns, two spaces apart; numbers to the right. The last column is cut so that no line passes `width`. */
export function table(head: Row, rows: readonly Row[], width = 100): string {
  return laid(head, rows, (cells) => {
    const text = cells.join('  ').trimEnd();
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  });
}

/** The same, and nothing is cut: the last column goes on in further lines below itself where a line would pass `width`, for what the reader came for stands there. */
export function wholeTable(head: Row, rows: readonly Row[], width = 100): string {
  return laid(head, rows, (cells) => {
    const before = cells.slice(0, -1);
    const start = before.reduce((sum, cell) => sum + cell.length + 2, 0);
    const [first = '', ...rest] = wrap((cells.at(-1) ?? '').trimEnd(), Math.max(LEAST, width - start));
    return [[...before, first].join('  ').trimEnd(), ...rest.map((more) => ' '.repeat(start) + more)].join('\n');
  });
}

type Row = readonly (string | number)[];

/** How narrow the last column may become: where the others leave less, lines pass the width. */
const LEAST = 30;

/** Every row by `line`, which is given its cells as wide as their columns. */
function laid(head: Row, rows: readonly Row[], line: (cells: readonly string[]) => string): string {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return all
    .map((row) => line(row.map((cell, column) => (numeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))))
    .join('\n');
}

/** `1 gap`, `2 gaps`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${figure(n)} ${n === 1 ? one : many}`;
}

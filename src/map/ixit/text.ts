import { type Cell, type Ixit, isFilled, stateOf } from './index.ts';

const said = (cell: Cell) => (isFilled(cell) ? cell.value : `(to write) ${cell.missing}`);
const inTable = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

/** All tables as Markdown: what is known, and what is to be written. */
export function ixitMarkdown(ixit: Ixit): string {
  const { counts } = ixit;
  return [
    `# IXIT of ${inTable(ixit.deviceName)}`,
    '',
    `The ${counts.tables} tables of ETSI TS 103 701 as far as the service map of \`${ixit.service}\` can fill them for \`${ixit.device}\`: ${counts.complete} complete, ${counts.partly} in part, ${counts.empty} empty, ${counts.notApplicable} not applicable. What the map says is a declaration; whether it is so is for evidence to show.`,
    ...ixit.tables.flatMap((table) => [
      '',
      `## ${table.number}-${table.name}${table.later === undefined ? '' : ` (V2.1.1: ${table.number}-${table.later})`}: ${table.title}`,
      '',
      ...(table.notApplicable !== undefined
        ? [`Not applicable: ${inTable(table.notApplicable.why)} (${table.notApplicable.from.map((one) => `\`${one}\``).join(', ')})`]
        : table.rows.length === 0
          ? [`To write: ${table.toWrite}`]
          : [
              `| ID | ${table.columns.join(' | ')} |`,
              `| --- | ${table.columns.map(() => '---').join(' | ')} |`,
              ...table.rows.map((row) => `| ${inTable(row.id)} | ${row.cells.map((cell) => inTable(said(cell))).join(' | ')} |`),
            ]),
    ]),
    '',
  ].join('\n');
}

/** One line a cell: table, row, column, answer, what it rests on, what is missing. For spreadsheets. */
export function ixitRows(ixit: Ixit): readonly (readonly string[])[] {
  return [
    ['table', 'row', 'column', 'answer', 'from', 'to write'],
    ...ixit.tables.flatMap((table) =>
      table.rows.length === 0
        ? [
            [
              `${table.number}-${table.name}`,
              '',
              '',
              table.notApplicable === undefined ? '' : `not applicable: ${table.notApplicable.why}`,
              table.notApplicable?.from.join(' ') ?? '',
              table.toWrite ?? '',
            ],
          ]
        : table.rows.flatMap((row) =>
            row.cells.map((cell, i) => [
              `${table.number}-${table.name}`,
              row.id,
              table.columns[i] ?? '',
              isFilled(cell) ? cell.value : '',
              isFilled(cell) ? cell.from.join(' ') : '',
              isFilled(cell) ? '' : cell.missing,
            ]),
          ),
    ),
  ];
}

/** One line a table: what is in it and what is to do. */
export function ixitSummary(ixit: Ixit): readonly (readonly [name: string, state: string, filled: string, rows: number])[] {
  return ixit.tables.map((table) => {
    const cells = table.rows.flatMap((row) => row.cells);
    return [`${table.number}-${table.name}`, stateOf(table), `${cells.filter(isFilled).length} of ${cells.length}`, table.rows.length];
  });
}

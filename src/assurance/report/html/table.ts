import { type Markup, markup, nothing } from './markup.ts';

export interface Column {
  readonly label: string;
  /** Numbers stand to the right, in figures of equal width. */
  readonly number?: boolean;
  readonly className?: string;
}

export interface Row {
  /** Such as its id. */
  readonly attributes?: Markup;
  /** As many as there are columns; the first names the row. */
  readonly cells: readonly (Markup | string | number)[];
}

/** A table that scrolls by itself where it must, stacks on a telephone, and repeats its head on paper. */
export function table(caption: Markup | string, columns: readonly Column[], rows: readonly Row[], className = ''): Markup {
  const head = columns.map((column) => markup`<th scope="col"${kind(column)}>${column.label}</th>`);
  const body = rows.map(
    (
      row,
    ) => markup`<tr${row.attributes ?? nothing}>${row.cells.map((cell, i) => (i === 0 ? markup`<th scope="row"${kind(columns[0])}>${cell}</th>` : markup`<td data-l="${columns[i]?.label ?? ''}"${kind(columns[i])}>${cell}</td>`))}</tr>
`,
  );
  return markup`<table class="stack ${className}"><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table>
`;
}

function kind(column: Column | undefined): Markup {
  const names = [column?.number === true ? 'num' : '', column?.className ?? ''].filter((name) => name !== '').join(' ');
  return names === '' ? nothing : markup` class="${names}"`;
}

/** Says what was left out, and where it is. */
export function leftOut(left: number, one: string, many = `${one}s`, where = 'The JSON form of this report has all of them.'): Markup {
  if (left === 0) return nothing;
  return markup`<p class="left-out">${left} more ${left === 1 ? one : many} ${left === 1 ? 'is' : 'are'} not printed here, to keep the page quick to open. ${where}</p>
`;
}

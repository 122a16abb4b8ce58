/** Rows of comma-separated values (RFC 4180): quoted cells, doubled quotes, line breaks within quotes. `undefined` where a quote is never closed. */
export function csvRows(text: string): readonly { readonly line: number; readonly cells: readonly string[] }[] | undefined {
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let begun = 1;
  let quoted = false;
  let any = false;
  const endRow = (): void => {
    if (any || cell !== '' || cells.length > 0) rows.push({ line: begun, cells: [...cells, cell] });
    cells = [];
    cell = '';
    any = false;
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\n') line += 1;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') {
      quoted = true;
      any = true;
    } else if (char === ',') {
      cells.push(cell);
      cell = '';
      any = true;
    } else if (char === '\n') {
      endRow();
      begun = line;
    } else if (char !== '\r') cell += char;
  }
  if (quoted) return undefined;
  endRow();
  return rows;
}

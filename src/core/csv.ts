/**
 * RFC 4180: fields quoted where they must be, CRLF at the end of each line. A field that a spreadsheet would take for a formula is made text by an
 * apostrophe before it (OWASP, CSV injection): what is written here may hold names that strangers chose.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map((field) => quoted(String(field))).join(',')}\r\n`).join('');
}

function quoted(field: string): string {
  const safe = /^[=+\-@\t\r]/.test(field) && !/^-?\d+(?:\.\d+)?$/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

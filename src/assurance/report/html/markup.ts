const made: unique symbol = Symbol('markup');

/** HTML. An object, so that no string of anybody's can be taken for it; made by the tag `markup` alone. */
export interface Markup {
  readonly [made]: true;
  readonly html: string;
}

type Piece = Markup | readonly Markup[] | string | number | undefined;

// Names and evidence are written by others: a map is imported, a finding is a scanner's. They never become markup, because the only
// door from text to Markup escapes, and the door is this file.
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

// Control characters have no place in an HTML document (HTML Living Standard, 13.2.3.5), lone surrogates have no UTF-8 form, and the
// bidirectional overrides would let one cell's text change how its neighbours read. U+FFFD shows that something stood there.
const UNSHOWABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Foreign text with each character that cannot be shown replaced by U+FFFD. */
export function showable(text: string): string {
  return text.replace(UNSHOWABLE, '\ufffd');
}

function write(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return showable(piece).replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
  return 'html' in piece ? piece.html : piece.map((one) => one.html).join('');
}

/** Tag for template literals of HTML. Text that is put in is escaped for element content and for quoted attributes; Markup stays as it is. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const html = strings.reduce((text, part, i) => text + write(pieces[i - 1]) + part);
  return { [made]: true, html };
}

export const nothing: Markup = markup``;

/** The pieces with `between` between them. */
export function joined(pieces: readonly Markup[], between: string): Markup {
  return pieces.reduce((all, piece, i) => (i === 0 ? piece : markup`${all}${between}${piece}`), nothing);
}

/** A constant of this folder that is HTML already: the style sheet, the patterns. Never for anything that is read or computed from a report. */
export function trusted(html: string): Markup {
  return { [made]: true, html };
}

import { showable } from './html/markup.ts';

// GitHub Flavored Markdown of foreign text. Whoever names a part of the map must not be able to start a heading, a link, a picture, a
// row of a table, raw HTML, or to call people by @name in a pull request where the report is posted.

/** Foreign text as inline Markdown: one line, every mark of syntax taken literally. */
export function inline(text: string): string {
  return (
    showable(text)
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[\\`*_[\]|~#!$^]/g, '\\$&')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      // Extended autolinks (GFM section 6.9) look for these three; a mention or an address for the @. U+2060 is a word joiner: no width, no break.
      .replace(/:\/\//g, '\\://')
      .replace(/\bwww\./gi, (found) => found.replace('.', '\\.'))
      .replace(/@/g, '@\u2060')
      // At the start of a line: lists, rules, setext underlines.
      .replace(/^(\d{1,9})([.)])/, '$1\\$2')
      .replace(/^[-+=]/, '\\$&')
  );
}

/** A table of GFM (section 4.10): as many cells in each row as in the head. Cells are Markdown already. */
export function grid(head: readonly (string | { readonly right: string })[], rows: readonly (readonly string[])[]): string {
  const labels = head.map((one) => (typeof one === 'string' ? one : one.right));
  const rule = head.map((one) => (typeof one === 'string' ? '---' : '---:'));
  const lines = [labels, rule, ...rows.map((row) => labels.map((_, i) => row[i] ?? ''))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

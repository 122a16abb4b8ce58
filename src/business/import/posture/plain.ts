import { worded } from '../../../evidence/import/wording.ts';

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&nbsp;', ' '],
  ['&quot;', '"'],
  ['&#34;', '"'],
  ['&#39;', "'"],
  ['&#x27;', "'"],
  ['&apos;', "'"],
  // Last, or what it uncovers would be taken for another.
  ['&amp;', '&'],
];

/**
 * What a tool wrote for a page, as plain text on one line: without tags, in one pass over the text, since its writer may have any length in mind. An opening
 * that never closes takes the rest with it. `&lt;` stays as it is: text that would be a tag again is nobody's plain text.
 */
export function plain(html: string, most: number): string {
  const text = html.slice(0, 20_000);
  let out = '';
  let from = 0;
  for (;;) {
    const open = nextTag(text, from);
    if (open === -1) {
      out += text.slice(from);
      break;
    }
    out += `${text.slice(from, open)} `;
    const close = text.indexOf('>', open);
    if (close === -1) break;
    from = close + 1;
  }
  return worded(
    ENTITIES.reduce((whole, [entity, character]) => whole.replaceAll(entity, character), out),
    most,
  );
}

/** The text of a block that has others after it: badges and links that are no part of the sentence. */
export function firstBlock(html: string): string {
  const at = html.search(/<(?:div|ul|table|p)[\s>]/i);
  return at > 0 ? html.slice(0, at) : html;
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('<', from); at !== -1; at = text.indexOf('<', at + 1)) if (/[a-z/!]/i.test(text[at + 1] ?? '')) return at;
  return -1;
}

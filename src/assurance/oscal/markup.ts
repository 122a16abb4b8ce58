import { textOf, type XmlElement } from '../../core/index.ts';

// OSCAL's markup is a small part of HTML in XML, and CommonMark in JSON (metaschema, "markup-line" and "markup-multiline"). One way, as text: what
// cannot be told in Markdown keeps its words.

const BLOCKS: ReadonlySet<string> = new Set(['p', 'ul', 'ol', 'table', 'pre', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr']);
const INLINES: ReadonlySet<string> = new Set(['a', 'b', 'br', 'code', 'em', 'i', 'img', 'insert', 'q', 'strong', 'sub', 'sup']);

export function isBlock(element: XmlElement): boolean {
  return BLOCKS.has(element.name);
}

export function isInline(element: XmlElement): boolean {
  return INLINES.has(element.name);
}

/** A run of text and inline elements, as one line of Markdown. */
export function inline(children: readonly (XmlElement | string)[]): string {
  return children.map(piece).join('').replace(/\s+/g, ' ').trim();
}

function piece(child: XmlElement | string): string {
  if (typeof child === 'string') return child;
  const within = child.children.map(piece).join('');
  const attribute = (name: string) => child.attributes.get(name) ?? '';
  switch (child.name) {
    case 'em':
    case 'i':
      return `*${within}*`;
    case 'strong':
    case 'b':
      return `**${within}**`;
    case 'code':
      return `\`${within}\``;
    case 'q':
      return `"${within}"`;
    case 'a':
      return `[${within}](${attribute('href')})`;
    case 'img':
      return `![${attribute('alt')}](${attribute('src')})`;
    case 'insert':
      return `{{ insert: ${attribute('type')}, ${attribute('id-ref')} }}`;
    case 'sub':
      return `~${within}~`;
    case 'sup':
      return `^${within}^`;
    case 'br':
      return '\n';
    default:
      return within;
  }
}

/** Blocks of markup as Markdown, with an empty line between them. */
export function blocks(elements: readonly XmlElement[]): string {
  return elements
    .map((element) => block(element, ''))
    .filter((text) => text !== '')
    .join('\n\n');
}

function block(element: XmlElement, indent: string): string {
  switch (element.name) {
    case 'pre':
      return `\`\`\`\n${textOf(element)}\n\`\`\``;
    case 'blockquote':
      return blocks(element.children.filter((child): child is XmlElement => typeof child !== 'string'))
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
    case 'ul':
    case 'ol':
      return items(element, indent);
    case 'table':
      return rows(element);
    case 'hr':
      return '---';
    default:
      return /^h[1-6]$/.test(element.name) ? `${'#'.repeat(Number(element.name[1]))} ${inline(element.children)}` : inline(element.children);
  }
}

function items(list: XmlElement, indent: string): string {
  const own = list.children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === 'li');
  return own
    .map((item, i) => {
      const mark = list.name === 'ol' ? `${i + 1}.` : '-';
      const nested = item.children.filter((child): child is XmlElement => typeof child !== 'string' && isBlock(child) && child.name !== 'p');
      const line = inline(item.children.filter((child) => typeof child === 'string' || !isBlock(child) || child.name === 'p'));
      return [`${indent}${mark} ${line}`, ...nested.map((one) => block(one, `${indent}  `))].join('\n');
    })
    .join('\n');
}

function rows(table: XmlElement): string {
  const found: XmlElement[] = [];
  const walk = (element: XmlElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      if (child.name === 'tr') found.push(child);
      else walk(child);
    }
  };
  walk(table);
  const lines = found.map((row) => `| ${row.children.flatMap((cell) => (typeof cell === 'string' ? [] : [inline(cell.children)])).join(' | ')} |`);
  const first = lines[0];
  if (first === undefined) return '';
  const columns = Math.max(1, (first.match(/\|/g)?.length ?? 2) - 1);
  return [first, `|${' --- |'.repeat(columns)}`, ...lines.slice(1)].join('\n');
}

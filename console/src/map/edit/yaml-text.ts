import { Document, isMap, isPair, isScalar, isSeq, type Pair, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Change, changed, type Path, type Plain } from './references.ts';

// Changes to a YAML text that leave everything else of it as somebody wrote it: comments, order, quotes, spaces. A change is cut into the text where it belongs,
// and the text is then read again: where it does not give what it should, the document is written anew by the library, which keeps comments and loses spaces.

export interface ReadText {
  /** Absent where the text cannot be read. */
  readonly value?: Plain;
  readonly error?: string;
  /** Offsets of elements by list and index: `parts 3`. */
  readonly spots: Readonly<Record<string, number>>;
}

const OPTIONS = { keepSourceTokens: false, logLevel: 'silent', uniqueKeys: true } as const;

export function readText(text: string): ReadText {
  const doc = parseDocument(text, OPTIONS);
  const [error] = doc.errors;
  if (error !== undefined) return { error: error.message.split('\n')[0] ?? error.message, spots: {} };
  const spots: Record<string, number> = {};
  if (isMap(doc.contents)) {
    for (const { key, value } of doc.contents.items) {
      if (isScalar(key) && isSeq(value)) for (const [i, item] of value.items.entries()) spots[`${String(key.value)} ${i}`] = startOf(item) ?? 0;
    }
  }
  return { value: doc.toJS({ maxAliasCount: 0 }) as Plain, spots };
}

/** The text with changes made to it. Throws where the text cannot be read. */
export function changeText(text: string, changes: readonly Change[]): string {
  const scalars = scalarCuts(text, changes);
  if (scalars !== undefined) return scalars;
  return changes.reduce(changeOne, text);
}

function changeOne(text: string, change: Change): string {
  const doc = parseDocument(text, OPTIONS);
  if (doc.errors.length > 0) throw new TypeError('the text cannot be read');
  const wanted = changed(doc.toJS() as Plain, [change]);
  const cut = cutOf(text, doc, change);
  if (cut !== undefined && gives(cut, wanted)) return cut;
  if (change.op === 'remove') doc.deleteIn(change.path);
  else if (change.op === 'set') doc.setIn(change.path, doc.createNode(change.value));
  else if (isSeq(doc.getIn(change.path))) doc.addIn(change.path, doc.createNode(change.value));
  else doc.setIn(change.path, doc.createNode([change.value]));
  const written = doc.toString({ lineWidth: 0 });
  return gives(written, wanted) ? written : new Document(wanted).toString({ lineWidth: 0 });
}

function gives(text: string, wanted: Plain): boolean {
  const doc = parseDocument(text, OPTIONS);
  return doc.errors.length === 0 && JSON.stringify(sortedKeys(doc.toJS() as Plain)) === JSON.stringify(sortedKeys(wanted));
}

function sortedKeys(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Plain[]).map(sortedKeys);
  const fields = value as { readonly [key: string]: Plain };
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, sortedKeys(fields[key] ?? null)]),
  );
}

/** Many values exchanged for others in one reading: what a rename is. */
function scalarCuts(text: string, changes: readonly Change[]): string | undefined {
  const doc = parseDocument(text, OPTIONS);
  if (doc.errors.length > 0) throw new TypeError('the text cannot be read');
  const cuts: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  for (const change of changes) {
    const node = change.op === 'set' ? doc.getIn(change.path, true) : undefined;
    if (change.op !== 'set' || !isScalar(node) || node.range == null || (typeof change.value === 'object' && change.value !== null)) return undefined;
    if (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL || node.range[0] === node.range[1]) return undefined;
    cuts.push({ from: node.range[0], to: node.range[1], text: inline(change.value) });
  }
  const made = cuts.sort((a, b) => b.from - a.from).reduce((all, one) => all.slice(0, one.from) + one.text + all.slice(one.to), text);
  return gives(made, changed(doc.toJS() as Plain, changes)) ? made : undefined;
}

function cutOf(text: string, doc: ReturnType<typeof parseDocument>, change: Change): string | undefined {
  const holder = doc.getIn(change.path.slice(0, -1), true) ?? doc.contents;
  const last = change.path.at(-1);
  if (change.op === 'remove')
    return isMap(holder) ? withoutKey(text, holder, String(last)) : isSeq(holder) ? withoutItem(text, holder, Number(last)) : undefined;
  const there = doc.getIn(change.path, true);
  if (change.op === 'add') {
    if (isSeq(there) && there.items.length > 0) return withItem(text, there, change.value);
    if (isMap(holder)) return withKey(text, holder, change.path, [change.value]);
    return undefined;
  }
  const range = rangeOf(there);
  if (range !== undefined) return text.slice(0, range[0]) + inline(change.value) + text.slice(range[1]);
  return isMap(holder) ? withKey(text, holder, change.path, change.value) : undefined;
}

type Range = readonly [number, number];

function rangeOf(node: unknown): Range | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | undefined)?.range;
  return range == null || range[0] === range[1] ? undefined : [range[0], range[1]];
}

function startOf(node: unknown): number | undefined {
  return rangeOf(isPair(node) ? node.key : node)?.[0];
}

/** Where a node's own text ends: without the line break and the comments that follow. */
function endOf(text: string, node: unknown): number | undefined {
  const range = rangeOf(node);
  if (range === undefined) return undefined;
  let end = range[1];
  while (end > range[0] && /[\s]/.test(text.charAt(end - 1))) end -= 1;
  return end;
}

function endOfPair(text: string, pair: Pair): number | undefined {
  return endOf(text, pair.value) ?? endOf(text, pair.key);
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};
const columnOf = (text: string, at: number): number => at - lineStart(text, at);

function withKey(text: string, map: YAMLMap, path: Path, value: Plain): string | undefined {
  const key = String(path.at(-1));
  const last = map.items.at(-1);
  if (map.flow === true) {
    const range = rangeOf(map);
    if (range === undefined) return undefined;
    const close = text.lastIndexOf('}', range[1] - 1);
    const inside = text.slice(range[0] + 1, close).trimEnd();
    return `${text.slice(0, range[0] + 1)}${inside}${last === undefined ? ' ' : ', '}${key}: ${inline(value)} ${text.slice(close)}`;
  }
  const first = startOf(map.items[0]);
  const end = last === undefined ? undefined : endOfPair(text, last);
  if (first === undefined || end === undefined) return undefined;
  const at = lineEnd(text, end);
  const pad = ' '.repeat(columnOf(text, first));
  const isList = path.length === 1 && Array.isArray(value) && value.every((item) => typeof item === 'object');
  const written = isList
    ? `\n${pad}${key}:${(value as readonly Plain[]).map((item) => `\n${pad}  - ${block(item, columnOf(text, first) + 4)}`).join('')}`
    : `${pad}${key}: ${inline(value)}`;
  return `${text.slice(0, at)}\n${written}${text.slice(at)}`;
}

function withItem(text: string, list: YAMLSeq, value: Plain): string | undefined {
  const last = list.items.at(-1);
  if (list.flow === true) {
    const end = endOf(text, last);
    return end === undefined ? undefined : `${text.slice(0, end)}, ${inline(value)}${text.slice(end)}`;
  }
  const start = startOf(list.items[0]);
  const end = endOf(text, last);
  if (start === undefined || end === undefined) return undefined;
  const dash = text.lastIndexOf('-', start);
  const column = columnOf(text, dash);
  const at = lineEnd(text, end);
  // As the last item is written: on one line, or on several.
  const written = (last as YAMLMap | undefined)?.flow === true ? inline(value) : block(value, column + 2);
  return `${text.slice(0, at)}\n${' '.repeat(column)}- ${written}${text.slice(at)}`;
}

function withoutKey(text: string, map: YAMLMap, key: string): string | undefined {
  const at = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  const pair = map.items[at];
  const start = startOf(pair);
  const end = pair === undefined ? undefined : endOfPair(text, pair);
  if (start === undefined || end === undefined) return undefined;
  const next = startOf(map.items[at + 1]);
  if (next !== undefined)
    return map.flow === true || at === 0 ? text.slice(0, start) + text.slice(next) : text.slice(0, lineStart(text, start)) + text.slice(lineStart(text, next));
  if (at === 0) return undefined;
  if (map.flow === true) {
    const before = endOfPair(text, map.items[at - 1] as Pair);
    return before === undefined ? undefined : text.slice(0, before) + text.slice(end);
  }
  return text.slice(0, lineStart(text, start)) + text.slice(Math.min(text.length, lineEnd(text, end) + 1));
}

function withoutItem(text: string, list: YAMLSeq, at: number): string | undefined {
  const item = list.items[at];
  const start = startOf(item);
  const end = endOf(text, item);
  if (start === undefined || end === undefined || list.items.length < 2) return undefined;
  if (list.flow === true) {
    const next = startOf(list.items[at + 1]);
    if (next !== undefined) return text.slice(0, start) + text.slice(next);
    const before = endOf(text, list.items[at - 1]);
    return before === undefined ? undefined : text.slice(0, before) + text.slice(end);
  }
  return text.slice(0, lineStart(text, text.lastIndexOf('-', start))) + text.slice(Math.min(text.length, lineEnd(text, end) + 1));
}

/** A value on one line. */
function inline(value: Plain): string {
  if (typeof value === 'string') return scalar(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map(inline).join(', ')}]`;
  const fields = Object.entries(value as { readonly [key: string]: Plain }).map(([key, one]) => `${scalar(key)}: ${inline(one)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A mapping on several lines, the first without its indentation. */
function block(value: Plain, indent: number): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return inline(value);
  return Object.entries(value as { readonly [key: string]: Plain })
    .map(([key, one]) => `${scalar(key)}: ${inline(one)}`)
    .join(`\n${' '.repeat(indent)}`);
}

const WORDS = /^(?:true|false|yes|no|on|off|null|~|y|n)$/i;

/** Plain where no reader could take it for anything else, else in quotation marks as JSON has them, which YAML reads alike. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w./()@’-]*(?: [\w./()@’-]+)*$/.test(text) && !WORDS.test(text);
  return plain ? text : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

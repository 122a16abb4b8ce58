import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] };

/** Qualifiers that Maven knows, in their order; the release itself is the empty one. Unknown ones come after all of them, in the order of their letters. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const RELEASE = QUALIFIERS.indexOf('');
const ALIASES: Readonly<Record<string, string>> = { cr: 'rc', ga: '', final: '', release: '' };
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };
const PRINTABLE = /^[!-~]+$/;

/** Maven's ComparableVersion: numbers, words and, after each hyphen or change between the two, a list within the list. Every text is a version to it. */
export function compareMaven(a: string, b: string): Ordering {
  if (a.length > LONGEST_VERSION || b.length > LONGEST_VERSION || !PRINTABLE.test(a) || !PRINTABLE.test(b)) return;
  return compareItems(read(a), read(b));
}

function read(version: string): readonly Item[] {
  const text = version.toLowerCase();
  const root: Item[] = [];
  const stack: Item[][] = [root];
  let list = root;
  let from = 0;
  let digits = false;
  const nest = () => {
    const inner: Item[] = [];
    list.push({ kind: 'list', items: inner });
    list = inner;
    stack.push(inner);
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    const isDigit = letter >= '0' && letter <= '9';
    if (letter === '.' || letter === '-') {
      // Maven itself nests a word before a dot only at the end and before a digit, and so has 1.dev.2 before 1.b1, though 1.b1 is before 1 and 1 before 1.dev.2: no order.
      if (at > from && !digits && list.length > 0) nest();
      list.push(at === from ? { kind: 'number', digits: '0' } : itemOf(text.slice(from, at), digits, false));
      from = at + 1;
      if (letter === '-') nest();
      continue;
    }
    if (at > from && isDigit !== digits) {
      // 1.0alpha1: the word begins a list, and so does the number after it.
      if (!digits && list.length > 0) nest();
      list.push(itemOf(text.slice(from, at), digits, isDigit));
      from = at;
      nest();
    }
    digits = isDigit;
  }
  if (text.length > from) {
    if (!digits && list.length > 0) nest();
    list.push(itemOf(text.slice(from), digits, false));
  }
  for (const each of stack.toReversed()) normalise(each);
  return root;
}

function itemOf(text: string, digits: boolean, beforeDigit: boolean): Item {
  if (digits) return { kind: 'number', digits: text };
  const long = beforeDigit ? (SHORT[text] ?? text) : text;
  return { kind: 'word', word: ALIASES[long] ?? long };
}

/** Trailing items that are nothing are dropped, also those before a list. */
function normalise(items: Item[]): void {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (item === undefined) return;
    if (isNothing(item)) items.splice(at, 1);
    else if (item.kind !== 'list') return;
  }
}

function isNothing(item: Item): boolean {
  return item.kind === 'number' ? /^0+$/.test(item.digits) : item.kind === 'word' ? item.word === '' : item.items.length === 0;
}

function compareItems(a: readonly Item[], b: readonly Item[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x, y] = [a[at], b[at]];
    const order = x === undefined ? (y === undefined ? 0 : reversed(compareToNothing(y))) : y === undefined ? compareToNothing(x) : compareItem(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function compareItem(a: Item, b: Item): -1 | 0 | 1 {
  if (a.kind === 'number') return b.kind === 'number' ? compareDigits(a.digits, b.digits) : 1;
  if (b.kind === 'number') return -1;
  // Maven puts every list after every word; so 0-alpha would be after x, which is after 0, which is after 0-alpha. A word is compared as a list of itself instead.
  if (a.kind === 'list' || b.kind === 'list') return compareItems(a.kind === 'list' ? a.items : [a], b.kind === 'list' ? b.items : [b]);
  return compareWords(a.word, b.word);
}

function compareWords(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [rankOf(a), rankOf(b)];
  return x !== y ? (x < y ? -1 : 1) : x === QUALIFIERS.length ? compareText(a, b) : 0;
}

function rankOf(word: string): number {
  const rank = QUALIFIERS.indexOf(word);
  return rank === -1 ? QUALIFIERS.length : rank;
}

function compareToNothing(item: Item): -1 | 0 | 1 {
  if (item.kind === 'number') return isNothing(item) ? 0 : 1;
  if (item.kind === 'word') {
    const rank = rankOf(item.word);
    return rank === RELEASE ? 0 : rank < RELEASE ? -1 : 1;
  }
  for (const inner of item.items) {
    const order = compareToNothing(inner);
    if (order !== 0) return order;
  }
  return 0;
}

function reversed(order: -1 | 0 | 1): -1 | 0 | 1 {
  return order === 0 ? 0 : order === 1 ? -1 : 1;
}

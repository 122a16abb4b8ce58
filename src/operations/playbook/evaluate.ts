import { RE2JS } from 're2js';
import type { Condition, Operand, Operator } from './condition.ts';
import type { Variables } from './model.ts';
import type { Values } from './variable.ts';

/**
 * What a condition comes to. A variable of which nothing is known makes a comparison unknown, and an unknown joins as in Kleene's logic: `unknown OR true` is true. A condition that stays
 * unknown is decided by nobody: its step fails.
 */
export type Truth = boolean | 'unknown';

const NUMBERS = new Set(['integer', 'long', 'float']);

export function evaluate(condition: Condition, values: Values, declared: (name: string) => Variables[string] | undefined): Truth {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const of = condition.of.map((one) => evaluate(one, values, declared));
      const decides = condition.kind === 'or';
      if (of.includes(decides)) return decides;
      return of.includes('unknown') ? 'unknown' : !decides;
    }
    case 'not': {
      const of = evaluate(condition.of, values, declared);
      return of === 'unknown' ? of : !of;
    }
    case 'exists':
      return values.has(condition.name);
    case 'compare':
      return compared(condition, values, declared);
  }
}

function compared(
  { left, operator, right }: Extract<Condition, { kind: 'compare' }>,
  values: Values,
  declared: (name: string) => Variables[string] | undefined,
): Truth {
  const textOf = (operand: Operand) => (operand.kind === 'literal' ? operand.text : values.get(operand.name));
  const isNumber = (operand: Operand) => (operand.kind === 'literal' ? operand.number : NUMBERS.has(declared(operand.name)?.type ?? ''));
  const a = textOf(left);
  if (a === undefined) return 'unknown';
  const each = right.map((operand): Truth => {
    const b = textOf(operand);
    if (b === undefined) return 'unknown';
    return holds(operator, a, b, isNumber(left) || isNumber(operand));
  });
  if (each.includes(true)) return true;
  return each.includes('unknown') ? 'unknown' : false;
}

function holds(operator: Operator, a: string, b: string, numbers: boolean): Truth {
  switch (operator) {
    case '=':
    case 'IN':
      return order(a, b, numbers, (by) => by === 0);
    case '!=':
      return order(a, b, numbers, (by) => by !== 0);
    case '<':
      return order(a, b, numbers, (by) => by < 0);
    case '<=':
      return order(a, b, numbers, (by) => by <= 0);
    case '>':
      return order(a, b, numbers, (by) => by > 0);
    case '>=':
      return order(a, b, numbers, (by) => by >= 0);
    case 'LIKE':
      return like(a, b);
    case 'MATCHES':
      return matches(a, b);
    case 'ISSUBSET':
      return holdsNetwork(b, a);
    case 'ISSUPERSET':
      return holdsNetwork(a, b);
  }
}

const WHOLE = /^[+-]?\d+$/;

/** As whole numbers of any size where both are, else as numbers, else as text. A number that is asked of text that is none is unknown. */
function order(a: string, b: string, numbers: boolean, is: (by: number) => boolean): Truth {
  if (!numbers) return is(a < b ? -1 : a > b ? 1 : 0);
  if (WHOLE.test(a) && WHOLE.test(b)) {
    const [x, y] = [BigInt(a.replace('+', '')), BigInt(b.replace('+', ''))];
    return is(x < y ? -1 : x > y ? 1 : 0);
  }
  const [x, y] = [Number(a), Number(b)];
  if (a.trim() === '' || b.trim() === '' || Number.isNaN(x) || Number.isNaN(y)) return 'unknown';
  return is(x - y);
}

/** `%` is any text and `_` any character; in time that is linear in each part. */
function like(text: string, pattern: string): boolean {
  let [at, next, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = pattern.charAt(next);
    if (wanted === '%') {
      star = next++;
      mark = at;
    } else if (next < pattern.length && (wanted === '_' || wanted === text.charAt(at))) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (pattern.charAt(next) === '%') next += 1;
  return next === pattern.length;
}

/** On an engine in linear time: the pattern may be a stranger's. What it does not take is unknown, not false. */
function matches(text: string, pattern: string): Truth {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return 'unknown';
  }
}

interface Network {
  readonly address: bigint;
  readonly width: number;
  readonly prefix: number;
}

function holdsNetwork(whole: string, part: string): Truth {
  const [outer, inner] = [networkOf(whole), networkOf(part)];
  if (outer === undefined || inner === undefined) return 'unknown';
  if (outer.width !== inner.width || inner.prefix < outer.prefix) return false;
  const shift = BigInt(outer.width - outer.prefix);
  return outer.address >> shift === inner.address >> shift;
}

function networkOf(text: string): Network | undefined {
  const [address = '', prefix] = text.split('/');
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  const width = v4 === null ? 128 : 32;
  const bits = prefix === undefined ? width : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 0 || bits > width) return undefined;
  if (v4 !== null) {
    const octets = v4.slice(1).map(Number);
    return octets.every((octet) => octet < 256) ? { address: octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n), width, prefix: bits } : undefined;
  }
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(address) || !URL.canParse(`http://[${address}]/`)) return undefined;
  // The platform gives it without dotted octets, with at most one gap.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = tail === undefined ? before : [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
  return { address: all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n), width, prefix: bits };
}

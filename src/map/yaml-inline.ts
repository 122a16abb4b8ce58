import { FORBIDDEN_KEYS, type Json } from '../core/index.ts';
import { plainScalar } from './yaml-scalar.ts';

/** Thrown inside the fast reader where the text leaves its part of YAML; it never leaves that reader. */
export class Unsure extends Error {}

export function unsure(): never {
  throw new Unsure();
}

const FLOW_PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@ -]*$/;

/** The text of a literal or folded block, from its lines without indentation (YAML 1.2 section 8.1). */
export function scalarText(lines: readonly string[], folded: boolean, chomp: string): string {
  let last = lines.length;
  while (last > 0 && lines[last - 1] === '') last -= 1;
  let body = '';
  let blank = 0;
  for (let i = 0; i < last; i += 1) {
    const line = lines[i] ?? '';
    if (!folded) body += i === 0 ? line : `\n${line}`;
    else if (line === '') blank += 1;
    else {
      body += body === '' ? '\n'.repeat(blank) : blank === 0 ? ' ' : '\n'.repeat(blank);
      body += line;
      blank = 0;
    }
  }
  if (chomp === '-') return body;
  return chomp === '+' ? body + '\n'.repeat(lines.length - last + 1) : `${body}\n`;
}

/** A flow collection of scalars on one line, such as `[a, b]` or `{ from: x, to: y }`. Anything richer is left to the full reader. */
export function flow(text: string): Json {
  const close = text.startsWith('[') ? ']' : '}';
  if (!text.endsWith(close)) unsure();
  // Printable ASCII only, so that what trim() takes away is space and nothing else.
  if (/[^ -~]/.test(text)) unsure();
  const inner = text.slice(1, -1).trim();
  if (inner === '') return close === ']' ? [] : {};
  if (/["'[\]{}#&*!|>%`]/.test(inner)) unsure();
  const items = inner.split(',').map((item) => item.trim());
  if (close === ']') return items.map((item) => (FLOW_PLAIN.test(item) ? plainScalar(item) : unsure()));
  const object: { [key: string]: Json } = {};
  for (const item of items) {
    const colon = item.indexOf(': ');
    const name = item.slice(0, Math.max(0, colon));
    const value = item.slice(colon + 2).trim();
    if (!FLOW_PLAIN.test(name) || !FLOW_PLAIN.test(value) || typeof plainScalar(name) !== 'string') unsure();
    if (FORBIDDEN_KEYS.has(name) || Object.hasOwn(object, name) || name.endsWith(' ')) unsure();
    object[name] = plainScalar(value);
  }
  return object;
}

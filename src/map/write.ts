import type { z } from 'zod';
import type { Json } from '../core/index.ts';
import { serviceMapSchema } from './model.ts';
import { plainScalar } from './yaml-scalar.ts';

/**
 * The YAML text of a map: fields in the order of the schema, what equals its default left out, short lists of ids on one line, long
 * text as it reads. The same map gives the same text, and `readMap` of it gives the same map. Pure and linear.
 */
export function writeMap(map: z.input<typeof serviceMapSchema>): string {
  const lines: string[] = [];
  for (const [i, [key, value]] of members(map as Fields, serviceMapSchema).entries()) {
    if (i > 0 && typeof value === 'object') lines.push('');
    entry(lines, '', '', key, value as Json, inner(serviceMapSchema, key));
  }
  return `${lines.join('\n')}\n`;
}

interface Fields {
  readonly [key: string]: Json | undefined;
}

interface Definition {
  readonly type: string;
  readonly innerType?: unknown;
  readonly defaultValue?: unknown;
  readonly element?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
}

function definition(schema: unknown): Definition | undefined {
  return (schema as { readonly def?: Definition } | undefined)?.def;
}

function bare(schema: unknown): unknown {
  let at = schema;
  for (let def = definition(at); def?.innerType !== undefined; def = definition(at)) at = def.innerType;
  return at;
}

function inner(schema: unknown, key: string): unknown {
  return definition(bare(schema))?.shape?.[key];
}

/** The members to write, in the schema's order and without those that equal their default; in their own order where the schema has none. */
function members(value: Fields, schema: unknown): (readonly [string, Json])[] {
  const shape = definition(bare(schema))?.shape;
  const present = Object.entries(value).filter((member): member is [string, Json] => member[1] !== undefined);
  if (shape === undefined) return present;
  const order = Object.keys(shape);
  return present.filter(([key, member]) => !isDefault(member, shape[key])).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

function isDefault(value: Json, schema: unknown): boolean {
  const def = definition(schema);
  if (def?.type === 'default') return JSON.stringify(def.defaultValue) === JSON.stringify(value);
  return def?.type === 'prefault' && typeof value === 'object' && value !== null && members(value as Fields, schema).length === 0;
}

/** Writes `key: value`; `lead` begins the first line (it may hold a dash), `pad` the others. */
function entry(lines: string[], lead: string, pad: string, key: string, value: Json, schema: unknown): void {
  const name = /^[A-Za-z][\w-]*$/.test(key) && plainScalar(key) === key ? key : quoted(key);
  // YAML bounds a key on one line to 1024 characters; longer ones take the long form.
  if (name.length > 900) {
    lines.push(`${lead}? ${name}`);
    put(lines, `${pad}:`, pad, value, schema);
  } else put(lines, `${lead}${name}:`, pad, value, schema);
}

function put(lines: string[], head: string, pad: string, value: Json, schema: unknown): void {
  if (typeof value === 'string') text(lines, head, pad, value);
  else if (typeof value !== 'object' || value === null) lines.push(`${head} ${JSON.stringify(value)}`);
  else if (Array.isArray(value)) list(lines, head, pad, value as readonly Json[], definition(bare(schema))?.element);
  else {
    const inside = members(value as Fields, schema);
    if (inside.length === 0) lines.push(`${head} {}`);
    else {
      lines.push(head);
      for (const [key, member] of inside) entry(lines, `${pad}  `, `${pad}  `, key, member, inner(schema, key));
    }
  }
}

function list(lines: string[], head: string, pad: string, items: readonly Json[], schema: unknown): void {
  const line = items.every(isWord) ? `${head} [${items.join(', ')}]` : undefined;
  if (line !== undefined && (items.length === 0 || line.length <= 100)) {
    lines.push(line);
    return;
  }
  lines.push(head);
  for (const item of items) {
    const dash = `${pad}  - `;
    const deeper = `${pad}    `;
    const isMapping = typeof item === 'object' && item !== null && !Array.isArray(item);
    const inside = isMapping ? members(item as Fields, schema) : [];
    if (inside.length === 0) {
      if (isMapping) lines.push(`${pad}  - {}`);
      else put(lines, `${pad}  -`, `${pad}  `, item, schema);
      continue;
    }
    for (const [i, [key, member]] of inside.entries()) entry(lines, i === 0 ? dash : deeper, deeper, key, member, inner(schema, key));
  }
}

function isWord(value: Json): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(value) && plainScalar(value) === value;
}

function text(lines: string[], head: string, pad: string, value: string): void {
  const plain = /^[A-Za-z][\w ./()+@'’,;-]*$/.test(value) && !value.endsWith(' ') && !value.includes(' #') && plainScalar(value) === value;
  if (plain) lines.push(`${head} ${value}`);
  else if (isBlock(value)) {
    lines.push(`${head} |${value.endsWith('\n') ? '' : '-'}`);
    for (const line of value.replace(/\n$/, '').split('\n')) lines.push(line === '' ? '' : `${pad}  ${line}`);
  } else lines.push(`${head} ${quoted(value)}`);
}

/** Text of several lines that a literal block gives back unchanged: no white space at the ends of lines, no blank line first or last. */
function isBlock(value: string): boolean {
  return value.includes('\n') && !/^\s|[ \t]\n|\n[ \t]|\s\n$|\n\n$|[^\n -~\u00a1-\ud7ff]/.test(value) && /[^\s]\n?$/.test(value);
}

function quoted(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

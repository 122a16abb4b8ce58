import type { Json } from '../../core/index.ts';

/** An object of a document that may be anything: a lenient reading takes what has the right kind and passes over the rest. */
export type Raw = { readonly [key: string]: Json };

export function rawOf(value: Json | undefined): Raw | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Text that says something. */
export function textIn(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return;
  const text = value.trim();
  return text === '' ? undefined : text;
}

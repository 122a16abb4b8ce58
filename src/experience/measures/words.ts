import { Instant } from '../../core/index.ts';
import type { Fact, Window } from '../model.ts';

/** A field as text; absent, or something else, as nothing. What other layers entered is theirs: a newer edition may write otherwise. */
export function textOf({ body }: Fact, key: string): string {
  const value = body[key];
  return typeof value === 'string' ? value : '';
}

export function numberOf({ body }: Fact, key: string): number | undefined {
  const value = body[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A field as a moment; `undefined` where there is none that reads as one. */
export function momentOf(fact: Fact, key: string): Instant | undefined {
  const text = textOf(fact, key);
  try {
    return text === '' ? undefined : Instant.parse(text);
  } catch {
    return undefined;
  }
}

export const within = ({ from, until }: Window, at: Instant): boolean => from <= at && at < until;

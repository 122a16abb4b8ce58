import type { ImportContext } from '../../../evidence/import/index.ts';
import { resolveSubject } from '../../../evidence/import/resolve.ts';
import type { Checked } from './check.ts';

/** `left`: a rule of the operator's says that it is no matter for the map. `loosely`: with the service, for want of a part. Its results are kept there, and nothing is concluded from them. */
export type Placed =
  | { readonly known: string; readonly assumed?: string; readonly loosely?: true; readonly vouched?: true }
  | { readonly unknown: string }
  | { readonly left: string };

export type Told = Pick<Checked, 'words' | 'kind' | 'named' | 'tenant'> & Partial<Pick<Checked, 'accountWords' | 'common'>>;

/**
 * Which part of the map a result is about: what a rule of the operator's says; else one that the map knows by a word of the source; the only part of the kind, where the source is about one tenant;
 * what the command says; else none. Answers of equal words are kept, as a report has thousands of them.
 */
export function placer(context: ImportContext, format: string): (checked: Told) => Placed {
  const known = new Map<string, Placed>();
  const byKind = new Map<string, string[]>();
  for (const [part, kind] of context.kinds ?? []) byKind.set(kind, [...(byKind.get(kind) ?? []), part]);
  return (checked) => {
    const key = JSON.stringify([checked.words, checked.kind ?? '', checked.named, checked.accountWords]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const placed = place(checked, context, format, byKind);
    known.set(key, placed);
    return placed;
  };
}

function place(
  { words, kind, named, tenant, accountWords = [], common = [] }: Told,
  context: ImportContext,
  format: string,
  byKind: ReadonlyMap<string, readonly string[]>,
): Placed {
  const owner = accountWords.length === 0 ? undefined : context.joined?.(accountWords, format);
  if (owner !== undefined && 'left' in owner) return { left: owner.left };
  const ours = owner === undefined ? {} : ({ vouched: true } as const);
  const weak = new Set(common);
  const joined = context.joined?.([named, ...words], format);
  if (joined !== undefined) {
    if ('left' in joined) return { left: joined.left };
    // A rule for what every tenant has does not say whose it is.
    const own = [named, ...words].some((word) => !weak.has(word)) ? ({ vouched: true } as const) : ours;
    return { known: joined.part, assumed: `"${named}" is "${joined.part}" by ${joined.why}`, ...own };
  }
  for (const word of words) {
    const part = resolveSubject(word, context);
    if (part !== undefined) return { known: part, ...(weak.has(word) ? ours : { vouched: true as const }) };
  }
  const [only, ...others] = kind === undefined ? [] : (byKind.get(kind) ?? []);
  if (only !== undefined && others.length === 0)
    return { known: only, assumed: `"${named}" was taken for "${only}", the only part of kind ${kind} on the map`, ...ours };
  if (context.subject === undefined) {
    if (tenant !== true || context.service === undefined) return { unknown: named };
    return {
      known: context.service,
      assumed: `"${named}" is not on the map: its results are kept with "${context.service}", and nothing is concluded from them`,
      loosely: true,
    };
  }
  return { known: context.subject, assumed: `"${named}" was taken for "${context.subject}", as the command says`, ...ours };
}

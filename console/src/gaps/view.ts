import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Control } from '../../../src/assurance/model.ts';
import type { GapLine } from '../../../src/server/gaps/model.ts';
import { count, oneOf, only, type RawSearch, several, text } from '../app/search.ts';
import { LAYER_IDS } from '../stack/words.ts';

export const VIEWS = ['requirements', 'exclusions', 'compare', 'reports'] as const;
export type View = (typeof VIEWS)[number];
export const OUTCOMES: readonly Control['outcomes'][number][] = ['protect-privacy', 'resist', 'detect', 'recover'];
export const VERDICTS: readonly GapLine['verdict'][] = ['proven', 'failing', 'stale', 'unproven', 'excluded', 'not-applicable'];
/** What is owed and not proven: what the page opens with. */
export const OPEN: readonly GapLine['verdict'][] = ['failing', 'stale', 'unproven', 'excluded'];

/** The whole view stands in the URL, so that it can be sent. */
export const gapsSearch = (raw: RawSearch) =>
  only(
    {
      view: oneOf(raw['view'], VIEWS),
      standard: text(raw['standard'], 2000),
      shelf: oneOf(raw['shelf'], ['all'] as const),
      outcome: several(raw['outcome'], OUTCOMES),
      layer: several(raw['layer'], LAYER_IDS),
      verdict: several(raw['verdict'], VERDICTS),
      /** `cra:I.1.2c`, opened. */
      requirement: text(raw['requirement'], 400),
      /** Of a comparison: a moment, a day or `@120`. */
      from: text(raw['from'], 40),
      to: text(raw['to'], 40),
      known: oneOf(raw['known'], ['recorded'] as const),
      /** An exclusion that somebody begins to propose. */
      control: text(raw['control']),
      subject: text(raw['subject'], 300),
      find: text(raw['find']),
      sort: text(raw['sort']),
      page: count(raw['page']),
    },
    raw,
  );
export type GapsSearch = ReturnType<typeof gapsSearch>;

const api = getRouteApi('/services/$service/gaps');

/** What the URL of the page holds. Opening something is a step that Back goes back from; a filter is not. */
export function useGapsView(): {
  readonly search: GapsSearch;
  readonly open: (next: { [Key in keyof GapsSearch]?: GapsSearch[Key] | undefined }) => void;
  readonly turn: (next: { [Key in keyof GapsSearch]?: GapsSearch[Key] | undefined }) => void;
} {
  const search: GapsSearch = api.useSearch();
  const navigate = api.useNavigate();
  const go = useCallback(
    (next: object, replace: boolean) => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace, resetScroll: false });
    },
    [navigate],
  );
  const open = useCallback((next: object) => go(next, false), [go]);
  const turn = useCallback((next: object) => go(next, true), [go]);
  return { search, open, turn };
}

/** `cra:I.1.2c` as its two parts. */
export function requirementNamed(name: string | undefined): { readonly standard: string; readonly requirement: string } | undefined {
  const cut = name?.indexOf(':') ?? -1;
  return name === undefined || cut < 1 ? undefined : { standard: name.slice(0, cut), requirement: name.slice(cut + 1) };
}

export const listed = (named: string | undefined): readonly string[] => (named ?? '').split(',').filter(Boolean);

/** With one more, or one less, of what a filter names; nothing where it would name nothing. */
export function toggled<T extends string>(now: readonly T[] | undefined, one: T): readonly T[] | undefined {
  const next = now?.includes(one) === true ? now.filter((other) => other !== one) : [...(now ?? []), one];
  return next.length === 0 ? undefined : next;
}

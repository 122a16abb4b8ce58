import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Layer } from './words.ts';

const api = getRouteApi('/services/$service/stack');

export interface StackSearch {
  readonly layer?: Layer | undefined;
  readonly control?: string | undefined;
  readonly subject?: string | undefined;
  readonly known?: 'recorded' | undefined;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
}

/** What the URL of the page holds. Opening something is a step that Back goes back from; sorting and searching are not. */
export function useStack(): { readonly search: StackSearch; readonly open: (next: StackSearch) => void; readonly turn: (next: StackSearch) => void } {
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const go = useCallback(
    (next: StackSearch, replace: boolean) => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace, resetScroll: false });
    },
    [navigate],
  );
  const open = useCallback((next: StackSearch) => go(next, false), [go]);
  const turn = useCallback((next: StackSearch) => go(next, true), [go]);
  return { search, open, turn };
}

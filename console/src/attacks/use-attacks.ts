import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type AttacksSearch, type Kind, type Supposed, supposedOf, toggled, written } from './view.ts';

const api = getRouteApi('/services/$service/attacks');

export interface AttacksPlace {
  readonly search: AttacksSearch;
  /** Changes some of what the URL holds. A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: AttacksSearch, how?: 'choice' | 'toggle') => void;
  readonly supposed: Supposed;
  readonly toggle: (kind: Kind, name: string) => void;
}

/** What the URL of the page holds, and how to change it. */
export function useAttacks(): AttacksPlace {
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const change = useCallback(
    (next: AttacksSearch, how: 'choice' | 'toggle' = 'choice') => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace: how === 'toggle', resetScroll: false });
    },
    [navigate],
  );
  const supposed = useMemo(() => supposedOf(search), [search]);
  const toggle = useCallback(
    (kind: Kind, name: string) => {
      const { prove, fail, fall } = toggled(supposed, kind, name);
      change({ prove: written(prove), fail: written(fail), fall: written(fall) }, 'toggle');
    },
    [change, supposed],
  );
  return { search, change, supposed, toggle };
}

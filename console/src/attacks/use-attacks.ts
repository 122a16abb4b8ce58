import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type AttacksSearch, type Kind, type Supposed, same, supposedOf, toggled, written } from './view.ts';

const api = getRouteApi('/services/$service/attacks');

export interface AttacksPlace {
  readonly search: AttacksSearch;
  /** Changes some of what the URL holds. A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: AttacksSearch, how?: 'choice' | 'toggle') => void;
  readonly supposed: Supposed;
  readonly toggle: (kind: Kind, name: string) => void;
  /** Supposes nothing any more. */
  readonly clear: () => void;
}

/** The URL follows the toggles once they rest, so that its work never stands before an answer. */
const SETTLED_MS = 300;

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
  const inUrl = useMemo(() => supposedOf(search), [search]);
  // A toggle is shown before the URL has followed it: the router takes its time, and what is supposed has to answer at once.
  const [ahead, setAhead] = useState<Supposed>();
  useEffect(() => {
    setAhead((now) => (now !== undefined && same(now, inUrl) ? undefined : now));
  }, [inUrl]);
  const following = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(following.current), []);
  const supposed = ahead ?? inUrl;
  const suppose = useCallback(
    (next: Supposed) => {
      setAhead(next);
      const { prove, fail, fall } = next;
      const none = prove.length + fail.length + fall.length === 0;
      const what = { prove: written(prove), fail: written(fail), fall: written(fall), ...(none && search.way === 0 ? { way: undefined } : {}) };
      clearTimeout(following.current);
      following.current = setTimeout(() => change(what, 'toggle'), SETTLED_MS);
    },
    [change, search.way],
  );
  const toggle = useCallback((kind: Kind, name: string) => suppose(toggled(supposed, kind, name)), [suppose, supposed]);
  const clear = useCallback(() => suppose({ prove: [], fail: [], fall: [] }), [suppose]);
  return { search, change, supposed, toggle, clear };
}

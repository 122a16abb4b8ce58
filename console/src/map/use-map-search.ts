import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MapSearch } from './search.ts';

const api = getRouteApi('/services/$service/map');

export type MapChange = Partial<Record<keyof MapSearch, string | undefined>>;

/** What a filter is: it is set key by key, and the URL follows once it rests, so that its work never stands before an answer. */
const FILTERS: ReadonlySet<string> = new Set<keyof MapSearch>(['find', 'asset', 'actor', 'layer', 'networks']);
const SETTLED_MS = 300;

/** What the URL of the page holds, with what was just set of it, and how to change it. */
export function useMapSearch(): { readonly search: MapSearch; readonly onSearch: (change: MapChange) => void } {
  const inUrl: MapSearch = api.useSearch();
  const navigate = api.useNavigate();
  const [ahead, setAhead] = useState<MapChange>({});
  const unsaid = useRef<MapChange>({});
  const following = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(following.current), []);
  useEffect(() => {
    setAhead((now) => {
      const left = Object.entries(now).filter(([field, value]) => inUrl[field as keyof MapSearch] !== value);
      return left.length === Object.keys(now).length ? now : Object.fromEntries(left);
    });
  }, [inUrl]);
  const onSearch = useCallback(
    (change: MapChange) => {
      clearTimeout(following.current);
      unsaid.current = { ...unsaid.current, ...change };
      const follow = () => {
        const said = unsaid.current;
        unsaid.current = {};
        // What is set here is read again by the route, which leaves out what does not fit.
        void navigate({ search: (before: object) => ({ ...before, ...said }) as never, replace: true });
      };
      if (!Object.keys(change).every((field) => FILTERS.has(field))) return follow();
      setAhead((now) => ({ ...now, ...change }));
      following.current = setTimeout(follow, SETTLED_MS);
    },
    [navigate],
  );
  const search = useMemo(() => (Object.keys(ahead).length === 0 ? inUrl : ({ ...inUrl, ...ahead } as MapSearch)), [inUrl, ahead]);
  return { search, onSearch };
}

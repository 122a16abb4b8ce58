import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Releases as List, OneRelease } from '../../../src/server/development/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import classes from './development.module.css';
import { Insertions } from './insertions.tsx';
import { opening, standing } from './opening.ts';
import { Release } from './release.tsx';
import { Releases } from './releases.tsx';
import type { ReleasesPlace, ReleasesSearch } from './view.ts';

const api = getRouteApi('/services/$service/releases');

/** What is known of each release, from review to release, and who could put something into the next. */
export function ReleasesPage() {
  const search: ReleasesSearch = api.useSearch();
  const navigate = api.useNavigate();
  const change = useCallback<ReleasesPlace['change']>(
    (next, how = 'choice') => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace: how === 'toggle', resetScroll: next.release !== undefined });
    },
    [navigate],
  );
  const place: ReleasesPlace = { search, change };
  return search.release === undefined ? <All place={place} /> : <One key={search.release} release={search.release} place={place} />;
}

function All({ place }: { readonly place: ReleasesPlace }) {
  const { data, error, refetch } = useServiceAsk<List>('development/releases');
  if (error !== null) return <NotShown error={error} retry={() => void refetch()} what="The releases cannot be shown." />;
  if (data === undefined) return <Loading shape="page" height={240} label="Reading what was recorded of releases" />;
  return (
    <>
      <Answer title="Releases">{opening(data)}</Answer>
      <div className={classes['page']}>
        <Releases data={data} place={place} />
        <Insertions place={place} />
      </div>
    </>
  );
}

function One({ release, place }: { readonly release: string; readonly place: ReleasesPlace }) {
  const { service } = useService();
  const { data, error, refetch } = useServiceAsk<OneRelease>('development/release', { release });
  const back = <Go to={`/services/${encodeURIComponent(service)}/releases`}>All releases</Go>;
  if (error !== null)
    return (
      <>
        <NotShown error={error} retry={() => void refetch()} what={`${release} cannot be shown.`} />
        <p>{back}</p>
      </>
    );
  // Of another release the answer before is not shown while this one is fetched.
  if (data?.release !== release) return <Loading shape="page" height={520} label="Judging the release" />;
  return (
    <>
      <Answer title={`Release ${release}`} actions={back}>
        {standing(data)}
      </Answer>
      <Release data={data} place={place}>
        <Insertions place={place} />
      </Release>
    </>
  );
}

function NotShown({ error, retry, what }: { readonly error: unknown; readonly retry: () => void; readonly what: string }) {
  return (
    <>
      <Answer title="Releases">{what}</Answer>
      <Failed error={error} retry={retry} />
    </>
  );
}

import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import type { Systems as Answer_ } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Views } from '../kit/views.tsx';
import classes from './business.module.css';
import { Links } from './links.tsx';
import { Matrix } from './matrix.tsx';
import { opening } from './opening.ts';
import { System } from './system.tsx';
import { Systems } from './systems.tsx';
import { type BusinessPlace, type BusinessSearch, VIEWS, type View } from './view.ts';

// What most people do not open comes when it is opened.
const Foundations = lazy(() => import('./foundations.tsx').then(({ Foundations: component }) => ({ default: component })));
const Inventory = lazy(() => import('./inventory.tsx').then(({ Inventory: component }) => ({ default: component })));
const Reach = lazy(() => import('./reach.tsx').then(({ Reach: component }) => ({ default: component })));
const Reviews = lazy(() => import('./reviews.tsx').then(({ Reviews: component }) => ({ default: component })));

const TITLES: Readonly<Record<View, string>> = {
  systems: 'Systems',
  reach: 'Reach and cut',
  matrix: 'Matrix',
  links: 'Links between layers',
  foundations: 'Foundations',
  inventory: 'Inventory',
  reviews: 'Reviews',
};
const api = getRouteApi('/services/$service/business');

/** How the systems of the office stand, and what they reach in the product. */
export function BusinessPage() {
  const search: BusinessSearch = api.useSearch();
  const navigate = api.useNavigate();
  const change = useCallback<BusinessPlace['change']>(
    (next, how = 'choice') => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace: how === 'toggle', resetScroll: false });
    },
    [navigate],
  );
  const { data, error, refetch } = useServiceAsk<Answer_>('business');
  if (error !== null)
    return (
      <>
        <Answer title="Business">The business layer cannot be shown.</Answer>
        <Failed error={error} retry={() => void refetch()} />
      </>
    );
  if (data === undefined) return <Loading shape="page" height={420} label="Working out what the office reaches" />;
  const place: BusinessPlace = { search, change };
  const view = search.view ?? 'systems';
  return (
    <>
      <Answer title="Business" long>
        {opening(data)}
      </Answer>
      <Views label="What to show of the business layer" field="view" shown={view} views={VIEWS.map((id) => ({ id, title: TITLES[id] }))} />
      <div className={classes['page']}>
        <Suspense fallback={<Loading shape="table" rows={12} label="Opening the view" />}>
          <Shown view={view} place={place} data={data} />
        </Suspense>
      </div>
      <System part={search.system} title={data.systems.find(({ part }) => part === search.system)?.name} onClose={() => change({ system: undefined })} />
    </>
  );
}

function Shown({ view, place, data }: { readonly view: View; readonly place: BusinessPlace; readonly data: Answer_ }) {
  switch (view) {
    case 'reach':
      return <Reach place={place} />;
    case 'matrix':
      return <Matrix place={place} />;
    case 'links':
      return <Links place={place} />;
    case 'foundations':
      return <Foundations place={place} />;
    case 'inventory':
      return <Inventory place={place} />;
    case 'reviews':
      return <Reviews place={place} />;
    case 'systems':
      return data.systems.length === 0 ? (
        <EmptyState
          because="The map has no system of the business layer."
          shows="Put the mail, the wiki, the sign-in and the people of the office on the map. Then this page shows what each reaches in the product."
        />
      ) : (
        <Systems place={place} data={data} />
      );
  }
}

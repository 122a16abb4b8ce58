import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import type { Overview } from '../../../src/server/product/model.ts';
import { useAsk, useService } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Views } from '../kit/views.tsx';
import { Devices } from './devices.tsx';
import classes from './product.module.css';
import type { FleetPlace, FleetSearch, View } from './view.ts';
import { opening } from './words.ts';

// What most people do not open comes when it is opened.
const DeviceStory = lazy(() => import('./device.tsx').then(({ DeviceStory: component }) => ({ default: component })));
const Unconfirmed = lazy(() => import('./unconfirmed.tsx').then(({ Unconfirmed: component }) => ({ default: component })));
const Authority = lazy(() => import('./authority.tsx').then(({ Authority: component }) => ({ default: component })));
const Policies = lazy(() => import('./policies.tsx').then(({ Policies: component }) => ({ default: component })));

const api = getRouteApi('/services/$service/devices');
const TITLES: Readonly<Record<View, string>> = { devices: 'Devices', unconfirmed: 'Not confirmed', authority: 'Certificates', policies: 'Policies' };

/** The devices of the service, from their registration to their end, and what they are let in by. */
export function FleetPage() {
  const search: FleetSearch = api.useSearch();
  const navigate = api.useNavigate();
  const { service, at } = useService();
  const change = useCallback<FleetPlace['change']>(
    (next, how = 'choice') => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace: how === 'toggle', resetScroll: false });
    },
    [navigate],
  );
  const base = `/api/services/${encodeURIComponent(service)}/fleet`;
  const { data, error, refetch } = useAsk<Overview>(base);
  if (error !== null)
    return (
      <>
        <Answer title="Devices">The devices cannot be shown.</Answer>
        <Failed error={error} retry={() => void refetch()} />
      </>
    );
  if (data === undefined) return <Loading shape="page" height={40} rows={14} label="Counting the devices" />;
  const view = search.view ?? 'devices';
  const place: FleetPlace = { search, change };
  return (
    <>
      <Answer title="Devices">{data.begun ? opening(data) : 'No device is registered yet.'}</Answer>
      {at === undefined ? null : <p className={classes['note']}>Devices are shown as they are now, whatever moment the other pages show.</p>}
      <Views
        label="What to show of the devices"
        field="view"
        shown={view}
        views={(['devices', 'unconfirmed', 'authority', 'policies'] as const).map((id) => ({ id, title: TITLES[id] }))}
      />
      <Suspense fallback={<Loading shape="table" rows={12} label="Opening the view" />}>
        {data.begun ? (
          <>
            {view === 'devices' ? <Devices place={place} base={base} products={(data.products ?? []).map(({ product }) => product)} /> : null}
            {view === 'unconfirmed' ? <Unconfirmed place={place} base={base} /> : null}
            {view === 'policies' ? <Policies base={base} /> : null}
            {view === 'authority' ? <Authority base={base} overview={data} /> : null}
          </>
        ) : (
          <Nothing />
        )}
      </Suspense>
      <Details title={search.device} onClose={() => change({ device: undefined })}>
        {search.device === undefined ? null : (
          <Suspense fallback={<Loading shape="table" rows={12} label="Opening the device" />}>
            <DeviceStory id={search.device} base={base} change={change} />
          </Suspense>
        )}
      </Details>
    </>
  );
}

function Nothing() {
  return (
    <EmptyState
      because="Nothing is registered."
      shows="Every device of the service will stand here: whether it is expected, in service or retired, whose it is, and when its certificate ends. A table of 100,000 is registered in one go, and they appear here as soon as it is done."
      command="assay product device register cam-17 --product camera"
      sample={
        <table>
          <tbody>
            <tr>
              <td>cam-17</td>
              <td>camera</td>
              <td>Expected</td>
              <td>nobody’s</td>
            </tr>
          </tbody>
        </table>
      }
    />
  );
}

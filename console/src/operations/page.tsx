import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { AlertShown, Suspected, WatchState } from '../../../src/server/operations/model.ts';
import { useAsk, useService } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { Views } from '../kit/views.tsx';
import { LevelMark } from './level-mark.tsx';
import { OneAlert } from './one-alert.tsx';
import { OneIncident } from './one-incident.tsx';
import classes from './operations.module.css';
import type { AlertsPlace, AlertsSearch } from './view.ts';
import { accounted, figure, LEVEL_RANK, opening } from './words.ts';

const api = getRouteApi('/services/$service/alerts');

const ALERTS: readonly Column<AlertShown>[] = [
  { id: 'what', title: 'What', value: ({ title }) => title, width: '30%' },
  { id: 'level', title: 'Level', value: ({ level }) => level, show: ({ level }) => <LevelMark level={level} />, rank: ({ level }) => LEVEL_RANK[level] },
  { id: 'who', title: 'First device', value: ({ devices }) => devices[0] },
  { id: 'devices', title: 'Devices', value: ({ deviceCount }) => deviceCount, figure: true },
  { id: 'detections', title: 'Detections', value: ({ detections }) => detections, figure: true },
  { id: 'last', title: 'Last', value: ({ last }) => last, show: ({ last }) => <Moment at={last} show="absolute" /> },
  { id: 'incident', title: 'Incident', value: ({ incident }) => (incident === undefined ? 'no' : 'yes') },
];

const INCIDENTS: readonly Column<Suspected>[] = [
  { id: 'what', title: 'What', value: ({ title }) => title, width: '34%' },
  { id: 'level', title: 'Level', value: ({ level }) => level, show: ({ level }) => <LevelMark level={level} />, rank: ({ level }) => LEVEL_RANK[level] },
  { id: 'devices', title: 'Devices', value: ({ deviceCount }) => deviceCount, figure: true },
  { id: 'stages', title: 'Stages', value: ({ stages }) => stages.length, figure: true },
  { id: 'raised', title: 'Raised', value: ({ raised }) => raised, show: ({ raised }) => <Moment at={raised} show="absolute" /> },
  { id: 'last', title: 'Last sign', value: ({ last }) => last, show: ({ last }) => <Moment at={last} show="absolute" /> },
];

/** What was detected as events came in, and what it folds into. */
export function AlertsPage() {
  const search: AlertsSearch = api.useSearch();
  const navigate = api.useNavigate();
  const { service, at } = useService();
  const change = useCallback<AlertsPlace['change']>(
    (next, how = 'choice') => {
      void navigate({ search: (before) => ({ ...before, ...next }) as typeof before, replace: how === 'toggle', resetScroll: false });
    },
    [navigate],
  );
  const { data, error, refetch } = useAsk<WatchState>(`/api/services/${encodeURIComponent(service)}/operations/watch`);
  if (error !== null)
    return (
      <>
        <Answer title="Alerts">The alerts cannot be shown.</Answer>
        <Failed error={error} retry={() => void refetch()} />
      </>
    );
  if (data === undefined) return <Loading shape="page" height={40} rows={14} label="Reading what was detected" />;
  const place: AlertsPlace = { search, change };
  const alert = data.alerts.find(({ id }) => id === search.alert);
  const incident = data.incidents.find(({ id }) => id === search.incident);
  return (
    <div className={classes['page']}>
      <Answer title="Alerts">{opening(data)}</Answer>
      {at === undefined ? null : <p className={classes['note']}>Alerts are shown as they are now, whatever moment the other pages show.</p>}
      <Came data={data} />
      {data.begun ? <Lists data={data} place={place} /> : <Nothing service={service} />}
      <Details title={incident?.title} onClose={() => change({ incident: undefined })}>
        {incident === undefined ? null : <OneIncident incident={incident} />}
      </Details>
      <Details title={alert?.title} onClose={() => change({ alert: undefined })}>
        {alert === undefined ? null : <OneAlert alert={alert} place={place} />}
      </Details>
    </div>
  );
}

function Lists({ data, place: { search, change } }: { readonly data: WatchState; readonly place: AlertsPlace }) {
  const view = search.view ?? 'alerts';
  const table = { find: search.find, sort: search.sort };
  const onView = ({ find, sort }: { readonly find?: string | undefined; readonly sort?: string | undefined }) => change({ find, sort }, 'toggle');
  return (
    <>
      <Views
        label="What to show"
        field="view"
        shown={view}
        views={[
          { id: 'alerts', title: 'Alerts', count: data.alertCount },
          { id: 'incidents', title: 'Incidents', count: data.incidents.length },
        ]}
      />
      {view === 'alerts' ? (
        <DataTable
          label="Alerts"
          rows={data.alerts}
          columns={ALERTS}
          rowKey={({ id }) => id}
          onOpen={({ id }) => change({ alert: id })}
          chosen={search.alert}
          view={table}
          onView={onView}
          none="No alert has these words."
        />
      ) : (
        <DataTable
          label="Incidents"
          rows={data.incidents}
          columns={INCIDENTS}
          rowKey={({ id }) => id}
          onOpen={({ id }) => change({ incident: id })}
          chosen={search.incident}
          view={table}
          onView={onView}
          none="No incident has these words."
        />
      )}
      {data.alerts.length < data.alertCount ? <p className={classes['note']}>The latest {figure(data.alerts.length)} are listed.</p> : null}
      {data.dropped === 0 ? null : <p className={classes['note']}>{figure(data.dropped)} of the lowest level were let go: there were too many.</p>}
    </>
  );
}

function Came({ data }: { readonly data: WatchState }) {
  const { account, since, begun, leftOut = 0 } = data;
  if (account === undefined || since === undefined) return null;
  return (
    <p className={classes['note']}>
      {accounted(account)}, since <Moment at={since} />.{account.offered === 0 && begun ? ' What is listed was kept from before.' : ''}
      {leftOut === 0 ? '' : ` ${figure(leftOut)} faults in rules and MUD files: what cannot be used was left out.`}
    </p>
  );
}

function Nothing({ service }: { readonly service: string }) {
  return (
    <EmptyState
      because="Nothing has come in."
      shows="What your sensors see will be judged here as it comes: scans, call-backs, devices that do what their maker never declared. Issue a token for “Send the events of sensors” under Settings, and send what Zeek, Suricata or a broker writes."
      command={`curl --data-binary @conn.log -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/octet-stream" ${location.origin}/api/services/${service}/operations/events`}
      sample={
        <table>
          <tbody>
            <tr>
              <td>Tries many devices of the network, one after the other</td>
              <td>High</td>
              <td>cam-17</td>
            </tr>
          </tbody>
        </table>
      }
    />
  );
}

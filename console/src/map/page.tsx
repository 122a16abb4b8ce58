import { Button } from '@mantine/core';
import { lazy, memo, Suspense, useDeferredValue, useMemo } from 'react';
import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import { useMay } from '../app/account.ts';
import { getText } from '../app/api.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { ApiProblem } from '../app/problem.ts';
import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { saveAs } from '../kit/save.ts';
import { Views } from '../kit/views.tsx';
import { answerOf } from './answer.ts';
import { ElementDrawer } from './element/drawer.tsx';
import { Filters } from './filters.tsx';
import { Lists } from './lists.tsx';
import { useMapSearch } from './use-map-search.ts';
import { OldVersion } from './versions/old-version.tsx';

const Drawer = memo(ElementDrawer);
// The drawing and the editor bring libraries of their own.
const Picture = lazy(() => import('./picture.tsx').then(({ Picture: component }) => ({ default: component })));
const Editor = lazy(() => import('./edit/editor.tsx').then(({ Editor: component }) => ({ default: component })));
const Versions = lazy(() => import('./versions/versions.tsx').then(({ Versions: component }) => ({ default: component })));

const VIEWS = [
  { id: 'drawing', title: 'Drawing' },
  { id: 'list', title: 'List' },
  { id: 'edit', title: 'Edit' },
  { id: 'versions', title: 'Versions' },
];

export function MapPage() {
  const { search, onSearch } = useMapSearch();
  // A key stands in its field at once; what it finds follows as soon as it can, and gives way to the next key.
  const shown = useDeferredValue(search);
  const { service } = useService();
  const may = useMay();
  const asked = useServiceAsk<MapAnswer>('map', { version: search.version });
  const standing = useServiceAsk<StandingAnswer>('map/standing', {}, { enabled: asked.data !== undefined && search.version === undefined });
  const sentence = useMemo(
    () => (asked.data === undefined ? undefined : answerOf(asked.data, search.version === undefined ? standing.data : undefined)),
    [asked.data, standing.data, search.version],
  );
  if (asked.error !== null) {
    if (asked.error instanceof ApiProblem && asked.error.code === 'ASSAY-SERVER-018') return <NoMap />;
    return (
      <>
        <Answer title="Map">The map cannot be shown.</Answer>
        <Failed error={asked.error} retry={() => void asked.refetch()} />
      </>
    );
  }
  if (asked.data === undefined) return <Loading shape="page" height={520} label="Reading the map" />;
  const answer = asked.data;
  const view = search.view ?? 'drawing';
  const download = async () => {
    const version = search.version === undefined ? '' : `?version=${search.version}`;
    saveAs(`${answer.map.service.id}.yaml`, 'application/yaml', await getText(`/api/services/${encodeURIComponent(service)}/map/yaml${version}`));
  };
  return (
    <>
      <Answer
        title="Map"
        actions={
          <Button variant="default" leftSection={<Icon name="download" />} onClick={() => void download()}>
            YAML
          </Button>
        }
      >
        {search.version === undefined && standing.data === undefined && standing.error === null ? undefined : sentence}
      </Answer>
      <Views
        label="Views of the map"
        field="view"
        shown={view}
        keep={{ ...search, view: undefined, part: undefined }}
        views={may('map.edit') ? VIEWS : VIEWS.filter(({ id }) => id !== 'edit')}
      />
      {search.version === undefined || view === 'edit' || view === 'versions' ? null : (
        <OldVersion answer={answer} onLeave={() => onSearch({ version: undefined })} />
      )}
      {view === 'drawing' || view === 'list' ? <Filters map={answer.map} search={search} onSearch={onSearch} /> : null}
      <Suspense fallback={<Loading shape="picture" height={520} />}>
        {view === 'drawing' ? (
          <Picture answer={answer} standing={search.version === undefined ? standing.data : undefined} search={shown} onSearch={onSearch} />
        ) : null}
        {view === 'list' ? <Lists answer={answer} standing={standing.data} search={shown} onSearch={onSearch} /> : null}
        {view === 'edit' ? <Editor begin={search.part} onDone={() => onSearch({ view: undefined, version: undefined })} /> : null}
        {view === 'versions' ? <Versions search={search} onSearch={onSearch} /> : null}
      </Suspense>
      <Drawer answer={answer} id={view === 'edit' ? undefined : search.part} onSearch={onSearch} judged={search.version === undefined} />
    </>
  );
}

function NoMap() {
  return (
    <>
      <Answer title="Map">This service has no map yet.</Answer>
      <EmptyState
        shows="Every part of the service, from the office to the home, what flows among them, and what needs protection."
        command="assay map import MODEL --from FORMAT"
      >
        <Go to="/bring">Bring a service</Go>
      </EmptyState>
    </>
  );
}

import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useMay } from '../app/account.ts';
import { Answer } from '../kit/answer.tsx';
import { Loading } from '../kit/loading.tsx';
import { NoPermission } from '../kit/no-permission.tsx';
import { Views } from '../kit/views.tsx';
import { FromModel } from './from-model.tsx';
import { FromNothing } from './from-nothing.tsx';
import { WHO_BRINGS } from './who.ts';

const api = getRouteApi('/bring');
const FromYaml = lazy(() => import('./from-yaml.tsx').then(({ FromYaml: component }) => ({ default: component })));

const WAYS = [
  { id: 'model', title: 'Import a model' },
  { id: 'yaml', title: 'Paste YAML' },
  { id: 'draw', title: 'Draw it' },
];
const SAYS = {
  model: 'A model of OTM, Threagile, Threat Dragon or CycloneDX, or a service.yaml. Nothing is recorded before you have seen what is carried and what is lost.',
  yaml: 'A service.yaml as the command line reads it. Faults are shown in their lines.',
  draw: 'A name and a first part. Everything else is added on the page Map, by form or as YAML.',
} as const;

/** The first version of a service of one's own, in one of three ways. */
export function BringPage() {
  const { way = 'model' } = api.useSearch();
  const may = useMay();
  if (!may('service.create')) {
    return (
      <>
        <Answer title="Bring a service">{WHO_BRINGS}</Answer>
        <NoPermission shows="A model of another tool, a YAML file or a drawing becomes a service here." />
      </>
    );
  }
  return (
    <>
      <Answer title="Bring a service">Bring your own service: import a model, paste YAML, or draw it.</Answer>
      <Views label="How to bring it" field="way" shown={way} views={WAYS} />
      <Text mb="md" maw="60rem">
        {SAYS[way]}
      </Text>
      {way === 'model' ? <FromModel /> : null}
      {way === 'yaml' ? (
        <Suspense fallback={<Loading shape="picture" height={420} />}>
          <FromYaml />
        </Suspense>
      ) : null}
      {way === 'draw' ? <FromNothing /> : null}
    </>
  );
}

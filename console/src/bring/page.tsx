import { getRouteApi } from '@tanstack/react-router';
import type { CreateAnswer, CreateBody } from '../../../src/server/services/model.ts';
import { useMay } from '../app/account.ts';
import { post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { useGo } from '../app/go.ts';
import { notify } from '../app/notices.ts';
import { Answer } from '../kit/answer.tsx';
import { NoPermission } from '../kit/no-permission.tsx';
import { Views } from '../kit/views.tsx';
import { ByDrawing } from './by-drawing.tsx';
import { ByModel } from './by-model.tsx';
import { ByYaml } from './by-yaml.tsx';

const api = getRouteApi('/bring');
const WAYS = [
  { id: 'model', title: 'Import a model' },
  { id: 'yaml', title: 'Paste YAML' },
  { id: 'drawing', title: 'Draw it' },
] as const;

/** Three ways to a service of one's own. Nothing is recorded before it was shown. */
export function BringPage() {
  const { way = 'model' } = api.useSearch();
  const go = useGo();
  const may = useMay()('service.create');
  const bring = async (body: CreateBody) => {
    const sent = await post<CreateAnswer>('/api/services', body);
    if (sent.kind === 'waiting') return;
    await askAgain('/api/services');
    notify({ tone: 'done', text: `${sent.body.title} is here. Look its map over first.` });
    await go(`/services/${sent.body.id}/map`);
  };
  return (
    <>
      <Answer title="Bring a service">
        {may ? 'Bring a model that you have, paste a map, or begin with one part and draw the rest.' : 'Bringing a service is for operators and developers.'}
      </Answer>
      {may ? (
        <>
          <Views label="How to bring it" field="way" views={WAYS} shown={way} />
          {way === 'model' ? <ByModel bring={bring} /> : way === 'yaml' ? <ByYaml bring={bring} /> : <ByDrawing bring={bring} />}
        </>
      ) : (
        <NoPermission />
      )}
    </>
  );
}

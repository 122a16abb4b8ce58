import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '../app/account.ts';
import { Answer } from '../kit/answer.tsx';
import { Icon } from '../kit/icon.tsx';
import { Views } from '../kit/views.tsx';
import { Add } from './add.tsx';
import { All } from './all.tsx';
import { Lapsing } from './lapsing.tsx';
import { One } from './one.tsx';
import { Sources } from './sources.tsx';
import { useEvidence } from './use-evidence.ts';

const api = getRouteApi('/services/$service/evidence');

export function EvidencePage() {
  const { view = 'all', entry } = api.useSearch();
  const navigate = api.useNavigate();
  const may = useMay();
  const asked = useEvidence();
  // A record that is refused takes nothing either.
  const recording = may('evidence.record') && asked.error === null;
  const open = (seq: number | undefined) => void navigate({ search: (before) => ({ ...before, entry: seq }), replace: true });
  return (
    <>
      <Answer
        title="Evidence"
        actions={
          view === 'add' || !recording ? null : (
            <Button leftSection={<Icon name="add" />} onClick={() => void navigate({ search: { view: 'add' } })}>
              Add evidence
            </Button>
          )
        }
      >
        {asked.data?.pages[0]?.answer ?? (asked.error === null ? undefined : 'What was seen cannot be shown now.')}
      </Answer>
      <Views
        label="Views of the evidence"
        field="view"
        shown={view}
        views={[
          { id: 'all', title: 'What was seen' },
          { id: 'lapsing', title: 'What will lapse' },
          { id: 'sources', title: 'Sources' },
          ...(recording || view === 'add' ? [{ id: 'add', title: 'Add' }] : []),
        ]}
      />
      {view === 'all' ? <All asked={asked} onOpen={open} /> : null}
      {view === 'lapsing' ? <Lapsing onOpen={open} /> : null}
      {view === 'sources' ? <Sources /> : null}
      {view === 'add' ? <Add /> : null}
      <One seq={entry} onClose={() => open(undefined)} onOpen={open} />
    </>
  );
}

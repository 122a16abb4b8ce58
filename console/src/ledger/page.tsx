import { Button, Paper, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { HeadAnswer } from '../../../src/server/ledger/model.ts';
import { useMay } from '../app/account.ts';
import { useService } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Views } from '../kit/views.tsx';
import { Entries } from './entries.tsx';
import { Entry } from './entry.tsx';
import classes from './ledger.module.css';
import { usePlace } from './place.ts';
import { sentenceOf, Trust } from './trust.tsx';
import { useHead, useWatched } from './use-watched.ts';
import { Verify } from './verify.tsx';

const api = getRouteApi('/services/$service/ledger');

export function LedgerPage() {
  const { view = 'entries', of, entry } = api.useSearch();
  const navigate = api.useNavigate();
  const may = useMay();
  const place = usePlace();
  const { at } = useService();
  const head = useHead();
  const looked = useWatched(head.data);
  const open = (seq: number | undefined) => void navigate({ search: (before) => ({ ...before, entry: seq }), replace: true });
  return (
    <>
      <Answer
        title="Ledger"
        actions={
          <>
            {may('office.read') ? (
              <Button variant="default" onClick={() => void navigate({ search: of === 'office' ? {} : { of: 'office' } })}>
                {of === 'office' ? 'The service’s ledger' : 'The office’s ledger'}
              </Button>
            ) : null}
            {head.data === undefined || head.error !== null || head.data.fault !== undefined ? null : (
              <Button component="a" href={`${place.path}/export`} download variant="default" leftSection={<Icon name="download" />}>
                Download
              </Button>
            )}
          </>
        }
      >
        {head.data === undefined ? (head.error === null ? undefined : 'The ledger cannot be shown now.') : sentenceOf(head.data, looked.data, place.name)}
      </Answer>
      {head.error !== null ? <Failed error={head.error} retry={() => void head.refetch()} /> : null}
      {head.data?.fault === undefined ? null : <Unsound fault={head.data.fault} />}
      {head.data === undefined ? head.error === null ? <Loading shape="picture" height={176} /> : null : <Trust head={head.data} looked={looked} />}
      {head.data === undefined ? null : (
        <>
          <Views
            label="Views of the ledger"
            field="view"
            shown={view}
            keep={{ of }}
            views={[
              { id: 'entries', title: 'Entries' },
              { id: 'verify', title: 'Verify, and keep elsewhere' },
            ]}
          />
          {at === undefined ? null : (
            <Text size="sm" mb="sm">
              The ledger is always shown as it stands now: what was recorded after the moment of the other pages is here too.
            </Text>
          )}
          {view === 'entries' ? <Entries head={head.data} onOpen={open} /> : <Verify head={head.data} />}
        </>
      )}
      <Entry seq={entry} looked={looked} onClose={() => open(undefined)} />
    </>
  );
}

/** The record is shown as it stands; where it breaks, this browser finds for itself. */
function Unsound({ fault }: { readonly fault: NonNullable<HeadAnswer['fault']> }) {
  return (
    <Paper withBorder p="md" mb="md" role="alert" className={classes['alarm'] ?? ''}>
      <Text fw={600}>
        <Icon name="warning" size={14} /> The server found that this record does not verify ({fault.code}).
      </Text>
      <Text size="sm">
        Nothing is judged by it, and nothing can be entered. The entries are shown as they stand. “Verify everything” finds the first that is not what was
        signed, here in this browser. {fault.remedy}
      </Text>
    </Paper>
  );
}

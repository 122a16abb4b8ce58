import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '../app/account.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
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
  const head = useHead();
  const looked = useWatched(head.data);
  const open = (seq: number | undefined) => void navigate({ search: (before) => ({ ...before, entry: seq }), replace: true });
  const show = (next: 'entries' | 'verify') => void navigate({ search: (before) => ({ ...before, view: next === 'entries' ? undefined : next }) });
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
            <Button component="a" href={`${place.path}/export`} download variant="default" leftSection={<Icon name="download" />}>
              Download
            </Button>
          </>
        }
      >
        {head.data === undefined ? (head.error === null ? undefined : 'The ledger cannot be shown now.') : sentenceOf(head.data, looked.data, place.name)}
      </Answer>
      {head.error !== null ? <Failed error={head.error} retry={() => void head.refetch()} /> : null}
      {head.data === undefined ? head.error === null ? <Loading shape="picture" height={110} /> : null : <Trust head={head.data} looked={looked} />}
      {head.data === undefined ? null : (
        <>
          <nav aria-label="Views of the ledger" className={classes['views']}>
            <Button
              size="xs"
              variant={view === 'entries' ? 'light' : 'subtle'}
              aria-current={view === 'entries' ? 'page' : undefined}
              onClick={() => show('entries')}
            >
              Entries
            </Button>
            <Button
              size="xs"
              variant={view === 'verify' ? 'light' : 'subtle'}
              aria-current={view === 'verify' ? 'page' : undefined}
              onClick={() => show('verify')}
            >
              Verify, and keep elsewhere
            </Button>
          </nav>
          {view === 'entries' ? <Entries head={head.data} onOpen={open} /> : <Verify head={head.data} />}
        </>
      )}
      <Entry seq={entry} onClose={() => open(undefined)} />
    </>
  );
}

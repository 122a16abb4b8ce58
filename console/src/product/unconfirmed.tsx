import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Unconfirmed as Answer, Ending } from '../../../src/server/product/model.ts';
import { useAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './product.module.css';
import type { FleetPlace } from './view.ts';
import { capital } from './words.ts';

const COLUMNS: readonly Column<Ending>[] = [
  { id: 'device', title: 'Device', value: ({ device }) => device },
  { id: 'kind', title: 'What was done', value: ({ kind }) => (kind === 'retire' ? 'Retired' : 'Ownership ended') },
  { id: 'since', title: 'Since', value: ({ begunAt }) => begunAt, show: ({ begunAt }) => <Moment at={begunAt} /> },
  { id: 'missing', title: 'What is missing', value: ({ missing }) => capital(missing.join('; ')), width: '45%' },
];

/** What was retired or passed on and is not confirmed: for as long as it takes. */
export function Unconfirmed({ place, base }: { readonly place: FleetPlace; readonly base: string }) {
  const [after, setAfter] = useState<string>();
  const { data, error, refetch } = useAsk<Answer>(`${base}/unconfirmed`, { after });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={8} label="Looking for what is not confirmed" />;
  if (data.retirements.length === 0 && after === undefined)
    return (
      <EmptyState
        because="No retirement and no change of owner waits for its confirmation."
        shows="A device that was told to erase itself stands here until its own signed receipt has come."
      />
    );
  return (
    <section aria-label="Not confirmed">
      <p className={classes['note']}>Whoever owned these devices is out already. What is missing here is proof that the rest was done, the oldest first.</p>
      <DataTable
        label="Ends that are not confirmed"
        rows={data.retirements}
        columns={COLUMNS}
        rowKey={({ retirement }) => retirement}
        onOpen={({ device }) => place.change({ device })}
        chosen={data.retirements.find(({ device }) => device === place.search.device)?.retirement}
      />
      {data.next === undefined && after === undefined ? null : (
        <nav className={classes['pages']} aria-label="Pages of what is not confirmed">
          <Button size="xs" variant="default" disabled={after === undefined} onClick={() => setAfter(undefined)}>
            First page
          </Button>
          <Button size="xs" variant="default" disabled={data.next === undefined} onClick={() => setAfter(data.next)}>
            Next
          </Button>
        </nav>
      )}
    </section>
  );
}

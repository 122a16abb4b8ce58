import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { HeadAnswer } from '../../../src/server/ledger/model.ts';
import type { ComparisonAnswer } from '../../../src/server/position/model.ts';
import { useAsk, useService } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { ChangeList } from '../stack/change-list.tsx';
import { KnownChoice } from '../stack/known-choice.tsx';
import { counted } from '../stack/words.ts';
import classes from './gaps.module.css';
import { useGapsView } from './view.ts';

const DAY_MS = 86_400_000;

/** Two moments, or two sizes of the ledger: what got worse, what got better, what moved, and what moved it. */
export function Compare() {
  const { service, at } = useService();
  const { search, open, turn } = useGapsView();
  const moment = at ?? `${new Date().toISOString().slice(0, 16)}:00Z`;
  const from = search.from ?? `${new Date(Date.parse(moment) - 30 * DAY_MS).toISOString().slice(0, 10)}`;
  const to = search.to ?? at;
  const [typed, setTyped] = useState({ from, to: to ?? '' });
  const known = search.known ?? 'seen';
  const { data, error, refetch } = useAsk<ComparisonAnswer>(`/api/services/${encodeURIComponent(service)}/compare`, { from, to, known });
  const { data: ledger } = useAsk<HeadAnswer>(`/api/services/${encodeURIComponent(service)}/ledger/head`);
  // The newest size of this very ledger, which it has whatever it records; of a moment before it was recorded, a size is no earlier side.
  const sized = ledger?.recordedAt != null && (at === undefined || ledger.recordedAt <= at);
  const size = sized ? `, or a size of the ledger, up to @${ledger.size}` : '';
  return (
    <section aria-labelledby="gaps-compare">
      <h2 id="gaps-compare" className={classes['heading']}>
        Compare two moments
      </h2>
      <form
        className={classes['compare']}
        onSubmit={(event) => {
          event.preventDefault();
          open({ from: typed.from || undefined, to: typed.to || undefined });
        }}
      >
        <TextInput
          size="sm"
          label="Earlier"
          description={`A moment, or a day: ${from.slice(0, 10)}${size}`}
          value={typed.from}
          onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })}
        />
        <TextInput
          size="sm"
          label="Later"
          description="Likewise; empty for the moment that is shown"
          value={typed.to}
          onChange={(event) => setTyped({ ...typed, to: event.currentTarget.value })}
        />
        <Button type="submit" size="sm">
          Compare
        </Button>
        <KnownChoice known={known} onChange={(next) => turn({ known: next })} />
      </form>
      {error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="lines" rows={12} label="Comparing" />
      ) : (
        <>
          <p className={classes['sentence']}>{data.answer}</p>
          <p className={classes['quiet']}>
            From <Moment at={data.from.at} show="absolute" /> ({counted(data.from.size, 'entry', 'entries')}) to <Moment at={data.to.at} show="absolute" /> (
            {counted(data.to.size, 'entry', 'entries')}). {data.notes.join(' ')}
          </p>
          <ChangeList comparison={data} most={12} />
        </>
      )}
    </section>
  );
}

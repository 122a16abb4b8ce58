import type { ChangesAnswer } from '../../../src/server/position/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { ChangeList } from './change-list.tsx';
import { KnownChoice } from './known-choice.tsx';
import classes from './stack.module.css';
import { useStack } from './use-stack.ts';

/** What is another than it was a day before, and what moved it. */
export function Changes() {
  const { search, turn } = useStack();
  const { service } = useService();
  const known = search.known ?? 'seen';
  const { data, error, refetch } = useServiceAsk<ChangesAnswer>('position/changes', { known });
  return (
    <section aria-labelledby="stack-changes">
      <div className={classes['headingRow']}>
        <h2 id="stack-changes" className={classes['heading']}>
          Changed since yesterday
        </h2>
        <KnownChoice known={known} onChange={(next) => turn({ known: next })} />
      </div>
      {error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="lines" rows={8} label="Comparing with the day before" />
      ) : (
        <>
          <p className={classes['sentence']}>
            {data.comparison.answer} {data.since}
          </p>
          <ChangeList comparison={data.comparison} most={6} />
          <p className={classes['foot']}>
            <Go
              to={`/services/${service}/gaps?view=compare&from=${encodeURIComponent(data.comparison.from.at)}&to=${encodeURIComponent(data.comparison.to.at)}`}
            >
              Compare these two moments in full
            </Go>
          </p>
        </>
      )}
    </section>
  );
}

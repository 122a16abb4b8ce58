import type { PositionAnswer } from '../../../src/server/position/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { Bands } from './bands.tsx';
import { Changes } from './changes.tsx';
import { ControlDetails } from './control-details.tsx';
import { Due } from './due.tsx';
import { Goals } from './goals.tsx';
import { Moves } from './moves.tsx';
import classes from './stack.module.css';
import { Standards } from './standards.tsx';
import { useStack } from './use-stack.ts';
import { counted } from './words.ts';

const SAMPLE = { proven: 6, failing: 3, stale: 2, unproven: 9 };

/** Home: where the service stands, layer by layer, and what to do next. */
export function StackPage() {
  const { search, open } = useStack();
  const { service } = useService();
  const { data, error, refetch } = useServiceAsk<PositionAnswer>('position', { known: search.known });
  if (error !== null) {
    return (
      <>
        <Answer title="Stack">The position cannot be shown.</Answer>
        <Failed error={error} retry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return <Loading shape="page" height={430} rows={10} label="Working out the position" />;
  return (
    <div className={classes['page']}>
      <Answer title="Stack">{data.answer}</Answer>
      {data.evidence.statements > 0 ? null : (
        <EmptyState
          because="No evidence has been recorded yet, so nothing is proven."
          shows={`Each band shows how many controls of its layer are proven, failing, stale or unproven. It fills as evidence comes in: on the page Evidence, or from a tool of yours by POST /api/services/${service}/evidence, with a token from Settings.`}
          sample={<VerdictBar counts={SAMPLE} label="A sample" />}
        >
          <Go to={`/services/${service}/evidence`}>Record evidence</Go>
        </EmptyState>
      )}
      <div className={classes['home']} data-opened={search.layer === undefined ? undefined : true}>
        <Bands position={data} />
        <Goals position={data} />
      </div>
      <Moves position={data} />
      <div className={classes['halves']}>
        <Changes />
        <Due />
      </div>
      <Standards position={data} />
      <p className={classes['foot']}>
        Judged for <Moment at={data.at} show="absolute" /> on {counted(data.head.size, 'ledger entry', 'ledger entries')} (
        {counted(data.evidence.statements, 'statement')}, {data.evidence.cited} of them cited), root <code>{data.head.root.slice(0, 16)}…</code>{' '}
        <Go to={`/services/${service}/ledger`}>Verify it</Go>. Equal entries and an equal moment give these very figures again.
      </p>
      <ControlDetails control={search.control} subject={search.subject} onClose={() => open({ control: undefined, subject: undefined })} />
    </div>
  );
}

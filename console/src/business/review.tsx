import type { Done, OneReview } from '../../../src/server/business/review-model.ts';
import { post } from '../app/api.ts';
import { askAgain, useService, useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { plural } from '../attacks/words.ts';
import { Act } from '../kit/act.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './business.module.css';
import { actorName } from './review-actor.ts';
import { Rounds } from './review-rounds.tsx';
import { ReviewTask } from './review-task.tsx';
import { dueIn } from './words.ts';

/** One review: who answers for it and until when, its tasks with the evidence of each answer, what it states, and the rounds before. */
export function Review({ id }: { readonly id: string }) {
  const { service, at } = useService();
  const { data, error, refetch } = useServiceAsk<OneReview>(`business/reviews/${encodeURIComponent(id)}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Reading the review" />;
  const { review, tasks, statements } = data;
  const open = review.state === 'open';
  const left = tasks.filter(({ lacking }) => lacking.length > 0).length;
  const path = `/api/services/${encodeURIComponent(service)}/business/reviews/${encodeURIComponent(id)}`;
  const done = () => void askAgain(`/api/services/${service}`);
  const past = at === undefined ? undefined : 'The page shows a past moment. Show now first.';
  return (
    <div className={classes['inside']}>
      <dl className={classes['facts']}>
        <dt>Of</dt>
        <dd>{review.subjects.map(({ name }) => name).join('; ')}</dd>
        <dt>Owner</dt>
        <dd>{actorName(review.owner)}</dd>
        <dt>Started</dt>
        <dd>
          <Moment at={review.startedAt} show="day" from={data.at} /> <EntryLink seq={review.entry} />
        </dd>
        <dt>Due</dt>
        <dd>
          <Moment at={review.dueAt} show="day" from={data.at} />{' '}
          {open ? (
            <span className={review.late ? classes['late'] : undefined}>({dueIn(Date.parse(review.dueAt) - Date.parse(data.at))})</span>
          ) : review.late && review.state === 'closed' ? (
            '(closed late)'
          ) : null}
        </dd>
        {review.endedAt === undefined ? null : (
          <>
            <dt>{review.state === 'closed' ? 'Closed' : 'Given up'}</dt>
            <dd>
              <Moment at={review.endedAt} from={data.at} />
            </dd>
          </>
        )}
        {review.reason === undefined ? null : (
          <>
            <dt>Because</dt>
            <dd>{review.reason}</dd>
          </>
        )}
        {review.items === undefined ? null : (
          <>
            <dt>About</dt>
            <dd>
              {plural(review.items.count, 'item')}
              {review.items.kept ? '' : ', whose list was erased'}
            </dd>
          </>
        )}
      </dl>
      <h3>Tasks</h3>
      {tasks.map((task) => (
        <ReviewTask key={task.id} task={task} review={data} onDone={done} />
      ))}
      {open ? (
        <>
          <p>
            {left === 0
              ? 'Every task is answered.'
              : `${plural(left, 'task')} still ${left === 1 ? 'lacks' : 'lack'} something: without evidence it is not done.`}
          </p>
          <div className={classes['acts']}>
            <Act
              action="review.work"
              title="Close the review"
              says={closing(statements)}
              run={() => post<Done>(`${path}/close`)}
              done="The review is closed."
              onDone={done}
              blocked={past ?? (left === 0 ? undefined : 'Answer every task first.')}
              confirm={id}
            />
            <Act
              action="review.abandon"
              title="Give up"
              says="The review ends without evidence. What it was for stays due."
              undo="Start another review of the same."
              reason
              run={(reason) => post<Done>(`${path}/abandon`, { reason })}
              done="The review is given up."
              onDone={done}
              blocked={past}
            />
          </div>
        </>
      ) : null}
      {statements.length === 0 ? null : (
        <>
          <h3>{open ? 'What closing would state' : 'What it states'}</h3>
          <ul className={attacks['plain']}>
            {statements.map((one, i) => (
              // Several statements may be alike; their order never changes.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <li key={i} className={classes['words']}>
                <code>{one.claim}</code> of {one.subject.name}:{' '}
                <strong>{typeof one.value === 'boolean' ? (one.value ? 'yes' : 'no') : String(one.value)}</strong>
                {one.finding === undefined ? '' : ` (${one.finding})`} {one.entry === undefined ? null : <EntryLink seq={one.entry} />}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>The rounds before</h3>
      <Rounds measures={data.before} at={data.at} />
    </div>
  );
}

function closing(statements: OneReview['statements']): string {
  const failed = statements.filter(({ value }) => value === false).length;
  return `${plural(statements.length, 'statement')} ${statements.length === 1 ? 'is' : 'are'} recorded as evidence${failed === 0 ? '' : `, ${failed} of them that something does not hold`}, and nothing more can be answered.`;
}

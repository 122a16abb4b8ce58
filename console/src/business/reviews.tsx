import { Button } from '@mantine/core';
import type { DueShown, MeasuresShown, RemainingShown, ReviewLine, ReviewsShown } from '../../../src/server/business/review-model.ts';
import { useMay } from '../app/account.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './business.module.css';
import { Never } from './never.tsx';
import { Review } from './review.tsx';
import { actorName } from './review-actor.ts';
import { StartReview } from './review-start.tsx';
import { checkWords } from './review-task.tsx';
import type { BusinessPlace } from './view.ts';
import { daysOf, dueIn, share } from './words.ts';

const words = (text: string) => (
  <span className={classes['words']} dir="auto">
    {text}
  </span>
);

const day = (at: string, from: string) => (
  <span className={classes['day']}>
    <Moment at={at} show="day" from={from} />
  </span>
);

/** Work that comes back: what is due next, what is late, what was done, and how it went over time. */
export function Reviews({ place }: { readonly place: BusinessPlace }) {
  const { search, change } = place;
  const { at } = useService();
  const may = useMay()('review.work');
  const { data, error, refetch } = useServiceAsk<ReviewsShown>('business/reviews');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Reading what is due" />;
  const start = (
    <Button size="xs" onClick={() => change({ start: 'any' })} disabled={!may || at !== undefined}>
      Start a review
    </Button>
  );
  const why =
    at !== undefined
      ? 'The page shows a past moment. Show now to start, answer or close a review.'
      : may
        ? undefined
        : 'Your roles show reviews, and do not include doing them.';
  const opened = data.reviews.find(({ id }) => id === search.review);
  return (
    <>
      {data.due.length + data.reviews.length === 0 ? (
        <EmptyState
          because={at === undefined ? 'No review was ever started.' : 'No review had been started by then.'}
          shows="Access reviews, restore tests, leavers, suppliers: who answers for each, what has to be done, until when, and what shows that it was. Doing it gives evidence."
          command="assay business review start restore-test office-backup --owner it-administrator"
        >
          {start}
        </EmptyState>
      ) : (
        <>
          <p>
            <strong>{standing(data)}</strong>
          </p>
          <div className={classes['acts']}>{start}</div>
        </>
      )}
      {why === undefined ? null : <p className={attacks['hint']}>{why}</p>}
      {data.due.length === 0 ? null : <DueList data={data} place={place} />}
      {data.never.length === 0 ? null : <Never data={data} onStart={why === undefined ? (next) => change(next) : undefined} />}
      {data.remaining.length === 0 ? null : <Remaining data={data} place={place} />}
      {data.measures.length === 0 ? null : <MeasuresList measures={data.measures} at={data.at} />}
      {data.reviews.length === 0 ? null : <All data={data} place={place} />}
      <Details title={search.review === undefined ? undefined : (opened?.title ?? search.review)} onClose={() => change({ review: undefined })}>
        {search.review === undefined ? null : <Review key={search.review} id={search.review} />}
      </Details>
      <Details
        title={search.start === undefined || why !== undefined ? undefined : 'Start a review'}
        onClose={() => change({ start: undefined, of: undefined })}
      >
        {search.start === undefined ? null : (
          <StartReview data={data} kind={search.start} of={search.of} onStarted={(review) => change({ start: undefined, of: undefined, review })} />
        )}
      </Details>
    </>
  );
}

/** The sentence that answers: what is late, else what comes next. */
function standing({ due, never }: ReviewsShown): string {
  const late = due.filter((one) => one.late);
  const [first] = due;
  if (first === undefined) return never.length === 0 ? 'Nothing is due.' : 'Nothing that was begun is due.';
  const said = `${first.title} (${first.subject.name})`;
  if (late.length === 0) return `Nothing is late. Next: ${said}, ${dueIn(first.inMs)}.`;
  return `${figure(late.length)} of ${figure(due.length)} ${late.length === 1 ? 'is' : 'are'} late. The latest: ${said}, ${dueIn(first.inMs)}.`;
}

function DueList({ data, place: { change } }: { readonly data: ReviewsShown; readonly place: BusinessPlace }) {
  const columns: readonly Column<DueShown>[] = [
    { id: 'title', title: 'What', value: ({ title }) => title, width: '24%' },
    { id: 'subject', title: 'Of', value: ({ subject }) => subject.name, show: ({ subject }) => words(subject.name) },
    { id: 'owner', title: 'Owner', value: ({ owner }) => actorName(owner), show: ({ owner }) => words(actorName(owner)) },
    { id: 'state', title: 'State', value: ({ review }) => (review === undefined ? 'To be started' : 'Under way') },
    {
      id: 'due',
      title: 'Due',
      value: ({ dueAt }) => dueAt,
      show: ({ dueAt, late, inMs }) => (
        <span>
          <Moment at={dueAt} show="day" from={data.at} /> <span className={late ? classes['late'] : undefined}>({dueIn(inMs)})</span>
        </span>
      ),
    },
  ];
  return (
    <section aria-labelledby="due">
      <h2 id="due" className={`${attacks['heading']} ${classes['next']}`}>
        What is due
      </h2>
      <DataTable
        label="Reviews that are due"
        rows={data.due}
        columns={columns}
        rowKey={({ kind, subject }) => `${kind} ${subject.id}`}
        onOpen={({ review, kind, subject }) => change(review === undefined ? { start: kind, of: subject.id } : { review })}
      />
    </section>
  );
}

/** Taken away on paper, and not shown to be gone. */
function Remaining({ data, place: { change } }: { readonly data: ReviewsShown; readonly place: BusinessPlace }) {
  const columns: readonly Column<RemainingShown>[] = [
    { id: 'review', title: 'Review', value: ({ review }) => review },
    {
      id: 'subjects',
      title: 'Of',
      value: ({ subjects }) => subjects.map(({ name }) => name).join('; '),
      show: ({ subjects }) => words(subjects.map(({ name }) => name).join('; ')),
    },
    { id: 'says', title: 'What later looks show', value: (one) => checkWords(one), width: '50%' },
    {
      id: 'seen',
      title: 'Seen',
      value: ({ observedAt }) => observedAt,
      show: ({ observedAt }) => (observedAt === undefined ? 'no look yet' : day(observedAt, data.at)),
    },
  ];
  return (
    <section aria-labelledby="remaining">
      <h2 id="remaining" className={`${attacks['heading']} ${classes['next']}`}>
        Decided, and not shown to be gone
      </h2>
      <DataTable
        label="What was to be taken away"
        rows={data.remaining}
        columns={columns}
        rowKey={({ review }) => review}
        onOpen={({ review }) => change({ review })}
      />
    </section>
  );
}

/** A day that has passed without it is no forecast. */
function paceWords(reachedAt: string | undefined, at: string): string {
  if (reachedAt === undefined) return 'There is no pace yet to say when all will.';
  const day = reachedAt.slice(0, 10);
  return Date.parse(reachedAt) <= Date.parse(at)
    ? `At the pace so far all would have had it by ${day}; no round has shown it.`
    : `At this pace all will on ${day}.`;
}

function MeasuresList({ measures, at }: { readonly measures: readonly MeasuresShown[]; readonly at: string }) {
  const columns: readonly Column<MeasuresShown>[] = [
    { id: 'title', title: 'Kind', value: ({ title }) => title, width: '30%' },
    { id: 'closed', title: 'Rounds closed', value: ({ closed }) => closed, figure: true },
    { id: 'abandoned', title: 'Given up', value: ({ abandoned }) => abandoned, figure: true },
    {
      id: 'onTime',
      title: 'On time',
      value: ({ onTimeShare }) => onTimeShare,
      show: ({ onTimeShare }) => (onTimeShare === undefined ? 'none yet' : share(onTimeShare)),
      figure: true,
    },
    {
      id: 'days',
      title: 'Median time to close',
      value: ({ medianDaysToClose }) => medianDaysToClose,
      show: ({ medianDaysToClose }) => (medianDaysToClose === undefined ? 'none yet' : daysOf(medianDaysToClose)),
      figure: true,
    },
  ];
  const rolling = measures.flatMap(({ rollOut = [] }) => rollOut);
  return (
    <section aria-labelledby="measures">
      <h2 id="measures" className={`${attacks['heading']} ${classes['next']}`}>
        How they go
      </h2>
      <DataTable label="Measures of reviews" rows={measures} columns={columns} rowKey={({ kind }) => kind} />
      {rolling.length === 0 ? null : (
        <ul>
          {rolling.map(({ subject, share: far, target, reachedAt, onTrack }) => (
            <li key={subject.id} className={classes['words']}>
              {subject.name}: {share(far)} have it. {far === 1 ? '' : paceWords(reachedAt, at)}
              {target === undefined ? '' : ` The target is ${target.slice(0, 10)}${onTrack === undefined ? '' : onTrack ? ': on track' : ': behind it'}.`}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const STATES = { open: 'Under way', closed: 'Closed', abandoned: 'Given up' } as const;

function All({ data, place: { search, change } }: { readonly data: ReviewsShown; readonly place: BusinessPlace }) {
  const columns: readonly Column<ReviewLine>[] = [
    { id: 'id', title: 'Review', value: ({ id }) => id, width: '22%' },
    {
      id: 'subjects',
      title: 'Of',
      value: ({ subjects }) => subjects.map(({ name }) => name).join('; '),
      show: ({ subjects }) => words(subjects.map(({ name }) => name).join('; ')),
    },
    { id: 'owner', title: 'Owner', value: ({ owner }) => actorName(owner), show: ({ owner }) => words(actorName(owner)) },
    { id: 'state', title: 'State', value: ({ state, late }) => `${STATES[state]}${late && state !== 'abandoned' ? ', late' : ''}` },
    { id: 'tasks', title: 'Tasks answered', value: ({ answered, tasks }) => `${answered} of ${tasks}`, figure: true },
    { id: 'due', title: 'Due', value: ({ dueAt }) => dueAt, show: ({ dueAt }) => day(dueAt, data.at) },
    {
      id: 'ended',
      title: 'Ended',
      value: ({ endedAt }) => endedAt,
      show: ({ endedAt }) => (endedAt === undefined ? 'not yet' : day(endedAt, data.at)),
    },
  ];
  return (
    <section aria-labelledby="all-reviews">
      <h2 id="all-reviews" className={`${attacks['heading']} ${classes['next']}`}>
        {plural(data.reviews.length, 'review')}
      </h2>
      <DataTable
        label="All reviews"
        rows={data.reviews}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => change({ review: id })}
        chosen={search.review}
        view={{ find: search.find, sort: search.sort, page: search.page }}
        onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
        none="No review matches."
      />
    </section>
  );
}

import type { DueAnswer } from '../../../src/server/position/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { Entries } from './entries.tsx';
import classes from './stack.module.css';
import { counted, standing } from './words.ts';

const MOST = 6;

/** What lapses within 30 days if nobody looks again, soonest first, and what falls with it. */
export function Due() {
  const { service } = useService();
  const { data, error, refetch } = useServiceAsk<DueAnswer>('position/due', { within: 'P30D' });
  return (
    <section aria-labelledby="stack-due">
      <div className={classes['headingRow']}>
        <h2 id="stack-due" className={classes['heading']}>
          What lapses next
        </h2>
      </div>
      {error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="lines" rows={8} label="Looking 30 days ahead" />
      ) : (
        <>
          <p className={classes['sentence']}>{sentence(data)}</p>
          <ol className={classes['due']}>
            {data.moments.slice(0, MOST).map((moment) => (
              <li key={moment.at} className={classes['dueMoment']}>
                <p className={classes['dueWhen']}>
                  <Moment at={moment.at} from={data.at} />
                </p>
                <p className={classes['dueWhat']}>
                  Look again: {[...new Set(moment.lapses.map(({ source }) => source))].join(', ') || 'nobody is named'}, of{' '}
                  {[...new Set(moment.lapses.map(({ claim, subject }) => `${claim} at ${subject}`))].slice(0, 3).join('; ')}
                  {moment.lapses.length > 3 ? ` and ${moment.lapses.length - 3} more` : ''}. <Entries seqs={moment.lapses.map(({ seq }) => seq)} most={3} />
                </p>
                <p className={classes['dueFalls']}>
                  Otherwise{' '}
                  {moment.controls.slice(0, 2).map(({ control, subject, title, before, after }, i) => (
                    <span key={`${control}@${subject}`}>
                      {i === 0 ? '' : '; '}
                      <Go to={`/services/${service}/stack?control=${control}&subject=${encodeURIComponent(subject)}`}>{title}</Go> at {subject} goes from{' '}
                      {standing(before)} to {standing(after)}
                    </span>
                  ))}
                  {moment.controls.length > 2 ? `; and ${counted(moment.controls.length - 2, 'more verdict')}` : ''}
                  {moment.requirements.length === 0 ? '' : `; with it ${counted(moment.requirements.length, 'requirement')}`}
                  {moment.goals.length === 0 ? '' : ` and ${counted(moment.goals.length, 'goal of an attack', 'goals of an attack')}`}.
                </p>
              </li>
            ))}
          </ol>
          {data.moments.length + data.left > MOST ? (
            <p className={classes['foot']}>
              {counted(data.moments.length + data.left - MOST, 'later moment')} until <Moment at={data.until} show="day" />; the page{' '}
              <Go to={`/services/${service}/evidence`}>Evidence</Go> lists what ends.
            </p>
          ) : null}
          {data.silent.length === 0 ? null : (
            <p className={classes['foot']}>
              Not heard of as usual:{' '}
              {data.silent.slice(0, 4).map(({ source, last }, i) => (
                <span key={source}>
                  {i === 0 ? '' : '; '}
                  {source}, last <Moment at={last} show="relative" from={data.at} />
                </span>
              ))}
              {data.silent.length > 4 ? ` and ${data.silent.length - 4} more` : ''}.
            </p>
          )}
        </>
      )}
    </section>
  );
}

function sentence({ moments, left, at, until }: DueAnswer): string {
  if (moments.length === 0) return `Nothing that is proven lapses before ${until.slice(0, 10)}.`;
  const week = Date.parse(at) + 7 * 86_400_000;
  const soon = moments.filter((one) => Date.parse(one.at) <= week);
  const verdicts = moments.reduce((sum, one) => sum + one.controls.length, 0);
  const soonVerdicts = soon.reduce((sum, one) => sum + one.controls.length, 0);
  return `Unless somebody looks again, ${counted(verdicts, 'verdict falls', 'verdicts fall')} within 30 days${left > 0 ? ' or more' : ''}, ${soonVerdicts} of them within a week.`;
}

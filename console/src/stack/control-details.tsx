import type { ControlAnswer } from '../../../src/server/position/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Details } from '../kit/details.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './control-details.module.css';
import { ElementList } from './element-list.tsx';
import { Entries } from './entries.tsx';
import { Statements } from './statements.tsx';
import { counted, days, LAYER_NAMES, OUTCOME_WORDS, requirementAt, standing, titled } from './words.ts';

interface ControlDetailsProps {
  readonly control: string | undefined;
  /** At this element alone. */
  readonly subject?: string | undefined;
  readonly onClose: () => void;
}

/** One control, the closest distance: where it is owed, what was seen, and the entries that say so. */
export function ControlDetails({ control, subject, onClose }: ControlDetailsProps) {
  const { data, error, refetch } = useServiceAsk<ControlAnswer>(`controls/${control ?? ''}`, { subject }, { enabled: control !== undefined });
  const shown = data?.id === control ? data : undefined;
  return (
    <Details title={control === undefined ? undefined : (shown?.title ?? control)} onClose={onClose}>
      {control === undefined ? null : error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : shown === undefined ? (
        <Loading shape="lines" rows={14} label="Loading the control" />
      ) : (
        <Opened control={shown} subject={subject} />
      )}
    </Details>
  );
}

function Opened({ control, subject }: { readonly control: ControlAnswer; readonly subject: string | undefined }) {
  const { service } = useService();
  const move = control.move;
  return (
    <div className={classes['control']}>
      <p className={classes['head']}>
        {control.verdict === 'not-owed' ? <span>Not owed: the map has nothing that it is about.</span> : <VerdictMark verdict={control.verdict} />}
        <span className={classes['quiet']}>
          {LAYER_NAMES[control.layer].name} layer. Serves: {control.outcomes.map((one) => OUTCOME_WORDS[one].toLowerCase()).join(', ')}.
        </span>
      </p>
      <p>{control.intent}</p>
      <h3>Proven by</h3>
      <ul className={classes['plain']}>
        {control.checks.map((check) => (
          <li key={check.claim}>
            <code>{check.claim}</code>: seen, by {check.atLeast} or stronger, that it {check.says}.
          </li>
        ))}
      </ul>
      <h3>{subject === undefined ? `Where it is owed (${control.elements.length})` : 'At this element'}</h3>
      {subject === undefined ? null : (
        <p>
          <Go to={`/services/${service}/stack?control=${control.id}`}>Show it at every element</Go>
        </p>
      )}
      <ElementList elements={control.elements} at={control.at} />
      <h3>Statements ({control.statements.length})</h3>
      <Statements statements={control.statements} at={control.at} label={`Statements about ${control.title}`} />
      <h3>What to do</h3>
      <p>{control.remedy}</p>
      <p className={classes['quiet']}>
        {control.who}, about {days(control.effort)} (an assumption, to rank by).
      </p>
      {move === undefined ? null : (
        <p>
          {move.stops.length > 0
            ? `Proven everywhere, it would stop ${counted(move.stops.length, 'attack')} by itself: `
            : move.through > 0
              ? `Attacks on ${counted(move.through, 'goal')} go through it; alone it stops none of them.`
              : 'It stands on no attack that Assay knows.'}
          {move.stops.map((one, i) => (
            <span key={one.goal}>
              {i === 0 ? '' : '; '}
              <Go to={`/services/${service}/attacks?to=${encodeURIComponent(one.goal)}`}>{titled(one.title)}</Go>
            </span>
          ))}
          {move.stops.length > 0 ? '.' : ''}
        </p>
      )}
      <h3>Answers ({control.answers.length})</h3>
      <ul className={classes['plain']}>
        {control.answers.map((one) => (
          <li key={`${one.standard} ${one.requirement}`}>
            <Go to={requirementAt(service, one)}>
              {one.standard} {one.requirement}
            </Go>{' '}
            {one.title} <span className={classes['quiet']}>({standing(one.verdict)})</span>
          </li>
        ))}
      </ul>
      {control.exclusions.length === 0 ? null : (
        <>
          <h3>Excluded at</h3>
          <ul className={classes['plain']}>
            {control.exclusions.map((one) => (
              <li key={one.subject}>
                {one.subject} until <Moment at={one.until} show="day" />: {one.reason}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Go to={`/services/${service}/gaps?view=exclusions&control=${control.id}${subject === undefined ? '' : `&subject=${encodeURIComponent(subject)}`}`}>
          Exclusions of this control
        </Go>
      </p>
      <h3>Verdicts of the last year</h3>
      {control.elements.every(({ history }) => history.length === 0) ? (
        <p className={classes['quiet']}>None changed.</p>
      ) : (
        <ul className={classes['plain']}>
          {control.elements
            .flatMap(({ subject: where, history }) => history.map((change) => ({ where, ...change })))
            .toSorted((a, b) => (a.at < b.at ? 1 : -1))
            .slice(0, 20)
            .map((change) => (
              <li key={`${change.where} ${change.at}`}>
                <Moment at={change.at} show="day" /> {change.where}: {standing(change.before)} to {standing(change.after)}.{' '}
                {change.entries.length > 0 ? <Entries seqs={change.entries} most={4} lead="Seen:" /> : null}{' '}
                {change.expired.length > 0 ? <Entries seqs={change.expired} most={4} lead="Ended:" /> : null}
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

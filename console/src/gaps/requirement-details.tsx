import type { RequirementAnswer } from '../../../src/server/gaps/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import { Details } from '../kit/details.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import { ElementList } from '../stack/element-list.tsx';
import { Entries } from '../stack/entries.tsx';
import { Statements } from '../stack/statements.tsx';
import { counted, days, LAYER_NAMES, requirementAt, titled } from '../stack/words.ts';
import classes from './requirement-details.module.css';
import { requirementNamed } from './view.ts';

/** One requirement, the closest distance: why it is owed, what answers it, where that holds, and the entries that say so. */
export function RequirementDetails({ named, onClose }: { readonly named: string | undefined; readonly onClose: () => void }) {
  const parts = requirementNamed(named);
  const path = parts === undefined ? '' : `requirements/${encodeURIComponent(parts.standard)}/${encodeURIComponent(parts.requirement)}`;
  const { data, error, refetch } = useServiceAsk<RequirementAnswer>(path, {}, { enabled: parts !== undefined });
  const shown = data?.line.standard === parts?.standard && data?.line.requirement === parts?.requirement ? data : undefined;
  return (
    <Details
      title={parts === undefined ? undefined : `${parts.standard} ${parts.requirement}${shown === undefined ? '' : `: ${shown.line.title}`}`}
      onClose={onClose}
    >
      {parts === undefined ? null : error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : shown === undefined ? (
        <Loading shape="lines" rows={14} label="Loading the requirement" />
      ) : (
        <Opened requirement={shown} />
      )}
    </Details>
  );
}

const LEVELS = { M: 'mandatory', R: 'recommended' } as const;
const RELATIONS: Readonly<Record<string, string>> = {
  'equivalent-to': 'answers it',
  'equal-to': 'answers it',
  'subset-of': 'answers a part of it',
  'superset-of': 'answers it and more',
  'intersects-with': 'has to do with it',
};

function Opened({ requirement }: { readonly requirement: RequirementAnswer }) {
  const { service } = useService();
  const { line, standard, because, answers, directly, attack, closes, alsoCloses } = requirement;
  return (
    <div className={classes['requirement']}>
      <p className={classes['head']}>
        {line.verdict === 'not-applicable' ? <span>Not applicable.</span> : <VerdictMark verdict={line.verdict} />}
        <span className={classes['quiet']}>
          {standard.title}, {standard.edition}
          {line.level === undefined ? '' : `; ${LEVELS[line.level]}`}
          {line.levels === undefined || line.levels.length === 0 ? '' : `; ${line.levels.join(', ')}`}
          {line.rank === undefined ? '' : `; no. ${line.rank} to close`}
        </span>
      </p>
      {requirement.remainder === undefined ? null : (
        <p>
          Left over: {requirement.remainder} <span className={classes['quiet']}>No control of Assay’s answers this part: show it by other means.</span>
        </p>
      )}
      <h3>{line.applies === 'yes' ? 'Why it is owed' : line.applies === 'no' ? 'Why it is not owed' : 'Whether it is owed'}</h3>
      {because.length === 0 ? (
        <p>{line.applies === 'undecided' ? 'The map does not say.' : 'The standard asks it of everyone.'}</p>
      ) : (
        <ul className={classes['plain']}>
          {because.map((one) => (
            <li key={one.fact}>
              {one.fact}: <strong>{one.value === 'unknown' ? 'the map does not say' : one.value}</strong>
              {one.decidedBy.length === 0 ? null : (
                <span className={classes['quiet']}>
                  {' '}
                  (decided by {one.decidedBy.slice(0, 6).join(', ')}
                  {one.decidedBy.length > 6 ? ` and ${one.decidedBy.length - 6} more` : ''})
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {closes.length === 0 ? null : (
        <>
          <h3>What closes it</h3>
          <ol className={classes['plain']}>
            {closes.map((one) => (
              <li key={one.control}>
                <Go to={`/services/${service}/stack?control=${one.control}`}>{one.title}</Go>. {one.remedy}{' '}
                <span className={classes['quiet']}>
                  {one.who}, about {days(one.effort)}.
                </span>
              </li>
            ))}
          </ol>
          <p className={classes['quiet']}>
            Risk removed {line.riskRemoved}, {days(line.effort)} in all (assumptions, to rank by).
          </p>
        </>
      )}
      {alsoCloses.length === 0 ? null : (
        <p>
          Closes with it:{' '}
          {alsoCloses.slice(0, 12).map((one, i) => (
            <span key={`${one.standard} ${one.requirement}`}>
              {i === 0 ? '' : ', '}
              <Go to={requirementAt(service, one)}>
                {one.standard} {one.requirement}
              </Go>
            </span>
          ))}
          {alsoCloses.length > 12 ? ` and ${alsoCloses.length - 12} more` : ''}.
        </p>
      )}
      {line.rank === undefined ? null : <h3>The cheapest attack through it</h3>}
      {line.rank === undefined ? null : attack === undefined ? (
        <p>None that Assay knows.</p>
      ) : (
        <>
          <p>
            {attack.story.summary} Of {counted(line.goals, 'goal')} that it lets through, this is{' '}
            <Go to={`/services/${service}/attacks?to=${encodeURIComponent(attack.goal)}`}>{titled(attack.title)}</Go>.
          </p>
          <ol className={classes['plain']}>
            {attack.story.steps.map((step) => (
              <li key={step.sentence}>
                {step.sentence}{' '}
                <span className={classes['quiet']}>
                  {days(step.days)}, {step.status === 'open' ? 'shown to be open' : 'undecided'}
                </span>{' '}
                {step.evidence.length === 0 ? null : <Entries seqs={step.evidence} most={4} lead="" />}
              </li>
            ))}
          </ol>
        </>
      )}
      <h3>What answers it ({directly === undefined ? answers.length : 'by findings'})</h3>
      {directly === undefined ? null : (
        <ul className={classes['plain']}>
          {directly.map((one) => (
            <li key={`${one.subject} ${one.claim}`}>
              <VerdictMark verdict={one.verdict} /> {one.subject}: {one.because} <Entries seqs={one.entries} most={4} lead="" />
            </li>
          ))}
        </ul>
      )}
      {directly === undefined && answers.length === 0 ? <p>No control of Assay’s: show it by other means.</p> : null}
      {answers.map((one) => (
        <article key={one.control} className={classes['answering']}>
          <h4>
            {one.verdict === 'not-owed' ? null : <VerdictMark verdict={one.verdict} bare />}{' '}
            <Go to={`/services/${service}/stack?control=${one.control}`}>{one.title}</Go>
          </h4>
          <p className={classes['quiet']}>
            {LAYER_NAMES[one.layer].name} layer; {RELATIONS[one.relation] ?? one.relation}: {one.reason}
          </p>
          <ElementList elements={one.elements} at={requirement.at} />
        </article>
      ))}
      <h3>Statements ({requirement.statements.length})</h3>
      <Statements statements={requirement.statements} at={requirement.at} label={`Statements about ${line.standard} ${line.requirement}`} />
    </div>
  );
}

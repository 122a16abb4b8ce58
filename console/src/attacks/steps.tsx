import type { Choices, Paths, Way } from '../../../src/server/attacks/model.ts';
import { useService } from '../app/ask.ts';
import { EntryLink } from '../kit/entry-link.tsx';
import { Go } from '../kit/go.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './attacks.module.css';
import { useNameOf } from './names.tsx';
import { ControlName, Suppose } from './suppose.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { type ControlAt, effort, figure, type Hop, statusWords } from './words.ts';

interface StepsProps {
  readonly way: Way;
  readonly unavoidable: Paths['answers'][number]['unavoidable'];
  readonly controls: Choices['controls'];
  readonly place: AttacksPlace;
  readonly lit: number | undefined;
  readonly onPoint: (hop: number | undefined) => void;
  /** The way is one that a supposition would leave: nothing of it is so. */
  readonly supposed?: boolean;
}

const MOST_ENTRIES = 8;

/** The same as the picture says, step by step, with what each rests on and what would close it. */
export function Steps({ way, unavoidable, controls, place, lit, onPoint, supposed = false }: StepsProps) {
  const always = new Set(unavoidable.map(({ step }) => step));
  return (
    <ol
      className={classes['steps']}
      aria-label={supposed ? 'The steps of the supposed way' : 'The steps of this way'}
      data-supposed={supposed ? true : undefined}
    >
      {way.story.hops.map((hop, i) => {
        const at = way.course.hops[i];
        return (
          <li
            key={at?.step ?? i}
            className={classes['step']}
            data-status={hop.status}
            data-lit={lit === i + 1 ? true : undefined}
            onPointerEnter={() => onPoint(i + 1)}
            onPointerLeave={() => onPoint(undefined)}
          >
            <span className={classes['number']} data-status={hop.status} aria-hidden="true">
              {i + 1}
            </span>
            <div className={classes['told']}>
              <p className={classes['sentence']}>{hop.sentence}</p>
              <p className={classes['facts']}>
                <span data-status={hop.status}>{statusWords(hop)}</span>
                <span>{effort(hop.days)}</span>
                {always.has(at?.step ?? '') ? <span className={classes['always']}>Every way needs this step</span> : null}
                <Entries entries={hop.evidence} />
                {hop.techniques.length === 0 ? null : <span title="ATT&CK, EMB3D and CAPEC">{hop.techniques.join(' ')}</span>}
              </p>
              <Closers hop={hop} controls={controls} place={place} />
              {at === undefined ? null : <Spot way={way} spot={at.spot} state={at.state} title={at.title} place={place} />}
              {hop.seenBy.length === 0 ? null : <Watchers seenBy={hop.seenBy} controls={controls} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

export function Entries({ entries }: { readonly entries: readonly number[] }) {
  if (entries.length === 0) return null;
  return (
    <span>
      {entries.length === 1 ? 'Entry ' : 'Entries '}
      {entries.slice(0, MOST_ENTRIES).map((seq, i) => (
        <span key={seq}>
          {i === 0 ? '' : ', '}
          <EntryLink seq={seq} />
        </span>
      ))}
      {entries.length > MOST_ENTRIES ? ` and ${figure(entries.length - MOST_ENTRIES)} more` : ''}
    </span>
  );
}

interface ClosersProps {
  readonly hop: Hop;
  readonly controls: Choices['controls'];
  readonly place: AttacksPlace;
}

function Closers({ hop, controls, place }: ClosersProps) {
  const { closedBy, narrowedBy = [] } = hop;
  return (
    <>
      {closedBy.length === 0 ? null : (
        <div className={classes['controls']}>
          <span className={classes['label']}>{closedBy.length === 1 ? 'Closed by' : 'Closed by all of'}</span>
          <ul>
            {closedBy.map((at) => (
              <Closer key={`${at.control}@${at.subject}`} at={at} controls={controls} place={place} />
            ))}
          </ul>
        </div>
      )}
      {narrowedBy.length === 0 ? null : (
        <div className={classes['controls']}>
          <span className={classes['label']}>Made rarer, not closed, by</span>
          <ul>
            {narrowedBy.map((at) => (
              <Closer key={`${at.control}@${at.subject}`} at={at} controls={controls} place={place} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** One control where it would close the step, what to do, and the question what if. */
export function Closer({ at, controls, place }: { readonly at: ControlAt; readonly controls: Choices['controls']; readonly place: AttacksPlace }) {
  const control = controls.find(({ id }) => id === at.control);
  const nameOf = useNameOf();
  const name = `${at.control}@${at.subject}`;
  const { prove, fail } = place.supposed;
  const kind = fail.includes(name) ? 'fail' : prove.includes(name) ? 'prove' : at.verdict === 'proven' ? 'fail' : 'prove';
  return (
    <li className={classes['closer']}>
      <VerdictMark verdict={at.verdict} />
      <ControlName at={at} title={control?.title} />
      <Suppose kind={kind} name={name} of={`${control?.title ?? at.control} at ${nameOf(at.subject)}`} place={place} />
      {control === undefined ? null : (
        <details className={classes['remedy']}>
          <summary>What to do</summary>
          <p>{control.remedy}</p>
          <p>
            {effort(control.effort)}, usually by {control.who}.
          </p>
        </details>
      )}
    </li>
  );
}

interface SpotProps {
  readonly way: Way;
  readonly spot: string;
  readonly state: string;
  readonly title: string;
  readonly place: AttacksPlace;
}

/** Where the step leads to, and what if the attacker had that already. */
function Spot({ way, spot, state, title, place }: SpotProps) {
  const { service } = useService();
  const there = way.course.spots.find(({ id }) => id === spot);
  return (
    <p className={classes['spot']}>
      <span>
        Then the attacker {title}
        {there?.kind === 'part' ? (
          <>
            {' ('}
            <Go to={`/services/${service}/map?part=${encodeURIComponent(spot)}`} size="sm">
              on the map
            </Go>
            {')'}
          </>
        ) : null}
        .
      </span>
      <Suppose kind="fall" name={state} of={`the attacker ${title}`} place={place} />
    </p>
  );
}

/** Controls that would notice it or undo its harm. They close nothing. */
function Watchers({ seenBy, controls }: { readonly seenBy: readonly ControlAt[]; readonly controls: Choices['controls'] }) {
  const proven = seenBy.filter(({ verdict }) => verdict === 'proven').length;
  return (
    <details className={classes['remedy']}>
      <summary>
        {proven === 0
          ? 'Nothing is proven to notice it'
          : `${figure(proven)} of ${figure(seenBy.length)} that would notice it ${proven === 1 ? 'is' : 'are'} proven`}
      </summary>
      <ul className={classes['watchers']}>
        {seenBy.map((at) => (
          <li key={`${at.control}@${at.subject}`}>
            <VerdictMark verdict={at.verdict} /> <ControlName at={at} title={controls.find(({ id }) => id === at.control)?.title} />
          </li>
        ))}
      </ul>
      <p>These do not stop the step, and are never counted as stopping it.</p>
    </details>
  );
}

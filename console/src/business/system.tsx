import type { OneSystem } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { ReachMark } from '../attacks/reach-mark.tsx';
import { Entries } from '../attacks/steps.tsx';
import { plural } from '../attacks/words.ts';
import { Details } from '../kit/details.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './business.module.css';
import { isRefused } from './refused.ts';
import { Story } from './story.tsx';

interface SystemProps {
  readonly part: string | undefined;
  readonly title: string | undefined;
  readonly onClose: () => void;
}

/** One system: how it stands, what it holds, who has power over it, and what falls with it by which way. */
export function System({ part, title, onClose }: SystemProps) {
  return (
    <Details title={part === undefined ? undefined : (title ?? part)} onClose={onClose}>
      {part === undefined ? null : <Inside key={part} part={part} />}
    </Details>
  );
}

function Inside({ part }: { readonly part: string }) {
  const { data, error, refetch } = useServiceAsk<OneSystem>(`business/systems/${encodeURIComponent(part)}`);
  if (isRefused(error)) return <Failed error={error} what={`“${part}” is no system of the map.`} />;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Working out what falls with it" />;
  const { system, controls, falls, powers } = data;
  const { posture } = system;
  return (
    <div className={classes['inside']}>
      <h3>How it stands</h3>
      <VerdictBar counts={posture.controls} label={`Controls at ${system.name}`} legend />
      <p>
        {posture.newest === undefined || posture.oldest === undefined ? (
          'No evidence speaks of it.'
        ) : (
          <>
            Evidence from <Moment at={posture.oldest} show="day" from={data.at} /> to <Moment at={posture.newest} from={data.at} />, by{' '}
            {posture.sources.join('; ')}.
          </>
        )}
      </p>
      <details className={attacks['remedy']}>
        <summary>{plural(controls.length, 'control')}</summary>
        <ul className={attacks['plain']}>
          {controls.map((one) => (
            <li key={`${one.control}@${one.subject}`} className={attacks['closer']}>
              <VerdictMark verdict={one.verdict} />
              <span>
                {one.title} at {one.at}
              </span>
              <Entries entries={one.evidence} />
            </li>
          ))}
        </ul>
      </details>
      <dl className={classes['facts']}>
        <dt>Owner</dt>
        <dd>{system.owner ?? 'not named on the map'}</dd>
        <dt>Administered by</dt>
        <dd>{system.administrators.map(({ name }) => name).join('; ') || 'nobody named on the map'}</dd>
      </dl>
      <h3>What it holds</h3>
      <p>
        {system.holds.length === 0
          ? 'The map puts nothing there.'
          : `${system.holds.map(({ name, personal }) => (personal ? `${name} (personal)` : name)).join('; ')}.`}
      </p>
      <h3>Who has power over it</h3>
      <Powers none="Nobody, as far as the map says." links={powers.over.filter(isPower)} />
      <h3>Who uses it</h3>
      <Powers none="Nobody, as far as the map says." links={powers.over.filter(isUse)} />
      <h3>What it has power over</h3>
      <Powers none="Nothing, as far as the map says." links={powers.of.filter(isPower)} />
      {powers.of.some(isUse) ? (
        <>
          <h3>What it uses</h3>
          <Powers none="" links={powers.of.filter(isUse)} />
        </>
      ) : null}
      <h3>What falls with it</h3>
      <p>{falls.length === 0 ? 'No critical goal is known to follow from it.' : `${plural(falls.length, 'critical goal')}, each with its cheapest way.`}</p>
      {falls.map((goal) => (
        <details key={goal.goal} className={attacks['remedy']}>
          <summary>
            <ReachMark reach={goal.reach} />: {goal.title} ({goal.way.direct ? 'direct' : 'indirect'}
            {goal.anyway ? ', and without it too' : ''})
          </summary>
          <Story way={goal.way} named={data} />
        </details>
      ))}
    </div>
  );
}

type Power = OneSystem['powers']['over'][number];
/** Who uses a system rules nothing of it. */
const isUse = ({ type }: Pick<Power, 'type'>): boolean => type === 'uses';
const isPower = (power: Power): boolean => !isUse(power);

function Powers({ links, none }: { readonly links: OneSystem['powers']['over']; readonly none: string }) {
  if (links.length === 0) return <p>{none}</p>;
  return (
    <ul className={attacks['plain']}>
      {links.map(({ link, type, name }) => (
        <li key={link}>{isUse({ type }) ? name : `${name} (${type})`}</li>
      ))}
    </ul>
  );
}

import type { AlertShown } from '../../../src/server/operations/model.ts';
import { Moment } from '../kit/moment.tsx';
import { LevelMark } from './level-mark.tsx';
import classes from './operations.module.css';
import type { AlertsPlace } from './view.ts';
import { counted, ENGINE_WORDS, figure } from './words.ts';

/** One alert, down to the places of its events. */
export function OneAlert({ alert, place }: { readonly alert: AlertShown; readonly place: AlertsPlace }) {
  const { incident } = alert;
  return (
    <div className={classes['story']}>
      <p className={classes['why']}>{alert.why}</p>
      <dl className={classes['facts']}>
        <dt>Level</dt>
        <dd>
          <LevelMark level={alert.level} />
        </dd>
        <dt>First, by the sensor’s clock</dt>
        <dd>
          <Moment at={alert.first} />
        </dd>
        <dt>Last</dt>
        <dd>
          <Moment at={alert.last} />
        </dd>
        <dt>Found by</dt>
        <dd>
          {ENGINE_WORDS[alert.engine]} (<code>{alert.rule}</code>)
        </dd>
        <dt>Cause</dt>
        <dd>{alert.cause}</dd>
        {alert.techniques.length === 0 ? null : (
          <>
            <dt>ATT&amp;CK</dt>
            <dd>{alert.techniques.join(', ')}</dd>
          </>
        )}
        <dt>Part of</dt>
        <dd>
          {incident === undefined ? (
            'no incident: it is not enough for one by itself'
          ) : (
            <button type="button" className={classes['link']} onClick={() => place.change({ alert: undefined, incident })}>
              the incident
            </button>
          )}
        </dd>
      </dl>
      <Devices names={alert.devices} count={alert.deviceCount} />
      <h2>Where its first events stand</h2>
      <ul className={classes['places']}>
        {alert.events.map(({ input, offset, length }) => (
          <li key={`${input}-${offset}`}>
            byte {figure(offset)}, {counted(length, 'byte')}, of <code>{input}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Devices({ names, count }: { readonly names: readonly string[]; readonly count: number }) {
  return (
    <>
      <h2>{counted(count, 'device')}</h2>
      <ul className={classes['names']}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {names.length < count ? <p className={classes['note']}>The first {figure(names.length)} are named.</p> : null}
    </>
  );
}

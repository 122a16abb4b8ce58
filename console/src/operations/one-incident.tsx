import type { Suspected } from '../../../src/server/operations/model.ts';
import { Moment } from '../kit/moment.tsx';
import { LevelMark } from './level-mark.tsx';
import { Devices } from './one-alert.tsx';
import classes from './operations.module.css';
import { counted } from './words.ts';

/** One incident: its stages in the order in which they began, and the devices. */
export function OneIncident({ incident }: { readonly incident: Suspected }) {
  return (
    <div className={classes['story']}>
      <p className={classes['why']}>
        {counted(incident.deviceCount, 'device')}, {counted(incident.causeCount, 'cause')}, {counted(incident.detectionCount, 'detection')}.
      </p>
      <dl className={classes['facts']}>
        <dt>Level</dt>
        <dd>
          <LevelMark level={incident.level} />
        </dd>
        <dt>Enough for an incident</dt>
        <dd>
          <Moment at={incident.raised} />
        </dd>
        <dt>Last sign</dt>
        <dd>
          <Moment at={incident.last} />
        </dd>
        <dt>Id</dt>
        <dd>
          <code>{incident.id}</code>
        </dd>
      </dl>
      <h2>What happened, in order</h2>
      <ol className={classes['stages']}>
        {incident.stages.map((stage) => (
          <li key={stage.rule}>
            <span>
              <strong>{stage.title}</strong>
            </span>
            <span>
              <LevelMark level={stage.level} />
            </span>
            <span className={classes['when']}>
              from <Moment at={stage.first} show="absolute" /> to <Moment at={stage.last} show="absolute" />, {counted(stage.detections, 'detection')}
              {stage.techniques.length === 0 ? '' : `, ATT&CK ${stage.techniques.join(', ')}`}
            </span>
          </li>
        ))}
      </ol>
      <Devices names={incident.devices} count={incident.deviceCount} />
    </div>
  );
}

import type { Choices, Paths } from '../../../src/server/attacks/model.ts';
import classes from './attacks.module.css';
import { Closer, Entries } from './steps.tsx';
import type { AttacksPlace } from './use-attacks.ts';

interface ShutProps {
  readonly shut: NonNullable<Paths['answers'][number]['shut']>;
  readonly controls: Choices['controls'];
  readonly place: AttacksPlace;
}

/** What closes a target: the steps at which an attack stops, and what holds each shut. */
export function Shut({ shut, controls, place }: ShutProps) {
  if (shut.length === 0) return null;
  return (
    <section className={classes['timing']} aria-labelledby="shut">
      <h2 id="shut" className={classes['heading']}>
        What closes it
      </h2>
      <ul className={classes['plain']}>
        {shut.map(({ step, sentence, closedBy, evidence }) => (
          <li key={step} className={classes['told']}>
            <p className={classes['sentence']}>{sentence}</p>
            <p className={classes['facts']}>
              <span>Closed</span>
              <Entries entries={evidence} />
            </p>
            <ul className={classes['plain']}>
              {closedBy.map((at) => (
                <Closer key={`${at.control}@${at.subject}`} at={at} controls={controls} place={place} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

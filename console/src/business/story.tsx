import type { Named, WayFromShown } from '../../../src/server/business/model.ts';
import attacks from '../attacks/attacks.module.css';
import { Entries } from '../attacks/steps.tsx';
import { effort, plural, statusWords } from '../attacks/words.ts';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './business.module.css';
import { nameOf, route, titleOf } from './called.ts';

interface StoryProps {
  readonly way: WayFromShown;
  readonly named: Named;
}

/** One way in sentences, with what each step rests on and what would close it. */
export function Story({ way, named }: StoryProps) {
  return (
    <>
      <p className={attacks['facts']}>
        <span className={classes['words']}>{route(named, way)}</span>
        <span>{plural(way.story.hops.length, 'step')}</span>
        <span>{effort(way.story.days)}</span>
      </p>
      <ol className={attacks['steps']}>
        {way.story.hops.map((hop, i) => (
          <li key={way.course.hops[i]?.step ?? hop.sentence} className={attacks['step']} data-status={hop.status}>
            <span className={attacks['number']} data-status={hop.status} aria-hidden="true">
              {i + 1}
            </span>
            <div className={attacks['told']}>
              <p className={`${attacks['sentence']} ${classes['words']}`}>{hop.sentence}</p>
              <p className={attacks['facts']}>
                <span data-status={hop.status}>{statusWords(hop)}</span>
                <Entries entries={hop.evidence} />
              </p>
              {hop.closedBy.map((at) => (
                <p key={`${at.control}@${at.subject}`} className={attacks['facts']} title={`${at.control}@${at.subject}`}>
                  <VerdictMark verdict={at.verdict} />
                  <span className={classes['words']}>
                    Closed by: {titleOf(named, at.control)} at {nameOf(named, at.subject)}
                  </span>
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

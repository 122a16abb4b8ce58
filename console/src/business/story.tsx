import type { WayFromShown } from '../../../src/server/business/model.ts';
import attacks from '../attacks/attacks.module.css';
import { Entries } from '../attacks/steps.tsx';
import { effort, statusWords } from '../attacks/words.ts';
import { VerdictMark } from '../kit/verdict-mark.tsx';

/** One way in sentences, with what each step rests on and what would close it. */
export function Story({ way }: { readonly way: WayFromShown }) {
  return (
    <>
      <p className={attacks['facts']}>
        <span>{way.direct ? 'Direct' : `Indirect, through ${way.through.join(', ')}`}</span>
        <span>{effort(way.story.days)}</span>
      </p>
      <ol className={attacks['steps']}>
        {way.story.hops.map((hop, i) => (
          <li key={way.course.hops[i]?.step ?? hop.sentence} className={attacks['step']} data-status={hop.status}>
            <span className={attacks['number']} data-status={hop.status} aria-hidden="true">
              {i + 1}
            </span>
            <div className={attacks['told']}>
              <p className={attacks['sentence']}>{hop.sentence}</p>
              <p className={attacks['facts']}>
                <span data-status={hop.status}>{statusWords(hop)}</span>
                <Entries entries={hop.evidence} />
              </p>
              {hop.closedBy.map((at) => (
                <p key={`${at.control}@${at.subject}`} className={attacks['facts']}>
                  <VerdictMark verdict={at.verdict} />
                  <span>
                    closed by {at.control} at {at.subject}
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

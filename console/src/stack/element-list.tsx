import type { ElementShown } from '../../../src/server/position/model.ts';
import { useService } from '../app/ask.ts';
import { Go } from '../kit/go.tsx';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './control-details.module.css';
import { Entries } from './entries.tsx';
import { counted } from './words.ts';

interface ElementListProps {
  readonly elements: readonly Omit<ElementShown, 'history'>[];
  readonly at: string;
}

// What somebody must act on stands first.
const ORDER = ['failing', 'stale', 'unproven', 'excluded', 'proven'];
const OPEN_AT_MOST = 4;

/** Each element that owes a control: its verdict, its members where there are many, and each check with why. */
export function ElementList({ elements }: ElementListProps) {
  const { service } = useService();
  if (elements.length === 0) return <p className={classes['quiet']}>Nowhere on this map.</p>;
  const sorted = elements.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return (
    <div className={classes['elements']}>
      {sorted.map(({ subject, name, population, verdict, shares, checks }, i) => (
        <details key={subject} className={classes['element']} open={i < OPEN_AT_MOST}>
          <summary>
            <VerdictMark verdict={verdict} /> <strong>{name}</strong>
            {population > 1 ? <span className={classes['quiet']}> {counted(population, 'member')}</span> : null}
          </summary>
          {population > 1 ? <VerdictBar counts={shares} label={`Members of ${name}`} height={10} legend /> : null}
          <ul className={classes['checks']}>
            {checks.map((check) => (
              <li key={`${check.subject} ${check.claim}`}>
                <VerdictMark verdict={check.verdict} bare /> <code>{check.claim}</code>
                {check.subject === subject ? '' : ` at ${check.subject}`}: {check.why}. <Entries seqs={check.entries} lead="" most={4} />
              </li>
            ))}
          </ul>
          <p className={classes['quiet']}>
            <Go to={`/services/${service}/map?part=${encodeURIComponent(subject)}`}>{subject}</Go> on the map
          </p>
        </details>
      ))}
    </div>
  );
}

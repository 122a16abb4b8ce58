import type { PositionAnswer } from '../../../src/server/position/model.ts';
import { useService } from '../app/ask.ts';
import { Go } from '../kit/go.tsx';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import classes from './stack.module.css';

/** Where the service stands against each standard that it owes, as bands like those of the layers. */
export function Standards({ position }: { readonly position: PositionAnswer }) {
  const { service } = useService();
  return (
    <section aria-labelledby="stack-standards">
      <h2 id="stack-standards" className={classes['heading']}>
        Standards
      </h2>
      <ul className={classes['standards']}>
        {position.standards.map((one) => (
          <li key={one.id}>
            <p className={classes['standardName']}>
              <Go to={`/services/${service}/gaps?standard=${one.id}`}>{one.title}</Go>
              <span className={classes['quiet']}>
                {one.tally.proven} of {one.owed} proven{one.undecided === 0 ? '' : `; of ${one.undecided} the map does not say whether they apply`}
              </span>
            </p>
            <VerdictBar counts={one.tally} label={`Requirements of ${one.title}`} height={16} />
          </li>
        ))}
      </ul>
    </section>
  );
}

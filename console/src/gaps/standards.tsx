import { Switch } from '@mantine/core';
import type { GapsAnswer } from '../../../src/server/gaps/model.ts';
import { Moment } from '../kit/moment.tsx';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { counted } from '../stack/words.ts';
import classes from './gaps.module.css';
import { listed, toggled, useGapsView } from './view.ts';

/** Standards at a glance. Choosing one narrows the table to it. */
export function Standards({ gaps }: { readonly gaps: GapsAnswer }) {
  const { search, turn } = useGapsView();
  const chosen = listed(search.standard);
  return (
    <section aria-labelledby="gaps-standards">
      <div className={classes['headingRow']}>
        <h2 id="gaps-standards" className={classes['heading']}>
          Standards
        </h2>
        <Switch
          size="sm"
          label="Also those that are not owed"
          checked={search.shelf === 'all'}
          onChange={(event) => turn({ shelf: event.currentTarget.checked ? 'all' : undefined, standard: undefined, page: undefined })}
        />
      </div>
      <ul className={classes['standards']}>
        {gaps.standards.map((one) => (
          <li key={`${one.id} ${one.edition}`}>
            <button
              type="button"
              className={classes['standard']}
              aria-pressed={chosen.includes(one.id)}
              onClick={() => turn({ standard: toggled(chosen, one.id)?.join(','), page: undefined })}
            >
              <span className={classes['standardName']}>
                <strong>{one.title}</strong>
                <span className={classes['quiet']}>
                  {one.tally.proven} of {one.owed} proven
                </span>
              </span>
              <VerdictBar counts={one.tally} label={`Requirements of ${one.title}`} height={16} />
              <span className={classes['standardFacts']}>
                <span>{one.edition}</span>
                {one.imported === undefined ? null : (
                  <span>
                    imported <Moment at={one.imported.at} show="day" />
                  </span>
                )}
                {one.undecided === 0 ? null : <span>{one.undecided} perhaps not owed: the map does not say</span>}
                {one.notApplicable === 0 ? null : <span>{one.notApplicable} not applicable</span>}
                {one.unanswered === 0 ? null : <span>{one.unanswered} that no control answers</span>}
                {one.later.map((later) => (
                  <span key={later.from}>
                    {counted(later.requirements, 'requirement binds', 'requirements bind')} from <Moment at={later.from} show="day" />
                  </span>
                ))}
                {one.owedByMap ? null : <span>not owed by the map</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ReviewsShown } from '../../../src/server/business/review-model.ts';
import attacks from '../attacks/attacks.module.css';
import { plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import classes from './business.module.css';
import type { BusinessSearch } from './view.ts';

type NeverShown = ReviewsShown['never'][number];

interface NeverProps {
  readonly data: ReviewsShown;
  /** Absent where nothing can be started. */
  readonly onStart: ((next: Pick<BusinessSearch, 'start' | 'of'>) => void) | undefined;
}

/** What controls of the service ask for and nobody ever began, with the parts that owe it. */
export function Never({ data: { never }, onStart }: NeverProps) {
  const names = ({ subjects }: NeverShown) => subjects.map(({ name }) => name).join('; ');
  const columns: readonly Column<NeverShown>[] = [
    { id: 'title', title: 'What', value: ({ title }) => title, width: '28%' },
    {
      id: 'subjects',
      title: 'Never done for',
      value: names,
      show: (one) => (
        <span className={classes['words']} dir="auto">
          {names(one)}
        </span>
      ),
    },
    { id: 'parts', title: 'Parts', value: ({ subjects }) => subjects.length, figure: true },
  ];
  return (
    <section aria-labelledby="never">
      <h2 id="never" className={`${attacks['heading']} ${classes['next']}`}>
        Never done
      </h2>
      <p>
        Controls of this service ask for {never.length === 1 ? 'this review' : `these ${plural(never.length, 'kind')} of review`}, and{' '}
        {never.length === 1 ? 'it was' : 'they were'} never started for the parts named here.
        {onStart === undefined ? '' : ' Open a row to start it.'}
      </p>
      <DataTable
        label="Reviews that were never done"
        rows={never}
        columns={columns}
        rowKey={({ kind }) => kind}
        {...(onStart === undefined
          ? {}
          : { onOpen: ({ kind, subjects }: NeverShown) => onStart({ start: kind, of: subjects.length === 1 ? subjects[0]?.id : undefined }) })}
      />
    </section>
  );
}

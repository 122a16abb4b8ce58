import type { Systems as Answer, SystemShown } from '../../../src/server/business/model.ts';
import attacks from '../attacks/attacks.module.css';
import { figure } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Moment } from '../kit/moment.tsx';
import { countsInWords } from '../kit/verdict.ts';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import classes from './business.module.css';
import type { BusinessPlace } from './view.ts';

interface SystemsProps {
  readonly place: BusinessPlace;
  readonly data: Answer;
}

/** Every system, those from which most falls first. */
export function Systems({ place: { search, change }, data }: SystemsProps) {
  const columns: readonly Column<SystemShown>[] = [
    { id: 'name', title: 'System', value: ({ name }) => name, width: '15%' },
    {
      id: 'kind',
      title: 'Kind',
      value: ({ kind }) => kind.replaceAll('-', ' '),
      show: ({ kind }) => <span className={attacks['days']}>{kind.replaceAll('-', ' ')}</span>,
    },
    { id: 'rank', title: 'Rank', value: ({ reach }) => reach.rank, figure: true },
    { id: 'proven', title: 'Falls, proven', value: ({ reach }) => (reach.analysed ? reach.weight.proven : undefined), figure: true },
    { id: 'perhaps', title: 'Perhaps more', value: ({ reach }) => (reach.analysed ? reach.weight.perhaps : undefined), figure: true },
    {
      id: 'posture',
      title: 'Controls',
      width: '18%',
      value: ({ posture }) => countsInWords(posture.controls),
      show: ({ posture, name }) => (
        <div className={classes['posture']}>
          <VerdictBar counts={posture.controls} label={`Controls at ${name}`} height={14} />
          {countsInWords(posture.controls)}
        </div>
      ),
    },
    {
      id: 'newest',
      title: 'Newest evidence',
      value: ({ posture }) => posture.newest ?? 'none',
      show: ({ posture }) => (posture.newest === undefined ? 'none' : <Moment at={posture.newest} show="day" from={data.at} />),
    },
    ...(data.systems.some(({ owner }) => owner !== undefined)
      ? [{ id: 'owner', title: 'Owner', value: ({ owner }: SystemShown) => owner ?? 'not named' }]
      : []),
    { id: 'holds', title: 'Assets held', value: ({ holds }) => holds.length, figure: true },
    { id: 'administrators', title: 'Administered by', value: ({ administrators }) => administrators.map(({ name }) => name).join('; ') || 'nobody named' },
  ];
  return (
    <>
      <p>
        If one system falls, alone: weight of the critical goals that fall with it, out of {figure(data.systems[0]?.reach.weight.of ?? 0)}. Where the figure is
        missing, no step is known that needs the system: not analysed, and so not safe.
      </p>
      <DataTable
        label="Systems of the business layer"
        rows={data.systems}
        columns={columns}
        rowKey={({ part }) => part}
        onOpen={({ part }) => change({ system: part })}
        chosen={search.system}
        view={{ find: search.find, sort: search.sort, page: search.page }}
        onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
        none="No system matches."
      />
    </>
  );
}

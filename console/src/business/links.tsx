import type { Links as Answer } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { figure } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import classes from './business.module.css';
import { Fold } from './fold.tsx';
import { Status } from './matrix.tsx';
import type { BusinessPlace } from './view.ts';

type Row = Answer['links'][number];
const isIdle = ({ closes, unproves, dearer }: Row): boolean => closes.length + unproves.length + dearer.length === 0;

/** What joins two layers, each taken away in turn: those without which most closes first. */
export function Links({ place }: { readonly place: BusinessPlace }) {
  const { search, change } = place;
  const { data, error, refetch } = useServiceAsk<Answer>('business/links');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={16} label="Taking each link away in turn" />;
  const idle = data.links.filter(isIdle).length;
  const columns: readonly Column<Row>[] = [
    { id: 'says', title: 'Without', value: ({ says }) => says, show: ({ says }) => <span className={classes['words']}>{says}</span>, width: '34%' },
    { id: 'layers', title: 'Layers', value: ({ layers }) => layers.join(', ') },
    { id: 'status', title: 'Now', value: ({ status }) => status, show: ({ status }) => <Status status={status} /> },
    { id: 'steps', title: 'Steps', value: ({ steps }) => steps, figure: true },
    { id: 'closes', title: 'Goals closed', value: ({ closes }) => closes.length, figure: true },
    { id: 'unproves', title: 'No longer proven', value: ({ unproves }) => unproves.length, figure: true },
    { id: 'raised', title: 'Dearer by', value: ({ raised }) => raised, figure: true },
  ];
  return (
    <>
      <p>
        Each is taken away in turn: what then closes, what is no longer proven, and how much dearer the cheapest ways are, in person-days times weight. Without
        any one of {figure(idle)} of {figure(data.links.length)}, nothing closes and no cheapest way costs more.
      </p>
      <Fold rows={data.links} isQuiet={isIdle} quiet="that cut nothing" place={place}>
        {(rows) => (
          <DataTable
            label="Links between layers"
            rows={rows}
            columns={columns}
            rowKey={({ id }) => id}
            view={{ find: search.find, sort: search.sort, page: search.page }}
            onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
            none="No link matches."
          />
        )}
      </Fold>
    </>
  );
}

import type { LayerAnswer } from '../../../src/server/position/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { VERDICT_ORDER } from '../kit/verdict.ts';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import { Entries } from './entries.tsx';
import classes from './stack.module.css';
import { useStack } from './use-stack.ts';
import { type Layer, standing } from './words.ts';

type Row = LayerAnswer['controls'][number];

const elements = (row: Row) => VERDICT_ORDER.reduce((sum, verdict) => sum + row.elements[verdict], 0);
// What somebody must act on stands first.
const RANK = { failing: 0, stale: 1, unproven: 2, excluded: 3, proven: 4, 'not-owed': 5 } as const;

const columnsAt = (at: string): readonly Column<Row>[] => [
  { id: 'control', title: 'Control', value: (row) => row.title, width: '34%' },
  {
    id: 'verdict',
    title: 'Verdict',
    value: (row) => standing(row.verdict),
    show: (row) => (row.verdict === 'not-owed' ? <span className={classes['quiet']}>not owed</span> : <VerdictMark verdict={row.verdict} />),
    rank: (row) => RANK[row.verdict],
  },
  {
    id: 'proven',
    title: 'Proven at',
    value: (row) => (elements(row) === 0 ? undefined : `${row.elements.proven} of ${elements(row)}`),
    rank: (row) => (elements(row) === 0 ? 2 : row.elements.proven / elements(row)),
    figure: true,
  },
  { id: 'move', title: 'Next move', value: (row) => row.rank, figure: true, show: (row) => (row.rank === undefined ? null : `no. ${row.rank}`) },
  {
    id: 'change',
    title: 'Last change',
    value: (row) => row.lastChange?.at,
    show: (row) =>
      row.lastChange === undefined ? null : (
        <span>
          {standing(row.lastChange.before)} to {standing(row.lastChange.after)}, <Moment at={row.lastChange.at} show="relative" from={at} />
        </span>
      ),
  },
  {
    id: 'entries',
    title: 'From entries',
    value: (row) => row.entries.length,
    show: (row) => (row.entries.length === 0 ? <span className={classes['quiet']}>none</span> : <Entries seqs={row.entries} most={3} lead="" />),
  },
];

/** A layer, one step closer: its controls, each of which opens down to its evidence. */
export function LayerControls({ layer, owed }: { readonly layer: Layer; readonly owed: number }) {
  const { search, open, turn } = useStack();
  const { data, error, refetch } = useServiceAsk<LayerAnswer>(`layers/${layer}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined || data.layer !== layer)
    return <Loading shape="table" rows={Math.min(24, 4 + 2 * owed)} label={`Loading the controls of the ${layer} layer`} />;
  const sorted = search.sort === undefined ? data.controls.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict]) : data.controls;
  return (
    <div className={classes['opened']}>
      <p className={classes['sentence']}>{data.answer}</p>
      <DataTable
        label={`Controls of the ${layer} layer`}
        rows={sorted}
        columns={columnsAt(data.at)}
        rowKey={(row) => row.id}
        chosen={search.control}
        onOpen={(row) => open({ control: row.id, subject: undefined })}
        view={{ sort: search.sort, find: search.find, page: search.page }}
        onView={(view) => turn({ sort: view.sort, find: view.find, page: view.page })}
      />
    </div>
  );
}

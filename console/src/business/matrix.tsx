import type { MatrixShown, Through } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { ScrollFrame } from '../kit/scroll-frame.tsx';
import classes from './business.module.css';
import { Fold } from './fold.tsx';
import { useNarrow } from './narrow.ts';
import { Story } from './story.tsx';
import type { BusinessPlace } from './view.ts';
import { sentence } from './words.ts';

type OneMatrix = MatrixShown['matrices'][number];
type Cell = OneMatrix['cells'][number];
const WORDS: Readonly<Record<Cell['status'], string>> = { open: 'Open', undecided: 'Undecided', closed: 'Closed', none: 'Joined' };

/** Where the office meets what develops and what operates. On a phone the list alone. */
export function Matrix({ place }: { readonly place: BusinessPlace }) {
  const { data, error, refetch } = useServiceAsk<MatrixShown>('business/matrix');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={16} label="Looking where the layers meet" />;
  const shown = data.matrices.filter(({ rows, cells }) => rows === 'business' && cells.length > 0);
  if (shown.length === 0)
    return (
      <EmptyState
        because="No system of the business layer meets one of development or operations."
        shows="Link systems on the map. Then each pair is a cell here."
      />
    );
  const names = new Map(data.matrices.flatMap(({ sides }) => [...sides.rows, ...sides.columns]).map(({ part, name }) => [part, name]));
  const [row, column] = (place.search.cell ?? '').split(',');
  const open = row !== undefined && column !== undefined && row !== '' ? { row, column } : undefined;
  return (
    <>
      <p>
        A cell has the weakest status of the steps that lead directly from its row to its column, how many these are, and how many of {figure(data.goals)}{' '}
        critical goals may follow. Open a cell for the ways through it.
      </p>
      {shown.map((one) => (
        <Pairing key={one.columns} matrix={one} names={names} place={place} />
      ))}
      <Details
        title={open === undefined ? undefined : `${names.get(open.row) ?? open.row} to ${names.get(open.column) ?? open.column}`}
        onClose={() => place.change({ cell: undefined })}
      >
        {open === undefined ? null : <Paths key={place.search.cell} row={open.row} column={open.column} />}
      </Details>
    </>
  );
}

interface PairingProps {
  readonly matrix: OneMatrix;
  readonly names: ReadonlyMap<string, string>;
  readonly place: BusinessPlace;
}

function Pairing({ matrix, names, place }: PairingProps) {
  const { search, change } = place;
  const narrow = useNarrow();
  const { sides, cells, columns: layer } = matrix;
  const at = new Map(cells.map((cell) => [`${cell.row},${cell.column}`, cell]));
  const rows = sides.rows.filter(({ part }) => cells.some(({ row }) => row === part));
  const across = sides.columns.filter(({ part }) => cells.some(({ column }) => column === part));
  const open = (cell: Cell) => change({ cell: `${cell.row},${cell.column}` });
  const columns: readonly Column<Cell>[] = [
    { id: 'row', title: 'From', value: ({ row }) => names.get(row) ?? row },
    { id: 'column', title: 'To', value: ({ column }) => names.get(column) ?? column },
    { id: 'status', title: 'Direct', value: ({ status }) => WORDS[status], show: ({ status }) => <Status status={status} /> },
    { id: 'steps', title: 'Steps', value: ({ steps }) => steps, figure: true },
    { id: 'proven', title: 'Goals, proven', value: ({ goals }) => goals.proven, figure: true },
    { id: 'may', title: 'Goals in all', value: ({ goals }) => goals.may, figure: true },
    { id: 'joins', title: 'Joined by', value: ({ joins }) => joins.map(({ says }) => says).join('; '), width: '30%' },
  ];
  return (
    <section aria-labelledby={`matrix-${layer}`}>
      <h2 id={`matrix-${layer}`} className={`${attacks['heading']} ${classes['next']}`}>
        Business and {layer}
      </h2>
      <div className={classes['grid']}>
        <ScrollFrame label={`Matrix of business and ${layer}`}>
          <table className={classes['matrix']}>
            <thead>
              <tr>
                <td />
                {across.map(({ part, name }) => (
                  <th key={part} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ part, name }) => (
                <tr key={part}>
                  <th scope="row">{name}</th>
                  {across.map((column) => {
                    const cell = at.get(`${part},${column.part}`);
                    return (
                      <td key={column.part}>
                        {cell === undefined ? null : (
                          <button type="button" className={classes['cell']} data-status={cell.status} onClick={() => open(cell)}>
                            <span className="visually-hidden">
                              {name} to {column.name}:{' '}
                            </span>
                            <Status status={cell.status} />
                            {cell.steps === 0 ? null : (
                              <>
                                <span className={attacks['days']}>{plural(cell.steps, 'step')}</span>
                                <span className={attacks['days']}>{plural(cell.goals.may, 'goal')}</span>
                              </>
                            )}
                          </button>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      </div>
      <h3 className={classes['list']}>The same as a list</h3>
      <Fold rows={cells} isQuiet={({ status }) => narrow && status === 'none'} quiet="that are joined, with no step across" place={place}>
        {(listed) => (
          <DataTable
            label={`Cells of business and ${layer}`}
            rows={listed}
            columns={columns}
            rowKey={({ row, column }) => `${row},${column}`}
            onOpen={open}
            chosen={search.cell}
            none="No cell matches."
          />
        )}
      </Fold>
    </section>
  );
}

const SHAPES: Readonly<Record<Cell['status'], React.ReactNode>> = {
  open: <path d="M8 1l7 13H1z" fill="var(--decision-open)" />,
  undecided: <circle cx="8" cy="8" r="6.3" fill="url(#verdict-unproven)" stroke="var(--decision-undecided)" strokeWidth="1.3" strokeDasharray="3 2" />,
  closed: <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="var(--decision-closed)" />,
  none: <path d="M3 8h10" stroke="var(--decision-undecided)" strokeWidth="1.6" />,
};

export function Status({ status }: { readonly status: Cell['status'] }) {
  return (
    <span className={attacks['mark']}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {SHAPES[status]}
      </svg>
      <span>{WORDS[status]}</span>
    </span>
  );
}

function Paths({ row, column }: { readonly row: string; readonly column: string }) {
  const { data, error, refetch } = useServiceAsk<Through>(`business/matrix/${encodeURIComponent(row)}/${encodeURIComponent(column)}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Looking for the ways through the cell" />;
  if (data.paths.length === 0) return <p>No way to a critical goal takes a step here.</p>;
  return (
    <>
      <p>
        Ways to {plural(data.paths.length, 'critical goal')},{' '}
        {data.by === 'actors' ? 'by the actors of the map, from where they begin.' : 'by whoever holds the first, where no actor of the map comes so far.'}
      </p>
      {data.paths.map(({ goal, title, way }, i) => (
        <details key={goal} className={attacks['remedy']} open={i === 0}>
          <summary>{sentence(title)}</summary>
          <Story way={way} named={data} />
        </details>
      ))}
    </>
  );
}

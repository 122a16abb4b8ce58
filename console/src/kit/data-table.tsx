import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import { notify } from '../app/notices.ts';
import { asCsv, asLines, type Column, found, sorted, type TableView } from './columns.ts';
import classes from './data-table.module.css';
import { Icon } from './icon.tsx';
import { saveAs } from './save.ts';
import { ScrollFrame } from './scroll-frame.tsx';

interface DataTableProps<Row> {
  /** What the table holds, for who cannot see it: "Requirements of EN 303 645". Names the downloaded file too. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Opens a row's details: by click, by Enter on its first cell. */
  readonly onOpen?: (row: Row) => void;
  /** The row whose details are open. */
  readonly chosen?: string | undefined;
  /** Sorting, searching and page as the URL holds them; the table keeps them itself when absent. */
  readonly view?: TableView;
  readonly onView?: (view: TableView) => void;
  /** Further filters, beside the search field. */
  readonly tools?: ReactNode;
  /** Said when no row is left. */
  readonly none?: string;
}

const PAGE = 100;
const MANY = 200;
const figure = (count: number): string => count.toLocaleString('en-GB');

/** A dense table: sorted, searched, copied, downloaded, walked by keys; cards where it is narrow; pages of 100 above 200 rows. */
export function DataTable<Row>({ label, rows, columns, rowKey, onOpen, chosen, view, onView, tools, none = 'Nothing matches.' }: DataTableProps<Row>) {
  const [own, setOwn] = useState<TableView>({});
  const now = view ?? own;
  const change = (next: TableView) => (onView ?? setOwn)({ ...now, page: undefined, ...next });
  const find = useDeferredValue(now.find ?? '');
  const left = useMemo(() => sorted(found(rows, columns, find), columns, now.sort), [rows, columns, find, now.sort]);
  const paged = left.length > MANY;
  const pages = paged ? Math.ceil(left.length / PAGE) : 1;
  const page = Math.min(Math.max(1, now.page ?? 1), pages);
  const shown = paged ? left.slice((page - 1) * PAGE, page * PAGE) : left;
  const body = useRef<HTMLTableSectionElement>(null);
  const sortBy = (id: string) => change({ sort: now.sort === id ? `-${id}` : now.sort === `-${id}` ? undefined : id });
  const copy = async () => {
    await navigator.clipboard.writeText(asLines(left, columns));
    notify({ tone: 'done', text: `${figure(left.length)} ${left.length === 1 ? 'row' : 'rows'} copied.` });
  };
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const doors = [...(body.current?.querySelectorAll<HTMLButtonElement>('button[data-door]') ?? [])];
    const at = doors.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? doors.length - 1 : step === undefined ? undefined : at + step;
    if (to === undefined) return;
    event.preventDefault();
    doors[to]?.focus();
  };
  return (
    <div className={classes['frame']}>
      <div className={classes['tools']}>
        <TextInput
          className={classes['find'] ?? ''}
          size="xs"
          aria-label={`Search in: ${label}`}
          placeholder="Search"
          leftSection={<Icon name="search" size={14} />}
          rightSection={(now.find ?? '') === '' ? null : <CloseButton size="xs" aria-label="Clear the search" onClick={() => change({ find: undefined })} />}
          value={now.find ?? ''}
          onChange={(event) => change({ find: event.currentTarget.value || undefined })}
        />
        {tools}
        <NativeSelect
          className={classes['sorting'] ?? ''}
          size="xs"
          aria-label="Sort by"
          value={now.sort ?? ''}
          onChange={(event) => change({ sort: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'As given' },
            ...columns.flatMap(({ id, title }) => [
              { value: id, label: title },
              { value: `-${id}`, label: `${title}, last first` },
            ]),
          ]}
        />
        <span className={classes['tally']} role="status">
          {left.length === rows.length
            ? `${figure(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`
            : `${figure(left.length)} of ${figure(rows.length)} rows`}
        </span>
        <span className={classes['taking']}>
          <Button size="xs" variant="subtle" leftSection={<Icon name="copy" size={14} />} onClick={() => void copy()}>
            Copy
          </Button>
          <Button
            size="xs"
            variant="subtle"
            leftSection={<Icon name="download" size={14} />}
            onClick={() => saveAs(`${label}.csv`, 'text/csv', asCsv(left, columns))}
          >
            CSV
          </Button>
        </span>
      </div>
      <ScrollFrame label={label}>
        <table className={classes['table']}>
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              {columns.map((column) => {
                const turn = now.sort === column.id ? 'ascending' : now.sort === `-${column.id}` ? 'descending' : undefined;
                return (
                  <th key={column.id} scope="col" data-figure={column.figure} aria-sort={turn ?? 'none'} style={{ width: column.width }}>
                    <button type="button" className={classes['sorter']} data-sorted={turn} onClick={() => sortBy(column.id)}>
                      {column.title}
                      <Icon name={turn === 'ascending' ? 'up' : turn === 'descending' ? 'down' : 'sort'} size={12} />
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={walk}>
            {shown.map((row) => {
              const key = rowKey(row);
              return (
                <tr
                  key={key}
                  className={classes['row']}
                  data-opens={onOpen === undefined ? undefined : true}
                  data-chosen={key === chosen ? true : undefined}
                  onClick={opened(row, onOpen)}
                  aria-selected={onOpen === undefined ? undefined : key === chosen}
                >
                  {columns.map((column, index) => {
                    const value = column.value(row);
                    const drawn = column.show?.(row) ?? value;
                    return (
                      <td
                        key={column.id}
                        data-title={column.title}
                        data-figure={column.figure}
                        data-empty={value === undefined || value === '' ? true : undefined}
                      >
                        {index === 0 && onOpen !== undefined ? (
                          <button type="button" data-door className={classes['open']} onClick={() => onOpen(row)}>
                            {drawn}
                          </button>
                        ) : (
                          drawn
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
            {shown.length === 0 ? (
              <tr>
                <td colSpan={columns.length} className={classes['none']}>
                  {none}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </ScrollFrame>
      {paged ? (
        <nav className={classes['pages']} aria-label={`Pages of: ${label}`}>
          <Button size="xs" variant="default" disabled={page === 1} onClick={() => change({ page: page - 1 })}>
            Before
          </Button>
          <span>
            {figure((page - 1) * PAGE + 1)} to {figure(Math.min(page * PAGE, left.length))} of {figure(left.length)}
          </span>
          <Button size="xs" variant="default" disabled={page === pages} onClick={() => change({ page: page + 1 })}>
            Next
          </Button>
        </nav>
      ) : null}
    </div>
  );
}

/** A click on a row opens it, unless it was on something in the row that acts by itself, or ended a selection of text. */
function opened<Row>(row: Row, onOpen: ((row: Row) => void) | undefined): ((event: React.MouseEvent) => void) | undefined {
  if (onOpen === undefined) return undefined;
  return (event) => {
    const target = event.target as Element;
    if (target.closest('a, button, input, select, label') !== null || (getSelection()?.toString() ?? '') !== '') return;
    onOpen(row);
  };
}

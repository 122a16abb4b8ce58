import type { MeasuresShown } from '../../../src/server/business/review-model.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Moment } from '../kit/moment.tsx';
import { daysOf, figureWords, share } from './words.ts';

type Round = MeasuresShown['over'][number];

/** How the rounds of one kind went, the newest first. */
export function Rounds({ measures, at }: { readonly measures: MeasuresShown; readonly at: string }) {
  const rounds = measures.over.toReversed();
  if (rounds.length === 0) return <p>No other of its kind was closed for the same parts.</p>;
  const names = [...new Set(rounds.flatMap(({ figures }) => Object.keys(figures)))].sort();
  const columns: readonly Column<Round>[] = [
    { id: 'closed', title: 'Closed', value: ({ closedAt }) => closedAt, show: ({ closedAt }) => <Moment at={closedAt} show="day" from={at} /> },
    { id: 'onTime', title: 'On time', value: ({ onTime }) => (onTime ? 'yes' : 'no, late') },
    { id: 'days', title: 'Took', value: ({ daysToClose }) => daysToClose, show: ({ daysToClose }) => daysOf(daysToClose), figure: true },
    ...names.map(
      (name): Column<Round> => ({
        id: name,
        title: figureWords(name),
        value: ({ figures }) => (Object.hasOwn(figures, name) ? figures[name] : undefined),
        show: ({ figures }) => shown(name, Object.hasOwn(figures, name) ? figures[name] : undefined),
        figure: true,
      }),
    ),
  ];
  return <DataTable label={`Rounds of: ${measures.title}`} rows={rounds} columns={columns} rowKey={({ review }) => review} />;
}

/** The model's names say what a figure is: a share ends in it, and so do days. */
function shown(name: string, value: number | undefined): string {
  if (value === undefined) return 'none';
  if (/share$/i.test(name)) return share(value);
  if (/hours$/i.test(name)) return `${value.toLocaleString('en-GB', { maximumFractionDigits: 1 })} h`;
  return /days$/i.test(name) ? daysOf(value) : value.toLocaleString('en-GB');
}

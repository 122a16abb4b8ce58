import { Button, Chip, Group } from '@mantine/core';
import { useMemo } from 'react';
import type { GapLine, GapsAnswer } from '../../../src/server/gaps/model.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import { counted, figure, LAYER_IDS, LAYER_NAMES, OUTCOME_WORDS, standing } from '../stack/words.ts';
import classes from './gaps.module.css';
import { listed, OPEN, OUTCOMES, toggled, useGapsView, VERDICTS } from './view.ts';

const RANK: Readonly<Record<GapLine['verdict'], number>> = { failing: 0, stale: 1, unproven: 2, excluded: 3, proven: 4, 'not-applicable': 5 };

const columns: readonly Column<GapLine>[] = [
  { id: 'requirement', title: 'Requirement', value: (line) => `${line.standard} ${line.requirement}`, width: '9rem' },
  { id: 'title', title: 'What it asks', value: (line) => line.title, width: '26%' },
  {
    id: 'verdict',
    title: 'Verdict',
    value: (line) => standing(line.verdict),
    show: (line) => (
      <span className={classes['verdict']}>
        {line.verdict === 'not-applicable' ? <span className={classes['quiet']}>not applicable</span> : <VerdictMark verdict={line.verdict} />}
        {line.partly ? <span className={classes['quiet']}>checks proven, something is left</span> : null}
        {line.applies === 'undecided' ? <span className={classes['quiet']}>perhaps not owed</span> : null}
      </span>
    ),
    rank: (line) => RANK[line.verdict],
  },
  { id: 'rank', title: 'To close', value: (line) => line.rank, figure: true, show: (line) => (line.rank === undefined ? null : `no. ${line.rank}`) },
  { id: 'goals', title: 'Lets through', value: (line) => (line.rank === undefined ? undefined : line.goals), figure: true },
  {
    id: 'days',
    title: 'Attack, days',
    value: (line) => line.days,
    figure: true,
    show: (line) => (line.days === undefined ? null : figure(line.days)),
  },
  { id: 'effort', title: 'Effort, days', value: (line) => (line.rank === undefined ? undefined : line.effort), figure: true },
  { id: 'also', title: 'Also closes', value: (line) => (line.rank === undefined ? undefined : line.alsoCloses), figure: true },
  {
    id: 'controls',
    title: 'Controls',
    value: (line) => line.answeredBy.join(' '),
    show: (line) => line.answeredBy.length,
    figure: true,
    rank: (line) => line.answeredBy.length,
  },
];

/** The requirements, as the filters in the URL leave them; a row opens down to its entries. */
export function Requirements({ gaps }: { readonly gaps: GapsAnswer }) {
  const { search, open, turn } = useGapsView();
  const chosen = useMemo(() => listed(search.standard), [search.standard]);
  const verdicts = search.verdict ?? OPEN;
  const rows = useMemo(
    () =>
      gaps.rows.filter(
        (line) =>
          (chosen.length === 0 || chosen.includes(line.standard)) &&
          verdicts.includes(line.verdict) &&
          (search.layer === undefined || line.layers.some((one) => search.layer?.includes(one))) &&
          (search.outcome === undefined || line.outcomes.some((one) => search.outcome?.includes(one))),
      ),
    [gaps.rows, chosen, verdicts, search.layer, search.outcome],
  );
  const filtered = chosen.length > 0 || search.layer !== undefined || search.outcome !== undefined || search.verdict !== undefined;
  return (
    <section aria-labelledby="gaps-requirements" className={classes['tabled']}>
      <h2 id="gaps-requirements" className={classes['heading']}>
        {search.verdict === undefined ? `Gaps (${rows.length})` : `Requirements (${rows.length})`}
      </h2>
      <div className={classes['filters']}>
        <Filter
          title="Verdict"
          values={VERDICTS}
          chosen={verdicts}
          say={standing}
          onTurn={(one) => turn({ verdict: toggled(verdicts, one), page: undefined })}
        />
        <Filter
          title="Layer"
          values={LAYER_IDS}
          chosen={search.layer ?? []}
          say={(one) => LAYER_NAMES[one].name}
          onTurn={(one) => turn({ layer: toggled(search.layer, one), page: undefined })}
        />
        <Filter
          title="Outcome"
          values={OUTCOMES}
          chosen={search.outcome ?? []}
          say={(one) => OUTCOME_WORDS[one]}
          onTurn={(one) => turn({ outcome: toggled(search.outcome, one), page: undefined })}
        />
        {filtered ? (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => turn({ standard: undefined, layer: undefined, outcome: undefined, verdict: undefined, page: undefined })}
          >
            Clear the filters
          </Button>
        ) : null}
      </div>
      <DataTable
        label="Requirements"
        rows={rows}
        columns={columns}
        rowKey={(line) => `${line.standard}:${line.requirement}`}
        chosen={search.requirement}
        onOpen={(line) => open({ requirement: `${line.standard}:${line.requirement}` })}
        view={{ sort: search.sort, find: search.find, page: search.page }}
        onView={(view) => turn({ sort: view.sort, find: view.find, page: view.page })}
        none="No requirement fits the filters and the search."
      />
      <p className={classes['foot']}>
        Best to close first, by risk removed for the effort; both are assumptions to rank by. “Lets through” counts goals of an attack, “Attack, days” is the
        cheapest of those attacks in person-days, “Also closes” counts other requirements that close with it. {counted(gaps.rows.length, 'requirement')} in all,
        judged on {counted(gaps.head.size, 'ledger entry', 'ledger entries')}.
      </p>
    </section>
  );
}

interface FilterProps<T extends string> {
  readonly title: string;
  readonly values: readonly T[];
  readonly chosen: readonly T[];
  readonly say: (one: T) => string;
  readonly onTurn: (one: T) => void;
}

function Filter<T extends string>({ title, values, chosen, say, onTurn }: FilterProps<T>) {
  return (
    <fieldset className={classes['filter']}>
      <legend>{title}</legend>
      <Group gap={6}>
        {values.map((one) => (
          <Chip key={one} size="xs" checked={chosen.includes(one)} onChange={() => onTurn(one)}>
            {say(one)}
          </Chip>
        ))}
      </Group>
    </fieldset>
  );
}

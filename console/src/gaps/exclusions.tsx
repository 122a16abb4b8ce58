import { Button } from '@mantine/core';
import type { ExclusionLine, ExclusionsAnswer } from '../../../src/server/gaps/model.ts';
import { useMay } from '../app/account.ts';
import { del } from '../app/api.ts';
import { askAgain, useService, useServiceAsk } from '../app/ask.ts';
import { Act } from '../kit/act.tsx';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { Term } from '../kit/term.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './gaps.module.css';
import { Propose } from './propose.tsx';
import { usePersonName } from './use-person-name.ts';
import { useGapsView } from './view.ts';

const STATES: Readonly<Record<ExclusionLine['state'], string>> = {
  stands: 'stands',
  ended: 'ended',
  withdrawn: 'withdrawn',
  'not-yet': 'not yet granted at this moment',
};

/** Controls that are knowingly not applied somewhere: who proposed, who agreed, until when, and whether it still counts. */
export function Exclusions() {
  const { service, at } = useService();
  const { search, open, turn } = useGapsView();
  const may = useMay();
  const nameOf = usePersonName();
  const { data, error, refetch } = useServiceAsk<ExclusionsAnswer>('exclusions');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={5} label="Loading the exclusions" />;
  const begun = search.control !== undefined;
  const rows = search.control === undefined ? data.exclusions : data.exclusions.filter(({ control }) => control === search.control);
  const columns: readonly Column<ExclusionLine>[] = [
    {
      id: 'control',
      title: 'Control',
      value: (one) => one.title,
      show: (one) => <Go to={`/services/${service}/stack?control=${one.control}&subject=${encodeURIComponent(one.subject)}`}>{one.title}</Go>,
    },
    { id: 'at', title: 'At', value: (one) => one.name },
    { id: 'state', title: 'State', value: (one) => STATES[one.state] },
    {
      id: 'verdict',
      title: 'Verdict there',
      value: (one) => one.verdict,
      show: (one) => (one.verdict === 'not-owed' ? 'not owed' : <VerdictMark verdict={one.verdict} />),
    },
    { id: 'until', title: 'Until', value: (one) => one.until, show: (one) => <Moment at={one.until} show="day" from={data.at} /> },
    { id: 'reason', title: 'Reason', value: (one) => one.reason, width: '24%' },
    { id: 'proposer', title: 'Proposed by', value: (one) => nameOf(one.proposer) },
    {
      id: 'approver',
      title: 'Agreed by',
      value: (one) =>
        one.without === undefined ? nameOf(one.approver) : one.without === 'break-glass' ? 'nobody: the glass was broken' : 'nobody: there was nobody else',
    },
    { id: 'entry', title: 'Entry', value: (one) => one.entry, show: (one) => <EntryLink seq={one.entry} />, figure: true },
    {
      id: 'withdrawn',
      title: 'Withdrawn',
      value: (one) => one.withdrawn?.at,
      show: (one) =>
        one.withdrawn === undefined ? (
          one.state === 'stands' ? (
            <Act
              action="exclusion.withdraw"
              title="Withdraw"
              says={`${one.title} is asked for again at ${one.name}.`}
              undo="Propose it anew; a second person has to agree."
              reason
              blocked={at === undefined ? undefined : 'This page shows a past moment. Choose Now to act.'}
              run={(reason) => del(`/api/services/${encodeURIComponent(service)}/exclusions`, { control: one.control, subject: one.subject, reason })}
              done="Withdrawn."
              onDone={() => void askAgain(`/api/services/${encodeURIComponent(service)}`)}
            />
          ) : null
        ) : (
          <span title={one.withdrawn.reason}>
            <Moment at={one.withdrawn.at} show="day" /> by {nameOf(one.withdrawn.by)} <EntryLink seq={one.withdrawn.entry} />
          </span>
        ),
    },
  ];
  const mayPropose = may('exclusion.grant');
  return (
    <section aria-label="Exclusions">
      <div className={classes['headingRow']}>
        <p className={classes['sentence']}>
          {data.answer} An <Term of="exclusion" /> never hides a failure, and a <Term of="four-eyes" /> has to agree to it.
        </p>
        <Button
          size="xs"
          disabled={!mayPropose || begun}
          title={mayPropose ? undefined : 'Your roles do not include this. An operator can change that, under People.'}
          onClick={() => open({ control: '-' })}
        >
          Propose an exclusion
        </Button>
      </div>
      {begun && mayPropose ? <Propose onClose={() => open({ control: undefined, subject: undefined })} /> : null}
      {data.exclusions.length === 0 ? (
        <EmptyState
          because="No exclusion was ever granted here."
          shows="Where a control is knowingly not applied: why, who proposed it, who agreed, and until when, at most a year away. Whoever may propose one does it by the button above."
        />
      ) : (
        <DataTable
          label="Exclusions"
          rows={search.control === '-' ? data.exclusions : rows}
          columns={columns}
          rowKey={(one) => String(one.entry)}
          view={{ sort: search.sort, find: search.find, page: search.page }}
          onView={(view) => turn({ sort: view.sort, find: view.find, page: view.page })}
          none="No exclusion of this control was ever granted."
        />
      )}
    </section>
  );
}

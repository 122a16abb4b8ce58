import { NativeSelect, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { LapsingAnswer } from '../../../src/server/evidence/model.ts';
import { useService, useServiceAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './evidence.module.css';
import { Timeline } from './timeline.tsx';

const api = getRouteApi('/services/$service/evidence');
const DAYS = [7, 30, 90, 180];
type LapseMoment = LapsingAnswer['moments'][number];
type Renewal = LapsingAnswer['renewals'][number];

/** What goes stale if nobody looks again, and what it takes with it. */
export function Lapsing({ onOpen }: { readonly onOpen: (seq: number) => void }) {
  const { days = 30 } = api.useSearch();
  const navigate = api.useNavigate();
  const { at } = useService();
  const { data, error, refetch } = useServiceAsk<LapsingAnswer>('evidence/lapsing', { days });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="picture" height={160} label="Working out what will lapse" />;
  const renewals: readonly Column<Renewal>[] = [
    { id: 'source', title: 'Source', value: ({ source }) => source },
    { id: 'who', title: 'Who usually renews it', value: ({ who }) => who.join(', ') },
    { id: 'first', title: 'First lapse', value: ({ first }) => first, show: ({ first }) => <Moment at={first} show="relative" from={at} /> },
    { id: 'statements', title: 'Statements', value: ({ statements }) => statements, figure: true },
    { id: 'verdicts', title: 'Verdicts that fall', value: (one) => one.verdicts, figure: true },
  ];
  return (
    <>
      <Text mb="sm" fw={500}>
        {data.answer}
      </Text>
      <NativeSelect
        size="xs"
        label="Look ahead"
        w="10rem"
        mb="md"
        value={String(days)}
        data={DAYS.map((one) => ({ value: String(one), label: `${one} days` }))}
        onChange={(event) => void navigate({ search: (before) => ({ ...before, days: Number(event.currentTarget.value) }), replace: true })}
      />
      {data.moments.length === 0 ? (
        <EmptyState
          because={`No statement that may still be relied on lapses in the next ${days} days.`}
          shows="Here will stand each moment at which evidence lapses, the verdicts that fall with it, and who can look again in time."
        />
      ) : (
        <>
          <Timeline answer={data} days={days} now={at === undefined} />
          <Title order={2} size="h4" mb="xs">
            Who has to look again
          </Title>
          <DataTable label="Who has to look again" rows={data.renewals} columns={renewals} rowKey={({ source }) => source} />
          <Title order={2} size="h4" mt="lg" mb="xs">
            Moment by moment
          </Title>
          <ol className={classes['list']}>
            {data.moments.map((moment) => (
              <One key={moment.at} moment={moment} from={at ?? data.at} onOpen={onOpen} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

const MOST = 8;

function One({ moment, from, onOpen }: { readonly moment: LapseMoment; readonly from: string; readonly onOpen: (seq: number) => void }) {
  const lost = moment.requirements.filter((one) => one.from === 'proven');
  return (
    <li id={`lapse-${moment.at}`}>
      <Text fw={600}>
        <Moment at={moment.at} from={from} />
      </Text>
      <Text size="sm">
        {moment.statements.length === 1 ? 'One statement lapses: ' : `${moment.statements.length} statements lapse: `}
        {moment.statements.slice(0, MOST).map((one, index) => (
          <span key={one.seq}>
            {index === 0 ? '' : ', '}
            <button type="button" onClick={() => onOpen(one.seq)}>
              {one.claim} of {one.subject}
            </button>
          </span>
        ))}
        {moment.statements.length > MOST ? ` and ${moment.statements.length - MOST} more` : ''}
      </Text>
      {moment.verdicts.length === 0 ? (
        <Text size="sm" c="dimmed">
          No verdict changes with it: something else still decides.
        </Text>
      ) : (
        <ul className={classes['falls']}>
          {moment.verdicts.map((one) => (
            <li key={`${one.control} ${one.subject}`}>
              {one.title}{' '}
              <Text span c="dimmed">
                at {one.subject}
              </Text>
              : <VerdictMark verdict={one.from} /> becomes <VerdictMark verdict={one.to} />
            </li>
          ))}
        </ul>
      )}
      {lost.length === 0 ? null : (
        <Text size="sm">
          No longer proven:{' '}
          {lost
            .slice(0, MOST)
            .map((one) => `${one.standard} ${one.requirement}`)
            .join(', ')}
          {lost.length > MOST ? ` and ${lost.length - MOST} more` : ''}.
        </Text>
      )}
    </li>
  );
}

import { Button, Code, Group, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { EvidenceGroup, EvidenceList, Statement } from '../../../src/server/evidence/model.ts';
import { useService } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './evidence.module.css';
import { Freshness, MethodMark, STRENGTH } from './freshness.tsx';
import { SAMPLE } from './sample.ts';
import type { EvidenceAsked } from './use-evidence.ts';
import { valueInWords } from './value.ts';
import { GROUPS, LAYERS, METHODS } from './view.ts';

const api = getRouteApi('/services/$service/evidence');

interface AllProps {
  readonly asked: EvidenceAsked;
  readonly onOpen: (seq: number) => void;
}

/** Everything that was seen, by filters and groups that stand in the URL. */
export function All({ asked, onOpen }: AllProps) {
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const columns = useStatementColumns();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = asked;
  if (data === undefined) return error === null ? <Loading shape="table" rows={14} /> : <Failed error={error} retry={() => void refetch()} />;
  const [first] = data.pages;
  if (first === undefined) return null;
  if (first.all === 0) return <Nothing />;
  const statements = data.pages.flatMap((page) => page.statements);
  return (
    <>
      <Overview list={first} />
      <Filters list={first} whole={!hasNextPage && search.find === undefined} />
      {search.group === undefined ? null : <Groups list={first} group={search.group} />}
      <DataTable
        label="Statements of evidence"
        rows={statements}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
        onOpen={({ seq }) => onOpen(seq)}
        chosen={search.entry === undefined ? undefined : String(search.entry)}
        none={hasNextPage ? 'Nothing among the statements that are here. Look through all of them with the fields above.' : 'Nothing is as these filters ask.'}
      />
      {hasNextPage ? (
        <Group mt="sm">
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more: {statements.length} of {first.total} are here
          </Button>
        </Group>
      ) : null}
      <output className="visually-hidden">{`${statements.length} of ${first.total} statements shown`}</output>
      {Object.keys(search).some((key) => key !== 'at' && key !== 'entry') ? (
        <Button mt="sm" size="xs" variant="subtle" onClick={() => void navigate({ search: {} })}>
          Clear the filters
        </Button>
      ) : null}
    </>
  );
}

function useStatementColumns(): readonly Column<Statement>[] {
  const { at } = useService();
  return [
    { id: 'claim', title: 'Claim', value: ({ claim }) => claim, width: '22%' },
    { id: 'subject', title: 'Of', value: ({ subject }) => subject },
    {
      id: 'value',
      title: 'Value',
      value: ({ value }) => valueInWords(value),
      show: ({ value }) => <span className={classes['value']}>{valueInWords(value)}</span>,
    },
    {
      id: 'method',
      title: 'How',
      value: ({ method }) => method,
      show: ({ method }) => <MethodMark method={method} strength={STRENGTH[method] ?? 0} />,
      rank: ({ method }) => -(STRENGTH[method] ?? 0),
    },
    {
      id: 'seen',
      width: '7.2rem',
      title: 'Seen',
      value: ({ observedAt }) => observedAt,
      show: ({ observedAt }) => <Moment at={observedAt} show="day" from={at} />,
    },
    {
      id: 'left',
      title: 'Good for',
      value: ({ left }) => Math.round(100 * left),
      show: ({ state, left }) => <Freshness state={state} left={left} />,
      width: '9rem',
    },
    { id: 'source', title: 'By', value: ({ source }) => source },
    { id: 'entry', title: 'Entry', value: ({ seq }) => seq, show: ({ seq }) => <EntryLink seq={seq} />, figure: true },
  ];
}

/** Fresh and lapsed as one band. Not in the colours of verdicts: what is fresh may say that something fails. */
function Overview({ list }: { readonly list: EvidenceList }) {
  const lapsed = list.total - list.fresh;
  if (list.total === 0) return null;
  const share = (100 * list.fresh) / list.total;
  return (
    <figure className={classes['overview']}>
      <svg width="100%" height="22" role="img" aria-label={`${list.fresh} may be relied on, ${lapsed} have lapsed`}>
        <rect x="0" y="0.5" width={`${share}%`} height="21" fill="var(--accent)" />
        <rect x={`${share}%`} y="0.5" width={`${100 - share}%`} height="21" fill="url(#verdict-unproven)" stroke="var(--line)" />
      </svg>
      <figcaption>
        <span className={classes['figure']}>{list.fresh}</span> may be relied on, for good news or bad; <span className={classes['figure']}>{lapsed}</span> have
        lapsed and prove nothing. What was seen to fail stands until somebody looks again.
      </figcaption>
    </figure>
  );
}

function Filters({ list, whole }: { readonly list: EvidenceList; readonly whole: boolean }) {
  const search = api.useSearch();
  const navigate = api.useNavigate();
  const [find, setFind] = useState(search.find ?? '');
  const set = (change: Partial<typeof search>) =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== '' && value !== undefined)),
      replace: true,
    });
  useEffect(() => setFind(search.find ?? ''), [search.find]);
  const any = (label: string, values: readonly string[], kept?: string) => [
    { value: '', label },
    ...(kept !== undefined && !values.includes(kept) ? [kept] : []),
    ...values,
  ];
  const { subjects, claims, sources } = list.facets;
  const choices = [
    { field: 'group', label: 'Group by', data: any('No groups', GROUPS) },
    { field: 'subject', label: 'Subject', data: any('Any', subjects, search.subject) },
    { field: 'claim', label: 'Claim', data: any('Any', claims, search.claim) },
    { field: 'source', label: 'Source', data: any('Any', sources, search.source) },
    { field: 'layer', label: 'Layer', data: any('Any', LAYERS) },
    { field: 'method', label: 'How it was seen', data: any('Any', METHODS) },
    {
      field: 'state',
      label: 'Freshness',
      data: [
        { value: '', label: 'Any' },
        { value: 'fresh', label: 'May be relied on' },
        { value: 'expired', label: 'Lapsed' },
      ],
    },
  ] as const;
  return (
    <search className={classes['filters']}>
      {/* Where everything is here already, the table's own search finds it. */}
      {whole ? null : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            set({ find });
          }}
        >
          <TextInput
            size="xs"
            label="Words in any statement"
            value={find}
            leftSection={<Icon name="search" size={14} />}
            onChange={(event) => setFind(event.currentTarget.value)}
            onBlur={() => find !== (search.find ?? '') && set({ find })}
          />
        </form>
      )}
      {choices.map(({ field, label, data }) => (
        <NativeSelect
          key={field}
          size="xs"
          label={label}
          value={search[field] ?? ''}
          data={[...data]}
          onChange={(event) => set({ [field]: event.currentTarget.value as never })}
        />
      ))}
      <NativeSelect
        size="xs"
        label="Order"
        value={search.sort ?? '-seen'}
        data={[
          { value: '-seen', label: 'Newest seen first' },
          { value: 'seen', label: 'Oldest seen first' },
          { value: 'expiry', label: 'First to lapse first' },
          { value: '-expiry', label: 'Last to lapse first' },
          { value: '-entry', label: 'Newest entry first' },
        ]}
        onChange={(event) => set({ sort: event.currentTarget.value === '-seen' ? undefined : (event.currentTarget.value as never) })}
      />
    </search>
  );
}

function Groups({ list, group }: { readonly list: EvidenceList; readonly group: (typeof GROUPS)[number] }) {
  const navigate = api.useNavigate();
  const { at } = useService();
  const columns: readonly Column<EvidenceGroup>[] = [
    { id: 'key', title: group === 'age' ? 'Seen' : group.replace(/^./, (letter) => letter.toUpperCase()), value: ({ key }) => key },
    { id: 'statements', title: 'Statements', value: ({ statements }) => statements, figure: true },
    { id: 'fresh', title: 'May be relied on', value: ({ fresh }) => fresh, figure: true },
    { id: 'lapsed', title: 'Lapsed', value: ({ statements, fresh }) => statements - fresh, figure: true },
    { id: 'last', title: 'Last seen', value: ({ lastSeen }) => lastSeen, show: ({ lastSeen }) => <Moment at={lastSeen} show="day" from={at} /> },
    {
      id: 'next',
      title: 'Next lapse',
      value: ({ nextExpiry }) => nextExpiry ?? undefined,
      show: ({ nextExpiry }) => (nextExpiry === null ? '' : <Moment at={nextExpiry} show="relative" from={at} />),
    },
  ];
  const narrow = ({ key }: EvidenceGroup) => void navigate({ search: (before) => ({ ...before, group: undefined, [group]: key }) });
  return (
    <section className={classes['groups']} aria-label={`By ${group}`}>
      <DataTable
        label={`Evidence by ${group}`}
        rows={list.groups}
        columns={columns}
        rowKey={({ key }) => key}
        {...(group === 'age' ? {} : { onOpen: narrow })}
      />
      {list.groupsLeftOut > 0 ? <p>{list.groupsLeftOut} more groups are not listed: narrow the filters.</p> : null}
    </section>
  );
}

function Nothing() {
  const navigate = api.useNavigate();
  return (
    <EmptyState
      because="Nothing has been seen yet."
      shows="Each line here will be one statement: what was seen of which part, when, by what means, and for how long it may be relied on. Without any, no control can be proven."
      command="assay evidence import scan.sarif"
      sample={<Code block>{SAMPLE}</Code>}
    >
      <Button onClick={() => void navigate({ search: { view: 'add' } })}>Add evidence</Button>
    </EmptyState>
  );
}

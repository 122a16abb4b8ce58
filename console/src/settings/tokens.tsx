import { Button, Group, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../app/account.ts';
import { del } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { Act } from '../kit/act.tsx';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import type { TokenList, TokenView } from './answers.ts';
import { IssueToken } from './issue-token.tsx';

const api = getRouteApi('/settings');
const stateOf = ({ good, revokedAt }: TokenView): string => (good ? 'Good' : revokedAt === undefined ? 'Ended' : 'Revoked');

const COLUMNS: readonly Column<TokenView>[] = [
  { id: 'name', title: 'Token', value: ({ name }) => name },
  {
    id: 'scope',
    title: 'May',
    value: ({ scope }) => scope.join(', '),
    show: ({ scope }) => (scope.length > 3 ? `${scope.slice(0, 3).join(', ')} and ${scope.length - 3} more` : scope.join(', ')),
  },
  { id: 'state', title: 'State', value: stateOf },
  { id: 'ends', title: 'Ends', value: ({ expiresAt }) => expiresAt, show: ({ expiresAt }) => <Moment at={expiresAt} show="relative" /> },
  {
    id: 'used',
    title: 'Last used',
    value: ({ usedAt }) => usedAt,
    show: ({ usedAt }) => (usedAt === undefined ? 'Never' : <Moment at={usedAt} show="relative" />),
  },
  {
    id: 'act',
    title: 'Act',
    value: () => undefined,
    show: (token) =>
      token.good ? (
        <Act
          action="token.revoke"
          title="Revoke"
          says={`“${token.name}” is refused from now on, wherever it is used.`}
          run={() => del(`/api/tokens/${token.id}`)}
          undo="Issue another one."
          done="Revoked."
          onDone={() => void askAgain('/api/tokens')}
        />
      ) : (
        ''
      ),
  },
];

export function Tokens() {
  const { find, sort } = api.useSearch();
  const navigate = api.useNavigate();
  const may = useMay()('token.issue');
  const [issuing, setIssuing] = useState(false);
  const { data, error, refetch } = useAsk<TokenList>('/api/tokens');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={5} />;
  if (issuing) return <IssueToken close={() => setIssuing(false)} />;
  const issue = (
    <Button leftSection={<Icon name="add" size={16} />} disabled={!may} onClick={() => setIssuing(true)}>
      Issue a token
    </Button>
  );
  if (data.tokens.length === 0) {
    return (
      <EmptyState
        because="You have no tokens."
        shows="A build that records evidence, or a script that reads the position, needs one: it is for a few acts only, and ends by itself."
      >
        {issue}
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Group>{issue}</Group>
      <DataTable
        label="Tokens"
        rows={data.tokens}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        view={{ find, sort }}
        onView={({ find: wanted, sort: by }) => void navigate({ search: (before) => ({ ...before, find: wanted, sort: by }), replace: true })}
      />
    </Stack>
  );
}

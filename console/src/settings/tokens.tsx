import { Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useAccount, useMay } from '../app/account.ts';
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
const SOON_DAYS = 14;
const STATE_WORDS: Readonly<Record<TokenView['state'], string>> = { valid: 'Valid', expired: 'Ended', revoked: 'Revoked' };

const endsSoon = ({ state, expiresAt }: TokenView): boolean => state === 'valid' && Date.parse(expiresAt) - Date.now() < SOON_DAYS * 86_400_000;
const stateOf = (token: TokenView): string => (endsSoon(token) ? 'Ends soon' : STATE_WORDS[token.state]);
const RANKS = ['Ends soon', 'Valid', 'Ended', 'Revoked'];

const again = () => void askAgain('/api/tokens');

function columns(everybodys: boolean, self: string | undefined): readonly Column<TokenView>[] {
  return [
    { id: 'name', title: 'Token', value: ({ name }) => name },
    ...(everybodys
      ? [{ id: 'person', title: 'Acts for', value: ({ person }: TokenView) => (person.id === self ? 'You' : (person.name ?? 'Somebody erased')) }]
      : []),
    {
      id: 'scope',
      title: 'May',
      value: ({ scope }) => scope.join(', '),
      show: ({ scope }) => (
        <span title={scope.join(', ')}>{scope.length > 3 ? `${scope.slice(0, 3).join(', ')} and ${scope.length - 3} more` : scope.join(', ')}</span>
      ),
    },
    { id: 'state', title: 'State', value: stateOf, rank: (token) => RANKS.indexOf(stateOf(token)) },
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
        token.state === 'valid' ? (
          <Act
            action="token.revoke"
            title="Revoke"
            says={`“${token.name}” is refused from now on, wherever it is used.`}
            undo={token.person.id === self ? 'Issue another one.' : 'Whom it acts for issues another one.'}
            run={() => del(`/api/tokens/${token.id}`)}
            done="Revoked."
            onDone={again}
          />
        ) : (
          ''
        ),
    },
  ];
}

function sentence(tokens: readonly TokenView[]): string {
  const valid = tokens.filter(({ state }) => state === 'valid');
  const soon = valid.filter(endsSoon);
  const unused = valid.filter(({ usedAt }) => usedAt === undefined);
  return [
    `${valid.length} ${valid.length === 1 ? 'token is' : 'tokens are'} valid`,
    ...(soon.length === 0 ? [] : [`${soon.length} of them ${soon.length === 1 ? 'ends' : 'end'} within ${SOON_DAYS} days`]),
    ...(unused.length === 0 ? [] : [`${unused.length} ${unused.length === 1 ? 'was' : 'were'} never used`]),
  ].join('; ');
}

interface TokensProps {
  /** Those of everybody, for who oversees; else one's own. */
  readonly everybodys?: boolean;
}

export function Tokens({ everybodys = false }: TokensProps) {
  const { find, sort, do: act } = api.useSearch();
  const navigate = api.useNavigate();
  const may = useMay()('token.issue');
  const { data: account } = useAccount();
  const { data, error, refetch } = useAsk<TokenList>(everybodys ? '/api/tokens/all' : '/api/tokens');
  const issuing = (open: boolean) => void navigate({ search: (before) => ({ ...before, view: 'tokens' as const, do: open ? ('issue' as const) : undefined }) });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={5} />;
  if (act === 'issue' && !everybodys) return <IssueToken close={() => issuing(false)} />;
  const issue = (
    <Button leftSection={<Icon name="add" size={16} />} disabled={!may} onClick={() => issuing(true)}>
      Issue a token
    </Button>
  );
  if (data.tokens.length === 0) {
    return (
      <EmptyState
        because={everybodys ? 'Nobody has a token.' : 'You have no tokens.'}
        shows="A build that records evidence, or a script that reads the position, needs one: it is for a few acts only, and ends by itself."
      >
        {issue}
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Text>{sentence(data.tokens)}.</Text>
      {everybodys ? null : <Group>{issue}</Group>}
      <DataTable
        label={everybodys ? 'Tokens of everybody' : 'Tokens'}
        rows={data.tokens}
        columns={columns(everybodys, account?.person)}
        rowKey={({ id }) => id}
        view={{ find, sort }}
        onView={({ find: wanted, sort: by }) => void navigate({ search: (before) => ({ ...before, find: wanted, sort: by }), replace: true })}
      />
    </Stack>
  );
}

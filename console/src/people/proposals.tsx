import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import type { ProposalList } from './answers.ts';
import { ProposalDetails } from './proposal-details.tsx';
import { PROPOSAL_STATES } from './proposal-state.ts';
import { GIVES_LINK } from './what-happens.tsx';
import { either, useWhoMayAgree } from './who-may-agree.ts';

const api = getRouteApi('/people');
type Line = ProposalList['proposals'][number];

export function Proposals({ asked }: { readonly asked: UseQueryResult<ProposalList> }) {
  const { proposal } = api.useSearch();
  const navigate = api.useNavigate();
  const open = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, view: 'proposals', proposal: id }) });
  if (asked.error !== null) return <Failed error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Loading shape="table" rows={4} />;
  const { proposals } = asked.data;
  const waiting = proposals.filter(({ state }) => state === 'waiting');
  const decided = proposals.filter(({ state }) => state !== 'waiting');
  return (
    <Stack maw="62rem">
      {waiting.length === 0 ? (
        <EmptyState
          because="Nothing waits."
          shows="Acts that can harm the fleet or the record wait here for up to three days, until another person has read exactly what was asked, and agrees or refuses."
        />
      ) : (
        waiting.map((one) => <Waiting key={one.id} one={one} open={() => open(one.id)} />)
      )}
      {decided.length === 0 ? null : (
        <section aria-labelledby="decided">
          <Title order={2} id="decided" mt="md" mb="xs">
            Decided
          </Title>
          <Stack gap="xs">
            {decided.map((one) => (
              <Text key={one.id} size="sm">
                <Anchor component="button" type="button" size="sm" onClick={() => open(one.id)}>
                  {one.title}
                </Anchor>
                , proposed by {one.proposer.name ?? 'somebody erased'}: {PROPOSAL_STATES[one.state].toLowerCase()}
                {one.decidedBy === undefined ? '' : ` by ${one.decidedBy.name ?? 'somebody erased'}`}{' '}
                <Moment at={one.decidedAt ?? one.expiresAt} show="relative" />
                {one.outcome === undefined ? '' : `, because: ${one.outcome}`}
                {one.mayCollect ? '. Its one-time link waits for you: open it.' : ''}
              </Text>
            ))}
          </Stack>
        </section>
      )}
      <Details title={proposal === undefined ? undefined : 'What was asked'} onClose={() => open(undefined)}>
        {proposal === undefined ? null : <ProposalDetails key={proposal} id={proposal} close={() => open(undefined)} />}
      </Details>
    </Stack>
  );
}

function Waiting({ one, open }: { readonly one: Line; readonly open: () => void }) {
  const able = useWhoMayAgree(one.action, one.proposer.id);
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{one.title}</Text>
          <Text size="sm">
            {one.mayWithdraw ? 'You ask' : `${one.proposer.name ?? 'Somebody erased'} asks`}, <Moment at={one.proposedAt} show="relative" />. It lapses{' '}
            <Moment at={one.expiresAt} show="relative" />.
          </Text>
          {one.reason === undefined ? null : <Text size="sm">Reason: {one.reason}</Text>}
          {one.mayDecide || able === undefined ? null : (
            <Text size="sm">{able.length === 0 ? 'Nobody else here may agree to it at present.' : `${either(able)} may agree.`}</Text>
          )}
          {one.mayWithdraw && GIVES_LINK.includes(one.action) ? <Text size="sm">Once it is agreed to, the one-time link waits here for you.</Text> : null}
        </div>
        <Group gap="xs">
          {one.mayDecide ? <Badge variant="light">You may decide</Badge> : null}
          <Button variant={one.mayDecide ? 'filled' : 'default'} size="xs" onClick={open}>
            {one.mayDecide ? 'Read and decide' : 'Read'}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

import { Badge, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { ProposalInFull, ProposalList } from './answers.ts';

const api = getRouteApi('/people');
type Line = ProposalList['proposals'][number];

const STATES: Readonly<Record<Line['state'], string>> = {
  waiting: 'Waits',
  agreed: 'Agreed and done',
  failed: 'Agreed, and could not be done',
  refused: 'Refused',
  withdrawn: 'Taken back',
  lapsed: 'Nobody decided in time',
};

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
                {one.title}, proposed by {one.proposer.name ?? 'somebody erased'}: {STATES[one.state].toLowerCase()}
                {one.decidedBy === undefined ? '' : ` by ${one.decidedBy.name ?? 'somebody erased'}`}
                {one.outcome === undefined ? '' : ` (${one.outcome})`} <Moment at={one.decidedAt ?? one.expiresAt} show="relative" />
              </Text>
            ))}
          </Stack>
        </section>
      )}
      <Details title={proposal === undefined ? undefined : 'What was asked'} onClose={() => open(undefined)}>
        {proposal === undefined ? null : <InFull id={proposal} close={() => open(undefined)} />}
      </Details>
    </Stack>
  );
}

function Waiting({ one, open }: { readonly one: Line; readonly open: () => void }) {
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{one.title}</Text>
          <Text size="sm">
            {one.proposer.name ?? 'Somebody erased'} asks, <Moment at={one.proposedAt} show="relative" />. It lapses{' '}
            <Moment at={one.expiresAt} show="relative" />.
          </Text>
          {one.reason === undefined ? null : <Text size="sm">Reason: {one.reason}</Text>}
        </div>
        <Group gap="xs">
          {one.mayDecide ? <Badge variant="light">You may decide</Badge> : null}
          <Button variant="default" size="xs" onClick={open}>
            {one.mayDecide ? 'Read and decide' : 'Read'}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

function InFull({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { data, error, refetch } = useAsk<ProposalInFull>(`/api/proposals/${encodeURIComponent(id)}`);
  const [why, setWhy] = useState('');
  const act = useTry();
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="lines" rows={8} />;
  const path = `/api/proposals/${encodeURIComponent(id)}`;
  const decide = (verb: 'agree' | 'refuse' | 'withdraw', body: unknown, said: string) =>
    act.attempt(async () => {
      await post(`${path}/${verb}`, body);
      notify({ tone: 'done', text: said });
      // What was agreed to may have changed anything.
      await askAgain('/api/');
      close();
    });
  return (
    <Stack gap="sm">
      <Text fw={600}>{data.title}</Text>
      <Text size="sm">
        {data.proposer.name ?? 'Somebody erased'} asked <Moment at={data.proposedAt} />
        {data.reason === undefined ? '' : `, because: ${data.reason}`}
      </Text>
      <Text size="sm">
        On the {data.on.kind} <code>{data.on.id}</code>. {STATES[data.state]}.
      </Text>
      {data.request === undefined ? null : (
        <>
          <Text size="sm" fw={600}>
            Exactly this will run:
          </Text>
          <Paper
            withBorder
            p="sm"
            component="pre"
            tabIndex={0}
            bg="var(--surface-sunk)"
            style={{ overflow: 'auto', maxHeight: '40vh', fontSize: '0.8125rem', margin: 0, whiteSpace: 'pre-wrap' }}
          >
            {`${data.request.method.toUpperCase()} ${data.request.path}\n${JSON.stringify({ params: data.request.params, query: data.request.query, body: data.request.body }, null, 2)}`}
          </Paper>
          <Text size="xs" c="dimmed" ff="monospace">
            {data.digest}
          </Text>
        </>
      )}
      {act.error === undefined ? null : <Failed error={act.error} />}
      {data.mayDecide ? (
        <>
          <Button loading={act.busy} onClick={() => decide('agree', { digest: data.digest }, 'Agreed, and done.')}>
            Agree, and let it be done
          </Button>
          <Textarea label="Or refuse, and say why" maxLength={500} autosize value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
          <Button variant="default" disabled={why.trim().length < 3 || act.busy} onClick={() => decide('refuse', { reason: why.trim() }, 'Refused.')}>
            Refuse
          </Button>
        </>
      ) : data.state === 'waiting' && !data.mayWithdraw ? (
        <Text size="sm" c="dimmed">
          Somebody else has to decide: another person than who asks, who may do it themselves.
        </Text>
      ) : null}
      {data.mayWithdraw ? (
        <Button variant="default" loading={act.busy} onClick={() => decide('withdraw', undefined, 'Taken back.')}>
          Take it back
        </Button>
      ) : null}
    </Stack>
  );
}

import { Button, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { CarriedOut, Handed, ProposalInFull } from './answers.ts';
import { LinkShown } from './link-shown.tsx';
import { PROPOSAL_STATES } from './proposal-state.ts';
import { GIVES_LINK, WhatHappens } from './what-happens.tsx';
import { either, useWhoMayAgree } from './who-may-agree.ts';

/** One proposal: who asks for what and why, what exactly will happen, and the decision. */
export function ProposalDetails({ id, close }: { readonly id: string; readonly close: () => void }) {
  const path = `/api/proposals/${encodeURIComponent(id)}`;
  const { data, error, refetch } = useAsk<ProposalInFull>(path);
  const [link, setLink] = useState<Handed>();
  if (link !== undefined)
    return <LinkShown link={link} done={close} says="You proposed it, so the link is shown to you and to nobody else. Give it to them yourself." />;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="lines" rows={8} />;
  const byYou = data.mayWithdraw;
  const decided = data.decidedBy === undefined ? '' : ` by ${data.decidedBy.name ?? 'somebody erased'}`;
  return (
    <Stack gap="sm">
      <Text fw={600}>{data.title}</Text>
      <Text size="sm">
        {byYou ? 'You' : (data.proposer.name ?? 'Somebody erased')} asked <Moment at={data.proposedAt} />
        {data.reason === undefined ? '' : `, because: ${data.reason}`}
      </Text>
      {data.state === 'waiting' ? (
        <Text size="sm">
          It waits, and lapses <Moment at={data.expiresAt} />.
        </Text>
      ) : (
        <Text size="sm">
          {PROPOSAL_STATES[data.state]}
          {decided}
          {data.outcome === undefined ? '' : `, because: ${data.outcome}`}
          {data.decidedAt === undefined ? '.' : ', '}
          {data.decidedAt === undefined ? null : <Moment at={data.decidedAt} />}
        </Text>
      )}
      {data.mayCollect ? <Collect path={path} onLink={setLink} /> : null}
      {data.state === 'agreed' && !data.mayCollect && GIVES_LINK.includes(data.action) ? (
        <Text size="sm">
          The one-time link is shown to {data.proposer.name ?? 'whoever proposed it'} alone, once. If it was lost, propose to give the person a new way in.
        </Text>
      ) : null}
      {data.request === undefined ? null : <Asked proposal={data} request={data.request} />}
      {data.mayDecide ? <Decision path={path} proposal={data} close={close} /> : null}
      {data.state === 'waiting' && !data.mayDecide ? <Awaiting path={path} proposal={data} close={close} /> : null}
    </Stack>
  );
}

function Asked({ proposal, request }: { readonly proposal: ProposalInFull; readonly request: NonNullable<ProposalInFull['request']> }) {
  return (
    <>
      <Text size="sm" fw={600}>
        When it is agreed to, this happens at once:
      </Text>
      <WhatHappens action={proposal.action} request={request} />
      <details>
        <summary>The request, letter by letter</summary>
        <Paper
          withBorder
          p="sm"
          mt="xs"
          component="pre"
          tabIndex={0}
          bg="var(--surface-sunk)"
          style={{ overflow: 'auto', maxHeight: '40vh', fontSize: '0.8125rem', marginBottom: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        >
          {`${request.method.toUpperCase()} ${request.path}\n${JSON.stringify({ params: request.params, query: request.query, body: request.body }, null, 2)}`}
        </Paper>
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {proposal.digest}
        </Text>
      </details>
    </>
  );
}

interface DecisionProps {
  readonly path: string;
  readonly proposal: ProposalInFull;
  readonly close: () => void;
}

/** The link that came of what one proposed: whoever agreed never sees it. */
function Collect({ path, onLink }: { readonly path: string; readonly onLink: (link: Handed) => void }) {
  const collect = useTry();
  return (
    <>
      <Text size="sm">It was agreed to, and the one-time link waits for you. It is shown once; have the person at hand to whom you give it.</Text>
      {collect.error === undefined ? null : <Failed error={collect.error} />}
      <Button
        loading={collect.busy}
        onClick={() =>
          collect.attempt(async () => {
            const sent = await post<Handed>(`${path}/collect`);
            if (sent.kind === 'done') onLink(sent.body);
            await askAgain('/api/proposals');
          })
        }
      >
        Show the link
      </Button>
    </>
  );
}

function Decision({ path, proposal, close }: DecisionProps) {
  const [why, setWhy] = useState('');
  const agree = useTry();
  const refuse = useTry();
  return (
    <>
      {agree.error === undefined ? null : <Failed error={agree.error} retry={() => void askAgain('/api/')} />}
      <Button
        loading={agree.busy}
        disabled={refuse.busy}
        onClick={() =>
          agree.attempt(async () => {
            const sent = await post<CarriedOut>(`${path}/agree`, { digest: proposal.digest });
            const withProposer = sent.kind === 'done' && sent.body.withProposer;
            const name = proposal.proposer.name ?? 'Whoever proposed it';
            notify({ tone: 'done', text: withProposer ? `Agreed, and done. ${name} is shown the one-time link.` : 'Agreed, and done.' });
            close();
            // What was agreed to may have changed anything.
            await askAgain('/api/');
          })
        }
      >
        Agree, and let it be done
      </Button>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          refuse.attempt(async () => {
            await post(`${path}/refuse`, { reason: why.trim() });
            notify({ tone: 'done', text: 'Refused. Nothing was done.' });
            await askAgain('/api/proposals');
            close();
          });
        }}
      >
        <Stack gap="xs">
          <ReasonField label="Or refuse, and say why" value={why} onChange={setWhy} />
          {refuse.error === undefined ? null : <Failed error={refuse.error} />}
          <Button type="submit" variant="default" loading={refuse.busy} disabled={!isReason(why) || agree.busy}>
            Refuse
          </Button>
        </Stack>
      </form>
    </>
  );
}

/** It waits for somebody else: who that can be, and how they get here. */
function Awaiting({ path, proposal, close }: { readonly path: string; readonly proposal: ProposalInFull; readonly close: () => void }) {
  const able = useWhoMayAgree(proposal.action, proposal.proposer.id);
  const back = useTry();
  const address = `${location.origin}/people?view=proposals&proposal=${encodeURIComponent(proposal.id)}`;
  return (
    <>
      <Text size="sm">
        {able === undefined
          ? 'Somebody else has to decide: another person than who asks, who may do it themselves.'
          : able.length === 0
            ? 'Nobody else here may agree to it. Invite a second person in a role that may, or, where the fleet is in danger, break the glass.'
            : `${either(able)} may agree: anybody else than who asks, who may do it themselves.`}
      </Text>
      {proposal.mayWithdraw && GIVES_LINK.includes(proposal.action) ? (
        <Text size="sm">Once it is agreed to, the one-time link waits here for you, and for nobody else.</Text>
      ) : null}
      {able?.length === 0 ? null : (
        <Button
          variant="default"
          leftSection={<Icon name="copy" size={14} />}
          onClick={() =>
            void navigator.clipboard
              .writeText(address)
              .then(() => notify({ tone: 'done', text: 'The link to this page is on the clipboard. Send it to who may agree.' }))
          }
        >
          Copy a link to this for them
        </Button>
      )}
      {back.error === undefined ? null : <Failed error={back.error} />}
      {proposal.mayWithdraw ? (
        <Button
          variant="default"
          loading={back.busy}
          onClick={() =>
            back.attempt(async () => {
              await post(`${path}/withdraw`);
              notify({ tone: 'done', text: 'Taken back. Nothing was done.' });
              await askAgain('/api/proposals');
              close();
            })
          }
        >
          Take it back
        </Button>
      ) : null}
    </>
  );
}

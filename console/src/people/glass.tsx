import { Button, Group, Paper, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { GlassView, Loud } from './answers.ts';

const again = () => void askAgain('/api/');

/** For emergencies, when no second person can be reached. Everybody sees it while it is open and until somebody else has reviewed it. */
export function Glass() {
  const { data, error, refetch } = useAsk<Loud>('/api/break-glass');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="lines" rows={5} />;
  return (
    <Stack maw="62rem">
      <Text>
        When nobody else can be reached and the fleet is in danger, an operator can act without a second person for one hour. Everybody sees it, and somebody
        else reviews it afterwards.
      </Text>
      {data.mine === undefined ? (
        <div>
          <Act
            action="break-glass.open"
            title="Break the glass"
            says="For one hour, what you do needs no second person. Everybody is told at once, and each act is listed for review."
            undo="Close it again at any time. That it was broken stays on the ledger."
            reason
            blocked={data.mayOpen ? undefined : 'You may not break the glass.'}
            run={(reason) => post('/api/break-glass', { reason })}
            done="The glass is broken."
            onDone={again}
          />
        </div>
      ) : (
        <Text fw={600}>
          You act without a second person until <Moment at={data.mine} />.
        </Text>
      )}
      {data.glasses.map((glass) => (
        <Broken key={glass.id} glass={glass} />
      ))}
    </Stack>
  );
}

function Broken({ glass }: { readonly glass: GlassView }) {
  const close = useTry();
  return (
    <Paper withBorder p="md" bg="var(--surface)">
      <Title order={2} size="h3">
        {glass.person.name ?? 'Somebody erased'}, {glass.open ? 'open now' : 'closed, and not reviewed yet'}
      </Title>
      <Text size="sm">
        Broken <Moment at={glass.openedAt} />, because: {glass.reason}
      </Text>
      <Text size="sm" mt="xs">
        {glass.uses.length === 0 ? 'Nothing was done behind it so far.' : 'Done without a second person:'}
      </Text>
      <ul>
        {glass.uses.map((use) => (
          <li key={`${use.action} ${use.on.id} ${use.at}`}>
            {use.title}, on the {use.on.kind} <code>{use.on.id}</code>, <Moment at={use.at} />
          </li>
        ))}
      </ul>
      {close.error === undefined ? null : <Failed error={close.error} />}
      {glass.mayClose ? (
        <Button loading={close.busy} onClick={() => close.attempt(async () => void (await post(`/api/break-glass/${glass.id}/close`).then(again)))}>
          Close it now
        </Button>
      ) : null}
      {glass.mayReview ? <Review id={glass.id} /> : null}
    </Paper>
  );
}

function Review({ id }: { readonly id: string }) {
  const [finding, setFinding] = useState<string>('');
  const [reason, setReason] = useState('');
  const { busy, error, attempt } = useTry();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(async () => {
          await post(`/api/break-glass/${id}/review`, { finding, reason: reason.trim() });
          notify({ tone: 'done', text: 'Reviewed.' });
          again();
        });
      }}
    >
      <Stack gap="sm" mt="sm">
        <Radio.Group label="Was it right to act alone?" value={finding} onChange={setFinding}>
          <Group mt="xs">
            <Radio value="justified" label="Justified" />
            <Radio value="unjustified" label="Not justified" />
          </Group>
        </Radio.Group>
        <Textarea
          label="Why"
          description="Goes on the ledger. Name no person in it."
          required
          maxLength={500}
          autosize
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {error === undefined ? null : <Failed error={error} />}
        <div>
          <Button type="submit" loading={busy} disabled={finding === '' || reason.trim().length < 3}>
            Record the review
          </Button>
        </div>
      </Stack>
    </form>
  );
}

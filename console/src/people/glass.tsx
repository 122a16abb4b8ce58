import { Button, Group, List, Paper, Radio, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useAccount, useMay } from '../app/account.ts';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { useServices } from '../app/services.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { GlassHistory, GlassView, Loud, PersonList } from './answers.ts';

const again = () => void askAgain('/api/');
const FINDINGS: Readonly<Record<NonNullable<GlassView['review']>['finding'], string>> = { justified: 'Justified', unjustified: 'Not justified' };

/** For emergencies, when no second person can be reached. Everybody sees it while it is open and until somebody else has reviewed it. */
export function Glass() {
  const may = useMay();
  const { data, error, refetch } = useAsk<Loud>('/api/break-glass');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="lines" rows={5} />;
  return (
    <Stack maw="62rem">
      <Text>
        When nobody else can be reached and the fleet is in danger, an operator or a responder can act without a second person for one hour. Everybody sees it,
        and somebody else reviews it afterwards.
      </Text>
      {data.mine === undefined ? (
        <div>
          <Act
            action="break-glass.open"
            title="Break the glass"
            says="For one hour, what you do needs no second person. Everybody is told at once, and each act is listed for review."
            undo="Close it again at any time. That it was broken stays on the ledger."
            reason
            blocked={data.mayOpen ? undefined : 'The glass is broken already.'}
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
      {may('office.read') ? <Before loud={data.glasses} /> : null}
    </Stack>
  );
}

/** Every time before: what is open or waits for its review stands above. */
function Before({ loud }: { readonly loud: Loud['glasses'] }) {
  const { data, error, refetch } = useAsk<GlassHistory>('/api/break-glass/history');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="lines" rows={4} />;
  const before = data.glasses.filter(({ id }) => !loud.some((one) => one.id === id));
  return (
    <section aria-labelledby="before">
      <Title order={2} id="before" mt="md" mb="xs">
        Before
      </Title>
      {before.length === 0 ? (
        <Text size="sm">{data.glasses.length === 0 ? 'The glass was never broken here.' : 'No other time.'}</Text>
      ) : (
        <Stack gap="sm">
          {before.map((glass) => (
            <Broken key={glass.id} glass={glass} />
          ))}
        </Stack>
      )}
    </section>
  );
}

function Broken({ glass }: { readonly glass: GlassView }) {
  const close = useTry();
  const { data: account } = useAccount();
  const on = useOn();
  const yours = glass.person.id === account?.person;
  const { review } = glass;
  const state = glass.open ? 'open now' : review === undefined ? 'closed, and not reviewed yet' : `reviewed: ${FINDINGS[review.finding].toLowerCase()}`;
  return (
    <Paper withBorder p="md" bg="var(--surface)" component="article" aria-label={`Glass of ${glass.person.name ?? 'somebody erased'}, ${state}`}>
      <Title order={2} size="h3">
        {yours ? 'You' : (glass.person.name ?? 'Somebody erased')}, {state}
      </Title>
      <Text size="sm">
        Broken <Moment at={glass.openedAt} />, because: {glass.reason}
      </Text>
      <Text size="sm">
        {glass.open ? 'Closes by itself ' : 'Closed '}
        <Moment at={glass.closedAt ?? glass.until} />
      </Text>
      <Text size="sm" mt="xs">
        {glass.uses.length === 0 ? (glass.open ? 'Nothing was done behind it so far.' : 'Nothing was done behind it.') : 'Done without a second person:'}
      </Text>
      {glass.uses.length === 0 ? null : (
        <List size="sm">
          {glass.uses.map((use) => (
            <List.Item key={`${use.action} ${use.on.id} ${use.at}`}>
              {use.title}, {on(use.on)}, <Moment at={use.at} />
            </List.Item>
          ))}
        </List>
      )}
      {review === undefined ? null : (
        <Text size="sm" mt="xs">
          {FINDINGS[review.finding]}, {review.by.name ?? 'somebody erased'} found <Moment at={review.at} />, because: {review.reason}
        </Text>
      )}
      {close.error === undefined ? null : <Failed error={close.error} />}
      {glass.mayClose ? (
        <Button mt="sm" loading={close.busy} onClick={() => close.attempt(async () => void (await post(`/api/break-glass/${glass.id}/close`).then(again)))}>
          Close it now
        </Button>
      ) : null}
      {!glass.open && review === undefined && !glass.mayReview ? (
        <Text size="sm" c="dimmed" mt="xs">
          {yours ? 'Somebody else has to review it: an operator, a responder or an auditor.' : 'An operator, a responder or an auditor reviews it.'}
        </Text>
      ) : null}
      {glass.mayReview ? <Review id={glass.id} /> : null}
    </Paper>
  );
}

/** What something was done to, by the name that people know it by. */
function useOn(): (on: GlassView['uses'][number]['on']) => ReactNode {
  const may = useMay();
  const { data: people } = useAsk<PersonList>('/api/people', { limit: 500 }, { enabled: may('people.read') });
  const { data: services } = useServices();
  return ({ kind, id }) => {
    if (kind === 'office') return 'in the office';
    const name = kind === 'person' ? people?.people.find((one) => one.id === id)?.displayName : services?.list.find((one) => one.id === id)?.title;
    return name === undefined ? (
      <>
        on the {kind} <code>{id}</code>
      </>
    ) : (
      `on ${name}`
    );
  };
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
        <ReasonField label="Why" value={reason} onChange={setReason} />
        {error === undefined ? null : <Failed error={error} />}
        <div>
          <Button type="submit" loading={busy} disabled={finding === '' || !isReason(reason)}>
            Record the review
          </Button>
        </div>
      </Stack>
    </form>
  );
}

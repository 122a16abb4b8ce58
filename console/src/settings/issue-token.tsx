import { Button, Checkbox, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import classes from '../sign-in/frame.module.css';
import { useTry } from '../sign-in/use-try.ts';
import type { Issued, ScopeList } from './answers.ts';

const DAYS = [1, 7, 30, 90, 365];

export function IssueToken({ close }: { readonly close: () => void }) {
  const { data, error: away } = useAsk<ScopeList>('/api/tokens/scopes');
  const [name, setName] = useState('');
  const [scope, setScope] = useState<string[]>([]);
  const [days, setDays] = useState('30');
  const [reason, setReason] = useState('');
  const [made, setMade] = useState<Issued>();
  const { busy, error, attempt } = useTry();
  if (away !== null) return <Failed error={away} />;
  if (data === undefined) return <Loading shape="lines" rows={8} />;
  if (made !== undefined) return <Shown made={made} close={close} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(async () => {
          const expiresAt = new Date(Date.now() + Number(days) * 86_400_000).toISOString();
          const sent = await post<Issued>('/api/tokens', { name: name.trim(), scope, expiresAt, reason: reason.trim() });
          await askAgain('/api/tokens');
          if (sent.kind === 'done') setMade(sent.body);
          else close();
        });
      }}
    >
      <Stack maw="34rem" gap="md">
        <TextInput
          label="Name"
          description="Which script, on which machine"
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group label="It may" description="As little as the script needs" value={scope} onChange={setScope}>
          <Stack gap={6} mt="xs">
            {data.scopes.map(({ id, title }) => (
              <Checkbox key={id} value={id} label={title} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label="It ends after"
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={DAYS.filter((one) => one <= data.longestDays).map((one) => ({ value: String(one), label: one === 1 ? '1 day' : `${one} days` }))}
        />
        <ReasonField value={reason} onChange={setReason} />
        {error === undefined ? null : <Failed error={error} />}
        <Group>
          <Button type="submit" loading={busy} disabled={name.trim() === '' || scope.length === 0 || !isReason(reason)}>
            Issue it
          </Button>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shown({ made, close }: { readonly made: Issued; readonly close: () => void }) {
  return (
    <Paper withBorder p="md" bg="var(--surface)" maw="46rem">
      <Text fw={600}>This is the token. It is not shown again.</Text>
      <Text className={classes['secret'] ?? ''} my="sm">
        {made.secret}
      </Text>
      <Text size="sm" mb="sm">
        Put it where the script reads its secrets, and send it as <code>Authorization: Bearer …</code>
      </Text>
      <Group>
        <Button
          leftSection={<Icon name="copy" size={14} />}
          onClick={() => void navigator.clipboard.writeText(made.secret).then(() => notify({ tone: 'done', text: 'The token is on the clipboard.' }))}
        >
          Copy it
        </Button>
        <Button variant="default" onClick={close}>
          It is kept
        </Button>
      </Group>
    </Paper>
  );
}

import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../../src/product/access/model.ts';
import { post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { useGo } from '../app/go.ts';
import { Failed } from '../kit/failed.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { Handed } from './answers.ts';
import { LinkShown } from './link-shown.tsx';
import { RolesField } from './roles-field.tsx';

/** Roles whose invitation a second person has to agree to. */
const TWO: readonly Role[] = ['operator'];

/** `alone`: there is no second operator yet who could agree. */
export function Invite({ alone }: { readonly alone: boolean }) {
  const [displayName, setDisplayName] = useState('');
  const [userName, setUserName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [reason, setReason] = useState('');
  const [link, setLink] = useState<Handed>();
  const { busy, error, attempt } = useTry();
  const go = useGo();
  if (link !== undefined) return <LinkShown link={link} done={() => void go('/people')} />;
  const two = !alone && roles.some((role) => TWO.includes(role));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(async () => {
          const sent = await post<Handed>('/api/people', {
            displayName: displayName.trim(),
            ...(userName.trim() === '' ? {} : { userName: userName.trim() }),
            roles,
            reason: reason.trim(),
          });
          await askAgain('/api/people');
          if (sent.kind === 'done') setLink(sent.body);
          else await go('/people?view=proposals');
        });
      }}
    >
      <Stack maw="34rem" gap="md">
        <TextInput
          label="Name"
          description="As others will see it; they can correct it"
          required
          maxLength={80}
          autoComplete="off"
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <TextInput
          label="User name (optional)"
          description="For signing in by a password; they can choose one themselves"
          maxLength={120}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={userName}
          onChange={(event) => setUserName(event.currentTarget.value)}
        />
        <RolesField value={roles} onChange={setRoles} />
        <Textarea
          label="Reason"
          description="Goes on the ledger and stays there. Name no person in it."
          required
          minLength={3}
          maxLength={500}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {two
            ? 'An operator can do everything, so a second person has to agree first. Then you get a link to hand over.'
            : 'You get a link to hand over. It holds for three days and counts once.'}
        </Text>
        {error === undefined ? null : <Failed error={error} />}
        <Button type="submit" loading={busy} disabled={displayName.trim() === '' || roles.length === 0 || reason.trim().length < 3}>
          {two ? 'Propose the invitation' : 'Invite'}
        </Button>
      </Stack>
    </form>
  );
}

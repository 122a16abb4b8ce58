import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../../src/product/access/model.ts';
import { post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { useGo } from '../app/go.ts';
import { Failed } from '../kit/failed.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { Handed } from './answers.ts';
import { LinkShown } from './link-shown.tsx';
import { RolesField } from './roles-field.tsx';

/** Roles whose invitation a second person has to agree to: whoever could give them away alone could be their own second person. */
const TWO: readonly Role[] = ['operator', 'responder', 'auditor'];

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
          else await go(`/people?view=proposals&proposal=${encodeURIComponent(sent.proposal.proposal)}`);
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
        <ReasonField value={reason} onChange={setReason} />
        <Text size="sm" c="dimmed">
          {two
            ? 'Operators, responders and auditors are the second pair of eyes here, so a second person has to agree first. Then the one-time link waits for you, under Waiting for a second person.'
            : 'You get a link to hand over. It holds for three days and counts once.'}
        </Text>
        {error === undefined ? null : <Failed error={error} />}
        <Button type="submit" loading={busy} disabled={displayName.trim() === '' || roles.length === 0 || !isReason(reason)}>
          {two ? 'Propose the invitation' : 'Invite'}
        </Button>
      </Stack>
    </form>
  );
}

import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAccount } from '../app/account.ts';
import { ROLE_WORDS } from './role.ts';

interface NoPermissionProps {
  /** What would be here: "Who may sign in, and in what roles." */
  readonly shows?: string;
  readonly children?: ReactNode;
}

/** The person may not see this. Says as whom they are signed in and whom to ask, and nothing of whether the thing exists. */
export function NoPermission({ shows, children }: NoPermissionProps) {
  const { data } = useAccount();
  const roles = (data?.roles ?? []).map((role) => ROLE_WORDS[role].word.toLowerCase());
  return (
    <Paper withBorder p="lg" maw="46rem">
      <Text fw={600}>You may not see this, or there is no such thing.</Text>
      {shows === undefined ? null : <Text mt="xs">{shows}</Text>}
      <Text mt="xs" size="sm" c="dimmed">
        {data === undefined
          ? 'You are not signed in.'
          : `You are signed in as ${roles.length === 0 ? 'somebody without a role' : roles.join(' and ')}. An operator can change that, under People.`}
      </Text>
      {children}
    </Paper>
  );
}

import { Button, Group, Paper, Text } from '@mantine/core';
import { notify } from '../app/notices.ts';
import { Icon } from '../kit/icon.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from '../sign-in/frame.module.css';
import type { Handed } from './answers.ts';

/** A one-time link, shown once. It is handed over by another way than the one it guards against, so nothing is sent from here. */
export function LinkShown({ link, done, says = 'Give them this link.' }: { readonly link: Handed; readonly done: () => void; readonly says?: string }) {
  return (
    <Paper withBorder p="md" bg="var(--surface)" maw="46rem">
      <Text fw={600}>{says} It is not shown again.</Text>
      <Text className={classes['secret'] ?? ''} my="sm">
        {link.url}
      </Text>
      <Text size="sm" mb="sm">
        Whoever has it becomes this person, once, until <Moment at={link.expiresAt} />. Hand it over in person or by a channel that you trust.
      </Text>
      <Group>
        <Button
          leftSection={<Icon name="copy" size={14} />}
          onClick={() => void navigator.clipboard.writeText(link.url).then(() => notify({ tone: 'done', text: 'The link is on the clipboard.' }))}
        >
          Copy the link
        </Button>
        <Button variant="default" onClick={done}>
          It is handed over
        </Button>
      </Group>
    </Paper>
  );
}

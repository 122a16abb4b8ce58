import { Button, Group, Paper, Text } from '@mantine/core';
import type { MapAnswer } from '../../../../src/server/map/model.ts';

/** Says that an earlier version is shown, where it is not the newest. */
export function OldVersion({ answer, onLeave }: { readonly answer: MapAnswer; readonly onLeave: () => void }) {
  return (
    <Paper withBorder p="xs" mb="sm" role="status">
      <Group gap="sm">
        <Text size="sm">
          {answer.newest ? 'This is the newest version, by its digest ' : 'This is an earlier version of the map, '}
          <code>{answer.digest.slice(0, 19)}</code>. How controls stand is shown on the newest alone.
        </Text>
        <Button size="compact-xs" variant="default" onClick={onLeave}>
          Show the newest
        </Button>
      </Group>
    </Paper>
  );
}

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { CheckAnswer } from '../../../src/server/map/model.ts';
import type { CreateBody } from '../../../src/server/services/model.ts';
import { post } from '../app/api.ts';
import { Failed } from '../kit/failed.tsx';
import { useTry } from '../sign-in/use-try.ts';
import { Checked } from './checked.tsx';

const SAMPLE = `assay: service/1
service:
  id: my-service
  name: My service
parts:
  - id: camera
    kind: device
    name: Camera
`;

export function ByYaml({ bring }: { readonly bring: (body: CreateBody) => Promise<void> }) {
  const [yaml, setYaml] = useState('');
  const [answer, setAnswer] = useState<CheckAnswer>();
  const { busy, error, attempt } = useTry();
  return (
    <Stack maw="62rem" gap="md">
      <Textarea
        label="The map, as YAML"
        description="It is checked as a whole; nothing is recorded before you say so."
        placeholder={SAMPLE}
        autosize
        minRows={12}
        maxRows={30}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.875rem' } }}
        value={yaml}
        onChange={(event) => {
          setYaml(event.currentTarget.value);
          setAnswer(undefined);
        }}
      />
      {error === undefined ? null : <Failed error={error} />}
      {answer === undefined ? null : <Checked answer={answer} />}
      <Group>
        <Button
          variant="default"
          loading={busy && answer === undefined}
          disabled={yaml.trim() === ''}
          onClick={() =>
            attempt(async () => {
              const sent = await post<CheckAnswer>('/api/map/check', { yaml });
              if (sent.kind === 'done') setAnswer(sent.body);
            })
          }
        >
          Check it
        </Button>
        <Button
          loading={busy && answer !== undefined}
          disabled={answer === undefined || answer.faults.length > 0}
          onClick={() => attempt(() => bring({ from: 'yaml', yaml }))}
        >
          Bring it
        </Button>
        {yaml === '' ? (
          <Button variant="subtle" onClick={() => setYaml(SAMPLE)}>
            Begin with a sample
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}

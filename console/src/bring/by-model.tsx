import { Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import type { Account, ImportAnswer } from '../../../src/server/map/model.ts';
import type { CreateBody } from '../../../src/server/services/model.ts';
import { post } from '../app/api.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { useTry } from '../sign-in/use-try.ts';
import { Checked } from './checked.tsx';

interface Read {
  readonly file: string;
  readonly text: string;
  readonly answer: ImportAnswer;
}

const FORMATS: Readonly<Record<ImportAnswer['format'], string>> = {
  otm: 'Open Threat Model',
  threagile: 'Threagile',
  'threat-dragon': 'OWASP Threat Dragon',
  cyclonedx: 'CycloneDX',
  assay: 'a map of Assay',
};

export function ByModel({ bring }: { readonly bring: (body: CreateBody) => Promise<void> }) {
  const [read, setRead] = useState<Read>();
  const { busy, error, attempt } = useTry();
  const take = (file: File | null | undefined) => {
    if (file === null || file === undefined) return;
    setRead(undefined);
    attempt(async () => {
      const text = await file.text();
      const sent = await post<ImportAnswer>('/api/map/import', { text, file: file.name.slice(0, 200) });
      if (sent.kind === 'done') setRead({ file: file.name.slice(0, 200), text, answer: sent.body });
    });
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap="md" maw="62rem">
      <Paper withBorder p="lg" bg="var(--surface)" onDragOver={(event) => event.preventDefault()} onDrop={dropped}>
        <Text mb="sm">
          Open Threat Model, Threagile, OWASP Threat Dragon, CycloneDX, or a map of Assay. It is read here and shown first; what has no place in a map is
          listed, not dropped in silence.
        </Text>
        <Group>
          <FileButton onChange={take} accept=".json,.yaml,.yml,.otm,.xml">
            {(props) => (
              <Button {...props} leftSection={<Icon name="upload" size={16} />} loading={busy && read === undefined}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            or drop it here
          </Text>
        </Group>
      </Paper>
      {error === undefined ? null : <Failed error={error} what="This file could not be read as a model." />}
      {read === undefined ? null : <Shown read={read} busy={busy} onBring={() => attempt(() => bring(bodyOf(read)))} />}
    </Stack>
  );
}

function bodyOf({ file, text, answer }: Read): CreateBody {
  if (answer.format === 'assay') return { from: 'yaml', yaml: answer.yaml };
  return { from: 'model', text, format: answer.format, file, seen: answer.digest ?? '' };
}

function Shown({ read, busy, onBring }: { readonly read: Read; readonly busy: boolean; readonly onBring: () => void }) {
  const { answer, file } = read;
  return (
    <Stack gap="md">
      <Text fw={600}>
        {file} is {FORMATS[answer.format]}.
      </Text>
      <Checked answer={answer} />
      {answer.account === undefined ? null : <Losses account={answer.account} />}
      <Group>
        <Button loading={busy} disabled={answer.faults.length > 0 || answer.digest === undefined} onClick={onBring}>
          Bring it
        </Button>
      </Group>
    </Stack>
  );
}

function Losses({ account }: { readonly account: Account }) {
  const carried = Object.entries(account.carried).map(([what, count]) => `${count} ${what}`);
  return (
    <>
      <Text>
        Carried over as they are: {carried.length === 0 ? 'nothing' : carried.join(', ')}. {account.mapped.length}{' '}
        {account.mapped.length === 1 ? 'thing was' : 'things were'} mapped, {account.lost.length} have no place in a map.
      </Text>
      {account.mapped.length === 0 ? null : (
        <DataTable
          label="What was mapped"
          rows={account.mapped}
          rowKey={(row) => `${row.from}\n${row.to}\n${row.how}`}
          columns={[
            { id: 'from', title: 'In the model', value: (row) => row.from },
            { id: 'to', title: 'In the map', value: (row) => row.to },
            { id: 'how', title: 'How', value: (row) => row.how },
          ]}
        />
      )}
      {account.lost.length === 0 ? null : (
        <DataTable
          label="What has no place in a map"
          rows={account.lost}
          rowKey={(row) => `${row.at}\n${JSON.stringify(row.value)}`}
          columns={[
            { id: 'at', title: 'Where', value: (row) => row.at },
            { id: 'value', title: 'What', value: (row) => (typeof row.value === 'string' ? row.value : JSON.stringify(row.value)).slice(0, 200) },
            { id: 'why', title: 'Why not', value: (row) => row.why },
          ]}
        />
      )}
    </>
  );
}

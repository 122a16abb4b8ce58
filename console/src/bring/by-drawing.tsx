import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PartKind } from '../../../src/map/model.ts';
import type { CreateBody } from '../../../src/server/services/model.ts';
import { Failed } from '../kit/failed.tsx';
import { useTry } from '../sign-in/use-try.ts';

/** The usual first parts; every other kind is on the map's own form. */
const FIRST: readonly { readonly value: PartKind; readonly label: string }[] = [
  { value: 'device', label: 'A device' },
  { value: 'app', label: 'An app' },
  { value: 'server', label: 'A server' },
  { value: 'gateway', label: 'A gateway' },
  { value: 'repository', label: 'A repository' },
];

const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

/** A name and one part: the map takes it from there. */
export function ByDrawing({ bring }: { readonly bring: (body: CreateBody) => Promise<void> }) {
  const [name, setName] = useState('');
  const [part, setPart] = useState('');
  const [kind, setKind] = useState<PartKind>('device');
  const { busy, error, attempt } = useTry();
  const id = idOf(name) || 'my-service';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(() => bring({ from: 'drawing', id, name: name.trim(), part: { name: part.trim(), kind } }));
      }}
    >
      <Stack maw="28rem" gap="md">
        <TextInput
          label="What is the service called?"
          placeholder="Camera service"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          description={`Its id will be ${id}`}
        />
        <TextInput
          label="What is its first part?"
          placeholder="Indoor camera"
          required
          maxLength={200}
          value={part}
          onChange={(event) => setPart(event.currentTarget.value)}
        />
        <NativeSelect
          label="It is"
          value={kind}
          onChange={(event) => setKind(FIRST.find(({ value }) => value === event.currentTarget.value)?.value ?? 'device')}
          data={FIRST.map((one) => ({ ...one }))}
        />
        {error === undefined ? null : <Failed error={error} />}
        <Button type="submit" loading={busy} disabled={name.trim() === '' || part.trim() === ''}>
          Begin the map
        </Button>
      </Stack>
    </form>
  );
}

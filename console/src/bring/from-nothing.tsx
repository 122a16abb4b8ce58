import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CreateBody } from '../../../src/server/services/model.ts';
import { Failed } from '../kit/failed.tsx';
import { useCreate } from './create.ts';

type PartKind = Extract<CreateBody, { from: 'drawing' }>['part']['kind'];

/** The kinds that most services begin with; every other is on the page Map. */
const KINDS: readonly (readonly [PartKind, string])[] = [
  ['device', 'A device'],
  ['app', 'An app'],
  ['server', 'A server'],
  ['gateway', 'A gateway or hub'],
  ['network', 'A network'],
  ['repository', 'A source repository'],
  ['build-system', 'A build system'],
  ['role', 'People in a role'],
];

const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');

/** A name and one part: the rest is drawn on the page Map. */
export function FromNothing() {
  const [name, setName] = useState('');
  const [ownId, setId] = useState<string>();
  const [operator, setOperator] = useState('');
  const [part, setPart] = useState('');
  const [kind, setKind] = useState<PartKind>('device');
  const { create, busy, error } = useCreate();
  const id = ownId ?? idOf(name);
  const wrongId = id !== '' && !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(id);
  const ready = name.trim() !== '' && id !== '' && !wrongId && part.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy)
          void create({
            from: 'drawing',
            id,
            name: name.trim(),
            ...(operator.trim() === '' ? {} : { operator: operator.trim() }),
            part: { name: part.trim(), kind },
          });
      }}
    >
      <Stack gap="sm" maw="32rem">
        <TextInput
          label="What is the service called?"
          placeholder="Home camera service"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Its id"
          description="Stands on the ledger and in addresses, and stays."
          required
          maxLength={63}
          spellCheck={false}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={wrongId ? 'Small letters, digits, dots, dashes and underscores; a letter or a digit first and last.' : undefined}
        />
        <TextInput
          label="Who answers for it?"
          description="The operator, as an organisation. It can be left out."
          maxLength={200}
          value={operator}
          onChange={(event) => setOperator(event.currentTarget.value)}
        />
        <Group align="flex-end" wrap="nowrap">
          <NativeSelect
            label="The first part"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as PartKind)}
            data={KINDS.map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            style={{ flex: 1 }}
            label="What is it called?"
            placeholder="Camera"
            required
            maxLength={200}
            value={part}
            onChange={(event) => setPart(event.currentTarget.value)}
          />
        </Group>
        {error === undefined ? null : <Failed error={error} what="The service was not brought." />}
        <Group>
          <Button type="submit" loading={busy} disabled={!ready}>
            Bring this service
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

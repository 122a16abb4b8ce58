import { Button, Group, Paper, Text, Title } from '@mantine/core';
import type { ImportAnswer } from '../../../src/server/evidence/model.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import classes from './evidence.module.css';
import { valueInWords } from './value.ts';

type Foreseeable = ImportAnswer['statements'][number];

const COLUMNS: readonly Column<Foreseeable>[] = [
  { id: 'claim', title: 'Claim', value: ({ claim }) => claim },
  { id: 'subject', title: 'Of', value: ({ subject }) => subject },
  { id: 'value', title: 'Value', value: ({ value }) => valueInWords(value) },
  { id: 'method', title: 'How', value: ({ method }) => method },
  { id: 'seen', title: 'Seen', value: ({ observedAt }) => observedAt.slice(0, 10) },
  { id: 'source', title: 'By', value: ({ source }) => source },
];

/** What would be recorded, and what counts for nothing and why. */
export function Foreseen({ answer, busy, onRecord }: { readonly answer: ImportAnswer; readonly busy: boolean; readonly onRecord: () => void }) {
  const { recorded, alreadyKnown, statements, files, contradicted, outdated, othersStand } = answer;
  const known = alreadyKnown === 0 ? '' : ` ${alreadyKnown} stand on the ledger already and are not entered twice.`;
  return (
    <Paper withBorder p="md" aria-live="polite">
      <Title order={2} size="h4">
        {recorded === 0 ? 'Nothing would be recorded' : `${recorded} ${recorded === 1 ? 'statement' : 'statements'} would be recorded`}
      </Title>
      <Text size="sm" mb="sm">
        {known}
        {statements.length < recorded ? ` The first ${statements.length} are listed.` : ''}
      </Text>
      {statements.length === 0 ? null : (
        <DataTable
          label="Statements that would be recorded"
          rows={statements}
          columns={COLUMNS}
          rowKey={(one) => `${one.subject} ${one.claim} ${one.source} ${one.observedAt} ${JSON.stringify(one.value)}`}
        />
      )}
      <Left
        title="Not recorded: sources of this import disagree"
        rows={contradicted.map((one) => `${one.claim} of ${one.subject} by ${one.source}: ${one.why}`)}
      />
      <Left
        title="Not recorded again: a failure was recorded since"
        rows={outdated.map((one) => `${one.claim} of ${one.subject} by ${one.source}: ${one.why}`)}
      />
      <Left
        title="Not recorded: what another tool found stands"
        rows={othersStand.map((one) => `${one.claim} of ${one.subject} by ${one.source}: ${one.why}`)}
      />
      {files.map((file) => (
        <section key={file.name}>
          <Text mt="sm" fw={600}>
            {file.name}: {file.format}, {file.carried} of {file.items} items count
          </Text>
          <Left title="Counts for nothing" rows={file.uncounted.map(({ why, items }) => `${items} ${items === 1 ? 'item' : 'items'}: ${why}`)} />
          <Left
            title="Not on the map"
            rows={file.unknownSubjects.map(
              ({ name, items, nearest }) =>
                `“${name}”, ${items} ${items === 1 ? 'item' : 'items'}${nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`}`,
            )}
          />
          <Left title="Held back" rows={file.withheld.map(({ claim, subject, why }) => `${claim} of ${subject}: ${why}`)} />
          <Left title="Assumed" rows={file.assumed} />
        </section>
      ))}
      <Group mt="md">
        <Button disabled={recorded === 0} loading={busy} onClick={onRecord}>
          {recorded === 0 ? 'Nothing to record' : `Record ${recorded === 1 ? 'it' : `these ${recorded}`}`}
        </Button>
        <Text size="sm" c="dimmed">
          What stands on the ledger stays there. A statement that is wrong is answered by a newer one.
        </Text>
      </Group>
    </Paper>
  );
}

function Left({ title, rows }: { readonly title: string; readonly rows: readonly string[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <Text size="sm" mt="xs" c="dimmed">
        {title}
      </Text>
      <ul className={classes['falls']}>
        {rows.slice(0, 20).map((row) => (
          <li key={row}>{row}</li>
        ))}
        {rows.length > 20 ? <li>and {rows.length - 20} more</li> : null}
      </ul>
    </>
  );
}

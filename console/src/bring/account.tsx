import { Text, Title } from '@mantine/core';
import type { ImportAnswer } from '../../../src/server/map/model.ts';
import { DataTable } from '../kit/data-table.tsx';
import { LIST_WORDS } from '../map/words.ts';
import classes from './bring.module.css';

const FORMATS = { otm: 'Open Threat Model', threagile: 'Threagile', 'threat-dragon': 'Threat Dragon', cyclonedx: 'CycloneDX', assay: 'Assay’s own' } as const;

/** What stands on the map, in a line. */
export function Summary({ shown: { account, counts, format } }: { readonly shown: ImportAnswer }) {
  const some = Object.entries(counts ?? {}).filter(([, n]) => (n ?? 0) > 0);
  return (
    <>
      <Text>
        Its format is {FORMATS[format]}.{' '}
        {account === undefined
          ? 'It is taken as it is.'
          : account.lost.length === 0
            ? 'Every value of it is carried: nothing is lost.'
            : `${account.lost.length} of its values are lost.`}
      </Text>
      {some.length === 0 ? null : (
        <ul className={classes['counts']} aria-label="On the map">
          {some.map(([list, n]) => (
            <li key={list}>
              <b>{n?.toLocaleString('en-GB')}</b> {n === 1 ? LIST_WORDS[list as keyof typeof LIST_WORDS] : list}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What was lost, value by value, and how the rest was mapped. */
export function AccountOf({ shown: { account } }: { readonly shown: ImportAnswer }) {
  return account === undefined ? null : (
    <>
      {account.lost.length === 0 ? null : (
        <section>
          <Title order={3} mb={4}>
            Lost
          </Title>
          <DataTable
            label="Values that are lost"
            rows={account.lost.map((one, i) => ({ ...one, i }))}
            rowKey={({ i }) => String(i)}
            columns={[
              { id: 'at', title: 'Where', value: ({ at }) => at },
              { id: 'value', title: 'Value', value: ({ value }) => JSON.stringify(value) },
              { id: 'why', title: 'Why', value: ({ why }) => why },
            ]}
          />
        </section>
      )}
      <section>
        <Title order={3} mb={4}>
          Mapped
        </Title>
        {account.mapped.length === 0 ? (
          <Text size="sm">Each kind of element has one of its own here.</Text>
        ) : (
          <DataTable
            label="How elements were mapped"
            rows={account.mapped.map((one, i) => ({ ...one, i }))}
            rowKey={({ i }) => String(i)}
            columns={[
              { id: 'from', title: 'From', value: ({ from }) => from },
              { id: 'to', title: 'To', value: ({ to }) => to },
              { id: 'how', title: 'How', value: ({ how }) => how },
            ]}
          />
        )}
      </section>
      <Text size="sm" c="dimmed">
        Carried from the source:{' '}
        {Object.entries(account.carried)
          .map(([kind, n]) => `${n} ${kind}`)
          .join(', ')}
        .
      </Text>
    </>
  );
}

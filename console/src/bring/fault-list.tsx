import { Text, Title } from '@mantine/core';
import type { CheckAnswer } from '../../../src/server/map/model.ts';
import classes from './bring.module.css';

/** Everything that a check found, each with its place and its remedy. */
export function FaultList({ answer: { faults, warnings } }: { readonly answer: Pick<CheckAnswer, 'faults' | 'warnings'> }) {
  if (faults.length === 0 && warnings.length === 0) return null;
  return (
    <>
      {[
        { title: 'To mend first', list: faults },
        { title: 'To look at; nothing of it is in the way', list: warnings },
      ].map(({ title, list }) =>
        list.length === 0 ? null : (
          <section key={title}>
            <Title order={3}>
              {title} ({list.length})
            </Title>
            <ul className={classes['faults']}>
              {list.map((fault) => (
                <li key={`${fault.code} ${fault.field ?? ''} ${fault.line ?? 0} ${fault.message}`}>
                  <Text size="sm">
                    {fault.line === undefined ? '' : `Line ${fault.line}: `}
                    {fault.message}. {fault.remedy} <code>{fault.code}</code>
                  </Text>
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
    </>
  );
}

import { Text } from '@mantine/core';
import type { Difference } from '../../../../src/server/map/model.ts';
import { LIST_WORDS } from '../words.ts';
import classes from './versions.module.css';

interface ChangesProps {
  readonly difference: Difference;
  /** Said where nothing differs. */
  readonly none?: string;
}

const MOST = 200;

/** What differs between two maps: what is new, what is gone, what changed and how. Sign and word say it, not colour alone. */
export function Changes({ difference: { changes }, none = 'Nothing differs.' }: ChangesProps) {
  const { added, removed, changed } = changes;
  const total = added.length + removed.length + changed.length;
  if (total === 0) return <Text>{none}</Text>;
  return (
    <ul className={classes['changes']}>
      {added.slice(0, MOST).map((one) => (
        <li key={`+${one.list}${one.id}`} data-sign="+">
          <span className={classes['sign']}>new</span> {LIST_WORDS[one.list]} <b>{one.name}</b> <code>{one.id}</code>
        </li>
      ))}
      {removed.slice(0, MOST).map((one) => (
        <li key={`-${one.list}${one.id}`} data-sign="-">
          <span className={classes['sign']}>gone</span> {LIST_WORDS[one.list]} <b>{one.name}</b> <code>{one.id}</code>
        </li>
      ))}
      {changed.slice(0, MOST).map((one) => (
        <li key={`~${one.list}${one.id}`} data-sign="~">
          <span className={classes['sign']}>changed</span> {LIST_WORDS[one.list]} <b>{one.name}</b> <code>{one.id}</code>
          <ul>
            {one.fields.map(({ field, before, after }) => (
              <li key={field}>
                <code>{field}</code>: <del>{show(before)}</del> → <ins>{show(after)}</ins>
              </li>
            ))}
          </ul>
        </li>
      ))}
      {total > MOST ? (
        <li>{total - Math.min(MOST, added.length) - Math.min(MOST, removed.length) - Math.min(MOST, changed.length)} further changes are not listed.</li>
      ) : null}
    </ul>
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

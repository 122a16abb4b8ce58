import { Button, Group, NativeSelect, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ShownFault } from '../../../../src/server/map/model.ts';
import { useAsk } from '../../app/ask.ts';
import { notify } from '../../app/notices.ts';
import { Icon } from '../../kit/icon.tsx';
import { Loading } from '../../kit/loading.tsx';
import { count } from '../words.ts';
import classes from './edit.module.css';
import { Field, firstOf } from './field.tsx';
import { type Change, LIST_NAMES, type ListName, type Plain, removing, valueAt } from './references.ts';
import { fieldName, fieldsOf, type Shape } from './schema.ts';

interface FormProps {
  readonly root: Plain;
  readonly faults: readonly ShownFault[];
  readonly onChange: (changes: readonly Change[]) => void;
  /** Which element is open, for the YAML to show. */
  readonly onShow: (list: ListName, index: number) => void;
  /** Id of the element to begin with. */
  readonly begin?: string | undefined;
}

const LIST_WORDS: Readonly<Record<ListName | 'service', string>> = {
  service: 'The service',
  parts: 'Parts',
  flows: 'Flows',
  links: 'Links',
  assets: 'Assets',
  actors: 'Actors',
  zones: 'Zones',
  gates: 'Gates',
  parties: 'Parties',
  policies: 'Policies',
  notes: 'Notes',
};
const MOST_LISTED = 300;

/** The draft as a form: a list of elements, and the fields of the one that is open. */
export function Form({ root, faults, onChange, onShow, begin }: FormProps) {
  const { data: schema } = useAsk<Shape>('/api/map/schema');
  const [started] = useState(() => placeOf(root, begin));
  const [list, setList] = useState<ListName | 'service'>(started.list);
  const [index, setIndex] = useState(started.index);
  const [find, setFind] = useState('');
  const elements = useRef<HTMLUListElement>(null);
  const ready = schema !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it begins is shown once.
  useEffect(() => {
    if (begin === undefined || !ready) return;
    elements.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
    onShow(started.list, started.index);
  }, [ready]);
  if (schema === undefined) return <Loading shape="lines" rows={10} />;
  const items = list === 'service' ? [] : ((valueAt(root, [list]) ?? []) as readonly Plain[]);
  const at = list === 'service' ? (['service'] as const) : ([list, Math.min(index, items.length - 1)] as const);
  const shape = list === 'service' ? schema.properties?.['service'] : schema.properties?.[list]?.items;
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = Array.isArray(items)
    ? items.map((item, i) => ({ i, says: calledOf(item, i) })).filter(({ says }) => words.every((word) => says.toLowerCase().includes(word)))
    : [];
  const faultsOf = (i: number) => faults.filter(({ field }) => field?.startsWith(`${list}[${i}]`)).length;
  const choose = (i: number) => {
    setIndex(i);
    if (list !== 'service') onShow(list, i);
  };
  const remove = () => {
    if (list === 'service') return;
    const { changes, also } = removing(root, list, at[1] ?? 0);
    onChange(changes);
    notify({
      tone: 'done',
      text:
        also.length === 0
          ? 'Removed from the draft.'
          : `Removed from the draft, with ${count(also.length, 'thing')} that had no end without it: ${also.slice(0, 5).join(', ')}${also.length > 5 ? ' …' : ''}.`,
    });
    setIndex(Math.max(0, (at[1] ?? 0) - 1));
  };
  const add = () => {
    if (list === 'service' || shape === undefined) return;
    onChange([{ op: 'add', path: [list], value: fresh(firstOf(shape, root, [list, items.length]), root) }]);
    setFind('');
    setIndex(items.length);
  };
  const open = list === 'service' || items.length > 0;
  return (
    <div className={classes['form']}>
      <div className={classes['elements']}>
        <NativeSelect
          size="xs"
          aria-label="Kind of element"
          value={list}
          onChange={(event) => {
            setList(event.currentTarget.value as ListName | 'service');
            setIndex(0);
            setFind('');
          }}
          data={(['service', ...LIST_NAMES] as const).map((one) => {
            const n = one === 'service' ? undefined : (valueAt(root, [one]) as readonly Plain[] | undefined)?.length;
            return { value: one, label: n === undefined ? LIST_WORDS[one] : `${LIST_WORDS[one]} (${n})` };
          })}
        />
        {list === 'service' ? null : (
          <>
            <TextInput
              size="xs"
              mt={6}
              aria-label={`Find among ${LIST_WORDS[list].toLowerCase()}`}
              placeholder="Find"
              value={find}
              onChange={(event) => setFind(event.currentTarget.value)}
            />
            <ScrollArea className={classes['scroll'] ?? ''} type="auto">
              <ul ref={elements} aria-label={LIST_WORDS[list]}>
                {shown.slice(0, MOST_LISTED).map(({ i, says }) => (
                  <li key={i}>
                    <button type="button" aria-current={i === at[1] ? 'true' : undefined} data-faults={faultsOf(i) > 0} onClick={() => choose(i)}>
                      {says}
                      {faultsOf(i) > 0 ? <span className={classes['bad']}> {count(faultsOf(i), 'fault')}</span> : null}
                    </button>
                  </li>
                ))}
              </ul>
              {shown.length > MOST_LISTED ? <Text size="xs">{shown.length - MOST_LISTED} more: search for them.</Text> : null}
            </ScrollArea>
            <Button size="xs" variant="default" fullWidth leftSection={<Icon name="add" size={14} />} onClick={add}>
              Add
            </Button>
          </>
        )}
      </div>
      <div className={classes['fields']}>
        {!open || shape === undefined ? (
          <Text size="sm" c="dimmed">
            There are none yet. Add the first.
          </Text>
        ) : (
          <Stack gap="xs" key={fieldName(at)}>
            {fieldsOf(shape).map(([name, one]) => (
              <Field
                key={name}
                root={root}
                path={[...at, name]}
                shape={one}
                required={shape.required?.includes(name) ?? false}
                faults={faults}
                onChange={onChange}
              />
            ))}
            {list === 'service' ? null : (
              <Group>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<Icon name="remove" size={14} />}
                  onClick={remove}
                  disabled={list === 'parts' && items.length === 1}
                >
                  Remove from the map
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </div>
    </div>
  );
}

function calledOf(item: Plain | undefined, i: number): string {
  const { id, name, title, from, to, type } = (typeof item === 'object' && item !== null ? item : {}) as { readonly [key: string]: Plain | undefined };
  const said = name ?? title ?? (from === undefined ? id : `${String(from)} ${type === undefined ? '→' : String(type)} ${String(to)}`);
  return said === undefined ? `number ${i + 1}` : String(said);
}

function placeOf(root: Plain, id: string | undefined): { readonly list: ListName; readonly index: number } {
  for (const list of LIST_NAMES) {
    const items = valueAt(root, [list]);
    const index = Array.isArray(items) ? (items as readonly { readonly id?: string }[]).findIndex((item) => item?.id === id) : -1;
    if (id !== undefined && index >= 0) return { list, index };
  }
  return { list: 'parts', index: 0 };
}

/** With an id that nothing on the map has. */
function fresh(value: Plain, root: Plain): Plain {
  const made = value as { readonly id?: string };
  const taken = new Set(LIST_NAMES.flatMap((list) => ((valueAt(root, [list]) ?? []) as readonly { readonly id?: string }[]).map((item) => item?.id)));
  let id = made.id ?? 'new';
  for (let n = 2; taken.has(id); n += 1) id = `${made.id ?? 'new'}-${n}`;
  return { ...(value as object), id } as Plain;
}

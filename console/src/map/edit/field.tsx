import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ShownFault } from '../../../../src/server/map/model.ts';
import { Icon } from '../../kit/icon.tsx';
import { type Change, choicesOf, namedBy, type Path, type Plain, renaming, valueAt } from './references.ts';
import { fieldName, fieldsOf, type Shape, wordOf } from './schema.ts';

export interface FieldProps {
  readonly root: Plain;
  readonly path: Path;
  readonly shape: Shape;
  readonly required: boolean;
  readonly faults: readonly ShownFault[];
  readonly onChange: (changes: readonly Change[]) => void;
}

/** One field of an element, by the map's own schema: what it may hold, what it may name, what is wrong with it. */
export function Field(props: FieldProps) {
  const { root, path, shape, required, faults, onChange } = props;
  const name = String(path.at(-1));
  const value = valueAt(root, path);
  const label = wordOf(name);
  const here = fieldName(path);
  const own = faults.find(({ field }) => field === here || (field?.startsWith(`${here}[`) === true && shape.items?.properties === undefined));
  const error = own === undefined ? undefined : `${own.message}. ${own.remedy}`;
  const set = (next: Plain | undefined) => onChange([next === undefined ? { op: 'remove', path } : { op: 'set', path, value: next }]);
  const unset = (next: Plain | undefined) => {
    if (next === undefined && value === undefined) return;
    set(next);
  };
  const common = { label, error, required, size: 'xs' as const, description: shape.description };
  const named = namedBy(path);
  if (name === 'id' && path[0] !== 'service')
    return <Typed {...common} value={value} onDone={(next) => next !== '' && onChange(renaming(root, path.slice(0, -1), next))} />;
  if (named !== undefined) {
    const data = choicesOf(root, named);
    const current = typeof value === 'string' ? value : null;
    return (
      <Select
        {...common}
        data={current === null || data.some((one) => one.value === current) ? data : [...data, { value: current, label: `${current} (not on the map)` }]}
        value={current}
        onChange={(next) => unset(next ?? undefined)}
        searchable
        limit={100}
        clearable={!required}
        clearButtonProps={{ 'aria-label': `Clear ${label}` }}
        nothingFoundMessage="Nothing on the map is called so"
      />
    );
  }
  if (shape.enum !== undefined) {
    const none = shape.default === undefined ? 'not stated' : `${String(shape.default)} (unless stated)`;
    return (
      <NativeSelect
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => unset(event.currentTarget.value || undefined)}
        data={[
          ...(required && typeof value === 'string' ? [] : [{ value: '', label: none }]),
          ...shape.enum.map((one) => ({ value: one, label: one.replaceAll('-', ' ') })),
        ]}
      />
    );
  }
  if (shape.type === 'boolean') {
    return (
      <NativeSelect
        {...common}
        value={value === undefined ? '' : String(value)}
        onChange={(event) => unset(event.currentTarget.value === '' ? undefined : event.currentTarget.value === 'true')}
        data={[
          { value: '', label: shape.default === undefined ? 'not stated' : `${shape.default === true ? 'yes' : 'no'} (unless stated)` },
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
      />
    );
  }
  if (shape.type === 'integer' || shape.type === 'number') {
    return (
      <Numbered
        {...common}
        placeholder={shape.default === undefined ? undefined : String(shape.default)}
        min={shape.minimum}
        max={shape.maximum}
        value={typeof value === 'number' ? value : undefined}
        onDone={unset}
      />
    );
  }
  if (shape.type === 'array') return <Listed {...props} label={label} error={error} />;
  if (shape.type === 'object') return <Whole {...props} label={label} />;
  return <Typed {...common} long={(shape.maxLength ?? 0) > 1000} value={value} onDone={(next) => unset(next === '' ? undefined : next)} />;
}

interface TypedProps {
  readonly label: string;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly size: 'xs';
  readonly description: string | undefined;
  readonly value: Plain | undefined;
  readonly long?: boolean;
  readonly onDone: (next: string) => void;
}

/** Is handed on when the field is left or Enter is pressed: each change makes the YAML anew. */
function Typed({ value, long = false, onDone, description, ...rest }: TypedProps) {
  const given = value === undefined || value === null ? '' : String(value);
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  const done = () => text !== given && onDone(text);
  const shared = { ...rest, ...(description === undefined ? {} : { description }), value: text, onBlur: done };
  return long ? (
    <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => setText(event.currentTarget.value)} />
  ) : (
    <TextInput
      {...shared}
      spellCheck={rest.label !== 'Id'}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
        if (event.key === 'Escape') setText(given);
      }}
    />
  );
}

interface NumberedProps extends Omit<TypedProps, 'value' | 'long' | 'onDone'> {
  readonly value: number | undefined;
  readonly placeholder: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly onDone: (next: number | undefined) => void;
}

function Numbered({ value, min, max, placeholder, description, onDone, ...rest }: NumberedProps) {
  const [now, setNow] = useState<number | string>(value ?? '');
  useEffect(() => setNow(value ?? ''), [value]);
  return (
    <NumberInput
      {...rest}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined || max > 1e9 ? {} : { max })}
      thousandSeparator=","
      allowDecimal={false}
      value={now}
      onChange={setNow}
      onBlur={() => (now === '' ? undefined : Number(now)) !== value && onDone(now === '' ? undefined : Number(now))}
    />
  );
}

/** A list: of names of elements, of words, or of things with fields of their own. */
function Listed({ root, path, shape, faults, onChange, label, error, required }: FieldProps & { readonly label: string; readonly error: string | undefined }) {
  const value = valueAt(root, path);
  const items = Array.isArray(value) ? (value as readonly Plain[]) : [];
  const inner = shape.items;
  if (inner?.properties === undefined) {
    const words = items.filter((item) => typeof item === 'string');
    const done = (next: string[]) => onChange([next.length === 0 && !required ? { op: 'remove', path } : { op: 'set', path, value: next }]);
    const named = namedBy([...path, 0]);
    const common = { label, error, required, size: 'xs' as const, description: shape.description, value: words };
    if (named === undefined) return <TagsInput {...common} onChange={(next) => (next.length > 0 || value !== undefined) && done(next)} splitChars={[',']} />;
    const data = choicesOf(root, named);
    const known = new Set(data.map((one) => one.value));
    return (
      <MultiSelect
        {...common}
        data={[...data, ...words.filter((one) => !known.has(one)).map((one) => ({ value: one, label: `${one} (not on the map)` }))]}
        onChange={done}
        searchable
        limit={100}
        nothingFoundMessage="Nothing on the map is called so"
      />
    );
  }
  return (
    <Fieldset legend={label} p="xs">
      {shape.description === undefined ? null : (
        <Text size="xs" c="dimmed">
          {shape.description}
        </Text>
      )}
      <Stack gap="xs">
        {items.map((_, i) => {
          const at: Path = [...path, i];
          return (
            // Items have no names of their own until they are given one; their place is what they are.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Group key={i} align="flex-start" gap="xs" wrap="nowrap" style={{ borderTop: '1px solid var(--line)', paddingTop: 6 }}>
              <Stack gap={6} style={{ flex: 1 }}>
                {fieldsOf(inner).map(([name, one]) => (
                  <Field
                    key={name}
                    root={root}
                    path={[...at, name]}
                    shape={one}
                    required={inner.required?.includes(name) ?? false}
                    faults={faults}
                    onChange={onChange}
                  />
                ))}
              </Stack>
              <ActionIcon
                variant="default"
                aria-label={`Remove ${label}, ${i + 1}`}
                onClick={() => onChange([items.length === 1 ? { op: 'remove', path } : { op: 'remove', path: at }])}
              >
                <Icon name="remove" size={14} />
              </ActionIcon>
            </Group>
          );
        })}
        <div>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="add" size={12} />}
            onClick={() => onChange([{ op: 'add', path, value: firstOf(inner, root, [...path, items.length]) }])}
          >
            Add
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}

/** A thing inside: fields of its own, or facts that are stated one by one. */
function Whole({ root, path, shape, faults, onChange, label }: FieldProps & { readonly label: string }) {
  const value = valueAt(root, path);
  const stated = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Plain }) : {};
  if (shape.properties !== undefined) {
    // A field set inside a thing that is not there yet makes the thing.
    const inside = (changes: readonly Change[]) =>
      onChange(
        value === undefined
          ? changes
              .filter((one) => one.op !== 'remove')
              .map((one) => ({ op: 'set', path, value: { [String(one.path.at(-1))]: (one as { readonly value: Plain }).value } }))
          : changes,
      );
    return (
      <Fieldset legend={label} p="xs">
        <Stack gap={6}>
          {fieldsOf(shape).map(([name, one]) => (
            <Field
              key={name}
              root={root}
              path={[...path, name]}
              shape={one}
              required={shape.required?.includes(name) ?? false}
              faults={faults}
              onChange={inside}
            />
          ))}
        </Stack>
      </Fieldset>
    );
  }
  const known = shape.propertyNames?.enum ?? [];
  const put = (fact: string, next: Plain) =>
    onChange([value === undefined ? { op: 'set', path, value: { [fact]: next } } : { op: 'set', path: [...path, fact], value: next }]);
  return (
    <Fieldset legend={label} p="xs">
      <Stack gap={6}>
        {Object.entries(stated).map(([fact, now]) => (
          <Group key={fact} gap="xs" wrap="nowrap" align="flex-end">
            {typeof now === 'boolean' ? (
              <NativeSelect
                style={{ flex: 1 }}
                size="xs"
                label={fact.replaceAll('-', ' ')}
                value={String(now)}
                onChange={(event) => put(fact, event.currentTarget.value === 'true')}
                data={[
                  { value: 'true', label: 'yes' },
                  { value: 'false', label: 'no' },
                ]}
              />
            ) : (
              <div style={{ flex: 1 }}>
                <Typed
                  label={fact.replaceAll('-', ' ')}
                  error={undefined}
                  required={false}
                  size="xs"
                  description={undefined}
                  value={now}
                  onDone={(next) => put(fact, typeof now === 'number' ? Number(next) : next)}
                />
              </div>
            )}
            <ActionIcon
              variant="default"
              aria-label={`No longer state ${fact}`}
              onClick={() => onChange([{ op: 'remove', path: Object.keys(stated).length === 1 ? path : [...path, fact] }])}
            >
              <Icon name="remove" size={14} />
            </ActionIcon>
          </Group>
        ))}
        <Select
          size="xs"
          aria-label="State another fact"
          placeholder="State another fact"
          searchable
          value={null}
          data={known.filter((fact) => !Object.hasOwn(stated, fact)).map((fact) => ({ value: fact, label: fact.replaceAll('-', ' ') }))}
          onChange={(fact) => fact !== null && put(fact, true)}
        />
      </Stack>
    </Fieldset>
  );
}

/** What a new item begins with: its required fields, each with the first thing that it may hold. */
export function firstOf(shape: Shape, root: Plain, path: Path): Plain {
  const made: Record<string, Plain> = {};
  for (const name of shape.required ?? []) {
    const one = shape.properties?.[name];
    const named = namedBy([...path, name]);
    if (named !== undefined) made[name] = choicesOf(root, named)[0]?.value ?? '';
    else if (one?.enum !== undefined) made[name] = one.enum[0] ?? '';
    else if (one?.type === 'integer') made[name] = one.minimum ?? 0;
    else if (one?.type === 'array') made[name] = one.items?.properties === undefined ? [] : [firstOf(one.items, root, [...path, name, 0])];
    else made[name] = name === 'id' ? `${String(path.at(-2) ?? 'new').replace(/s$/, '')}-${Number(path.at(-1)) + 1}` : name === 'protocol' ? 'https' : 'New';
  }
  return made;
}

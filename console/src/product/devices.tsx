import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Devices as Answer, Device } from '../../../src/server/product/model.ts';
import { useAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { DeviceTable } from './device-table.tsx';
import classes from './product.module.css';
import type { FleetPlace, FleetSearch } from './view.ts';
import { figure, LIVES } from './words.ts';

/** What is typed is asked for when the hand rests: each answer comes in some milliseconds, and a page that changes under every letter cannot be read. */
const REST_MS = 150;
const PAGE = 50;

interface DevicesProps {
  readonly place: FleetPlace;
  readonly base: string;
  readonly products: readonly string[];
}

/** Devices by a part of their id and what is known of them, page by page: there may be a million. */
export function Devices({ place, base, products }: DevicesProps) {
  const { search, change } = place;
  const { find, product, life, owned, ends, unwiped, after } = search;
  const { data, error, refetch, isPlaceholderData } = useAsk<Answer>(`${base}/devices`, {
    text: find,
    product,
    life,
    owned,
    ends,
    unwiped,
    after,
    limit: PAGE,
  });
  const narrowed = [find, product, life, owned, ends, unwiped].some((one) => one !== undefined);
  const narrow = (next: FleetSearch) => change({ ...next, after: undefined });
  return (
    <section aria-label="Devices">
      <div className={classes['tools']}>
        <Find find={find} narrow={(next) => change({ find: next, after: undefined }, 'toggle')} />
        <Choice
          label="Product"
          value={product}
          all="All products"
          options={products.map((id) => [id, id] as const)}
          onChange={(next) => narrow({ product: next })}
        />
        <Choice
          label="Stage"
          value={life}
          all="All stages"
          options={Object.entries(LIVES)}
          onChange={(next) => narrow({ life: next as FleetSearch['life'] })}
        />
        <Choice
          label="Owner"
          value={owned}
          all="Owned or not"
          options={[
            ['yes', 'A household’s'],
            ['no', 'Nobody’s'],
          ]}
          onChange={(next) => narrow({ owned: next as FleetSearch['owned'] })}
        />
        <Choice
          label="End of its certificate"
          value={ends}
          all="Any end"
          options={[
            ['over', 'Over'],
            ['week', 'Within 7 days'],
            ['month', 'Within 30 days'],
          ]}
          onChange={(next) => narrow({ ends: next as FleetSearch['ends'] })}
        />
        <Choice
          label="Erasure"
          value={unwiped}
          all="Erased or not"
          options={[['yes', 'Not confirmed']]}
          onChange={(next) => narrow({ unwiped: next as FleetSearch['unwiped'] })}
        />
        {narrowed ? (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => narrow({ find: undefined, product: undefined, life: undefined, owned: undefined, ends: undefined, unwiped: undefined })}
          >
            Show all
          </Button>
        ) : null}
      </div>
      {error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="table" rows={16} label="Looking for devices" />
      ) : (
        <Found data={data} place={place} stale={isPlaceholderData} />
      )}
    </section>
  );
}

function Found({ data, place, stale }: { readonly data: Answer; readonly place: FleetPlace; readonly stale: boolean }) {
  const { search, change } = place;
  const { next } = data;
  const more = next !== undefined;
  const shown = data.devices.length;
  return (
    <div aria-busy={stale}>
      <p className={classes['tally']} role="status">
        {shown === 0
          ? 'No device is like this.'
          : search.after === undefined && !more
            ? `${figure(shown)} ${shown === 1 ? 'device' : 'devices'}`
            : search.after === undefined
              ? `The first ${figure(shown)}; there are more`
              : `${figure(shown)} more`}
        {search.ends === undefined ? '' : ', soonest end first'}
      </p>
      <DeviceTable
        label="Devices"
        devices={data.devices}
        chosen={search.device}
        onOpen={({ id }: Device) => change({ device: id })}
        none="No device is like this. Take a filter away, or look for fewer letters."
      />
      {more || search.after !== undefined ? (
        <nav className={classes['pages']} aria-label="Pages of devices">
          <Button size="xs" variant="default" disabled={search.after === undefined} onClick={() => change({ after: undefined })}>
            First page
          </Button>
          <Button size="xs" variant="default" disabled={!more} onClick={() => change({ after: next })}>
            Next {figure(PAGE)}
          </Button>
        </nav>
      ) : null}
    </div>
  );
}

function Find({ find = '', narrow }: { readonly find?: string | undefined; readonly narrow: (next: string | undefined) => void }) {
  const [typed, setTyped] = useState(find);
  // Back and a link that was sent change what stands in the field.
  useEffect(() => setTyped(find), [find]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when the hand rests, and not when the page is drawn anew
  useEffect(() => {
    if (typed === find) return;
    const rest = setTimeout(() => narrow(typed === '' ? undefined : typed), REST_MS);
    return () => clearTimeout(rest);
  }, [typed]);
  return (
    <TextInput
      className={classes['find'] ?? ''}
      size="xs"
      label="A part of its id"
      placeholder="cam-17"
      leftSection={<Icon name="search" size={14} />}
      value={typed}
      maxLength={64}
      error={/[^A-Za-z0-9._:-]/.test(typed) ? 'Letters, digits, . _ : and - alone' : undefined}
      onChange={(event) => setTyped(event.currentTarget.value.trim())}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly all: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (next: string | undefined) => void;
}

function Choice({ label, value, all, options, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value ?? ''}
      data={[{ value: '', label: all }, ...options.map(([id, title]) => ({ value: id, label: title }))]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

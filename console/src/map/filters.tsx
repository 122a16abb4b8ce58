import { Button, Checkbox, Chip, CloseButton, Group, Select, TextInput } from '@mantine/core';
import { memo, useMemo } from 'react';
import type { ServiceMap } from '../../../src/map/model.ts';
import { Icon } from '../kit/icon.tsx';
import type { MapSearch } from './search.ts';
import { BANDS, LAYER_WORDS } from './words.ts';

interface FiltersProps {
  readonly map: ServiceMap;
  readonly search: MapSearch;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

/** What of the map is shown, and what stands out of it. Each field is drawn anew only for what is its own: a key in one costs the others nothing. */
export const Filters = memo(function Filters({ map, search, onSearch }: FiltersProps) {
  const some = search.layer ?? search.asset ?? search.actor ?? search.find ?? search.networks;
  return (
    <Group gap="xs" mb="sm" align="center" role="search" aria-label="Filter the map">
      <Find value={search.find} onSearch={onSearch} />
      <Choice field="asset" word="asset" of={map.assets} value={search.asset} onSearch={onSearch} />
      <Choice field="actor" word="actor" of={map.actors} value={search.actor} onSearch={onSearch} />
      <Layers shown={search.layer} onSearch={onSearch} />
      <Networks on={search.networks === 'yes'} onSearch={onSearch} />
      {some === undefined ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onSearch({ layer: undefined, asset: undefined, actor: undefined, find: undefined, networks: undefined })}
        >
          Clear filters
        </Button>
      )}
    </Group>
  );
});

const Find = memo(function Find({ value, onSearch }: { readonly value: string | undefined; readonly onSearch: FiltersProps['onSearch'] }) {
  return (
    <TextInput
      size="xs"
      w="13rem"
      aria-label="Find in the map"
      placeholder="Find"
      leftSection={<Icon name="search" size={14} />}
      rightSection={value === undefined ? null : <CloseButton size="xs" aria-label="Clear" onClick={() => onSearch({ find: undefined })} />}
      value={value ?? ''}
      onChange={(event) => onSearch({ find: event.currentTarget.value || undefined })}
    />
  );
});

interface ChoiceProps {
  readonly field: 'asset' | 'actor';
  readonly word: string;
  readonly of: readonly { readonly id: string; readonly name: string }[];
  readonly value: string | undefined;
  readonly onSearch: FiltersProps['onSearch'];
}

/** More than these in one list are found by typing. */
const MOST_LISTED = 100;
const COMBOBOX = { keepMounted: false } as const;

const Choice = memo(function Choice({ field, word, of, value, onSearch }: ChoiceProps) {
  const data = useMemo(() => of.map(({ id, name }) => ({ value: id, label: name })), [of]);
  return (
    <Select
      size="xs"
      w="13rem"
      aria-label={`${word.charAt(0).toUpperCase()}${word.slice(1)}`}
      placeholder={`Any ${word}`}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Any ${word}` }}
      value={value ?? null}
      onChange={(chosen) => onSearch({ [field]: chosen ?? undefined })}
      data={data}
      limit={MOST_LISTED}
      comboboxProps={COMBOBOX}
      nothingFoundMessage={`No such ${word}`}
    />
  );
});

const Layers = memo(function Layers({ shown, onSearch }: { readonly shown: string | undefined; readonly onSearch: FiltersProps['onSearch'] }) {
  return (
    <Chip.Group
      multiple
      value={shown?.split(',') ?? []}
      onChange={(chosen) => onSearch({ layer: chosen.length === 0 || chosen.length === BANDS.length ? undefined : chosen.join(',') })}
    >
      <Group gap={6} role="group" aria-label="Layers">
        {BANDS.map((layer) => (
          <Chip key={layer} value={layer} size="xs" radius="sm" variant="outline">
            {LAYER_WORDS[layer]}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
});

const Networks = memo(function Networks({ on, onSearch }: { readonly on: boolean; readonly onSearch: FiltersProps['onSearch'] }) {
  return <Checkbox size="xs" label="Networks" checked={on} onChange={(event) => onSearch({ networks: event.currentTarget.checked ? 'yes' : undefined })} />;
});

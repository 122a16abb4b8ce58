import { Button, Checkbox, Chip, CloseButton, Group, Select, TextInput } from '@mantine/core';
import type { ServiceMap } from '../../../src/map/model.ts';
import { Icon } from '../kit/icon.tsx';
import type { MapSearch } from './search.ts';
import { BANDS, LAYER_WORDS } from './words.ts';

interface FiltersProps {
  readonly map: ServiceMap;
  readonly search: MapSearch;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

/** What of the map is shown, and what stands out of it. */
export function Filters({ map, search, onSearch }: FiltersProps) {
  const layers = search.layer?.split(',') ?? [];
  const some = search.layer ?? search.asset ?? search.actor ?? search.find ?? search.networks;
  return (
    <Group gap="xs" mb="sm" align="center" role="search" aria-label="Filter the map">
      <TextInput
        size="xs"
        w="13rem"
        aria-label="Find in the map"
        placeholder="Find"
        leftSection={<Icon name="search" size={14} />}
        rightSection={search.find === undefined ? null : <CloseButton size="xs" aria-label="Clear" onClick={() => onSearch({ find: undefined })} />}
        value={search.find ?? ''}
        onChange={(event) => onSearch({ find: event.currentTarget.value || undefined })}
      />
      <Select
        size="xs"
        w="13rem"
        aria-label="Asset"
        placeholder="Any asset"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any asset' }}
        value={search.asset ?? null}
        onChange={(asset) => onSearch({ asset: asset ?? undefined })}
        data={map.assets.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage="No such asset"
      />
      <Select
        size="xs"
        w="13rem"
        aria-label="Actor"
        placeholder="Any actor"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any actor' }}
        value={search.actor ?? null}
        onChange={(actor) => onSearch({ actor: actor ?? undefined })}
        data={map.actors.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage="No such actor"
      />
      <Chip.Group
        multiple
        value={layers}
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
      <Checkbox
        size="xs"
        label="Networks"
        checked={search.networks === 'yes'}
        onChange={(event) => onSearch({ networks: event.currentTarget.checked ? 'yes' : undefined })}
      />
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
}

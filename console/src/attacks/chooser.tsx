import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Choices, Found } from '../../../src/server/attacks/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import classes from './attacks.module.css';
import type { Pinned } from './pinned.ts';
import { ReachMark } from './reach-mark.tsx';
import { useAttacks } from './use-attacks.ts';
import { listed, written } from './view.ts';
import { effort, type Reach } from './words.ts';

interface ChooserProps {
  readonly choices: Choices;
  readonly pinned: Pinned;
  readonly target: string;
  /** Where all targets are asked about at once. */
  readonly only?: 'from' | undefined;
}

const KINDS = { outsider: 'outsider', insider: 'insider', supplier: 'supplier', neighbour: 'neighbour', user: 'user' } as const;

/** From whom, to what. Targets begin with the heaviest; any other state is found by its words. */
export function Chooser({ choices, pinned, target, only }: ChooserProps) {
  const { search, change } = useAttacks();
  const [find, setFind] = useState('');
  const [asked] = useDebouncedValue(find.trim(), 150);
  const goals = useMemo(() => new Map(choices.goals.map((goal) => [goal.goal, goal])), [choices]);
  const chosen = goals.get(target);
  // What is shown in the field once a target is chosen is its own title: no reason to look for others.
  const looking = asked.length > 1 && asked !== chosen?.title;
  const { data: found } = useServiceAsk<Found>('attacks/found', { ...pinned, find: asked, most: 30 }, { enabled: looking });
  const further = (looking ? (found?.states ?? []) : []).filter(({ state }) => !goals.has(state));
  const missing = chosen === undefined && !further.some(({ state }) => state === target) ? [{ value: target, label: target }] : [];
  const data = [
    ...[4, 3, 2, 1].map((weight) => ({
      group: WEIGHTS[weight] ?? '',
      items: choices.goals.filter((goal) => goal.weight === weight).map((goal) => ({ value: goal.goal, label: goal.title })),
    })),
    { group: 'Any other state', items: [...missing, ...further.map(({ state, title }) => ({ value: state, label: `${title} (${state})` }))] },
  ].filter(({ items }) => items.length > 0);
  return (
    <div className={classes['chooser']}>
      <MultiSelect
        label="From"
        placeholder={search.from === undefined ? 'All actors together' : ''}
        data={choices.actors.map(({ id, name, kind }) => ({ value: id, label: `${name} (${KINDS[kind]})` }))}
        value={[...listed(search.from)]}
        onChange={(next) => change({ from: written(next), way: undefined })}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': 'All actors together' }}
        comboboxProps={{ shadow: 'md' }}
      />
      {only === 'from' ? null : (
        <Select
          label="To"
          data={data}
          value={target}
          onChange={(next) => next !== null && change({ to: next, way: undefined })}
          searchable
          allowDeselect={false}
          onSearchChange={setFind}
          maxDropdownHeight={420}
          nothingFoundMessage="No state has these words."
          filter={({ options, search: typed }) => {
            const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
            const fits = (label: string, value: string) => words.every((word) => `${label} ${value}`.toLowerCase().includes(word));
            if (typed === chosen?.title) return [...options];
            return options.flatMap((group): typeof options => {
              if (!('items' in group)) return fits(group.label, group.value) ? [group] : [];
              const items = group.items.filter((item) => fits(item.label, item.value));
              return items.length === 0 ? [] : [{ ...group, items }];
            });
          }}
          renderOption={({ option }) => {
            const goal = goals.get(option.value);
            return (
              <span className={classes['option']}>
                <span>{option.label}</span>
                {goal === undefined ? null : <Standing reach={goal.reach} days={goal.days} />}
              </span>
            );
          }}
          comboboxProps={{ shadow: 'md' }}
        />
      )}
    </div>
  );
}

const WEIGHTS: Readonly<Record<number, string>> = {
  4: 'Weight 4: lives or the company hang on it',
  3: 'Weight 3: grave',
  2: 'Weight 2: felt',
  1: 'Weight 1: minor',
};

function Standing({ reach, days }: { readonly reach: Reach; readonly days: number | undefined }) {
  return (
    <span className={classes['standing']}>
      <ReachMark reach={reach} />
      {days === undefined ? null : <span className={classes['days']}>{effort(days)}</span>}
    </span>
  );
}

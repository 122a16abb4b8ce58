import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Choices, Paths } from '../../../src/server/attacks/model.ts';
import type { MapAnswer } from '../../../src/server/map/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { type Named, nameIn, namesIn, stateIn } from './naming.ts';

const Names = createContext<Named>({ names: new Map(), titles: new Map() });

interface NamedProps {
  readonly choices: Choices | undefined;
  readonly paths: Paths | undefined;
  readonly children: ReactNode;
}

/** What people call the parts and states that the answers name by their ids. The map that says so is the one of the page Map, asked once for both. */
export function WithNames({ choices, paths, children }: NamedProps) {
  const { data } = useServiceAsk<MapAnswer>('map');
  const named = useMemo(
    (): Named => ({
      names: data === undefined ? new Map() : namesIn(data.map),
      titles: new Map([
        ...(choices?.goals ?? []).map(({ goal, title }) => [goal, title] as const),
        ...(paths?.answers ?? []).flatMap(({ ways }) => ways.flatMap(({ course }) => course.hops.map(({ state, title }) => [state, title] as const))),
      ]),
    }),
    [data, choices, paths],
  );
  return <Names value={named}>{children}</Names>;
}

/** The name of whatever has this id, with the cohort where it is one of a cohort; the id itself until the map is there. */
export function useNameOf(): (id: string) => string {
  const named = useContext(Names);
  return (id) => nameIn(named, id);
}

/** What an attacker who holds this state has, to follow "the attacker"; without a title, the part and what of it. */
export function useStateWords(): (state: string) => string {
  const named = useContext(Names);
  return (state) => stateIn(named, state);
}

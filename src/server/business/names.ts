import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import type { WayFrom } from '../../business/reach/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Named } from './model.ts';

// What an answer calls by ids, people call by names: those of the map, and the titles of the controls.

const TITLES = new Map(CONTROLS.map((control) => [control.id as string, control.title]));

interface At {
  readonly control: string;
  readonly subject: string;
}

/** A link without a name is what it does. */
export function nameOf(map: ServiceMap, subject: string): string {
  const name = elementName(map, subject);
  const link = name === subject ? map.links.find(({ id }) => id === subject) : undefined;
  return link === undefined ? name : `${elementName(map, link.from)} ${link.type} ${elementName(map, link.to)}`;
}

export function named(map: ServiceMap, subjects: Iterable<string>, controls: Iterable<string>): Named {
  return {
    names: Object.fromEntries([...new Set(subjects)].map((id) => [id, nameOf(map, id)])),
    titles: Object.fromEntries([...new Set(controls)].flatMap((id) => (TITLES.has(id) ? [[id, TITLES.get(id) as string]] : []))),
  };
}

/** Of everything that ways go through and that would close them, and of further controls: `{ control, subject }`, or `control@subject`. */
export function namedIn(map: ServiceMap, ways: readonly WayFrom[], further: readonly (At | string)[] = []): Named {
  const ats: readonly At[] = [
    ...ways.flatMap(({ story }) => story.hops.flatMap(({ closedBy, narrowedBy = [] }) => [...closedBy, ...narrowedBy])),
    ...further.map((one) => (typeof one === 'string' ? atOf(one) : one)),
  ];
  return named(
    map,
    [...ways.flatMap(({ through }) => through), ...ats.map(({ subject }) => subject)],
    ats.map(({ control }) => control),
  );
}

function atOf(text: string): At {
  const mark = text.indexOf('@');
  return { control: text.slice(0, mark), subject: text.slice(mark + 1) };
}

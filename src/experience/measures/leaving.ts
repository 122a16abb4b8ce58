import { type Counted, DAY, type Fact, type MeasureDeclared, type Window } from '../model.ts';
import { textOf, within } from './words.ts';

/** What has not been done by then has not been done as asked. */
const DUE = 7 * DAY;

/** Erasures that were asked for in the window and whose time to be done is over, or that are done. */
function erasures(facts: readonly Fact[], window: Window): readonly Counted[] {
  const done = new Map(facts.flatMap((fact) => (fact.type === 'data.erased' ? [[textOf(fact, 'request'), fact.at] as const] : [])));
  return facts.flatMap((fact) => {
    if (fact.type !== 'data.erasure-begun' || !within(window, fact.at)) return [];
    const at = done.get(textOf(fact, 'request'));
    const open = at === undefined && fact.at + DUE > window.until;
    return open ? [] : [{ row: '', group: textOf(fact, 'household'), value: at !== undefined && at - fact.at < DUE ? 1 : 0 }];
  });
}

/** Devices that were told to wipe themselves in the window; 1 for one that has confirmed it by now. What has not confirmed is reported, however long ago. */
function wipes(facts: readonly Fact[], window: Window): readonly Counted[] {
  const confirmed = new Map<string, number>();
  for (const fact of facts) if (fact.type === 'wipe.confirmed') confirmed.set(textOf(fact, 'device'), fact.at);
  return facts.flatMap((fact) => {
    if (fact.type !== 'wipe.asked' || !within(window, fact.at)) return [];
    const device = textOf(fact, 'device');
    return [{ row: '', group: device, value: (confirmed.get(device) ?? 0) >= fact.at ? 1 : 0 }];
  });
}

export const LEAVING: readonly MeasureDeclared[] = [
  {
    id: 'deletion.completed',
    title: 'Deletions done within a week of being asked for',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.9 },
    owner: 'Product developer',
    groups: 'households',
    counted: erasures,
  },
  {
    id: 'deletion.wipe-confirmed',
    title: 'Devices told to wipe themselves that have confirmed it',
    figure: 'share',
    unit: 'share',
    owner: 'Product developer',
    groups: 'devices',
    counted: wipes,
  },
];

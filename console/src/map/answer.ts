import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import { count } from './words.ts';

const figure = (n: number): string => n.toLocaleString('en-GB');

/** The sentence that the page opens with. What nobody has looked at is never told as if nothing were wrong with it. */
export function answerOf({ map }: MapAnswer, standing: StandingAnswer | undefined): string {
  if (standing === undefined) return `${count(map.parts.length, 'part')}, joined by ${count(map.flows.length, 'flow')} and ${count(map.links.length, 'link')}.`;
  const owing = map.parts.flatMap(({ id }) => standing.elements[id] ?? []);
  const known = owing.filter(({ proven = 0, failing = 0 }) => proven + failing > 0);
  const opening = `${count(map.parts.length, 'part')}:`;
  if (known.length === 0 && owing.length > 0) {
    const lapsed = owing.filter(({ stale = 0 }) => stale > 0).length;
    return `${opening} of none is anything proven or shown to fail${lapsed === 0 ? '' : `; of ${figure(lapsed)}, what was proven has gone stale`}.`;
  }
  const failing = known.filter((counts) => (counts.failing ?? 0) > 0).length;
  const whollyProven = known.filter(({ proven = 0, ...others }) => proven > 0 && Object.values(others).every((n) => (n ?? 0) === 0)).length;
  const unknown = owing.length - known.length;
  const some = failing === 0 ? 'none has a control that fails' : `${figure(failing)} ${failing === 1 ? 'has' : 'have'} a control that fails`;
  const all = whollyProven === 0 ? 'none has all of its controls proven' : `${figure(whollyProven)} ${whollyProven === 1 ? 'has' : 'have'} all controls proven`;
  return `${opening} ${some}, ${all}${unknown === 0 ? '' : `; of ${figure(unknown)}, nothing is proven or shown to fail`}.`;
}

import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import { count } from './words.ts';

/** The sentence that the page opens with. */
export function answerOf({ map }: MapAnswer, standing: StandingAnswer | undefined): string {
  if (standing === undefined) return `${count(map.parts.length, 'part')}, joined by ${count(map.flows.length, 'flow')} and ${count(map.links.length, 'link')}.`;
  const owing = map.parts.filter(({ id }) => standing.elements[id] !== undefined);
  const failing = owing.filter(({ id }) => (standing.elements[id]?.['failing'] ?? 0) > 0).length;
  const whollyProven = owing.filter(({ id }) => {
    const { proven = 0, ...others } = standing.elements[id] ?? {};
    return proven > 0 && Object.values(others).every((n) => (n ?? 0) === 0);
  }).length;
  const all =
    whollyProven === 0
      ? 'none has all of its controls proven'
      : `${whollyProven.toLocaleString('en-GB')} ${whollyProven === 1 ? 'has' : 'have'} all controls proven`;
  const some = failing === 0 ? 'none has a control that fails' : `${failing.toLocaleString('en-GB')} ${failing === 1 ? 'has' : 'have'} a control that fails`;
  return `${count(map.parts.length, 'part')}: ${some}, ${all}.`;
}

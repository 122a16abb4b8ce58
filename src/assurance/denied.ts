import type { ServiceMap } from '../map/model.ts';
import { CONTROLS } from './controls/index.ts';
import type { Applies } from './model.ts';

/**
 * The controls whose object the map denies: it draws parts of the kind in scope, and states of each that what the control is about is not so. That is
 * an answer; a map that draws no such part has said nothing. Pure.
 */
export function deniedOn(map: ServiceMap): ReadonlySet<string> {
  const denies = (applies: Applies): boolean => {
    if (applies.on !== 'part' || applies.fact === undefined) return false;
    const { fact, kinds } = applies;
    const parts = map.parts.filter((part) => part.inScope && kinds.includes(part.kind));
    return parts.length > 0 && parts.every((part) => part.facts?.[fact] === false);
  };
  return new Set(CONTROLS.filter((control) => control.applies.every(denies)).map((control) => control.id));
}

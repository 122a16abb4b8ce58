import type { Part } from '../../map/model.ts';
import type { Class } from '../build/terrain.ts';
import type { Split } from './members.ts';

/** A place for one group of members: of a single member, or of several. Which group stands there changes; that it is a class of the part does not. */
export interface Slot {
  /** Also the subject that its steps' controls are asked at. */
  readonly id: string;
  readonly whole: string;
  readonly many: boolean;
}

/** The classes that a graph is made with for one whole of a part. */
export interface Layout {
  readonly whole: string;
  readonly rest: 'none' | 'one' | 'many';
  readonly over: boolean;
  readonly slots: readonly Slot[];
}

/** A slot as it stands in the ids of states: nothing else ends so. */
export const SLOT = /[^@]*#\+\d+\+/;

/** Roles and suppliers: an actor is the first of the classes, so none may be a spare one. */
function isPerson(part: Part): boolean {
  return part.kind === 'role' || part.kind === 'supplier';
}

function restOf({ rest }: Split): Layout['rest'] {
  return rest <= 0 ? 'none' : rest === 1 ? 'one' : 'many';
}

function classesOf(part: Part, splits: ReadonlyMap<string, Split>): number {
  const wholes = (part.variants ?? []).filter((variant) => variant.population > 0).map((variant) => `${part.id}/${variant.id}`);
  const count = (whole: string): number => {
    const split = splits.get(whole);
    return split === undefined ? 1 : split.groups.length + (split.rest > 0 ? 1 : 0);
  };
  return (wholes.length === 0 ? [part.id] : wholes).reduce((sum, whole) => sum + count(whole), 0);
}

/** One class is the whole, and the graph calls it by the part's own name: such a part has no spare places. */
function isExact(part: Part, splits: ReadonlyMap<string, Split>): boolean {
  return isPerson(part) || classesOf(part, splits) === 1;
}

/** Room for the groups that there are, and for some that may come. */
export function layoutsOf(part: Part, splits: ReadonlyMap<string, Split>): readonly Layout[] {
  const exact = isExact(part, splits);
  return [...splits].map(([whole, split]): Layout => {
    const kinds = split.groups.map((group) => group.count > 1);
    const spare = (many: boolean): boolean[] => {
      const used = kinds.filter((kind) => kind === many).length;
      return exact ? [] : Array.from({ length: 1 + (used >> 1) }, () => many);
    };
    return {
      whole,
      rest: restOf(split),
      over: split.over,
      slots: [...kinds, ...spare(false), ...spare(true)].map((many, n) => ({ id: `${whole}#+${n}+`, whole, many })),
    };
  });
}

/** Whether a graph made for `layouts` can hold these splits. */
export function fits(part: Part, layouts: readonly Layout[], splits: ReadonlyMap<string, Split>): boolean {
  if (layouts.length !== splits.size) return false;
  const exact = isExact(part, splits);
  return layouts.every(({ whole, rest, over, slots }) => {
    const split = splits.get(whole);
    if (split === undefined || restOf(split) !== rest || split.over !== over) return false;
    const kinds = split.groups.map((group) => group.count > 1);
    if (exact) return slots.length === kinds.length && slots.every((slot, i) => slot.many === kinds[i]);
    // Spare places are what tells a layout of several classes from one that has to be exact.
    const room = (many: boolean) => slots.filter((slot) => slot.many === many).length - kinds.filter((kind) => kind === many).length;
    return slots.length > 0 && room(false) >= 0 && room(true) >= 0;
  });
}

/** The classes of a whole, for the making of steps. Of their numbers only one or several matters there. */
export function classesFor(part: Part, { whole, rest, over, slots }: Layout): readonly Class[] {
  const left: Class = { id: whole, name: part.name, population: rest === 'one' ? 1 : part.population, subject: whole, ...(over ? {} : { rest: true }) };
  const groups = slots.map((slot): Class => ({ id: slot.id, name: part.name, population: slot.many ? 2 : 1, subject: slot.id }));
  return rest === 'none' ? groups : [left, ...groups];
}

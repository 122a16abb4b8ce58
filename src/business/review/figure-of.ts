import type { Figures } from './model.ts';

/** A count, or 0 where there is none: what an answer has is checked when it is given. */
export const countOf = (figures: Figures, name: string): number => (typeof figures[name] === 'number' ? figures[name] : 0);
export const yes = (figures: Figures, name: string): boolean => figures[name] === true;
export const atMost = (part: string, whole: string) => (figures: Figures) =>
  countOf(figures, part) > countOf(figures, whole) ? [`${part} is more than ${whole}`] : [];

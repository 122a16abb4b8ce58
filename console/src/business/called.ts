import type { Named } from '../../../src/server/business/model.ts';

/** Ids come from maps that somebody else may have drawn: only what an answer has of its own is a name. */
function own(record: Readonly<Record<string, string>>, id: string): string {
  return Object.hasOwn(record, id) ? (record[id] ?? id) : id;
}

export const nameOf = ({ names }: Pick<Named, 'names'>, id: string): string => own(names, id);
export const titleOf = ({ titles }: Pick<Named, 'titles'>, control: string): string => own(titles, control);

/** `control@subject` as a person says it. */
export function controlAt(named: Named, id: string): string {
  const mark = id.indexOf('@');
  return `${titleOf(named, id.slice(0, mark))} at ${nameOf(named, id.slice(mark + 1))}`;
}

/** "Direct", or "through A, then B". */
export function route(named: Pick<Named, 'names'>, { direct, through }: { readonly direct: boolean; readonly through: readonly string[] }): string {
  return direct || through.length === 0 ? 'Direct' : `Through ${through.map((id) => nameOf(named, id)).join(', then ')}`;
}

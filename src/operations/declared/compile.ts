import type { MudFile } from './model.ts';
import { ruleOf, type Table, tableOf } from './table.ts';

/** The table of a MUD file: its access lists one after another, entries in their order. */
export function compiled(mud: MudFile): Table {
  return tableOf(
    mud.from.flatMap(({ aces }) => aces.map((ace) => ruleOf(ace, true, mud.url))),
    mud.to.flatMap(({ aces }) => aces.map((ace) => ruleOf(ace, false, mud.url))),
  );
}

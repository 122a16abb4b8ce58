import type { MapDiff } from '../../../../src/map/diff.ts';
import type { Change, Path, Plain } from './references.ts';
import { valueAt } from './references.ts';

type Compared = Pick<MapDiff, 'added' | 'removed' | 'changed'>;

/** What somebody else changed, as changes to a draft; and the elements that both changed, which only a person can bring together. */
export interface Merging {
  readonly changes: readonly Change[];
  readonly both: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Brings `theirs` (what differs from the version that both began with to the newest) into a draft: field by field where the draft has not touched the element
 * (`mine`: what differs from that version to the draft), and not at all where it has. `newest` is the newest map.
 */
export function merging(draft: Plain, newest: Plain, theirs: Compared, mine: Compared): Merging {
  const touched = new Set([...mine.added, ...mine.removed, ...mine.changed].map(({ list, id }) => `${list} ${id}`));
  const changes: Change[] = [];
  const removals: Change[] = [];
  const both: { readonly id: string; readonly name: string }[] = [];
  const free = (one: { readonly list: string; readonly id: string; readonly name: string }) => {
    if (!touched.has(`${one.list} ${one.id}`)) return true;
    both.push({ id: one.id, name: one.name });
    return false;
  };
  for (const one of theirs.changed) {
    if (!free(one)) continue;
    const to = pathOf(draft, one.list, one.id);
    const from = pathOf(newest, one.list, one.id);
    if (to === undefined || from === undefined) continue;
    for (const field of new Set(one.fields.map((change) => change.field.split(/[.[]/)[0] ?? ''))) {
      const value = valueAt(newest, [...from, field]);
      changes.push(value === undefined ? { op: 'remove', path: [...to, field] } : { op: 'set', path: [...to, field], value });
    }
  }
  for (const one of theirs.added) {
    if (!free(one) || one.list === 'service') continue;
    const from = pathOf(newest, one.list, one.id);
    const value = from === undefined ? undefined : valueAt(newest, from);
    if (value !== undefined && one.list === 'csirt') changes.push({ op: 'set', path: ['csirt'], value });
    else if (value !== undefined) changes.push({ op: 'add', path: [one.list], value });
  }
  for (const one of theirs.removed) {
    if (!free(one)) continue;
    const path = pathOf(draft, one.list, one.id);
    if (path !== undefined && (path.length === 2 || one.list === 'csirt')) removals.push({ op: 'remove', path });
  }
  // From the end of each list, so that none moves another.
  removals.sort((a, b) => Number(b.path[1] ?? 0) - Number(a.path[1] ?? 0));
  return { changes: [...changes, ...removals], both };
}

function pathOf(root: Plain, list: MapDiff['added'][number]['list'], id: string): Path | undefined {
  // The service is there always, and the incident plan where it is: neither is one of a list.
  if (list === 'service') return ['service'];
  if (list === 'csirt') return valueAt(root, ['csirt']) === undefined ? undefined : ['csirt'];
  const items = valueAt(root, [list]);
  const index = Array.isArray(items) ? (items as readonly Element[]).findIndex((item) => idOf(list, item) === id) : -1;
  return index < 0 ? undefined : [list, index];
}

interface Element {
  readonly id?: string;
  readonly host?: string;
  readonly part?: string;
}

/** A target has no id: comparing names it by host and part. */
function idOf(list: string, item: Element | null): string | undefined {
  return list === 'targets' ? `${item?.host} ${item?.part}` : item?.id;
}

import type { Json } from '../../core/index.ts';
import type { Imported } from '../model.ts';

type Lost = Imported['lost'][number];

const STEP = '\u001f';
const ITEM = '#';
const MOST_LOST = 1000;

/**
 * Proves that nothing of the source was dropped: every leaf (key, value) of it must stand in some `origin.fields` of the map, under the
 * same keys, as often as it stands in the source; and every key above it must be one of the format's own words (`structure`) or be
 * found in the map as text, since names and questions are keys in some formats. Gives the leaves that fail, empty for a whole import.
 * It knows of no format and reads only the finished map, so an importer cannot vouch for itself.
 */
export function account(source: Json, map: Imported['map'], structure: ReadonlySet<string>): readonly Lost[] {
  const kept = new Map<string, Map<string, number>>();
  const words = new Set<string>();
  gather(map as unknown as Json, kept, words);
  const lost: Lost[] = [];
  const sound = new Map<string, boolean>();
  const isSound = (prefix: string): boolean => {
    const known = sound.get(prefix);
    if (known !== undefined) return known;
    const fine = prefix.split(STEP).every((step) => step === '' || step === ITEM || structure.has(step) || words.has(step));
    sound.set(prefix, fine);
    return fine;
  };
  leaves(source, '', (path, last, value) => {
    if (lost.length >= MOST_LOST) return;
    const group = kept.get(leafKey(last, value));
    let best: string | undefined;
    for (const [tail, left] of group ?? []) {
      if (left > 0 && (path === tail || path.endsWith(tail)) && tail.length > (best?.length ?? 0)) best = tail;
    }
    if (best === undefined) {
      lost.push({ at: readable(path), value, why: 'its value is nowhere in the map' });
      return;
    }
    group?.set(best, (group.get(best) ?? 0) - 1);
    if (!isSound(path.slice(0, path.length - best.length))) lost.push({ at: readable(path), value, why: 'a key above it is nowhere in the map' });
  });
  return lost;
}

function readable(path: string): string {
  return path
    .split(STEP)
    .filter((step) => step !== '')
    .join('.');
}

function leafKey(last: string, value: Json): string {
  // Empty lists and mappings are leaves: that somebody wrote them is information too.
  return `${last}${STEP}${typeof value === 'string' ? `"${value}` : JSON.stringify(value)}`;
}

function leaves(value: Json, path: string, visit: (path: string, last: string, value: Json) => void, last = ''): void {
  if (typeof value !== 'object' || value === null) {
    visit(path, last, value);
    return;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) visit(path, last, value);
    for (const item of value as readonly Json[]) leaves(item, `${path}${STEP}${ITEM}`, visit, ITEM);
    return;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) visit(path, last, value);
  for (const key of keys) leaves((value as { readonly [key: string]: Json })[key] ?? null, `${path}${STEP}${key}`, visit, key);
}

/** Collects the leaves of every origin, and every text and origin key of the map. */
function gather(value: Json | undefined, kept: Map<string, Map<string, number>>, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value) as [string, Json][]) {
    if (key === 'origin' && typeof member === 'object' && member !== null) {
      const { fields, id } = member as { readonly fields?: Json; readonly id?: Json };
      if (typeof id === 'string') words.add(id);
      if (fields === undefined) continue;
      leaves(fields, '', (path, last, leaf) => {
        const at = leafKey(last, leaf);
        const group = kept.get(at) ?? new Map<string, number>();
        group.set(path, (group.get(path) ?? 0) + 1);
        kept.set(at, group);
        if (typeof leaf === 'string') words.add(leaf);
      });
      continue;
    }
    gather(member, kept, words);
  }
}

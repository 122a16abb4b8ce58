import type { Json } from '../../core/index.ts';
import type { Imported } from '../model.ts';

type Lost = Imported['lost'][number];

const STEP = '\u001f';
const ITEM = '#';
const MOST_LOST = 1000;
/** Where an origin keeps an id that is too long for its own field. */
export const LONG_ID = '(id)';

/**
 * Proves that nothing of the source was dropped: every leaf (key, value) of it must stand in some `origin.fields` of the map, under the
 * same keys, as often as it stands in the source; and every key above it must be one of the format's own words (`structure`) or be
 * found in the map as text, since names and questions are keys in some formats. Gives the leaves that fail, empty for a whole import.
 * It knows of no format and reads only the finished map, so an importer cannot vouch for itself.
 */
export function account(source: Json, map: Imported['map'], structure: ReadonlySet<string>): readonly Lost[] {
  const kept: Kept = new Map();
  const words = new Set<string>();
  gather(map as unknown as Json, kept, words);
  const lost: Lost[] = [];
  // Leaves of one element follow one another, so what stands above the last one mostly stands above the next.
  let above: string | undefined;
  let isSound = true;
  leaves(source, '', (path, last, value) => {
    if (lost.length >= MOST_LOST) return;
    const tails = kept.get(last)?.get(leafValue(value));
    let best: string | undefined;
    for (const [tail, left] of tails ?? []) if (left > 0 && tail.length > (best?.length ?? 0) && path.endsWith(tail)) best = tail;
    if (best === undefined) {
      lost.push({ at: readable(path), value, why: 'its value is nowhere in the map' });
      return;
    }
    tails?.set(best, (tails.get(best) ?? 0) - 1);
    const prefix = path.slice(0, path.length - best.length);
    if (prefix !== above) {
      above = prefix;
      isSound = prefix.split(STEP).every((step) => step === '' || step === ITEM || structure.has(step) || words.has(step));
    }
    if (!isSound) lost.push({ at: readable(path), value, why: 'a key above it is nowhere in the map' });
  });
  return lost;
}

/** Leaves that origins hold: by their key, by their value, by the keys above them in the origin, how many. */
type Kept = Map<string, Map<string | number | boolean | null, Map<string, number>>>;

function readable(path: string): string {
  return path
    .split(STEP)
    .filter((step) => step !== '')
    .join('.');
}

/** Empty lists and mappings are leaves: that somebody wrote them is information too. Their stand-ins hold a character that no text may. */
function leafValue(value: Json): string | number | boolean | null {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? '\0[]' : '\0{}';
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

/** Collects the leaves of every origin, and the map's own texts with the ids of its origins. */
function gather(value: Json | undefined, kept: Kept, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value) as [string, Json][]) {
    if (key !== 'origin' || typeof member !== 'object' || member === null) {
      gather(member, kept, words);
      continue;
    }
    const { fields, id } = member as { readonly fields?: Json; readonly id?: Json };
    if (typeof id === 'string') words.add(id);
    if (fields === undefined) continue;
    leaves(fields, '', (path, last, leaf) => {
      const values = kept.get(last) ?? new Map<ReturnType<typeof leafValue>, Map<string, number>>();
      const at = leafValue(leaf);
      const tails = values.get(at) ?? new Map<string, number>();
      kept.set(last, values);
      values.set(at, tails);
      tails.set(path, (tails.get(path) ?? 0) + 1);
      if (last === LONG_ID && typeof leaf === 'string') words.add(leaf);
    });
  }
}

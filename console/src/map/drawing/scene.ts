import type { Part, PartKind, ServiceMap } from '../../../../src/map/model.ts';
import { BANDS, kindWord, type LayerName } from '../words.ts';

/** What stands in the drawing as one box: a part, or a fold of many. */
export interface Box {
  readonly id: string;
  readonly layer: LayerName;
  readonly title: string;
  readonly says: string;
  /** Absent for a fold. */
  readonly part?: Part;
  /** Ids of the parts inside; of a part its own. */
  readonly parts: readonly string[];
}

/** One line between two boxes: everything that joins them. */
export interface Joint {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  /** Ids of flows and links, by their direction. */
  readonly forth: readonly string[];
  readonly back: readonly string[];
  readonly kind: 'flow' | 'link' | 'network';
}

export interface Scene {
  readonly boxes: readonly Box[];
  readonly joints: readonly Joint[];
  /** The box that each part is in. */
  readonly boxOf: ReadonlyMap<string, string>;
  readonly folded: boolean;
  /** The layers that are shown, also those that nothing of the map is in. */
  readonly bands: readonly LayerName[];
}

export interface Shown {
  readonly layers?: readonly LayerName[] | undefined;
  readonly open: ReadonlySet<string>;
  readonly networks: boolean;
}

/** More boxes than these are no picture any more. */
export const MOST_BOXES = 300;
const CHUNK = 100;

interface Fold {
  readonly id: string;
  readonly layer: LayerName;
  readonly title: string;
  readonly parts: readonly Part[];
}

/** What the drawing shows of a map: at most `most` boxes, unless somebody opens more layers than fit. */
export function sceneOf(map: ServiceMap, layers: Readonly<Record<string, string>>, shown: Shown, most = MOST_BOXES): Scene {
  const layerOf = (part: Part) => (layers[part.id] ?? 'product') as LayerName;
  const parts = map.parts.filter((part) => shown.layers === undefined || shown.layers.includes(layerOf(part)));
  const zones = new Map(map.zones.map((zone) => [zone.id, zone.name]));
  const boxes = parts.length <= most ? parts.map((part) => boxOfPart(part, layerOf(part))) : unfolded(foldsOf(parts, layerOf, zones, most), shown.open, most);
  const boxOf = new Map<string, string>();
  for (const box of boxes) for (const id of box.parts) boxOf.set(id, box.id);
  return {
    boxes,
    joints: jointsOf(map, boxOf, shown.networks),
    boxOf,
    folded: boxes.some(({ part }) => part === undefined),
    bands: BANDS.filter((layer) => shown.layers?.includes(layer) ?? true),
  };
}

function boxOfPart(part: Part, layer: LayerName): Box {
  const many = part.population > 1 ? `, ${part.population.toLocaleString('en-GB')} of them` : '';
  return { id: part.id, layer, title: part.name, says: `${kindWord(part.kind)}${many}`, part, parts: [part.id] };
}

function boxOfFold({ id, layer, title, parts }: Fold): Box {
  const kinds = new Map<PartKind, number>();
  for (const { kind } of parts) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const [most] = [...kinds].sort((a, b) => b[1] - a[1]);
  const says = most === undefined ? '' : kinds.size === 1 ? `${parts.length} ${kindWord(most[0], true)}` : `${parts.length} parts of ${kinds.size} kinds`;
  return { id, layer, title, says, parts: parts.map((part) => part.id) };
}

/** One fold for each zone of a layer, and for each kind of what is in no zone; by kind alone where that is still too many. */
function foldsOf(parts: readonly Part[], layerOf: (part: Part) => LayerName, zones: ReadonlyMap<string, string>, most: number): readonly Fold[] {
  const byZone = gather(parts, (part) => [
    layerOf(part),
    part.zone === undefined ? `kind ${part.kind}` : `zone ${part.zone}`,
    part.zone === undefined ? capital(kindWord(part.kind, true)) : (zones.get(part.zone) ?? part.zone),
  ]);
  if (byZone.length <= most) return byZone;
  return gather(parts, (part) => [layerOf(part), `kind ${part.kind}`, capital(kindWord(part.kind, true))]);
}

function gather(parts: readonly Part[], key: (part: Part) => readonly [LayerName, string, string], under = ''): readonly Fold[] {
  const found = new Map<string, { layer: LayerName; title: string; parts: Part[] }>();
  for (const part of parts) {
    const [layer, name, title] = key(part);
    const id = `${under === '' ? `fold ${layer}` : under} / ${name}`;
    const here = found.get(id) ?? { layer, title, parts: [] };
    here.parts.push(part);
    found.set(id, here);
  }
  return [...found].map(([id, fold]) => ({ id, ...fold }));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Opens what was asked for, as long as it fits: into its parts, else its kinds, else hundreds. */
function unfolded(folds: readonly Fold[], open: ReadonlySet<string>, most: number): readonly Box[] {
  let room = most - folds.length;
  const boxes: Box[] = [];
  const put = (fold: Fold): void => {
    if (fold.parts.length === 1 && fold.parts[0] !== undefined) {
      boxes.push(boxOfPart(fold.parts[0], fold.layer));
      return;
    }
    if (!open.has(fold.id)) {
      boxes.push(boxOfFold(fold));
      return;
    }
    if (fold.parts.length - 1 <= room) {
      room -= fold.parts.length - 1;
      boxes.push(...fold.parts.map((part) => boxOfPart(part, fold.layer)));
      return;
    }
    const inner = piecesOf(fold);
    if (inner.length - 1 > room || inner.length < 2) {
      boxes.push(boxOfFold(fold));
      return;
    }
    room -= inner.length - 1;
    for (const one of inner) put(one);
  };
  for (const fold of folds) put(fold);
  return boxes;
}

function piecesOf(fold: Fold): readonly Fold[] {
  const kinds = gather(fold.parts, ({ kind }) => [fold.layer, `kind ${kind}`, `${fold.title}: ${kindWord(kind, true)}`], fold.id);
  if (kinds.length > 1) return kinds;
  const sorted = fold.parts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return Array.from({ length: Math.ceil(sorted.length / CHUNK) }, (_, i) => ({
    id: `${fold.id} / ${i * CHUNK + 1}`,
    layer: fold.layer,
    title: `${fold.title}, from ${sorted[i * CHUNK]?.name ?? ''}`,
    parts: sorted.slice(i * CHUNK, (i + 1) * CHUNK),
  }));
}

function jointsOf(map: ServiceMap, boxOf: ReadonlyMap<string, string>, networks: boolean): readonly Joint[] {
  const found = new Map<string, { a: string; b: string; forth: string[]; back: string[]; kind: Joint['kind'] }>();
  const join = (id: string, from: string, to: string, kind: Joint['kind']) => {
    const [x, y] = [boxOf.get(from), boxOf.get(to)];
    if (x === undefined || y === undefined || x === y) return;
    const [a, b] = x < y ? [x, y] : [y, x];
    const key = `${a}\u0000${b}`;
    const here = found.get(key) ?? { a, b, forth: [], back: [], kind };
    (a === x ? here.forth : here.back).push(id);
    if (kind === 'flow' || here.kind === 'network') here.kind = kind;
    found.set(key, here);
  };
  for (const { id, from, to } of map.flows) join(id, from, to, 'flow');
  for (const { id, from, to } of map.links) join(id, from, to, 'link');
  if (networks) {
    for (const part of map.parts) {
      const on = new Set([...(part.attached ?? []), ...(part.interfaces ?? []).flatMap((face) => face.on)]);
      for (const place of on) join(`${part.id} on ${place}`, part.id, place, 'network');
    }
  }
  return [...found.values()].map((one) => ({ ...one, id: `${one.a} ${one.b}` }));
}

/** Experience first, as the bands lie. */
export const bandOf = (layer: LayerName): number => BANDS.indexOf(layer);

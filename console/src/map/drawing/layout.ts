import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import { BOX, columnsFor, type Layout, type Ordered, pack } from './pack.ts';
import { rowsOf } from './rows.ts';
import type { Scene } from './scene.ts';

// The order of the boxes is worked out in a worker of its own: the page answers while it runs. What it gave is kept for the tab, so that a map that is opened
// again stands as it stood.

let elk: InstanceType<typeof ELK> | undefined;
const PREFIX = 'assay-map-layout-5 ';
const MOST_KEPT = 24;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  // The rows are given: which of them a box is in is the band's to say, and how a row is ordered is what is asked.
  'elk.layered.layering.strategy': 'INTERACTIVE',
  'elk.separateConnectedComponents': 'false',
  // Its ways for edges are not used; the plainest are the quickest.
  'elk.edgeRouting': 'POLYLINE',
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
};

export interface LaidOut extends Layout {
  /** Milliseconds in the worker; 0 from the cache. */
  readonly ms: number;
}

export async function layoutOf(scene: Scene, digest: string, narrow: boolean): Promise<LaidOut> {
  const columns = columnsFor(scene.boxes.length, narrow);
  const key = `${PREFIX}${digest} ${columns} ${scene.bands.join()} ${fingerprint(scene)}`;
  const kept = read(key);
  if (kept !== undefined) return { ...kept, ms: 0 };
  elk ??= new ELK({ workerFactory: () => new ElkWorker() });
  const started = performance.now();
  const rows = rowsOf(scene, columns);
  const graph = await elk.layout(graphOf(scene, rows));
  const ms = performance.now() - started;
  const at = new Map((graph.children ?? []).map(({ id, x = 0 }) => [id, x]));
  const ordered = scene.boxes.map((box, i): Ordered => ({ id: box.id, layer: box.layer, x: at.get(String(i)) ?? 0, y: rows.get(box.id) ?? 0 }));
  const layout = pack(ordered, columns, scene.bands);
  keep(key, layout);
  return { ...layout, ms };
}

/**
 * The layout of what a filter leaves of a scene that is laid out: every box keeps its order, and what was in a fold stands where the fold stood. Nothing is worked
 * out anew, so it is there at once.
 */
export function narrowedTo(scene: Scene, whole: Scene, layout: Layout, narrow: boolean): LaidOut {
  const columns = columnsFor(scene.boxes.length, narrow);
  const rows = rowsOf(scene, columns);
  const ordered = scene.boxes.map((box): Ordered => {
    const place = layout.places[box.id] ?? layout.places[whole.boxOf.get(box.parts[0] ?? '') ?? ''];
    return { id: box.id, layer: box.layer, x: place?.x ?? 0, y: rows.get(box.id) ?? 0 };
  });
  return { ...pack(ordered, columns, scene.bands), ms: 0 };
}

/** An order needs no more lines than these for each box: the thickest say where a box belongs, and ten thousand would take minutes. */
const LINES_A_BOX = 2;
/** Up to here every pains are taken to cross few lines. */
const FEW = 120;

function graphOf({ boxes, joints: all }: Scene, rows: ReadonlyMap<string, number>): ElkNode {
  const weight = (joint: Scene['joints'][number]) => joint.forth.length + joint.back.length;
  const most = LINES_A_BOX * boxes.length;
  const joints = all.length <= most ? all : all.toSorted((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1)).slice(0, most);
  const number = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    id: 'map',
    layoutOptions: boxes.length > FEW ? { ...OPTIONS, 'elk.layered.thoroughness': '2', 'elk.layered.crossingMinimization.greedySwitch.type': 'OFF' } : OPTIONS,
    children: boxes.map(({ id }, i) => ({ id: String(i), ...BOX, x: i * BOX.width, y: (rows.get(id) ?? 0) * 2 * BOX.height })),
    edges: joints.flatMap(({ a, b }, i) => {
      const [above, below] = (rows.get(a) ?? 0) < (rows.get(b) ?? 0) ? [a, b] : [b, a];
      // What joins two boxes of a row crosses nothing, however the row is ordered.
      if (rows.get(above) === rows.get(below)) return [];
      return [{ id: `e${i}`, sources: [String(number.get(above))], targets: [String(number.get(below))] }];
    }),
  };
}

/** Of what is shown of the map: the same map folded otherwise stands otherwise. */
function fingerprint({ boxes, joints }: Scene): string {
  // FNV-1a: a key of a cache, which nobody gains by meeting twice.
  let hash = 0x811c9dc5;
  for (const { id } of boxes) {
    for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 10, 0x01000193);
  }
  return `${(hash >>> 0).toString(36)}.${boxes.length}.${joints.length}`;
}

function read(key: string): Layout | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Layout);
  } catch {
    return undefined;
  }
}

function keep(key: string, layout: Layout): void {
  try {
    const mine = Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX));
    for (const old of mine.slice(0, Math.max(0, mine.length - MOST_KEPT + 1))) sessionStorage.removeItem(old);
    sessionStorage.setItem(key, JSON.stringify(layout));
  } catch {
    // A full store costs a layout the next time, no more.
  }
}

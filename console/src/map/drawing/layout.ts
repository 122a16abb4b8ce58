import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker';
import { columnsFor, type Layout, type Ordered, pack } from './pack.ts';
import { bandOf, type Scene } from './scene.ts';

// The order of the boxes is worked out in a worker of its own: the page answers while it runs. What it gave is kept for the tab, so that a map that is opened
// again stands as it stood.

let elk: InstanceType<typeof ELK> | undefined;
const PREFIX = 'assay-map-layout-2 ';
const MOST_KEPT = 24;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.partitioning.activate': 'true',
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
  const key = `${PREFIX}${digest} ${columns} ${await fingerprint(scene)}`;
  const kept = read(key);
  if (kept !== undefined) return { ...kept, ms: 0 };
  elk ??= new ELK({ workerFactory: () => new ElkWorker() });
  const started = performance.now();
  const graph = await elk.layout(graphOf(scene));
  const ms = performance.now() - started;
  const at = new Map((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  const ordered = scene.boxes.map((box, i): Ordered => ({ id: box.id, layer: box.layer, ...(at.get(String(i)) ?? { x: 0, y: 0 }) }));
  const layout = pack(ordered, columns);
  keep(key, layout);
  return { ...layout, ms };
}

/** An order needs no more lines than these for each box: the thickest say where a box belongs, and ten thousand would take minutes. */
const LINES_A_BOX = 4;

function graphOf({ boxes, joints: all }: Scene): ElkNode {
  const weight = (joint: Scene['joints'][number]) => joint.forth.length + joint.back.length;
  const most = LINES_A_BOX * boxes.length;
  const joints = all.length <= most ? all : all.toSorted((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1)).slice(0, most);
  const number = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    id: 'map',
    layoutOptions: OPTIONS,
    children: boxes.map(({ layer }, i) => ({ id: String(i), width: 184, height: 64, layoutOptions: { 'elk.partitioning.partition': String(bandOf(layer)) } })),
    edges: joints.map(({ a, b }, i) => {
      const [x, y] = [number.get(a) ?? 0, number.get(b) ?? 0];
      const down = bandOf(boxes[x]?.layer ?? 'product') <= bandOf(boxes[y]?.layer ?? 'product');
      return { id: `e${i}`, sources: [String(down ? x : y)], targets: [String(down ? y : x)] };
    }),
  };
}

/** Of what is shown of the map: the same map folded otherwise stands otherwise. */
async function fingerprint({ boxes, joints }: Scene): Promise<string> {
  const text = `${boxes.map(({ id }) => id).join('\n')}\n\n${joints.length}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest).slice(0, 12)));
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

/** A uniform random digraph with a cost from 1 to 10 on each node; the same for the same source of numbers. Node 0 is the start. */
export interface RandomGraph {
  readonly nodes: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly cost: Float64Array;
}

export function randomGraph(random: () => number, nodes: number, edges: number): RandomGraph {
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  for (let e = 0; e < edges; e += 1) {
    from[e] = Math.floor(random() * nodes);
    to[e] = Math.floor(random() * nodes);
  }
  const cost = Float64Array.from({ length: nodes }, () => 1 + Math.floor(random() * 10));
  return { nodes, from, to, cost };
}

/** The file that every tool reads: 32-bit little-endian node count, edge count, sources, targets, costs. */
export function fileBytes(graph: RandomGraph): Uint8Array {
  const words = new Int32Array(2 + graph.from.length * 2 + graph.nodes);
  words[0] = graph.nodes;
  words[1] = graph.from.length;
  words.set(graph.from, 2);
  words.set(graph.to, 2 + graph.from.length);
  words.set(Int32Array.from(graph.cost), 2 + graph.from.length * 2);
  return new Uint8Array(words.buffer);
}

export function fromBytes(bytes: Uint8Array): RandomGraph {
  const words = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const nodes = words[0] as number;
  const edges = words[1] as number;
  const end = 2 + edges * 2;
  return { nodes, from: words.slice(2, 2 + edges), to: words.slice(2 + edges, end), cost: Float64Array.from(words.subarray(end, end + nodes)) };
}

/** What a peer reports: processor milliseconds, and answers to compare with ours so that the race is over the same work. */
export interface PeerReport {
  readonly tool: string;
  readonly build: number;
  readonly closure: number;
  readonly reached: number;
  readonly cheapest?: number;
  /** All settled values added. */
  readonly valueSum?: number;
  readonly memoryMb: number;
}

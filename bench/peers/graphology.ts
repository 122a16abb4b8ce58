import { readFileSync } from 'node:fs';
import { MultiDirectedGraph } from 'graphology';
import { fromBytes, type PeerReport } from '../random-graph.ts';
import { measured } from '../result.ts';

// Run in a process of its own, with the graph file and the number of runs: its memory is not ours, and its heap needs a limit of its own.
const [file = '', runs = '1'] = process.argv.slice(2);
const input = fromBytes(readFileSync(file));

const build = measured(Number(runs), () => {
  // Multi: the file may have an edge twice, and looking for it costs the simple graph more.
  const graph = new MultiDirectedGraph();
  for (let n = 0; n < input.nodes; n += 1) graph.addNode(n);
  for (let e = 0; e < input.from.length; e += 1) graph.addDirectedEdge(input.from[e], input.to[e]);
  return graph;
});

const closure = measured(Number(runs), () => {
  const seen = new Set(['0']);
  const queue = ['0'];
  for (let head = 0; head < queue.length; head += 1) {
    build.result.forEachOutNeighbor(queue[head], (neighbour) => {
      if (!seen.has(neighbour)) {
        seen.add(neighbour);
        queue.push(neighbour);
      }
    });
  }
  return queue.length;
});

const report: PeerReport = {
  tool: 'graphology',
  build: build.ms,
  closure: closure.ms,
  reached: closure.result,
  memoryMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(report));

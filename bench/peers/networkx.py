"""Times networkx on the benchmark's graph file: processor time, median over the runs. Arguments: the file, the number of runs."""

import array
import json
import resource
import statistics
import sys
import time

# This folder is first on the path and holds a file of the library's name.
sys.path.pop(0)
import networkx as nx  # noqa: E402


def measured(runs, work):
    times = []
    result = None
    for _ in range(runs):
        result = None
        before = time.process_time()
        result = work()
        times.append((time.process_time() - before) * 1000)
    return statistics.median(times), result


def main():
    path, runs = sys.argv[1], int(sys.argv[2])
    words = array.array("i")
    with open(path, "rb") as file:
        words.frombytes(file.read())
    nodes, edges = words[0], words[1]
    pairs = list(zip(words[2 : 2 + edges], words[2 + edges : 2 + 2 * edges]))
    cost = words[2 + 2 * edges :].tolist()

    def build():
        graph = nx.DiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(pairs)
        return graph

    build_ms, graph = measured(runs, build)
    closure_ms, reached = measured(runs, lambda: 1 + sum(1 for _ in nx.bfs_edges(graph, 0)))
    for _, target, data in graph.edges(data=True):
        data["weight"] = cost[target]
    cheapest_ms, values = measured(runs, lambda: nx.single_source_dijkstra_path_length(graph, 0))
    print(
        json.dumps(
            {
                "tool": "networkx " + nx.__version__,
                "build": build_ms,
                "closure": closure_ms,
                "reached": reached,
                "cheapest": cheapest_ms,
                "valueSum": sum(values.values()),
                "memoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


main()

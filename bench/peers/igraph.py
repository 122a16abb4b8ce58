"""Times igraph on the benchmark's graph file: processor time, median over the runs. Arguments: the file, the number of runs."""

import array
import json
import statistics
import sys
import time

# This folder is first on the path and holds a file of the library's name.
sys.path.pop(0)
import igraph  # noqa: E402


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
    build_ms, graph = measured(runs, lambda: igraph.Graph(n=nodes, edges=pairs, directed=True))
    closure_ms, reached = measured(runs, lambda: len(graph.bfs(0, mode="out")[0]))
    weights = [cost[target] for _, target in pairs]
    cheapest_ms, values = measured(runs, lambda: graph.distances(source=[0], weights=weights, mode="out")[0])
    print(
        json.dumps(
            {
                "tool": "igraph " + igraph.__version__,
                "build": build_ms,
                "closure": closure_ms,
                "reached": reached,
                "cheapest": cheapest_ms,
                "valueSum": sum(value for value in values if value != float("inf")),
            }
        )
    )


main()

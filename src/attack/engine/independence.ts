import { type ControlClosing, closedBy, closingOf } from './closing.ts';
import { type Compiled, nameOf, stateNodes } from './compile.ts';
import { CLOSED } from './graph.ts';
import { landmarks } from './landmarks.ts';

/** Two controls that guard one goal and share what gets round them. */
export interface OneFailureDeep {
  readonly goal: string;
  /** Control ids, the lesser first. */
  readonly controls: readonly [string, string];
  /** Ids of the states and steps that every way round either control goes through, and that attacks without them need not. */
  readonly shared: readonly string[];
}

/**
 * Defence that looks two deep and is one failure deep.
 *
 * Let L(g) be the unavoidable nodes of goal g (may graph), and L(g | c) those of g once control c alone is proven. c *bends* g where g is
 * still reachable then and W(g, c) = L(g | c) \ L(g) is not empty: W(g, c) is what every way round c goes through, beyond what every attack
 * on g goes through anyhow. Two controls that both bend g are one failure deep at g where W(g, a) and W(g, b) meet: the one state or step in
 * both (the same sign-on, the same signing key) is then needed, and with the rest of a way round suffices, to get past either of them. Close
 * it and both hold. Controls that close the very same steps share all of their ways and are left out: that is one control twice, not two.
 *
 * Says nothing of controls that cut the goal outright (no way round is left), nor of ways outside the graph. Sorted by goal, then by controls.
 * One landmark computation a control that closes anything. Throws `Refused` (ASSAY-GRAPH-009) for ids that the graph has not.
 */
export function oneFailureDeep(compiled: Compiled, controls: readonly ControlClosing[], goals: readonly string[]): readonly OneFailureDeep[] {
  const { graph } = compiled;
  const nodes = stateNodes(compiled, goals);
  const closing = closingOf(compiled, controls);
  const before = landmarks(graph, nodes).map((answer) => new Set(answer.nodes));
  const round = controls.map((_, c) => {
    const closed = closedBy(closing, new Set([c]));
    if (closed.length === 0) return undefined;
    const status = graph.status.slice();
    for (const n of closed) status[n] = CLOSED;
    const after = landmarks(graph, nodes, { status });
    return { closes: closed.slice().sort().join(), needs: after.map((answer, g) => Array.from(answer.nodes).filter((n) => before[g]?.has(n) === false)) };
  });
  const found: OneFailureDeep[] = [];
  goals.forEach((goal, g) => {
    for (let a = 0; a < controls.length; a += 1) {
      const mine = new Set(round[a]?.needs[g]);
      if (mine.size === 0) continue;
      for (let b = a + 1; b < controls.length; b += 1) {
        if (round[b]?.closes === round[a]?.closes) continue;
        const shared = (round[b]?.needs[g] ?? []).filter((n) => mine.has(n));
        if (shared.length === 0) continue;
        const pair = [(controls[a] as ControlClosing).id, (controls[b] as ControlClosing).id].sort() as [string, string];
        found.push({ goal, controls: pair, shared: shared.map((n) => nameOf(compiled, n)) });
      }
    }
  });
  const key = (one: OneFailureDeep) => JSON.stringify([one.goal, ...one.controls]);
  return found.sort((x, y) => (key(x) < key(y) ? -1 : 1));
}

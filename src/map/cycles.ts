/** The rings of a graph given as successors: one list of nodes for each strongly connected group that has a cycle. Linear; no recursion. */
export function cycles(next: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  // Tarjan's algorithm with an explicit stack, because depth is the file writer's to choose.
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const rings: string[][] = [];
  let count = 0;
  for (const root of next.keys()) {
    if (index.has(root)) continue;
    const work: { node: string; child: number }[] = [{ node: root, child: 0 }];
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame;
      if (frame.child === 0) {
        index.set(node, count);
        low.set(node, count);
        count += 1;
        open.push(node);
        isOpen.add(node);
      }
      const child = next.get(node)?.[frame.child];
      frame.child += 1;
      if (child !== undefined) {
        if (!index.has(child)) work.push({ node: child, child: 0 });
        else if (isOpen.has(child)) low.set(node, Math.min(low.get(node) ?? 0, index.get(child) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== index.get(node)) continue;
      const group = open.splice(open.lastIndexOf(node));
      for (const member of group) isOpen.delete(member);
      if (group.length > 1 || next.get(node)?.includes(node) === true) rings.push(group);
    }
  }
  return rings;
}

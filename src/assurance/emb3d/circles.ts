import type { DeviceProperty } from './model.ts';

/** Properties that are, over however many steps, special cases of themselves: each circle once. */
export function circlesIn(properties: readonly Pick<DeviceProperty, 'id' | 'under'>[]): readonly (readonly string[])[] {
  const under = new Map(properties.map((property) => [property.id, property.under]));
  const done = new Set<string>();
  const circles: string[][] = [];
  for (const { id } of properties) {
    // Depth first with its own stack, since who wrote the file decides how deep it goes.
    const path: string[] = [];
    const on = new Set<string>();
    const stack: { readonly id: string; readonly leaving: boolean }[] = [{ id, leaving: false }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (next.leaving) {
        on.delete(next.id);
        path.pop();
        done.add(next.id);
      } else if (on.has(next.id)) {
        circles.push(path.slice(path.indexOf(next.id)));
      } else if (!done.has(next.id)) {
        on.add(next.id);
        path.push(next.id);
        stack.push({ id: next.id, leaving: true }, ...(under.get(next.id) ?? []).map((above) => ({ id: above, leaving: false })));
      }
    }
  }
  return circles;
}

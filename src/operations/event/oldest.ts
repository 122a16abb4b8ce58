/** Drops what was put in first: for a memory that is bounded, and whose loss costs work or a second word and no more. */
export function dropOldest<K>(map: Map<K, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

const last = new Map<string, Promise<unknown>>();

/**
 * Runs `work` when whatever was begun before it under the same key is over. Between reading which map is the newest and entering the next one nobody else
 * may enter one, and one process alone has a ledger open for writing.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  last.set(key, settled);
  try {
    return await mine;
  } finally {
    if (last.get(key) === settled) last.delete(key);
  }
}

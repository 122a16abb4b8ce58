/**
 * Whether what was asked has to be asked again after something changed at `prefix`: the path itself, and what stands below it. What was asked of a record of
 * one size at one moment is answered once and for all, however the record grows; unless its answer never came.
 */
export function concerns(prefix: string, [path, query]: readonly unknown[], failed = false): boolean {
  if (typeof path !== 'string') return false;
  const { at, size } = (typeof query === 'object' && query !== null ? query : {}) as { readonly at?: unknown; readonly size?: unknown };
  if (!failed && at !== undefined && size !== undefined) return false;
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

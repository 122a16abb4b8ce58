/** If-None-Match compares weakly (RFC 9110 section 13.1.2), as a proxy that compresses makes weak tags of ours. `tag` with its quotes. */
export function matchesTag(header: string | null, tag: string): boolean {
  return (header ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}

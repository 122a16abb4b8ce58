/**
 * A list of tags (RFC 6376 section 3.2; DMARC, MTA-STS and TLS-RPT write theirs alike): names in small letters, values trimmed. `undefined` where it is none or
 * a tag stands twice. The text is whoever's publishes the record.
 */
export function tagsOf(text: string): ReadonlyMap<string, string> | undefined {
  if (text.length > 8192) return undefined;
  const tags = new Map<string, string>();
  const pieces = text.split(';');
  for (const [i, piece] of pieces.entries()) {
    if (piece.trim() === '' && i === pieces.length - 1 && i > 0) continue;
    const at = piece.indexOf('=');
    const name = at === -1 ? '' : piece.slice(0, at).trim();
    if (!/^[a-z][a-z0-9_]*$/i.test(name) || tags.has(name.toLowerCase())) return undefined;
    tags.set(name.toLowerCase(), piece.slice(at + 1).trim());
  }
  return tags;
}

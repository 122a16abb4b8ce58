/** Name and password of HTTP Basic (RFC 7617), or `undefined` where the header is none. At most 512 letters. The password is a one-time token: it goes nowhere but into a digest. */
export function readBasic(header: string | undefined): { readonly name: string; readonly secret: string } | undefined {
  if (header === undefined || header.length > 512) return undefined;
  // Padding to the full or none: atob refuses all else by throwing.
  const digits = /^basic ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?) *$/i.exec(header)?.[1];
  if (digits === undefined) return undefined;
  const text = atob(digits);
  const colon = text.indexOf(':');
  return colon <= 0 ? undefined : { name: text.slice(0, colon), secret: text.slice(colon + 1) };
}

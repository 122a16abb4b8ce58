/** 256 bits in base64url. A link that was cut off or grew a full stop is not one. */
const WHOLE = /^[A-Za-z0-9_-]{43}$/;
let kept: string | undefined;

/**
 * The secret of a one-time link, from the fragment of the address (which no server is sent and no log has), taken out of the address at once, so that it
 * stays neither in the history nor on a screen that is shared. Kept for as long as this page is open.
 */
export function takeLink(): string | undefined {
  const secret = location.hash.slice(1);
  if (secret !== '') {
    kept = WHOLE.test(secret) ? secret : undefined;
    history.replaceState(history.state, '', location.pathname);
  }
  return kept;
}

/** A link that was given in an answer and not in an address. */
export function keepLink(secret: string): void {
  kept = secret;
}

export function dropLink(): void {
  kept = undefined;
}

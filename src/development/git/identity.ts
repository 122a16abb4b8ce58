import { textOf } from './text.ts';

/** Who a commit or tag says wrote or applied it. The words are the writer's own: nothing checks them. */
export interface GitIdentity {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970, by the writer's clock; absent where the line has none that can be read. */
  readonly seconds?: number;
  /** As it stands, such as `+0200`; real histories have others, such as `+051800`. */
  readonly zone: string;
}

const [LESS, GREATER] = [0x3c, 0x3e];

/**
 * Reads `Name <address> seconds zone`. Git's own reader takes the name up to the first `<`, the address up to the `>` that follows, and looks
 * for the date after the last `>`; so does this, since another reading would tell of another author. Gives nothing where there is no `<` with a `>` behind.
 */
export function identityOf(line: Uint8Array, encoding?: string): GitIdentity | undefined {
  const open = line.indexOf(LESS);
  const close = open === -1 ? -1 : line.indexOf(GREATER, open);
  if (close === -1) return undefined;
  const last = line.lastIndexOf(GREATER);
  return dated(textOf(line.subarray(0, open), encoding), textOf(line.subarray(open + 1, close), encoding), textOf(line.subarray(last + 1)));
}

/** The same of a line that is ASCII. */
export function plainIdentity(line: string): GitIdentity | undefined {
  const open = line.indexOf('<');
  const close = open === -1 ? -1 : line.indexOf('>', open);
  return close === -1 ? undefined : dated(line.slice(0, open), line.slice(open + 1, close), line.slice(line.lastIndexOf('>') + 1));
}

function dated(name: string, email: string, date: string): GitIdentity {
  const [, seconds, zone = ''] = DATE.exec(date) ?? [];
  return seconds === undefined ? { name: name.trim(), email: email.trim(), zone } : { name: name.trim(), email: email.trim(), seconds: Number(seconds), zone };
}

const DATE = /^\s*(\d{1,15})(?:\s+([+-]\d{1,8}))?\s*$/;

/** `Name <address>` or a bare name, as trailers and registers write it. */
export function namedBy(text: string): { readonly name: string; readonly email?: string } {
  const open = text.indexOf('<');
  const close = open === -1 ? -1 : text.indexOf('>', open);
  if (close === -1) {
    const bare = text.trim();
    return /^[^\s@<>]+@[^\s@<>]+$/.test(bare) ? { name: '', email: bare } : { name: bare };
  }
  const email = text.slice(open + 1, close).trim();
  return { name: text.slice(0, open).trim(), ...(email === '' ? {} : { email }) };
}

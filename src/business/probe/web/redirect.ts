import { addressBytes } from '../../../map/host.ts';
import type { Visit } from '../model.ts';

export type Scheme = 'http' | 'https';

interface Place {
  readonly host: string;
  readonly scheme: Scheme;
  readonly path: string;
}

/** Where an answer leads: on this host at one of the ports that are visited, to another host, or where nobody follows. */
type Led =
  | { readonly to: 'here'; readonly scheme: Scheme; readonly path: string }
  | { readonly to: 'elsewhere' }
  | { readonly to: 'unknown'; readonly why: string };

const LONGEST = 2000;

/** Undefined of an answer that leads nowhere. What `location` says is whoever's answers: only the very same host counts, and no name or password goes along. */
export function ledTo(seen: Extract<Visit, { outcome: 'response' }>, at: Place, ports: Readonly<Record<Scheme, number | undefined>>): Led | undefined {
  const location = seen.headers.find(([name]) => name === 'location')?.[1];
  if (seen.status < 300 || seen.status > 399 || location === undefined) return undefined;
  const name = addressBytes(at.host)?.length === 16 ? `[${at.host}]` : at.host;
  const base = `${at.scheme}://${name}:${ports[at.scheme] ?? ''}`;
  if (!URL.canParse(location, `${base}${at.path}`)) return { to: 'unknown', why: 'leads nowhere that can be read' };
  const url = new URL(location, `${base}${at.path}`);
  if (url.hostname !== new URL(base).hostname) return { to: 'elsewhere' };
  if (url.username !== '' || url.password !== '') return { to: 'unknown', why: 'leads on with a name and a password, which is not followed' };
  const path = `${url.pathname}${url.search}`;
  if (path.length > LONGEST) return { to: 'unknown', why: 'leads to an address that is too long' };
  for (const scheme of ['https', 'http'] as const) {
    const port = ports[scheme];
    if (port !== undefined && url.protocol === `${scheme}:` && Number(url.port === '' ? (scheme === 'https' ? 443 : 80) : url.port) === port)
      return { to: 'here', scheme, path };
  }
  return { to: 'unknown', why: 'leads to another port of the host, which is not followed' };
}

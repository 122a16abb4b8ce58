import { type Found, type Known, recordsOf } from '../dns/known.ts';
import { type Looked, looked, problem } from '../problem.ts';
import { rsaBits } from './key-length.ts';
import { tagsOf } from './tags.ts';

/** The key under one selector (RFC 6376 section 3.6.1, RFC 8301, RFC 8463). Selectors cannot be guessed from DNS: the map says which there are. */
export function lookAtDkim(domain: string, selector: string, known: Known): Found<Looked> {
  const found = recordsOf(known, `${selector}._domainkey.${domain}`.toLowerCase(), 'TXT');
  if (!('is' in found)) return found;
  const [record, ...more] = found.is;
  const bad = (severity: 'low' | 'medium' | 'high', id: string, title: string): Found<Looked> => ({
    is: looked({ problems: [problem(severity, id, `${title} (selector ${selector})`)] }),
  });
  if (record === undefined) return bad('medium', 'dkim-absent', 'there is no DKIM key where the map says one is');
  if (more.length > 0) return bad('medium', 'dkim-several', 'there are several DKIM records under one selector');
  const tags = tagsOf(record.text);
  const version = tags?.get('v');
  if (tags === undefined || (version !== undefined && version !== 'DKIM1') || !tags.has('p'))
    return bad('medium', 'dkim-broken', 'the DKIM record cannot be used');
  const data = (tags.get('p') ?? '').replace(/\s/g, '');
  if (data === '') return bad('medium', 'dkim-revoked', 'the DKIM key is revoked, and the map says that it is in use');
  const bytes = decoded(data);
  if (bytes === undefined) return bad('medium', 'dkim-broken', 'the DKIM record holds no key');
  const kind = (tags.get('k') ?? 'rsa').toLowerCase();
  const remarks = (tags.get('t') ?? '').split(':').includes('y')
    ? [`The DKIM key of ${selector} says that it is a test: receivers may treat its mail as unsigned.`]
    : [];
  if (kind === 'ed25519') return bytes.length === 32 ? { is: looked({ remarks }) } : bad('medium', 'dkim-broken', 'the DKIM record holds no key of its kind');
  if (kind !== 'rsa') return bad('medium', 'dkim-broken', 'the DKIM key is of a kind that receivers do not know');
  const bits = rsaBits(bytes);
  if (bits === undefined) return bad('medium', 'dkim-broken', 'the DKIM record holds no RSA key');
  if (bits < 1024) return bad('high', 'dkim-weak', `the DKIM key has ${bits} bits, which anybody can break: mail can be signed in the domain’s name`);
  return { is: looked({ remarks: bits < 2048 ? [...remarks, `The DKIM key of ${selector} has ${bits} bits; 2,048 are asked for (RFC 8301).`] : remarks }) };
}

function decoded(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 === 1) return undefined;
  try {
    return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}

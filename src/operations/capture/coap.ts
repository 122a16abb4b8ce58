import { type Seen, type Teller, u16, utf8Text } from './application.ts';

const METHODS = ['', 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'iPATCH'];
const TYPES = ['CON', 'NON', 'ACK', 'RST'];
const [HOST, PATH, QUERY] = [3, 11, 15];
const MOST_OPTIONS = 64;

/** CoAP (RFC 7252): each request with what it asks for, each answer with its code. */
export function coap(bytes: Uint8Array, outward: boolean, seen: Seen, teller: Teller) {
  teller.service('coap');
  const token = (bytes[0] ?? 0) & 15;
  if (bytes.length < 4 || (bytes[0] ?? 0) >> 6 !== 1 || token > 8 || bytes.length < 4 + token)
    return teller.weird('coap-malformed', 'a datagram of CoAP that cannot be', seen);
  const code = bytes[1] ?? 0;
  const [type, id] = [TYPES[((bytes[0] ?? 0) >> 4) & 3], u16(bytes, 2)];
  const path: string[] = [];
  const query: string[] = [];
  let host: string | undefined;
  let number = 0;
  for (let at = 4 + token, options = 0; at < bytes.length && bytes[at] !== 0xff && options < MOST_OPTIONS; options += 1) {
    const [delta, after] = extended(bytes, (bytes[at] ?? 0) >> 4, at + 1);
    const [length, from] = extended(bytes, (bytes[at] ?? 0) & 15, after);
    if (delta === -1 || length === -1 || from + length > bytes.length) return teller.weird('coap-malformed', 'an option of CoAP that runs over its end', seen);
    number += delta;
    const value = bytes.subarray(from, from + length);
    if (number === HOST) host = utf8Text(value);
    else if (number === PATH) path.push(utf8Text(value));
    else if (number === QUERY) query.push(utf8Text(value));
    at = from + length;
  }
  // An empty message only confirms, or asks whether somebody is there.
  const request = code > 0 && code < 32;
  const method = request ? (METHODS[code] ?? `0.${code}`) : undefined;
  const uri = `/${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const fields = { type, id, method, code: `${code >> 5}.${String(code & 31).padStart(2, '0')}`, host, uri: request ? uri : undefined, from_client: outward };
  teller.tell(
    'coap',
    'network-activity',
    fields,
    request ? { kind: 'http', method: method ?? '', uri, ...(host === undefined ? {} : { host }) } : undefined,
    seen,
  );
}

/** RFC 7252 section 3.1: 13 and 14 are followed by one and two bytes more, 15 is none. */
function extended(bytes: Uint8Array, nibble: number, at: number): readonly [value: number, next: number] {
  if (nibble < 13) return [nibble, at];
  if (nibble === 13) return [(bytes[at] ?? 0) + 13, at + 1];
  return nibble === 14 ? [u16(bytes, at) + 269, at + 2] : [-1, at];
}
